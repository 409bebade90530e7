"""Mediators in the database, and the slots made from their availability."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from app.capacity.domain.availability import Availability
from app.capacity.domain.mediator import Conflict, Elsewhere, Mediator, Span
from app.capacity.domain.words import ConflictWith
from app.capacity.mediators import languages
from app.capacity.records import BookedTime, NewSlot, StoredMediator
from app.capacity.written import AVAILABILITY, MEDIATOR, availability_from_json, mediator_to_json
from app.kernel.unreadable import readable
from app.platform.db.connections import Connection, Row, Statement
from app.platform.db.journal import write_entry
from app.platform.journal import Entry
from app.platform.json import as_json, read_back

_WITHOUT_AVAILABILITY = (
    "id, provider_id, name, facts::text AS facts, slots_until, availability_at, version, head, created_at, updated_at"
)
_COLUMNS = f"{_WITHOUT_AVAILABILITY}, availability::text AS availability"
_ONE = Statement(f"SELECT {_COLUMNS} FROM mediators WHERE id = :id")  # noqa: S608 - the columns above
_LOCKED = Statement(f"SELECT {_COLUMNS} FROM mediators WHERE id = :id FOR NO KEY UPDATE")  # noqa: S608 - the columns and conditions are our own text
"""No key is changed. A booking refers to its mediator, and must not wait for another request that waits for the
mediator's time."""

_SUITABLE_OR_NOT = Statement(
    f"SELECT {_WITHOUT_AVAILABILITY} FROM mediators"  # noqa: S608 - the columns and conditions are our own text
    " WHERE provider_id = ANY(CAST(:providers AS uuid[])) ORDER BY name, id"
)
_PAGE = Statement(
    f"SELECT {_WITHOUT_AVAILABILITY} FROM mediators"  # noqa: S608 - the columns and conditions are our own text
    " WHERE (CAST(:after AS uuid) IS NULL OR id > CAST(:after AS uuid))"
    " AND (CAST(:providers AS uuid[]) IS NULL OR provider_id = ANY(CAST(:providers AS uuid[])))"
    " ORDER BY id LIMIT :limit"
)
_ELSEWHERE = Statement(
    "SELECT mediator_id, employed, accredited_until, conflicts FROM app_elsewhere(CAST(:ids AS uuid[]),"
    " CAST(:references AS text[]), CAST(:today AS date))"
)
_RUNNING_OUT = Statement(
    f"SELECT {_COLUMNS} FROM mediators WHERE id > :after AND slots_until < :before"  # noqa: S608 - the columns and conditions are our own text
    " AND (left_on IS NULL OR left_on > slots_until)"
    " AND availability->'busy' = '[]' AND availability->'windows' = '[]' ORDER BY id LIMIT :limit FOR NO KEY UPDATE"
)
_WRITTEN_UNTIL = Statement("UPDATE mediators SET slots_until = :until WHERE id = :id RETURNING id")
_INSERT = Statement(
    "INSERT INTO mediators (id, provider_id, person, name, register, accredited_until, left_on, facts, availability,"
    " slots_until, availability_at, version, head, created_at, updated_at) VALUES (:id, :provider_id, :person, :name,"
    " :register, :accredited_until, :left_on, CAST(:facts AS jsonb), CAST(:availability AS jsonb), :slots_until,"
    " :availability_at, :version, :head, :created_at, :updated_at) ON CONFLICT (provider_id, person) DO NOTHING"
    " RETURNING id"
)
_UPDATE = Statement(
    "UPDATE mediators SET name = :name, accredited_until = :accredited_until, left_on = :left_on,"
    " facts = CAST(:facts AS jsonb), availability = CAST(:availability AS jsonb), slots_until = :slots_until,"
    " availability_at = :availability_at, version = :version, head = :head, updated_at = :updated_at"
    " WHERE id = :id AND version = :version - 1 RETURNING id"
)
_SLOTS_AHEAD = Statement("SELECT id, counted FROM slots WHERE mediator_id = :id AND starts_at >= :now")
_FORGET = Statement("DELETE FROM slots WHERE id = ANY(CAST(:ids AS uuid[]))")
_WRITE_OUT = Statement(
    "INSERT INTO slots (id, mediator_id, provider_id, person, starts_at, ends_at, counted)"
    " SELECT id, :mediator_id, :provider_id, :person, starts_at, ends_at, counted FROM unnest(CAST(:ids AS uuid[]),"
    " CAST(:starts AS timestamptz[]), CAST(:ends AS timestamptz[]), CAST(:counted AS boolean[]))"
    " AS new (id, starts_at, ends_at, counted)"
)
_KEEP_SECRET = Statement("UPDATE mediators SET calendar_hash = :hash WHERE id = :id RETURNING id")
_BOOKED = Statement(
    "SELECT id, starts_at, ends_at FROM sessions"
    " WHERE mediator_id = :id AND status = 'booked' AND starts_at >= :now ORDER BY starts_at"
)


