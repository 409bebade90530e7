"""The use cases of capacity, driven with no request at all: on the real database, through a unit of work."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from app.capacity.allocations.use_cases import Propose, book_allocation, keep_proposal, look_around, solve
from app.capacity.domain.session import Session
from app.capacity.domain.session_commands import Cancel, Reschedule
from app.capacity.domain.words import AllocationStatus, CancelledBy, Format, SessionStatus, WhyMoved
from app.capacity.mediators.use_cases import RegisterMediator, register_mediator
from app.capacity.needs import Needs
from app.capacity.refusals import HoldOver, ProposalStale, RegisteredBefore
from app.capacity.searches.needs import KeepNeeds, keep_needs
from app.capacity.searches.use_cases import AlsoAsked, Search, search
from app.capacity.sessions.taking import Held, Joined, Offered
from app.capacity.sessions.use_cases import Book, Move, RecordOnSession, book, move, record_on_session
from app.capacity.slots.use_cases import release
from app.capacity.unit import bench_of
from app.cases.domain.words import State
from app.cases.refusals import WrongInput
from app.cases.store import on_cases
from app.cases.unit import Service
from app.kernel.errors import Unseen
from app.kernel.terms import OrganisationKind
from app.settings import Settings
from tests.capacity.use_cases.steps import (
    AUTHORITY,
    PROVIDER,
    PROVIDER_ACTOR,
    a_mediator,
    at_work,
    books,
    free,
    holds,
    mediates,
    waits,
)

CALLED_OFF: dict[str, Any] = {"word_of": CancelledBy.LOCAL_AUTHORITY, "why": WhyMoved.UNAVAILABLE}


async def changes(url: str, statement: str, newer: bytes, session: UUID) -> None:
    """Change a session's row past the service."""
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text(statement), {"newer": newer, "id": session})
    await engine.dispose()


async def test_time_is_held_booked_moved_and_freed(service: Service) -> None:
    case, mediator = await waits(service), await mediates(service)
    slots = await free(service, case, mediator)
    first, spare = await holds(service, case, slots[0]), await holds(service, case, slots[1])

    async with at_work(service, case) as (work, bench):
        await keep_needs(work, bench, KeepNeeds(Needs(interpreter="ur")))
        await work.commit()
    async with at_work(service, case) as (work, bench):
        booked = await book(work, bench, work.case, Book(time=Held(first.id), format=Format.VIDEO, place="A link"))
        assert await bench.slots.held(spare.id) is None  # a booking releases the case's other holds
        await work.commit()
    assert booked.case.facts.state is State.MEDIATION_ARRANGED
    assert (booked.session.span, booked.session.session.format) == (first.span, Format.VIDEO)
    sealed = service.seal.open(booked.session.sealed, str(booked.session.id))
    assert sealed == {"mediator": "Ada Mwangi", "place": "A link", "interpreter": "ur", "access": []}

    later = slots[2]

    def put_off(by: OrganisationKind, today: date, session: Session) -> Reschedule:
        known: dict[str, Any] = {
            "by": by,
            "occurred_on": today,
            "fixed_on": today,
            "day": session.day,
            "format": session.format,
        }
        return Reschedule(**known, **CALLED_OFF)

    async with at_work(service, case) as (work, bench):
        told = Move(session_id=booked.session.id, command=put_off, private={"place": None}, time=Offered(later))
        moved = await move(work, bench, told)
        assert moved.case.facts.session_on == moved.session.session.day
        assert service.seal.open(moved.session.sealed, str(moved.session.id))["place"] == "A link"
        await work.commit()
    assert slots[0] in await free(service, case, mediator)
    assert later not in await free(service, case, mediator)

    async with at_work(service, case) as (work, bench):
        said = RecordOnSession(
            session_id=booked.session.id, command=lambda by, today, _: Cancel(by=by, occurred_on=today, **CALLED_OFF)
        )
        ended = await record_on_session(work, bench, said)
        await work.commit()
    assert (ended.session.session.status, ended.session.engagement_id) == (SessionStatus.CANCELLED, None)
    assert ended.case.facts.state is State.MEDIATION_REQUESTED
    assert later in await free(service, case, mediator)


async def test_a_session_joins_that_of_a_sibling(service: Service) -> None:
    """It has the sibling's time, format and place, and what its own case needs."""
    first, second, mediator = await waits(service), await waits(service), await mediates(service)
    slot, *_ = await free(service, first, mediator)
    session = await books(service, first, time=Offered(slot), format=Format.VIDEO, place="A link")
    async with at_work(service, second) as (work, bench):
        with pytest.raises(WrongInput, match="No reference links"):
            await book(work, bench, work.case, Book(time=Joined(session)))
        with pytest.raises(Unseen):
            await book(work, bench, work.case, Book(time=Joined(uuid4(), one_family=True)))
        await keep_needs(work, bench, KeepNeeds(Needs(interpreter="ur")))
        await work.commit()
    async with at_work(service, second) as (work, bench):
        joined = await book(work, bench, work.case, Book(time=Joined(session, one_family=True)))
        other = await bench.sessions.find(session)
        await work.commit()
    made = joined.session
    assert other is not None
    assert (made.engagement_id, made.span, made.joint) == (other.engagement_id, other.span, True)
    assert (made.session.format, other.joint) == (Format.VIDEO, False)
    sealed = service.seal.open(made.sealed, str(made.id))
    assert sealed == {"mediator": "Ada Mwangi", "place": "A link", "interpreter": "ur", "access": []}
    assert joined.case.facts.state is State.MEDIATION_ARRANGED
    assert slot not in await free(service, await waits(service), mediator)


