"""Whom a mediator suits, when a slot suits, and every reason why not: the day before, the day itself, the day after."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.capacity.domain.demand import Demand
from app.capacity.domain.mediator import Conflict, Elsewhere, Independence, Mediator, Span
from app.capacity.domain.suitability import Reason, areas_open_to, days_in_practice, why_not_mediator, why_not_slot
from app.capacity.domain.words import ConflictWith, Format, Register, WhyNot
from app.law.domain.rulebook import RULEBOOK

SESSION_ON = date(2026, 11, 30)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)

MEDIATOR = Mediator(
    register=Register.CIVIL_MEDIATION_COUNCIL,
    registration_number="CMC-1",
    accredited_until=date(2027, 12, 31),
    languages=frozenset({"en"}),
    formats=frozenset({Format.VIDEO, Format.PHONE}),
    areas=frozenset({"991"}),
    independence=Independence(date(2026, 1, 1)),
)
DEMAND = Demand("991", due_on=SESSION_ON, languages=frozenset({"en"}))


def mediator(**facts: Any) -> set[WhyNot]:
    return whys(why_not_mediator(replace(MEDIATOR, **facts), DEMAND, SESSION_ON))


def demand(**facts: Any) -> set[WhyNot]:
    return whys(why_not_mediator(MEDIATOR, replace(DEMAND, **facts), SESSION_ON))


def slot(starts_at: datetime, **facts: Any) -> set[WhyNot]:
    return whys(why_not_slot(two_hours(starts_at), replace(DEMAND, **facts), NOW))


def whys(reasons: tuple[Reason, ...]) -> set[WhyNot]:
    """The codes, each of which is given once unless it concerns several parties."""
    return {reason.why for reason in reasons}


def two_hours(starts_at: datetime) -> Span:
    return Span(starts_at, starts_at + timedelta(hours=2))


def test_a_mediator_who_suits_has_nothing_against_it() -> None:
    assert mediator() == set()


@pytest.mark.parametrize("employer", ["local_authority", "integrated_care_board", "nhs_england"])
def test_no_employee_of_a_public_body_is_independent(employer: str) -> None:
    declared = Independence(date(2026, 1, 1), **{f"employed_by_{employer}": True})
    assert mediator(independence=declared) == {WhyNot.NOT_INDEPENDENT}


@pytest.mark.parametrize(("days", "suits"), [(-1, True), (0, True), (1, False)])
def test_independence_is_declared_by_the_day_of_the_session(days: int, suits: bool) -> None:
    found = mediator(independence=Independence(SESSION_ON + timedelta(days)))
    assert found == (set() if suits else {WhyNot.INDEPENDENCE_NOT_DECLARED})


def test_independence_is_never_taken_for_granted() -> None:
    assert mediator(independence=None) == {WhyNot.INDEPENDENCE_NOT_DECLARED}


@pytest.mark.parametrize(("days", "suits"), [(-1, False), (0, True), (1, True)])
def test_an_accreditation_holds_on_its_last_day(days: int, suits: bool) -> None:
    found = mediator(accredited_until=SESSION_ON + timedelta(days))
    assert found == (set() if suits else {WhyNot.ACCREDITATION_EXPIRED})


@pytest.mark.parametrize(("days", "suits"), [(-1, False), (0, False), (1, True)])
def test_nobody_practises_on_the_day_of_leaving(days: int, suits: bool) -> None:
    found = mediator(left_on=SESSION_ON + timedelta(days))
    assert found == (set() if suits else {WhyNot.NO_LONGER_PRACTISING})


@pytest.mark.parametrize(
    ("party", "reference"),
    [(ConflictWith.LOCAL_AUTHORITY, "991"), (ConflictWith.SCHOOL, "urn-1"), (ConflictWith.FAMILY, " Fam-1 ")],
)
def test_a_conflict_is_told_with_its_party_but_no_private_reference(party: ConflictWith, reference: str) -> None:
    case = replace(DEMAND, school_reference="URN-1", family_reference="FAM-1")
    torn = replace(MEDIATOR, conflicts=(Conflict(party, reference), Conflict(party, "another")))
    (reason,) = why_not_mediator(torn, case, SESSION_ON)
    assert reason.why is WhyNot.CONFLICT_OF_INTEREST
    assert party.replace("_", " ") in reason.says
    assert ("991" in reason.says) == (party is ConflictWith.LOCAL_AUTHORITY)
    assert "-1" not in reason.says


def test_a_reference_of_one_kind_is_not_one_of_another() -> None:
    torn = replace(MEDIATOR, conflicts=(Conflict(ConflictWith.SCHOOL, "991"), Conflict(ConflictWith.FAMILY, "")))
    assert why_not_mediator(torn, DEMAND, SESSION_ON) == ()


def test_only_areas_served_are_served() -> None:
    assert demand(la_code="992") == {WhyNot.AREA_NOT_SERVED}


@pytest.mark.parametrize(
    ("spoken", "asked", "suits"),
    [
        ({"en"}, set(), True),
        ({"en"}, {"EN"}, True),
        ({"en", "BFI"}, {"bfi", "en"}, True),
        ({"en"}, {"en", "bfi"}, False),  # each of them, not one of them
        ({"en"}, {"en-gb"}, True),  # who speaks English has left none of it out
        ({"en-GB"}, {"en"}, True),
        ({"en"}, {"enm"}, False),  # subtag by subtag
        ({"pt-PT"}, {"pt-BR"}, False),
    ],
)
def test_a_mediator_speaks_every_language_or_an_interpreter_comes(
    spoken: set[str], asked: set[str], suits: bool
) -> None:
    speaks = replace(MEDIATOR, languages=frozenset(spoken))
    alone = replace(DEMAND, languages=frozenset(asked))
    found = whys(why_not_mediator(speaks, alone, SESSION_ON))
    assert found == (set() if suits else {WhyNot.LANGUAGE_NOT_SPOKEN})
    assert why_not_mediator(speaks, replace(alone, interpreter=True), SESSION_ON) == ()


def test_one_format_in_common_is_enough() -> None:
    assert demand(formats=frozenset({Format.IN_PERSON, Format.PHONE})) == set()
    assert demand(formats=frozenset({Format.IN_PERSON})) == {WhyNot.FORMAT_NOT_OFFERED}


def test_a_slot_that_has_begun_is_past() -> None:
    moment = timedelta(microseconds=1)
    assert slot(NOW - moment) == slot(NOW) == {WhyNot.ALREADY_PAST}
    assert slot(NOW + moment) == set()


@pytest.mark.parametrize(
    ("starts_at", "inside"),
    [
        ("2026-11-29T10:00Z", True),
        ("2026-11-30T23:59Z", True),
        ("2026-12-01T00:00Z", False),
    ],
)
def test_the_last_of_the_thirty_days_is_inside(starts_at: str, inside: bool) -> None:
    assert slot(datetime.fromisoformat(starts_at)) == (set() if inside else {WhyNot.OUTSIDE_THE_THIRTY_DAYS})


@pytest.mark.parametrize(("starts_at", "inside"), [("2027-06-30T22:59Z", True), ("2027-06-30T23:00Z", False)])
def test_it_is_the_day_in_london_that_counts(starts_at: str, inside: bool) -> None:
    found = slot(datetime.fromisoformat(starts_at), due_on=date(2027, 6, 30))
    assert found == (set() if inside else {WhyNot.OUTSIDE_THE_THIRTY_DAYS})


def test_without_thirty_days_no_slot_is_outside_them() -> None:
    assert slot(datetime(2028, 1, 3, 10, tzinfo=UTC), due_on=None) == set()


@pytest.mark.parametrize(("hours", "suits"), [(-2, True), (-1, False), (1, False), (2, True)])
def test_who_is_away_for_a_part_cannot_come(hours: int, suits: bool) -> None:
    at = datetime(2026, 11, 25, 10, tzinfo=UTC)
    found = slot(at, unavailable=(two_hours(at + timedelta(hours=hours)),))
    assert found == (set() if suits else {WhyNot.PARTY_UNAVAILABLE})


def everything_wrong() -> tuple[Reason, ...]:
    unfit = Mediator(
        register=Register.COLLEGE_OF_MEDIATORS,
        registration_number="COM-1",
        accredited_until=SESSION_ON - timedelta(1),
        languages=frozenset(),
        formats=frozenset(),
        areas=frozenset(),
        independence=Independence(SESSION_ON + timedelta(1), employed_by_local_authority=True),
        conflicts=(Conflict(ConflictWith.LOCAL_AUTHORITY, "991"), Conflict(ConflictWith.FAMILY, "F")),
        left_on=SESSION_ON,
    )
    early = two_hours(NOW - timedelta(hours=1))
    case = replace(DEMAND, due_on=date(2026, 11, 22), family_reference="F", unavailable=(early,))
    return (*why_not_mediator(unfit, case, SESSION_ON), *why_not_slot(early, case, NOW))


def test_every_reason_is_given_and_not_the_first_alone() -> None:
    found = everything_wrong()
    for_the_caller = {WhyNot.TAKEN, WhyNot.WITHIN_GAP, WhyNot.NO_LONGER_OFFERED}
    assert whys(found) == set(WhyNot) - for_the_caller
    assert sum(reason.why is WhyNot.CONFLICT_OF_INTEREST for reason in found) == 2


def test_every_rule_behind_a_reason_stands_in_the_table() -> None:
    rules = {reason.why: reason.rule for reason in everything_wrong() if reason.rule}
    assert all(map(RULEBOOK.knows, rules.values()))
    assert rules == {
        WhyNot.NOT_INDEPENDENT: "independent-mediator",
        WhyNot.INDEPENDENCE_NOT_DECLARED: "independent-mediator",
        WhyNot.ACCREDITATION_EXPIRED: "mediator-knowledge",
        WhyNot.OUTSIDE_THE_THIRTY_DAYS: "authority-arranges",
    }


SCHOOL = "URN-100200"


@pytest.mark.parametrize(
    ("elsewhere", "why", "says"),
    [
        (Elsewhere(employed=True), WhyNot.NOT_INDEPENDENT, "told another provider"),
        (Elsewhere(accredited_until=SESSION_ON - timedelta(1)), WhyNot.ACCREDITATION_EXPIRED, "Another provider"),
        (Elsewhere(accredited_until=SESSION_ON), None, ""),
        (
            Elsewhere(conflicts=(Conflict(ConflictWith.SCHOOL, SCHOOL.lower()),)), WhyNot.CONFLICT_OF_INTEREST,
            "the school of this case to another provider.",
        ),
        (Elsewhere(conflicts=(Conflict(ConflictWith.FAMILY, SCHOOL),)), None, ""),
    ],
)  # fmt: skip
def test_what_bars_a_person_in_another_registration_bars_it_here(
    elsewhere: Elsewhere, why: WhyNot | None, says: str
) -> None:
    """Once, with the reason; and the reference of whom it concerns stays where it was declared."""
    case = replace(DEMAND, school_reference=SCHOOL, family_reference="F-1")
    reasons = why_not_mediator(MEDIATOR, case, SESSION_ON, elsewhere)
    assert [reason.why for reason in reasons] == ([why] if why else [])
    assert all(says in reason.says and SCHOOL not in reason.says for reason in reasons)
    same = replace(MEDIATOR, conflicts=elsewhere.conflicts, accredited_until=elsewhere.accredited_until or SESSION_ON)
    assert len(why_not_mediator(same, case, SESSION_ON, elsewhere)) == len(reasons)


def test_what_bars_a_person_elsewhere_is_no_practice_and_closes_the_area() -> None:
    """As for its own declarations: figures count lawful time alone."""
    assert days_in_practice(MEDIATOR, Elsewhere(employed=True)) is None
    assert days_in_practice(MEDIATOR, Elsewhere(accredited_until=SESSION_ON)) == (date(2026, 1, 1), SESSION_ON)
    against = Elsewhere(conflicts=(Conflict(ConflictWith.LOCAL_AUTHORITY, "991"),))
    assert areas_open_to(MEDIATOR, against) == frozenset()


def test_lateness_alone_bars_nothing() -> None:
    assert [reason.why for reason in everything_wrong() if not reason.bars] == [WhyNot.OUTSIDE_THE_THIRTY_DAYS]


DAYS = [SESSION_ON + timedelta(days) for days in range(-3, 4)]


@pytest.mark.parametrize("independence", [None, *(Independence(day) for day in DAYS), Independence(DAYS[0], True)])
@pytest.mark.parametrize("accredited_until", DAYS)
@pytest.mark.parametrize("left_on", [None, *DAYS])
def test_days_in_practice_are_those_on_which_nothing_but_the_case_can_bar_a_mediator(
    independence: Independence | None, accredited_until: date, left_on: date | None
) -> None:
    one = replace(MEDIATOR, independence=independence, accredited_until=accredited_until, left_on=left_on)
    days = days_in_practice(one)
    assert [day for day in DAYS if days and days[0] <= day <= days[1]] == [
        day for day in DAYS if not why_not_mediator(one, DEMAND, day)
    ]


def test_an_area_is_open_unless_there_is_a_conflict_with_its_authority() -> None:
    conflicts = (Conflict(ConflictWith.LOCAL_AUTHORITY, " 992"), Conflict(ConflictWith.SCHOOL, "993"))
    one = replace(MEDIATOR, areas=frozenset({"991", "992", "993"}), conflicts=conflicts)
    assert areas_open_to(one) == {"991", "993"}
    for area in one.areas:
        suits = not why_not_mediator(one, replace(DEMAND, la_code=area), SESSION_ON)
        assert suits == (area in areas_open_to(one))


@pytest.mark.parametrize("rule", ["authority-arranges", "commissioning-body-arranges"])
def test_a_late_slot_cites_the_rule_by_which_its_days_are_counted(rule: str) -> None:
    late = two_hours(datetime(2026, 12, 1, 9, tzinfo=UTC))
    [reason] = why_not_slot(late, replace(DEMAND, due_rule=rule), NOW)
    assert (reason.why, reason.rule) == (WhyNot.OUTSIDE_THE_THIRTY_DAYS, rule)
