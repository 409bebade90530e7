"""Removes cases that were kept long enough. Run by hand or on a schedule, as the database's owner.

One case at a time: a receipt is written, then everything that the wings keep of the case is deleted. Both are one
transaction with the other cases of the batch. The database refuses a receipt of a case that is open, held back or still
within its period.
"""

import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Row, text

from app.keeping.domain.periods import CASE_KEPT, CHILD_KEPT, kept_until
from app.kernel.chain import GENESIS, link
from app.platform.wing import Removes
from app.wings import WHOLE

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

BATCH = 50
"""Cases of one transaction: their rows stay locked until its end."""
AS_MUCH_OF_A_HASH = 16
"""The beginning of a hash by which the feed knows a place again."""

_ENDED = """
    FROM cases c JOIN organisations o ON o.id = c.la_id LEFT JOIN families f ON f.case_id = c.id
    WHERE c.times_end_on < app_today() - CAST(:case_kept_days AS integer) AND c.state IN ('resolved', 'closed')
        AND app_last_event_on(c.id) + CAST(:case_kept_days AS integer) < app_today()
        AND coalesce(f.school_age_ends_on + CAST(:child_kept_days AS integer) < app_today(), true)
        AND NOT EXISTS (SELECT FROM legal_holds h WHERE h.case_id = c.id AND h.lifted_at IS NULL)
        AND NOT EXISTS (SELECT FROM sessions s WHERE s.case_id = c.id AND s.status = 'booked')
"""
_COLUMNS = """
    SELECT c.id, c.la_id, c.la_code, o.name AS la_name, c.la_reference, c.provider_id, c.mediating_provider_id,
        c.body_id, c.times_end_on, f.school_age_ends_on, c.version, c.head,
        app_last_event_on(c.id) AS last_event_on,
        c.before_tribunal OR c.placement_only OR c.exemption_claimed OR c.certificate_number IS NOT NULL
            OR c.appeal_basis IS NOT NULL AS before_tribunal
"""
_OVER = text(
    _COLUMNS + _ENDED + " AND (CAST(:after AS date) IS NULL OR (c.times_end_on, c.id) > (:after, CAST(:id AS uuid)))"
    " ORDER BY c.times_end_on, c.id LIMIT :limit"
)
_LOCKED = text("SELECT c.id" + _ENDED + " ORDER BY c.times_end_on, c.id LIMIT :limit FOR UPDATE OF c SKIP LOCKED")
_STILL_OVER = text(_COLUMNS + _ENDED + " AND c.id = ANY(CAST(:ids AS uuid[])) ORDER BY c.times_end_on, c.id")
"""Asked again under the locks: a hold may have been set between the look and the lock."""
ONE_AT_A_TIME = text("SELECT pg_try_advisory_xact_lock(7302, 1)")
_PLACES = text("SELECT left(hash, :length) FROM events WHERE case_id = :case ORDER BY seq")
_LAST = text("SELECT seq, hash FROM case_removals WHERE la_id = :la ORDER BY seq DESC LIMIT 1")
_RECEIPT = text(
    "INSERT INTO case_removals (case_id, la_id, seq, provider_id, mediating_provider_id, body_id, before_tribunal,"
    " removed_at, ended_on, kept_until, kept_days, version, head, places, removed, previous, hash)"
    " VALUES (:case_id, :la_id, :seq, :provider_id, :mediating_provider_id, :body_id, :before_tribunal, :removed_at,"
    " :ended_on, :kept_until, :kept_days, :version, :head, :places, CAST(:removed AS jsonb), :previous, :hash)"
)
_NOW = text("SELECT app_now()")
_LEFT_OPEN = text(
    "SELECT o.name AS la_name, c.la_code, count(*) AS cases FROM cases c JOIN organisations o ON o.id = c.la_id"
    " WHERE c.times_end_on IS NULL"
    " AND c.updated_at < app_now() - make_interval(days => CAST(:case_kept_days AS integer))"
    " GROUP BY 1, 2 ORDER BY 2"
)
_HELD = text("SELECT count(DISTINCT case_id) FROM legal_holds WHERE lifted_at IS NULL")


class AlreadyRunning(Exception):
    """Another process is removing cases from this database."""


@dataclass(frozen=True, slots=True)
class Over:
    """A case that was kept long enough, and what goes with it."""

    case_id: UUID
    la_code: str
    la_name: str
    la_reference: str | None
    kept_until: date
    removed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """What stays, and why: how many cases are held back, and how many nobody ended."""

    held: int
    left_open: Sequence[tuple[str, int]]


async def cases_that_are_over(engine: "AsyncEngine", days: Mapping[str, int]) -> AsyncIterator[Over]:
    """Yield every case that would be removed now. Nothing is changed."""
    after: tuple[date, UUID] | None = None
    while True:
        async with engine.connect() as connection:
            await see_every_row(connection)
            at = {"after": after and after[0], "id": after and after[1], "limit": BATCH}
            rows = (await connection.execute(_OVER, {**_periods(days), **at})).all()
            found = [_over(row, days, await _counted(connection, row.id)) for row in rows]
        for one in found:
            yield one
        if len(rows) < BATCH:
            return
        after = rows[-1].times_end_on, rows[-1].id


