"""What the authority's answer to a notice changes, and that a family whose authority never answers is not shut out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.cases.domain import assurance, commands, gates
from app.cases.domain.assurance import beginnings, explore, opened, told
from app.cases.domain.facts import Appeal, CaseFacts
from app.cases.domain.machine import Pathway
from app.cases.domain.moves import MOVES
from app.cases.domain.moves import AnyMove as Move
from app.cases.domain.offered import Offered
from app.cases.domain.properties import UNRECORDED, properties
from app.cases.domain.words import Action, DisputeReason, NoticeStatus, OfferMoment
from app.kernel.errors import Refusal
from app.kernel.machine import apply
from app.kernel.moves import Gate
from app.kernel.terms import AppealBasis, CertificateGround, OrganisationKind
from app.law.domain.chronology import NoticeDay
from app.law.domain.regimes import RegimeId
from tests.cases.domain.assured import REFUSAL
from tests.cases.domain.builders import LAW, PATHWAY

LA, PROVIDER = OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER
PRINTED = date(2026, 3, 2)
TOLD_ON = date(2026, 3, 12)
CASE = told(opened(RegimeId.CFA_2014, REFUSAL, PRINTED), PROVIDER)

ON_THE_WAY = {
    Action.CONTACT_ADVISER, Action.DECLINE_MEDIATION, Action.ISSUE_CERTIFICATE, Action.REGISTER_APPEAL,
    Action.CONFIRM_NOTICE, Action.DISPUTE_NOTICE,
}  # fmt: skip
"""The actions of a family that declines mediation and appeals, and the answers of its authority."""

confirmed_first: Gate[Any, Any, Any] = Gate(
    "confirmed_first", "Has the authority confirmed the notice?", "notice-contents", "The authority has not confirmed.",
    lambda facts, _, __: facts.notice_status is NoticeStatus.CONFIRMED,
)  # fmt: skip
undisputed_first = replace(
    confirmed_first, is_open=lambda facts, _, __: facts.notice_status is not NoticeStatus.DISPUTED
)


def also_asks(action: Action, more: Gate[Any, Any, Any]) -> Callable[[Move], Move]:
    return lambda move: replace(move, gates=(more, *move.gates)) if move.action is action else move


def any_day(move: Move) -> Move:
    return replace(move, gates=tuple(gate for gate in move.gates if gate is not gates.no_time_is_lost))


def way_to_a_fault(name: str, change: Callable[[Move], Move]) -> tuple[str, ...] | None:
    """Return how a machine of the way's actions comes to break a property, after a change of its moves."""
    pathway = Pathway(LAW, [change(move) for move in MOVES if move.action in ON_THE_WAY])
    [noticing] = [one for one in properties(pathway, RegimeId.CFA_2014) if one.name == name]
    return noticing.broken([explore(pathway, opened(RegimeId.CFA_2014, REFUSAL, PRINTED))])


def test_an_authority_that_leaves_everything_undone_shuts_no_family_out() -> None:
    assert way_to_a_fault(UNRECORDED, lambda move: move) is None


@pytest.mark.parametrize(
    ("change", "disputed"),
    [
        (also_asks(Action.ISSUE_CERTIFICATE, confirmed_first), False),
        (also_asks(Action.REGISTER_APPEAL, confirmed_first), False),
        (also_asks(Action.CONTACT_ADVISER, undisputed_first), True),
    ],
    ids=["the certificate waits for the authority", "the appeal waits for it", "a dispute stops the family"],
)
def test_a_machine_that_waits_for_the_authority_is_found(change: Callable[[Move], Move], disputed: bool) -> None:
    way = way_to_a_fault(UNRECORDED, change)
    assert way is not None
    assert way[0] == "recorded by mediation_provider"
    assert ("dispute-notice" in way, "confirm-notice" in way) == (disputed, False)


def test_a_service_in_which_the_authority_alone_records_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assurance, "RECORDED_AS", {LA: NoticeStatus.CONFIRMED})
    assert way_to_a_fault(UNRECORDED, lambda move: move) == (
        "the authority records no notice, and no other organisation may record one",
    )


