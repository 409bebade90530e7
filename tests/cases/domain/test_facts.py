"""What follows from the facts of a case: each day that was recorded bounds the notice, and reaches the calculator."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.cases.domain.conceded import Conceded, Promise, Promised
from app.cases.domain.facts import Appeal, CaseFacts, Certificate, CompletedDuty
from app.cases.domain.moved import Transfer
from app.cases.domain.panels import PanelReview
from app.cases.domain.proceedings import Ordered
from app.cases.domain.words import State
from app.kernel.terms import AppealBasis, AppellantKind, CertificateGround, TermKind
from app.law.domain.chronology import Chronology, Directed, NoticeDay, Term
from app.law.domain.kinds import Code
from app.law.domain.model import Step
from app.law.domain.readings import DEFAULT_READINGS
from app.law.domain.regimes import REGIMES
from tests.cases.domain.builders import a_case

FACTS = a_case().facts
DAY, BEFORE, LATER = date(2026, 3, 2), date(2026, 3, 1), date(2026, 3, 3)
CERTIFICATE = Certificate("a number", CertificateGround.DECLINED, DAY, AppellantKind.PARENT)
APPEAL = Appeal(AppealBasis.CERTIFICATE, DAY, late=False)
YOUNG, OTHER = AppellantKind.YOUNG_PERSON, AppellantKind.ALTERNATIVE_PERSON
PROMISED = Promised(TermKind.AMEND_PLAN, LATER)

ALONE = """notice_told_on notice_answered_on first_contact_on contacted_on declined_on requested_on body_notified_on
arranged_on missed_on concluded_on cannot_arrange_reported_on agreement_made_on conceded_on exemption_claimed_on
exemption_decided_on panel_reviewed_on unopposed_notified_on order_made_on resolved_on closed_on health_raised_on
right_passed_on"""
INSIDE: dict[str, dict[str, Any]] = {
    "a review": {"panels": (PanelReview(DAY),)},
    "an answer to a panel": {"panels": (PanelReview(LATER, authority_answered_on=DAY),)},
    "a concession": {"conceded": (Conceded(None, DAY),)},
    "a promise kept": {"promises": (Promise(PROMISED, BEFORE, kept_on=DAY),)},
    "a certificate": {"certificate": CERTIFICATE},
    "an appeal": {"appeal": APPEAL},
    "an appeal conceded": {"appeal": replace(APPEAL, registered_on=LATER, conceded_on=DAY)},
    "an appeal withdrawn": {"appeal": replace(APPEAL, registered_on=LATER, withdrawn_on=DAY)},
    "an appeal reinstated": {"appeal": replace(APPEAL, registered_on=LATER, reinstated_on=DAY)},
}


@pytest.mark.parametrize(
    "says", [*({one: DAY} for one in ALONE.split()), *INSIDE.values()], ids=[*ALONE.split(), *INSIDE]
)
def test_the_notice_was_sent_by_the_day_of_whatever_followed_it(says: dict[str, Any]) -> None:
    """A correction of the notice cannot put it after a day on which the family acted on it."""
    facts = replace(FACTS, **says)
    assert facts.sent_by == DAY
    assert (facts.all_by(BEFORE), facts.all_by(LATER)) == (False, True)


def test_nothing_recorded_bounds_no_notice() -> None:
    assert FACTS.sent_by is None
    assert [FACTS.all_by(date(2026, 2, day)) for day in (1, 2)] == [False, True]
    assert replace(FACTS, session_on=LATER).sent_by is None, "a session may be fixed for later"


@pytest.mark.parametrize(
    ("says", "state", "beneath", "taken_up_as"),
    [
        ({}, State.NOTIFIED, State.NOTIFIED, None),
        ({"closed_on": DAY}, State.CLOSED, State.NOTIFIED, State.NOTIFIED),
        ({"resolved_on": DAY}, State.RESOLVED, State.RESOLVED, None),
        ({"appeal": APPEAL}, State.APPEAL_REGISTERED, State.APPEAL_REGISTERED, None),
        ({"appeal": APPEAL, "closed_on": DAY}, State.APPEAL_REGISTERED, State.APPEAL_REGISTERED, None),
        ({"appeal": APPEAL, "resolved_on": DAY, "closed_on": DAY}, State.CLOSED, State.RESOLVED, State.RESOLVED),
        (
            {"appeal": APPEAL, "resolved_on": DAY, "closed_on": DAY, "order_made_on": DAY},
            State.CLOSED, State.RESOLVED, None,
        ),
        (
            {"appeal": APPEAL, "resolved_on": DAY, "closed_on": DAY, "unopposed_notified_on": DAY},
            State.CLOSED, State.RESOLVED, None,
        ),
    ],
)  # fmt: skip
def test_where_a_case_stands(says: dict[str, Any], state: State, beneath: State, taken_up_as: State | None) -> None:
    facts = replace(FACTS, **says)
    assert (facts.state, facts.beneath, facts.taken_up_as) == (state, beneath, taken_up_as)


@pytest.mark.parametrize(
    ("made", "concluded", "recorded"),
    [(None, DAY, False), (DAY, None, True), (DAY, DAY, True), (LATER, DAY, True), (BEFORE, DAY, False)],
)
def test_an_agreement_is_of_the_last_mediation(made: date | None, concluded: date | None, recorded: bool) -> None:
    assert replace(FACTS, agreement_made_on=made, concluded_on=concluded).agreement_recorded is recorded


def test_a_right_that_was_a_young_persons_once_stays_told() -> None:
    young, parent, other = (replace(FACTS, appellant_kind=one) for one in (YOUNG, AppellantKind.PARENT, OTHER))
    assert [one.young_persons for one in (young, parent, other, replace(other, was_young_persons=True))] == [
        True, False, False, True,
    ]  # fmt: skip


UNDER_WAY = replace(FACTS, requested_on=date(2026, 2, 10), under_way=True)


@pytest.mark.parametrize(
    ("says", "due"),
    [
        ({}, date(2026, 3, 12)),
        ({"missed_on": date(2026, 2, 20)}, date(2026, 3, 22)),
        ({"body_notified_on": date(2026, 2, 12)}, date(2026, 3, 12)),
        ({"body_notified_on": date(2026, 2, 12), "health_only": True}, date(2026, 3, 14)),
        ({"requested_on": None}, None),
    ],
)
def test_when_mediation_is_to_be_arranged(says: dict[str, Any], due: date | None) -> None:
    facts = replace(UNDER_WAY, **says)
    assert facts.arrangement_due(REGIMES[facts.regime], DEFAULT_READINGS) == due


@pytest.mark.parametrize(
    ("says", "waits"),
    [
        ({}, True),
        ({"under_way": False}, False),
        ({"arranged_on": DAY, "session_on": LATER}, False),
        ({"resolved_on": DAY}, False),
        ({"closed_on": DAY}, False),
    ],
)
def test_a_family_waits_while_no_session_is_fixed_and_nothing_is_over(says: dict[str, Any], *, waits: bool) -> None:
    facts = replace(UNDER_WAY, **says)
    assert (facts.waits_until(REGIMES[facts.regime], DEFAULT_READINGS) is not None) is waits


def test_a_closed_case_does_not_become_overdue() -> None:
    """The days stop on the day of closing; they are counted on if the question is what an open case would say."""
    closed = replace(UNDER_WAY, closed_on=date(2026, 3, 12))
    law, day = REGIMES[FACTS.regime], date(2026, 3, 20)
    assert replace(UNDER_WAY).arrangement_overdue(day, law, DEFAULT_READINGS)
    assert not closed.arrangement_overdue(day, law, DEFAULT_READINGS)
    assert closed.arrangement_overdue_if_open(day, law, DEFAULT_READINGS)


@pytest.mark.parametrize(
    ("says", "since"),
    [({}, None), ({"missed_on": DAY}, DAY), ({"missed_on": DAY, "arranged_on": LATER}, DAY),
     ({"missed_on": DAY, "arranged_on": DAY}, None), ({"missed_on": DAY, "arranged_on": BEFORE}, None)],
)  # fmt: skip
def test_a_session_missed_is_owed_again_unless_it_was_arranged_before(says: dict[str, Any], since: date | None) -> None:
    facts = replace(UNDER_WAY, **says)
    assert facts.owed_anew_since(DEFAULT_READINGS) == since
    assert facts.owed_anew_since(replace(DEFAULT_READINGS, missed_session_gives_days_anew=False)) is None


# --- in the calculator's form -----------------------------------------------------------------------------------------


def test_every_day_of_a_case_reaches_the_calculator() -> None:
    """Each from its own place: two days put in each other's place would move a family's last day."""
    day = iter(date(2026, 3, number) for number in range(1, 32))
    to_agree, for_order = Term(TermKind.AMEND_PLAN), Directed(Step.NOTIFY, LATER)
    orders = (Ordered(TermKind.ASSESS), Ordered(TermKind.AMEND_PLAN), Ordered(TermKind.NAME_SETTING))
    facts = CaseFacts(
        FACTS.regime, FACTS.kind, next(day), AppellantKind.PARENT, a_case(sections="B").facts.sections,
        notice_printed_on=next(day), only_day_known=NoticeDay.PRINTED,
        certificate=replace(CERTIFICATE, issued_on=next(day)), declined_on=next(day), requested_on=next(day),
        health_raised=True, health_raised_on=next(day), health_only=True, body_notified_on=next(day),
        session_on=next(day), concluded_on=next(day), cannot_arrange_reported_on=next(day),
        agreement_made_on=next(day), agreement_terms=(to_agree,),
        appeal=replace(APPEAL, registered_on=next(day), withdrawal_received_on=next(day)),
        completed=(CompletedDuty(Code.LA_RESPONSE, next(day)),), unopposed_notified_on=next(day),
        order_made_on=next(day), order_kind=TermKind.ASSESS, orders=orders, directed=(for_order,),
        staff_decision_sent_on=next(day),
    )  # fmt: skip
    told = iter(date(2026, 3, number) for number in range(1, 32))
    assert facts.chronology() == Chronology(
        next(told), notice_printed_on=next(told), only_day_known=NoticeDay.PRINTED, decision_kind=FACTS.kind,
        sections=facts.sections, certificate_issued_on=next(told), mediation_declined_on=next(told),
        mediation_requested_on=next(told), health_only=True, health_issues_raised_on=next(told),
        commissioning_body_notified_on=next(told), session_on=next(told), mediation_concluded_on=next(told),
        cannot_arrange_reported_on=next(told), agreement_made_on=next(told), agreement_terms=(to_agree,),
        appeal_received_on=next(told), withdrawal_received_on=next(told), response_sent_on=next(told),
        unopposed_notified_on=next(told), order_made_on=next(told), order_kind=TermKind.ASSESS,
        further_orders=(TermKind.AMEND_PLAN, TermKind.NAME_SETTING), directed=(for_order,),
        staff_decision_sent_on=next(told),
    )  # fmt: skip


def test_without_an_order_its_kind_and_its_dates_do_not_count() -> None:
    response, of_order = Directed(None, LATER, Code.LA_RESPONSE), Directed(Step.NOTIFY, LATER)
    facts = replace(
        FACTS, order_kind=TermKind.ASSESS, orders=(Ordered(TermKind.ASSESS), Ordered(TermKind.AMEND_PLAN)),
        directed=(response, of_order), staff_decision_sent_on=DAY,
    )  # fmt: skip
    told = facts.chronology()
    assert (told.order_kind, told.further_orders, told.directed) == (None, (), (response,))
    assert (told.staff_decision_sent_on, told.appeal_received_on, told.withdrawal_received_on) == (None, None, None)
    assert (told.health_only, told.health_issues_raised_on, told.certificate_issued_on) == (None, None, None)


def test_a_request_about_health_raises_health_on_its_own_day() -> None:
    assert replace(UNDER_WAY, health_raised=True).chronology().health_issues_raised_on == date(2026, 2, 10)
    assert UNDER_WAY.chronology().health_issues_raised_on is None
    assert UNDER_WAY.chronology().health_only is False


def test_a_transfer_reaches_the_calculator() -> None:
    moved = Transfer("991", "992", "991", moved_on=DAY, aware_on=BEFORE, transferred_on=LATER)
    told = replace(FACTS, transferred=moved).chronology()
    assert (told.move_known_on, told.moves_on, told.plan_transferred_on) == (BEFORE, DAY, LATER)
