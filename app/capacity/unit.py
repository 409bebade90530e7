"""What the routes of capacity work with beside the service, and the problems that explain this wing's refusals."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from app.capacity.allocations.solver import Solver
from app.capacity.bench import Bench
from app.capacity.bound import bench_on
from app.capacity.mediators.calendar_desk import CalendarDesk
from app.capacity.problems import AllocationStale, HoldExpired, NotSuitable, SlotTaken
from app.capacity.refusals import (
    DoesNotSuit,
    HoldOver,
    ProposalStale,
    RegisteredBefore,
    SearchNotYours,
    SessionRefuses,
    TimeTaken,
)
from app.capacity.sessions.views import refused_on_session
from app.capacity.slots.views import reason_out
from app.capacity.twin.apart import TwinDesk
from app.cases.reads import Surface
from app.cases.store import CaseWork
from app.cases.unit import Explanation, Service
from app.kernel.errors import Unseen
from app.platform.access.principal import Principal
from app.platform.db.work import Work
from app.platform.http.problems import (
    AlreadyRegistered,
    NotFound,
    NotYoursToRecord,
    Problem,
)
from app.platform.http.unit_of_work import actor_of


@dataclass(frozen=True)
class Capacity:
    """What the routes of capacity work with beside the service: `app.state.capacity`."""

    solver: Solver = field(default_factory=Solver)
    calendars: CalendarDesk = field(default_factory=CalendarDesk)
    twin: TwinDesk = field(default_factory=TwinDesk)


async def _capacity(request: Request) -> Capacity:
    """Return the capacity behind a request. FastAPI would run a plain function in a thread, at four times the cost."""
    capacity = request.app.state.capacity
    assert isinstance(capacity, Capacity)  # noqa: S101 - narrows an untyped attribute
    return capacity


TheCapacity = Annotated[Capacity, Depends(_capacity)]


def bench_of(service: Service, work: Work) -> Bench:
    """Return the bench of a unit of work."""
    return bench_on(work.connection, service.desk)


@asynccontextmanager
async def asking(service: Service, caller: Principal) -> AsyncIterator[tuple[Work, Bench]]:
    """Open a unit of work that reads, with its bench; a refusal in it becomes a problem."""
    async with service.database.work(actor_of(caller)) as work:
        with explained(service, work):
            yield work, bench_of(service, work)


@asynccontextmanager
async def asking_of_case(
    service: Service, caller: Principal, case_id: UUID, *, lock: bool = False
) -> AsyncIterator[tuple[CaseWork, Bench]]:
    """Open a unit of work on a case that the caller sees, with its bench; a refusal in it becomes a problem."""
    async with service.on_case(caller, case_id, None if lock else Surface.MEDIATION, lock=lock) as work:
        with explained(service, work):
            yield work, bench_of(service, work)


@contextmanager
def explained(service: Service, work: Work) -> Iterator[None]:
    """Make a problem of a refusal in what reads, and so has no key under which to keep it."""
    try:
        yield
    except Unseen as unseen:
        raise NotFound from unseen
    except Exception as error:
        problem = service.explain(work, error)
        if problem is None:
            raise
        raise problem from error


def _hold_over(_: Service, __: Work, error: HoldOver) -> Problem:
    return HoldExpired(error.reason)


def _time_taken(_: Service, __: Work, error: TimeTaken) -> Problem:
    return SlotTaken(error.reason)


def _does_not_suit(_: Service, __: Work, error: DoesNotSuit) -> Problem:
    shown = [reason_out(reason).model_dump(exclude_none=True) for reason in error.reasons]
    return NotSuitable(error.reason, reasons=shown)


def _session_refuses(_: Service, work: Work, error: SessionRefuses) -> Problem:
    return refused_on_session(error, work.now)


def _search_not_yours(_: Service, __: Work, error: SearchNotYours) -> Problem:
    return NotYoursToRecord(error.reason)


def _registered_before(_: Service, __: Work, error: RegisteredBefore) -> Problem:
    return AlreadyRegistered(error.reason)


def _proposal_stale(_: Service, __: Work, error: ProposalStale) -> Problem:
    changed = [{"case_id": case_id, "detail": why} for case_id, why in error.changed.items()]
    return AllocationStale(error.reason, changed=changed)


EXPLANATIONS: Mapping[type[BaseException], Explanation] = {
    HoldOver: _hold_over,
    TimeTaken: _time_taken,
    DoesNotSuit: _does_not_suit,
    SessionRefuses: _session_refuses,
    SearchNotYours: _search_not_yours,
    RegisteredBefore: _registered_before,
    ProposalStale: _proposal_stale,
}
