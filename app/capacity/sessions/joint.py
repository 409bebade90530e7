"""The use cases of the sessions that share one time: call all of them off, or move all of them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from app.capacity.bench import Bench
from app.capacity.domain.words import SessionStatus
from app.capacity.records import SessionOfCase, StoredSession
from app.capacity.refusals import TimeTaken
from app.capacity.sessions.taking import Joined
from app.capacity.sessions.use_cases import Move, RecordOnSession, move, record_on_session
from app.cases.handover.use_cases import UnitOfMany
from app.cases.ports import UnitOnCase, any_version
from app.kernel.errors import Unseen

Told = TypeVar("Told", bound=RecordOnSession)

CHANGED = "Meanwhile another session joined or left this shared time. Read the sessions again."


async def cancel_together(work: UnitOfMany, bench: Bench, told: RecordOnSession) -> Sequence[SessionOfCase]:
    """Call off a session, and every session that shares its time and that the caller may see.

    Raises:
        Unseen: there is no such session.
        TimeTaken: a session joined or left the time at the same moment.
        SessionRefuses: one of the sessions, or its case, does not allow it. Nothing is changed.
    """
    units = await _locked(work, bench, told)
    return [await record_on_session(unit, bench, one) for unit, one in units]


async def move_together(work: UnitOfMany, bench: Bench, told: Move) -> Sequence[SessionOfCase]:
    """Move a session to another time, and with it every session that shares its time and that the caller may see.

    The first takes the time, and the others join it.

    Raises:
        Unseen: there is no such session.
        HoldOver, TimeTaken: the time cannot be had, or a session joined or left the old time at the same moment.
        DoesNotSuit, FormatNotShared: mediator, time or format does not suit one of the cases.
        SessionRefuses: one of the sessions, or its case, does not allow it. Nothing is changed.
    """
    (unit, first), *others = await _locked(work, bench, told)
    done = [await move(unit, bench, first)]
    session = done[0].session
    joins = Joined(session.id, one_family=True, since=session.session.fixed_on)
    for other, one in others:
        done.append(await move(other, bench, replace(one, time=joins)))
    return done


async def _locked(work: UnitOfMany, bench: Bench, told: Told) -> Sequence[tuple[UnitOnCase, Told]]:
    """Return what to record on each session, with the unit of work on its case. The named session comes first.

    Every case is locked before anything is written, always in the same order.
    """
    before = await _sharing(bench, told)
    cases = await work.lock([one.case_id for one in before])
    after = await _sharing(bench, told)
    if {one.id for one in after} != {one.id for one in before} or not cases.keys() >= {one.case_id for one in after}:
        raise TimeTaken(CHANGED)
    return [
        (work.on(cases[one.case_id]), replace(told, session_id=one.id, must_be_version=_only_for(told, one)))
        for one in after
    ]


async def _sharing(bench: Bench, told: RecordOnSession) -> Sequence[StoredSession]:
    """Return the sessions that share the time of a session and that the caller may see, the named session first."""
    named = await bench.sessions.find(told.session_id)
    if named is None:
        raise Unseen
    if named.engagement_id is None or named.session.status is not SessionStatus.BOOKED:
        return [named]  # which then says why nothing can be recorded on it
    sharing = await bench.sessions.sharing(named.engagement_id)
    return [named, *(one for one in sharing if one.id != named.id and one.session.status is SessionStatus.BOOKED)]


def _only_for(told: RecordOnSession, one: StoredSession) -> Callable[[int], None]:
    """Return the check of the version. The request names the version of one session alone."""
    return told.must_be_version if one.id == told.session_id else any_version
