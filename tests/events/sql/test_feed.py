"""The feed's promise: a reader that keeps its place misses nothing, though transactions commit out of order."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any, cast
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import FastAPI

from app.cases.domain.facts import CaseFacts
from app.cases.recording import Notice, stage_notice
from app.cases.records import Staged
from app.cases.store import on_cases
from app.cases.unit import Service
from app.kernel.terms import AppellantKind, DecisionKind
from app.law.domain.regimes import RegimeId
from app.platform.actor import Actor, Recorded
from app.platform.db.connections import Connection
from app.platform.sandbox_organisations import BY_SLUG
from tests.support.parties import Parties, Party
from tests.support.waiting import until

AUTHORITY, PROVIDER = BY_SLUG["sandbox-la-993"], BY_SLUG["sandbox-provider-b"]
ACTOR = Actor(AUTHORITY.id, AUTHORITY.kind, AUTHORITY.slug)
FACTS = CaseFacts(RegimeId.CFA_2014, DecisionKind.REFUSAL_TO_ASSESS, date(2026, 2, 2), AppellantKind.PARENT)


class Dawdling:
    """A connection that writes at once and commits when it is let."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def run(self, *said: Any) -> Any:
        return await self._connection.run(*said)

    async def commit(self) -> None:
        """Not yet."""


@pytest.fixture
def service(app: FastAPI) -> Service:
    return cast("Service", app.state.service)


@pytest.fixture
async def reader(parties: Parties) -> Party:
    return await parties.get(AUTHORITY.slug)


def a_case(service: Service) -> Staged:
    la = ACTOR.organisation_id
    notice = Notice(uuid4(), la, "993", PROVIDER.id, "FEED", None, None, FACTS, {}, not_a_duplicate=True)
    return stage_notice(service.desk, notice, Recorded(ACTOR, datetime.now(UTC).date(), datetime.now(UTC)))


async def write(service: Service, staged: Staged) -> None:
    async with on_cases(service.database, ACTOR) as work:
        work.put(staged)
        await work.commit()


@asynccontextmanager
async def dawdling(service: Service, staged: Staged) -> AsyncIterator[Connection]:
    """Write in a transaction that holds its id and its position, and stays open."""
    async with on_cases(service.database, ACTOR) as work:
        kept = work.connection
        work.connection = cast("Connection", Dawdling(kept))
        work.put(staged)
        await work.commit()
        yield kept


async def hears(reader: Party, after: str | None) -> tuple[list[UUID], str | None]:
    said = {"limit": "200"} if after is None else {"limit": "200", "after": after}
    answer = await reader.gets("/v1/events", **said)
    return [UUID(event["case_id"]) for event in answer["events"]], answer["after"]


async def test_it_waits_for_the_slower_transaction(service: Service, reader: Party) -> None:
    _, place = await hears(reader, None)
    slow, quick = a_case(service), a_case(service)
    async with dawdling(service, slow) as open_still:
        await write(service, quick)
        heard, place = await hears(reader, place)
        assert heard == [], "told of the quicker one now, a reader would pass the slower one by"
        await open_still.commit()
    heard, place = await until(lambda told: len(told[0]) == 2, lambda: hears(reader, place))
    assert heard == [slow.case.id, quick.case.id]
    assert await hears(reader, place) == ([], place)


async def test_it_tells_how_far_it_lags_behind(service: Service, public: httpx2.AsyncClient) -> None:
    slow, quick = a_case(service), a_case(service)
    async with dawdling(service, slow):
        await write(service, quick)
        lag = await service.database.feed_lag()
        assert lag.waiting == 1, "written, and not told of"
        assert lag.seconds >= 0
        assert lag.oldest_transaction_seconds > 0
        assert "\nfeed_waiting_events 1.0\n" in (await public.get("/metrics")).text
    lag = await until(lambda found: found.waiting == 0, service.database.feed_lag)
    assert (lag.waiting, lag.seconds) == (0, 0)


async def test_what_is_rolled_back_holds_nothing_up(service: Service, reader: Party) -> None:
    _, place = await hears(reader, None)
    undone, quick = a_case(service), a_case(service)
    async with dawdling(service, undone):
        await write(service, quick)
    heard, _ = await until(lambda told: len(told[0]) == 1, lambda: hears(reader, place))
    assert heard == [quick.case.id]