def test_an_authority_that_could_take_time_away_is_found() -> None:
    assert way_to_a_fault("the-authority-shortens-no-time", lambda move: move) is None
    way = way_to_a_fault("the-authority-shortens-no-time", any_day)
    assert way is not None
    assert way[-1].startswith("confirm-notice (sent on 2023-")


def test_a_case_begins_as_the_authority_or_an_adviser_records_it() -> None:
    begun = [node.facts for node in beginnings(opened(RegimeId.CFA_2014, REFUSAL, PRINTED))]
    assert [facts.notice_status for facts in begun] == [NoticeStatus.CONFIRMED, NoticeStatus.PROVISIONAL]


def confirmed(facts: CaseFacts, sent_on: date | None, **said: Any) -> CaseFacts:
    command = commands.ConfirmNotice(
        by=LA, occurred_on=date(2026, 6, 1), la_reference="R", notice_sent_on=sent_on, **said
    )
    return apply(facts, PATHWAY.decide(facts, command, date(2026, 6, 1)))


@pytest.mark.parametrize(
    ("sent_on", "contact"),
    [
        (date(2026, 3, 1), None),
        (date(2026, 3, 12), None),
        (date(2026, 3, 13), None),
        (date(2026, 3, 11), date(2026, 3, 10)),
    ],
)
def test_the_day_of_sending_lies_between_the_letter_and_the_familys_answer(sent_on: date, contact: date | None) -> None:
    case = replace(CASE, contacted_on=contact, first_contact_on=contact)
    fits = PRINTED <= sent_on <= (contact or TOLD_ON)
    try:
        assert confirmed(case, sent_on).notice_sent_on == sent_on
        assert fits
    except Refusal:
        assert not fits


def test_both_days_are_kept() -> None:
    later, same = confirmed(CASE, date(2026, 3, 9)), confirmed(CASE, None)
    assert (later.notice_printed_on, later.only_day_known) == (PRINTED, None)
    assert (same.notice_sent_on, same.notice_printed_on) == (PRINTED, None), "a letter sent on its own date has one day"
    sent_alone = replace(CASE, notice_printed_on=None, only_day_known=NoticeDay.SENT)
    assert confirmed(sent_alone, None, notice_printed_on=date(2026, 2, 27)).notice_printed_on == date(2026, 2, 27)


@pytest.mark.parametrize(
    ("lodged", "late"), [(date(2026, 5, 7), False), (date(2026, 5, 12), True), (date(2026, 5, 13), True)]
)
def test_an_appeal_that_the_confirmed_day_lets_in_is_late_no_more(lodged: date, late: bool) -> None:
    """Counted from the letter the last day was 5 May, counted from sending it is 12 May: at which hour, nobody kept."""
    case = replace(CASE, appeal=Appeal(AppealBasis.PERMISSION, lodged, late=True, permission_granted_on=lodged))
    after = confirmed(case, TOLD_ON)
    assert after.appeal is not None
    assert after.appeal.late is late


def test_an_offer_made_for_the_notice_is_not_owed_again() -> None:
    case = replace(CASE, offers=(Offered(OfferMoment.NOTICE, PRINTED, TOLD_ON),))
    assert confirmed(case, date(2026, 3, 9)).offers == (Offered(OfferMoment.NOTICE, date(2026, 3, 9), TOLD_ON),)


def test_a_dispute_changes_no_date_and_no_answer_of_the_pathway() -> None:
    said = commands.DisputeNotice(by=LA, occurred_on=TOLD_ON, reason=DisputeReason.NOT_OURS)
    disputed = apply(CASE, PATHWAY.decide(CASE, said, TOLD_ON))
    assert disputed.notice_disputed_as is DisputeReason.NOT_OURS
    assert PATHWAY.law.deadlines(disputed) == PATHWAY.law.deadlines(CASE)
    for facts in (CASE, disputed):
        for command in (
            commands.ContactAdviser(by=PROVIDER, occurred_on=TOLD_ON),
            commands.DeclineMediation(by=PROVIDER, occurred_on=TOLD_ON),
            commands.IssueCertificate(
                by=PROVIDER, occurred_on=TOLD_ON, ground=CertificateGround.DECLINED, number="MC-1"
            ),
        ):
            facts = apply(facts, PATHWAY.decide(facts, command, TOLD_ON))
        assert facts.certificate is not None
