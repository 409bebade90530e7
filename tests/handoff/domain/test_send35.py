"""The answers for the tribunal's form: every kind of dispute, with and without a certificate, in time and late."""

from dataclasses import replace
from datetime import date

import pytest

from app.handoff.domain import form
from app.handoff.domain.form import Form
from app.handoff.domain.send35 import HandOff, Value, hand_off
from app.kernel.terms import AppellantKind, DecisionKind
from tests.cases.domain.builders import LAW, Story, a_case

IN_TIME, LATE = date(2026, 4, 2), date(2026, 4, 3)


def handed(story: Story, today: date = IN_TIME, explained: str | None = None) -> HandOff:
    return hand_off(story.facts, LAW, today, explained)


def answers(found: HandOff) -> dict[str, Value]:
    return {one.question.field: one.value for one in found.answers}


def missing(found: HandOff) -> set[str]:
    return {one.question.field for one in found.missing}


@pytest.mark.parametrize("kind", DecisionKind)
def test_each_kind_of_decision_has_a_form(kind: DecisionKind) -> None:
    found = handed(a_case(kind=kind))
    about = answers(found).get("appealAppealAbout")
    if kind is DecisionKind.REFUSAL_TO_ASSESS:
        assert (found.form, about) == (Form.SEND35A, None)
    else:
        assert (found.form, about) == (Form.SEND35, (form.KINDS[kind],))


@pytest.mark.parametrize("kind", AppellantKind)
def test_each_holder_of_the_right_has_a_word(kind: AppellantKind) -> None:
    assert answers(handed(a_case(appellant=kind)))["appellantWhoIsAppealing"] in form.MEANS


def test_a_certificate_is_handed_on_with_its_date_and_its_number_beside() -> None:
    found = handed(a_case(sections="B F I G H2").certified("2026-02-09"))
    assert answers(found) == {
        "appellantWhoIsAppealing": "parentOrCarer",
        "appealAppealAbout": ("planContent",),
        "appealPlanSections": ("sectionB", "sectionF", "sectionI"),
        "hscWantRecommendation": "Yes",
        "hscRecommendationTypes": ("health", "socialCare"),
        "medHasCertificate": "Yes",
        "timeDecisionLetterDate": date(2026, 2, 2),
        "timeMediationCertificateDate": date(2026, 2, 9),
    }
    assert missing(found) == {"appealFollowingAnnualReview"}
    assert (found.beside.certificate_number, found.beside.late) == ("first", False)


def test_the_placement_alone_needs_no_certificate() -> None:
    found = handed(a_case(sections="I"))
    assert answers(found)["medHasCertificate"] == "No"
    assert answers(found)["medNoCertificateReason"] == "sectionIOnly"
    assert "medNoCertificateExplanation" not in missing(found)


def test_without_a_certificate_a_judge_decides_on_an_explanation() -> None:
    found = handed(a_case())
    assert answers(found)["medNoCertificateReason"] == "otherReason"
    assert missing(found) == {"medNoCertificateExplanation"}
    assert not found.complete


def test_a_certificate_of_another_person_is_reissued_first() -> None:
    passed = a_case().certified("2026-02-09").then("pass-right", "2026-02-10")
    assert missing(handed(passed)) == {"timeMediationCertificateDate"}
    reissued = passed.then("reissue-certificate", "2026-02-10", holder_kind="young_person")
    assert handed(reissued).complete


@pytest.mark.parametrize(("today", "late"), [(IN_TIME, False), (LATE, True)])
def test_a_late_appeal_needs_its_explanation(today: date, late: bool) -> None:
    case = a_case().certified("2026-02-09")
    found = handed(case, today)
    assert (found.beside.late, found.complete) == (late, not late)
    if late:
        assert missing(found) == {"timeLateAppealExplanation"}
        assert handed(case, today, "The letter came late.").complete


@pytest.mark.parametrize(
    ("today", "asked"), [(date(2026, 3, 30), set()), (date(2026, 3, 31), {form.EXPLAINS_LATE.field})]
)
def test_the_date_on_the_letter_may_make_an_appeal_look_late(today: date, asked: set[str]) -> None:
    """The law counts from the day of sending, 2 February. The form counts from the date on the letter."""
    sent = a_case(sections="I").facts
    by_letter = replace(sent, notice_printed_on=date(2026, 1, 30))
    found = hand_off(by_letter, LAW, today, None)
    assert (found.beside.closes_on, found.beside.closes_by_letter) == (IN_TIME, date(2026, 3, 30))
    assert (missing(found) - {"appealFollowingAnnualReview"}, found.beside.late) == (asked, False)
    assert hand_off(sent, LAW, today, None).beside.closes_by_letter is None
    later = replace(sent, notice_printed_on=date(2026, 2, 5))
    assert hand_off(later, LAW, today, None).beside.closes_by_letter is None


def test_health_alone_has_no_form() -> None:
    found = handed(a_case(sections="G"))
    assert (found.form, found.answers, found.complete) == (None, (), False)


def test_every_question_and_word_can_be_put_on_paper() -> None:
    words = {*form.APPEALS.values(), *form.KINDS.values(), *form.PARTS.values(), *form.RECOMMENDATIONS}
    assert words <= form.MEANS.keys()
    assert len({one.field for one in form.QUESTIONS}) == len(form.QUESTIONS)
    assert not form.BY_THE_FAMILY.keys() & {8, 11, 12, 13}, "the record answers these"
