"""What takes days: a hold that lets go by itself, a session that comes, slots that are written further.

The sandbox's clock moves for everybody, so these tests have a sandbox of their own.
"""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from app.capacity.mediators.layout import SLOTS_AHEAD
from app.law.holidays import england
from tests.support.capacity import (
    TODAY,
    a_service_alone,
    advances,
    books,
    every_day,
    holds,
    in_days,
    mediates,
    puts,
    slots_for,
    tries_to_hold,
    wants_mediation,
)
from tests.support.parties import Parties, Party


@pytest.fixture(scope="module")
async def parties(keys: dict[str, Any]) -> AsyncIterator[Parties]:
    async with a_service_alone(keys) as alone:
        yield alone


@pytest.fixture(scope="module")
async def la(parties: Parties) -> Party:
    return await parties.get("sandbox-la-991")


@pytest.fixture(scope="module")
async def provider(parties: Parties) -> Party:
    return await parties.get("sandbox-provider-a")


async def test_a_hold_lets_go_by_itself(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    ours, theirs = await wants_mediation(la, provider), await wants_mediation(la, provider)
    slot = (await slots_for(la, ours, mediator))[3]["id"]
    held = await holds(la, slot, ours)
    assert (await tries_to_hold(la, slot, theirs)).status_code == 409
    await advances(la, 1)
    assert (await la.sends("GET", f"/v1/holds/{held['id']}")).status_code == 404
    late = await la.sends("POST", "/v1/sessions", json={"hold_id": held["id"]})
    assert (late.status_code, late.json()["type"]) == (409, "/problems/hold-expired")
    assert (await tries_to_hold(la, slot, theirs)).status_code == 201


async def test_a_session_comes_and_its_outcome_moves_the_case(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    slot = (await slots_for(la, case, mediator))[0]
    path = f"/v1/sessions/{(await books(la, case, slot['id']))['id']}"
    ended: dict[str, Any] = {
        "outcome": "partial_agreement",
        "attendance": {"parent_or_young_person": "attended", "advocate": "attended_remotely"},
        "childs_views": "through_advocate",
    }
    early = await provider.sends("POST", f"{path}/outcome", json=ended)
    assert (early.status_code, early.json()["rule"]) == (409, "mediation-on-request")
    assert (await la.sends("POST", f"{path}/outcome", json=ended)).status_code == 403
    today = await advances(la, 0)
    await advances(la, (date.fromisoformat(slot["day"]) - today).days + 1)

    after = await provider.posts(f"{path}/outcome", ended)
    assert (after["status"], after["case_state"]) == ("ended", "mediation_concluded")
    assert (after["attendance"]["advocate"], after["childs_views"]) == ("attended_remotely", "through_advocate")
    late = await provider.posts(f"{path}/attendance", {"attendance": {"supporter": "attended"}})
    assert late["attendance"]["supporter"] == "attended"
    again = await provider.sends("POST", f"{path}/outcome", json={"outcome": "no_agreement"})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/refused")
    assert (await provider.records(case, "issue-certificate", ground="took_part"))["state"] == "certified"


async def test_nothing_is_booked_as_of_a_day_before_it_was_held(la: Party, provider: Party) -> None:
    """Else the duty to arrange would be met on paper; a day since the hold may be told late."""
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    first, second, third = (await slots_for(la, case, mediator))[-3:]
    before = (await advances(la, 1) - timedelta(days=1)).isoformat()
    held = await holds(la, first["id"], case, minutes=3 * 24 * 60)
    today = (await advances(la, 1)).isoformat()
    early = await la.sends("POST", "/v1/sessions", json={"hold_id": held["id"], "occurred_on": before})
    assert (early.status_code, early.json()["type"], early.json()["rule"]) == (
        409, "/problems/refused", "authority-arranges",
    )  # fmt: skip
    assert (await la.gets(f"/v1/holds/{held['id']}"))["id"] == held["id"]
    day_held = (await advances(la, 0) - timedelta(days=1)).isoformat()
    path = f"/v1/sessions/{(await la.posts('/v1/sessions', {'hold_id': held['id'], 'occurred_on': day_held}))['id']}"
    assert (await la.sees(case))["mediation"]["arranged_on"] == day_held

    moves = {"hold_id": (await holds(la, second["id"], case))["id"], "moved_by": "local_authority", "why": "other"}
    early = await la.sends("POST", f"{path}/reschedule", json={**moves, "occurred_on": day_held})
    assert (early.status_code, early.json()["rule"]) == (409, "authority-arranges")
    assert (await la.posts(f"{path}/reschedule", {**moves, "occurred_on": today}))["day"] == second["day"]
    assert third["id"] in [slot["id"] for slot in await slots_for(la, case, mediator)]


async def test_slots_are_written_further_as_days_go_by(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    before = date.fromisoformat((await provider.gets(f"/v1/mediators/{mediator}"))["slots_until"])
    today = await advances(la, 40)
    after = await provider.gets(f"/v1/mediators/{mediator}")
    assert date.fromisoformat(after["slots_until"]) == today + SLOTS_AHEAD > before + timedelta(days=30)
    assert after["version"] == 2  # nobody said anything new
    assert today > TODAY


async def test_no_hours_are_opened_further_than_a_calendar_was_read(la: Party, provider: Party) -> None:
    """Nobody knows how busy the mediator is after that; a calendar that says nothing lets the hours go on."""
    mediator = await mediates(provider)
    path = f"/v1/mediators/{mediator}"
    day = f"{await advances(la, 0) + timedelta(days=50):%Y%m%d}"
    event = ["BEGIN:VEVENT", "UID:1", f"DTSTART:{day}T090000Z", f"DTEND:{day}T100000Z", "END:VEVENT"]
    calendar, empty = (
        "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//T//EN", *lines, "END:VCALENDAR", ""]).encode()
        for lines in (event, [])
    )

    async def says(sent: bytes | None = None) -> date:
        if sent is None:
            return date.fromisoformat((await puts(provider, f"{path}/availability", every_day()))["slots_until"])
        as_calendar = {"Content-Type": "text/calendar"}
        answer = await provider.sends("PUT", f"{path}/calendar", content=sent, headers=as_calendar)
        return date.fromisoformat(answer.json()["availability"]["slots_until"])

    read_to = await says(calendar)
    today = await advances(la, 20)
    assert await says() == read_to < today + SLOTS_AHEAD
    assert await says(calendar) == today + SLOTS_AHEAD
    today = await advances(la, 20)
    await says(empty)
    assert await says() == today + SLOTS_AHEAD


async def test_a_session_whose_day_has_passed_is_not_called_off(la: Party, provider: Party) -> None:
    """It was held or missed: it has an outcome, though the family gives its dispute up meanwhile."""
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    now = await advances(la, 0)
    slot = (await slots_for(la, case, mediator))[0]
    path = f"/v1/sessions/{(await books(la, case, slot['id']))['id']}"
    await advances(la, (date.fromisoformat(slot["day"]) - now).days + 1)
    late = await la.sends("POST", f"{path}/cancel", json={"cancelled_by": "local_authority", "why": "unavailable"})
    assert (late.status_code, late.json()["type"]) == (403, "/problems/not-yours-to-record")
    await la.records(case, "withdraw", family_confirmed=True)
    assert (await la.gets(path))["status"] == "booked"
    held = await provider.posts(f"{path}/outcome", {"outcome": "no_agreement"})
    assert (held["status"], held["case_state"]) == ("ended", "closed")


async def a_session_that_nobody_spoke_of(la: Party, provider: Party) -> tuple[str, str, str]:
    """Book a session and let its day pass; return the case, the session's path, and that day."""
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    now = await advances(la, 0)
    slot = (await slots_for(la, case, mediator))[0]
    path = f"/v1/sessions/{(await books(la, case, slot['id']))['id']}"
    await advances(la, (date.fromisoformat(slot["day"]) - now).days + 1)
    return case, path, slot["day"]


async def test_a_session_that_has_begun_and_its_case_do_not_come_apart(la: Party, provider: Party) -> None:
    """Neither a report nor the family's declining goes behind its outcome: the certificate rests on that."""
    case, path, _ = await a_session_that_nobody_spoke_of(la, provider)
    search = await la.posts(f"/v1/cases/{case}/searches", {})
    for answer in (
        await la.tries(case, "report-cannot-arrange"),
        await la.tries(case, "report-cannot-arrange", search_id=search["id"]),
        await provider.tries(case, "decline-mediation"),
    ):
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/session-booked")
        assert answer.json()["post_to"] == f"{path}/outcome"
    choices = {one["action"]: one for one in (await la.gets(f"/v1/cases/{case}/actions"))["actions"]}
    for action in ("report-cannot-arrange", "decline-mediation", "record-session-outcome"):
        assert (choices[action]["allowed"], choices[action]["post_to"]) == (False, f"{path}/outcome")
    assert choices["withdraw"]["allowed"]
    assert (await la.sees(case))["state"] == "mediation_arranged"
    ended = await provider.posts(f"{path}/outcome", {"outcome": "full_agreement"})
    assert (ended["status"], ended["case_state"]) == ("ended", "mediation_concluded")
    certified = await provider.records(case, "issue-certificate", ground="took_part")
    assert certified["certificate"]["ground"] == "took_part"


async def test_nobody_declares_a_power_afterwards(la: Party, provider: Party) -> None:
    _, path, day = await a_session_that_nobody_spoke_of(la, provider)
    who = {"name": "R. Osei", "role": "SEND manager", "has_power_to_decide": True}
    for said in ({"occurred_on": day}, {}):
        answer = await la.sends("POST", f"{path}/representative", json=who | said)
        assert (answer.status_code, answer.json()["rule"]) == (409, "authority-to-resolve")
    before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    named = await la.posts(f"{path}/representative", {**who, "occurred_on": before})
    assert named["representatives"][0]["declared_on"] == before


async def test_nobody_finds_an_interpreter_afterwards(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    await puts(la, f"/v1/cases/{case}/mediation-needs", {"interpreter": "ur"})
    now = await advances(la, 0)
    slot = (await slots_for(la, case, mediator))[0]
    path = f"/v1/sessions/{(await books(la, case, slot['id']))['id']}/interpreter"
    await advances(la, (date.fromisoformat(slot["day"]) - now).days + 1)
    answer = await la.sends("POST", path, json={})
    assert (answer.status_code, "has begun" in answer.json()["reason"]) == (409, True)
    found = await la.posts(path, {"occurred_on": now.isoformat()})
    assert found["interpreter_booked_on"] == now.isoformat()


async def test_an_outcome_is_of_the_sessions_own_day(la: Party, provider: Party) -> None:
    """Recorded late it does not give the certificate more time, nor said to have been later."""
    case, path, day = await a_session_that_nobody_spoke_of(la, provider)
    later = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    answer = await provider.sends("POST", f"{path}/outcome", json={"outcome": "no_agreement", "occurred_on": later})
    assert (answer.status_code, answer.json()["rule"]) == (409, "issue-certificate-took-part")
    await provider.posts(f"{path}/attendance", {"attendance": {"supporter": "attended"}})
    assert (await provider.posts(f"{path}/outcome", {"outcome": "no_agreement"}))["ended_on"] == day
    assert [one["occurred_on"] for one in (await la.gets(f"/v1/cases/{case}/events"))["items"][-2:]] == [day, day]
    assert (await la.sees(case))["mediation"]["concluded_on"] == day


async def test_an_outcome_cannot_contradict_who_came(la: Party, provider: Party) -> None:
    _, path, _ = await a_session_that_nobody_spoke_of(la, provider)
    away, came = {"parent_or_young_person": "did_not_attend"}, {"parent_or_young_person": "attended"}
    for outcome, attendance in (("full_agreement", away), ("family_did_not_attend", came)):
        answer = await provider.sends("POST", f"{path}/outcome", json={"outcome": outcome, "attendance": attendance})
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/refused"), outcome
        assert "contradicts" in answer.json()["reason"]


async def test_who_came_goes_on_agreeing_with_the_outcome(la: Party, provider: Party) -> None:
    """And with the certificate that rests on it."""
    case, path, _ = await a_session_that_nobody_spoke_of(la, provider)
    ended = await provider.posts(f"{path}/outcome", {"outcome": "no_agreement"})
    assert {*ended["attendance"]} == {"parent_or_young_person", "local_authority"}
    assert "did_not_attend" not in ended["attendance"].values()
    await provider.records(case, "issue-certificate", ground="took_part")
    away = {"attendance": {"parent_or_young_person": "did_not_attend"}}
    answer = await provider.sends("POST", f"{path}/attendance", json=away)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/refused")
    assert (await la.gets(path))["attendance"] == ended["attendance"]


async def test_that_it_did_not_take_place_is_its_mediators_to_say(la: Party, provider: Party) -> None:
    """An authority's word of it, true or not, comes too late once the session has begun: the provider records it."""
    case, path, day = await a_session_that_nobody_spoke_of(la, provider)
    off = {"cancelled_by": "parent_or_young_person", "why": "no_longer_wanted"}
    before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    for occurred_on in (day, before):
        answer = await la.sends("POST", f"{path}/cancel", json={**off, "occurred_on": occurred_on})
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-yours-to-record")
        assert "only the mediator's own provider can record" in answer.json()["reason"]
        assert answer.json()["post_to"] == f"{path}/outcome"
    assert (await provider.sends("POST", f"{path}/cancel", json=off)).status_code == 409, "its day has passed"
    cancelled = await provider.posts(f"{path}/cancel", {**off, "occurred_on": day})
    assert (cancelled["cancelled_on"], cancelled["case_state"]) == (day, "mediation_requested")
    assert (await la.records(case, "report-cannot-arrange"))["state"] == "mediation_not_arranged"


async def test_what_somebody_attended_is_not_called_off(la: Party, provider: Party) -> None:
    case, path, day = await a_session_that_nobody_spoke_of(la, provider)
    await provider.posts(f"{path}/attendance", {"attendance": {"parent_or_young_person": "attended"}})
    for party in (la, provider):
        off = {"cancelled_by": "parent_or_young_person", "why": "no_longer_wanted", "occurred_on": day}
        answer = await party.sends("POST", f"{path}/cancel", json=off)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/refused")
        assert "the session took place" in answer.json()["reason"]
        assert (answer.json()["rule"], answer.json()["post_to"]) == ("certificate-after-taking-part", f"{path}/outcome")
    assert (await la.gets(path))["status"] == "booked"
    await provider.posts(f"{path}/outcome", {"outcome": "no_agreement"})
    assert (await provider.records(case, "issue-certificate", ground="took_part"))["state"] == "certified"


async def test_a_session_whose_day_has_passed_is_not_put_off(la: Party, provider: Party) -> None:
    case, path, day = await a_session_that_nobody_spoke_of(la, provider)
    held = await holds(la, (await slots_for(la, case))[0]["id"], case)
    later = {"hold_id": held["id"], "moved_by": "local_authority", "why": "unavailable"}
    of_its_day = {**later, "occurred_on": day}
    assert (await la.sends("POST", f"{path}/reschedule", json=of_its_day)).status_code == 403
    refused = await provider.sends("POST", f"{path}/reschedule", json=later)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/refused")
    assert (await provider.posts(f"{path}/reschedule", of_its_day))["moved"] == 1
    assert (await la.sees(case))["mediation"]["arranged_on"] == (await advances(la, 0)).isoformat(), "held, so fixed"


async def test_what_was_so_of_the_old_day_is_not_of_the_new(la: Party, provider: Party) -> None:
    """Somebody who came makes it a session that took place; somebody who stayed away does not stay away again."""
    case, path, day = await a_session_that_nobody_spoke_of(la, provider)
    held = await holds(la, (await slots_for(la, case))[0]["id"], case)
    moves = {"hold_id": held["id"], "moved_by": "local_authority", "why": "unavailable", "occurred_on": day}
    await provider.posts(f"{path}/childs-views", {"how": "in_writing"})
    await provider.posts(f"{path}/attendance", {"attendance": {"parent_or_young_person": "attended"}})
    answer = await provider.sends("POST", f"{path}/reschedule", json=moves)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/refused")
    await provider.posts(f"{path}/attendance", {"attendance": {"parent_or_young_person": "did_not_attend"}})
    moved = await provider.posts(f"{path}/reschedule", moves)
    assert (moved["moved"], moved["attendance"], moved["childs_views"]) == (1, {}, None)


async def test_slots_are_looked_for_no_further_than_bank_holidays_are_known(keys: dict[str, Any]) -> None:
    async with a_service_alone(keys) as parties:
        la, provider = await parties.get("sandbox-la-991"), await parties.get("sandbox-provider-a")
        case = await wants_mediation(la, provider)
        last = england().horizon
        before, beyond = (last - timedelta(days=7)).isoformat(), (last + timedelta(days=10)).isoformat()
        await la.posts("/sandbox/clock", {"to": (last - timedelta(days=11)).isoformat()})
        for asked, told in (({}, last.isoformat()), ({"until": beyond}, last.isoformat()), ({"until": before}, before)):
            found = await la.gets("/v1/slots", case_id=case, **asked)
            assert found["until"] == told


async def test_somebody_who_leaves_later_goes_on_until_then(la: Party, provider: Party) -> None:
    leaves = in_days(800)
    mediator = await mediates(provider, left_on=leaves, accredited_until=leaves)
    before = (await provider.gets(f"/v1/mediators/{mediator}"))["slots_until"]
    await advances(la, 40)
    assert (await provider.gets(f"/v1/mediators/{mediator}"))["slots_until"] > before
