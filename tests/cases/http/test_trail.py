"""The trail of a case: append-only, chained, and honest about tampering."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from tests.support.parties import Party, declines


async def test_it_tells_what_happened_in_order(la: Party, provider: Party) -> None:
    case = await la.opens(notice_sent_on="2026-02-02")
    await declines(provider, case)
    trail = (await la.gets(f"/v1/cases/{case}/events"))["items"]
    assert [event["seq"] for event in trail] == [1, 2, 3, 4]
    assert [event["type"] for event in trail] == [
        "notice-recorded",
        "adviser-contacted",
        "mediation-declined",
        "certificate-issued",
    ]
    assert [event["occurred_on"] for event in trail] == ["2026-02-02", "2026-02-09", "2026-02-10", "2026-02-11"]
    assert [event["client_id"] for event in trail] == ["sandbox-la-991", *["sandbox-provider-a"] * 3]
    assert trail[1]["changes"].items() >= {"contacted_on": "2026-02-09", "stage": "adviser_contacted"}.items()


async def test_anybody_can_recompute_the_chain(la: Party, provider: Party) -> None:
    """Written out once more from the published description, without the service's own code."""
    case = await la.opens()
    await declines(provider, case)
    previous = "0" * 64
    for event in (await la.gets(f"/v1/cases/{case}/events"))["items"]:
        chained, own = event.pop("previous"), event.pop("hash")
        event["recorded_at"] = event["recorded_at"].replace("Z", "+00:00")
        written = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert chained == previous
        assert own == sha256(f"{previous}\n{written}".encode()).hexdigest()
        previous = own
    verdict = await la.gets(f"/v1/cases/{case}/events/verification")
    assert verdict == {"intact": True, "length": 4, "broken_at": None, "differs": [], "head": previous}


async def test_it_is_read_page_by_page(la: Party, provider: Party) -> None:
    case = await la.opens()
    await declines(provider, case)
    first = await la.gets(f"/v1/cases/{case}/events", limit=3)
    rest = await la.gets(first["next"])
    assert [event["seq"] for event in first["items"] + rest["items"]] == [1, 2, 3, 4]
    assert rest["next"] is None


TAMPERING = {
    "a change": ("UPDATE events SET occurred_on = '2026-02-08' WHERE case_id = :case AND seq = 2", 2),
    "a change of what it changed": ("UPDATE events SET changes = '{}' WHERE case_id = :case AND seq = 3", 3),
    "another author": ("UPDATE events SET client_id = 'nobody' WHERE case_id = :case AND seq = 1", 1),
    "an event dropped": ("DELETE FROM events WHERE case_id = :case AND seq = 2", 2),
    "the last event dropped": ("DELETE FROM events WHERE case_id = :case AND seq = 4", 3),
    "an event slipped in": (
        "INSERT INTO events (case_id, seq, la_id, provider_id, type, by_kind, organisation_id, client_id, occurred_on,"
        " recorded_at, changes, previous, hash) SELECT case_id, 5, la_id, provider_id, type, by_kind, organisation_id,"
        " client_id, occurred_on, recorded_at, changes, hash, previous FROM events WHERE case_id = :case AND seq = 4",
        5,
    ),
}


@pytest.mark.parametrize(("statement", "broken_at"), TAMPERING.values(), ids=TAMPERING)
async def test_tampering_past_the_trigger_is_found(
    la: Party, provider: Party, owner: AsyncEngine, statement: str, broken_at: int
) -> None:
    case = await la.opens()
    await declines(provider, case)
    async with _without_trigger(owner) as connection:
        await connection.execute(text(statement), {"case": case})
    verdict = await la.gets(f"/v1/cases/{case}/events/verification")
    assert (verdict["intact"], verdict["broken_at"]) == (False, broken_at)


@asynccontextmanager
async def _without_trigger(owner: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Work as a superuser who switched the log's protection off: the chain must then still tell."""
    async with owner.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection


async def test_a_rewritten_last_event_disagrees_with_the_case(la: Party, owner: AsyncEngine) -> None:
    """Whoever recomputes the hash of the last event as well is still betrayed by the head on the case."""
    case = await la.opens()
    [event] = (await la.gets(f"/v1/cases/{case}/events"))["items"]
    forged = _forged(event)
    async with _without_trigger(owner) as connection:
        values = {"case": UUID(case), "day": date.fromisoformat(forged["occurred_on"]), "hash": forged["hash"]}
        await connection.execute(
            text("UPDATE events SET occurred_on = CAST(:day AS date), hash = :hash WHERE case_id = :case"), values
        )
    verdict = await la.gets(f"/v1/cases/{case}/events/verification")
    assert (verdict["intact"], verdict["broken_at"]) == (False, 1)


def _forged(event: dict[str, Any]) -> dict[str, Any]:
    changed = {**event, "occurred_on": "2026-02-01", "recorded_at": event["recorded_at"].replace("Z", "+00:00")}
    previous = changed.pop("previous")
    del changed["hash"]
    written = json.dumps(changed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return {**changed, "hash": sha256(f"{previous}\n{written}".encode()).hexdigest()}
