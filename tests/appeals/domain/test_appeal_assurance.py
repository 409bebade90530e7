"""The exhaustive check of appeals holds of the table; and it would say so of a faulty one, and show the way there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from app.appeals.domain.assurance import assure
from app.appeals.domain.moves import ROWS, TABLE, leads
from app.appeals.domain.properties import PROPERTIES
from app.appeals.domain.search import TODAY, AppealSearch, begun, told
from app.cases.domain.moves import MOVES, AnyMove
from app.cases.domain.words import PENDING, AppealState
from app.kernel.assure import Assurance, counter_example
from app.kernel.search import Node
from app.kernel.terms import OrganisationKind
from tests.cases.domain.builders import LAW

EVERY = {one.name: one for one in PROPERTIES}
LA = frozenset({OrganisationKind.LOCAL_AUTHORITY})


@cache
def whole() -> Assurance[AnyMove]:
    """Search every appeal once, however many tests ask."""
    return assure(LAW)


def test_everything_holds_of_every_reachable_appeal() -> None:
    assert {one.name: one.counter_example for one in whole().properties if not one.holds} == {}
    assert whole().states_examined > 5000
    assert whole().steps_examined > 100_000
    assert {move.event for move in whole().moves_made} >= ROWS.keys()


Change = Callable[[AnyMove], Sequence[AnyMove]]


def without(event: str, *gates: str) -> Change:
    """Leave gates of a move out, or the move itself if none is named."""

    def change(move: AnyMove) -> Sequence[AnyMove]:
        if move.event != event:
            return [move]
        kept = tuple(one for one in move.gates if one.name not in gates)
        assert len(kept) == len(move.gates) - len(gates)
        return [replace(move, gates=kept)] if gates else []

    return change


def of_the_authority(action: str) -> Change:
    """Let the authority alone record an action, in each of its variants."""
    return lambda move: [replace(move, who=LA)] if move.action == action else [move]


def besides(event: str, **becomes: Any) -> Change:
    """Have a move change more than it should."""

    def change(move: AnyMove) -> Sequence[AnyMove]:
        if move.event != event:
            return [move]

        def more(facts: Any, command: Any, law: Any) -> Mapping[str, Any]:
            return {**move.becomes(facts, command, law), **becomes}

        return [replace(move, becomes=more)]

    return change


def unopposed_too_late(move: AnyMove) -> Sequence[AnyMove]:
    if move.event == "appeal-conceded":
        return []
    return [replace(move, when=lambda *_: True)] if move.event == "appeal-unopposed" else [move]


FAULTS: dict[str, tuple[Change, str]] = {
    "a party decides": (without("appeal-decided", "tribunal_decided"), "no-party-ends-an-appeal-alone"),
    "a party strikes out": (without("appeal-struck-out", "tribunal_decided"), "no-party-ends-an-appeal-alone"),
    "a party withdraws": (without("appeal-withdrawn", "tribunal_consents"), "no-party-ends-an-appeal-alone"),
    "unopposed after the response": (unopposed_too_late, "no-party-ends-an-appeal-alone"),
    "a party reinstates": (
        without("appeal-reinstated", "tribunal_reinstates"), "only-the-tribunal-takes-it-up-again",
    ),
    "a party ends an issue": (without("appeal-issues-changed", "tribunal_ends_issues"), "no-party-ends-an-issue-alone"),
    "a party agrees alone": (without("appeal-issues-changed", "both_sides_agree"), "no-party-agrees-alone"),
    "an order beyond the powers": (without("appeal-decided", "orders_are_in_power"), "orders-are-in-power"),
    "upheld without an order": (without("appeal-decided", "orders_fit_outcome"), "orders-fit-the-outcome"),
    "struck out with an order": (without("appeal-struck-out", "orders_fit_outcome"), "orders-fit-the-outcome"),
    "a bundle ends the appeal": (besides("appeal-bundle-sent", resolved_on=TODAY), "every-step-is-in-the-table"),
    "an adjournment takes the hearing away": (
        besides("appeal-hearing-adjourned", proceedings=None), "every-step-is-in-the-table",
    ),
    "adjourned without a hearing": (
        without("appeal-hearing-adjourned", "hearing_is_told"), "every-step-is-in-the-table",
    ),
    "a response undoes an agreement": (
        besides("appeal-response-sent", agreement_made_on=TODAY), "an-appeal-leaves-mediation-alone",
    ),
    "the tribunal cannot decide": (of_the_authority("record-appeal-outcome"), "a-decision-is-in-reach"),
    "the tribunal cannot consent": (of_the_authority("withdraw"), "the-family-can-end-it"),
    "the tribunal cannot take it up again": (of_the_authority("reinstate-appeal"), "an-end-can-be-undone"),
    "no bundle": (without("appeal-bundle-sent"), "every-row-is-used"),
    "no hearing": (without("appeal-hearing-listed"), "every-state-is-reached"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_table_is_caught(fault: str) -> None:
    change, name = FAULTS[fault]
    moves = [one for move in MOVES for one in change(move)]
    start = next(case for case in begun() if len(case.sections) > 1)
    way = counter_example(AppealSearch(LAW, moves), [Node(start, TODAY, told=told(start))], EVERY[name])
    assert way is not None, f"nobody noticed: {fault}"


def test_two_moves_for_one_step_are_caught() -> None:
    twice = [*MOVES, next(move for move in MOVES if move.event == "appeal-bundle-sent")]
    start = next(begun())
    way = counter_example(AppealSearch(LAW, twice), [Node(start, TODAY)], EVERY["no-two-moves-claim-one-appeal"])
    assert way is not None


def test_every_row_is_of_a_move_and_names_states() -> None:
    assert ROWS.keys() <= {move.event for move in MOVES}
    assert {led.move.event for led in TABLE} == {event for event, rows in ROWS.items() if rows}
    assert set().union(*(led.row.states for led in TABLE)) == set(AppealState)


@pytest.mark.parametrize(
    ("event", "before", "after", "so"),
    [
        ("appeal-registered", None, AppealState.REGISTERED, True),
        ("appeal-registered", AppealState.WITHDRAWN, AppealState.REGISTERED, True),
        ("appeal-registered", AppealState.LISTED, AppealState.REGISTERED, False),
        ("appeal-registered", None, AppealState.LISTED, False),
        ("duty-completed", AppealState.REGISTERED, AppealState.RESPONDED, True),
        ("duty-completed", AppealState.REGISTERED, AppealState.DECIDED, False),
        ("duty-completed", AppealState.DECIDED, AppealState.DECIDED, True),
        ("case-closed", AppealState.DECIDED, AppealState.DECIDED, True),
        ("case-closed", AppealState.LISTED, AppealState.DECIDED, False),
        ("grounds-widened", None, None, True),
        ("appeal-decided", AppealState.LISTED, AppealState.DECIDED, True),
        ("appeal-decided", AppealState.LISTED, AppealState.LISTED, False),
    ],
)
def test_the_table_leads_where_it_says(
    event: str, before: AppealState | None, after: AppealState | None, so: bool
) -> None:
    assert leads(event, before, after) is so


def test_an_appeal_is_pending_until_it_ends() -> None:
    assert {state for state in AppealState if state.pending} == PENDING
