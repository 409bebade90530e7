"""Public look-ups of a certificate are all counted, and fill no table."""

import asyncio
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.parties import Party, declines

NETWORKS = 50


def calling_from(app: FastAPI, address: str) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=app, client=(address, 1))
    return httpx2.AsyncClient(transport=transport, base_url="http://service.test")


@pytest.fixture
async def number(la: Party, provider: Party) -> str:
    return await declines(provider, await la.opens())


async def looked(la: Party, number: str) -> list[dict[str, Any]]:
    """The look-ups by others than the authority, which looks them up itself."""
    found = await la.lists(f"/v1/certificates/{number}/lookups")
    return [one for one in found if one["asked_by"] != la.slug]


async def test_a_network_is_one_entry_a_day(app: FastAPI, la: Party, number: str) -> None:
    for address in ("192.0.2.1", "192.0.2.77", "198.51.100.1", "192.0.2.1", "2001:db8:1::1", "2001:db8:1:9::1"):
        async with calling_from(app, address) as caller:
            assert (await caller.get(f"/v1/certificates/{number}/verification")).json()["result"] == "found"
    found = await looked(la, number)
    assert [(one["asked_by"], one["answer"], one["times"]) for one in found] == [
        ("public 192.0.2.0/24", "active", 3),
        ("public 198.51.100.0/24", "active", 1),
        ("public 2001:db8:1::/48", "active", 2),
    ]
    assert all(one["recorded_at"] <= one["last_at"] for one in found)


async def test_look_ups_at_once_are_each_counted(app: FastAPI, la: Party, number: str) -> None:
    async with calling_from(app, "192.0.2.1") as caller:
        await asyncio.gather(*(caller.get(f"/v1/certificates/{number}/verification") for _ in range(25)))
    assert [one["times"] for one in await looked(la, number)] == [25]


async def test_batches_in_any_order_do_not_wait_for_each_other(app: FastAPI, la: Party, provider: Party) -> None:
    numbers = [await declines(provider, await la.opens()) for _ in range(4)]
    async with calling_from(app, "192.0.2.1") as caller:
        asked = [numbers if turn % 2 else numbers[::-1] for turn in range(20)]
        answers = await asyncio.gather(
            *(caller.post("/v1/certificates/verification", json={"numbers": [*one, one[0]]}) for one in asked)
        )
    assert {answer.status_code for answer in answers} == {200}
    for answer, order in zip(answers, asked, strict=True):
        assert [one["number"] for one in answer.json()["results"]] == [*order, order[0]]
    assert [one["times"] for one in await looked(la, numbers[2])] == [20]


async def test_networks_without_end_fill_no_table(app: FastAPI, la: Party, number: str) -> None:
    for turn in range(NETWORKS + 10):
        async with calling_from(app, f"10.0.{turn}.1") as caller:
            await caller.get(f"/v1/certificates/{number}/verification")
    found = await looked(la, number)
    assert len(found) == NETWORKS + 1
    assert sum(one["times"] for one in found) == NETWORKS + 10
    assert (found[-1]["asked_by"], found[-1]["times"]) == ("public (other networks)", 10)


async def test_a_client_is_an_entry_each_time(la: Party, tribunal: Party, number: str) -> None:
    for _ in range(3):
        await tribunal.gets(f"/v1/certificates/{number}/verification")
    assert [(one["asked_by"], one["times"]) for one in await looked(la, number)] == [("sandbox-tribunal", 1)] * 3


async def test_another_day_and_another_answer_are_other_entries(owner: AsyncEngine, number: str) -> None:
    look = text("SELECT app_verify_certificate(:number, 'public 192.0.2.0/24', CAST(:at AS timestamptz))")
    days = ("2026-03-01 09:00", "2026-03-01 21:00", "2026-03-02 09:00")
    async with owner.begin() as connection:
        for at in days:
            await connection.execute(text(str(look).replace(":at", f"'{at}'")), {"number": number})
        await connection.execute(
            text(
                "INSERT INTO certificate_lookups (number, answer, asked_by, recorded_at)"
                " VALUES (:number, 'superseded', 'public 192.0.2.0/24', '2026-03-02 10:00')"
            ),
            {"number": number},
        )
        kept = await connection.execute(
            text("SELECT answer, times FROM certificate_lookups WHERE number = :number ORDER BY id"), {"number": number}
        )
        assert [tuple(row) for row in kept] == [("active", 2), ("active", 1), ("superseded", 1)]


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Los_Angeles"])
async def test_a_day_of_look_ups_is_a_day_in_england(owner: AsyncEngine, number: str, zone: str) -> None:
    look = "SELECT app_verify_certificate(:number, 'public 192.0.2.0/24', '{}')"
    async with owner.begin() as connection:
        await connection.execute(text(f"SET LOCAL TIME ZONE '{zone}'"))
        for at in ("2026-06-30 22:59Z", "2026-06-30 23:00Z", "2026-07-01 11:00Z", "2026-07-01 22:59Z"):
            await connection.execute(text(look.format(at)), {"number": number})
        kept = await connection.execute(
            text("SELECT times FROM certificate_lookups WHERE number = :number ORDER BY id"), {"number": number}
        )
        assert [row.times for row in kept] == [1, 3]
