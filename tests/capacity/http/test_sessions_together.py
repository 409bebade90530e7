"""Sessions that share one time are called off or moved in one request: all of them, or none."""

import asyncio
from typing import Any

import pytest

from tests.capacity.http.test_joint_sessions import OFF, a_family, is_free, joined, together
from tests.support.capacity import holds, in_days, puts, slots_for, wants_mediation
from tests.support.parties import Party

MOVED: dict[str, Any] = {"moved_by": "parent_or_young_person", "why": "illness"}


async def both(la: Party, provider: Party) -> tuple[dict[str, Any], list[str]]:
    """A family whose two cases share one time, and the ids of the two sessions."""
    family = await a_family(la, provider)
    mine = await joined(la, family["session"], family["second"])
    return family, [family["session"]["id"], mine["id"]]


async def test_a_family_that_falls_ill_is_called_off_in_one_request(la: Party, provider: Party) -> None:
    family, [first, second] = await both(la, provider)
    done = await provider.posts(f"/v1/sessions/{second}/together/cancel", OFF)
    assert [one["id"] for one in done["sessions"]] == [second, first]
    assert {(one["status"], one["case_state"]) for one in done["sessions"]} == {("cancelled", "mediation_requested")}
    assert await is_free(la, provider, family)
    for case in (family["first"], family["second"]):
        assert [one["type"] for one in await la.lists(f"/v1/cases/{case}/events")][-1] == "session-cancelled"
        assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]
    again = await la.sends("POST", f"/v1/sessions/{first}/together/cancel", json=OFF)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/refused")


@pytest.mark.parametrize("held", [False, True])
async def test_a_family_is_moved_in_one_request_and_stays_together(la: Party, provider: Party, *, held: bool) -> None:
    family, [first, second] = await both(la, provider)
    slot = (await slots_for(la, family["second"], family["mediator"]))[0]
    time = {"hold_id": (await holds(la, slot["id"], family["second"]))["id"]} if held else {"slot_id": slot["id"]}
    body = {**time, **MOVED}
    path = f"/v1/sessions/{second}/together/reschedule"
    done = await la.posts(path, body, **{"Idempotency-Key": f"move-{held}"})
    assert [one["id"] for one in done["sessions"]] == [second, first]
    assert {(one["starts_at"], one["moved"], one["version"]) for one in done["sessions"]} == {(slot["starts_at"], 1, 2)}
    assert await together(la, done["sessions"][0]) == {first, second}
    assert await is_free(la, provider, family), "nobody is left in the old time"
    assert await la.posts(path, body, **{"Idempotency-Key": f"move-{held}"}) == done
    for case in (family["first"], family["second"]):
        assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]
    gone = await la.posts(f"/v1/sessions/{first}/together/cancel", OFF)
    assert len(gone["sessions"]) == 2


async def test_if_one_session_cannot_be_moved_none_is(la: Party, provider: Party) -> None:
    family, [first, second] = await both(la, provider)
    taken = {"slot_id": family["slot"], **MOVED}
    answer = await la.sends("POST", f"/v1/sessions/{first}/together/reschedule", json=taken)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/slot-taken"), answer.text
    await puts(la, f"/v1/cases/{family['second']}/mediation-needs", {"languages": ["qac"]})
    before = [await la.gets(f"/v1/sessions/{one}") for one in (first, second)]
    slot = (await slots_for(la, family["first"], family["mediator"]))[0]["id"]
    answer = await la.sends("POST", f"/v1/sessions/{first}/together/reschedule", json={"slot_id": slot, **MOVED})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-suitable")
    after = [await la.gets(f"/v1/sessions/{one}") for one in (first, second)]
    assert [(one["starts_at"], one["version"]) for one in after] == [
        (one["starts_at"], one["version"]) for one in before
    ]
    stale = await la.sends("POST", f"/v1/sessions/{first}/together/cancel", json=OFF, headers={"If-Match": '"7"'})
    assert stale.status_code == 412


async def test_a_commissioning_body_ends_its_own_session_alone(la: Party, provider: Party, icb: Party) -> None:
    """It learns of no other case: a body may be party to one case of a family alone."""
    family = await a_family(la, provider)
    case = await la.opens(
        kind="plan_content",
        sections=("F", "G"),
        notice_sent_on=in_days(-5),
        family_reference=family["family_reference"],
    )
    await provider.records(case, "contact-adviser")
    await la.records(case, "request-mediation", issues=["F", "health"])
    await la.records(case, "notify-commissioning-body", commissioning_body="sandbox-icb")
    mine = await joined(la, family["session"], case)
    off = {"cancelled_by": "commissioning_body", "why": "unavailable"}
    done = await icb.posts(f"/v1/sessions/{mine['id']}/together/cancel", off)
    assert [one["id"] for one in done["sessions"]] == [mine["id"]]
    assert (await la.gets(f"/v1/sessions/{family['session']['id']}"))["status"] == "booked"
    other = await icb.sends("POST", f"/v1/sessions/{family['session']['id']}/together/cancel", json=off)
    assert other.status_code == 404


async def test_two_requests_at_once_end_a_family_once(la: Party, provider: Party) -> None:
    family, [first, second] = await both(la, provider)
    answers = await asyncio.gather(
        la.sends("POST", f"/v1/sessions/{first}/together/cancel", json=OFF),
        provider.sends("POST", f"/v1/sessions/{second}/together/cancel", json=OFF),
        la.sends("POST", f"/v1/sessions/{second}/cancel", json=OFF),
    )
    assert {one.status_code for one in answers} <= {200, 409}, [one.text for one in answers]
    ended = [await la.gets(f"/v1/sessions/{one}") for one in (first, second)]
    if any(one["status"] == "booked" for one in ended):
        await la.posts(f"/v1/sessions/{first}/together/cancel", OFF)
    assert await is_free(la, provider, family)
    assert (await wants_mediation(la, provider)) != family["first"]
