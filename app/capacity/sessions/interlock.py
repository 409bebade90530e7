"""Keeps a case in agreement with its booked session, its held time, and the search behind a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from app.capacity.bench import Bench
from app.capacity.bound import bench_on
from app.capacity.domain.session import Session
from app.capacity.domain.session_commands import Cancel, SessionCommand
from app.capacity.domain.words import CancelledBy, WhyMoved
from app.capacity.refusals import TimeTaken
from app.capacity.searches.use_cases import search_behind_report
from app.capacity.sessions.calling_off import call_off, elsewhere, must_not_go_behind
from app.capacity.sessions.following import follow
from app.capacity.sessions.going_over import go_over
from app.capacity.sessions.use_cases import RecordOnSession, record_on_session
from app.capacity.slots.recording import released
from app.cases.beside import CALL_OFF, Elsewhere, GoesBehindSession, Reported, beside
from app.cases.desk import Desk
from app.cases.domain.facts import CaseFacts
from app.cases.domain.words import Action
from app.cases.ports import OfSession
from app.cases.records import StoredCase
from app.cases.store import CaseWork
from app.kernel.terms import OrganisationKind
from app.platform.db.work import Work


class _Rehearsed(Exception):
    """What was written is undone, because it was only rehearsed."""

    def __init__(self, gone: bool) -> None:
        super().__init__()
        self.gone = gone


@dataclass(frozen=True, slots=True)
class Interlock:
    """Keeps a case and what hangs on it in agreement."""

    desk: Desk

    async def elsewhere(self, work: Work, case_id: UUID) -> Mapping[Action, Elsewhere]:
        """Return the actions that are recorded on a booked session now, and where."""
        return await elsewhere(work, self._bench(work), case_id)

    async def agree(self, work: CaseWork, action: Action, reported: Reported | None) -> Mapping[str, Any]:
        """Let what hangs on a case agree with an action, and return what the action's event says of it.

        A booked session is not gone behind; a report that there is no mediator rests on a search; and what ends the
        case's need of a session calls it off.
        """
        bench = self._bench(work)
        await must_not_go_behind(work, bench, work.case.id, action)
        searched: Mapping[str, Any] = {}
        if reported is not None:
            searched = await search_behind_report(work, bench, reported)
        called_off = await call_off(work, bench, work.case.id) if beside(action).calls_off else {}
        return {**searched, **called_off}

    async def must_part(self, work: Work, case_id: UUID, *, calls_off: bool) -> None:
        """Check that a case can leave the provider that holds its session.

        Raises:
            GoesBehindSession: a session is booked, and it has begun or is not called off.
        """
        booked = await elsewhere(work, self._bench(work), case_id)
        begun = Action.DECLINE_MEDIATION in booked  # which a session that lies ahead lets pass
        if booked and begun:
            raise GoesBehindSession(booked[Action.RECORD_SESSION_OUTCOME])
        if booked and not calls_off:
            raise GoesBehindSession(replace(booked[Action.CANCEL_SESSION], or_send=CALL_OFF))

    async def goes_over(self, work: CaseWork, provider_id: UUID, *, rehearsed: bool) -> bool:
        """Let a booked session ahead go over to a provider that has registered the same mediator, and return whether it
        does. `rehearsed`: nothing is changed.
        """
        try:
            async with work.connection.savepoint():
                gone = await go_over(work, self._bench(work), provider_id)
                if rehearsed:
                    raise _Rehearsed(gone)
        except _Rehearsed as told:
            return told.gone
        except TimeTaken:
            return False
        return gone

    async def part(self, work: CaseWork, *, session_stays: bool = False) -> tuple[StoredCase, Mapping[str, Any]]:
        """Call off the session that is booked on a case, unless it stays, and let go of held time. Return the case
        after that, and what its event says.
        """
        bench, case = self._bench(work), work.case
        booked = None if session_stays else await bench.sessions.booked_on(case.id)
        if booked is not None:
            case = (await record_on_session(work, bench, RecordOnSession(session_id=booked, command=_gone))).case
        return case, released(await bench.slots.release_all(case.id, work.now))

    async def follow(self, work: CaseWork, after: CaseFacts, corrected: Sequence[OfSession]) -> None:
        """Let the sessions of a case follow a correction, after which the case has these facts."""
        await follow(work, self._bench(work), after, corrected)

    def _bench(self, work: Work) -> Bench:
        return bench_on(work.connection, self.desk)


def _gone(by: OrganisationKind, today: date, _: Session) -> SessionCommand:
    """Return the end of a session whose provider no longer handles the case."""
    return Cancel(by=by, occurred_on=today, word_of=CancelledBy.LOCAL_AUTHORITY, why=WhyMoved.UNAVAILABLE)
