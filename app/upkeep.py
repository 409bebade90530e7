"""Upkeep, run by hand or on a schedule as the database's owner: changing keys, forgetting what has served."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from app.advice.tables import referral_contents, referral_notes, referrals
from app.capacity.mediators.use_cases import CAPACITY_KEPT
from app.capacity.tables import allocations, engagements, mediation_needs, sessions, slots
from app.cases.tables import cases
from app.certificates.tables import certificate_lookups as looked
from app.certificates.tables import certificates
from app.platform.db.tables import idempotency, service_keys, upkeep
from app.platform.sealing import Seal

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

BATCH = 500
KEYS_KEPT = timedelta(days=3)
"""The API promises at least 24 hours."""

LOOKUPS_KEPT = timedelta(days=400)
"""Of the public. Longer than a year, so that one year's misuse can be seen in the next."""

_SEE_EVERY_ROW = text("SET LOCAL row_security = off")
"""A role that row-level security binds then fails, instead of finding nothing to do and saying that it is done."""

_SEALED = (
    (cases, cases.c.id, cases.c.sealed),
    (certificates, certificates.c.number, certificates.c.sealed_token),
    (sessions, sessions.c.id, sessions.c.sealed),
    (mediation_needs, mediation_needs.c.case_id, mediation_needs.c.sealed),
    (referral_contents, referral_contents.c.referral_id, referral_contents.c.sealed),
    (referral_notes, referral_notes.c.id, referral_notes.c.sealed),
    (service_keys, service_keys.c.id, service_keys.c.sealed),
)


async def reseal(url: str, seal: Seal) -> int:
    """Seal every name and certificate with the newest key, a batch at a time; return how many.

    It may be stopped and begun again: what is done is done. The service may run meanwhile: a row that it changes
    first is left to the new key that it used.
    """
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(url)
    done = 0
    try:
        for table, key, sealed in _SEALED:
            change = (
                update(table)
                .where(key == bindparam("at"), sealed == bindparam("old"))
                .values({sealed: bindparam("new")})
            )
            after = None
            while True:
                query = select(key, sealed).order_by(key).limit(BATCH)
                async with engine.begin() as connection:
                    await connection.execute(_SEE_EVERY_ROW)
                    rows = (await connection.execute(query if after is None else query.where(key > after))).all()
                    if not rows:
                        break
                    await connection.execute(
                        change, [{"at": row[0], "old": row[1], "new": seal.reseal(row[1])} for row in rows]
                    )
                after = rows[-1][0]
                done += len(rows)
        done += await _reseal_answers(engine, seal)
    finally:
        await engine.dispose()
    return done


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


@dataclass(frozen=True, slots=True)
class Tidied:
    """How much was forgotten."""

    keys: int
    people: int
    """How to reach them. A withdrawal forgets that itself, but for a referral that it met as it was made."""
    slots: int
    holds: int
    proposals: int
    lookups: int
    """Of certificates, by the public."""


async def tidy(url: str) -> Tidied:
    """Forget what has served: keys that nobody will send again, whom no service may reach, time that has gone by."""
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.execute(_SEE_EVERY_ROW)
            await connection.execute(text("SET LOCAL lock_timeout = '3s'"))
            withdrawn = select(referrals.c.id).where(referrals.c.consent_withdrawn_on.is_not(None))
            long_ago = func.now() - CAPACITY_KEPT
            forgotten = (
                delete(idempotency).where(idempotency.c.recorded_at < func.now() - KEYS_KEPT),
                delete(referral_contents).where(referral_contents.c.referral_id.in_(withdrawn)),
                delete(slots).where(slots.c.ends_at < long_ago),
                delete(engagements).where(engagements.c.expires_at < func.now() - KEYS_KEPT),
                delete(allocations).where(allocations.c.status == "proposed", allocations.c.made_at < long_ago),
                delete(looked).where(
                    or_(looked.c.asked_by == "public", looked.c.asked_by.like("public %")),
                    looked.c.recorded_at < func.now() - LOOKUPS_KEPT,
                ),
            )
            return Tidied(*[(await connection.execute(statement)).rowcount for statement in forgotten])
    finally:
        await engine.dispose()


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
