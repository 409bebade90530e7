"""The pathway as a picture (SVG). The arrows come from the table of moves. Only the places of the states are chosen.

Stages that an action treats alike are drawn as one: the frame "mediation under way", and the box "at any stage".
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from app.cases.domain.diagram import ANY_STAGE, TAKEN_UP, arrows
from app.cases.domain.moves import MOVES, AnyMove
from app.cases.domain.words import STAGES, State
from app.kernel.picture import Joined, Layout
from app.kernel.picture import svg as draw
from app.law.domain.regime import Regime
from app.law.domain.regime_values import RegimeStatus

UNDER_WAY = "mediation_under_way"
_TOGETHER = frozenset({State.MEDIATION_REQUESTED, State.MEDIATION_ARRANGED, State.MEDIATION_NOT_ARRANGED})

PLACES: dict[str, tuple[int, int, int, int]] = {
    State.NOTIFIED: (110, 150, 160, 44),
    State.ADVISER_CONTACTED: (110, 310, 160, 44),
    State.MEDIATION_DECLINED: (110, 480, 160, 44),
    UNDER_WAY: (705, 250, 620, 370),
    State.MEDIATION_REQUESTED: (515, 150, 180, 44),
    State.MEDIATION_ARRANGED: (895, 150, 180, 44),
    State.MEDIATION_NOT_ARRANGED: (705, 370, 200, 44),
    State.MEDIATION_CONCLUDED: (1165, 390, 180, 44),
    State.CERTIFIED: (705, 570, 160, 44),
    ANY_STAGE: (110, 700, 160, 44),
    State.APPEAL_REGISTERED: (705, 700, 180, 44),
    State.RESOLVED: (1165, 700, 160, 44),
    State.CLOSED: (110, 805, 160, 44),
}
"""Centre, width and height of each box."""

_COLOURS = {
    State.CERTIFIED: "#d6efdc",
    State.APPEAL_REGISTERED: "#e6dcf5",
    State.RESOLVED: "#e8e8e8",
    State.CLOSED: "#e8e8e8",
    ANY_STAGE: "#ffffff",
    UNDER_WAY: "#ffffff",
}

LAYOUT = Layout(
    1280,
    845,
    State.NOTIFIED,
    PLACES,
    _COLOURS,
    frozenset({UNDER_WAY}),
    {ANY_STAGE: "at any stage"},
)


def svg(regime: Regime, moves: Sequence[AnyMove] = MOVES) -> str:
    """Draw the states and the moves between them. A reader who cannot see the picture gets it in words."""
    joined = _joined(regime, moves)
    title = regime.title
    if regime.status is RegimeStatus.ILLUSTRATIVE:
        title += " (a proposal for illustration, not the law)"
    return draw(f"The pathway: {title}", LAYOUT, joined, title)


def _joined(regime: Regime, moves: Sequence[AnyMove]) -> Joined:
    """Gather arrows: sources that a move treats alike become one, moves between the same boxes share an arrow."""
    sources: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for source, target, move in arrows(regime, moves):
        sources[target, move.action, move.variant or ""].add(source)
    joined: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for (target, action, variant), found in sources.items():
        for source in _together(found, target):
            variants = joined[source, target][action]
            if variant:
                variants.append(variant.replace("_", " "))
    if any(move.reopens for move in moves):
        joined[State.CLOSED, ANY_STAGE][TAKEN_UP] = []
    return joined


def _together(sources: set[str], target: str) -> Iterable[str]:
    if set(STAGES) - {target} <= sources:
        return [ANY_STAGE]
    if sources >= _TOGETHER:
        sources = sources - _TOGETHER | {UNDER_WAY}
    return sorted(sources, key=list(PLACES).index)
