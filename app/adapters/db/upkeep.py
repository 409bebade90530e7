"""Upkeep, run by hand or on a schedule as the database's owner: changing keys, forgetting what has served."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import create_async_engine

from app.adapters.db.capacity.tables import allocations, engagements, mediation_needs, sessions, slots
from app.adapters.db.referrals.tables import referral_contents, referral_notes, referrals
from app.adapters.db.tables import cases, certificates, idempotency, upkeep
from app.adapters.sealing import Seal
from app.services.capacity import CAPACITY_KEPT

BATCH = 500
KEYS_KEPT = timedelta(days=3)
"""The API promises at least 24 hours."""

_SEE_EVERY_ROW = text("SET LOCAL row_security = off")
"""A role that row-level security binds then fails, instead of finding nothing to do and saying that it is done."""

_SEALED = (
    (cases, cases.c.id, cases.c.sealed),
    (certificates, certificates.c.number, certificates.c.sealed_token),
    (sessions, sessions.c.id, sessions.c.sealed),
    (mediation_needs, mediation_needs.c.case_id, mediation_needs.c.sealed),
    (referral_contents, referral_contents.c.referral_id, referral_contents.c.sealed),
    (referral_notes, referral_notes.c.id, referral_notes.c.sealed),
)


async def reseal(url: str, seal: Seal) -> int:
    """Seal every name and certificate with the newest key, a batch at a time; return how many.

    It may be stopped and begun again: what is done is done. The service may run meanwhile: a row that it changes
    first is left to the new key that it used.
    """
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
    finally:
        await engine.dispose()
    return done


@dataclass(frozen=True, slots=True)
class Tidied:
    """How much was forgotten."""

    keys: int
    people: int
    """How to reach them. A withdrawal forgets that itself, but for a referral that it met as it was made."""
    slots: int
    holds: int
    proposals: int


async def tidy(url: str) -> Tidied:
    """Forget what has served: keys that nobody will send again, whom no service may reach, time that has gone by."""
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
            )
            return Tidied(*[(await connection.execute(statement)).rowcount for statement in forgotten])
    finally:
        await engine.dispose()


async def note_done(url: str, command: str) -> None:
    """Note that a command of the upkeep has ended well: `/metrics` tells when, and an alarm when that is long ago."""
    engine = create_async_engine(url)
    noted = insert(upkeep).values(command=command, done_at=func.now())
    try:
        async with engine.begin() as connection:
            await connection.execute(
                noted.on_conflict_do_update(index_elements=[upkeep.c.command], set_={"done_at": func.now()})
            )
    finally:
        await engine.dispose()
