"""What a use case needs from its unit of work. The units of the database and of the tests implement it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from app.cases.beside import Reported
from app.cases.domain.commands import Command
from app.cases.domain.facts import CaseFacts
from app.cases.domain.words import Action
from app.cases.records import LoggedEvent, Staged, StoredCase
from app.kernel.terms import AppellantKind, DecisionKind
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
        """Write a case and its event when the work is committed."""

    async def lock(self, case_ids: Sequence[UUID]) -> dict[UUID, StoredCase]:
        """Return several cases, each locked until the work ends."""

    async def flush(self) -> None:
        """Write the cases that were put so far, for records that refer to them."""


class UnitOnCase(UnitOfCases, Protocol):
    """A unit of work on one case, which the caller sees."""

    @property
    def case(self) -> StoredCase:
        """The case as it was when the work began."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A notice that may have a case already, by what tells it from another."""

    la_id: UUID
    kind: DecisionKind
    days: tuple[date, ...]
    """The day of sending and the printed date, as far as they are known."""
    reference: str | None
    """The authority's."""
    holder: AppellantKind
    """Who holds the right to appeal. If no day is the same, two holders have two notices."""
    appellant_reference: str | None = None
    but: UUID | None = None
    """A case that is not meant."""


@dataclass(frozen=True, slots=True)
class Found:
    """The case of a notice. `case_id` is None where the caller may not see it. `case_ids` are this case and the others
    that fit equally well, as far as the caller may see them.

    `sure` says that both have the authority's reference, and the same. Otherwise they may be the same notice.
    """

    case_id: UUID | None
    sure: bool
    case_ids: tuple[UUID, ...] = ()


class Notices(Protocol):
    """The notices that have a case."""

    async def same(self, notice: Sought) -> Found | None:
        """Return the case of the same notice. None if the notice was not recorded before."""


class Events(Protocol):
    """The events of cases."""

    async def of_case(self, case_id: UUID) -> Sequence[LoggedEvent]:
        """Return every event of a case, from first to last."""


@dataclass(frozen=True, slots=True)
class OfSession:
    """What is corrected of a session: the action that its event recorded on the case, before and after.

    None: the event is voided.
    """

    session_id: UUID
    before: Command
    after: Command | None


class HangingOnCase(Protocol):
    """What hangs on the case of a unit of work: its booked session, held time and searches."""

    async def agree(self, action: Action, reported: Reported | None) -> Mapping[str, Any]:
        """Let what hangs on the case agree with an action, and return what the action's event says of it.

        Raises:
            GoesBehindSession: the action would part the case from its session.
        """

    async def follow(self, after: CaseFacts, corrected: Sequence[OfSession]) -> None:
        """Let what hangs on the case follow a correction, after which the case has these facts.

        Raises:
            GoesBehindSession: the correction would part the case from its session.
        """


def any_version(_: int) -> None:
    """Accept a record at any version."""
