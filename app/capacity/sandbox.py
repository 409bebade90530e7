"""The sandbox's mediators, some scarce on purpose; and for each documented example of capacity a case that it fits.

Told through the service's own use cases. Times that an example needs lie in the last weeks of 2028, so that the
example works on whatever day somebody tries it; the mediators' own weeks run from the day of the first start.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select

from app.capacity.allocations.proposal import Judged, Placed, StoredProposal
from app.capacity.allocations.question import propose_entry
from app.capacity.domain.availability import Availability, Extra, Leave, Weekly
from app.capacity.domain.mediator import Conflict, Independence, Mediator, Span
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
from app.capacity.searches.needs import KeepNeeds, keep_needs
from app.capacity.sessions.recording import Booking, booked
from app.capacity.sessions.taking import Recounted
from app.capacity.sessions.use_cases import Book, book
from app.capacity.slots.use_cases import HoldSlot, hold
from app.capacity.tables import allocations as kept_allocations
from app.capacity.unit import bench_on
from app.cases.recording import Desk
from app.cases.records import Staged, StoredCase
from app.cases.sandbox import CONTENT, LA, REQUESTED, Story, actor, not_before, open_story
from app.cases.store import on_case
from app.kernel.london import LONDON, london_day
from app.platform.actor import Actor, Recorded
from app.platform.db.work import Database
from app.platform.journal import Entry
from app.platform.sandbox_organisations import BY_SLUG

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

A, B = "sandbox-provider-a", "sandbox-provider-b"
BEGAN = date(2026, 1, 5)
"""A Monday: from when the mediators' weeks are counted."""
ALL_FORMATS = frozenset(Format)
IN_PERSON, VIDEO, PHONE = Format.IN_PERSON, Format.VIDEO, Format.PHONE
LAST_DAY = date(2028, 12, 29)
"""How far ahead the examples' own mediator has slots: bank holidays are published to the end of that year."""


def _example_id(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"urn:mediation-sandbox:{name}")


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
        return _example_id(f"mediator:{self.number}")

    @property
    def mediator(self) -> Mediator:
        """As it is registered."""
        declared = Independence(date(2026, 1, 12), self.employed_by_local_authority)
        return Mediator(
            Register.CIVIL_MEDIATION_COUNCIL, self.number, self.accredited_until, frozenset(self.languages),
            self.formats, frozenset(self.areas), declared, self.conflicts,
        )  # fmt: skip

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
ALLOCATION_TO_READ, ALLOCATION_TO_BOOK = _example_id("allocation:to-read"), _example_id("allocation:to-book")
EXAMPLE_PROPOSALS = {"get_allocation": ALLOCATION_TO_READ, "book_allocation": ALLOCATION_TO_BOOK}
"""By operation: the proposal that its example is about."""
FIXED_ON = date(2026, 2, 16)
"""When the examples' sessions were booked: the day after the family asked."""
PLACE = "By video link"
NEEDED = Needs(interpreter="ur", access=frozenset({AccessNeed.BREAKS}))
"""What the families of the examples' sessions need."""


def _far(day: int, month: int = 12) -> Span:
    """Time of the examples' mediator, in the last weeks of 2028: half past nine, for three hours."""
    starts_at = datetime.combine(date(2028, month, day), time(9, 30), LONDON).astimezone(UTC)
    return Span(starts_at, starts_at + timedelta(hours=3))


def _past(day: int) -> Span:
    """Time that is over: ten o'clock on a day in March 2026."""
    starts_at = datetime(2026, 3, day, 10, tzinfo=UTC)
    return Span(starts_at, starts_at + timedelta(hours=3))


def _waiting(name: str) -> Story:
    return Story(name, steps=REQUESTED, **CONTENT)


WAITING = {
    name: _waiting(name)
    for name in (
        "get_slots", "hold_slot", "get_hold", "book_session", "put_needs", "record_search", "get_allocation",
        "book_allocation",
    )
}  # fmt: skip
"""By operation: a case that waits for a session."""

HELD = {"get_hold": _far(1), "book_session": _far(4), "session_reschedule": _far(5)}
"""By operation: the time that is held for its case."""

TO_HOLD = _far(6)
"""The time that the example of holding takes."""

BOOKED = {
    "get_session": _far(7), "session_reschedule": _far(8), "session_cancel": _far(11), "session_told": _far(12),
    "session_representative": _far(13), "session_interpreter": _far(14), "session_attendance": _past(3),
    "session_childs_views": _past(4), "session_outcome": _past(5),
}  # fmt: skip
"""By operation: the time of the session that its example is about."""