async def remove_cases(engine: "AsyncEngine", days: Mapping[str, int], most: int) -> AsyncIterator[Over]:
    """Remove cases that were kept long enough, at most so many. Yield each after its removal is stored.

    Raises AlreadyRunning.
    """
    left = most
    while left > 0:
        batch = min(BATCH, left)
        async with engine.begin() as connection:
            await see_every_row(connection)
            done = await _remove_some(connection, days, batch)
        for one in done:
            yield one
        if not done:
            return
        left -= len(done)


async def what_stays(engine: "AsyncEngine", days: Mapping[str, int]) -> Standing:
    """Return what is kept although its period may be over."""
    async with engine.connect() as connection:
        await see_every_row(connection)
        held = (await connection.execute(_HELD)).scalar_one()
        rows = (await connection.execute(_LEFT_OPEN, {"case_kept_days": days[CASE_KEPT.name]})).all()
    return Standing(held, [(f"{row.la_name} ({row.la_code})", row.cases) for row in rows])


async def _remove_some(connection: "AsyncConnection", days: Mapping[str, int], limit: int) -> list[Over]:
    if not (await connection.execute(ONE_AT_A_TIME)).scalar_one():
        raise AlreadyRunning
    locked = (await connection.execute(_LOCKED, {**_periods(days), "limit": limit})).scalars().all()
    rows = (await connection.execute(_STILL_OVER, {**_periods(days), "ids": list(locked)})).all()
    return [await _remove(connection, row, days) for row in rows]


async def _remove(connection: "AsyncConnection", row: Row[Any], days: Mapping[str, int]) -> Over:
    over = _over(row, days, await _counted(connection, row.id))
    await _write_receipt(connection, row, over, days)
    for one in _removes():
        await connection.execute(one.rows, {"case": row.id})
    return over


async def _write_receipt(connection: "AsyncConnection", row: Row[Any], over: Over, days: Mapping[str, int]) -> None:
    last = (await connection.execute(_LAST, {"la": row.la_id})).one_or_none()
    places = {"case": row.id, "length": AS_MUCH_OF_A_HASH}
    values = {
        "case_id": row.id,
        "la_id": row.la_id,
        "seq": 1 if last is None else last.seq + 1,
        "removed_at": (await connection.execute(_NOW)).scalar_one(),
        "ended_on": row.times_end_on,
        "kept_until": over.kept_until,
        "kept_days": days[CASE_KEPT.name],
        "version": row.version,
        "head": row.head,
        "removed": dict(over.removed),
        "previous": GENESIS if last is None else last.hash,
    }
    readers = {
        name: getattr(row, name) for name in ("provider_id", "mediating_provider_id", "body_id", "before_tribunal")
    }
    sealed = {
        "places": (await connection.execute(_PLACES, places)).scalars().all(),
        "removed": json.dumps(values["removed"]),
        "hash": link(values["previous"], hashed_receipt(values)),
    }
    await connection.execute(_RECEIPT, {**values, **readers, **sealed})


def hashed_receipt(receipt: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of a receipt that its hash covers, as JSON values."""
    names = (
        "case_id",
        "la_id",
        "seq",
        "removed_at",
        "ended_on",
        "kept_until",
        "kept_days",
        "version",
        "head",
        "removed",
    )
    return {name: plain(receipt[name]) for name in names}


def plain(value: Any) -> Any:
    """Return a value of a receipt as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


async def _counted(connection: "AsyncConnection", case_id: UUID) -> dict[str, int]:
    """Count what goes with a case, by its name in the receipt."""
    counts = {}
    for one in _removes():
        if one.what is not None and one.counted is not None:
            counts[one.what] = (await connection.execute(one.counted, {"case": case_id})).scalar_one()
    return {what: count for what, count in counts.items() if count}


def _removes() -> Iterator[Removes]:
    """Everything that goes with a case: what the upper wings keep first, the case last."""
    for wing in reversed(WHOLE):
        yield from wing.removes()


def _over(row: Row[Any], days: Mapping[str, int], counts: Mapping[str, int]) -> Over:
    until = kept_until(row.times_end_on, row.last_event_on, row.school_age_ends_on, days)
    return Over(row.id, row.la_code, row.la_name, row.la_reference, until, counts)


def _periods(days: Mapping[str, int]) -> dict[str, int]:
    return {one.name: days[one.name] for one in (CASE_KEPT, CHILD_KEPT)}


async def see_every_row(connection: "AsyncConnection") -> None:
    """Fail as a role that row-level security binds, instead of finding nothing to do."""
    await connection.execute(text("SET LOCAL row_security = off"))
    await connection.execute(text("SET LOCAL lock_timeout = '3s'"))
