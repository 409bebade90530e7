"""The machine as a picture (SVG): the arrows come from the table of moves, only the places of the states are chosen.

Stages that an action treats alike are drawn as one: the frame "mediation under way", and the box "at any stage".
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import hypot
from xml.sax.saxutils import escape

from app.cases.domain.diagram import ANY_STAGE, TAKEN_UP, arrows
from app.cases.domain.moves import MOVES, Move
from app.cases.domain.words import STAGES, State
from app.law.domain.regimes import REGIMES, RegimeId, Standing

UNDER_WAY = "mediation_under_way"
_TOGETHER = frozenset({State.MEDIATION_REQUESTED, State.MEDIATION_ARRANGED, State.MEDIATION_NOT_ARRANGED})

WIDTH, HEIGHT = 1280, 845

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
_STYLE = """
text { font: 13px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1b2733; text-anchor: middle }
.state { font-weight: 600; font-size: 14px }
.ground { fill: #fff; stroke: none }
.variant { fill: #44525f }
.head { font-size: 19px; font-weight: 600; text-anchor: start }
.note { text-anchor: start; fill: #44525f }
rect { stroke: #1b2733; stroke-width: 1.3 }
.frame, .any { stroke-dasharray: 6 4 }
line { stroke: #33475b; stroke-width: 1.4; marker-end: url(#tip) }
"""


def svg(regime: RegimeId, moves: Sequence[Move] = MOVES) -> str:
    """Draw the states and the moves that lead from one to another. A reader without eyes for it gets it in words."""
    joined = _joined(regime, moves)
    title = REGIMES[regime].title
    if REGIMES[regime].standing is Standing.ILLUSTRATIVE:
        title += " (a proposal, illustrative; not the law)"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
            ' role="img" aria-labelledby="title desc">',
            f'<title id="title">The pathway: {escape(title)}</title>',
            f'<desc id="desc">{escape(_in_words(joined))}</desc>',
            f"<style>{_STYLE}</style>",
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8"'
            ' orient="auto"><path d="M0 0L8 4L0 8z" fill="#33475b"/></marker></defs>',
            f'<rect width="{WIDTH}" height="{HEIGHT}" class="ground"/>',
            f'<text class="head" x="30" y="38">{escape(title)}</text>',
            *_boxes(),
            *_lines(joined),
            "</svg>\n",
        ]
    )


Joined = dict[tuple[str, str], dict[str, list[str]]]
"""From and to; then each action, with its variants."""


def _joined(regime: RegimeId, moves: Sequence[Move]) -> Joined:
    """Gather arrows: sources that a move treats alike become one, moves between the same boxes share an arrow."""
    sources: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for source, target, move in arrows(regime, moves):
        sources[target, move.action, move.variant or ""].add(source)
    joined: Joined = defaultdict(lambda: defaultdict(list))
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


def _boxes() -> Iterable[str]:
    for name, (x, y, width, height) in PLACES.items():
        kind = "frame" if name == UNDER_WAY else "any" if name == ANY_STAGE else "box"
        fill = _COLOURS.get(name, "#d9e8f6")
        yield (
            f'<rect class="{kind}" x="{x - width // 2}" y="{y - height // 2}" width="{width}" height="{height}"'
            f' rx="{9 if kind == "box" else 14}" fill="{fill}"/>'
        )
        words = f"at {name.replace('_', ' ')}" if name == ANY_STAGE else name.replace("_", " ")
        if name == UNDER_WAY:
            yield f'<text class="note" x="{x - width // 2 + 14}" y="{y - height // 2 + 22}">{words}</text>'
        else:
            yield f'<text class="state" x="{x}" y="{y + 5}">{words}</text>'
    yield '<circle cx="110" cy="86" r="7" fill="#1b2733"/><line x1="110" y1="93" x2="110" y2="128"/>'


def _lines(joined: Joined) -> Iterable[str]:
    labels = []
    for (source, target), actions in joined.items():
        beside = (target, source) in joined
        x1, y1, x2, y2 = _ends(source, target, beside=beside)
        yield f'<line x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}"/>'
        along = 0.32 if beside and y1 != y2 else 0.5  # so that the words of two opposite arrows do not meet
        labels.append((x1 + (x2 - x1) * along, y1 + (y2 - y1) * along, _words(actions)))
    for x, y, words in labels:  # over every line
        width, height = 7.1 * max(len(text) for text, _ in words) + 4, 16 * len(words)
        yield (
            f'<rect class="ground" x="{x - width / 2:.0f}" y="{y - height / 2:.0f}" width="{width:.0f}"'
            f' height="{height}"/>'
        )
        for number, (text, kind) in enumerate(words):
            at = y - height / 2 + 16 * number + 12
            yield f'<text{kind} x="{x:.0f}" y="{at:.0f}">{escape(text)}</text>'


def _words(actions: dict[str, list[str]]) -> list[tuple[str, str]]:
    words = []
    for action, variants in actions.items():
        words.append((action, ""))
        if variants:
            words.append((f"({' or '.join(variants)})", ' class="variant"'))
    return words


def _ends(source: str, target: str, *, beside: bool) -> tuple[float, float, float, float]:
    """Return where a straight arrow leaves one box and meets the other; two that run opposite keep apart."""
    (ax, ay, *_), (bx, by, *_) = PLACES[source], PLACES[target]
    length = hypot(bx - ax, by - ay)
    aside = 18 if beside else 0
    dx, dy = -(by - ay) / length * aside, (bx - ax) / length * aside
    a, b = (ax + dx, ay + dy), (bx + dx, by + dy)
    return *_on_border(source, a, b), *_on_border(target, b, a)


def _on_border(name: str, inside: tuple[float, float], outside: tuple[float, float]) -> tuple[float, float]:
    x, y, width, height = PLACES[name]
    reach = 1.0
    for here, there, centre, half in ((inside[0], outside[0], x, width / 2), (inside[1], outside[1], y, height / 2)):
        if there != here:
            border = centre + (half if there > here else -half)
            reach = min(reach, (border - here) / (there - here))
    return inside[0] + (outside[0] - inside[0]) * reach, inside[1] + (outside[1] - inside[1]) * reach


def _in_words(joined: Joined) -> str:
    said = []
    for (source, target), actions in joined.items():
        ways = ", ".join(
            f"{action} ({' or '.join(variants)})" if variants else action for action, variants in actions.items()
        )
        said.append(f"{source.replace('_', ' ')} to {target.replace('_', ' ')}: {ways}.")
    return " ".join(said)
