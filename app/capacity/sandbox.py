"""The mediators of the sandbox, some of them scarce on purpose, and a case for each documented example of capacity.

The service's own use cases make them. The mediators' weeks start at the day of the first start. `scenes` holds the
times of the examples.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.capacity.allocations.proposal import Judged, Placed, StoredProposal
from app.capacity.allocations.question import propose_entry
from app.capacity.bound import bench_on
from app.capacity.domain.availability import Availability, Extra, Leave, Weekly
from app.capacity.domain.mediator import Conflict, Independence, Mediator
from app.capacity.domain.words import AccessNeed, AllocationStatus, ConflictWith, Format, Register
from app.capacity.mediators.layout import slot_id
from app.capacity.mediators.recording import available, registered
from app.capacity.mediators.use_cases import (
    RegisterMediator,
    RenewCalendarAddress,
    SetAvailability,
    register_mediator,
    renew_calendar_address,
    set_availability,
)
from app.capacity.needs import Needs, seen_to
from app.capacity.records import Engagement, StoredMediator, StoredSession
from app.capacity.scenes import BOOKING_PROPOSAL, PROPOSED, SCENES, TIME_TO_HOLD, Scene, example_id
from app.capacity.searches.needs import KeepNeeds, keep_needs
from app.capacity.sessions.recording import Booking, booked
from app.capacity.sessions.taking import Recounted
from app.capacity.sessions.use_cases import Book, book
from app.capacity.slots.use_cases import HoldSlot, hold
from app.capacity.tables import allocations as kept_allocations
from app.cases.desk import Desk
from app.cases.records import Staged, StoredCase
from app.cases.sandbox import actor, not_before, open_story
from app.cases.sandbox_kept import left_as_it_is
from app.cases.store import on_case
from app.cases.stories import LA
from app.kernel.london import london_day
from app.platform.actor import Actor, Recorded
from app.platform.db.work import Database
from app.platform.journal import Entry
from app.platform.sandbox_organisations import BY_SLUG

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

A, B = "sandbox-provider-a", "sandbox-provider-b"
BEGAN = date(2026, 1, 5)
"""A Monday: from when the mediators' weeks are counted."""
DECLARED_ON = date(2023, 1, 9)
"""Before each session of the sandbox, also those of its year."""
ALL_FORMATS = frozenset(Format)
IN_PERSON, VIDEO, PHONE = Format.IN_PERSON, Format.VIDEO, Format.PHONE
LAST_DAY = date(2028, 12, 29)
"""How far ahead the examples' own mediator has slots: bank holidays are published to the end of that year."""


@dataclass(frozen=True, slots=True)
class Fictional:
    """A mediator of the sandbox: when it works each week, and what makes it suitable or not."""

    name: str
    provider: str
    number: str
    areas: tuple[str, ...]
    days: tuple[int, ...] = (1, 3)
    languages: tuple[str, ...] = ("en",)
    formats: frozenset[Format] = ALL_FORMATS
    every_weeks: int = 1
    accredited_until: date = date(2029, 8, 31)
    employed_by_local_authority: bool = False
    conflicts: tuple[Conflict, ...] = ()
    starts_every_minutes: int | None = None

    @property
    def id(self) -> UUID:
        """Always the same id, in every sandbox."""
        return example_id(f"mediator:{self.number}")

    @property
    def mediator(self) -> Mediator:
        """As it is registered."""
        declared = Independence(DECLARED_ON, self.employed_by_local_authority)
        return Mediator(
            register=Register.CIVIL_MEDIATION_COUNCIL,
            registration_number=self.number,
            accredited_until=self.accredited_until,
            languages=frozenset(self.languages),
            formats=self.formats,
            areas=frozenset(self.areas),
            independence=declared,
            conflicts=self.conflicts,
        )

    @property
    def availability(self) -> Availability:
        """Its weeks."""
        weekly = tuple(Weekly(day, time(9, 30), time(16, 30), BEGAN, every_weeks=self.every_weeks) for day in self.days)
        away = (Leave(date(2026, 12, 21), date(2027, 1, 3)),)
        return Availability(weekly, leave=away, starts_every_minutes=self.starts_every_minutes)

    @property
    def offers(self) -> Availability:
        """What it offers: the examples' own mediator offers their times, and no other."""
        return times_offered() if self is EXAMPLE else self.availability

    @property
    def offered_until(self) -> date | None:
        """How far ahead: None for as far as any mediator's slots are kept."""
        return LAST_DAY if self is EXAMPLE else None


EXAMPLE = Fictional("Grace Okafor", A, "SEND-4711", ("991", "992"), days=())
"""The mediator of the examples: offers nothing but their times."""

