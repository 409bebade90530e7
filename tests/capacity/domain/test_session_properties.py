"""What must hold for every session, asked of single sessions: each property says no to the fault that it is for."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.capacity.domain.session import Came, Representative, Session, Told
from app.capacity.domain.session_assurance import COVERED
from app.capacity.domain.session_commands import (
    BookInterpreter,
    Cancel,
    ChangePlace,
    End,
    NameRepresentative,
    RecordAttendance,
    Recording,
    SessionCommand,
    Tell,
)
from app.capacity.domain.session_machine import Sessions
from app.capacity.domain.session_properties import PROPERTIES
from app.capacity.domain.session_search import BOOKED_ON, FIRST, MOMENTS, STARTS, Moment
from app.capacity.domain.words import (
    Attendance,
    Attending,
    CancelledBy,
    ChildsViews,
    SessionAction,
    SessionStatus,
    WhyMoved,
)
from app.kernel.assure import Always, EachStep, InReach
from app.kernel.search import Node, Step
from app.kernel.terms import OrganisationKind, SessionOutcome

OUT, S = SessionOutcome, SessionStatus
EDUCATION, _, HEALTH = STARTS
FAMILY, AUTHORITY, BODY = Attending.PARENT_OR_YOUNG_PERSON, Attending.LOCAL_AUTHORITY, Attending.COMMISSIONING_BODY
PROVIDER, LA = OrganisationKind.MEDIATION_PROVIDER, OrganisationKind.LOCAL_AUTHORITY
EARLIER, LATER = date(2026, 2, 15), date(2026, 3, 11)
AHEAD, BEGUN = MOMENTS[0], MOMENTS[2]
EVERY = {one.name: one for one in (*PROPERTIES, *COVERED)}


def test_every_property_is_examined() -> None:
    assert list(EVERY) == [
        "nothing-before-it-was-fixed", "held-once-begun", "ended-with-an-outcome", "outcome-says-who-came",
        "an-end-stands", "called-off-was-not-held", "called-off-is-the-end", "held-is-not-undone",
        "undone-by-its-day", "its-provider-says-what-came-of-it", "declared-beforehand",
        "another-place-keeps-the-rest", "told-before-agreeing", "parties-alone",
        "can-be-called-off-until-it-begins", "can-be-ended", "no-two-moves-claim-one-session",
        "every-move-is-used", "every-state-is-reached",
    ]  # fmt: skip
    assert [one.wanted for one in COVERED] == [list(SessionAction), list(SessionStatus)]  # type: ignore[attr-defined] # Covered


# --- of every session -------------------------------------------------------------------------------------------------


def came(family: Attendance | None, public: Attendance | None, body: bool = False) -> tuple[Came, ...]:
    said = {FAMILY: family, BODY if body else AUTHORITY: public}
    return tuple(Came(who, how) for who, how in said.items() if how)


HERE, AWAY = Attendance.ATTENDED, Attendance.DID_NOT_ATTEND
ENDED = replace(EDUCATION, status=S.ENDED, outcome=OUT.ADJOURNED, ended_on=FIRST)
OFF: dict[str, Any] = {
    "status": S.CANCELLED, "cancelled_on": FIRST, "cancelled_by": CancelledBy.MEDIATOR, "why_cancelled": WhyMoved.OTHER,
}  # fmt: skip
CALLED_OFF = replace(EDUCATION, **OFF)


def always(name: str, session: Session) -> bool:
    one = EVERY[name]
    assert isinstance(one, Always)
    return bool(one.holds(session))


@pytest.mark.parametrize(
    "of_day",
    [
        lambda day: {"told": (Told(FAMILY, day),)},
        lambda day: {"representatives": (Representative(AUTHORITY, day),)},
        lambda day: {"shorter_notice_agreed_on": day},
        lambda day: {"interpreter_booked_on": day},
        lambda day: {"place_changed_on": day},
        lambda day: {"ended_on": day},
        lambda day: {"cancelled_on": day},
    ],
)
def test_nothing_is_recorded_as_of_a_day_before_it_was_fixed(of_day: Any) -> None:
    assert always("nothing-before-it-was-fixed", replace(EDUCATION, **of_day(BOOKED_ON)))
    assert not always("nothing-before-it-was-fixed", replace(EDUCATION, **of_day(EARLIER)))


@pytest.mark.parametrize(
    ("session", "holds"),
    [
        (EDUCATION, True),
        (ENDED, True),
        (replace(ENDED, outcome=None), False),
        (replace(ENDED, ended_on=LATER), False),
        (replace(EDUCATION, outcome=OUT.ADJOURNED), False),
        (replace(EDUCATION, ended_on=FIRST), False),
    ],
)
def test_an_ended_session_has_an_outcome_of_its_day(session: Session, holds: bool) -> None:
    assert always("ended-with-an-outcome", session) is holds


@pytest.mark.parametrize(
    ("outcome", "attendance", "holds"),
    [
        (OUT.FULL_AGREEMENT, came(HERE, HERE), True),
        (OUT.FULL_AGREEMENT, came(HERE, AWAY), False),
        (OUT.FULL_AGREEMENT, came(AWAY, HERE), False),
        (OUT.FULL_AGREEMENT, came(HERE, None), False),
        (OUT.FAMILY_DID_NOT_ATTEND, came(AWAY, None), True),
        (OUT.FAMILY_DID_NOT_ATTEND, came(HERE, None), False),
        (OUT.FAMILY_DID_NOT_ATTEND, came(None, HERE), False),
        (OUT.AUTHORITY_DID_NOT_ATTEND, came(HERE, AWAY), True),
        (OUT.AUTHORITY_DID_NOT_ATTEND, came(AWAY, AWAY), False),
        (OUT.AUTHORITY_DID_NOT_ATTEND, came(HERE, HERE), False),
        (OUT.ADJOURNED, came(HERE, AWAY), True),
        (None, came(AWAY, AWAY), True),
    ],
)
def test_an_outcome_says_who_came(outcome: SessionOutcome | None, attendance: tuple[Came, ...], holds: bool) -> None:
    assert always("outcome-says-who-came", replace(EDUCATION, outcome=outcome, attendance=attendance)) is holds


def test_about_health_alone_the_body_comes_in_the_authoritys_place() -> None:
    agreed = replace(HEALTH, outcome=OUT.FULL_AGREEMENT)
    assert always("outcome-says-who-came", replace(agreed, attendance=came(HERE, HERE, body=True)))
    assert not always("outcome-says-who-came", replace(agreed, attendance=came(HERE, HERE)))


@pytest.mark.parametrize(
    ("session", "holds"),
    [
        (EDUCATION, True),
        (CALLED_OFF, True),
        (replace(CALLED_OFF, cancelled_on=None), False),
        (replace(CALLED_OFF, cancelled_by=None), False),
        (replace(CALLED_OFF, why_cancelled=None), False),
        (replace(CALLED_OFF, attendance=came(HERE, None)), False),
        (replace(CALLED_OFF, attendance=came(AWAY, None)), True),
        (replace(CALLED_OFF, outcome=OUT.ADJOURNED), False),
        (replace(CALLED_OFF, status=S.BOOKED), False),
    ],
)
def test_what_was_called_off_was_not_held(session: Session, holds: bool) -> None:
    assert always("called-off-was-not-held", session) is holds


@pytest.mark.parametrize(
    ("agreed", "told", "holds"),
    [(None, None, True), (FIRST, None, False), (FIRST, FIRST, True), (BOOKED_ON, FIRST, False), (LATER, FIRST, False)],
)
def test_a_family_agrees_after_it_was_told_and_by_the_day(agreed: date | None, told: date | None, holds: bool) -> None:
    session = replace(EDUCATION, shorter_notice_agreed_on=agreed, told=(Told(FAMILY, told),) if told else ())
    assert always("told-before-agreeing", session) is holds


@pytest.mark.parametrize(
    ("session", "holds"),
    [
        (replace(EDUCATION, told=(Told(FAMILY, FIRST), Told(AUTHORITY, FIRST))), True),
        (replace(EDUCATION, told=(Told(BODY, FIRST),)), False),
        (replace(EDUCATION, representatives=(Representative(BODY, FIRST),)), False),
        (replace(HEALTH, told=(Told(BODY, FIRST),)), True),
        (replace(HEALTH, told=(Told(AUTHORITY, FIRST),)), False),
        (replace(EDUCATION, cancelled_by=CancelledBy.COMMISSIONING_BODY), False),
        (replace(EDUCATION, moved_by=CancelledBy.COMMISSIONING_BODY), False),
        (replace(HEALTH, cancelled_by=CancelledBy.COMMISSIONING_BODY), True),
    ],
)
def test_only_parties_are_told_and_named_and_heard(session: Session, holds: bool) -> None:
    assert always("parties-alone", session) is holds


# --- of every step ----------------------------------------------------------------------------------------------------


def step(
    name: str, before: Session, command: SessionCommand, after: Session, when: Moment = AHEAD, *, own: bool = False
) -> bool:
    one = EVERY[name]
    assert isinstance(one, EachStep)
    machine = Sessions(Recording(when.day, when.has_begun(before), own))
    return bool(one.holds(Step(Node(before, when), "", machine.moves[0], command, machine), after))


def said(kind: type[SessionCommand], on: date = FIRST, **says: Any) -> SessionCommand:
    return kind(by=PROVIDER, occurred_on=on, **says)


COMES = said(RecordAttendance, attendance=came(HERE, None))
CANCELS = said(Cancel, word_of=CancelledBy.PARENT_OR_YOUNG_PERSON, why=WhyMoved.OTHER)
TELLS = said(Tell, parties=(FAMILY,))


def test_who_came_is_recorded_once_it_has_begun() -> None:
    name = "held-once-begun"
    assert step(name, EDUCATION, COMES, EDUCATION, BEGUN)
    assert not step(name, EDUCATION, COMES, EDUCATION, MOMENTS[1])
    assert not step(name, EDUCATION, replace(COMES, occurred_on=BOOKED_ON), EDUCATION, BEGUN)
    assert step(name, EDUCATION, TELLS, EDUCATION)


def test_an_end_stands_but_for_who_came_and_the_childs_views() -> None:
    name = "an-end-stands"
    assert step(name, ENDED, COMES, replace(ENDED, attendance=came(HERE, None), childs_views=ChildsViews.IN_WRITING))
    assert not step(name, ENDED, TELLS, replace(ENDED, told=(Told(FAMILY, FIRST),)))
    assert step(name, EDUCATION, TELLS, replace(EDUCATION, told=(Told(FAMILY, FIRST),)))


def test_after_it_was_called_off_nothing_follows() -> None:
    assert not step("called-off-is-the-end", CALLED_OFF, TELLS, CALLED_OFF)
    assert step("called-off-is-the-end", EDUCATION, CANCELS, CALLED_OFF)


MOVED = replace(EDUCATION, moved=1)


@pytest.mark.parametrize("undone", [CALLED_OFF, MOVED], ids=["called off", "moved"])
def test_what_was_attended_is_not_undone_and_nothing_is_after_its_day(undone: Session) -> None:
    attended = replace(EDUCATION, attendance=came(HERE, None))
    assert not step("held-is-not-undone", attended, CANCELS, undone)
    assert step("held-is-not-undone", EDUCATION, CANCELS, undone)
    assert step("held-is-not-undone", attended, CANCELS, attended)
    late = replace(CANCELS, occurred_on=LATER)
    assert step("undone-by-its-day", EDUCATION, CANCELS, undone)
    assert not step("undone-by-its-day", EDUCATION, late, undone)
    assert step("undone-by-its-day", EDUCATION, late, EDUCATION)


def test_its_own_provider_alone_says_what_came_of_it() -> None:
    name = "its-provider-says-what-came-of-it"
    ended = replace(ENDED, attendance=came(HERE, HERE))
    for after in (
        ended,
        replace(EDUCATION, childs_views=ChildsViews.IN_WRITING),
        replace(EDUCATION, outcome=OUT.ADJOURNED),
    ):
        assert step(name, EDUCATION, COMES, after, BEGUN, own=True)
        assert not step(name, EDUCATION, COMES, after, BEGUN)
    assert step(name, EDUCATION, TELLS, replace(EDUCATION, told=(Told(FAMILY, FIRST),)), BEGUN)
    assert step(name, EDUCATION, CANCELS, CALLED_OFF)
    assert not step(name, EDUCATION, CANCELS, CALLED_OFF, BEGUN)
    by_mediator = said(Cancel, word_of=CancelledBy.MEDIATOR, why=WhyMoved.OTHER)
    assert not step(name, EDUCATION, by_mediator, CALLED_OFF)
    assert step(name, EDUCATION, by_mediator, CALLED_OFF, own=True)


@pytest.mark.parametrize("kind", [NameRepresentative, BookInterpreter, ChangePlace])
def test_what_is_declared_is_declared_beforehand(kind: type[SessionCommand]) -> None:
    name = "declared-beforehand"
    assert step(name, EDUCATION, said(kind, date(2026, 3, 9)), EDUCATION, BEGUN)
    assert step(name, EDUCATION, said(kind), EDUCATION, MOMENTS[1])
    assert not step(name, EDUCATION, said(kind), EDUCATION, BEGUN)
    assert not step(name, EDUCATION, said(kind, LATER), EDUCATION, MOMENTS[1])
    assert step(name, EDUCATION, COMES, EDUCATION, BEGUN)


def test_another_place_keeps_the_rest() -> None:
    name, place = "another-place-keeps-the-rest", said(ChangePlace)
    assert step(name, EDUCATION, place, replace(EDUCATION, place_changed_on=FIRST, tell_again=(FAMILY,)))
    assert not step(name, EDUCATION, place, replace(EDUCATION, told=(Told(FAMILY, FIRST),)))
    assert step(name, EDUCATION, TELLS, replace(EDUCATION, told=(Told(FAMILY, FIRST),)))


# --- what stays in reach ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kept", "concerned"),
    [
        ("can-be-called-off-until-it-begins", [False, True, False], [True, False, False, False]),
        ("can-be-ended", [False, False, True], [True, True, False, False]),
    ],
)
def test_what_stays_in_reach(name: str, kept: list[bool], concerned: list[bool]) -> None:
    one = EVERY[name]
    assert isinstance(one, InReach)
    assert [one.kept(session) for session in (EDUCATION, CALLED_OFF, ENDED)] == kept
    nodes = [Node(EDUCATION, AHEAD), Node(EDUCATION, BEGUN), Node(CALLED_OFF, AHEAD), Node(ENDED, BEGUN)]
    assert [one.concerns(node) for node in nodes] == concerned


def test_on_whom_they_may_rely() -> None:
    def relies(name: str, command: SessionCommand, *, own: bool) -> bool:
        one = EVERY[name]
        assert isinstance(one, InReach)
        machine = Sessions(Recording(FIRST, begun=True, own=own))
        return bool(one.may_rely_on(Step(Node(EDUCATION, BEGUN), "", machine.moves[0], command, machine)))

    ends = said(End, outcome=OUT.ADJOURNED, attendance=())
    off, ended = "can-be-called-off-until-it-begins", "can-be-ended"
    assert [relies(off, one, own=False) for one in (replace(CANCELS, by=LA), CANCELS, ends)] == [True, False, False]
    assert [relies(ended, one, own=own) for one, own in ((ends, True), (ends, False), (COMES, True))] == [
        True, False, False,
    ]  # fmt: skip
