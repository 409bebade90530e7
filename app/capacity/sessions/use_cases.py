"""The use cases of sessions: book a session, move it, and record what happens to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from app.capacity.bench import Bench
from app.capacity.domain.session import Session
from app.capacity.domain.session_commands import NameRepresentative, Reschedule, SessionCommand
from app.capacity.domain.words import Format, SessionStatus
from app.capacity.needs import demand_of, seen_to
from app.capacity.records import Engagement, SessionOfCase, StoredSession
from app.capacity.refusals import SessionRefuses
from app.capacity.sessions.recording import (
    Booking,
    Report,
    becomes,
    booked,
    moved,
    must_follow_hold,
    record,
    without_time,
)
from app.capacity.sessions.taking import Held, Joined, Offered, Recounted, TimeFound, chosen_format, find_time, whose
from app.capacity.slots.own_time import may_overlap
from app.capacity.slots.recording import released
from app.capacity.slots.use_cases import demand, due_on
from app.cases.beside import Elsewhere, GoesBehindSession
from app.cases.domain.commands import ArrangeMediation
from app.cases.ports import UnitOfCases, UnitOnCase, any_version
from app.cases.records import Staged, StoredCase
from app.cases.refusals import CaseRefuses
from app.kernel.errors import Refusal, Unseen
from app.kernel.london import london_day
from app.kernel.terms import OrganisationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Book a session in time that is held for its case, in a slot, or in the time of another session of the family.

    Without a format, the first that is shared. A session that joins another has that session's format and place.
    """

    time: Held | Offered | Joined | Recounted
    format: Format | None = None
    place: str | None = None
    occurred_on: date | None = None
    allocation_id: UUID | None = None
    session_id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOnSession:
    """Record what happened to a session. `command` makes the command for the present session. `private` is sealed."""

    session_id: UUID
    command: Callable[[OrganisationKind, date, Session], SessionCommand]
    about: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)
    must_be_version: Callable[[int], None] = any_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(RecordOnSession):
    """Move a session to another time. `says_place` says whether the request names or removes a place."""

    time: Held | Offered | Joined | Recounted
    says_place: bool = False


async def book(work: UnitOfCases, bench: Bench, case: StoredCase, command: Book) -> SessionOfCase:
    """Book a session and arrange its case's mediation; the case's other holds are released.

    Raises:
        HoldOver, TimeTaken, Unseen: the time cannot be had.
        GoesBehindSession: a session is booked on the case already.
        DoesNotSuit, FormatNotShared: mediator, time or format does not suit the case.
        CaseRefuses: the pathway has no place for a session on this case.
    """
    time = await find_time(work, bench, case, command.time)
    if (before := await bench.sessions.booked_on(case.id)) is not None:
        raise GoesBehindSession(Elsewhere(before, "reschedule"))
    mediator = await whose(work, bench, time)
    needs = (await bench.needs.of(case.id)).needs
    asked = demand_of(case, needs, due_on(bench, case))
    chosen = await chosen_format(work, bench, mediator, time, asked, command.format)
    engagement_id = await _taken(work, bench, time)
    occurred_on = command.occurred_on or work.today
    others = await bench.slots.release_all(case.id, work.now)
    booking = Booking(
        session_id=command.session_id,
        time=Engagement(engagement_id, mediator.id, mediator.provider_id, time.span),
        format=chosen,
        private={"mediator": mediator.name, "place": _place(bench, time) or command.place, **seen_to(needs)},
        occurred_on=occurred_on,
        allocation_id=command.allocation_id,
        joint=time.joined is not None,
        released=others,
    )
    try:
        must_follow_hold(occurred_on, time.since)
        stored, staged = booked(bench.desk, case, booking, work.recorded)
    except Refusal as refusal:
        day = london_day(time.span.starts_at)
        arrange = ArrangeMediation(by=work.actor.kind, occurred_on=occurred_on, session_on=day)
        raise CaseRefuses(case, arrange, refusal) from refusal
    await bench.sessions.insert(stored)
    work.put(staged)
    return SessionOfCase(stored, staged.case)


async def record_on_session(work: UnitOnCase, bench: Bench, told: RecordOnSession) -> SessionOfCase:
    """Record what does not move a session, or what calls it off.

    Raises:
        Unseen: there is no such session.
        SessionRefuses: the session, or its case, does not allow it.
    """
    stored, command = await _session(work, bench, told)
    private = told.private
    if isinstance(command, NameRepresentative):
        private = {"representatives": {**_representatives(bench, stored), work.actor.kind: private}}
    report = Report(command, told.about, private)
    try:
        changed, staged = record(bench.desk, work.case, stored, report, work.recorded)
    except Refusal as refusal:
        raise SessionRefuses(work.case, stored, command, refusal) from refusal
    if changed.session.status is SessionStatus.CANCELLED:
        changed = without_time(changed)
    return await _kept(work, bench, changed, staged)