async def test_a_seal_that_was_only_read_is_not_written_back(service: Service, settings: Settings) -> None:
    """A newer key may have sealed the session since it was read. The old seal is of no use without the old key."""
    case, mediator = await waits(service), await mediates(service)
    [slot, *_] = await free(service, case, mediator)
    held = await holds(service, case, slot)
    booked = await books(service, case, time=Held(held.id), format=Format.VIDEO, place="A link")
    newer = service.seal.seal({"mediator": "Ada Mwangi"}, str(booked))
    async with at_work(service, case) as (_, bench):
        stored = await bench.sessions.find(booked)
        assert stored is not None
        await changes(settings.database_url, "UPDATE sessions SET sealed = :newer WHERE id = :id", newer, booked)
        await bench.sessions.update(replace(stored, version=stored.version + 1))
        written = await bench.sessions.find(booked)
        assert written is not None
        assert (written.version, written.sealed) == (stored.version + 1, newer)
        await bench.sessions.update(
            replace(written, version=written.version + 1, sealed=stored.sealed, sealed_anew=True)
        )
        again = await bench.sessions.find(booked)
        assert again is not None
        assert again.sealed == stored.sealed


async def test_a_hold_is_released_once(service: Service) -> None:
    case, mediator = await waits(service), await mediates(service)
    [slot, *_] = await free(service, case, mediator)
    held = await holds(service, case, slot)
    async with at_work(service, case) as (work, bench):
        await release(work, bench, held)
        await work.commit()
    async with at_work(service, case) as (work, bench):
        with pytest.raises(Unseen):
            await release(work, bench, held)
        with pytest.raises(HoldOver):
            await book(work, bench, work.case, Book(time=Held(held.id)))


async def test_a_search_is_kept_and_may_report_at_once(service: Service) -> None:
    """The family's thirty days are over: nobody is free in time."""
    case = await waits(service)
    async with at_work(service, case) as (work, bench):
        made = await search(work, bench, Search(report_if_none=True))
        await work.commit()
    assert (made.reported, made.free_in_time) == (True, 0)
    async with at_work(service, case) as (work, bench):
        assert work.case.facts.state is not State.MEDIATION_REQUESTED
        kept = await bench.searches.find(made.id, case)
    assert kept is not None
    assert [one.provider for one in kept.asked] == [one.provider for one in made.asked]


async def test_a_provider_that_is_asked_by_other_means_is_one_that_the_authority_instructs(service: Service) -> None:
    case = await waits(service)
    async with at_work(service, case) as (work, bench):
        asked = AlsoAsked("no-such-provider", work.today, free_in_time=False)
        with pytest.raises(WrongInput, match="instructs no provider with that name") as refused:
            await search(work, bench, Search([asked]))
    assert refused.value.pointer == "#/also_asked/0/provider"


async def test_a_mediator_is_registered_once(service: Service) -> None:
    mediator = a_mediator()
    async with service.database.work(PROVIDER_ACTOR) as work:
        bench = bench_of(service, work)
        await register_mediator(work, bench, RegisterMediator("Ada Mwangi", mediator))
        with pytest.raises(RegisteredBefore):
            await register_mediator(work, bench, RegisterMediator("Ada Mwangi", mediator))


async def test_a_proposal_is_made_and_booked_whole_or_not_at_all(service: Service) -> None:
    one, other = await waits(service), await waits(service)
    await mediates(service)
    async with on_cases(service.database, AUTHORITY) as work:
        bench = bench_of(service, work)
        known = await look_around(work, bench, Propose(PROVIDER.slug, 6))
        first, second = [await keep_proposal(work, bench, known, solve(known.put, 1)) for _ in range(2)]
        await work.commit()
    assert {one, other} <= {placed.case_id for placed in first.placed}
    async with on_cases(service.database, AUTHORITY) as work:
        booked = await book_allocation(work, bench_of(service, work), first.id)
        await work.commit()
    assert booked.status is AllocationStatus.BOOKED
    async with at_work(service, one) as (work, bench):
        session = await bench.sessions.find(
            next(p.session_id for p in booked.placed if p.case_id == one and p.session_id)
        )
        assert session is not None
        assert session.allocation_id == first.id
    for allocation, says in ((first.id, "already booked"), (second.id, "can no longer be booked")):
        async with on_cases(service.database, AUTHORITY) as work:
            with pytest.raises(ProposalStale, match=says) as refused:
                await book_allocation(work, bench_of(service, work), allocation)
    assert "A mediation session is booked on this case" in refused.value.changed[one]
    async with on_cases(service.database, AUTHORITY) as work:
        with pytest.raises(Unseen):
            await book_allocation(work, bench_of(service, work), uuid4())
