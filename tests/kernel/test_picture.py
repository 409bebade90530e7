"""A picture draws each box, each arrow and each word at its place. `picture.svg` was looked at before it was kept."""

from pathlib import Path
from xml.etree import ElementTree as ET

from app.kernel.picture import Joined, Layout, svg

KEPT = Path(__file__).with_name("picture.svg")
LAYOUT = Layout(
    width=760,
    height=460,
    begins="on_the_shelf",
    places={
        "library": (380, 300, 700, 280),
        "on_the_shelf": (140, 130, 160, 60),
        "lent": (480, 130, 120, 51),
        "overdue": (480, 330, 121, 70),
        "lost": (150, 360, 90, 40),
        "anywhere": (640, 220, 130, 40),
    },
    colours={"lost": "#f4d8d4", "library": "none"},
    frames=frozenset({"library"}),
    dashed={"anywhere": "any of these"},
    inside={"overdue": ("the reader owes", "a fine & more")},
)
JOINED: Joined = {
    ("on_the_shelf", "lent"): {"lend": []},
    ("lent", "on_the_shelf"): {"give-back": ["at the desk", "by post"]},
    ("lent", "overdue"): {"fall-due": [], "recall": []},
    ("overdue", "lent"): {"renew": []},
    ("overdue", "lost"): {"report-lost": ["stolen"]},
    ("lost", "on_the_shelf"): {"find": []},
}


def test_a_picture_is_drawn_as_it_was_looked_at() -> None:
    assert svg("A library's book", LAYOUT, JOINED, head="A book <of a library>") == KEPT.read_text("utf-8")


def test_a_picture_without_a_head_shows_its_title() -> None:
    picture = ET.fromstring(svg("A book", LAYOUT, JOINED))  # noqa: S314 - our own text
    heads = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text") if text.get("class") == "head"]
    assert heads == ["A book"]
