"""The sandbox's mediators, some scarce on purpose; and for each documented example of capacity a case that it fits.

Told through the service's own use cases. Times that an example needs lie in the last weeks of 2028, so that the
example works on whatever day somebody tries it; the mediators' own weeks run from the day of the first start.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select

from app.capacity.allocations import store as allocations
from app.capacity.allocations.question import propose_entry
from app.capacity.domain.availability import Availability, Extra, Leave, Weekly
from app.capacity.domain.mediator import Conflict, Independence, Mediator, Span
from app.capacity.domain.words import ConflictWith, Format, Register
from app.capacity.mediators import store as mediators
from app.capacity.mediators.use_cases import (
    StoredMediator,
    StoredSession,
    person_of,
    register_mediator,
    set_availability,
    slot_id,
    slots_of,
)
from app.capacity.sessions import store as sessions
from app.capacity.sessions.recording import book, hold
from app.capacity.slots import store as slots
from app.capacity.tables import allocations as kept_allocations
from app.cases.records import Staged, StoredCase
from app.cases.sandbox import CONTENT, LA, REQUESTED, Story, actor, open_story
from app.cases.store import CaseWork, on_case
from app.cases.use_cases import Desk
from app.kernel.london import LONDON
from app.law.domain.calendars import EnglishCalendar
from app.platform.actor import Actor
from app.platform.db.work import Database, Work
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
    """Book the session that an example is about, on the day after the family asked, as the authority."""
    span = BOOKED[operation]
    chosen = VIDEO
    private = {"mediator": EXAMPLE.name, "place": "By video link", "interpreter": "ur", "access": ["breaks"]}
    fixed_on = date(2026, 2, 16)
    return book(
        desk, case, session_id(operation), _example_id(f"engagement:{operation}"), EXAMPLE.id, BY_SLUG[A].id, span,
        chosen, private, actor(LA), fixed_on, max(fixed_on, at.astimezone(LONDON).date()), at,
    )  # fmt: skip


def tell_mediators(today: date, at: datetime) -> Iterator[tuple[StoredMediator, list[Any]]]:
    """Register every mediator and say when it is available."""
    for one in MEDIATORS:
        who = provider_actor(one.provider)
        stored, registered = register_mediator(one.id, one.name, one.mediator, who, today, at)
        offers = times_offered() if one is EXAMPLE else one.availability
        stored, said = set_availability(stored, offers, who, today, at)
        yield replace(stored, slots_until=LAST_DAY) if one is EXAMPLE else stored, [registered, said]


async def all_there(engine: "AsyncEngine") -> bool:
    """Whether an earlier start made all of it: the proposals come last. Asked by the database's owner."""
    async with engine.connect() as connection:
        made = await connection.execute(
            select(kept_allocations.c.id).where(kept_allocations.c.id == ALLOCATION_TO_BOOK)
        )
        return made.first() is not None


async def open_capacity(database: Database, desk: Desk) -> None:
    """Register the sandbox's mediators and open the examples' cases, holds and sessions, where they are not yet."""
    for one in MEDIATORS:
        async with database.work(provider_actor(one.provider)) as work:
            if await mediators.find(work.connection, one.id) is None:
                await _register(work, one, desk.pathway.law.england)
                await work.connection.commit()
    for story in (*WAITING.values(), *SESSION_STORIES.values()):
        await open_story(database, desk, story)
    for operation, span in HELD.items():
        async with on_case(database, actor(LA), story_of(operation).case_id, lock=True) as work:
            if await slots.held(work.connection, hold_id(operation)) is None:
                await _hold(work, desk, work.case, operation, span)
                await work.commit()
    for operation in BOOKED:
        async with on_case(database, actor(LA), SESSION_STORIES[operation].case_id, lock=True) as work:
            if await sessions.find(work.connection, session_id(operation)) is None:
                await _book(work, desk, work.case, operation)
                await work.commit()
    async with database.work(actor(LA)) as work:
        for operation, allocation_id in (
            ("get_allocation", ALLOCATION_TO_READ), ("book_allocation", ALLOCATION_TO_BOOK),
        ):  # fmt: skip
            if await allocations.find(work.connection, allocation_id) is None:
                facts = proposal(operation, allocation_id, work.now)
                about = work.actor, work.today, work.now
                entry = propose_entry(allocation_id, len(facts["placed"]), len(facts["unplaced"]), *about)
                await allocations.keep(work.connection, facts, entry)
        await work.connection.commit()


async def _register(work: Work, one: Fictional, england: EnglishCalendar) -> None:
    told = next(each for each in tell_mediators(work.today, work.now) if each[0].id == one.id)
    stored, (registered, said) = told
    await mediators.insert(work.connection, replace(stored, version=1, head=registered.hash), registered)
    await mediators.update(work.connection, stored, said)
    await mediators.write_out(work.connection, stored, slots_of(stored, work.today, england), work.now)
    if one is EXAMPLE:
        await mediators.keep_secret(work.connection, one.id, mediators.secret_hash(CALENDAR_SECRET))


def _time_of(span: Span, *, offered: bool = True) -> slots.Slot:
    person = person_of(EXAMPLE.mediator)
    return slots.Slot(slot_id(EXAMPLE.id, span) if offered else None, EXAMPLE.id, BY_SLUG[A].id, person, span)


async def _hold(work: CaseWork, desk: Desk, case: StoredCase, operation: str, span: Span) -> None:
    slot, until, known_as = _time_of(span), span.starts_at, hold_id(operation)
    await slots.hold(work.connection, slot, case, work.actor, work.now, until, known_as)
    work.put(hold(desk, case, known_as, slot.id, slot.provider_id, until, work.actor, work.now))


async def _book(work: CaseWork, desk: Desk, case: StoredCase, operation: str) -> None:
    span = BOOKED[operation]
    stored, staged = tell_booking(desk, case, operation, work.now)
    taken = _time_of(span, offered=span.starts_at > work.now)
    await slots.take(work.connection, taken, work.now, None, stored.engagement_id)
    await sessions.insert(work.connection, stored)
    work.put(staged)


def proposal(operation: str, allocation_id: UUID, at: datetime) -> dict[str, Any]:
    """Return the proposal that an example is about: one case, and time that suits it."""
    story, span = WAITING[operation], TO_ALLOCATE[operation]
    judged = {"duties_broken": 1, "unplaced": 0, "spread": 1, "long_waits": 1, "duties_kept": 0, "heaviest_load": 1}
    placed = {
        "case_id": str(story.case_id),
        "la_reference": f"EXAMPLE-{story.name}",
        "slot_id": str(slot_id(EXAMPLE.id, span)),
        "mediator_id": str(EXAMPLE.id),
        "mediator": EXAMPLE.name,
        "provider_id": str(BY_SLUG[A].id),
        "provider": A,
        "starts_at": span.starts_at.isoformat(),
        "ends_at": span.ends_at.isoformat(),
        "format": VIDEO,
        "due_on": "2026-03-12",
        "in_time": False,
        "tell_by": (span.starts_at.date() - timedelta(days=7)).isoformat(),
        "notice_possible": True,
        "session_id": None,
    }
    return {
        "id": str(allocation_id), "status": "proposed", "made_at": at.isoformat(), "booked_at": None, "waiting": 1,
        "slots": 1, "placed": [placed], "unplaced": [], "judgement": judged, "first_come_first_served": judged,
        "oldest_duty_first": judged, "proven": True, "solver": "HiGHS",
    }  # fmt: skip
