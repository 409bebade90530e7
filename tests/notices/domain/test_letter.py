"""The letter: each sentence fits its decision, and each last day is the law's."""

from dataclasses import replace
from datetime import date

import pytest

from app.kernel.terms import AppellantKind, DecisionKind, PlanSection
from app.law.domain.notices import REQUIRED, NoticePart, required_on
from app.law.domain.rulebook import RULEBOOK
from app.notices.domain.contact import ContactPoint
from app.notices.domain.letter import About, Letter, Missing, Organisation, Recorded, write
from app.notices.domain.plain import as_text
from tests.cases.domain.builders import PATHWAY

LAW = PATHWAY.law
SEND_TEAM = ContactPoint(team="SEND team", telephone="01632 960991", hours="9am to 5pm")
ABOUT = About(
    kind=DecisionKind.REFUSAL_TO_ASSESS,
    sections=frozenset(),
    holder=AppellantKind.PARENT,
    counts_from=date(2026, 2, 2),
    sent_on=date(2026, 2, 2),
    printed_on=None,
    la_reference="EHC-1",
    authority=Organisation(name="Eastmere {adviser}", contact=SEND_TEAM),
    adviser=Organisation(name="A Mediation", contact=None),
    contents={},
)


def letter(**said: object) -> Letter:
    return write(replace(ABOUT, **said), LAW.england, LAW.readings)  # type: ignore[arg-type]


def text_of(one: Letter, part: NoticePart) -> str:
    [found] = [" ".join(each.text) for each in one.parts if each.required.part is part]
    return found


def test_every_part_of_the_regulation_is_there_in_its_order() -> None:
    assert [one.paragraph for one in required_on(date(2026, 2, 2))] == ["(a)", "(b)", "(c)", "(d)", "(e)", "(f)"]
    assert [one.part for one in REQUIRED] == list(NoticePart)
    assert not required_on(date(2014, 8, 31))


def test_every_part_rests_on_a_rule() -> None:
    for one in REQUIRED:
        assert RULEBOOK.knows(one.rests_on), one.part
        assert one.citation.startswith("reg 32(")


@pytest.mark.parametrize(
    ("sent_on", "contact_by", "appeal_by"),
    [
        (date(2026, 2, 2), date(2026, 4, 2), date(2026, 4, 2)),
        (date(2026, 1, 31), date(2026, 3, 31), date(2026, 3, 31)),
        (
            date(2025, 12, 31),
            date(2026, 2, 28),
            date(2026, 3, 2),
        ),  # a Saturday moves the tribunal's day alone
        (date(2026, 6, 10), date(2026, 8, 10), date(2026, 9, 1)),  # in August
    ],
)
def test_the_last_days_are_those_of_the_law(sent_on: date, contact_by: date, appeal_by: date) -> None:
    one = letter(counts_from=sent_on, sent_on=sent_on)
    assert one.contact_by == contact_by
    assert one.appeal_by is not None
    assert (one.appeal_by.date(), one.appeal_by.hour) == (appeal_by, 17)
    assert f"{contact_by.day} " in text_of(one, NoticePart.TIMESCALES)


def test_a_sentence_is_there_only_where_it_fits() -> None:
    for kind in DecisionKind:
        one = letter(kind=kind)
        placement = "need no certificate" in text_of(one, NoticePart.CERTIFICATE_REQUIREMENT)
        assert placement == (kind in (DecisionKind.PLAN_CONTENT, DecisionKind.REFUSAL_TO_AMEND))
        health = "health care provision" in text_of(one, NoticePart.WHAT_TO_TELL_THE_AUTHORITY)
        assert health == (kind not in (DecisionKind.REFUSAL_TO_ASSESS, DecisionKind.REFUSAL_TO_ISSUE_PLAN))


def test_a_dispute_that_cannot_be_appealed_has_no_time_to_appeal() -> None:
    one = letter(kind=DecisionKind.PLAN_CONTENT, sections=frozenset({PlanSection.G}))
    assert (one.appeal_by, one.time_to_appeal()) == (None, None)
    assert one.contact_by == date(2026, 4, 2)


def test_what_is_not_known_is_left_open_and_named() -> None:
    one = letter()
    assert one.missing == [Missing.ADVISER_CONTACT]
    assert "[write here how to reach the mediation adviser]" in text_of(one, NoticePart.ADVISER_CONTACT)
    assert text_of(one, NoticePart.AUTHORITY_CONTACT) == (
        "At the local authority, Eastmere {adviser}, contact: SEND team; telephone 01632 960991 (9am to 5pm)."
    )


def test_no_full_stop_is_put_behind_an_address_to_type() -> None:
    assert ContactPoint(telephone="01632 960991", email="a@council.example").in_words().endswith("a@council.example")
    assert (
        ContactPoint(email="a@council.example", address=("Civic Centre", "Eastmere")).in_words().endswith("Eastmere.")
    )


def test_a_printed_date_alone_is_said_to_be_that() -> None:
    one = letter(sent_on=None, printed_on=date(2026, 2, 2))
    text = as_text(one, one.parts, ())
    assert "Notice sent on" not in text
    assert "Date on the notice: Monday 2 February 2026" in text
    assert "two months after the date on the notice" in text.replace("\n", " ")
    assert "do not know the day on which the notice was sent" in text.replace("\n", " ")


@pytest.mark.parametrize(("printed_on", "keep_to"), [(date(2026, 1, 29), 30), (date(2026, 2, 4), 2)])
def test_the_earlier_of_the_two_last_days_is_the_safe_one(printed_on: date, keep_to: int) -> None:
    """The law counts from sending, and the tribunal's form asks for the date on the letter: 29 March is a Sunday."""
    one = letter(printed_on=printed_on)
    assert one.appeal_by is not None
    assert (one.contact_by, one.appeal_by.date()) == (date(2026, 4, 2), date(2026, 4, 2))
    said = one.on_the_day() or ""
    assert said.endswith({30: "Monday 30 March 2026.", 2: "Thursday 2 April 2026."}[keep_to])
    assert said in as_text(one, one.parts, ()).replace("\n", " ")


def test_what_was_left_out_is_what_was_recorded_as_left_out() -> None:
    contents = {NoticePart.TIMESCALES: False, NoticePart.RIGHT_TO_MEDIATION: True}
    one = letter(contents=contents)
    recorded = [part.recorded for part in one.parts]
    assert recorded[0] is Recorded.SAID
    assert recorded.count(Recorded.UNKNOWN) == 4
    assert [part.required.part for part in one.left_out] == [NoticePart.TIMESCALES]
    text = as_text(one, one.left_out, ("WARNING",))
    assert text.startswith("WARNING\n\nInformation about mediation that our notice left out\n")
    assert ("[reg 32(d)" in text, "[reg 32(a)" in text) == (True, False)
    assert all(len(line) <= 80 for line in text.splitlines())
