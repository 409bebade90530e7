"""What hangs on a case, as the pathway asks for it: a booked session, held time, and the search behind a report."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.capacity.searches.use_cases import search_behind_report
from app.capacity.sessions import store as sessions
from app.capacity.sessions.calling_off import call_off
from app.cases.beside import BESIDE, Elsewhere, GoesBehindSession, Reported, beside
from app.cases.domain.words import Action
from app.cases.store import CaseWork
from app.cases.unit import Service
from app.platform.db.work import Work


class Interlock:
    """Keeps a case and what hangs on it in agreement."""

    service: Service
    """Set once by whoever puts the parts together: the service and what hangs on its cases know each other."""

    async def elsewhere(self, work: Work, case_id: UUID) -> Mapping[Action, Elsewhere]:
        """Return the actions that are recorded on a booked session now, and where."""
        return await elsewhere(work, case_id)

    async def agree(self, work: CaseWork, action: Action, reported: Reported | None) -> Mapping[str, Any]:
        """Let what hangs on a case agree with an action, and return what the action's event says of it.

        A booked session is not gone behind; a report that there is no mediator rests on a search; and what ends the
        case's need of a session calls it off.
        """
        await must_not_go_behind(work, work.case.id, action)
        searched: Mapping[str, Any] = {}
        if reported is not None:
            searched = await search_behind_report(self.service, work, work.case, reported)
        called_off = await call_off(work, work.case.id) if beside(action).calls_off else {}
        return {**searched, **called_off}


async def elsewhere(work: Work, case_id: UUID) -> Mapping[Action, Elsewhere]:
    """Return the actions that are recorded on a booked session now, and where."""
    if (booked := await sessions.booked_on(work.connection, case_id)) is None:
        return {}
    stored = await sessions.find(work.connection, booked)
    begun = stored is not None and stored.span.starts_at <= work.now
    paths = {action: one.once_begun if begun else one.instead for action, one in BESIDE.items()}
    return {action: Elsewhere(booked, path) for action, path in paths.items() if path is not None}


async def must_not_go_behind(work: Work, case_id: UUID, action: Action) -> None:
    """Refuse an action that would part a case from the session that is booked on it."""
    if beside(action).once_begun is not None and (instead := (await elsewhere(work, case_id)).get(action)) is not None:
        raise GoesBehindSession(instead)