class Mediators:
    """Mediators and the slots that they offer, as one connection sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find(self, mediator_id: UUID, *, lock: bool = False) -> StoredMediator | None:
        """Return a mediator that the caller may see."""
        rows = await self._connection.run(_LOCKED if lock else _ONE, {"id": mediator_id})
        return _stored(rows[0]) if rows else None

    async def listed(
        self, providers: Sequence[UUID] | None, after: UUID | None, limit: int
    ) -> tuple[list[StoredMediator], UUID | None]:
        """Return a page of the mediators that the caller may see and that can be read, by their ids.

        They come without availability, which no list shows. The second value is where the next page begins after; None
        on the last page.
        """
        rows = await self._connection.run(_PAGE, {"providers": providers, "after": after, "limit": limit + 1})
        return readable(_without_availability, rows[:limit]), rows[limit - 1].id if len(rows) > limit else None

    async def of_providers(self, providers: Sequence[UUID]) -> list[StoredMediator]:
        """Return every mediator of some providers that can be read, by name; without their availability."""
        return readable(_without_availability, await self._connection.run(_SUITABLE_OR_NOT, {"providers": providers}))

    async def with_elsewhere(
        self, found: Sequence[StoredMediator], references: Iterable[str], today: date
    ) -> list[StoredMediator]:
        """Add what bars the same people in other providers' registrations. Only conflicts with the given references are
        added."""
        spelt = {spelling for one in references for spelling in (one.strip(), one.strip().lower())}
        values = {"ids": [one.id for one in found], "references": sorted(spelt), "today": today}
        said = (
            {row.mediator_id: _elsewhere(row) for row in await self._connection.run(_ELSEWHERE, values)}
            if found
            else {}
        )
        return [replace(one, elsewhere=said[one.id]) if one.id in said else one for one in found]

    async def running_out(self, after: UUID, before: date, limit: int) -> tuple[list[StoredMediator], UUID | None]:
        """Return the caller's mediators whose slots reach no further than a day, locked and sorted by their ids.

        A mediator that cannot be read is left out. The second value is the last id that was looked at; None at the end.
        """
        rows = await self._connection.run(_RUNNING_OUT, {"after": after, "before": before, "limit": limit})
        return readable(_stored, rows), rows[-1].id if rows else None

    async def written_until(self, stored: StoredMediator, until: date) -> StoredMediator:
        """Record how far ahead a mediator's slots are made."""
        await self._connection.run(_WRITTEN_UNTIL, {"id": stored.id, "until": until})
        return replace(stored, slots_until=until)

    async def insert(self, stored: StoredMediator, entry: Entry) -> bool:
        """Register a mediator. False if the provider has registered the same number before."""
        if not await self._connection.run(_INSERT, _values(stored)):
            return False
        await write_entry(self._connection, entry)
        return True

    async def update(self, stored: StoredMediator, entry: Entry | None) -> None:
        """Store a changed mediator. The caller has locked it."""
        if not await self._connection.run(_UPDATE, _values(stored)):
            raise RuntimeError(f"mediator {stored.id} was not written: its version moved under a lock")
        if entry is not None:
            await write_entry(self._connection, entry)

    async def write_out(self, stored: StoredMediator, slots: Sequence[NewSlot], now: datetime) -> None:
        """Replace a mediator's slots from now on. A slot that stays keeps its id, and booked time stays booked."""
        wanted = {slot.id: slot for slot in slots if slot.span.starts_at >= now}
        there = {row.id: row.counted for row in await self._connection.run(_SLOTS_AHEAD, {"id": stored.id, "now": now})}
        gone = [one for one, counted in there.items() if one not in wanted or wanted[one].counted != counted]
        new = {one: slot for one, slot in wanted.items() if there.get(one) != slot.counted}
        if gone:
            await self._connection.run(_FORGET, {"ids": gone})
        if new:
            values = {
                "mediator_id": stored.id,
                "provider_id": stored.provider_id,
                "person": stored.person,
                "ids": list(new),
                "starts": [slot.span.starts_at for slot in new.values()],
                "ends": [slot.span.ends_at for slot in new.values()],
                "counted": [slot.counted for slot in new.values()],
            }
            await self._connection.run(_WRITE_OUT, values)

    async def booked(self, mediator_id: UUID, now: datetime) -> list[BookedTime]:
        """Return the time of the sessions that are booked with a mediator from now on."""
        rows = await self._connection.run(_BOOKED, {"id": mediator_id, "now": now})
        return [BookedTime(row.id, Span(row.starts_at, row.ends_at)) for row in rows]

    async def keep_secret(self, mediator_id: UUID, secret: str) -> None:
        """Store the hash of the secret by which calendar programs read a mediator's times; an older one ends."""
        await self._connection.run(_KEEP_SECRET, {"id": mediator_id, "hash": secret_hash(secret)})


