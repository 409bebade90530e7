"""The machine as a picture (Mermaid), drawn from the table of moves."""

from collections import defaultdict
from collections.abc import Sequence

from app.domain.law.regimes import RegimeId
from app.domain.pathway.moves import MOVES, Move
from app.domain.pathway.words import STAGES, Action, State

_ENDINGS = {
    Action.REGISTER_APPEAL: State.APPEAL_REGISTERED,
    Action.RECORD_APPEAL_OUTCOME: State.RESOLVED,
    Action.WITHDRAW: State.CLOSED,
    Action.CLOSE: State.CLOSED,
}


def mermaid(regime: RegimeId, moves: Sequence[Move] = MOVES) -> str:
    """Draw the states and the moves that lead from one to another. Moves that stay are left out."""
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for move in moves:
        if regime not in move.regimes:
            continue
        label = f"{move.action} ({move.variant})" if move.variant else str(move.action)
        for source, target in _arrows(move):
            arrows[source, target].append(label)
    lines = ["stateDiagram-v2", "    [*] --> notified"]
    lines += [f"    {source} --> {target}: {', '.join(labels)}" for (source, target), labels in arrows.items()]
    return "\n".join([*lines, "    closed --> [*]"])


def _arrows(move: Move) -> list[tuple[str, str]]:
    stages = [stage for stage in STAGES if stage in move.stages]
    if move.target is not None:
        return [(source, move.target) for source in stages if source is not move.target]
    target = _ENDINGS.get(move.action)
    if target is State.APPEAL_REGISTERED:
        return [("certified" if move.variant == "certificate" else "any_stage", target)]
    if target is State.RESOLVED:
        return [(State.APPEAL_REGISTERED, target)]
    if target is State.CLOSED:
        return [("any_stage", target)]
    if move.event == "appeal-unopposed":
        return [(State.APPEAL_REGISTERED, State.RESOLVED)]
    if move.event == "agreement-recorded":
        return [(State.MEDIATION_CONCLUDED, State.RESOLVED)]
    return []
