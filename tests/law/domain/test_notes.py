"""What the calculator says beside its dates: nothing that was given is dropped in silence, no doubt kept quiet."""

import random
from typing import Any

import pytest

from app.law.domain.model import Fact
from app.law.domain.rulebook import RULEBOOK
from app.law.schemas import DeadlineQuestion
from tests.law.domain.both import AN_OLD_NOTICE, CLAIM
from tests.law.domain.calculator import calculate
from tests.law.domain.test_against_oracle import mixed_facts

CONTENTS = {"notice_sent_on": "2026-01-12", "decision_kind": "plan_content"}


def said(**facts: Any) -> str:
    return "\n".join(calculate(**facts)["notes"])


# --- given without effect -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"order_made_on": "2026-06-01"}, "order_kind does not say what was ordered"),
        ({"order_made_on": "2026-06-01", "order_kind": "other_action"}, "set no time limit for other_action"),
        ({"unopposed_notified_on": "2026-06-01"}, "decision_kind and order_kind do not say what the appeal is about"),
        ({"unopposed_notified_on": "2026-06-01", "order_kind": "cease_plan"}, "set no time limit for cease_plan"),
        ({"agreement_terms": [{"kind": "assess"}]}, "you did not send the day of the agreement"),
        ({"agreement_made_on": "2026-03-09"}, "You did not send what was agreed"),
        ({"moves_on": "2026-03-09"}, "learned of the move (move_known_on)"),
        (
            {"sections": ["G"], "mediation_requested_on": "2026-03-02"},
            "30 days count from the day on which the body was told",
        ),
        ({"sections": ["F"], "commissioning_body_notified_on": "2026-03-02"}, "not only about health"),
    ],
)
def test_what_starts_no_time_is_named_with_its_reason(facts: dict[str, Any], words: str) -> None:
    assert words in said(notice_sent_on="2026-01-12", **facts)
    assert words not in said(notice_sent_on="2026-01-12")


@pytest.mark.parametrize(
    "facts",
    [
        {"order_made_on": "2026-06-01", "order_kind": "amend_plan"},
        {"unopposed_notified_on": "2026-06-01", "decision_kind": "refusal_to_reassess"},
        {"directed": [{"code": "la-response", "due_on": "2026-05-01"}], "appeal_received_on": "2026-03-02"},
        {"agreement_made_on": "2026-03-09", "agreement_terms": [{"kind": "assess"}]},
        {"moves_on": "2026-03-09", "move_known_on": "2026-03-02"},
        {"sections": ["G"], "commissioning_body_notified_on": "2026-03-02"},
        {"certificate_issued_on": "2026-02-01"},  # its month loses against the two months, but was counted
        dict.fromkeys((fact.value for fact in Fact if "order" not in fact and "unopposed" not in fact), "2026-03-09")
        | {"agreement_terms": [{"kind": "assess"}]},
    ],
)
def test_nothing_is_said_where_everything_counts(facts: dict[str, Any]) -> None:
    assert calculate(**({"notice_sent_on": "2026-01-12"} | facts))["notes"] == []


@pytest.mark.parametrize("fact", [fact for fact in Fact if fact is not Fact.NOTICE_SENT])
@pytest.mark.parametrize(
    "dispute", [{}, {"decision_kind": "plan_content", "sections": ["G"]}, {"claim": CLAIM}], ids=str
)
def test_no_date_is_dropped_in_silence(fact: Fact, dispute: dict[str, Any]) -> None:
    """Every date either moves the answer, or competed for it, or is named in a note."""
    without = calculate(notice_sent_on="2026-01-12", **dispute)
    answer = calculate(notice_sent_on="2026-01-12", **dispute, **{fact.value: "2026-03-20"})
    assert answer["deadlines"] != without["deadlines"] or any(fact.value in note for note in answer["notes"])


def test_every_date_of_the_body_is_a_fact() -> None:
    dates = {name for name in DeadlineQuestion.model_fields if name.endswith("_on")}
    assert dates == {fact.value for fact in Fact} | {"notice_printed_on"}  # which starts nothing: a note names it


