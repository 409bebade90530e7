"""A referral goes when it has ended, its own period is over, and its case is kept no more; whole and with a receipt."""

import json
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.keeping.domain.periods import PERIODS
from app.kernel.chain import GENESIS
from app.referral_retention import OverReferral, referrals_that_are_over, remove_referrals
from app.settings import Settings
from tests.keeping.sql.test_retention import serving
from tests.support.capacity import tables_that_say
from tests.support.feed import feed
from tests.support.parties import Parties, Party
from tests.support.referrals import WORDS, does, helps, refers

DAYS = {one.name: one.days for one in PERIODS.values()}
KEPT = DAYS["referral_kept_days"]
AGED = text("UPDATE referrals SET updated_at = app_now() - make_interval(days => :days) WHERE id = CAST(:id AS uuid)")
RECEIPT = text(
    "INSERT INTO referral_removals (referral_id, service_id, seq, removed_at, ended_on, kept_until, kept_days, version,"
    " head, places, removed, previous, hash) SELECT id, service_id, 90, now(),"
    " CAST(updated_at AT TIME ZONE 'Europe/London' AS date), CAST(updated_at AT TIME ZONE 'Europe/London' AS date)"
    " + CAST(:days AS integer), CAST(:days AS integer), version, head, '{}', '{}', 'x', 'x' FROM referrals"
    " WHERE id = CAST(:id AS uuid)"
)


@pytest.fixture
async def own(own_database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(own_database_url)
    yield engine
    await engine.dispose()


async def ages(own: AsyncEngine, referral: str, days: int) -> None:
    async with own.begin() as connection:
        await connection.execute(AGED, {"id": referral, "days": days})


async def over(own: AsyncEngine) -> list[str]:
    return [str(one.referral_id) async for one in referrals_that_are_over(own, DAYS)]


async def removed(own: AsyncEngine) -> list[OverReferral]:
    return [one async for one in remove_referrals(own, DAYS)]


async def ended(advice: Party) -> str:
    """A referral that the service took itself, helped with, and closed."""
    referral = await refers(advice, None, source="family")
    await helps(advice, referral)
    await does(advice, referral, "close", outcome="settled", level_of_help=2)
    return referral


async def test_it_goes_whole_and_its_service_alone_has_the_receipt(
    settings: Settings, own_database_url: str, own: AsyncEngine
) -> None:
    async with serving(settings, own_database_url) as parties:
        advice = await parties.get("sandbox-advice-991")
        referral, stays = await ended(advice), await ended(advice)
        events = await advice.lists(f"/v1/referrals/{referral}/events")
        _, after = await feed(advice)
        await ages(own, referral, KEPT)
        assert await over(own) == [], "the last day is a day on which it is kept"
        await ages(own, referral, KEPT + 1)
        assert await over(own) == [referral]
        [gone] = await removed(own)
        assert (str(gone.referral_id), gone.removed) == (
            referral, {"contact details": 1, "events": len(events), "notes": 1},
        )  # fmt: skip
        assert set(await tables_that_say(own, referral)) <= {"idempotency", "referral_removals"}
        assert (await advice.sends("GET", f"/v1/referrals/{referral}")).status_code == 404
        assert (await advice.gets(f"/v1/referrals/{stays}"))["state"] == "closed"
        assert not (await feed(advice, after))[0], "a cursor of the feed stays good, though its event is gone"
        await ages(own, stays, KEPT + 2)
        await removed(own)
        [first, second] = sorted(await advice.lists("/v1/removals/referrals"), key=lambda one: str(one["seq"]))
        assert (first["referral_id"], first["head"], first["version"]) == (referral, events[-1]["hash"], len(events))
        assert (first["previous"], second["previous"]) == (GENESIS, first["hash"])
        me = (await advice.gets("/v1/me"))["organisation"]["id"]
        assert first["hash"] == sha256(f"{GENESIS}\n{as_the_page_says(first, me)}".encode()).hexdigest()
        assert WORDS not in str(first)
        for slug in ("sandbox-la-991", "sandbox-provider-a", "sandbox-advice-992"):
            assert await (await parties.get(slug)).lists("/v1/removals/referrals") == []


def as_the_page_says(receipt: dict[str, Any], service: str) -> str:
    """The receipt as docs/keeping.md says that it is hashed, from what the advice service reads."""
    names = ["ended_on", "head", "kept_days", "kept_until", "referral_id", "removed", "seq", "version"]
    said = {name: receipt[name] for name in names}
    said |= {"service_id": service, "removed_at": receipt["removed_at"].replace("Z", "+00:00")}
    return json.dumps(said, sort_keys=True, separators=(",", ":"))


async def test_what_keeps_a_referral(settings: Settings, own_database_url: str, own: AsyncEngine) -> None:
    """Its case, also by a legal hold; and that it has not ended. The database refuses the owner, too."""
    async with serving(settings, own_database_url) as parties:
        kept = [await of_a_case(parties), await refers(await parties.get("sandbox-advice-991"), None, source="family")]
    for referral in kept:
        await ages(own, referral, KEPT + 99)
        async with own.connect() as connection:
            with pytest.raises(DBAPIError, match="is not removed"):
                await connection.execute(RECEIPT, {"id": referral, "days": KEPT})
            await connection.rollback()
            with pytest.raises(DBAPIError, match="append-only"):
                await connection.execute(
                    text("DELETE FROM journal WHERE record_id = CAST(:id AS uuid)"), {"id": referral}
                )
    assert not set(kept) & set(await over(own))
    assert not await removed(own)


async def of_a_case(parties: Parties) -> str:
    """A referral that has ended, of a case that is kept."""
    la, advice = await parties.get("sandbox-la-991"), await parties.get("sandbox-advice-991")
    referral = await refers(la, await la.opens())
    await does(advice, referral, "open")
    await does(advice, referral, "decline", reason="no_capacity")
    return referral
