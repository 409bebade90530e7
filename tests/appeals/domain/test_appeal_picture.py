"""The diagram of an appeal is the one on its page, and its picture shows every state once, where there is room."""

import re
from itertools import combinations
from pathlib import Path

from app.appeals.domain.diagram import COLOURS, ENDS, PENDING_TOGETHER, PLACES, arrows, mermaid, staying, svg
from app.appeals.domain.moves import TABLE
from app.cases.domain.words import PENDING, AppealState

PAGE = Path(__file__).parents[3] / "docs" / "appeal-states.md"


def test_the_diagram_is_the_one_on_the_page() -> None:
    """The page is generated, and read by people: a change of the diagram is a change of the page."""
    shown = re.search(r"```mermaid\n(.*?)\n```", PAGE.read_text("utf-8"), re.DOTALL)
    assert shown is not None
    assert mermaid().strip() == shown[1].strip()


def test_an_arrow_leads_wherever_a_row_leads() -> None:
    led = {(source, target) for source, target, _ in arrows()}
    for one in TABLE:
        if one.row.target is None or one.move.event == "appeal-reinstated":
            continue
        together = one.row.states == PENDING and one.row.target not in PENDING
        sources = {PENDING_TOGETHER} if together else one.row.states - {one.row.target}
        assert {(source, one.row.target) for source in sources} <= led
    assert all(source != target for source, target in led)
    assert not {action for *_, action in arrows()} & {*staying()}


def test_every_state_has_a_place_of_its_own_in_the_picture() -> None:
    """All stand on a grid of ten, so that they are in rows and columns."""
    assert PLACES.keys() == {PENDING_TOGETHER, *AppealState}
    drawn = svg()
    width, height = (int(number) for number in re.search(r'viewBox="0 0 (\d+) (\d+)"', drawn).groups())  # type: ignore[union-attr] # the picture has a size
    assert all(number % 10 == 0 for number in (width, height, *(one for place in PLACES.values() for one in place)))
    boxes = {name: (x - w / 2, y - h / 2, x + w / 2, y + h / 2) for name, (x, y, w, h) in PLACES.items()}
    for left, top, right, bottom in boxes.values():
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
    for one, other in combinations(AppealState, 2):
        a, b = boxes[one], boxes[other]
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (one, other)
    around = boxes[PENDING_TOGETHER]
    for state in AppealState:
        inside = around[0] <= boxes[state][0] and boxes[state][2] <= around[2]
        assert inside is (state in PENDING), state
        assert str(state).replace("_", " ") in drawn.replace("_", " ")
    assert drawn.count('<rect class="frame"') == 1
    assert COLOURS.keys() == {PENDING_TOGETHER, *ENDS}
    assert frozenset(ENDS) == frozenset(AppealState) - PENDING
