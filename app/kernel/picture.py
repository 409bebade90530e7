"""A picture (SVG) of any machine. A wing places the states. Its table of moves gives the arrows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import hypot
from xml.sax.saxutils import escape

Place = tuple[int, int, int, int]
"""Centre, width and height of a box."""

Joined = Mapping[tuple[str, str], Mapping[str, list[str]]]
"""From and to; then each action, with its variants."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands in a picture.

    `frames` are boxes around others, `dashed` is a box that stands for several states, `inside` are words in a box
    below its name.
    """

    width: int
    height: int
    begins: str
    places: Mapping[str, Place]
    colours: Mapping[str, str] = field(default_factory=dict)
    frames: frozenset[str] = frozenset()
    dashed: Mapping[str, str] = field(default_factory=dict)
    inside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


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


def svg(title: str, layout: Layout, joined: Joined, head: str | None = None) -> str:
    """Draw the states and the moves between them. A reader who cannot see the picture gets it in words."""
    width, height = layout.width, layout.height
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
            ' role="img" aria-labelledby="title desc">',
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="desc">{escape(_in_words(joined))}</desc>',
            f"<style>{_STYLE}</style>",
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8"'
            ' orient="auto"><path d="M0 0L8 4L0 8z" fill="#33475b"/></marker></defs>',
            f'<rect width="{width}" height="{height}" class="ground"/>',
            f'<text class="head" x="30" y="38">{escape(head or title)}</text>',
            *_boxes(layout),
            *_lines(layout, joined),
            "</svg>\n",
        ]
    )


def _boxes(layout: Layout) -> Iterable[str]:
    for name, (x, y, width, height) in layout.places.items():
        kind = "frame" if name in layout.frames else "any" if name in layout.dashed else "box"
        fill = layout.colours.get(name, "#d9e8f6")
        yield (
            f'<rect class="{kind}" x="{x - width // 2}" y="{y - height // 2}" width="{width}" height="{height}"'
            f' rx="{9 if kind == "box" else 14}" fill="{fill}"/>'
        )
        words = layout.dashed.get(name, name.replace("_", " "))
        inside = layout.inside.get(name, ())
        if name in layout.frames:
            yield f'<text class="note" x="{x - width // 2 + 14}" y="{y - height // 2 + 22}">{words}</text>'
        else:
            yield f'<text class="state" x="{x}" y="{y + 5 - 8 * len(inside)}">{words}</text>'
        for number, text in enumerate(inside, start=1):
            yield f'<text x="{x}" y="{y + 5 - 8 * len(inside) + 17 * number}">{escape(text)}</text>'
    x, y, _, height = layout.places[layout.begins]
    top = y - height // 2
    yield f'<circle cx="{x}" cy="{top - 42}" r="7" fill="#1b2733"/><line x1="{x}" y1="{top - 35}" x2="{x}" y2="{top}"/>'


def _lines(layout: Layout, joined: Joined) -> Iterable[str]:
    labels = []
    for (source, target), actions in joined.items():
        beside = (target, source) in joined
        x1, y1, x2, y2 = _ends(layout, source, target, beside=beside)
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


def _words(actions: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    words = []
    for action, variants in actions.items():
        words.append((action, ""))
        if variants:
            words.append((f"({' or '.join(variants)})", ' class="variant"'))
    return words


def _ends(layout: Layout, source: str, target: str, *, beside: bool) -> tuple[float, float, float, float]:
    """Return where a straight arrow leaves one box and meets the other; two that run opposite keep apart."""
    (ax, ay, *_), (bx, by, *_) = layout.places[source], layout.places[target]
    length = hypot(bx - ax, by - ay)
    aside = 18 if beside else 0
    dx, dy = -(by - ay) / length * aside, (bx - ax) / length * aside
    a, b = (ax + dx, ay + dy), (bx + dx, by + dy)
    return *_on_border(layout, source, a, b), *_on_border(layout, target, b, a)


def _on_border(
    layout: Layout, name: str, inside: tuple[float, float], outside: tuple[float, float]
) -> tuple[float, float]:
    x, y, width, height = layout.places[name]
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
