"""A session by itself: who is told of it, who must come, and what may be said of it when."""

from dataclasses import replace
from datetime import date

import pytest

from app.capacity.domain.session import Came, Representative, Session, Told
from app.capacity.domain.session_changes import rescheduled
from app.capacity.domain.session_commands import (
    Cancel,
    End,
    NameRepresentative,
    RecordAttendance,
    Recording,
    Reschedule,
    SessionCommand,
    Tell,
)
from app.capacity.domain.session_machine import decide
from app.capacity.domain.words import Attendance, Attending, CancelledBy, ChildsViews, Format, SessionStatus, WhyMoved
from app.kernel.errors import GateClosed, NotNow, OutOfOrder
from app.kernel.terms import OrganisationKind, SessionOutcome

LA, BODY = OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.COMMISSIONING_BODY
PROVIDER = OrganisationKind.MEDIATION_PROVIDER
DAY = date(2026, 3, 10)
FAMILY, AUTHORITY, HEALTH = (
    Attending.PARENT_OR_YOUNG_PERSON, Attending.LOCAL_AUTHORITY, Attending.COMMISSIONING_BODY,
)  # fmt: skip
EDUCATION = Session(DAY, Format.VIDEO, fixed_on=date(2026, 2, 16))
MIXED = replace(EDUCATION, with_health=True)
HEALTH_ONLY = replace(MIXED, health_only=True)
CAME, AWAY = Attendance.ATTENDED, Attendance.DID_NOT_ATTEND


def after(session: Session, command: SessionCommand, *, begun: bool = True, own: bool = True) -> Session:
    return decide(session, command, Recording(DAY, begun, own))


def ends(outcome: SessionOutcome, *came: Came) -> End:
    return End(by=PROVIDER, occurred_on=DAY, outcome=outcome, attendance=came)


def tells(*parties: Attending) -> Tell:
    return Tell(by=LA, occurred_on=date(2026, 2, 17), parties=parties)


@pytest.mark.parametrize(
    ("session", "told"),
    [
        (EDUCATION, (FAMILY, AUTHORITY)),
        (MIXED, (FAMILY, AUTHORITY, HEALTH)),
        (HEALTH_ONLY, (FAMILY, HEALTH)),
    ],
)
def test_whoever_must_know_is_told_and_nobody_else(session: Session, told: tuple[Attending, ...]) -> None:
    assert session.to_be_told == told
    assert after(session, tells(*told[:-1])).everyone_told_on is None
    assert after(session, tells(*told)).everyone_told_on == date(2026, 2, 17)
    for stranger in {FAMILY, AUTHORITY, HEALTH} - {*told}:
        with pytest.raises(GateClosed):
            after(session, tells(stranger))


@pytest.mark.parametrize(("told", "agreed"), [(None, DAY), (DAY, date(2026, 3, 9)), (DAY, date(2026, 3, 11))])
def test_nobody_agrees_to_notice_before_it_or_after_the_session(told: date | None, agreed: date) -> None:
    session = replace(EDUCATION, told=(Told(FAMILY, told),) if told else ())
    agrees = Tell(by=LA, occurred_on=agreed, parties=(AUTHORITY,), shorter_notice_agreed=True)
    with pytest.raises(GateClosed if agreed <= DAY else OutOfOrder):
        decide(session, agrees, Recording(agreed, begun=True, own=False))


def test_each_side_has_the_representative_that_it_named_last() -> None:
    named = after(MIXED, NameRepresentative(by=LA, occurred_on=date(2026, 2, 17)))
    both = after(named, NameRepresentative(by=BODY, occurred_on=date(2026, 2, 18)))
    again = after(both, NameRepresentative(by=LA, occurred_on=date(2026, 2, 19)))
    assert {one.party: one.declared_on for one in again.representatives} == {
        AUTHORITY: date(2026, 2, 19), HEALTH: date(2026, 2, 18),
    }  # fmt: skip
    assert len(again.representatives) == 2


