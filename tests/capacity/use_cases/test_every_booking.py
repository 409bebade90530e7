"""What every booking asks, however it names its time: held, offered, or recounted in a story."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.capacity.domain.mediator import Span
from app.capacity.domain.words import Format, WhyNot
from app.capacity.needs import Needs
from app.capacity.records import StoredMediator
from app.capacity.refusals import DoesNotSuit, FormatNotShared, TimeTaken
from app.capacity.searches.needs import KeepNeeds, keep_needs
from app.capacity.sessions.taking import Held, Offered, Recounted
from app.capacity.sessions.use_cases import Book, book
from app.capacity.slots.use_cases import release
from app.cases.beside import GoesBehindSession
from app.cases.refusals import CaseRefuses
from app.cases.unit import Service
from app.kernel.errors import Unseen
from app.kernel.london import LONDON
from app.kernel.terms import OrganisationKind
from tests.capacity.use_cases.steps import HOUR, at_work, books, free, holds, mediates, waits


class InstructsNobody:
    """The organisations, as they are once the authority has parted from its providers."""

    def __init__(self, service: Service) -> None:
        self.all = service.organisations.all
        self.name = service.organisations.name
        self.by_id = service.organisations.by_id
        self.partner = service.organisations.partner
        self.providers_beside = service.organisations.providers_beside

    def authority(self, la_code: str) -> Any:
        raise NotImplementedError

    def partners(self, la_id: UUID, kind: OrganisationKind) -> list[UUID]:
        del la_id, kind
        return []


@pytest.fixture(params=["held", "offered", "recounted"])
async def wanted(request: pytest.FixtureRequest, service: Service) -> tuple[UUID, Any, StoredMediator]:
    """A case, time for it in each way in which a booking may name it, and the mediator whose time it is."""
    case, mediator = await waits(service), await mediates(service)
    [slot, *_] = await free(service, case, mediator)
    if request.param == "held":
        return case, Held((await holds(service, case, slot)).id), mediator
    if request.param == "offered":
        return case, Offered(slot), mediator
    async with at_work(service, case) as (_, bench):
        found = await bench.slots.find(slot)
    assert found is not None
    return case, Recounted(mediator.id, found.span), mediator


async def test_every_booking_asks_whether_the_authority_instructs_the_provider(
    service: Service, wanted: tuple[UUID, Any, StoredMediator]
) -> None:
    case, time_wanted, _ = wanted
    async with at_work(service, case) as (work, bench):
        parted = replace(bench, desk=replace(bench.desk, directory=InstructsNobody(service)))
        with pytest.raises(Unseen):
            await book(work, parted, work.case, Book(time=time_wanted))


async def test_every_booking_asks_for_a_format_that_is_shared(
    service: Service, wanted: tuple[UUID, Any, StoredMediator]
) -> None:
    case, time_wanted, _ = wanted
    async with at_work(service, case) as (work, bench):
        with pytest.raises(FormatNotShared, match="in_person, video"):
            await book(work, bench, work.case, Book(time=time_wanted, format=Format.PHONE))


async def test_every_booking_asks_whether_the_mediator_suits(
    service: Service, wanted: tuple[UUID, Any, StoredMediator]
) -> None:
    case, time_wanted, mediator = wanted
    async with at_work(service, case) as (work, bench):
        await keep_needs(work, bench, KeepNeeds(Needs(languages=frozenset({"cy"}))))
        await work.commit()
    async with at_work(service, case) as (work, bench):
        with pytest.raises(DoesNotSuit) as refused:
            await book(work, bench, work.case, Book(time=time_wanted))
        assert [reason.why for reason in refused.value.reasons] == [WhyNot.LANGUAGE_NOT_SPOKEN]
        assert await bench.sessions.booked_on(case) is None
    assert mediator.mediator.languages == {"en"}


async def test_every_booking_leaves_a_booked_session_standing(
    service: Service, wanted: tuple[UUID, Any, StoredMediator]
) -> None:
    case, time_wanted, mediator = wanted
    before = Recounted(mediator.id, _past(date(2026, 3, 3)))
    booked = await books(service, case, time=before, occurred_on=date(2026, 2, 16))
    if isinstance(time_wanted, Held):  # the booking released it
        [slot, *_] = await free(service, case, mediator)
        time_wanted = Held((await holds(service, case, slot)).id)
    async with at_work(service, case) as (work, bench):
        with pytest.raises(GoesBehindSession) as refused:
            await book(work, bench, work.case, Book(time=time_wanted))
    assert refused.value.elsewhere.session_id == booked


async def test_every_booking_asks_the_pathway(service: Service, wanted: tuple[UUID, Any, StoredMediator]) -> None:
    case, time_wanted, _ = wanted
    async with at_work(service, case) as (work, bench):
        with pytest.raises(CaseRefuses):
            await book(work, bench, work.case, Book(time=time_wanted, occurred_on=work.today + timedelta(days=1)))


def _past(day: date) -> Span:
    starts_at = datetime.combine(day, time(10), LONDON).astimezone(UTC)
    return Span(starts_at, starts_at + 3 * HOUR)


async def test_only_a_story_books_time_that_is_over(service: Service) -> None:
    """And nothing is fixed in held or offered time as of a day before it could be."""
    case, mediator = await waits(service), await mediates(service)
    [slot, *_] = await free(service, case, mediator)
    held = await holds(service, case, slot)
    for time_wanted in (Held(held.id), Offered(slot)):
        async with at_work(service, case) as (work, bench):
            if isinstance(time_wanted, Offered):
                await release(work, bench, held)
            with pytest.raises(CaseRefuses, match="so you cannot have booked it on"):
                await book(work, bench, work.case, Book(time=time_wanted, occurred_on=date(2026, 2, 16)))
    session = await books(
        service, case, time=Recounted(mediator.id, _past(date(2026, 3, 3))), occurred_on=date(2026, 2, 16)
    )
    async with at_work(service, case) as (_, bench):
        stored = await bench.sessions.find(session)
    assert stored is not None
    assert (stored.session.day, stored.session.fixed_on) == (date(2026, 3, 3), date(2026, 2, 16))


async def test_one_mediators_time_is_taken_once(service: Service) -> None:
    one, other, mediator = await waits(service), await waits(service), await mediates(service)
    [slot, *_] = await free(service, one, mediator)
    await holds(service, one, slot)
    async with at_work(service, other) as (work, bench):
        with pytest.raises(TimeTaken):
            await book(work, bench, work.case, Book(time=Offered(slot)))
