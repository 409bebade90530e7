"""The table of an appeal, written a second time: a wrong state in a row is a wrong picture of the law."""

from itertools import product

import pytest

from app.appeals.domain.moves import ENDED, ROWS, leads
from app.cases.domain.words import PENDING, AppealState

STAYS = {(one, one) for one in ("registered", "responded", "listed", "adjourned")}
FROM_EACH = [one for one, _ in sorted(STAYS)]
EXPECTED: dict[str, set[tuple[str, str]]] = {
    "appeal-registered": {(end, "registered") for end in ("decided", "unopposed", "withdrawn", "struck_out")},
    "appeal-response-sent": {("registered", "responded"), ("listed", "listed"), ("adjourned", "adjourned")},
    "appeal-directions-given": STAYS,
    "appeal-hearing-listed": {(one, "listed") for one in FROM_EACH},
    "appeal-hearing-adjourned": {("listed", "adjourned")},
    "appeal-bundle-sent": STAYS,
    "appeal-issues-changed": STAYS,
    "grounds-widened": STAYS,
    "appeal-conceded": STAYS - {("registered", "registered")},
    "appeal-decided": {(one, "decided") for one in FROM_EACH},
    "appeal-struck-out": {(one, "struck_out") for one in FROM_EACH},
    "appeal-unopposed": {(one, "unopposed") for one in FROM_EACH},
    "appeal-withdrawn": {(one, "withdrawn") for one in FROM_EACH},
    "appeal-reinstated": {
        (end, one) for end in ("decided", "unopposed", "withdrawn", "struck_out") for one in FROM_EACH
    },
}


def test_the_rows_are_of_these_events() -> None:
    assert ROWS.keys() == EXPECTED.keys()
    assert (set(PENDING), set(ENDED)) == ({*FROM_EACH}, {"decided", "unopposed", "withdrawn", "struck_out"})


@pytest.mark.parametrize("event", EXPECTED)
def test_an_event_leads_where_the_law_says(event: str) -> None:
    pairs = product(AppealState, AppealState)
    assert {(str(one), str(other)) for one, other in pairs if leads(event, one, other)} == EXPECTED[event]