async def move(work: UnitOnCase, bench: Bench, told: Move) -> SessionOfCase:
    """Move a session to another time, and free its old time. The session is checked first, and then the new time.

    Raises:
        HoldOver, TimeTaken, Unseen: the time cannot be had, or there is no such session.
        DoesNotSuit, FormatNotShared: mediator, time or format does not suit the case.
        SessionRefuses: the session, or its case, does not allow it.
    """
    stored, command = await _session(work, bench, told)
    assert isinstance(command, Reschedule)  # noqa: S101 - a move is made of nothing else
    try:
        return await _move(work, bench, told, stored, command)
    except Refusal as refusal:
        raise SessionRefuses(work.case, stored, command, refusal) from refusal


async def _move(
    work: UnitOnCase, bench: Bench, told: Move, stored: StoredSession, command: Reschedule
) -> SessionOfCase:
    becomes(bench.desk, stored, command, work.recorded)
    time = await find_time(work, bench, work.case, told.time)
    if stored.span.starts_at > work.now:  # a session that has begun is put off as of its own day
        must_follow_hold(command.occurred_on, time.since)
    mediator = await whose(work, bench, time)
    asked = await demand(bench, work.case)
    chosen = await chosen_format(work, bench, mediator, time, asked, command.format)
    day, fixed_on = london_day(time.span.starts_at), max(command.occurred_on, time.since)
    others = await bench.slots.release_all(work.case.id, work.now)
    report = Report(
        replace(command, day=day, format=chosen, fixed_on=fixed_on),
        {**told.about, **released(others)},
        _sealed_with_move(told, stored, chosen, mediator.name),
        mediator.provider_id,
    )
    changed, staged = record(bench.desk, work.case, stored, report, work.recorded)
    overlaps = time.slot is not None and mediator.id == stored.mediator_id
    if overlaps and await may_overlap(work, bench, work.case, stored):
        await bench.sessions.let_go(stored)  # before the slot is taken: it may overlap the session's old time
    engagement_id = await _taken(work, bench, time)
    engagement = Engagement(engagement_id, mediator.id, mediator.provider_id, time.span)
    changed = moved(changed, engagement, joint=time.joined is not None)
    return await _kept(work, bench, changed, staged)


async def _session(work: UnitOnCase, bench: Bench, told: RecordOnSession) -> tuple[StoredSession, SessionCommand]:
    """Return a session, and the command for the present session."""
    stored = await bench.sessions.find(told.session_id)
    if stored is None:
        raise Unseen
    told.must_be_version(stored.version)
    return stored, told.command(work.actor.kind, work.today, stored.session)


async def _taken(work: UnitOfCases, bench: Bench, time: TimeFound) -> UUID:
    """Return the time that is now taken. A hold was turned into a booking before. A slot is taken here. The time of a
    joined session is taken already.
    """
    if time.hold is not None:
        return time.hold.id
    if time.joined is not None:
        assert time.joined.engagement_id is not None  # noqa: S101 - a booked session takes time
        return time.joined.engagement_id
    assert time.slot is not None  # noqa: S101 - what is neither is a slot
    return await bench.slots.take(time.slot, work.now, None)


def _place(bench: Bench, time: TimeFound) -> str | None:
    """Return the place of the session that is joined."""
    if time.joined is None:
        return None
    place: str | None = bench.desk.sealing.open(time.joined.sealed, str(time.joined.id)).get("place")
    return place


def _sealed_with_move(told: Move, stored: StoredSession, chosen: Format, mediator: str) -> dict[str, Any]:
    """Return what a move seals. The place stays if the move names none and the format is the same."""
    private = {**told.private, "mediator": mediator}
    if not told.says_place and stored.session.format is chosen:
        private.pop("place", None)
    return private


def _representatives(bench: Bench, stored: StoredSession) -> Mapping[str, Any]:
    """Return those who are sealed: the authority's name stays when the body's comes."""
    sealed = bench.desk.sealing.open(stored.sealed, str(stored.id))
    return sealed.get("representatives") or {}


async def _kept(work: UnitOnCase, bench: Bench, changed: StoredSession, staged: Staged) -> SessionOfCase:
    """Store the changed session and its case."""
    await bench.sessions.update(changed)
    work.put(staged)
    return SessionOfCase(changed, staged.case)
