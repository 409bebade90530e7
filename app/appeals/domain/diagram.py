"""The states of an appeal as a diagram in Mermaid and as a picture (SVG), drawn from the table of appeals."""

from collections.abc import Iterator, Mapping

from app.appeals.domain.moves import TABLE
from app.cases.domain.words import PENDING, AppealState
from app.kernel.diagram import mermaid as draw
from app.kernel.picture import Layout, Place
from app.kernel.picture import svg as draw_picture

S = AppealState
ENDS = (S.DECIDED, S.UNOPPOSED, S.WITHDRAWN, S.STRUCK_OUT)
PENDING_TOGETHER = "pending"
"""Where an arrow begins that leads from every state of a pending appeal alike."""
ENDED_TOGETHER = "ended"
"""The same of every state of an appeal that has ended."""
TITLE = "An appeal"
PLACES: Mapping[str, Place] = {
    PENDING_TOGETHER: (340, 240, 600, 330),
    S.REGISTERED: (160, 160, 150, 50),
    S.RESPONDED: (520, 160, 150, 50),
    S.LISTED: (160, 330, 150, 50),
    S.ADJOURNED: (520, 330, 150, 50),
    S.DECIDED: (900, 110, 160, 50),
    S.UNOPPOSED: (900, 200, 160, 50),
    S.WITHDRAWN: (900, 290, 160, 50),
    S.STRUCK_OUT: (900, 380, 160, 50),
}
COLOURS: Mapping[str, str] = {
    PENDING_TOGETHER: "#f6fafd",
    S.DECIDED: "#d6efdc",
    S.UNOPPOSED: "#d6efdc",
    S.WITHDRAWN: "#e8e8e8",
    S.STRUCK_OUT: "#e8e8e8",
}


def arrows() -> Iterator[tuple[str, str, str]]:
    """Yield from where to where each row leads, and the action. What leads from every pending state is one arrow."""
    for led in TABLE:
        action, target = str(led.move.action), led.row.target
        if target is None or led.move.event == "appeal-reinstated":
            continue
        if led.row.states == PENDING and target not in PENDING:
            yield PENDING_TOGETHER, target, action
        else:
            yield from ((source, target, action) for source in sorted(led.row.states) if source is not target)


def staying() -> tuple[str, ...]:
    """Return what may be recorded in a pending appeal without leading it anywhere."""
    stay = {str(led.move.action) for led in TABLE if led.row.target is None}
    lead = {str(led.move.action) for led in TABLE if led.row.target is not None}
    return tuple(sorted(stay - lead))


def mermaid() -> str:
    """Draw the states and the rows between them."""
    led = [*dict.fromkeys(arrows()), (ENDED_TOGETHER, PENDING_TOGETHER, "reinstate-appeal")]
    notes = [
        f"note right of {PENDING_TOGETHER}: any of {', '.join(sorted(PENDING))}. {', '.join(staying())}",
        f"note right of {ENDED_TOGETHER}: any of {', '.join(ENDS)}. The appeal continues from where it ended",
    ]
    return draw(S.REGISTERED, led, ENDS, *notes)


def svg() -> str:
    """Draw the same as a picture."""
    joined: dict[tuple[str, str], dict[str, list[str]]] = {}
    for source, target, action in arrows():
        joined.setdefault((source, target), {})[action] = []
    layout = Layout(1010, 440, S.REGISTERED, PLACES, COLOURS, frames=frozenset({PENDING_TOGETHER}))
    return draw_picture(TITLE, layout, joined)