# --- where no appeal exists, and where no certificate is needed ---------------------------------------------------


def test_an_appeal_that_cannot_exist_is_explained() -> None:
    notes = said(**CONTENTS, sections=["G"], appeal_received_on="2026-03-01", order_made_on="2026-06-01")
    assert "cannot be appealed on their own" in notes
    assert "appeal_received_on starts no time limit here: there can be no appeal about this dispute" in notes
    assert "order_made_on starts no time limit here: there can be no appeal about this dispute" in notes
    assert "notice_sent_on starts no time limit here: there can be no appeal about this dispute" in notes


def test_a_discrimination_claim_says_why_a_date_starts_nothing() -> None:
    assert (
        "session_on starts no time limit here: a discrimination claim has only two time limits, one for "
        "the claim and one for the response" in said(notice_sent_on="2026-01-12", claim=CLAIM, session_on="2026-03-20")
    )


def test_a_placement_alone_needs_no_certificate() -> None:
    assert "no certificate is needed" in said(**CONTENTS, sections=["I"])
    assert "Of the disputed sections, only the placement (Section I) can be appealed" in said(
        **CONTENTS, sections=["I", "G"]
    )
    assert said(**CONTENTS, sections=["I", "F"]) == ""


@pytest.mark.parametrize(("sent", "said_so"), [("2018-04-02", False), ("2018-04-03", True), ("2026-01-12", True)])
def test_a_refusal_to_assess_carries_no_recommendations(sent: str, *, said_so: bool) -> None:
    assert ("cannot make recommendations" in said(notice_sent_on=sent, decision_kind="refusal_to_assess")) is said_so
    assert "recommendations" not in said(notice_sent_on=sent, decision_kind="refusal_to_issue_plan")


def test_a_plan_stays_in_force_while_its_end_can_be_appealed_or_is() -> None:
    ceasing = {"notice_sent_on": "2026-01-12", "decision_kind": "cease_to_maintain"}
    notes = said(**ceasing)
    assert (
        "at least until 2026-03-12. If the family appeals, the plan stays in force until the appeal has ended (s.45(4)"
        in notes
    )
    later = said(**ceasing, certificate_issued_on="2026-03-02")
    assert "at least until 2026-04-02" in later
    appealed = said(**ceasing, appeal_received_on="2026-03-02")
    assert "stays in force" in appealed
    assert "at least until" not in appealed
    assert "stays in force" not in said(**CONTENTS, sections=["F"])


@pytest.mark.parametrize(("held", "noted"), [("2026-04-01", False), ("2026-04-02", True)])
def test_a_session_after_day_30_names_the_reading(held: str, *, noted: bool) -> None:
    """Asked for on 2 March: day 30 is 1 April."""
    notes = said(notice_sent_on="2026-01-12", mediation_requested_on="2026-03-02", session_on=held)
    assert ("session_fixed_in_thirty_days_is_enough" in notes) is noted


@pytest.mark.parametrize(("sent", "late"), [("2026-09-10", False), ("2026-09-11", True)])
def test_a_late_response_owes_its_reasons(sent: str, *, late: bool) -> None:
    notes = said(notice_sent_on="2026-05-05", appeal_received_on="2026-07-01", response_sent_on=sent)
    assert ("must ask for more time, and give its reasons (r.21(4)" in notes) is late


def test_a_concession_after_the_response_is_explained() -> None:
    notes = said(
        notice_sent_on="2026-02-13", decision_kind="refusal_to_reassess", appeal_received_on="2026-04-01",
        response_sent_on="2026-05-06", unopposed_notified_on="2026-05-07",
    )  # fmt: skip
    assert "unopposed_notified_on starts no time limit here: the authority had already sent its response" in notes


