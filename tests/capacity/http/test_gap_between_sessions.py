"""The gap that a mediator needs is kept between any two sessions: held, booked, moved or proposed, by every way."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from app.kernel.london import LONDON
from tests.support.capacity import (
    TODAY,
    a_service_alone,
    books,
    holds,
    in_days,
    mediates,
    puts,
    slots_for,
    tries_to_hold,
    wants_mediation,
)
from tests.support.parties import Party

DAY = 6
QUARTERS: dict[str, Any] = {"session_minutes": 60, "gap_minutes": 30, "starts_every_minutes": 15}
MOVED = {"moved_by": "parent_or_young_person", "why": "unavailable"}


def window(starts: str = "08:00", ends: str = "14:00", **said: Any) -> dict[str, Any]:
    return {"extra": [{"on": in_days(DAY), "starts": starts, "ends": ends}], **QUARTERS, **said}


def at(clock: str) -> datetime:
    return datetime.combine(TODAY + timedelta(days=DAY), time.fromisoformat(clock), LONDON).astimezone(UTC)


async def by_start(party: Party, case: str, mediator: str) -> dict[datetime, str]:
    """The slots that are offered, by when they start."""
    return {datetime.fromisoformat(one["starts_at"]): one["id"] for one in await slots_for(party, case, mediator)}


async def refused(party: Party, case: str, mediator: str) -> dict[datetime, list[tuple[str, str]]]:
    """The slots that are not offered, with why not."""
    found = await party.gets("/v1/slots", case_id=case, mediator_id=mediator, limit=200)
    return {
        datetime.fromisoformat(one["starts_at"]): [(reason["why"], reason["says"]) for reason in one["reasons"]]
        for one in found["slots_not_suitable"]
    }


async def test_nothing_within_the_gap_is_offered_or_held(la: Party, other_la: Party, provider: Party) -> None:
    mediator = await mediates(provider, window())
    ours, theirs = await wants_mediation(la, provider), await wants_mediation(other_la, provider)
    before = await by_start(la, ours, mediator)
    await holds(la, before[at("10:00")], ours)
    offered = await by_start(other_la, theirs, mediator)
    assert sorted(offered) == [one for one in sorted(before) if not at("08:30") < one < at("11:30")]
    why = await refused(other_la, theirs, mediator)
    assert {one: [code for code, _ in said] for one, said in why.items()} == {
        one: ["taken" if at("09:00") < one < at("11:00") else "within_gap"] for one in before if one not in offered
    }
    for clock in ("08:45", "09:00", "09:15", "10:45", "11:00", "11:15"):
        late = await tries_to_hold(other_la, before[at(clock)], theirs)
        assert (late.status_code, late.json()["type"]) == (409, "/problems/slot-taken"), clock
    for clock in ("08:30", "11:30"):
        await holds(other_la, before[at(clock)], theirs)


async def test_nothing_is_moved_into_the_gap(la: Party, other_la: Party, provider: Party) -> None:
    mediator = await mediates(provider, window())
    ours, theirs = await wants_mediation(la, provider), await wants_mediation(other_la, provider)
    start = await by_start(la, ours, mediator)
    await books(la, ours, start[at("10:00")])
    session = await books(other_la, theirs, start[at("13:00")])
    path = f"/v1/sessions/{session['id']}"
    late = await other_la.sends("POST", f"{path}/reschedule", json={"slot_id": start[at("11:15")], **MOVED})
    assert (late.status_code, late.json()["type"]) == (409, "/problems/slot-taken")
    assert (await other_la.gets(path))["starts_at"] == session["starts_at"]
    await other_la.posts(f"{path}/reschedule", {"slot_id": start[at("11:30")], **MOVED})


async def test_a_session_may_be_moved_into_its_own_gap(la: Party, provider: Party) -> None:
    mediator = await mediates(provider, window())
    case = await wants_mediation(la, provider)
    start = await by_start(la, case, mediator)
    held = await holds(la, start[at("10:00")], case)
    [(why, says)] = (await refused(la, case, mediator))[at("11:15")]
    assert (why, "held for this case" in says) == ("within_gap", True)
    session = await la.posts("/v1/sessions", {"hold_id": held["id"]})
    [(why, says)] = (await refused(la, case, mediator))[at("11:15")]
    assert (why, "you can move that session" in says) == ("within_gap", True)
    moved = await la.posts(f"/v1/sessions/{session['id']}/reschedule", {"slot_id": start[at("11:15")], **MOVED})
    assert datetime.fromisoformat(moved["starts_at"]) == at("11:15")
    assert at("09:45") in await by_start(la, await wants_mediation(la, provider), mediator)


async def test_the_gap_is_kept_between_hours_of_different_kinds(la: Party, provider: Party) -> None:
    """A weekly window, a single one and one that a calendar brought: none knows of the others."""
    day = TODAY + timedelta(days=DAY)
    weekly = {"weekday": day.weekday(), "starts": "09:00", "ends": "10:00", "valid_from": in_days(0)}
    mediator = await mediates(provider, window("10:15", "11:15", weekly=[weekly], starts_every_minutes=None))
    hours = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VAVAILABILITY", "BEGIN:AVAILABLE", "UID:1",
        f"DTSTART;TZID=Europe/London:{day:%Y%m%d}T112000", "DURATION:PT1H", "END:AVAILABLE", "END:VAVAILABILITY",
        "END:VCALENDAR", "",
    ]  # fmt: skip
    sent = await provider.sends("PUT", f"/v1/mediators/{mediator}/calendar", content="\r\n".join(hours).encode())
    assert (sent.status_code, sent.json()["windows"]) == (200, 1)
    case, another = await wants_mediation(la, provider), await wants_mediation(la, provider)
    start = await by_start(la, case, mediator)
    assert {at("10:15"), at("11:20")} <= start.keys()
    await books(la, case, start[at("10:15")])
    assert not {one for one in await by_start(la, another, mediator) if one.date() == day}


async def test_the_larger_gap_of_two_registrations_is_kept(
    la: Party, other_la: Party, provider: Party, other_provider: Party
) -> None:
    same: dict[str, Any] = {"registration_number": "GAPS-1", "areas": ["991", "992"]}
    here = await mediates(provider, window(gap_minutes=0), **same)
    there = await mediates(other_provider, window(gap_minutes=60), **same)
    ours = await wants_mediation(la, provider)
    theirs = await wants_mediation(other_la, other_provider, provider="sandbox-provider-b")
    await books(la, ours, (await by_start(la, ours, here))[at("10:00")])
    offered = await by_start(other_la, theirs, there)
    assert min(one for one in offered if one.date() == at("10:00").date()) == at("08:00")
    assert at("11:45") not in offered
    await books(other_la, theirs, offered[at("12:00")])
    third = await wants_mediation(la, provider)
    left = await by_start(la, third, here)
    assert {one for one in left if one.date() == at("10:00").date()} == {
        at("08:00") + timedelta(minutes=15) * n for n in range(5)
    }


async def test_time_that_is_taken_keeps_its_gap_and_a_larger_one_counts_at_once(la: Party, provider: Party) -> None:
    mediator = await mediates(provider, window())
    case, another = await wants_mediation(la, provider), await wants_mediation(la, provider)
    await books(la, case, (await by_start(la, case, mediator))[at("10:00")])
    await puts(provider, f"/v1/mediators/{mediator}/availability", window(gap_minutes=0))
    assert at("11:15") not in await by_start(la, another, mediator)
    await puts(provider, f"/v1/mediators/{mediator}/availability", window(gap_minutes=120))
    assert min(one for one in await by_start(la, another, mediator) if one > at("10:00")) == at("13:00")


async def test_a_hold_that_ran_out_keeps_no_gap(keys: Mapping[str, Any]) -> None:
    async with a_service_alone(keys) as here:
        la, provider = await here.get("sandbox-la-991"), await here.get("sandbox-provider-a")
        mediator = await mediates(provider, window())
        case, another = await wants_mediation(la, provider), await wants_mediation(la, provider)
        start = await by_start(la, case, mediator)
        await holds(la, start[at("10:00")], case, minutes=60)
        await la.posts("/sandbox/clock", {"days": 1})
        await holds(la, start[at("11:15")], another)


async def test_a_proposal_leaves_the_gap(keys: Mapping[str, Any]) -> None:
    async with a_service_alone(keys) as here:
        la, provider = await here.get("sandbox-la-991"), await here.get("sandbox-provider-a")
        await mediates(provider, window("08:00", "11:00"))
        for _ in range(3):
            await wants_mediation(la, provider)
        proposed = await provider.posts("/v1/capacity/allocations", {"weeks": 2, "seconds": 5})
        starts = sorted(datetime.fromisoformat(one["starts_at"]) for one in proposed["placed"])
        mine = [one for one in starts if one.date() == at("08:00").date()]
        assert all(later - one >= timedelta(minutes=90) for one, later in pairwise(mine))
        booked = await provider.posts(f"/v1/capacity/allocations/{proposed['id']}/book", None)
        assert booked["status"] == "booked"