@pytest.mark.parametrize(("session", "by"), [(EDUCATION, BODY), (HEALTH_ONLY, LA)])
def test_no_stranger_names_a_representative(session: Session, by: OrganisationKind) -> None:
    with pytest.raises(GateClosed, match="is not a party to the session"):
        after(session, NameRepresentative(by=by, occurred_on=date(2026, 2, 17)))


def test_the_power_to_decide_is_declared_before_the_session() -> None:
    """Of its own day nobody can tell afterwards; that it was declared on an earlier one may be told late."""
    declared = NameRepresentative(by=LA, occurred_on=DAY)
    assert after(EDUCATION, declared, begun=False).representatives
    with pytest.raises(OutOfOrder, match="has begun"):
        after(EDUCATION, declared)
    assert after(EDUCATION, replace(declared, occurred_on=date(2026, 3, 9))).representatives


@pytest.mark.parametrize("outcome", [SessionOutcome.FULL_AGREEMENT, SessionOutcome.NO_AGREEMENT])
@pytest.mark.parametrize(
    ("session", "missing", "may_be_missing"), [(MIXED, AUTHORITY, HEALTH), (HEALTH_ONLY, HEALTH, AUTHORITY)]
)
def test_nothing_is_resolved_without_the_public_party(
    session: Session, outcome: SessionOutcome, missing: Attending, may_be_missing: Attending
) -> None:
    assert after(session, ends(outcome, Came(may_be_missing, AWAY))).status is SessionStatus.ENDED
    with pytest.raises(OutOfOrder, match="contradicts"):
        after(session, ends(outcome, Came(missing, AWAY)))


@pytest.mark.parametrize(("session", "absent"), [(EDUCATION, AUTHORITY), (MIXED, AUTHORITY), (HEALTH_ONLY, HEALTH)])
def test_who_stayed_away_is_the_public_party(session: Session, absent: Attending) -> None:
    outcome = SessionOutcome.AUTHORITY_DID_NOT_ATTEND
    assert after(session, ends(outcome)).attendance == (Came(FAMILY, Attendance.ATTENDED_REMOTELY), Came(absent, AWAY))
    with pytest.raises(OutOfOrder, match="contradicts"):
        after(session, ends(outcome, Came(absent, Attendance.ATTENDED)))


@pytest.mark.parametrize(("held", "how"), [(Format.IN_PERSON, CAME), (Format.VIDEO, Attendance.ATTENDED_REMOTELY)])
@pytest.mark.parametrize(("session", "public"), [(MIXED, AUTHORITY), (HEALTH_ONLY, HEALTH)])
def test_whoever_took_part_came(session: Session, public: Attending, held: Format, how: Attendance) -> None:
    """Unless how they came is recorded otherwise."""
    session = replace(session, format=held)
    assert after(session, ends(SessionOutcome.NO_AGREEMENT)).attendance == (Came(FAMILY, how), Came(public, how))
    in_person = Came(FAMILY, CAME)
    assert after(session, ends(SessionOutcome.NO_AGREEMENT, in_person)).attendance == (in_person, Came(public, how))
    assert after(session, ends(SessionOutcome.ADJOURNED)).attendance == ()


def test_who_came_does_not_turn_round_once_the_session_has_ended() -> None:
    held, missed = (
        after(EDUCATION, ends(one)) for one in (SessionOutcome.NO_AGREEMENT, SessionOutcome.FAMILY_DID_NOT_ATTEND)
    )
    for session, attendance in ((held, AWAY), (missed, CAME)):
        with pytest.raises(OutOfOrder, match="contradicts"):
            after(session, RecordAttendance(by=PROVIDER, occurred_on=DAY, attendance=(Came(FAMILY, attendance),)))
    supporter = Came(Attending.SUPPORTER, CAME)
    assert supporter in after(held, RecordAttendance(by=PROVIDER, occurred_on=DAY, attendance=(supporter,))).attendance


