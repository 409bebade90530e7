"""Steps that the tests of the use cases share: a waiting family, a mediator, held and booked time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from app.capacity.bench import Bench
from app.capacity.domain.availability import Availability, Extra, Weekly
from app.capacity.domain.mediator import Independence, Mediator
from app.capacity.domain.words import Format, Register
from app.capacity.mediators.use_cases import RegisterMediator, SetAvailability, register_mediator, set_availability
from app.capacity.records import Hold, StoredMediator
from app.capacity.sessions.use_cases import Book, book
from app.capacity.slots.use_cases import HoldSlot, LookForCase, hold, look_for_case
from app.capacity.unit import bench_of
from app.cases.sandbox import actor, open_story
from app.cases.store import CaseWork, on_case
from app.cases.stories import CONTENT, LA, REQUESTED, Story
from app.cases.unit import Service
from app.platform.actor import Actor
from app.platform.sandbox_organisations import BY_SLUG
from tests.support.capacity import TODAY, holidays

NUMBERS = count(1)
PROVIDER = BY_SLUG["sandbox-provider-a"]
PROVIDER_ACTOR = Actor(PROVIDER.id, PROVIDER.kind, PROVIDER.slug)
AUTHORITY = actor(LA)
HOUR = timedelta(hours=1)


@asynccontextmanager
async def at_work(service: Service, case_id: UUID, who: Actor = AUTHORITY) -> AsyncIterator[tuple[CaseWork, Bench]]:
    """A unit of work on a case, with its bench."""
    async with on_case(service.database, who, case_id, lock=True) as work:
        yield work, bench_of(service, work)


async def waits(service: Service) -> UUID:
    """A case whose family waits for a session."""
    story = Story(f"waits-{uuid4()}", steps=REQUESTED, **CONTENT)
    await open_story(service.database, service.desk, story)
    return story.case_id


def a_mediator(**said: Any) -> Mediator:
    """A mediator of authority 991, each with a number of its own."""
    usual = Mediator(
        Register.COLLEGE_OF_MEDIATORS,
        f"U-{next(NUMBERS)}",
        TODAY + timedelta(days=700),
        frozenset({"en"}),
        frozenset({Format.IN_PERSON, Format.VIDEO}),
        frozenset({"991"}),
        Independence(date(2026, 1, 12)),
    )
    return replace(usual, **said)


async def mediates(service: Service, **said: Any) -> StoredMediator:
    """Register a mediator who is available every day, mornings."""
    hours = time(9, 30), time(12, 30)
    weekly = tuple(Weekly(day, *hours, TODAY - timedelta(days=7)) for day in range(7))
    extra = tuple(Extra(date.fromisoformat(day), *hours) for day in holidays())
    async with service.database.work(PROVIDER_ACTOR) as work:
        bench = bench_of(service, work)
        stored = await register_mediator(work, bench, RegisterMediator("Ada Mwangi", a_mediator(**said)))
        available = await set_availability(
            work, bench, SetAvailability(stored.id, lambda _: Availability(weekly, extra=extra))
        )
        await work.commit()
    return available.mediator


async def free(service: Service, case_id: UUID, mediator: StoredMediator) -> list[UUID]:
    """The slots of a mediator that suit a case, in the order of time."""
    async with at_work(service, case_id) as (work, bench):
        seen = await look_for_case(work, bench, LookForCase(mediator_id=mediator.id))
    found = sorted(seen.found.offered, key=lambda one: one.candidate.span.starts_at)
    return [one.candidate.slot_id for one in found]


async def holds(service: Service, case_id: UUID, slot: UUID) -> Hold:
    async with at_work(service, case_id) as (work, bench):
        held = await hold(work, bench, HoldSlot(slot, work.now + 24 * HOUR))
        await work.commit()
    return held


async def books(service: Service, case_id: UUID, **command: Any) -> UUID:
    async with at_work(service, case_id) as (work, bench):
        made = await book(work, bench, work.case, Book(**command))
        await work.commit()
    return made.session.id
