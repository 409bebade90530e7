"""The pathway as a diagram in Mermaid, and the arrows that the table of moves gives."""

from collections.abc import Sequence

from app.cases.domain.gates import declining_suffices
from app.cases.domain.moves import AFTER_CLOSING, MOVES, AnyMove
from app.cases.domain.words import STAGES, Action, State
from app.kernel.diagram import mermaid as draw
from app.law.domain.regime import Regime

ANY_STAGE = "any_stage"
"""Where an arrow begins that leads from every stage of mediation alike."""

TAKEN_UP = "any next step of the family"
"""What leads a closed case back to the stage that it had, where no tribunal and no concession settled it."""

_ENDINGS: dict[str, tuple[str, str]] = {
    "agreement-recorded": (State.MEDIATION_CONCLUDED, State.RESOLVED),
    "appeal-unopposed": (State.APPEAL_REGISTERED, State.RESOLVED),
    "appeal-decided": (State.APPEAL_REGISTERED, State.RESOLVED),
    "appeal-withdrawn": (State.APPEAL_REGISTERED, State.CLOSED),
    "appeal-reinstated": (State.CLOSED, State.APPEAL_REGISTERED),
    "dispute-withdrawn": (ANY_STAGE, State.CLOSED),
    "case-closed": (ANY_STAGE, State.CLOSED),
}
"""Where the moves lead that change no stage, by their events."""


def arrows(regime: Regime, moves: Sequence[AnyMove] = MOVES) -> list[tuple[str, str, AnyMove]]:
    """Return from where to where each move leads. Moves that stay, and moves shut for good, are left out."""
    return [
        (source, target, move)
        for move in moves
        if move.exists(regime) and not (declining_suffices in move.gates and regime.declining_bars)
        for source, target in _arrows(move)
    ]


def mermaid(regime: Regime, moves: Sequence[AnyMove] = MOVES) -> str:
    """Draw the states and the moves that lead from one to another."""
    led = [
        (source, target, f"{move.action} ({move.variant})" if move.variant else str(move.action))
        for source, target, move in arrows(regime, moves)
    ]
    if any(move.reopens for move in moves):
        led.append((State.CLOSED, ANY_STAGE, TAKEN_UP))
    return draw(State.NOTIFIED, led, [State.CLOSED])


def _arrows(move: AnyMove) -> list[tuple[str, str]]:
    stages = [stage for stage in STAGES if stage in move.stages]
    if move.variant == AFTER_CLOSING:
        return []  # one of the family's next steps
    if move.target is not None:
        return [(source, move.target) for source in stages if source is not move.target]
    if move.action is Action.REGISTER_APPEAL:
        source = State.CERTIFIED if move.variant == "certificate" else ANY_STAGE
        return [(source, State.APPEAL_REGISTERED)]
    return [_ENDINGS[move.event]] if move.event in _ENDINGS else []
