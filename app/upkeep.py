"""Upkeep, run by hand or on a schedule as the database's owner: changing keys, and deleting old records."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from app.platform.db.tables import idempotency, upkeep
from app.platform.sealing import Seal
from app.platform.wing import Forgets, Sealed
from app.wings import WHOLE

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

BATCH = 500

_SEE_EVERY_ROW = text("SET LOCAL row_security = off")
"""A role that row-level security binds then fails, instead of finding nothing to do and saying that it is done."""


async def reseal(url: str, seal: Seal) -> int:
    """Seal every name and certificate with the newest key, a batch at a time; return how many.

    It may be stopped and begun again: what is done is done. The service may run meanwhile: a row that it changes
    first is left to the new key that it used.
    """
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(url)
    try:
        done = [await _reseal(engine, seal, one) for wing in WHOLE for one in wing.sealed()]
        return sum(done) + await _reseal_answers(engine, seal)
    finally:
        await engine.dispose()


async def _reseal(engine: "AsyncEngine", seal: Seal, one: Sealed) -> int:
    """Seal one column again."""
    table, done, after = one.column.table, 0, None
    change = (
        update(table)
        .where(one.key == bindparam("at"), one.column == bindparam("old"))
        .values({one.column: bindparam("new")})
    )
    query = select(one.key, one.column).order_by(one.key).limit(BATCH)
    while True:
        async with engine.begin() as connection:
            await connection.execute(_SEE_EVERY_ROW)
            rows = (await connection.execute(query if after is None else query.where(one.key > after))).all()
            if not rows:
                return done
            values = [{"at": row[0], "old": row[1], "new": seal.reseal(row[1])} for row in rows]
            await connection.execute(change, values)
        after = rows[-1][0]
        done += len(rows)


async def _reseal_answers(engine: "AsyncEngine", seal: Seal) -> int:
    """Seal again the answers that are kept under idempotency keys: few, for they are kept three days."""
    place = (idempotency.c.organisation_id, idempotency.c.key)
    query = select(*place, idempotency.c.body).where(idempotency.c.body.not_like("{%"))
    change = (
        update(idempotency)
        .where(place[0] == bindparam("whose"), place[1] == bindparam("at"), idempotency.c.body == bindparam("old"))
        .values(body=bindparam("new"))
    )
    async with engine.begin() as connection:
        await connection.execute(_SEE_EVERY_ROW)
        rows = (await connection.execute(query)).all()
        for whose, at, body in rows:
            new = seal.reseal(body.encode()).decode()
            await connection.execute(change, {"whose": whose, "at": at, "old": body, "new": new})
    return len(rows)


async def tidy(url: str, periods: Mapping[str, int] = MappingProxyType({})) -> Mapping[str, int]:
    """Delete what has served, in one transaction; return how many rows of each kind went, by what they were.

    `periods` are the deployment's own periods, by the name of the setting. Any other period has its default.
    """
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.execute(_SEE_EVERY_ROW)
            await connection.execute(text("SET LOCAL lock_timeout = '3s'"))
            served = [one for wing in WHOLE for one in wing.forgets()]
            return {one.what: (await connection.execute(one.rows, _periods(one, periods))).rowcount for one in served}
    finally:
        await engine.dispose()


async def would_tidy(url: str, periods: Mapping[str, int] = MappingProxyType({})) -> Mapping[str, int]:
    """Return how many rows of each kind `tidy` would delete now."""
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            await connection.execute(_SEE_EVERY_ROW)
            served = [one for wing in WHOLE for one in wing.forgets()]
            return {
                one.what: (await connection.execute(_count(one), _periods(one, periods))).scalar_one() for one in served
            }
    finally:
        await engine.dispose()


def _count(one: Forgets) -> Select[Any]:
    counted = select(func.count()).select_from(one.rows.table)
    return counted if one.rows.whereclause is None else counted.where(one.rows.whereclause)


def _periods(one: Forgets, periods: Mapping[str, int]) -> dict[str, int]:
    """Return the periods that one statement names."""
    return {name: periods.get(name, usual) for name, usual in one.periods.items()}


async def note_done(url: str, command: str) -> None:
    """Note that a command of the upkeep has ended well: `/metrics` tells when, and an alarm when that is long ago."""
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(url)
    noted = insert(upkeep).values(command=command, done_at=func.now())
    try:
        async with engine.begin() as connection:
            await connection.execute(
                noted.on_conflict_do_update(index_elements=[upkeep.c.command], set_={"done_at": func.now()})
            )
    finally:
        await engine.dispose()
