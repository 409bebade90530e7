"""The port to what hangs on a case: another wing keeps it, and neither the pathway nor its routes know that wing."""

from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

from app.cases.beside import Elsewhere, Reported
from app.cases.domain.words import Action
from app.cases.store import CaseWork
from app.platform.db.work import Work


class Hanging(Protocol):
    """The wing that keeps what hangs on cases."""

    async def elsewhere(self, work: Work, case_id: UUID) -> Mapping[Action, Elsewhere]:
        """Return the actions that are recorded on a booked session now, and where."""

    async def agree(self, work: CaseWork, action: Action, reported: Reported | None) -> Mapping[str, Any]:
        """Let what hangs on a case agree with an action, and return what the action's event says of it.

        Raises:
            GoesBehindSession: the action would part the case from its session.
        """