_PARTIES = frozenset(ConflictWith)


def _elsewhere(row: Row) -> Elsewhere:
    said = (one.partition(" ") for one in row.conflicts)
    conflicts = tuple(Conflict(ConflictWith(party), named) for party, _, named in said if party in _PARTIES)
    return Elsewhere(row.employed, row.accredited_until, conflicts)


def secret_hash(secret: str) -> str:
    """Return the hash of a calendar's secret. The secret has 256 random bits, so it needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


_NOT_READ = Availability()


def _values(stored: StoredMediator) -> dict[str, object]:
    mediator = stored.mediator
    return {
        "id": stored.id, "provider_id": stored.provider_id, "person": stored.person, "name": stored.name,
        "register": mediator.register, "accredited_until": mediator.accredited_until, "left_on": mediator.left_on,
        "facts": as_json(mediator_to_json(mediator)),
        "availability": AVAILABILITY.dump_json(stored.availability).decode(), "slots_until": stored.slots_until,
        "availability_at": stored.availability_at, "version": stored.version, "head": stored.head,
        "created_at": stored.created_at, "updated_at": stored.updated_at,
    }  # fmt: skip


def _stored(row: Row, *, availability: bool = True) -> StoredMediator:
    return StoredMediator(
        id=row.id,
        provider_id=row.provider_id,
        name=row.name,
        mediator=_mediator(row.facts),
        availability=availability_from_json(row.availability) if availability else _NOT_READ,
        slots_until=row.slots_until,
        availability_at=row.availability_at,
        version=row.version,
        head=row.head,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _without_availability(row: Row) -> StoredMediator:
    return _stored(row, availability=False)


def _mediator(facts: str) -> Mediator:
    mediator = read_back(MEDIATOR, facts, "a mediator")
    return replace(mediator, languages=frozenset(map(languages.kept, mediator.languages)))