MEDIATORS = (
    EXAMPLE,
    Fictional("Ada Mwangi", A, "SEND-1001", ("991", "992")),
    Fictional("Ben Aldridge", A, "SEND-1002", ("991",), days=(0, 2, 4)),
    Fictional("Carys Llewellyn", A, "SEND-1003", ("991", "992"), languages=("en", "cy"), formats=frozenset({VIDEO})),
    Fictional("Dilys Ferreira", A, "SEND-1004", ("991", "992"), days=(2,), languages=("en", "bfi"), every_weeks=2),
    Fictional("Ehsan Qureshi", A, "SEND-1005", ("992",), days=(4,), languages=("en", "ur", "pa"), every_weeks=2),
    Fictional("Fay Thornbury", A, "SEND-1006", ("991", "992"), accredited_until=date(2026, 2, 28)),
    Fictional("Gil Santos", A, "SEND-1007", ("991",), conflicts=(Conflict(ConflictWith.LOCAL_AUTHORITY, "991"),)),
    Fictional("Hana Sorensen", A, "SEND-1008", ("991", "992"), employed_by_local_authority=True),
    Fictional("Idris Boateng", B, "SEND-2001", ("992", "993"), days=(1,), starts_every_minutes=60),
    Fictional("Jo Whitlock", B, "SEND-2002", ("993",), days=(3,), every_weeks=4),
    Fictional("Kirsty Munro", B, "SEND-2003", ("992",), days=(0, 1), formats=frozenset({PHONE, VIDEO})),
    Fictional("Lena Abara", B, "SEND-2004", ("993",), days=(2,), formats=frozenset({IN_PERSON}), every_weeks=4),
)
"""A dozen and one. Authority 993 has the fewest: its thirty days break first."""

CALENDAR_SECRET = "sandbox-calendar-of-grace-okafor"  # noqa: S105 - published with the sandbox
ALLOCATION_TO_READ, ALLOCATION_TO_BOOK = example_id("allocation:to-read"), example_id("allocation:to-book")
FIXED_ON = date(2026, 2, 16)
"""When the examples' sessions were booked: the day after the family asked."""
PLACE = "By video link"
NEEDED = Needs(interpreter="ur", access=frozenset({AccessNeed.BREAKS}))
"""What the families of the examples' sessions need."""


def example_slot() -> UUID:
    """Return the slot that the example of holding takes."""
    return slot_id(EXAMPLE.id, TIME_TO_HOLD)


def times_offered() -> Availability:
    """What the examples' mediator offers: the times above, and no other."""
    times = (
        TIME_TO_HOLD,
        *(one.held for one in SCENES if one.held),
        *(one.booked for one in SCENES if one.booked),
        *(one.proposed for one in SCENES if one.proposed),
    )
    far = [span for span in times if span.starts_at.year > 2026]
    return Availability(extra=tuple(Extra(span.starts_at.date(), time(9, 30), time(12, 30)) for span in far))


def provider_actor(slug: str) -> Actor:
    """Return a provider's client."""
    return Actor(BY_SLUG[slug].id, BY_SLUG[slug].kind, slug)


def tell_booking(desk: Desk, case: StoredCase, scene: Scene, at: datetime) -> tuple[StoredSession, Staged]:
    """Book a scene's session without a database, as the authority: for the documents."""
    assert scene.booked is not None  # noqa: S101 - asked of scenes with a session alone
    engagement = Engagement(scene.engagement_id, EXAMPLE.id, BY_SLUG[A].id, scene.booked)
    booking = Booking(
        session_id=scene.session_id,
        time=engagement,
        format=VIDEO,
        private={"mediator": EXAMPLE.name, "place": PLACE, **seen_to(NEEDED)},
        occurred_on=FIXED_ON,
    )
    return booked(desk, case, booking, Recorded(actor(LA), max(FIXED_ON, london_day(at)), at))


def tell_mediators(today: date, at: datetime) -> Iterator[tuple[StoredMediator, list[Entry]]]:
    """Register every mediator without a database, and say when it is available: for the documents."""
    for one in MEDIATORS:
        recorded = Recorded(provider_actor(one.provider), today, at)
        stored, entered = registered(one.id, one.name, one.mediator, recorded)
        stored, said = available(stored, one.offers, recorded, one.offered_until)
        yield stored, [entered, said]


async def all_there(engine: "AsyncEngine") -> bool:
    """Whether an earlier start made all of it: the proposals come last. Asked by the database's owner."""
    async with engine.connect() as connection:
        made = await connection.execute(
            select(kept_allocations.c.id).where(kept_allocations.c.id == ALLOCATION_TO_BOOK)
        )
        return made.first() is not None


