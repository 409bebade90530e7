"""What an operator can watch beside requests: refusals by rule, what runs, how far the calendar reaches, the upkeep."""

import asyncio
import re
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from fastapi import FastAPI

from app import VERSION
from app.platform.db.connections import Statement
from app.upkeep import note_done
from tests.support.parties import Party
from tests.support.waiting import comes_true


@pytest.fixture(autouse=True)
def written_out_each_time(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service keeps what it wrote out for a second."""
    monkeypatch.setattr(app.state.platform.exposed, "_seconds", 0.0)


async def numbers(http: httpx2.AsyncClient) -> dict[str, float]:
    told = (await http.get("/metrics")).text
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in told.splitlines() if line[0] != "#"}


async def test_a_refusal_is_counted_under_its_rule(public: httpx2.AsyncClient, la: Party, tribunal: Party) -> None:
    case = await la.opens()
    name = 'refusals_total{rule="certificate-before-appeal"}'
    before = (await numbers(public)).get(name, 0)
    assert (await tribunal.tries(case, "register-appeal", basis="certificate")).status_code == 409
    assert (await numbers(public))[name] == before + 1


async def test_what_runs_and_how_far_the_calendar_reaches(public: httpx2.AsyncClient) -> None:
    told = await numbers(public)
    assert told[f'build_info{{build="",version="{VERSION}"}}'] == 1
    last = datetime.fromtimestamp(told["bank_holidays_end_timestamp_seconds"], UTC)
    assert (last.month, last.day) == (12, 31)


async def test_the_upkeep_tells_when_it_was_last_done(public: httpx2.AsyncClient, database_url: str) -> None:
    assert not [name for name in await numbers(public) if name.startswith("upkeep_done")]
    for command in ("tidy", "slots", "tidy"):
        await note_done(database_url, command)
    told = await numbers(public)
    found = {name: at for name, at in told.items() if name.startswith("upkeep_done")}
    assert [re.search('"(.*)"', name) is not None for name in found] == [True, True]
    soon = datetime.now(UTC) - timedelta(minutes=5)
    assert all(at > soon.timestamp() for at in found.values())


async def test_the_pool_tells_what_it_lends_and_who_waits(app: FastAPI, public: httpx2.AsyncClient) -> None:
    metrics, database = app.state.platform.metrics, app.state.service.database
    now: Callable[[str], float | None] = metrics.registry.get_sample_value
    async with AsyncExitStack() as lent:
        for taken in range(1, 11):
            await lent.enter_async_context(database.transaction())
            assert now("database_connections_in_use") == taken
        waits = asyncio.create_task(database.read(Statement("SELECT 1")))
        await comes_true(lambda: now("database_connections_waited_for") == 1)
    await waits
    assert (now("database_connections_in_use"), now("database_connections_waited_for")) == (0, 0)
    assert "database_connections_in_use" in await numbers(public)
