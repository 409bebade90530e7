"""The feed of a database that was restored: nothing that is there is missed, and nobody waits in vain."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.platform.db.eras import NOT_TOLD, begin_era
from app.platform.http.cursors import SealedCursors
from app.platform.sealing import Seal
from app.settings import SANDBOX_SEALING_KEY
from tests.restore.conftest import Serving
from tests.support.capacity import a_mediator
from tests.support.feed import feed, feed_up_to
from tests.support.parties import Parties, Party, a_notice, declines
from tests.support.waiting import until

BEYOND = 2**40
"""A transaction that no server of these tests will come to."""


@pytest.fixture
async def owner(own_database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(own_database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
async def parties(serving: Serving, own_database_url: str) -> AsyncIterator[Parties]:
    async with serving(own_database_url) as parties:
        yield parties


@pytest.fixture
async def la(parties: Parties) -> Party:
    return await parties.get("sandbox-la-991")


async def rewrites(owner: AsyncEngine, statement: str, **values: Any) -> None:
    """Change what the log itself refuses to have changed, as a restore does."""
    async with owner.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        await connection.execute(text(statement), values)


async def moves_elsewhere(owner: AsyncEngine) -> None:
    """Make the database look as a dump does that was restored on a younger server."""
    await rewrites(owner, "UPDATE feed_eras SET cluster = 'another/1'")
    for table in ("events", "journal"):
        await rewrites(owner, f"UPDATE {table} SET xid = ({BEYOND} + xid::text::bigint)::text::xid8")  # noqa: S608 - ours


async def some_history(la: Party, provider: Party) -> str:
    """Leave some events of a case, and some of the journal, and return the last place in the authority's feed."""
    await declines(provider, await la.opens())
    told, place = await feed_up_to(la, await la.opens(la_reference="EHC-2"))
    assert len(told) == 5
    assert place is not None
    return place


async def readiness(la: Party) -> httpx2.Response:
    return await la.sends("GET", "/health/ready")


async def test_a_restored_database_is_refused_until_it_is_told_so(owner: AsyncEngine, la: Party) -> None:
    await la.opens()
    assert (await readiness(la)).json()["checks"]["feed"] == "ok"
    await moves_elsewhere(owner)
    answer = await readiness(la)
    assert (answer.status_code, answer.json()["detail"]) == (503, NOT_TOLD)
    assert answer.json()["checks"] == {**answer.json()["checks"], "database": "ok", "feed": "failed"}
    assert (await la.sends("GET", "/v1/events")).status_code == 503
    assert (await la.sends("POST", "/v1/cases", json=a_notice())).status_code == 503, (
        "no event gets a place that is lost"
    )
    assert len(await la.lists("/v1/cases")) == 1, "what is there can be read all the same"
    assert await begin_era(owner, only_where_needed=True) == 2
    assert (await readiness(la)).status_code == 200


@pytest.mark.parametrize("table", ["events", "journal"])
async def test_an_event_beyond_the_server_is_seen(owner: AsyncEngine, parties: Parties, table: str) -> None:
    """Even where the server looks like the one before."""
    provider = await parties.get("sandbox-provider-a")
    await provider.posts("/v1/mediators", a_mediator())
    await (await parties.get("sandbox-la-991")).opens()
    await rewrites(owner, f"UPDATE {table} SET xid = '{BEYOND}'")  # noqa: S608 - ours
    assert (await readiness(provider)).json()["detail"] == NOT_TOLD
    assert await begin_era(owner, only_where_needed=True) == 2
    assert (await readiness(provider)).status_code == 200
    assert {one["record"] for one in (await feed(provider))[0]} == {"case", "mediator"}


async def test_no_era_begins_where_none_is_needed(owner: AsyncEngine, la: Party) -> None:
    await la.opens()
    assert await begin_era(owner, only_where_needed=True) is None
    assert await begin_era(owner, only_where_needed=False) == 2


async def test_everything_restored_is_read_and_what_is_new_comes_after_it(owner: AsyncEngine, parties: Parties) -> None:
    la, provider = await parties.get("sandbox-la-991"), await parties.get("sandbox-provider-a")
    for _ in range(2):  # a restore may follow a restore
        await some_history(la, provider) if not (await feed(la))[0] else None
        before = [one["hash"] for one in (await feed(la))[0]]
        await moves_elsewhere(owner)
        await begin_era(owner, only_where_needed=True)
        new = [await la.opens(la_reference=f"EHC-{n}") for n in range(3)]
        told, place = await feed_up_to(la, new[-1])
        assert [one["hash"] for one in told][: len(before)] == before
        assert [one["record_id"] for one in told][len(before) :] == new
        assert await feed(la, place) == ([], place)


async def test_a_kept_place_is_refused_once_and_going_on_as_it_says_loses_nothing(
    owner: AsyncEngine, parties: Parties
) -> None:
    la = await parties.get("sandbox-la-991")
    place = await some_history(la, await parties.get("sandbox-provider-a"))
    known = {one["hash"] for one in (await feed(la))[0]}
    await moves_elsewhere(owner)
    await begin_era(owner, only_where_needed=True)
    new = await la.opens()
    answer = await la.sends("GET", "/v1/events", params={"after": place})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/feed-restarted")
    assert "without `after`" in answer.json()["detail"]
    assert "`hash`" in answer.json()["detail"]
    told, _ = await feed_up_to(la, new)
    assert [one["record_id"] for one in told if one["hash"] not in known] == [new]


@pytest.mark.parametrize(
    "lost", ["DELETE FROM events WHERE {last}", "UPDATE events SET hash = repeat('0', 64) WHERE {last}"]
)
async def test_a_place_after_what_was_lost_is_refused_though_nobody_said_so(
    owner: AsyncEngine, la: Party, lost: str
) -> None:
    """A server put back to an earlier moment counts on from there: it uses the same transactions again."""
    await la.opens()
    _, place = await feed_up_to(la, await la.opens(la_reference="EHC-2"))
    await rewrites(owner, lost.format(last="xid = (SELECT xid FROM events ORDER BY xid DESC LIMIT 1)"))
    answer = await la.sends("GET", "/v1/events", params={"after": place})
    assert answer.json()["type"] == "/problems/feed-restarted"


async def test_a_place_of_the_journal_is_known_to_its_owner(parties: Parties) -> None:
    provider = await parties.get("sandbox-provider-a")
    await provider.posts("/v1/mediators", a_mediator())
    _, place = await until(lambda told: len(told[0]) == 1, partial(feed, provider))
    assert await feed(provider, place) == ([], place)


async def test_a_place_from_before_there_were_eras(owner: AsyncEngine, la: Party) -> None:
    """It is good until the first restore."""
    await la.opens()
    old: SealedCursors[tuple[int, int]] = SealedCursors("feed", tuple[int, int], "after")
    place = old.encode((1, 0), Seal([SANDBOX_SEALING_KEY]), la.id)
    assert len((await until(lambda told: len(told[0]) == 1, partial(feed, la, place)))[0]) == 1
    await begin_era(owner, only_where_needed=False)
    answer = await la.sends("GET", "/v1/events", params={"after": place})
    assert answer.json()["type"] == "/problems/feed-restarted"
