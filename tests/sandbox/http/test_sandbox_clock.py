"""The sandbox's clock, on a database of its own: all organisations share it and it never goes back."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import httpx2
import pytest

from app.kernel.london import LONDON
from app.main import create_app
from app.sandbox.routes import days_until
from app.settings import Settings
from tests.support.parties import Party, calling


@pytest.fixture
async def elsewhere(settings: Settings, own_database_url: str) -> AsyncIterator[httpx2.AsyncClient]:
    app = create_app(settings.model_copy(update={"database_url": own_database_url}))
    async with app.router.lifespan_context(app), calling(app) as http:
        yield http


@pytest.fixture
def clerk(elsewhere: httpx2.AsyncClient, la: Party) -> Party:
    return Party(la.slug, elsewhere, la.token)


async def read(party: Party) -> date:
    return date.fromisoformat((await party.gets("/sandbox/clock"))["today"])


async def test_time_moves_on_for_everybody(clerk: Party, provider: Party, elsewhere: httpx2.AsyncClient) -> None:
    began = await read(clerk)
    adviser = Party(provider.slug, elsewhere, provider.token)
    case = await clerk.opens(notice_sent_on=began.isoformat())
    later = (began + timedelta(days=70)).isoformat()
    assert (await adviser.tries(case, "contact-adviser", occurred_on=later)).status_code == 409

    assert (await clerk.posts("/sandbox/clock", {"days": 70}))["today"] == later
    assert await read(adviser) == began + timedelta(days=70)
    standing = {d["code"]: d["status"] for d in (await clerk.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]}
    assert standing["contact-adviser"] == "passed"
    assert (await clerk.sees(case))["certificate_window_missed"] is True
    contacted = await adviser.records(case, "contact-adviser")
    assert contacted["mediation"]["contacted_on"] == later


async def test_it_never_goes_back(clerk: Party) -> None:
    began = await read(clerk)
    await clerk.posts("/sandbox/clock", {"to": (began + timedelta(days=3)).isoformat()})
    back = await clerk.sends("POST", "/sandbox/clock", json={"to": began.isoformat()})
    assert (back.status_code, back.json()["errors"][0]["pointer"]) == (422, "#/to")
    assert await read(clerk) == began + timedelta(days=3)


@pytest.mark.parametrize(
    ("now", "day", "days"),
    [
        ("2027-03-26T12:00", "2027-04-25", 30),
        ("2027-03-26T23:30", "2027-04-25", 29),  # 24 hours later by 29 times it is half past midnight on that day
        ("2027-10-29T23:30", "2027-11-29", 31),  # 30 October already; by 30 times 24 hours it is the 28th yet
        ("2027-03-27T23:30", "2027-03-28", 1),  # the day on which the clocks change is passed over
        ("2027-03-27T23:30", "2027-03-27", 0),
    ],
)
def test_it_comes_to_the_day_that_was_asked_for_late_at_night_too(now: str, day: str, days: int) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert days_until(date.fromisoformat(day), at) == days
    reached = (at + timedelta(days=days)).astimezone(LONDON).date()
    assert (reached - date.fromisoformat(day)).days == (day == "2027-03-28")


@pytest.mark.parametrize("body", [{}, {"days": 1, "to": "2027-01-01"}, {"days": -1}, {"days": 801}])
async def test_it_wants_some_days_or_a_day(clerk: Party, body: dict[str, object]) -> None:
    assert (await clerk.sends("POST", "/sandbox/clock", json=body)).status_code == 422


async def test_it_stops_where_the_bank_holidays_do(clerk: Party) -> None:
    answer = await clerk.sends("POST", "/sandbox/clock", json={"to": "2099-01-01"})
    assert answer.status_code == 422
    assert "the last day for which bank holidays are published" in answer.text


async def test_a_key_moves_it_once(clerk: Party) -> None:
    began = await read(clerk)
    for _ in range(2):
        await clerk.posts("/sandbox/clock", {"days": 2}, **{"Idempotency-Key": "two days"})
    assert await read(clerk) == began + timedelta(days=2)
