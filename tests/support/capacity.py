"""Mediators, slots and sessions, made over HTTP: a test says only what matters to it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import httpx2
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.kernel.london import LONDON
from app.law.holidays import england
from app.main import create_app
from app.settings import Settings
from tests.support.databases import a_database
from tests.support.parties import Parties, Party, calling

NUMBERS = count(1)
TODAY = datetime.now(UTC).astimezone(LONDON).date()
INDEPENDENT = {
    "declared_on": "2026-01-12",
    "employed_by_local_authority": False,
    "employed_by_integrated_care_board": False,
    "employed_by_nhs_england": False,
}


@asynccontextmanager
async def a_service_alone(keys: Mapping[str, Any]) -> AsyncIterator[Parties]:
    """The service on a database where nobody else books, waits, or moves the clock."""
    async with a_database() as url:
        app = create_app(
            Settings(_env_file=None, environment="sandbox", database_url=url, requests_per_minute=10_000_000, **keys)
        )
        async with app.router.lifespan_context(app), calling(app) as http:
            yield Parties(http)


def in_days(days: int) -> str:
    """A day so far from today, as JSON has it."""
    return (TODAY + timedelta(days=days)).isoformat()


def a_mediator(**said: Any) -> dict[str, Any]:
    """The body that registers a mediator; each has a number of its own."""
    return {
        "name": "Ada Mwangi",
        "registered_with": "civil_mediation_council",
        "registration_number": f"T-{next(NUMBERS)}",
        "accredited_until": in_days(700),
        "languages": ["en"],
        "formats": ["in_person", "video"],
        "areas": ["991", "992"],
        "independence": INDEPENDENT,
        **said,
    }


def every_day(starts: str = "09:30", ends: str = "12:30", **said: Any) -> dict[str, Any]:
    """Availability of one window on each day of the week, bank holidays among them: a test runs on any day."""
    weekly = [{"weekday": day, "starts": starts, "ends": ends, "valid_from": in_days(-7)} for day in range(7)]
    return {"weekly": weekly, "extra": [{"on": day, "starts": starts, "ends": ends} for day in holidays()], **said}


def holidays() -> list[str]:
    """England's holidays in the year and a month ahead, as JSON has them."""
    calendar = england()
    ahead = [TODAY + timedelta(days=days) for days in range(400)]
    return [day.isoformat() for day in ahead if calendar.is_holiday(day)]


async def puts(party: Party, path: str, body: Any, **headers: str) -> Any:
    """PUT and insist on success."""
    answer = await party.sends("PUT", path, json=body, headers=headers)
    assert answer.is_success, f"PUT {path}: {answer.status_code} {answer.text}"
    return answer.json()


async def mediates(provider: Party, availability: Mapping[str, Any] | None = None, **said: Any) -> str:
    """Register a mediator who is available, every day unless told otherwise; return the id."""
    mediator: str = (await provider.posts("/v1/mediators", a_mediator(**said)))["id"]
    await puts(provider, f"/v1/mediators/{mediator}/availability", availability or every_day())
    return mediator


async def wants_mediation(la: Party, adviser: Party, *, asked: int = 3, **said: Any) -> str:
    """Open a case whose family asked to mediate so many days ago; return its id."""
    case = await la.opens(notice_sent_on=in_days(-asked - 10), **said)
    await adviser.records(case, "contact-adviser", occurred_on=in_days(-asked))
    await adviser.records(case, "request-mediation", occurred_on=in_days(-asked))
    return case


async def slots_for(party: Party, case: str, mediator: str | None = None, **query: Any) -> list[dict[str, Any]]:
    """The slots that suit a case, best first; of one mediator alone where it is named."""
    only = {"mediator_id": mediator} if mediator else {}
    found = await party.gets("/v1/slots", case_id=case, limit=200, **only, **query)
    slots: list[dict[str, Any]] = found["items"]
    return slots


async def tries_to_hold(party: Party, slot: str, case: str, **said: Any) -> httpx2.Response:
    return await party.sends("POST", f"/v1/slots/{slot}/hold", json={"case_id": case, **said})


async def holds(party: Party, slot: str, case: str, **said: Any) -> dict[str, Any]:
    answer = await tries_to_hold(party, slot, case, **said)
    assert answer.status_code == 201, answer.text
    held: dict[str, Any] = answer.json()
    return held


async def books(party: Party, case: str, slot: str, **said: Any) -> dict[str, Any]:
    """Hold a slot for a case and book it."""
    held = await holds(party, slot, case)
    booked: dict[str, Any] = await party.posts("/v1/sessions", {"hold_id": held["id"], **said})
    return booked


async def advances(party: Party, days: int) -> date:
    """Move the sandbox's clock on."""
    return date.fromisoformat((await party.posts("/sandbox/clock", {"days": days}))["today"])


async def tables_that_say(owner: AsyncEngine, word: str) -> list[str]:
    """Every table that holds a word in any column of any row."""
    async with owner.connect() as connection:
        tables = await connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        found = []
        for table in tables.scalars():
            asked = text(f'SELECT EXISTS (SELECT FROM "{table}" t WHERE strpos(CAST(t AS text), :word) > 0)')  # noqa: S608 - from the catalogue
            if await connection.scalar(asked, {"word": word}):
                found.append(table)
        return found
