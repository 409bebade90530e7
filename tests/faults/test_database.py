"""A database that answers and does not do as it is told: 503 with the reason, never 500."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.main import create_app
from app.platform.db.connections import NotUnique, Statement
from app.platform.db.outages import Away, Busy, Deadlock, NoWrites
from app.settings import Settings
from tests.faults.test_network import is_away, is_unknown, opening, works_again
from tests.support.parties import Party, calling
from tests.support.proxy import Proxy
from tests.support.waiting import PATIENCE, until

SLEEP = Statement("SELECT pg_sleep(10)")


@asynccontextmanager
async def read_only(owner: AsyncEngine, database_url: str) -> AsyncIterator[None]:
    """Let new connections be read-only, as those of a standby are."""
    name = make_url(database_url).database

    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :n AND pid <> pg_backend_pid()"
    async with owner.begin() as connection:
        await connection.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
        await connection.execute(text(others), {"n": name})
    try:
        yield
    finally:
        async with owner.begin() as connection:
            await connection.execute(text("SET TRANSACTION READ WRITE"))
            await connection.execute(text(f'ALTER DATABASE "{name}" RESET default_transaction_read_only'))
            await connection.execute(text(others), {"n": name})


async def test_a_server_that_takes_no_changes(
    far: httpx2.AsyncClient, council: Party, owner: AsyncEngine, database_url: str
) -> None:
    async with read_only(owner, database_url):
        await works_again(council)  # reading does
        refused = await opening(council, f"read-only-{uuid4()}")
        is_away(refused)
        assert "accepts no changes" in refused.json()["detail"]
        ready = await far.get("/health/ready")
        assert ready.status_code == 503
        assert ready.json()["checks"] | {"database": "ok", "writes": "failed"} == ready.json()["checks"]


async def test_a_record_that_another_holds(council: Party, owner: AsyncEngine) -> None:
    case = await council.opens()
    async with owner.connect() as other:
        await other.execute(text("SELECT 1 FROM cases WHERE id = :id FOR UPDATE"), {"id": case})
        answer = await asyncio.wait_for(council.tries(case, "concede", occurred_on="2026-02-10"), PATIENCE)
    is_away(answer)
    assert "Another request is using" in answer.json()["detail"]
    assert (await council.tries(case, "concede", occurred_on="2026-02-10")).status_code == 200


async def test_an_earlier_request_under_the_same_key_that_has_not_ended(council: Party, owner: AsyncEngine) -> None:
    """It may yet be kept: of this one alone it would be true that nothing was written, and not of what was sent."""
    key = str(uuid4())
    async with owner.connect() as other:
        held = "SELECT pg_advisory_xact_lock(hashtextextended(CAST(:organisation AS text) || :key, 0))"
        await other.execute(text(held), {"organisation": str(council.id), "key": key})
        is_unknown(await opening(council, f"twice-{key}", key))
    assert (await opening(council, f"twice-{key}", key)).status_code == 201


async def test_an_answer_is_not_repeated_by_a_server_that_takes_no_changes(
    council: Party, owner: AsyncEngine, database_url: str
) -> None:
    """What it tells of may be missing elsewhere, and it is not true that nothing was written."""
    key = str(uuid4())
    assert (await opening(council, f"repeated-{key}", key)).status_code == 201
    async with read_only(owner, database_url):
        await works_again(council)
        is_unknown(await opening(council, f"repeated-{key}", key))
    await works_again(council)
    assert (await opening(council, f"repeated-{key}", key)).status_code == 201


async def test_a_statement_that_takes_too_long_is_ended_by_the_server(far_app: FastAPI, owner: AsyncEngine) -> None:
    with pytest.raises(Busy):
        async with far_app.state.service.database.transaction() as connection:
            await connection.run(SLEEP)
    async with owner.connect() as other:
        left = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(10)%'"
        )
        assert (await other.execute(text(f"{left} AND state = 'active' AND pid <> pg_backend_pid()"))).scalar_one() == 0


async def test_a_statement_that_somebody_cancels(council: Party, owner: AsyncEngine) -> None:
    case = await council.opens()
    async with owner.connect() as other:
        await other.execute(text("SELECT 1 FROM cases WHERE id = :id FOR UPDATE"), {"id": case})
        asked = asyncio.create_task(council.tries(case, "concede", occurred_on="2026-02-10"))
        cancel = (
            "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )

        async def cancelled() -> int:
            found: int = (await other.execute(text(cancel))).scalar_one()
            return found

        assert await until(lambda count: count == 1, cancelled) == 1
        is_away(await asyncio.wait_for(asked, PATIENCE))


@pytest.mark.parametrize(
    ("state", "meaning"),
    [
        ("08006", Away), ("25006", NoWrites), ("25P03", Busy), ("40001", Busy), ("40P01", Deadlock),
        ("53100", NoWrites), ("53200", Busy), ("53300", Away), ("55P03", Busy), ("57014", Busy), ("57P01", Away),
        ("57P03", Away), ("58030", NoWrites),
    ],
)  # fmt: skip
async def test_each_state_of_the_server_has_its_meaning(far_app: FastAPI, state: str, meaning: type[Away]) -> None:
    raising = Statement(f"DO $$ BEGIN RAISE 'made up' USING ERRCODE = '{state}'; END $$")
    with pytest.raises(Away) as told:
        async with far_app.state.service.database.transaction() as connection:
            await connection.run(raising)
    assert type(told.value) is meaning


async def test_a_fault_of_ours_stays_one(far_app: FastAPI) -> None:
    """Resending what is wrong would never help."""
    database = far_app.state.service.database
    for wrong in ("SELECT 1/0", "SELECT nothing_of_the_kind", "SELECT 'x'::int"):
        async with database.transaction() as connection:
            with pytest.raises(asyncpg.PostgresError):
                await connection.run(Statement(wrong))
    async with database.transaction() as connection:
        assert await connection.run(Statement("SELECT 1 AS one"))


async def test_a_commit_that_fails_by_its_own_rules_is_no_doubt(far_app: FastAPI, owner: AsyncEngine) -> None:
    """The server says ERROR and lives on: nothing was kept, and nobody is told that it is unknown."""
    async with owner.begin() as connection:
        await connection.execute(text("CREATE TABLE later (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)"))
        await connection.execute(text("GRANT ALL ON later TO mediation_app"))
    async with far_app.state.service.database.transaction() as work:
        await work.run(Statement("INSERT INTO later VALUES (1), (1)"))
        with pytest.raises(NotUnique):
            await work.commit()


async def test_it_starts_without_its_database_and_serves_when_it_is_there(
    through: Settings, proxy: Proxy, la: Party
) -> None:
    proxy.refusing = True
    made = create_app(through)
    async with made.router.lifespan_context(made), calling(made) as http:
        caller = Party(la.slug, http, la.token)
        is_away(await opening(caller, "too-early"))
        assert (await http.get("/health/live")).status_code == 200
        assert (await http.get("/health/ready")).status_code == 503
        assert (await http.get("/v1/law/regimes")).status_code == 200  # the law needs no database
        proxy.refusing = False
        assert (await opening(caller, f"at-last-{uuid4()}")).status_code == 201
        assert (await http.get("/health/ready")).status_code == 200


async def test_a_live_service_that_started_early_still_refuses_the_sandboxs_database(
    through: Settings, proxy: Proxy, la: Party
) -> None:
    """Its secrets are published: the look that the start could not take is taken before the first request."""
    sealing = [SecretStr("bm90LXRoZS1zYW5kYm94cy1rZXktYnV0LW91ci1vd24=")]
    proxy.refusing = True
    made = create_app(through.model_copy(update={"environment": "live", "sealing_keys": sealing}))
    async with made.router.lifespan_context(made), calling(made) as http:
        proxy.refusing = False
        caller = Party(la.slug, http, la.token)
        assert (await opening(caller, "never")).status_code == 500
        assert (await caller.sends("GET", "/v1/cases")).status_code == 500
        assert (await http.get("/health/ready")).status_code == 503


async def test_many_who_ask_while_it_is_away_do_not_wait_in_line(through: Settings, proxy: Proxy, la: Party) -> None:
    proxy.swallowing = True
    made = create_app(through)
    async with made.router.lifespan_context(made), calling(made) as http:
        caller = Party(la.slug, http, la.token)
        for answer in await asyncio.gather(*(opening(caller, f"early-{number}") for number in range(30))):
            is_away(answer)
