"""The ports to records of other wings that belong to a case. The pathway and its routes do not know those wings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from app.cases.beside import Elsewhere, Reported
from app.cases.domain.facts import CaseFacts
from app.cases.domain.offers import OfferDue
from app.cases.domain.words import Action
from app.cases.ports import OfSession, UnitOnCase
from app.cases.records import StoredCase
from app.cases.store import CaseWork
from app.cases.verification import KeptCertificate
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

    async def must_part(self, work: Work, case_id: UUID, *, calls_off: bool) -> None:
        """Check that a case can leave the provider that holds its session.

        Raises:
            GoesBehindSession: a session is booked, and it has begun or is not called off.
        """

    async def goes_over(self, work: CaseWork, provider_id: UUID, *, rehearsed: bool) -> bool:
        """Let a booked session ahead go over to a provider that has registered the same mediator, and return whether it
        does. `rehearsed`: nothing is changed.
        """

    async def part(self, work: CaseWork, *, session_stays: bool = False) -> tuple[StoredCase, Mapping[str, Any]]:
        """Call off the session that is booked on a case, unless it stays, and let go of held time. Return the case
        after that, and what its event says.
        """

    async def follow(self, work: CaseWork, after: CaseFacts, corrected: Sequence[OfSession]) -> None:
        """Let what hangs on a case follow a correction, after which the case has these facts.

        Raises:
            GoesBehindSession: the correction would part the case from its session.
        """


@dataclass(frozen=True, slots=True)
class HeldOn:
    """What is held for the case of one unit of work."""

    hanging: Hanging
    work: UnitOnCase

    async def must_part(self, *, calls_off: bool) -> None:
        """Check that the case can leave its provider."""
        await self.hanging.must_part(self._case_work, self.work.case.id, calls_off=calls_off)

    async def goes_over(self, provider_id: UUID, *, rehearsed: bool) -> bool:
        """Let a booked session go over to a provider that has registered the same mediator."""
        return await self.hanging.goes_over(self._case_work, provider_id, rehearsed=rehearsed)

    async def part(self, *, session_stays: bool = False) -> tuple[StoredCase, Mapping[str, Any]]:
        """Call the booked session off, unless it stays, and let go of held time."""
        return await self.hanging.part(self._case_work, session_stays=session_stays)

    @property
    def _case_work(self) -> CaseWork:
        assert isinstance(self.work, CaseWork)  # noqa: S101 - as the routes and `CasesWork.on` make it
        return self.work


@dataclass(frozen=True, slots=True)
class HangingOn:
    """What hangs on the case of one unit of work."""

    hanging: Hanging
    work: Work

    async def agree(self, action: Action, reported: Reported | None) -> Mapping[str, Any]:
        """Let it agree with an action, and return what the action's event says of it."""
        assert isinstance(self.work, CaseWork)  # noqa: S101 - an action is taken in the work of its case
        return await self.hanging.agree(self.work, action, reported)

    async def follow(self, after: CaseFacts, corrected: Sequence[OfSession]) -> None:
        """Let it follow a correction."""
        assert isinstance(self.work, CaseWork)  # noqa: S101 - a correction is made in the work of its case
        await self.hanging.follow(self.work, after, corrected)


class Offers(Protocol):
    """The wing that keeps offers of independent help."""

    async def due(self, work: Work, case: StoredCase) -> OfferDue | None:
        """Return the offer that is due on a case today; None for a reader who makes none."""


class Certificates(Protocol):
    """The wing that keeps certificates."""

    async def of_case(self, work: Work, case_id: UUID) -> list[KeptCertificate]:
        """Return a case's certificates, each with what its signed text says."""