TO_ALLOCATE = {"get_allocation": _far(15), "book_allocation": _far(18)}
SESSION_STORIES = {name: _waiting(name) for name in BOOKED}


def hold_id(operation: str) -> UUID:
    """Return the hold that an example is about."""
    return _example_id(f"hold:{operation}")


def session_id(operation: str) -> UUID:
    """Return the session that an example is about."""
    return _example_id(f"session:{operation}")


def story_of(operation: str) -> Story:
    """Return the story of the case that an example is about."""
    return SESSION_STORIES.get(operation) or WAITING[operation]


def example_slot() -> UUID:
    """Return the slot that the example of holding takes."""
    return slot_id(EXAMPLE.id, TO_HOLD)


def times_offered() -> Availability:
    """What the examples' mediator offers: the times above, and no other."""
    far = [
        span
        for span in (*HELD.values(), TO_HOLD, *BOOKED.values(), *TO_ALLOCATE.values())
        if span.starts_at.year > 2026
    ]
    return Availability(extra=tuple(Extra(span.starts_at.date(), time(9, 30), time(12, 30)) for span in far))


def provider_actor(slug: str) -> Actor:
    """Return a provider's client."""
    return Actor(BY_SLUG[slug].id, BY_SLUG[slug].kind, slug)


def tell_booking(desk: Desk, case: StoredCase, operation: str, at: datetime) -> tuple[StoredSession, Staged]:
    """Book the session that an example is about without a database, as the authority: for the documents."""
    engagement = Engagement(_example_id(f"engagement:{operation}"), EXAMPLE.id, BY_SLUG[A].id, BOOKED[operation])
    booking = Booking(
        session_id=session_id(operation),
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
        await _register(database, desk, one)
    for story in (*WAITING.values(), *SESSION_STORIES.values()):
        await open_story(database, desk, story)
    for operation in BOOKED:
        await _say_needs(database, desk, operation)
        await _book(database, desk, operation)
    for operation in HELD:  # after the bookings: each of them releases the other holds of its case
        await _hold(database, desk, operation)
    async with database.work(actor(LA)) as work:
        bench = bench_on(work.connection, desk)
        for operation, allocation_id in EXAMPLE_PROPOSALS.items():
            if await bench.allocations.find(allocation_id) is None:
                made = proposal(operation, allocation_id, work.now)
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


async def _say_needs(database: Database, desk: Desk, operation: str) -> None:
    async with on_case(database, actor(LA), story_of(operation).case_id, lock=True) as work:
        bench = bench_on(work.connection, desk)
        if not (await bench.needs.of(work.case.id)).version:
            await keep_needs(work, bench, KeepNeeds(NEEDED))
            await work.commit()


async def _book(database: Database, desk: Desk, operation: str) -> None:
    async with on_case(database, actor(LA), story_of(operation).case_id, lock=True) as work:
        bench = bench_on(work.connection, desk)
        if await bench.sessions.find(session_id(operation)) is not None:
            return
        not_before(work, FIXED_ON)
        command = Book(
            time=Recounted(EXAMPLE.id, BOOKED[operation]),
            format=VIDEO,
            place=PLACE,
            occurred_on=FIXED_ON,
            session_id=session_id(operation),
        )
        await book(work, bench, work.case, command)
        await work.commit()


async def _hold(database: Database, desk: Desk, operation: str) -> None:
    async with on_case(database, actor(LA), story_of(operation).case_id, lock=True) as work:
        bench = bench_on(work.connection, desk)
        if await bench.slots.held(hold_id(operation)) is not None:
            return
        not_before(work, FIXED_ON)
        span = HELD[operation]
        await hold(work, bench, HoldSlot(slot_id(EXAMPLE.id, span), span.starts_at, hold_id(operation)))
        await work.commit()


def proposal(operation: str, allocation_id: UUID, at: datetime) -> StoredProposal:
    """Return the proposal that an example is about: one case, and time that suits it."""
    story, span = WAITING[operation], TO_ALLOCATE[operation]
    judged = Judged(duties_broken=1, unplaced=0, spread=1, long_waits=1, duties_kept=0, heaviest_load=1)
    placed = Placed(
        case_id=story.case_id,
        la_reference=f"EXAMPLE-{story.name}",
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
