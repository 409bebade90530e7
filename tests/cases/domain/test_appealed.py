"""Where an appeal stands, of which kind it is, which issues it has, and the days that its hearing sets."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.cases.domain.appealed import APPEAL_NUMBER, appeal_id, appeal_outcome, appeal_state, track_of
from app.cases.domain.conceded import Conceded
from app.cases.domain.facts import CaseFacts
from app.cases.domain.in_appeal import dates_of_appeal
from app.cases.domain.proceedings import Dated, Direction, Issue, IssueNow, Proceedings
from app.cases.domain.stakes import issues_of, next_id, words_key
from app.cases.domain.words import AppealOutcome, AppealState, DirectedFor, IssueStatus, Track
from app.kernel.terms import Party, PlanSection
from tests.cases.domain.builders import LAW, Story, a_case

P, S = PlanSection, AppealState
LA, FAMILY, BODY = Party.LOCAL_AUTHORITY, Party.FAMILY, Party.COMMISSIONING_BODY


def appealed(sections: str | None = "B F", kind: str | None = None, **says: Any) -> Story:
    case = a_case("2026-01-12", sections, kind).certified("2026-01-14")
    return case.then("register-appeal", "2026-01-20", **says)


@pytest.mark.parametrize(
    ("kind", "sections", "track"),
    [
        ("refusal_to_assess", None, Track.REFUSAL_TO_ASSESS),
        ("plan_content", "F", Track.PLAN_CONTENT),
        ("refusal_to_amend", "F", Track.PLAN_CONTENT),
        ("cease_to_maintain", None, Track.CEASE),
        ("refusal_to_reassess", None, Track.OTHER),
        ("refusal_to_issue_plan", None, Track.OTHER),
    ],
)
def test_the_kind_of_an_appeal_is_that_of_its_decision(kind: str, sections: str | None, track: Track) -> None:
    assert track_of(a_case(sections=sections, kind=kind).facts) is track
    at_a_phase_transfer = track_of(appealed(sections, kind, phase_transfer=True).facts)
    assert at_a_phase_transfer is (Track.PHASE_TRANSFER if track is Track.PLAN_CONTENT else track)


LISTED = appealed().then("list-hearing", "2026-03-02", listed_on="2026-05-18")


@pytest.mark.parametrize(
    ("story", "state", "outcome"),
    [
        (a_case(), None, None),
        (appealed(), S.REGISTERED, None),
        (appealed().then("respond-to-appeal", "2026-02-20"), S.RESPONDED, None),
        (LISTED, S.LISTED, None),
        (LISTED.then("list-hearing", "2026-05-11", listed_on=None, adjourned=True), S.ADJOURNED, None),
        (appealed().then("record-appeal-outcome", "2026-06-01"), S.DECIDED, None),
        (
            appealed().then("record-appeal-outcome", "2026-06-01", outcome="dismissed"),
            S.DECIDED, AppealOutcome.DISMISSED,
        ),
        (
            appealed().then("record-appeal-outcome", "2026-06-01", outcome="struck_out"),
            S.STRUCK_OUT, AppealOutcome.STRUCK_OUT,
        ),
        (appealed().then("concede", "2026-02-02"), S.UNOPPOSED, AppealOutcome.UNOPPOSED),
        (
            appealed().then("withdraw", "2026-02-02", by="tribunal", family_confirmed=False),
            S.WITHDRAWN, AppealOutcome.WITHDRAWN,
        ),
    ],
)  # fmt: skip
def test_where_an_appeal_stands_and_how_it_ended(
    story: Story, state: AppealState | None, outcome: AppealOutcome | None
) -> None:
    assert (appeal_state(story.facts), appeal_outcome(story.facts)) == (state, outcome)


def test_an_appeal_keeps_its_id() -> None:
    """PostgreSQL works the same id out: a published link stays valid."""
    case = UUID("00000000-0000-0000-0000-000000000001")
    assert appeal_id(case) == appeal_id(case, 1) != appeal_id(case, 2)
    assert str(appeal_id(case)) == "e018068d-7416-390e-576f-6b12cb33021a"


@pytest.mark.parametrize(
    ("text", "code"),
    [("EH991/26/00012", "991"), ("EH991/26/000123", None), ("EH991/26/0001", None), ("EH991/26/00012/2", None)],
)
def test_a_number_of_the_tribunal_names_the_authority(text: str, code: str | None) -> None:
    found = APPEAL_NUMBER.match(text)
    assert (found["authority"] if found else None) == code


# --- its issues -------------------------------------------------------------------------------------------------------


def issues(facts: CaseFacts) -> list[tuple[str, str | None, str, date | None]]:
    return [(one.id, one.section, one.status, one.since) for one in issues_of(facts)]


def test_each_disputed_section_is_an_issue_and_a_refusal_is_one() -> None:
    assert issues(appealed("B F I").facts) == [(one, one, "live", None) for one in "BFI"]
    assert issues(appealed(None).facts) == [("decision", None, "live", None)]
    assert issues(appealed(None, "refusal_to_amend").facts) == [("decision", None, "live", None)]
    assert issues(appealed("F", "cease_to_maintain").facts) == [("decision", None, "live", None)]


def test_an_issue_is_conceded_once_the_tribunal_was_told() -> None:
    told, untold = date(2026, 2, 10), None
    facts = appealed("B F I").facts
    conceded = (Conceded(P.B, date(2026, 2, 2), told), Conceded(P.F, date(2026, 2, 2), untold))
    assert issues(replace(facts, conceded=conceded)) == [
        ("B", "B", "conceded", told), ("F", "F", "live", None), ("I", "I", "live", None),
    ]  # fmt: skip
    everything = (Conceded(None, date(2026, 2, 2), told),)
    assert {one[2:] for one in issues(replace(facts, conceded=everything))} == {("conceded", told)}
    assert issues(replace(appealed(None).facts, conceded=everything)) == [("decision", None, "conceded", told)]


def changed(story: Story, *now: IssueNow) -> Story:
    return story.then("change-appeal-issues", "2026-03-02", changes=now)


def test_added_issues_stand_behind_and_the_next_has_the_next_number() -> None:
    case = changed(appealed("B F"), IssueNow("1", None, IssueStatus.LIVE), IssueNow("B", P.B, IssueStatus.AGREED))
    on = date(2026, 3, 2)
    assert issues(case.facts) == [("B", "B", "agreed", on), ("F", "F", "live", None), ("1", None, "live", on)]
    assert (next_id(appealed("B F").facts), next_id(case.facts), next_id(case.facts, 2)) == ("1", "2", "4")
    assert words_key(2, "1") == "2/1"


@pytest.mark.parametrize("ended", ["decided", "unopposed", "withdrawn", "struck_out"])
def test_a_decision_decides_what_was_still_open(ended: str) -> None:
    begun = appealed("B F")
    case = changed(begun, IssueNow("B", P.B, IssueStatus.WITHDRAWN))
    end = {
        "decided": lambda: case.then("record-appeal-outcome", "2026-06-01"),
        "unopposed": lambda: case.then("concede", "2026-06-01"),
        "withdrawn": lambda: case.then("withdraw", "2026-06-01", by="tribunal", family_confirmed=False),
        "struck_out": lambda: case.then("record-appeal-outcome", "2026-06-01", outcome="struck_out"),
    }[ended]()
    given_up = Issue("B", P.B, IssueStatus.WITHDRAWN, date(2026, 3, 2))
    left = IssueStatus.DECIDED if ended in ("decided", "unopposed") else IssueStatus.LIVE
    [first, second] = issues_of(end.facts)
    assert first == given_up, "what the family gave up is not decided"
    assert (second.id, second.section, second.status) == ("F", "F", left)
    assert second.since == (date(2026, 6, 1) if left is IssueStatus.DECIDED else None)


# --- its days ---------------------------------------------------------------------------------------------------------


def dates(story: Story) -> list[tuple[str, str, str, list[str]]]:
    found = dates_of_appeal(story.facts, LAW.england)
    return [(one.code, str(one.due_on), one.owed_by, [step.step for step in one.working]) for one in found]


def directed(story: Story, *what: Dated) -> Story:
    return story.then("record-directions", "2026-03-03", directions=what)


def test_the_bundle_is_sent_ten_working_days_before_the_hearing() -> None:
    """A hearing on Monday 18 May 2026: the early May bank holiday is no working day."""
    assert dates(LISTED) == [("send-hearing-bundle", "2026-05-01", LA, ["hearing", "10 working days before", "by 5pm"])]
    [bundle] = dates_of_appeal(LISTED.facts, LAW.england)
    assert str(bundle.due_at) == "2026-05-01 17:00:00+01:00"
    assert bundle.rule.id == "hearing-bundle"
    assert [str(step.date) for step in bundle.working] == ["2026-05-18", "2026-05-01", "2026-05-01"]


def test_a_direction_takes_the_place_of_the_ten_days() -> None:
    """It ends on a working day: Saturday 25 April becomes Monday."""
    case = directed(LISTED, Dated(DirectedFor.BUNDLE, date(2026, 4, 25)))
    [(code, due_on, owed_by, working)] = dates(case)
    assert (code, due_on, owed_by) == ("send-hearing-bundle", "2026-04-27", LA)
    assert working[:2] == ["directions made", "directed"]
    assert working[-1] == "by 5pm"


def test_each_party_owes_what_was_directed_to_it() -> None:
    day = date(2026, 4, 1)
    told = [Dated(one, day, (LA, FAMILY)) for one in DirectedFor if one not in ("bundle", "response")]
    case = directed(appealed(), *told)
    assert sorted({(code, due_on) for code, due_on, *_ in dates(case)}) == [
        ("follow-direction", "2026-04-01"), ("prepare-case-review", "2026-04-01"),
        ("send-attendance-form", "2026-04-01"), ("send-evidence", "2026-04-01"),
        ("send-working-document", "2026-04-01"),
    ]  # fmt: skip
    assert {owed_by for _, _, owed_by, _ in dates(case)} == {LA, FAMILY}
    assert len(dates(case)) == 10
    assert {one.rule.id for one in dates_of_appeal(case.facts, LAW.england)} == {"directed-date"}
    nobody = directed(appealed(), Dated(DirectedFor.EVIDENCE, day))
    assert dates(nobody) == []


def test_without_an_appeal_or_a_hearing_no_day_is_set() -> None:
    assert dates(a_case()) == dates(appealed()) == []
    assert dates(LISTED.then("list-hearing", "2026-05-11", listed_on=None, adjourned=True)) == []
    far = Proceedings(directions=(Direction(DirectedFor.BUNDLE, date(2049, 4, 25), date(2026, 3, 3)),))
    assert dates_of_appeal(replace(LISTED.facts, proceedings=far), LAW.england) == [], "its bank holidays are unknown"


@pytest.mark.parametrize(
    ("says", "owed"),
    [
        ({}, []),
        ({"recommends_health": True}, [("reply-on-health-recommendation", BODY)]),
        ({"recommends_care": True}, [("reply-on-social-care-recommendation", LA)]),
        (
            {"recommends_health": True, "recommends_care": True},
            [("reply-on-health-recommendation", BODY), ("reply-on-social-care-recommendation", LA)],
        ),
    ],
)
def test_a_recommendation_is_answered_within_five_weeks(says: dict[str, Any], owed: list[tuple[str, str]]) -> None:
    case = appealed("B F").then("record-appeal-outcome", "2026-06-01", **says)
    assert dates(case) == [(code, "2026-07-06", by, ["recommendation made", "5 weeks after"]) for code, by in owed]
    assert all(str(one.working[1].date) == "2026-07-06" for one in dates_of_appeal(case.facts, LAW.england))
