"""What a use case needs from its unit of work. The units of the database and of the tests implement it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from app.cases.beside import Reported
from app.cases.domain.words import Action
from app.cases.records import Staged, StoredCase
from app.kernel.terms import DecisionKind
from app.platform.actor import Actor, Recorded


class Unit(Protocol):
    """By whom and when something is recorded."""

    @property
    def actor(self) -> Actor:
        """Who records."""

    @property
    def now(self) -> datetime:
        """The moment of recording."""

    @property
    def today(self) -> date:
        """The day of recording, in London."""

    @property
    def recorded(self) -> Recorded:
        """All three as one value."""


class UnitOfCases(Unit, Protocol):
    """A unit of work that writes cases."""

    def put(self, staged: Staged) -> None:
        """Have a case and its event written when the work is kept."""

    async def lock(self, case_ids: Sequence[UUID]) -> dict[UUID, StoredCase]:
        """Return several cases, each locked until the work ends."""


class UnitOnCase(UnitOfCases, Protocol):
    """A unit of work on one case, which the caller sees."""

    @property
    def case(self) -> StoredCase:
        """The case as it was when the work began."""


class Notices(Protocol):
    """The notices that the authority has recorded."""

    async def same(self, reference: str, kind: DecisionKind, sent_on: date) -> UUID | None:
        """Return the case of the same notice; None where it was not recorded before."""


class HangingOnCase(Protocol):
    """What hangs on the case of a unit of work: its booked session, held time and searches."""

    async def agree(self, action: Action, reported: Reported | None) -> Mapping[str, Any]:
        """Let what hangs on the case agree with an action, and return what the action's event says of it.

        Raises:
            GoesBehindSession: the action would part the case from its session.
        """


def any_version(_: int) -> None:
    """Accept a record at any version."""
