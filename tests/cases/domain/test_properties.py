"""What the check of the pathway proves, asked of single cases: each property says no to the fault that it is for."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.cases.domain import commands
from app.cases.domain.commands import Command
from app.cases.domain.facts import Appeal, CaseFacts, Certificate
from app.cases.domain.moves import MOVES
from app.cases.domain.properties import AHEAD, INVARIANTS, NEVER_RECORDED, SAYS, STEPS, properties
from app.cases.domain.words import Action, AppealOutcome, NoticeStatus
from app.kernel.assure import Covered
from app.kernel.terms import AppealBasis, AppellantKind, CertificateGround
from app.law.domain.regimes import REGIMES, RegimeId
from tests.cases.domain.builders import GREEN, LA, LAW, PATHWAY, PROVIDER, TRIBUNAL, a_case

DAY, LATER = date(2026, 3, 2), date(2026, 3, 9)
REFUSED, CONTENT = a_case().facts, a_case(sections="B F").facts
PLACEMENT, HEALTH = a_case(sections="I").facts, a_case(sections="G").facts


def appeal(basis: AppealBasis = AppealBasis.CERTIFICATE, **says: Any) -> Appeal:
    return Appeal(basis, DAY, late=False, **says)


def certificate(ground: CertificateGround = CertificateGround.DECLINED) -> Certificate:
    return Certificate("a number", ground, DAY, AppellantKind.PARENT)


# --- of every case ----------------------------------------------------------------------------------------------------

PERMITTED = appeal(AppealBasis.PERMISSION, permission_granted_on=DAY)


@pytest.mark.parametrize(
    ("facts", "holds"),
    [
        (REFUSED, True),
        (replace(REFUSED, appeal=appeal()), False),
        (replace(REFUSED, appeal=appeal(), certificate=certificate()), True),
        (replace(REFUSED, appeal=appeal(basis_stands=False)), True),  # a correction took the certificate away
        (replace(REFUSED, appeal=appeal(AppealBasis.PLACEMENT_ONLY)), False),
        (replace(PLACEMENT, appeal=appeal(AppealBasis.PLACEMENT_ONLY)), True),
        (replace(CONTENT, appeal=appeal(AppealBasis.PLACEMENT_ONLY)), False),
        (replace(CONTENT, appeal=appeal(AppealBasis.PLACEMENT_ONLY), certificate=certificate()), True),
        (replace(REFUSED, appeal=appeal(AppealBasis.PERMISSION)), False),
        (replace(REFUSED, appeal=PERMITTED), True),
    ],
)
def test_no_appeal_without_a_certificate_the_placement_or_permission(facts: CaseFacts, holds: bool) -> None:
    assert INVARIANTS["gate-before-tribunal"](facts, LAW) is holds


ADVISED = replace(REFUSED, contacted_on=DAY)


@pytest.mark.parametrize(
    ("facts", "holds"),
    [
        (REFUSED, True),
        (replace(REFUSED, certificate=certificate()), False),
        (replace(ADVISED, certificate=certificate()), True),
        (replace(ADVISED, regime=GREEN, certificate=certificate()), False),
        (replace(ADVISED, certificate=certificate(CertificateGround.TOOK_PART)), False),
        (replace(ADVISED, certificate=certificate(CertificateGround.NOT_ARRANGED)), False),
        (replace(ADVISED, requested_on=DAY, certificate=certificate(CertificateGround.TOOK_PART)), True),
        (replace(ADVISED, requested_on=DAY, certificate=certificate(CertificateGround.NOT_ARRANGED)), True),
        (replace(ADVISED, exemption_granted=True, certificate=certificate(CertificateGround.EXEMPT)), False),
        (replace(ADVISED, regime=GREEN, certificate=certificate(CertificateGround.EXEMPT)), False),
        (
            replace(ADVISED, regime=GREEN, exemption_granted=True, certificate=certificate(CertificateGround.EXEMPT)),
            True,
        ),
    ],
)
def test_a_certificate_is_earned_by_advice_and_by_its_ground(facts: CaseFacts, holds: bool) -> None:
    assert INVARIANTS["certificate-is-earned"](facts, LAW) is holds


@pytest.mark.parametrize(
    ("facts", "holds"),
    [
        (HEALTH, True),
        (replace(HEALTH, appeal=appeal()), False),
        (replace(HEALTH, appeal=appeal(basis_stands=False)), True),
        (replace(CONTENT, appeal=appeal()), True),
    ],
)
def test_health_alone_is_not_appealed(facts: CaseFacts, holds: bool) -> None:
    assert INVARIANTS["no-appeal-without-right"](facts, LAW) is holds


# --- of every step ----------------------------------------------------------------------------------------------------

PENDING = replace(REFUSED, appeal=appeal())
ENDED = replace(PENDING, resolved_on=LATER)
RESPONDED = a_case().certified("2026-02-09").then("register-appeal", "2026-02-10")
RESPONDED = RESPONDED.then("complete-duty", "2026-03-05", code="la-response")
WITHDRAWS = commands.Withdraw(by=LA, occurred_on=LATER)


def holds(name: str, before: CaseFacts, command: Command, after: CaseFacts) -> bool:
    return STEPS[name](before, command, after, LAW)


@pytest.mark.parametrize(
    ("before", "command", "after", "allowed"),
    [
        (PENDING, WITHDRAWS, PENDING, True),
        (REFUSED, WITHDRAWS, ENDED, True),
        (PENDING, WITHDRAWS, ENDED, False),
        (PENDING, replace(WITHDRAWS, by=TRIBUNAL), ENDED, True),
        (PENDING, replace(WITHDRAWS, decision_reference="EH991/26/00001"), ENDED, True),
        (PENDING, commands.Concede(by=LA, occurred_on=LATER), ENDED, True),
        (RESPONDED.facts, commands.Concede(by=LA, occurred_on=date(2026, 3, 4)), ENDED, True),
        (RESPONDED.facts, commands.Concede(by=LA, occurred_on=date(2026, 3, 5)), ENDED, False),
    ],
)
def test_the_tribunal_alone_ends_an_appeal(
    before: CaseFacts, command: Command, after: CaseFacts, allowed: bool
) -> None:
    """But for an authority that gives way before it has answered."""
    assert holds("the-tribunal-alone-ends-an-appeal", before, command, after) is allowed


CLOSED = replace(REFUSED, closed_on=LATER)
BY_FAMILY = replace(CLOSED, closed_by_family=True)
CLOSES = commands.Close(by=LA, occurred_on=LATER)
CONFIRMED = replace(CLOSES, family_confirmed=True)


@pytest.mark.parametrize(
    ("before", "command", "after", "allowed"),
    [
        (REFUSED, CLOSES, REFUSED, True),
        (CLOSED, CLOSES, CLOSED, True),
        (REFUSED, CLOSES, CLOSED, False),
        (REFUSED, CLOSES, BY_FAMILY, False),
        (REFUSED, CONFIRMED, CLOSED, False),
        (REFUSED, CONFIRMED, BY_FAMILY, True),
        (ENDED, CLOSES, replace(ENDED, closed_on=LATER), True),  # an appeal has its own property
        (replace(HEALTH, resolved_on=DAY), CLOSES, replace(HEALTH, resolved_on=DAY, closed_on=LATER), True),
        (HEALTH, CLOSES, replace(HEALTH, closed_on=LATER), False),
        (replace(REFUSED, resolved_on=DAY), CLOSES, replace(REFUSED, resolved_on=DAY, closed_on=LATER), False),
    ],
)
def test_the_family_alone_gives_up(before: CaseFacts, command: Command, after: CaseFacts, allowed: bool) -> None:
    assert holds("the-family-alone-gives-up", before, command, after) is allowed


def test_the_authority_shortens_no_time() -> None:
    confirms = commands.ConfirmNotice(by=LA, occurred_on=LATER, la_reference="SEN-1")
    earlier, later = (replace(REFUSED, notice_sent_on=date(2026, 2, day)) for day in (1, 3))
    assert [holds("the-authority-shortens-no-time", REFUSED, confirms, one) for one in (earlier, REFUSED, later)] == [
        False, True, True,
    ]  # fmt: skip
    assert holds("the-authority-shortens-no-time", REFUSED, CLOSES, earlier)


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        (AppellantKind.YOUNG_PERSON, AppellantKind.PARENT, False),
        (AppellantKind.YOUNG_PERSON, AppellantKind.ALTERNATIVE_PERSON, True),
        (AppellantKind.PARENT, AppellantKind.PARENT, True),
        (AppellantKind.PARENT, AppellantKind.YOUNG_PERSON, True),
    ],
)
def test_a_young_persons_right_does_not_pass_to_a_parent(
    before: AppellantKind, after: AppellantKind, allowed: bool
) -> None:
    held, holds_now = (replace(REFUSED, appellant_kind=one) for one in (before, after))
    assert holds("the-right-stays-with-the-young-person", held, CLOSES, holds_now) is allowed


@pytest.mark.parametrize(
    "day", ["requested_on", "arranged_on", "session_on", "missed_on", "cannot_arrange_reported_on"]
)
@pytest.mark.parametrize("command", [commands.AddIssues, commands.DropIssues])
def test_issues_move_no_day(day: str, command: type[Command]) -> None:
    moved = replace(REFUSED, **{day: DAY})  # type: ignore[arg-type] # a day, by its name
    assert not holds("issues-move-no-day", REFUSED, command(by=LA, occurred_on=DAY), moved)
    assert holds("issues-move-no-day", moved, command(by=LA, occurred_on=DAY), moved)
    assert holds("issues-move-no-day", REFUSED, CLOSES, moved)


# --- what stays in reach ----------------------------------------------------------------------------------------------

FAMILY_ENDS, REACHED, DECIDED, TAKEN_BACK, CERTIFIED = AHEAD
WITH_CERTIFICATE, WITH_APPEAL = NEVER_RECORDED
MADE_BY_THE_AUTHORITY = {move.action for move in MOVES if not move.who & {TRIBUNAL, PROVIDER}}


def relied_on(one: Any) -> set[Action]:
    return {move.action for move in MOVES if one.may_rely_on(move)}


def test_what_is_kept_in_reach() -> None:
    certified = replace(REFUSED, certificate=certificate())
    both = replace(certified, appeal=appeal())
    unopposed = replace(ENDED, unopposed_notified_on=LATER)
    withdrawn = replace(ENDED, appeal=appeal(withdrawn_on=LATER))
    decided = replace(ENDED, appeal=appeal(outcome=AppealOutcome.UPHELD))
    found = {
        one.name if one is not WITH_APPEAL else "both": [
            one.kept(facts)
            for facts in (REFUSED, CLOSED, certified, PENDING, both, decided, unopposed, withdrawn)
        ]
        for one in (*AHEAD, *NEVER_RECORDED)
    }  # fmt: skip
    no, yes = False, True
    assert found == {
        "the-family-can-end-it": [no, yes, no, no, no, no, no, no],
        "the-tribunal-is-in-reach": [no, no, no, yes, yes, yes, yes, yes],
        "a-decision-is-in-reach": [no, no, no, no, no, yes, yes, no],
        "the-tribunal-takes-an-end-back": [no, no, no, yes, yes, no, no, no],
        "the-certificate-is-in-reach": [no, no, yes, no, yes, no, no, no],
        "no-authority-can-shut-a-family-out": [no, no, yes, no, yes, no, no, no],
        "both": [no, no, no, no, yes, no, no, no],
    }


def test_whom_each_of_these_concerns() -> None:
    unconfirmed = replace(REFUSED, notice_status=NoticeStatus.PROVISIONAL)
    in_time, late = date(2026, 4, 2), date(2026, 4, 3)
    cases = [(REFUSED, in_time), (REFUSED, late), (HEALTH, in_time), (PENDING, in_time), (unconfirmed, in_time)]
    cases += [(unconfirmed, late), (replace(unconfirmed, appeal=appeal()), in_time)]
    found = [[one.concerns(facts, day, LAW) for facts, day in cases] for one in (*AHEAD, *NEVER_RECORDED)]
    no, yes = False, True
    assert found == [
        [yes, yes, yes, yes, yes, yes, yes],
        [yes, yes, no, yes, yes, yes, yes],
        [yes, yes, no, yes, yes, yes, yes],
        [no, no, no, yes, no, no, yes],
        [yes, no, no, no, yes, no, no],
        [no, no, no, no, yes, no, no],
        [no, no, no, no, yes, no, no],
    ]


def test_what_each_of_these_may_rely_on() -> None:
    assert relied_on(FAMILY_ENDS) == {Action.WITHDRAW}
    tribunal = {move.action for move in MOVES if TRIBUNAL in move.who}
    assert relied_on(REACHED) == relied_on(DECIDED) == relied_on(TAKEN_BACK) == tribunal
    without = {*Action} - MADE_BY_THE_AUTHORITY
    assert relied_on(CERTIFIED) == relied_on(WITH_CERTIFICATE) == without - {
        Action.ARRANGE_MEDIATION, Action.REPORT_CANNOT_ARRANGE, Action.REGISTER_APPEAL,
    }  # fmt: skip
    assert relied_on(WITH_APPEAL) == without
    leave = [
        move.variant
        for move in MOVES
        if move.action is Action.REGISTER_APPEAL and not WITH_APPEAL.may_rely_on(move)
    ]  # fmt: skip
    assert leave == [AppealBasis.PERMISSION]
    assert {Action.CONCEDE, Action.CONFIRM_NOTICE, Action.CLOSE} <= MADE_BY_THE_AUTHORITY


def test_every_property_has_its_sentence_and_is_examined() -> None:
    names = [one.name for one in properties(PATHWAY, RegimeId.CFA_2014)]
    assert names == list(SAYS)
    assert {one.says for one in properties(PATHWAY, RegimeId.CFA_2014)} == set(SAYS.values())


@pytest.mark.parametrize("regime", RegimeId)
def test_every_action_of_a_regime_is_to_be_reached_and_none_of_another(regime: RegimeId) -> None:
    (covered,) = (one for one in properties(PATHWAY, regime) if one.name == "every-action-is-reachable")
    assert isinstance(covered, Covered)
    exempts = REGIMES[regime].exemptions is not None
    assert (Action.CLAIM_EXEMPTION in covered.wanted, Action.DECIDE_EXEMPTION in covered.wanted) == (exempts, exempts)
    assert {Action.CONTACT_ADVISER, Action.REGISTER_APPEAL, Action.CLOSE} <= set(covered.wanted)
