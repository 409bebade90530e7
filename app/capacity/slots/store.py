"""Slots in the database, and the mediators' time that is held or booked."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

import asyncpg

from app.capacity.domain.availability import LONGEST_GAP
from app.capacity.domain.mediator import Span
from app.capacity.records import Hold, HoldFor, Own, Slot
from app.capacity.refusals import TimeTaken
from app.capacity.slots.matching import Opening
from app.cases.records import StoredCase
from app.platform.actor import Actor
from app.platform.db.connections import Connection, Row, Statement
from app.platform.db.outages import Deadlock

IN_THE_WAY = f"""
e.person = s.person AND e.ends_at > s.starts_at - interval '{LONGEST_GAP} minutes'
AND app_kept_free(e.during, greatest(e.gap_minutes, m.gap_minutes), greatest(e.gap_minutes, m.gap_minutes))
    && tstzrange(s.starts_at, s.ends_at)
AND (e.expires_at IS NULL OR e.expires_at > :now)"""
"""Whether time taken, `e`, keeps a slot `s` of a mediator `m` from being held: across it, or within the larger gap of
the two. A plain `>` reaches an index; row-level security keeps `&&` from one."""

_BETWEEN = Statement(
    "SELECT s.id, s.mediator_id, s.starts_at, s.ends_at,"  # noqa: S608 - the text above
    " coalesce(near.overlaps, false) AS taken, near.overlaps IS NOT NULL AND NOT near.overlaps AS too_close"
    " FROM slots s JOIN mediators m ON m.id = s.mediator_id CROSS JOIN LATERAL ("
    " SELECT bool_or(e.during && tstzrange(s.starts_at, s.ends_at)) AS overlaps FROM engagements e"
    f" WHERE {IN_THE_WAY} AND e.id <> ALL(CAST(:own AS uuid[]))) near"
    " WHERE s.mediator_id = ANY(CAST(:mediators AS uuid[])) AND s.starts_at >= :from AND s.starts_at < :until"
    " ORDER BY s.starts_at, s.id"
)
_ONE = Statement("SELECT id, mediator_id, provider_id, person, starts_at, ends_at FROM slots WHERE id = :id")
_LOAD = Statement(
    "SELECT m.id AS mediator_id, count(*) AS taken FROM mediators m JOIN engagements e ON e.person = m.person"
    " WHERE m.id = ANY(CAST(:mediators AS uuid[])) AND e.ends_at > :from"
    " AND e.during && tstzrange(:from, :until) AND (e.expires_at IS NULL OR e.expires_at > :now) GROUP BY m.id"
)
_EXPIRE = Statement(
    "DELETE FROM engagements WHERE person = :person AND expires_at <= :now"  # noqa: S608 - a number of ours
    f" AND app_kept_free(during, {LONGEST_GAP}, {LONGEST_GAP}) && tstzrange(:starts_at, :ends_at)"
)
_TAKE = Statement(
    "INSERT INTO engagements (id, slot_id, mediator_id, provider_id, person, during, expires_at)"
    " VALUES (:id, :slot_id, :mediator_id, :provider_id, :person, tstzrange(:starts_at, :ends_at), :expires_at)"
)
_HOLD = Statement(
    "INSERT INTO holds (id, case_id, la_id, provider_id, organisation_id, held_at, expires_at)"
    " VALUES (:id, :case_id, :la_id, :provider_id, :organisation_id, :now, :expires_at)"
)
_HELD = Statement(
    "SELECT h.id, h.case_id, h.organisation_id, h.held_at, h.expires_at, e.slot_id, e.mediator_id, e.provider_id,"
    " lower(e.during) AS starts_at, upper(e.during) AS ends_at FROM holds h JOIN engagements e ON e.id = h.id"
    " WHERE h.id = :id"
)
_HOLDS_OF_CASE = Statement("SELECT app_held(CAST(:case_id AS uuid), :now) AS held")
_OWN = Statement(
    "SELECT slot_id, mediator_id, lower(during) AS starts_at, upper(during) AS ends_at,"
    " CASE WHEN expires_at IS NOT NULL THEN id END AS hold_id FROM engagements WHERE id = ANY(CAST(:ids AS uuid[]))"
)
_BOOK = Statement("UPDATE engagements SET expires_at = NULL WHERE id = :id AND expires_at > :now RETURNING id")
_UNHOLD = Statement("DELETE FROM holds WHERE id = :id")
_RELEASE_ALL = Statement("SELECT app_let_go(CAST(:case_id AS uuid), :now) AS released")
_RELEASE = Statement("DELETE FROM engagements WHERE id = :id AND expires_at IS NOT NULL RETURNING id")


_NOT_TO_BE_HAD = (asyncpg.ExclusionViolationError, asyncpg.ForeignKeyViolationError, Deadlock)
"""The second: the slot was withdrawn after it was read."""


class Slots:
    """Slots and the mediators' time that is held or booked, as one connection sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find(self, slot_id: UUID) -> Slot | None:
        """Return a slot that the caller may see."""
        rows = await self._connection.run(_ONE, {"id": slot_id})
        return _slot(rows[0]) if rows else None

    async def between(
        self,
        mediators: Sequence[UUID],
        from_at: datetime,
        until: datetime,
        now: datetime,
        own: Sequence[UUID] = (),
    ) -> list[Opening]:
        """Return the slots of mediators that begin in a stretch of time, each with whether it is taken or too close.

        The `own` engagements do not count: what a case holds already is not taken from it.
        """
        values = {"mediators": mediators, "from": from_at, "until": until, "now": now, "own": own}
        return [
            Opening(row.id, row.mediator_id, Span(row.starts_at, row.ends_at), row.taken, row.too_close)
            for row in await self._connection.run(_BETWEEN, values)
        ]

    async def load(
        self, mediators: Sequence[UUID], from_at: datetime, until: datetime, now: datetime
    ) -> dict[UUID, int]:
        """Return how often the time of mediators is taken in a stretch of time: the person's, whoever took it."""
        values = {"mediators": mediators, "from": from_at, "until": until, "now": now}
        return {row.mediator_id: row.taken for row in await self._connection.run(_LOAD, values)}

    async def holds_of(self, case_id: UUID, now: datetime) -> int:
        """Return how many holds a case has that have not expired, whoever may see which."""
        [row] = await self._connection.run(_HOLDS_OF_CASE, {"case_id": case_id, "now": now})
        return int(row.held)

    async def own(self, engagements: Sequence[UUID]) -> list[Own]:
        """Return the time that some engagements take."""
        return [
            Own(row.slot_id, row.mediator_id, Span(row.starts_at, row.ends_at), row.hold_id)
            for row in await self._connection.run(_OWN, {"ids": engagements})
        ]

    async def take(
        self, slot: Slot, now: datetime, expires_at: datetime | None, engagement_id: UUID | None = None
    ) -> UUID:
        """Take a mediator's time: for good, or until it expires. Only the database decides who was first.

        Raises:
            TimeTaken: another caller was first. The transaction can then not go on, except from a savepoint around this
                call.
        """
        engagement_id = engagement_id or uuid4()
        times = {"person": slot.person, "starts_at": slot.span.starts_at, "ends_at": slot.span.ends_at}
        what = {
            "id": engagement_id,
            "slot_id": slot.id,
            "mediator_id": slot.mediator_id,
            "provider_id": slot.provider_id,
        }
        try:
            await self._connection.run(_EXPIRE, {**times, "now": now})
            await self._connection.run(_TAKE, {**times, **what, "expires_at": expires_at})
        except _NOT_TO_BE_HAD as somebody_was:
            raise TimeTaken from somebody_was
        return engagement_id

    async def hold(self, slot: Slot, case: StoredCase, actor: Actor, now: datetime, wanted: HoldFor) -> Hold:
        """Hold a mediator's time for a case.

        Raises:
            TimeTaken: the time is not free.
        """
        await self.take(slot, now, wanted.expires_at, wanted.id)
        values = {
            "id": wanted.id,
            "case_id": case.id,
            "la_id": case.la_id,
            "provider_id": slot.provider_id,
            "organisation_id": actor.organisation_id,
            "now": now,
            "expires_at": wanted.expires_at,
        }
        await self._connection.run(_HOLD, values)
        return Hold(
            id=wanted.id,
            case_id=case.id,
            organisation_id=actor.organisation_id,
            slot_id=slot.id,
            mediator_id=slot.mediator_id,
            provider_id=slot.provider_id,
            span=slot.span,
            held_at=now,
            expires_at=wanted.expires_at,
        )

    async def held(self, hold_id: UUID) -> Hold | None:
        """Return a hold, whether or not it has expired."""
        rows = await self._connection.run(_HELD, {"id": hold_id})
        if not rows:
            return None
        row = rows[0]
        return Hold(
            id=row.id,
            case_id=row.case_id,
            organisation_id=row.organisation_id,
            slot_id=row.slot_id,
            mediator_id=row.mediator_id,
            provider_id=row.provider_id,
            span=Span(row.starts_at, row.ends_at),
            held_at=row.held_at,
            expires_at=row.expires_at,
        )

    async def consume(self, one: Hold, now: datetime) -> bool:
        """Turn held time into booked time, once. False if the hold has expired or was used."""
        if not await self._connection.run(_BOOK, {"id": one.id, "now": now}):
            return False
        await self._connection.run(_UNHOLD, {"id": one.id})
        return True

    async def release(self, hold_id: UUID) -> bool:
        """Release held time. False if nothing is held."""
        return bool(await self._connection.run(_RELEASE, {"id": hold_id}))

    async def release_all(self, case_id: UUID, now: datetime) -> list[UUID]:
        """Release all time that any organisation holds for a case, and return the holds that had not expired."""
        [row] = await self._connection.run(_RELEASE_ALL, {"case_id": case_id, "now": now})
        return list(row.released or [])


def _slot(row: Row) -> Slot:
    return Slot(row.id, row.mediator_id, row.provider_id, row.person, Span(row.starts_at, row.ends_at))