async def open_capacity(database: Database, desk: Desk) -> None:
    """Register the sandbox's mediators and open the examples' cases, sessions and holds, where they are not yet."""
    for one in MEDIATORS:
        with left_as_it_is(one.name):
            await _register(database, desk, one)
    for scene in SCENES:
        await open_story(database, desk, scene.story)
    for scene in (one for one in SCENES if one.booked):
        with left_as_it_is(scene.name):
            await _say_needs(database, desk, scene)
            await _book(database, desk, scene)
    for scene in (one for one in SCENES if one.held):  # after the bookings: each releases its case's other holds
        with left_as_it_is(scene.name):
            await _hold(database, desk, scene)
    with left_as_it_is("allocations"):
        await _propose(database, desk)


async def _propose(database: Database, desk: Desk) -> None:
    async with database.work(actor(LA)) as work:
        bench = bench_on(work.connection, desk)
        for made in (proposal_to_read(work.now), proposal_to_book(work.now)):
            if await bench.allocations.find(made.id) is None:
                await bench.allocations.keep(made, propose_entry(made, work.recorded))
        await work.connection.commit()


async def _register(database: Database, desk: Desk, one: Fictional) -> None:
    async with database.work(provider_actor(one.provider)) as work:
        bench = bench_on(work.connection, desk)
        if await bench.mediators.find(one.id) is not None:
            return
        not_before(work, FIXED_ON)
        await register_mediator(work, bench, RegisterMediator(one.name, one.mediator, one.id))
        await set_availability(work, bench, SetAvailability(one.id, lambda _: one.offers, until=one.offered_until))
        if one is EXAMPLE:
            await renew_calendar_address(work, bench, RenewCalendarAddress(one.id, CALENDAR_SECRET))
        await work.connection.commit()


async def _say_needs(database: Database, desk: Desk, scene: Scene) -> None:
    async with on_case(database, actor(LA), scene.case_id, lock=True) as work:
        bench = bench_on(work.connection, desk)
        if not (await bench.needs.of(work.case.id)).version:
            await keep_needs(work, bench, KeepNeeds(NEEDED))
            await work.commit()


async def _book(database: Database, desk: Desk, scene: Scene) -> None:
    async with on_case(database, actor(LA), scene.case_id, lock=True) as work:
        bench = bench_on(work.connection, desk)
        if await bench.sessions.find(scene.session_id) is not None:
            return
        assert scene.booked is not None  # noqa: S101 - asked of scenes with a session alone
        not_before(work, FIXED_ON)
        command = Book(
            time=Recounted(EXAMPLE.id, scene.booked),
            format=VIDEO,
            place=PLACE,
            occurred_on=FIXED_ON,
            session_id=scene.session_id,
        )
        await book(work, bench, work.case, command)
        await work.commit()


async def _hold(database: Database, desk: Desk, scene: Scene) -> None:
    async with on_case(database, actor(LA), scene.case_id, lock=True) as work:
        bench = bench_on(work.connection, desk)
        if await bench.slots.held(scene.hold_id) is not None:
            return
        assert scene.held is not None  # noqa: S101 - asked of scenes with a hold alone
        not_before(work, FIXED_ON)
        await hold(work, bench, HoldSlot(slot_id(EXAMPLE.id, scene.held), scene.held.starts_at, scene.hold_id))
        await work.commit()


def proposal_to_read(at: datetime) -> StoredProposal:
    """Return the proposal that is there to be read."""
    return _proposal(PROPOSED, ALLOCATION_TO_READ, at)


def proposal_to_book(at: datetime) -> StoredProposal:
    """Return the proposal that is there to be booked."""
    return _proposal(BOOKING_PROPOSAL, ALLOCATION_TO_BOOK, at)


def _proposal(scene: Scene, allocation_id: UUID, at: datetime) -> StoredProposal:
    """Return a proposal for one case: time that suits it."""
    span = scene.proposed
    assert span is not None  # noqa: S101 - asked of scenes with a proposal alone
    judged = Judged(duties_broken=1, unplaced=0, spread=1, long_waits=1, duties_kept=0, heaviest_load=1)
    placed = Placed(
        case_id=scene.case_id,
        la_reference=f"EXAMPLE-{scene.name}",
        slot_id=slot_id(EXAMPLE.id, span),
        mediator_id=EXAMPLE.id,
        mediator=EXAMPLE.name,
        provider_id=BY_SLUG[A].id,
        provider=A,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        format=VIDEO,
        due_on=date(2026, 3, 12),
        in_time=False,
        tell_by=span.starts_at.date() - timedelta(days=7),
        notice_possible=True,
    )
    return StoredProposal(
        id=allocation_id,
        status=AllocationStatus.PROPOSED,
        made_at=at,
        booked_at=None,
        waiting=1,
        slots=1,
        placed=(placed,),
        unplaced=(),
        judgement=judged,
        first_come_first_served=judged,
        oldest_duty_first=judged,
        proven=True,
        solver="HiGHS",
    )
