"""The states of a session as a diagram in Mermaid and as a picture (SVG), drawn from the table of moves."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from app.capacity.domain.session_moves import MOVES, SessionMove
from app.capacity.domain.words import SessionStatus
from app.kernel.diagram import arrows
from app.kernel.diagram import mermaid as draw
from app.kernel.picture import Layout, Place
from app.kernel.picture import svg as draw_picture

S = SessionStatus
ENDS = (S.CANCELLED, S.ENDED)
TITLE = "A mediation session"
PLACES: Mapping[str, Place] = {
    S.BOOKED: (190, 210, 240, 140),
    S.CANCELLED: (590, 160, 200, 60),
    S.ENDED: (590, 270, 200, 90),
}
COLOURS: Mapping[str, str] = {S.CANCELLED: "#e8e8e8", S.ENDED: "#d6efdc"}


def staying(moves: Sequence[SessionMove] = MOVES) -> dict[SessionStatus, tuple[str, ...]]:
    """Return what may be recorded in each state without leaving it."""
    return {state: tuple(one.action for one in moves if one.target is None and state in one.states) for state in S}


def mermaid(moves: Sequence[SessionMove] = MOVES) -> str:
    """Draw the states and the moves between them. What leads nowhere else is a note beside its state."""
    notes = [f"note right of {state}: {', '.join(stay)}" for state, stay in staying(moves).items() if stay]
    return draw(S.BOOKED, arrows(moves, S), ENDS, *notes)


def svg(moves: Sequence[SessionMove] = MOVES) -> str:
    """Draw the same as a picture. What leads nowhere else stands in the box of its state."""
    joined: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(dict)
    for source, target, action in arrows(moves, S):
        joined[source, target][action] = []
    inside: dict[str, tuple[str, ...]] = {state: stay for state, stay in staying(moves).items() if stay}
    return draw_picture(TITLE, Layout(730, 340, S.BOOKED, PLACES, COLOURS, inside=inside), joined)
