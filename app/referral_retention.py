"""Removes referrals that were kept long enough. Run by hand or on a schedule, as the database's owner.

A receipt is written, then everything that is kept of the referral is deleted. Both are one transaction with the other
referrals of the batch. A referral stays while its case is kept: so a legal hold on the case keeps the referral too, and
no authority learns from a receipt that it sees when the advice ended.
"""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Row, text

from app.keeping.domain.periods import REFERRAL_KEPT
from app.kernel.chain import GENESIS, link
from app.retention import AS_MUCH_OF_A_HASH, ONE_AT_A_TIME, AlreadyRunning, plain, see_every_row

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

BATCH = 50
"""Referrals of one transaction: their rows stay locked until its end."""

_ENDED = """
    FROM referrals r JOIN organisations o ON o.id = r.service_id
    WHERE r.case_id IS NULL AND r.state IN ('declined', 'closed', 'withdrawn')
        AND CAST(r.updated_at AT TIME ZONE 'Europe/London' AS date) + CAST(:days AS integer) < app_today()
"""
_OVER = text(
    "SELECT r.id, r.service_id, o.name AS service, r.version, r.head,"
    " CAST(r.updated_at AT TIME ZONE 'Europe/London' AS date) AS ended_on"
    + _ENDED
    + " AND (CAST(:after AS uuid) IS NULL OR r.id > CAST(:after AS uuid)) ORDER BY r.id LIMIT :limit"
)
_OVER_LOCKED = text(_OVER.text + " FOR UPDATE OF r SKIP LOCKED")
_COUNTED = text(
    "SELECT (SELECT count(*) FROM journal WHERE record_id = :id) AS events,"
    " (SELECT count(*) FROM referral_notes WHERE referral_id = :id) AS notes,"
    " (SELECT count(*) FROM referral_contents WHERE referral_id = :id) AS contact"
)
_PLACES = text("SELECT left(hash, :length) FROM journal WHERE record_id = :id ORDER BY seq")
_LAST = text("SELECT seq, hash FROM referral_removals WHERE service_id = :service ORDER BY seq DESC LIMIT 1")
_NOW = text("SELECT app_now()")
_RECEIPT = text(
    "INSERT INTO referral_removals (referral_id, service_id, seq, removed_at, ended_on, kept_until, kept_days, version,"
    " head, places, removed, previous, hash) VALUES (:referral_id, :service_id, :seq, :removed_at, :ended_on,"
    " :kept_until, :kept_days, :version, :head, :places, CAST(:removed AS jsonb), :previous, :hash)"
)
_GOES = tuple(
    text(statement)
    for statement in (
        "DELETE FROM referral_notes WHERE referral_id = :id",
        "DELETE FROM referral_contents WHERE referral_id = :id",
        "DELETE FROM journal WHERE record_id = :id",
        "DELETE FROM referrals WHERE id = :id",
    )
)
HASHED = (
    "referral_id", "service_id", "seq", "removed_at", "ended_on", "kept_until", "kept_days", "version", "head",
    "removed",
)  # fmt: skip
"""The members of a receipt that its hash covers."""


@dataclass(frozen=True, slots=True)
class OverReferral:
    """A referral that was kept long enough, and what goes with it."""

    referral_id: UUID
    service: str
    kept_until: date
    removed: Mapping[str, int]


async def referrals_that_are_over(engine: "AsyncEngine", days: Mapping[str, int]) -> AsyncIterator[OverReferral]:
    """Yield every referral that would be removed now. Nothing is changed."""
    after: UUID | None = None
    while True:
        async with engine.connect() as connection:
            await see_every_row(connection)
            rows = (await connection.execute(_OVER, _asked(days, after))).all()
            found = [_over(row, days, await _counted(connection, row.id)) for row in rows]
        for one in found:
            yield one
        if len(rows) < BATCH:
            return
        after = rows[-1].id


async def remove_referrals(engine: "AsyncEngine", days: Mapping[str, int]) -> AsyncIterator[OverReferral]:
    """Remove referrals that were kept long enough. Yield each after its removal is stored.

    Raises AlreadyRunning.
    """
    while True:
        async with engine.begin() as connection:
            await see_every_row(connection)
            if not (await connection.execute(ONE_AT_A_TIME)).scalar_one():
                raise AlreadyRunning
            rows = (await connection.execute(_OVER_LOCKED, _asked(days, None))).all()
            done = [await _remove(connection, row, days) for row in rows]
        for one in done:
            yield one
        if not done:
            return


async def _remove(connection: "AsyncConnection", row: Row[Any], days: Mapping[str, int]) -> OverReferral:
    over = _over(row, days, await _counted(connection, row.id))
    last = (await connection.execute(_LAST, {"service": row.service_id})).one_or_none()
    receipt = {
        "referral_id": row.id,
        "service_id": row.service_id,
        "seq": 1 if last is None else last.seq + 1,
        "removed_at": (await connection.execute(_NOW)).scalar_one(),
        "ended_on": row.ended_on,
        "kept_until": over.kept_until,
        "kept_days": days[REFERRAL_KEPT.name],
        "version": row.version,
        "head": row.head,
        "removed": dict(over.removed),
    }
    previous = GENESIS if last is None else last.hash
    places = await connection.execute(_PLACES, {"id": row.id, "length": AS_MUCH_OF_A_HASH})
    sealed = {
        "places": list(places.scalars().all()),
        "removed": json.dumps(receipt["removed"]),
        "previous": previous,
        "hash": link(previous, hashed_referral_receipt(receipt)),
    }
    await connection.execute(_RECEIPT, receipt | sealed)
    for one in _GOES:
        await connection.execute(one, {"id": row.id})
    return over


def hashed_referral_receipt(receipt: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of a receipt that its hash covers, as JSON values."""
    return {name: plain(receipt[name]) for name in HASHED}


async def _counted(connection: "AsyncConnection", referral_id: UUID) -> dict[str, int]:
    row = (await connection.execute(_COUNTED, {"id": referral_id})).one()
    counts = {"contact details": row.contact, "events": row.events, "notes": row.notes}
    return {what: count for what, count in counts.items() if count}


def _over(row: Row[Any], days: Mapping[str, int], counts: Mapping[str, int]) -> OverReferral:
    until = row.ended_on + timedelta(days=days[REFERRAL_KEPT.name])
    return OverReferral(row.id, row.service, until, counts)


def _asked(days: Mapping[str, int], after: UUID | None) -> dict[str, Any]:
    return {"days": days[REFERRAL_KEPT.name], "after": after, "limit": BATCH}