@pytest.mark.parametrize(("told", "noted"), [("2026-05-05", False), ("2026-05-06", True), ("2026-05-07", False)])
def test_a_concession_on_the_day_of_the_response_leaves_doubt(told: str, *, noted: bool) -> None:
    notes = said(
        notice_sent_on="2026-02-13", decision_kind="refusal_to_reassess", appeal_received_on="2026-04-01",
        response_sent_on="2026-05-06", unopposed_notified_on=told,
    )  # fmt: skip
    assert ("unopposed only if the notice came first" in notes) is noted


def test_a_directed_date_for_nothing_is_named() -> None:
    said_so = [{"code": "comply-with-order", "step": "do", "due_on": "2026-07-01"}]
    notes = said(notice_sent_on="2026-01-12", order_made_on="2026-06-01", order_kind="amend_plan", directed=said_so)
    assert "nothing that you sent starts the time limit for comply-with-order with the step do" in notes


# --- doubts that belong to a rule -----------------------------------------------------------------------------------


def test_a_claim_is_told_to_lodge_early() -> None:
    notes = said(notice_sent_on="2026-01-12", claim=CLAIM)
    assert "start with the day of the treatment itself" in notes
    assert "uncertain whether rule 12 (how time limits end) can extend" in notes
    (lodge,) = calculate(notice_sent_on="2026-01-12", claim=CLAIM)["deadlines"]
    assert (lodge["due_on"], lodge["verified"]) == ("2026-07-13", "inferred")  # 12 July 2026 is a Sunday
    assert "start with the day of the treatment" not in said(notice_sent_on="2026-01-12"), "an appeal has no such doubt"


@pytest.mark.parametrize(("sent", "approximate"), [("2015-03-22", True), ("2015-03-23", False)])
def test_regulation_45_as_made_gave_one_time_for_the_assessment(sent: str, approximate: bool) -> None:
    facts = {"notice_sent_on": sent, "decision_kind": "refusal_to_assess", "unopposed_notified_on": "2015-06-01"}
    answer = calculate(**facts)
    (notify,) = [one for one in answer["deadlines"] if one["step"] == "notify"]
    says = RULEBOOK.rule(notify["rule"], on=RULEBOOK.rule("unopposed-assess-notify").in_force_from).says
    assert notify["verified"] == ("secondary" if approximate else "primary")
    assert any("only one time limit: 4 weeks" in note for note in answer["notes"]) is approximate
    assert "within 2 weeks" in says.casefold()
    as_made = RULEBOOK.versions("unopposed-assess-notify")[0]
    assert as_made.says.startswith("Within 4 weeks")
    assert "carries out the assessment or re-assessment" in as_made.says


def test_the_five_working_days_say_how_they_are_read() -> None:
    rule = RULEBOOK.rule("notify-session")
    assert "counts the day on which the family is told, but not the day of the session" in rule.says
    assert rule.verified == "secondary"


def test_a_caution_is_said_once() -> None:
    notes = calculate(
        notice_sent_on="2015-01-12",
        decision_kind="refusal_to_assess",
        unopposed_notified_on="2015-02-02",
    )["notes"]
    assert len(notes) == len(set(notes))
    assert sum("only one time limit: 4 weeks" in note for note in notes) == 1


@pytest.mark.parametrize(("sent", "verified"), [("2015-03-22", "inferred"), ("2015-03-23", "secondary")])
def test_what_regulation_45_as_made_gave_for_a_plan_was_not_read(sent: str, verified: str) -> None:
    facts = {"notice_sent_on": sent, "decision_kind": "refusal_to_issue_plan", "unopposed_notified_on": "2015-06-01"}
    answer = calculate(**facts)
    marks = {one["verified"] for one in answer["deadlines"] if one["code"] == "comply-unopposed"}
    assert marks == {verified}
    assert any("have not read" in note for note in answer["notes"]) is (verified == "inferred")


