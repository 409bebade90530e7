"""What the search of sessions tries, and what it takes for different: all that a gate could ask."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.capacity.domain.session import Came, Told
from app.capacity.domain.session_commands import RecordAttendance, Tell
from app.capacity.domain.session_search import MOMENTS, STARTS, SessionSearch, commands
from app.capacity.domain.words import Attendance, Attending, SessionStatus
from app.kernel.search import Node
from app.kernel.terms import OrganisationKind, SessionOutcome

EDUCATION, MIXED, HEALTH = STARTS
DAY = EDUCATION.day
FAMILY, AUTHORITY, BODY = (
    Attending.PARENT_OR_YOUNG_PERSON, Attending.LOCAL_AUTHORITY, Attending.COMMISSIONING_BODY,
)  # fmt: skip
CAME, AWAY = Attendance.ATTENDED, Attendance.DID_NOT_ATTEND


def test_each_party_is_told_and_shorter_notice_is_agreed_by_the_family_and_by_another() -> None:
    told = [one for one in commands(OrganisationKind.LOCAL_AUTHORITY, DAY, DAY) if isinstance(one, Tell)]
    assert [one.parties for one in told if not one.shorter_notice_agreed] == [(FAMILY,), (AUTHORITY,), (BODY,)]
    assert [one.parties for one in told if one.shorter_notice_agreed] == [(FAMILY,), (AUTHORITY,)]


def test_whoever_must_come_came_or_did_not_and_so_did_somebody_who_need_not() -> None:
    found = commands(OrganisationKind.MEDIATION_PROVIDER, DAY, DAY)
    said = [one.attendance for one in found if isinstance(one, RecordAttendance) and one.attendance]
    people = {came.who for (came,) in said}
    assert {FAMILY, AUTHORITY, BODY} < people
    assert {(came.who, came.attendance) for (came,) in said} == {(who, how) for who in people for how in (CAME, AWAY)}


@pytest.mark.parametrize(
    "change",
    [
        {"with_health": True},
        {"health_only": True},
        {"day": date(2026, 12, 1)},
        {"fixed_on": date(2026, 1, 5)},
        {"status": SessionStatus.CANCELLED},
        {"outcome": SessionOutcome.FAMILY_DID_NOT_ATTEND},
        {"told": (Told(FAMILY, date(2026, 1, 6)),)},
        {"attendance": (Came(FAMILY, AWAY),)},
        {"attendance": (Came(AUTHORITY, AWAY),)},
        {"attendance": (Came(Attending.SUPPORTER, CAME),)},
    ],
    ids=str,
)
def test_sessions_that_a_gate_can_tell_apart_look_different(change: dict[str, Any]) -> None:
    search = SessionSearch()
    assert search.mark(replace(EDUCATION, **change), MOMENTS[0]) != search.mark(EDUCATION, MOMENTS[0])


def test_the_moment_matters_and_how_somebody_attended_does_not() -> None:
    search, attended = SessionSearch(), replace(EDUCATION, attendance=(Came(FAMILY, CAME),))
    assert search.mark(EDUCATION, MOMENTS[0]) != search.mark(EDUCATION, MOMENTS[1])
    remotely = replace(EDUCATION, attendance=(Came(FAMILY, Attendance.ATTENDED_REMOTELY),))
    assert search.mark(attended, MOMENTS[0]) == search.mark(remotely, MOMENTS[0])


def test_after_its_day_a_session_is_still_recorded_as_of_its_day() -> None:
    tried = SessionSearch().menu(Node(EDUCATION, MOMENTS[-1]))
    assert {one.command.occurred_on for one in tried} == {EDUCATION.fixed_on, EDUCATION.day, MOMENTS[-1].day}