def test_a_family_that_stayed_away_does_not_take_part_by_the_authoritys_absence() -> None:
    """The certificate for taking part may rest on that absence, and on the family's having come."""
    both_away = (Came(FAMILY, AWAY), Came(AUTHORITY, AWAY))
    with pytest.raises(OutOfOrder, match="the family came"):
        after(EDUCATION, ends(SessionOutcome.AUTHORITY_DID_NOT_ATTEND, *both_away))
    assert after(EDUCATION, ends(SessionOutcome.FAMILY_DID_NOT_ATTEND, *both_away)).attendance == both_away


@pytest.mark.parametrize(("session", "public"), [(MIXED, AUTHORITY), (HEALTH_ONLY, HEALTH)])
def test_who_came_without_power_to_decide_came_and_met_the_family(session: Session, public: Attending) -> None:
    """The certificate for taking part may rest on it: none for a session that nobody attended, in whatever order."""
    outcome = SessionOutcome.AUTHORITY_WITHOUT_POWER_TO_DECIDE
    assert {came.who for came in after(session, ends(outcome)).attendance if not came.stayed_away} == {FAMILY, public}
    for away in (FAMILY, public):
        said = RecordAttendance(by=PROVIDER, occurred_on=DAY, attendance=(Came(away, AWAY),))
        for before, then in ((session, ends(outcome, Came(away, AWAY))), (after(session, said), ends(outcome))):
            with pytest.raises(OutOfOrder, match="contradicts"):
                after(before, then)
        with pytest.raises(OutOfOrder, match="contradicts"):
            after(after(session, ends(outcome)), said)


def test_nobody_has_attended_what_has_not_begun() -> None:
    """The day has come, and the hour has not."""
    came = RecordAttendance(by=PROVIDER, occurred_on=DAY, attendance=(Came(FAMILY, Attendance.ATTENDED),))
    for command in (came, ends(SessionOutcome.NO_AGREEMENT)):
        with pytest.raises(OutOfOrder, match="has not begun"):
            after(EDUCATION, command, begun=False)
        assert {*command.attendance} <= {*after(EDUCATION, command).attendance}


def test_the_body_calls_off_no_session_in_which_it_has_no_part() -> None:
    """The refusal names the party whose word it cannot be."""
    off = Cancel(by=LA, occurred_on=date(2026, 2, 20), word_of=CancelledBy.COMMISSIONING_BODY, why=WhyMoved.OTHER)
    with pytest.raises(GateClosed, match="body") as refused:
        after(EDUCATION, off, begun=False)
    assert refused.value.rule_id == "health-mediation"
    assert after(MIXED, off, begun=False).status is SessionStatus.CANCELLED


def test_what_was_arranged_around_the_old_day_falls_away_when_a_session_is_moved() -> None:
    arranged = replace(
        EDUCATION,
        told=(Told(FAMILY, DAY),),
        shorter_notice_agreed_on=DAY,
        representatives=(Representative(AUTHORITY, DAY),),
        interpreter_booked_on=DAY,
        attendance=(Came(FAMILY, AWAY),),
        childs_views=ChildsViews.IN_WRITING,
        moved=1,
    )
    moved = rescheduled(
        arranged,
        Reschedule(
            by=LA, occurred_on=DAY, day=date(2026, 3, 17), format=Format.PHONE, fixed_on=DAY,
            word_of=CancelledBy.PARENT_OR_YOUNG_PERSON, why=WhyMoved.OTHER,
        ),
        None,
    )  # fmt: skip
    fresh = Session(date(2026, 3, 17), Format.PHONE, fixed_on=DAY)
    again = replace(fresh, moved=2, moved_by=CancelledBy.PARENT_OR_YOUNG_PERSON, why_moved=WhyMoved.OTHER)
    assert replace(arranged, **moved) == again


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (SessionStatus.CANCELLED, "This session was called off, so you can record nothing more about the session."),
        (SessionStatus.ENDED, "The end of this session is already recorded."),
    ],
)
def test_nothing_is_recorded_of_a_session_that_is_over(status: SessionStatus, says: str) -> None:
    with pytest.raises(NotNow) as refused:
        after(replace(EDUCATION, status=status), ends(SessionOutcome.FULL_AGREEMENT))
    assert refused.value.reason == says
