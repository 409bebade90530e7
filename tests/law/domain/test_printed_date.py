"""The date printed on the letter: nothing counts from it, and the earlier last day to appeal is named."""

from datetime import date

import pytest

from app.kernel.errors import OutsideKnownLaw
from app.kernel.terms import Claim, DecisionKind
from app.law.domain.chronology import Chronology, Directed, NoticeDay
from app.law.domain.deadlines import Answer, work_out
from app.law.domain.kinds import Code
from app.law.domain.model import Step
from tests.law.domain.calculator import ENGLAND, calculate


def answered(printed: date | None, **more: object) -> Answer:
    facts = Chronology(
        date(2026, 2, 2),
        DecisionKind.REFUSAL_TO_ASSESS,
        notice_printed_on=printed,
        **more,  # type: ignore[arg-type] # members of the chronology, by name
    )
    return work_out(facts, ENGLAND)


def printed_notes(answer: Answer) -> list[str]:
    return [note for note in answer.notes if "printed" in note]


@pytest.mark.parametrize(
    ("printed", "by_the_letter", "earlier"),
    [
        (date(2026, 2, 1), "2026-04-01", "2026-04-01"),
        (date(2026, 1, 12), "2026-03-12", "2026-03-12"),
        (date(2026, 2, 3), "2026-04-07", "2026-04-02"),  # Easter: 3 April is Good Friday
    ],
)
def test_the_earlier_last_day_is_named(printed: date, by_the_letter: str, earlier: str) -> None:
    answer = answered(printed)
    (note,) = printed_notes(answer)
    assert "Counted from the day of sending, the last day to appeal is 2026-04-02." in note
    assert f"it is {by_the_letter}. To be safe, appeal by the earlier day: {earlier}." in note
    assert next(one.due_on for one in answer.deadlines if one.code is Code.LODGE_APPEAL) == date(2026, 4, 2)


@pytest.mark.parametrize("printed", [None, date(2026, 2, 2)])
def test_nothing_is_said_where_the_two_are_one(printed: date | None) -> None:
    assert printed_notes(answered(printed)) == []


def test_nothing_else_changes() -> None:
    assert answered(date(2026, 1, 12)).deadlines == answered(None).deadlines


def test_a_claim_of_another_kind_knows_no_such_form() -> None:
    assert printed_notes(answered(date(2026, 1, 12), claim=Claim.DISABILITY_DISCRIMINATION)) == []


def test_with_a_certificate_too_the_earlier_last_day_is_named() -> None:
    """The certificate's month decides by both dates, and nobody with a certificate asks for leave."""
    notes = calculate(notice_sent_on="2026-01-12", notice_printed_on="2026-01-09", certificate_issued_on="2026-01-20")
    assert any("2026-01-09" in note and "2026-03-09" in note for note in notes["notes"])


@pytest.mark.parametrize("printed", [date(1, 1, 1), date(2014, 8, 31), date(2099, 1, 1), date(9999, 12, 31)])
def test_a_date_outside_the_known_law_is_refused_as_every_other(printed: date) -> None:
    with pytest.raises(OutsideKnownLaw, match=str(printed)):
        answered(printed)


def test_a_letter_may_bear_the_day_on_which_the_act_began() -> None:
    """Part 3 of the Act began on 1 September 2014."""
    sent = date(2014, 9, 2)
    assert work_out(Chronology(sent, notice_printed_on=date(2014, 9, 1)), ENGLAND).deadlines
    with pytest.raises(OutsideKnownLaw):
        work_out(Chronology(sent, notice_printed_on=date(2014, 8, 31)), ENGLAND)


def test_a_letter_whose_last_day_is_not_known_yet_has_no_earlier_day_to_name() -> None:
    """Bank holidays are published to the end of 2028."""
    late = Chronology(date(2028, 10, 2), DecisionKind.REFUSAL_TO_ASSESS, notice_printed_on=date(2028, 12, 1))
    answer = work_out(late, ENGLAND)
    assert printed_notes(answer) == []
    assert Code.LODGE_APPEAL in {one.code for one in answer.deadlines}


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (NoticeDay.PRINTED, "We do not know the day on which the notice was sent."),
        (NoticeDay.SENT, "We do not know the date printed on the letter."),
    ],
)
def test_a_family_that_knows_one_of_the_two_days_is_told_which(known: NoticeDay, said: str) -> None:
    (note,) = printed_notes(answered(None, only_day_known=known))
    assert note.startswith(said)
    assert "2026-02-02" in note


def test_a_date_that_was_directed_is_for_the_order_unless_it_says_otherwise() -> None:
    assert Directed(Step.NOTIFY, date(2026, 6, 1)).of_order
    assert not Directed(None, date(2026, 6, 1), Code.LA_RESPONSE).of_order
