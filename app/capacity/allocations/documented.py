"""Answers about allocations for the OpenAPI document, from the sandbox's own proposals."""

from uuid import uuid5

from app.capacity.allocations.routes import book_allocation, get_allocation, get_allocations, propose_allocation
from app.capacity.allocations.views import allocation_out
from app.capacity.domain.words import AllocationStatus
from app.capacity.figures.schemas import AllocationLine, AllocationOut
from app.capacity.mediators.documented import WHEN
from app.capacity.sandbox import ALLOCATION_TO_BOOK, ALLOCATION_TO_READ, proposal_to_book, proposal_to_read
from app.cases.unit import Service
from app.platform.http.cursors import Page
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()


@EXAMPLES.of(propose_allocation)
@EXAMPLES.of(get_allocation, allocation_id=ALLOCATION_TO_READ)
def _proposed(_: Service) -> AllocationOut:
    return allocation_out(proposal_to_read(WHEN))


@EXAMPLES.of(get_allocations)
def _listed(_: Service) -> Page[AllocationLine]:
    made = [allocation_out(one) for one in (proposal_to_read(WHEN), proposal_to_book(WHEN))]
    return Page[AllocationLine](items=[_line(one) for one in made], next=None)


@EXAMPLES.of(book_allocation, allocation_id=ALLOCATION_TO_BOOK)
def _booked(_: Service) -> AllocationOut:
    made = allocation_out(proposal_to_book(WHEN))
    placed = [one.model_copy(update={"session_id": uuid5(one.case_id, "session")}) for one in made.placed]
    return made.model_copy(update={"status": AllocationStatus.BOOKED, "booked_at": WHEN, "placed": placed})


def _line(one: AllocationOut) -> AllocationLine:
    return AllocationLine(
        id=one.id,
        status=one.status,
        made_at=one.made_at,
        booked_at=one.booked_at,
        placed=len(one.placed),
        unplaced=len(one.unplaced),
    )
