"""Keeps a case in agreement with its booked session, its held time, and the search behind a report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.capacity.bench import Bench
from app.capacity.searches.use_cases import search_behind_report
from app.capacity.sessions.calling_off import call_off, elsewhere, must_not_go_behind
from app.capacity.unit import bench_on
from app.cases.beside import Elsewhere, Reported, beside
from app.cases.domain.words import Action
from app.cases.recording import Desk
from app.cases.store import CaseWork
from app.platform.db.work import Work


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

    def _bench(self, work: Work) -> Bench:
        return bench_on(work.connection, self.desk)