# --- the spring and summer of 2020 --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "relaxed"),
    [
        ({"notice_sent_on": "2020-02-28"}, False),  # ends on 28 April
        ({"notice_sent_on": "2020-02-29"}, False),
        ({"notice_sent_on": "2020-03-01"}, True),  # its two months end on 1 May
        ({"notice_sent_on": "2020-05-01"}, True),
        ({"notice_sent_on": "2020-09-25"}, True),
        ({"notice_sent_on": "2020-09-26"}, False),
        ({"notice_sent_on": "2020-01-06", "mediation_requested_on": "2020-03-31"}, False),  # until 30 April
        ({"notice_sent_on": "2020-01-06", "mediation_requested_on": "2020-04-01"}, True),  # until 1 May
        ({"notice_sent_on": AN_OLD_NOTICE, "session_on": "2020-10-02"}, True),  # five working days before: the 25th
        ({"notice_sent_on": AN_OLD_NOTICE, "session_on": "2020-10-05"}, False),
        ({"notice_sent_on": "2020-05-04", "claim": CLAIM}, False),  # the Regulations do not reach a claim
    ],
)
def test_the_relaxation_of_2020_is_mentioned_when_it_touches_a_date(facts: dict[str, str], relaxed: bool) -> None:
    assert ("coronavirus" in said(**facts)) is relaxed


# --- lateness -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("received", "late"), [("2026-03-12", False), ("2026-03-13", True)])
def test_a_late_appeal_is_told_that_it_may_still_be_admitted(received: str, late: bool) -> None:
    assert (
        "The tribunal may still accept the appeal" in said(notice_sent_on="2026-01-12", appeal_received_on=received)
    ) is late


@pytest.mark.parametrize(("declined", "late"), [("2026-03-12", False), ("2026-03-13", True)])
def test_a_late_contact_is_told_of_permission(declined: str, late: bool) -> None:
    notes = said(notice_sent_on="2026-01-12", mediation_declined_on=declined)
    assert ("may ask the tribunal for permission" in notes) is late
    assert ("The family must ask by 2026-03-12 (r.19(2))" in notes) is late


# --- who owes what --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sections", "owes"), [(["G"], "commissioning_body"), (["F", "G"], "local_authority")])
def test_what_was_agreed_about_health_alone_the_commissioning_body_owes(sections: list[str], owes: str) -> None:
    terms = [{"kind": "other_action"}]
    facts = {"session_on": "2026-03-09", "agreement_made_on": "2026-03-09", "agreement_terms": terms}
    found = calculate(**CONTENTS, sections=sections, **facts)["deadlines"]
    assert {one["owed_by"] for one in found if one["code"] in ("notify-session", "carry-out-agreement")} == {owes}


# --- no sentence has a hole -----------------------------------------------------------------------------------------


def test_no_note_is_left_without_its_words() -> None:
    chance = random.Random(11)  # noqa: S311 - the same questions every time, not secrets
    told = [note for _ in range(400) for note in calculate(**mixed_facts(chance))["notes"]]
    told += calculate(notice_sent_on="2026-01-12", claim=CLAIM, mediation_requested_on="2026-02-02")["notes"]
    assert told
    assert [note for note in told if "None" in note] == []


def test_a_claim_is_told_that_it_needs_no_certificate() -> None:
    assert "needs no mediation certificate" in said(notice_sent_on="2026-01-12", claim=CLAIM)


@pytest.mark.parametrize(("declined", "late"), [("2026-02-28", False), ("2026-03-01", True), ("2026-03-02", True)])
def test_a_contact_is_late_from_the_day_after_its_own_last_day(declined: str, late: bool) -> None:
    """Two months from 28 December end on a Saturday: the adviser must be contacted by then, an appeal by Monday."""
    assert ("reg 34(2)" in said(notice_sent_on="2025-12-28", mediation_declined_on=declined)) is late


def test_a_response_of_the_same_day_is_not_an_earlier_one() -> None:
    day = "2026-05-01"
    notes = said(notice_sent_on="2026-01-12", unopposed_notified_on=day, response_sent_on=day)
    assert "unopposed_notified_on" in notes
    assert "reg 45(1)" not in notes.partition("unopposed_notified_on")[2].partition(".")[0]
