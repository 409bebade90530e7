"""What a view of a case sees: each question that a gate may ask. A view that is too coarse would hide a fault."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.cases.domain.facts import Appeal, CaseFacts, Certificate, CompletedDuty
from app.cases.domain.view import next_day_of_interest, place, view
from app.cases.domain.words import State
from app.kernel.terms import AppealBasis, AppellantKind, CertificateGround, DecisionKind, SessionOutcome
from app.law.domain.kinds import Code
from app.law.domain.regimes import REGIMES, RegimeId
from tests.cases.domain.builders import GREEN, PATHWAY, a_case, some_sections

TODAY, BEFORE, AHEAD = date(2026, 2, 20), date(2026, 2, 19), date(2026, 2, 27)
LONG_AGO = date(2026, 1, 12)
BASE = replace(a_case("2026-02-02").facts, first_contact_on=BEFORE, contacted_on=BEFORE)
UNDER_WAY = replace(BASE, stage=State.MEDIATION_REQUESTED, requested_on=BEFORE, under_way=True)
ARRANGED = replace(UNDER_WAY, stage=State.MEDIATION_ARRANGED, arranged_on=BEFORE, session_on=BEFORE)
CONCLUDED = replace(ARRANGED, under_way=False, session_outcome=SessionOutcome.FULL_AGREEMENT, concluded_on=BEFORE)
CERTIFICATE = Certificate("a number", CertificateGround.DECLINED, BEFORE, AppellantKind.PARENT)
CERTIFIED = replace(UNDER_WAY, stage=State.CERTIFIED, certificate=CERTIFICATE)
APPEAL = Appeal(AppealBasis.PERMISSION, BEFORE, late=False)
APPEALED, CLOSED = replace(BASE, appeal=APPEAL), replace(UNDER_WAY, closed_on=BEFORE)
WAITING = replace(UNDER_WAY, requested_on=date(2026, 1, 20))
CLAIMED = replace(BASE, regime=GREEN, exemption_claimed_on=BEFORE)


def seen(facts: CaseFacts) -> tuple[object, ...]:
    return view(facts, TODAY, PATHWAY)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (BASE, {"regime": GREEN}),
        (BASE, {"kind": DecisionKind.REFUSAL_TO_REASSESS}),
        (BASE, {"sections": some_sections("F")}),
        (BASE, {"appellant_kind": AppellantKind.ALTERNATIVE_PERSON}),
        (BASE, {"was_young_persons": True}),
        (BASE, {"resolved_on": BEFORE}),
        (BASE, {"order_made_on": BEFORE}),
        (BASE, {"stage": State.ADVISER_CONTACTED}),
        (BASE, {"contacted_on": None}),
        (BASE, {"first_contact_on": None}),
        (BASE, {"notice_sent_on": LONG_AGO, "first_contact_on": date(2026, 4, 1)}),  # a contact that came too late
        (BASE, {"cannot_arrange_reported_on": BEFORE}),
        (BASE, {"exemption_claimed_on": BEFORE}),
        (BASE, {"agreement_made_on": TODAY}),
        (BASE, {"session_on": AHEAD}),
        (BASE, {"certificate": CERTIFICATE}),
        (UNDER_WAY, {"under_way": False}),
        (UNDER_WAY, {"arranged_on": BEFORE}),
        (UNDER_WAY, {"health_raised": True, "body_notified_on": BEFORE}),
        (UNDER_WAY, {"health_only": True}),
        (UNDER_WAY, {"closed_on": BEFORE}),
        (UNDER_WAY, {"requested_on": date(2026, 1, 20)}),  # its thirty days are over
        (ARRANGED, {"session_on": AHEAD}),
        (CONCLUDED, {"session_outcome": SessionOutcome.PARTIAL_AGREEMENT}),
        (CONCLUDED, {"session_outcome": SessionOutcome.NO_AGREEMENT}),
        (CONCLUDED, {"agreement_made_on": BEFORE}),
        (replace(BASE, health_raised=True), {"body_notified_on": BEFORE}),
        (replace(CLOSED, requested_on=date(2026, 1, 20)), {"requested_on": date(2026, 1, 25)}),
        (CERTIFIED, {"certificate": replace(CERTIFICATE, holder_kind=AppellantKind.YOUNG_PERSON)}),
        (CERTIFIED, {"appeal": APPEAL}),
        (APPEALED, {"appeal": replace(APPEAL, basis=AppealBasis.PLACEMENT_ONLY)}),
        (APPEALED, {"completed": (CompletedDuty(Code.LA_RESPONSE, BEFORE),)}),
        (APPEALED, {"resolved_on": BEFORE}),
        (replace(APPEALED, resolved_on=BEFORE), {"appeal": replace(APPEAL, withdrawn_on=BEFORE)}),
        (replace(APPEALED, resolved_on=BEFORE), {"unopposed_notified_on": BEFORE}),
        (CLAIMED, {"exemption_claimed_on": None}),
        (CLAIMED, {"exemption_granted": True}),
        (CLAIMED, {"exemption_granted": False}),
        (CLAIMED, {"exemption_claimed_on": date(2026, 1, 30)}),  # nobody decided in fourteen days, so it is granted
    ],
    ids=lambda one: "-".join(one) if isinstance(one, dict) else "",
)
def test_a_view_tells_apart_what_a_gate_asks_about(facts: CaseFacts, says: dict[str, Any]) -> None:
    assert seen(replace(facts, **says)) != seen(facts)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (BASE, {"contacted_on": TODAY, "first_contact_on": TODAY}),
        (BASE, {"agreement_made_on": BEFORE}),
        (BASE, {"health_only": True}),
        (BASE, {"session_outcome": SessionOutcome.NO_AGREEMENT}),
        (UNDER_WAY, {"requested_on": TODAY}),
        (ARRANGED, {"arranged_on": TODAY}),
        (CERTIFIED, {"contacted_on": None, "first_contact_on": None, "cannot_arrange_reported_on": BEFORE}),
        (CERTIFIED, {"exemption_claimed_on": BEFORE}),
        (CERTIFIED, {"certificate": replace(CERTIFICATE, issued_on=TODAY)}),
        (replace(CERTIFIED, appeal=APPEAL), {"appeal": replace(APPEAL, basis=AppealBasis.PLACEMENT_ONLY)}),
        (replace(CONCLUDED, agreement_made_on=BEFORE), {"session_outcome": SessionOutcome.PARTIAL_AGREEMENT}),
        (CLOSED, {"stage": State.MEDIATION_ARRANGED, "arranged_on": BEFORE}),
        (APPEALED, {"exemption_claimed_on": BEFORE}),
        (replace(BASE, resolved_on=BEFORE), {"exemption_claimed_on": BEFORE}),
    ],
    ids=lambda one: "-".join(one) if isinstance(one, dict) else "",
)
def test_a_view_lets_fall_away_what_matters_no_more(facts: CaseFacts, says: dict[str, Any]) -> None:
    assert seen(replace(facts, **says)) == seen(facts)


def test_the_claims_of_the_moves_hang_on_five_things() -> None:
    cases = [
        BASE, UNDER_WAY, CLOSED, replace(CLOSED, order_made_on=BEFORE), APPEALED,
        replace(APPEALED, completed=(CompletedDuty(Code.LA_RESPONSE, BEFORE),)),
        replace(APPEALED, stage=State.CERTIFIED), replace(APPEALED, under_way=True),
    ]  # fmt: skip
    assert len({place(one) for one in cases}) == len(cases)


@pytest.mark.parametrize(
    ("regime", "today", "next_day"),
    [
        (RegimeId.CFA_2014, date(2026, 2, 20), date(2026, 3, 23)),
        (RegimeId.CFA_2014, date(2026, 3, 12), date(2026, 4, 3)),
        (RegimeId.CFA_2014, date(2026, 4, 2), date(2026, 4, 3)),
        (RegimeId.CFA_2014, date(2026, 4, 3), date(2026, 5, 4)),
        (GREEN, date(2026, 4, 3), date(2026, 5, 4)),
    ],
)
def test_time_alone_changes_an_answer_past_the_contact_period_and_past_every_wait(
    regime: RegimeId, today: date, next_day: date
) -> None:
    assert next_day_of_interest(BASE, today, REGIMES[regime]) == next_day
