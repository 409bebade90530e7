"""Cells that hold a list: what they say, however they are written, and a clear reason where they cannot be read."""

from collections.abc import Callable

import pytest

from app.imports.domain.cells import NotRead
from app.imports.domain.lists import issues_of, orders_of, promises_of, seats_of, terms_of
from app.imports.rows import read_row, told_by

NOTICE = {
    "la_reference": "LIST-1",
    "decision_kind": "plan_content",
    "sections": "B F I",
    "notice_sent_on": "02/02/2026",
    "appellant_kind": "parent",
}


@pytest.mark.parametrize(
    ("reads", "cell", "says"),
    [
        (terms_of, "amend_plan, name_setting", ["amend_plan", "name_setting"]),
        (terms_of, "name-setting I; AMEND_PLAN sections F and B", ["amend_plan B F", "name_setting I"]),
        (terms_of, "amend_plan F by 1/6/2026 kept 2026-05-29", ["amend_plan F by 2026-06-01 kept 2026-05-29"]),
        (terms_of, "other_action (G) commissioning_body", ["other_action G commissioning_body"]),
        (terms_of, ["amend_plan F", "amend_plan B"], ["amend_plan B", "amend_plan F"]),
        (promises_of, "amend_plan by 01/06/2026", ["amend_plan by 2026-06-01"]),
        (orders_of, "amend_plan B F; name_setting I", ["amend_plan B F", "name_setting I"]),
        (issues_of, "I agreed on 20/05/2026; f conceded 18/05/2026", ["F conceded 2026-05-18", "I agreed 2026-05-20"]),
        (issues_of, "decision decided 2026-05-20", ["decision decided 2026-05-20"]),
        (seats_of, "school, parent: 2; authority=1", ["authority 1", "parent 2", "school 1"]),
    ],
)
def test_a_list_is_read_and_written_again(
    reads: Callable[[object], tuple[object, ...]], cell: str, says: object
) -> None:
    found = reads(cell)
    assert [str(one) for one in found] == says
    assert reads([str(one) for one in found]) == found, "what a row said can be read again"


@pytest.mark.parametrize(
    ("reads", "cell", "why"),
    [
        (terms_of, "Sam Secret amends", "Begin each entry with one of these words: assess"),
        (terms_of, "amend_plan F Secret", "After amend_plan, write its sections"),
        (terms_of, "amend_plan by Secret", "Write the day"),
        (terms_of, "amend_plan by", "Write the day"),
        (terms_of, "amend_plan by 01/06/2026 by 02/06/2026", "After amend_plan"),
        (terms_of, "amend_plan commissioning_body", "Only the authority can owe the action amend_plan"),
        (terms_of, "other_action tribunal", "After other_action"),
        (terms_of, "other_action commissioning_body local_authority", "only one organisation"),
        (terms_of, "make_plan kept 01/06/2026", "The action make_plan has several steps"),
        (terms_of, "; ".join(f"other_action by {day}/06/2026" for day in range(1, 22)), "at most 20"),
        (promises_of, "amend_plan F", "Give the day for each promise"),
        (promises_of, "other_action local_authority by 01/06/2026", "Leave out who must keep the promise"),
        (orders_of, "amend_plan by 01/06/2026", "only what the tribunal ordered"),
        (orders_of, "amend_plan B; amend_plan F", "each kind of order only once"),
        (issues_of, "F conceded", "Write each issue, its status and the day"),
        (issues_of, "F Secret 01/06/2026", "Write one of: live"),
        (issues_of, "F conceded 31/02/2026", "This day does not exist"),
        (issues_of, "F conceded 01/05/2026; F agreed 02/05/2026", "each issue only once"),
        (seats_of, "parent 0", "from 1 to 50"),
        (seats_of, "parent 51", "from 1 to 50"),
        (seats_of, "parent 1 2", "from 1 to 50"),
        (seats_of, "parent ²", "from 1 to 50"),
        (seats_of, "Secret 2", "Begin each entry with one of these words: parent"),
        (seats_of, "parent 1 school 1 parent 1", "each role only once"),
    ],
)
def test_a_list_that_cannot_be_read_says_why(
    reads: Callable[[object], tuple[object, ...]], cell: str, why: str
) -> None:
    with pytest.raises(NotRead, match=why) as fault:
        reads(cell)
    assert "Secret" not in str(fault.value), "a cell may hold a name"


def test_what_a_row_told_before_is_told_the_same() -> None:
    """The stored rows of earlier imports hold plain kinds: a file that is sent again must not differ from them."""
    row = read_row({**NOTICE, "agreement_terms": "name_setting amend_plan"})
    assert not isinstance(row, tuple)
    assert told_by(row)["agreement_terms"] == ["amend_plan", "name_setting"]
    again = read_row(told_by(row))
    assert again == row
