"""A session that is moved: the old time goes as the new one comes, and everybody is told anew."""

from typing import Any

from tests.support.capacity import (
    books,
    every_day,
    holds,
    mediates,
    slots_for,
    tries_to_hold,
    wants_mediation,
)
from tests.support.parties import Party


async def test_a_session_answers_before_the_hold_for_what_it_is_moved_to(la: Party, provider: Party) -> None:
    """It was called off: that the hold is over as well would lead nowhere."""
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    session = await books(la, case, (await slots_for(la, case, mediator))[0]["id"])
    path, because = f"/v1/sessions/{session['id']}", {"why": "unavailable"}
    moves = {"hold_id": session["id"], "moved_by": "local_authority", **because}
    over = await la.sends("POST", f"{path}/reschedule", json=moves)
    assert (over.status_code, over.json()["type"]) == (409, "/problems/hold-expired")
    await la.posts(f"{path}/cancel", {"cancelled_by": "local_authority", **because})
    answer = await la.sends("POST", f"{path}/reschedule", json=moves)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/refused")
    assert (answer.json()["state"], answer.json()["post_to"]) == ("cancelled", "/v1/sessions")
    await la.records(case, "withdraw", family_confirmed=True)
    assert "post_to" not in (await la.sends("POST", f"{path}/reschedule", json=moves)).json(), "no session is wanted"


async def test_rescheduling_lets_the_old_time_go_and_everybody_be_told_anew(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    early, late, later = (await slots_for(la, case, mediator))[:3]
    session = await books(la, case, early["id"])
    path = f"/v1/sessions/{session['id']}"
    await la.posts(f"{path}/told", {"parties": ["parent_or_young_person", "local_authority"]})
    held, other = await holds(la, late["id"], case), await holds(la, later["id"], case)
    moved = await la.posts(
        f"{path}/reschedule", {"hold_id": held["id"], "moved_by": "parent_or_young_person", "why": "illness"}
    )
    last = (await la.gets(f"/v1/cases/{case}/events"))["items"][-1]
    assert (last["about"]["what"], last["about"]["holds_released"]) == ("session-rescheduled", [other["id"]])
    assert (moved["day"], moved["moved"], moved["notice"]["told"]) == (late["day"], 1, [])
    assert (await la.sees(case))["mediation"]["session_on"] == late["day"]
    another = await wants_mediation(la, provider)
    assert early["id"] in [slot["id"] for slot in await slots_for(la, another, mediator)]


async def why_taken(party: Party, case: str, mediator: str, slot: dict[str, Any]) -> str:
    """What the search says of a slot that is not to be had."""
    found = await party.gets("/v1/slots", case_id=case, mediator_id=mediator, limit=200)
    [says] = [one["reasons"][0]["says"] for one in found["slots_not_suitable"] if one["id"] == slot["id"]]
    return str(says)


async def test_a_start_that_overlaps_what_is_held_says_so(la: Party, provider: Party) -> None:
    mediator = await mediates(provider, every_day("09:00", "12:00", session_minutes=120, starts_every_minutes=60))
    case = await wants_mediation(la, provider)
    slots = await slots_for(la, case, mediator)
    first, second = sorted((one for one in slots if one["day"] == slots[-1]["day"]), key=lambda one: one["starts_at"])
    await holds(la, first["id"], case)
    assert await why_taken(la, case, mediator, second) == (
        "The slot overlaps the time of this mediator that is held for this case."
    )


async def test_a_session_is_moved_to_a_start_that_overlaps_it(la: Party, other_la: Party, provider: Party) -> None:
    """Its own time cannot be held beside it: the slot is taken as the old time goes, or nothing is changed at all."""
    mediator = await mediates(
        provider, every_day("09:00", "13:00", session_minutes=120, gap_minutes=0, starts_every_minutes=60)
    )
    case, another = await wants_mediation(la, provider), await wants_mediation(other_la, provider)
    slots = await slots_for(la, case, mediator)
    of_a_day = sorted(
        (slot for slot in slots if slot["day"] == slots[-1]["day"]), key=lambda one: str(one["starts_at"])
    )
    first, second, third = of_a_day
    path = f"/v1/sessions/{(await books(la, case, first['id']))['id']}"
    because = {"moved_by": "parent_or_young_person", "why": "unavailable"}
    assert (await tries_to_hold(la, second["id"], case)).status_code == 409
    assert await why_taken(la, case, mediator, second) == (
        "The slot overlaps the session that is booked for this case. If nothing else is against the slot, "
        "you can move that session to this slot."
    )
    assert await why_taken(other_la, another, mediator, second) == "The mediator's time is held or booked already."
    moved = await la.posts(f"{path}/reschedule", {"slot_id": second["id"], **because})
    assert (moved["starts_at"], moved["moved"], moved["status"]) == (second["starts_at"], 1, "booked")
    assert (await la.sees(case))["state"] == "mediation_arranged"
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]

    await la.posts(f"{path}/reschedule", {"slot_id": first["id"], **because})
    await holds(other_la, third["id"], another)
    late = await la.sends("POST", f"{path}/reschedule", json={"slot_id": second["id"], **because})
    assert (late.status_code, late.json()["type"]) == (409, "/problems/slot-taken")
    stands = await la.gets(path)
    assert (stands["starts_at"], stands["status"], stands["moved"]) == (first["starts_at"], "booked", 2)
    assert (await tries_to_hold(other_la, first["id"], another)).status_code == 409

    theirs = await mediates(provider, areas=["991"])
    elsewhere = (await slots_for(la, case, theirs))[0]
    assert (await la.posts(f"{path}/reschedule", {"slot_id": elsewhere["id"], **because}))["day"] == elsewhere["day"]
    assert (await tries_to_hold(other_la, first["id"], another)).status_code == 201
    for said in ({}, {"slot_id": first["id"], "hold_id": first["id"]}):
        answer = await la.sends("POST", f"{path}/reschedule", json={**said, **because})
        assert answer.status_code == 422
