"""Time that is held: for one case, for a while, and for nobody else; and what was taken back is not booked."""

from datetime import datetime
from typing import Any

import pytest

from tests.support.capacity import (
    a_mediator,
    books,
    every_day,
    holds,
    mediates,
    puts,
    slots_for,
    tries_to_hold,
    wants_mediation,
)
from tests.support.parties import Party


async def test_what_is_taken_cannot_be_taken_again(la: Party, other_la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    ours, theirs = await wants_mediation(la, provider), await wants_mediation(other_la, provider)
    slot = (await slots_for(la, ours, mediator))[0]["id"]
    await holds(la, slot, ours)
    late = await tries_to_hold(other_la, slot, theirs)
    assert (late.status_code, late.json()["type"]) == (409, "/problems/slot-taken")


async def test_a_slot_that_overlaps_is_taken_with_it(la: Party, other_la: Party, provider: Party) -> None:
    overlapping = every_day("09:00", "13:00", session_minutes=120, gap_minutes=0, starts_every_minutes=60)
    mediator = await mediates(provider, overlapping)
    ours, theirs = await wants_mediation(la, provider), await wants_mediation(other_la, provider)
    slots = await slots_for(la, ours, mediator)
    of_a_day = [slot for slot in slots if slot["day"] == slots[0]["day"]]
    first, second, third = sorted(of_a_day, key=lambda slot: str(slot["starts_at"]))[:3]
    await books(la, ours, first["id"])
    assert (await tries_to_hold(other_la, second["id"], theirs)).status_code == 409
    assert (await tries_to_hold(other_la, third["id"], theirs)).status_code == 201  # it begins where the first ends


async def test_one_person_with_two_providers_is_booked_once(
    la: Party, other_la: Party, provider: Party, other_provider: Party
) -> None:
    """Authority 992 instructs both providers, and both registered the same mediator."""
    same: dict[str, Any] = {"registration_number": "BOTH-1", "areas": ["991", "992"]}
    here, there = await mediates(provider, **same), await mediates(other_provider, **same)
    ours = await wants_mediation(la, provider)
    theirs = await wants_mediation(other_la, other_provider, provider="sandbox-provider-b")
    slot = (await slots_for(la, ours, here))[0]
    twin = next(one for one in await slots_for(other_la, theirs, there) if one["starts_at"] == slot["starts_at"])
    await books(la, ours, slot["id"])
    assert (await tries_to_hold(other_la, twin["id"], theirs)).status_code == 409
    assert twin["id"] not in [one["id"] for one in await slots_for(other_la, theirs, there)]


async def test_a_hold_can_be_let_go_and_is_used_once(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    slot = (await slots_for(la, case, mediator))[0]["id"]
    held = await holds(la, slot, case)
    assert (await la.sends("DELETE", f"/v1/holds/{held['id']}")).status_code == 204
    assert (await la.sends("DELETE", f"/v1/holds/{held['id']}")).status_code == 404
    gone = await la.sends("POST", "/v1/sessions", json={"hold_id": held["id"]})
    assert (gone.status_code, gone.json()["type"]) == (409, "/problems/hold-expired")
    await books(la, case, slot)


async def test_the_trail_says_what_was_held_until_when_and_let_go(la: Party, other_la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    first, second, third = (await slots_for(la, case, mediator))[:3]

    async def news(count: int) -> list[tuple[str, Any]]:
        shown = await provider.gets(f"/v1/cases/{case}/events", limit=200)
        assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]
        return [(one["type"], one["about"]) for one in shown["items"][-count:]]

    held = await holds(la, first["id"], case, minutes=60)
    until = datetime.fromisoformat(held["expires_at"])
    [(kind, about)] = await news(1)
    assert (kind, datetime.fromisoformat(about.pop("until"))) == ("slot-held", until)
    ours = {"record": "hold", "provider_id": str(provider.id)}
    assert about == {**ours, "hold_id": held["id"], "slot_id": first["id"]}
    assert (await tries_to_hold(la, first["id"], case)).status_code == 409  # what fails leaves none
    assert (await other_la.sends("DELETE", f"/v1/holds/{held['id']}")).status_code == 404
    assert (await provider.sends("DELETE", f"/v1/holds/{held['id']}")).status_code == 204
    before, last = await news(2)
    assert before[0] == "slot-held"
    assert last == ("hold-released", {**ours, "holds_released": [held["id"]]})

    held, other = [await holds(la, slot["id"], case) for slot in (second, third)]
    await la.posts("/v1/sessions", {"hold_id": held["id"]})
    [(kind, about)] = await news(1)
    assert (kind, about["holds_released"]) == ("mediation-arranged", [other["id"]])
    held = await holds(la, third["id"], case)
    await la.records(case, "withdraw", family_confirmed=True)
    [(kind, about)] = await news(1)
    assert (kind, about["what"], about["holds_released"]) == ("dispute-withdrawn", "session-cancelled", [held["id"]])


async def test_only_so_many_slots_are_held_for_a_case(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    first, second, third, fourth = (await slots_for(la, case, mediator))[:4]
    for slot in (first, second, third):
        await holds(la, slot["id"], case)
    assert (await tries_to_hold(la, fourth["id"], case)).status_code == 409


@pytest.mark.parametrize("books_it", [True, False])
async def test_time_that_its_mediator_took_back_is_not_booked(la: Party, provider: Party, books_it: bool) -> None:
    """The family is asked meanwhile; what is booked already stays, and it is said that it does not suit any more."""
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    early, late = (await slots_for(la, case, mediator))[:2]
    if books_it:
        path, body = "/v1/sessions", {"hold_id": (await holds(la, late["id"], case))["id"]}
    else:
        path = f"/v1/sessions/{(await books(la, case, early['id']))['id']}/reschedule"
        body = {"hold_id": (await holds(la, late["id"], case))["id"], "moved_by": "local_authority", "why": "other"}
    hours = f"/v1/mediators/{mediator}/availability"
    leave = [{"from_on": min(early["day"], late["day"]), "to_on": max(early["day"], late["day"])}]
    await puts(provider, hours, every_day(leave=leave))
    answer = await la.sends("POST", path, json=body)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-suitable")
    assert [one["why"] for one in answer.json()["reasons"]] == ["no_longer_offered"]
    if not books_it:
        stands = (await la.gets(f"/v1/cases/{case}/mediation-needs"))["booked"]
        assert [one["why"] for one in stands["reasons"]] == ["no_longer_offered"]
    await puts(provider, hours, every_day(session_minutes=60, gap_minutes=0))  # other starts, within the same hours
    assert (await la.posts(path, body))["day"] == late["day"]


async def test_booking_lets_the_other_holds_go(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case, another = await wants_mediation(la, provider), await wants_mediation(la, provider)
    first, second = (await slots_for(la, case, mediator))[:2]
    await holds(la, second["id"], case)
    await books(la, case, first["id"])
    assert (await tries_to_hold(la, second["id"], another)).status_code == 201


async def test_two_spellings_of_a_number_are_one_person(provider: Party) -> None:
    mediator = await mediates(provider, registration_number="SPELT 77-a")
    assert mediator
    again = await provider.sends("POST", "/v1/mediators", json=a_mediator(registration_number="spelt-77A"))
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-registered")
    for wrong in ("SPELT\u201177", "\ufb03" * 20, "-"):
        assert (
            await provider.sends("POST", "/v1/mediators", json=a_mediator(registration_number=wrong))
        ).status_code == 422
