"""What-ifs over HTTP: in a process of their own, the same answer twice, and no end that hangs."""

import asyncio
import sys
from datetime import date
from typing import Any

import pytest

from app.capacity.domain.twin import Changes, Twin
from app.capacity.twin.apart import IN_LINE, TwinDesk
from app.capacity.twin.question import Question
from app.platform.http.problems import Unavailable
from tests.support.capacity import every_day, mediates, wants_mediation
from tests.support.parties import Party

PATH = "/v1/capacity/what-if"
HANGS = (sys.executable, "-c", "import sys; sys.stdin.read(); import signal; signal.pause()")
FAILS = (sys.executable, "-c", "raise SystemExit(1)")
DAY = date(2026, 6, 1)
NOTHING = Question(Twin(DAY, DAY, DAY, 1, 30, (), (), {}), Changes(), 1)


async def asks(party: Party, **body: Any) -> Any:
    answer = await party.sends("POST", PATH, json={"weeks": 2, **body})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_both_sides_ask_and_the_same_seed_gives_the_same_answer(la: Party, provider: Party) -> None:
    await mediates(provider, every_day())
    await wants_mediation(la, provider, asked=3)
    changes = {"take_up": 1.0, "mediators_leave": 1, "session_hours": 4, "no_show_factor": 2}
    first, again = [await la.sends("POST", PATH, json={"weeks": 4, "changes": changes, "seed": 7}) for _ in range(2)]
    assert (first.status_code, first.content) == (200, again.content)
    told = first.json()
    assert [len(told[when]["weeks"]) for when in ("today", "changed")] == [4, 4]
    assert told["today"]["requests_per_week"] > 0
    assert told["changed"]["requests_per_week"] == pytest.approx(told["today"]["requests_per_week"] / 0.42, abs=0.05)
    assert told["changed"]["sessions_free"] < told["today"]["sessions_free"]
    assert {one["name"] for one in told["assumptions"]} == {"take_up", "no_show", "session_hours"}
    assert told["words"][0].startswith("Without the change, the 30 days of ")
    assert (await asks(provider, changes={}))["as_of"] == told["as_of"]


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ({"changes": {"take_up": 1.1}}, "#/changes/take_up"),
        ({"changes": {"authority_joins": {"decisions_per_week": -1}}}, "#/changes/authority_joins/decisions_per_week"),
        ({"changes": {"take_up": True}}, "#/changes/take_up"),
        ({"changes": {"session_hours": "4"}}, "#/changes/session_hours"),
        ({"changes": {}, "weeks": 54}, "#/weeks"),
        ({"changes": {}, "provider": "nobody"}, "#/provider"),
        ({}, "#/changes"),
    ],
)
async def test_what_cannot_be_asked_is_refused(la: Party, body: dict[str, Any], at: str) -> None:
    answer = await la.sends("POST", PATH, json=body)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-input")
    [fault] = answer.json()["errors"]
    assert (fault["where"], fault["pointer"]) == ("body", at)


async def test_one_week_is_no_weeks(la: Party) -> None:
    answer = await la.sends("POST", PATH, json={"changes": {}, "weeks": 1})
    assert "without a session in the next week." in answer.text


async def test_who_reads_no_capacity_asks_nothing(tribunal: Party) -> None:
    answer = await tribunal.sends("POST", PATH, json={"changes": {}})
    assert answer.status_code == 403


@pytest.mark.parametrize("command", [HANGS, FAILS])
async def test_a_process_that_hangs_or_fails_is_ended(command: tuple[str, ...]) -> None:
    with pytest.raises(Unavailable, match="needs too long"):
        await TwinDesk(command, patience=0.5).answer(NOTHING)


async def test_a_full_queue_is_said() -> None:
    desk = TwinDesk(HANGS)
    asked = [asyncio.create_task(desk.answer(NOTHING)) for _ in range(IN_LINE)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable, match="other questions"):
        await desk.answer(NOTHING)
    for one in asked:
        one.cancel()
    assert [type(one) for one in await asyncio.gather(*asked, return_exceptions=True)] == [asyncio.CancelledError] * 4
