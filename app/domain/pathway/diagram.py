"""The machine as a diagram: the arrows that the table of moves draws, and the same in Mermaid."""

from collections import defaultdict
from collections.abc import Sequence

from app.domain.law.regimes import REGIMES, RegimeId
from app.domain.pathway.gates import declining_suffices
from app.domain.pathway.moves import MOVES, Move
from app.domain.pathway.words import STAGES, Action, State

_ENDINGS = {
    Action.REGISTER_APPEAL: State.APPEAL_REGISTERED,
    Action.RECORD_APPEAL_OUTCOME: State.RESOLVED,
    Action.WITHDRAW: State.CLOSED,
    Action.CLOSE: State.CLOSED,
}


ANY_STAGE = "any_stage"
"""Where an arrow begins that leads from every stage of mediation alike."""


def arrows(regime: RegimeId, moves: Sequence[Move] = MOVES) -> list[tuple[str, str, Move]]:
    """Return from where to where each move leads. Moves that stay, and moves shut for good, are left out."""
    return [
        (source, target, move)
        for move in moves
        if regime in move.regimes and not (declining_suffices in move.gates and REGIMES[regime].declining_bars)
        for source, target in _arrows(move)
    ]


def mermaid(regime: RegimeId, moves: Sequence[Move] = MOVES) -> str:
    """Draw the states and the moves that lead from one to another."""
    labels: dict[tuple[str, str], list[str]] = defaultdict(list)
    for source, target, move in arrows(regime, moves):
        labels[source, target].append(f"{move.action} ({move.variant})" if move.variant else str(move.action))
    lines = ["stateDiagram-v2", "    [*] --> notified"]
    lines += [f"    {source} --> {target}: {', '.join(each)}" for (source, target), each in labels.items()]
    return "\n".join([*lines, "    closed --> [*]"])


def _arrows(move: Move) -> list[tuple[str, str]]:
    stages = [stage for stage in STAGES if stage in move.stages]
    if move.target is not None:
        return [(source, move.target) for source in stages if source is not move.target]
    target = _ENDINGS.get(move.action)
    if target is State.APPEAL_REGISTERED:
        return [("certified" if move.variant == "certificate" else ANY_STAGE, target)]
    if target is State.RESOLVED:
        return [(State.CLOSED if State.CLOSED in move.states else State.APPEAL_REGISTERED, target)]
    if target is State.CLOSED:
        return [(ANY_STAGE, target)]
    if move.event == "appeal-unopposed":
        return [(State.APPEAL_REGISTERED, State.RESOLVED)]
    if move.event == "agreement-recorded":
        return [(State.MEDIATION_CONCLUDED, State.RESOLVED)]
    return []
