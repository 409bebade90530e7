"""How many slots are kept ahead, and that nobody waits while they are laid out."""

from datetime import date, timedelta
from threading import Thread, current_thread, main_thread
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.capacity.mediators.layout import MOST_SLOTS, SLOTS_AHEAD, slots_of
from app.capacity.records import NewSlot, StoredMediator
from app.law.domain.calendars import EnglishCalendar
from tests.support.capacity import TODAY, a_service_alone, advances, every_day, in_days, mediates, puts
from tests.support.parties import Party


async def test_no_more_slots_are_offered_than_are_kept(provider: Party, owner: AsyncEngine) -> None:
    """A start every twenty minutes of twelve hours on five days a week; a sixth is too much, and changes nothing."""

    async def kept() -> int:
        counted = text("SELECT count(*) FROM slots WHERE mediator_id = :mediator")
        async with owner.connect() as connection:
            return int(await connection.scalar(counted, {"mediator": mediator}) or 0)

    mediator = await mediates(provider)
    path = f"/v1/mediators/{mediator}/availability"
    often: dict[str, Any] = {"session_minutes": 15, "starts_every_minutes": 20}
    weekly = every_day("08:00", "20:00")["weekly"]
    await puts(provider, path, {"weekly": weekly[:5], **often})
    assert 9_000 < (before := await kept()) <= MOST_SLOTS
    for said in ({"weekly": weekly[:6], **often}, every_day("00:00", "23:59", **often | {"starts_every_minutes": 5})):
        answer = await provider.sends("PUT", path, json=said)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#")
        assert "10,000" in answer.json()["errors"][0]["detail"]
    assert await kept() == before
    assert len((await provider.gets(f"/v1/mediators/{mediator}/events"))["items"]) == 3


@pytest.mark.parametrize("module", ["app.capacity.mediators.use_cases", "app.capacity.upkeep"])
async def test_slots_are_laid_out_in_a_thread_of_their_own(
    keys: dict[str, Any], monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    """Thousands take a while, and nobody else should wait for them."""
    threads: list[Thread] = []

    def laid_out(stored: StoredMediator, from_on: date, england: EnglishCalendar) -> list[NewSlot]:
        threads.append(current_thread())
        return slots_of(stored, from_on, england)

    async with a_service_alone(keys) as parties:
        monkeypatch.setattr(f"{module}.slots_of", laid_out)
        provider = await parties.get("sandbox-provider-a")
        await mediates(provider)
        await advances(provider, 30)
    assert threads
    assert main_thread() not in threads


async def test_as_days_go_by_slots_are_written_out_as_far_as_there_is_room(keys: dict[str, Any]) -> None:
    """Hours that begin near the end of the year to come, and come to too much in the next: nobody else waits for it."""
    async with a_service_alone(keys) as parties:
        provider = await parties.get("sandbox-provider-a")
        often: dict[str, Any] = {"session_minutes": 15, "starts_every_minutes": 5}
        late = [{"weekday": day, "starts": "00:00", "ends": "23:59", "valid_from": in_days(345)} for day in range(7)]
        crowded = await mediates(provider, {"weekly": late, **often})
        ordinary = await mediates(provider)
        await advances(provider, 30)
        whole = TODAY + timedelta(days=30) + SLOTS_AHEAD
        shown = [(await provider.gets(f"/v1/mediators/{one}"))["slots_until"] for one in (crowded, ordinary)]
        assert in_days(371) < shown[0] < shown[1] == whole.isoformat()
