"""From a family's wish to mediate to the session that was held: the main job of capacity, over HTTP."""

from datetime import datetime
from typing import Any

import pytest

from tests.support.capacity import (
    INDEPENDENT,
    TODAY,
    a_mediator,
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
from tests.support.parties import Party


async def test_the_main_job(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    slots = await slots_for(la, case, mediator)
    assert slots
    assert all(slot["in_time"] for slot in slots)
    first = next(slot for slot in slots if slot["notice_possible"])

    held = await holds(la, first["id"], case)
    taken = await la.gets("/v1/slots", case_id=case, limit=200)
    assert first["id"] not in [one["id"] for one in taken["items"]]
    assert taken["not_suitable"]["taken"] >= 1
    own = next(one for one in taken["slots_not_suitable"] if one["id"] == first["id"])
    assert own["hold_id"] == held["id"]
    assert [one["says"] for one in own["reasons"]] == ["The mediator's time is held for this very case."]
    other = await wants_mediation(la, provider)
    seen_by_others = (await la.gets("/v1/slots", case_id=other, limit=200))["slots_not_suitable"]
    theirs = next(one for one in seen_by_others if one["id"] == first["id"])
    assert (theirs["hold_id"], theirs["reasons"][0]["says"]) == (None, "The mediator's time is held or booked.")

    session = await la.posts("/v1/sessions", {"hold_id": held["id"], "format": "video", "place": "By video link"})
    assert (session["status"], session["case_state"], session["place"]) == (
        "booked",
        "mediation_arranged",
        "By video link",
    )
    seen = await la.sees(case)
    assert (seen["state"], seen["mediation"]["session_on"]) == ("mediation_arranged", session["day"])

    path = f"/v1/sessions/{session['id']}"
    told = await la.posts(f"{path}/told", {"parties": ["parent_or_young_person", "local_authority"]})
    assert told["notice"]["everyone_told_on"] == TODAY.isoformat()
    assert told["notice"]["told_in_time"] is True
    named = await la.posts(
        f"{path}/representative", {"name": "R. Osei", "role": "SEND manager", "has_power_to_decide": True}
    )
    assert named["representatives"][0]["name"] == "R. Osei"
    assert (await provider.gets(path))["representatives"] == named["representatives"]

    trail = await la.gets(f"/v1/cases/{case}/events")
    assert [event["type"] for event in trail["items"]][-3:] == [
        "mediation-arranged", "duty-completed", "session-representative-named",
    ]  # fmt: skip
    assert "Osei" not in str(trail)
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]
    deadlines = {one["code"]: one for one in (await la.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]}
    assert deadlines["notify-session"]["status"] == "met"


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
    await la.records(case, "withdraw")
    assert "post_to" not in (await la.sends("POST", f"{path}/reschedule", json=moves)).json(), "no session is wanted"


async def test_a_session_that_has_not_begun_says_when_it_does(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    session = await books(la, case, (await slots_for(la, case, mediator))[0]["id"])
    path = f"/v1/sessions/{session['id']}/outcome"
    early = await provider.sends("POST", path, json={"outcome": "no_agreement"})
    assert early.status_code == 409
    assert datetime.fromisoformat(early.json()["possible_from"]) == datetime.fromisoformat(session["starts_at"])
    assert "possible_from" not in (await la.sends("POST", path, json={"outcome": "no_agreement"})).json()


async def test_no_commissioning_body_calls_off_what_is_not_about_health(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    first, second = (await slots_for(la, case, mediator))[:2]
    path = f"/v1/sessions/{(await books(la, case, first['id']))['id']}"
    held = await holds(la, second["id"], case)
    for word, said in (
        ("cancel", {"cancelled_by": "commissioning_body", "why": "unavailable"}),
        ("reschedule", {"moved_by": "commissioning_body", "why": "unavailable", "hold_id": held["id"]}),
    ):
        answer = await la.sends("POST", f"{path}/{word}", json=said)
        assert (answer.status_code, answer.json()["rule"]) == (409, "health-mediation")
    assert (await la.gets(path))["status"] == "booked"


async def test_a_family_that_agrees_to_shorter_notice_was_told_in_time(la: Party, provider: Party) -> None:
    """On the session and among its case's deadlines, whether it agrees when it is told or later."""
    mediator = await mediates(provider)
    family, authority = ["parent_or_young_person"], ["local_authority"]
    for first, then in (
        ({"parties": family, "shorter_notice_agreed": True}, {"parties": authority}),
        ({"parties": family}, {"parties": authority, "shorter_notice_agreed": True}),
    ):
        case = await wants_mediation(la, provider)
        slot = next(one for one in await slots_for(la, case, mediator) if not one["notice_possible"])
        path = f"/v1/sessions/{(await books(la, case, slot['id']))['id']}"
        alone = await la.sends("POST", f"{path}/told", json={"parties": authority, "shorter_notice_agreed": True})
        assert (alone.status_code, alone.json()["rule"]) == (409, "notify-session"), "the family knows of nothing"
        for said, agreed in ((first, "shorter_notice_agreed" in first), (then, True)):
            notice = (await la.posts(f"{path}/told", said))["notice"]
            deadlines = (await la.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]
            standing = next(one["status"] for one in deadlines if one["code"] == "notify-session")
            assert (notice["told_in_time"], standing) == ((True, "met") if agreed else (False, "breached"))
        assert (notice["shorter_notice_agreed"], notice["shorter_notice_agreed_on"]) == (True, in_days(0))
        assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]


async def test_what_is_about_health_alone_is_the_commissioning_bodys(la: Party, provider: Party, icb: Party) -> None:
    """The authority need neither come nor be told (s.53)."""
    mediator = await mediates(provider)
    case = await la.opens(notice_sent_on=in_days(-20))
    await provider.records(case, "contact-adviser", occurred_on=in_days(-5))
    await provider.records(case, "request-mediation", occurred_on=in_days(-5), issues=["health_care"])
    await la.records(case, "notify-commissioning-body", occurred_on=in_days(-4))
    late = await icb.gets("/v1/slots", case_id=case, until=in_days(40), mediator_id=mediator, limit=200)
    assert (late["due_on"], late["suitable_in_time"] > 0) == (in_days(26), True)
    last = next(one for one in late["items"] if not one["in_time"])
    assert last["day"] > in_days(26)
    await holds(icb, last["id"], case)
    barred = await icb.gets("/v1/slots", case_id=case, until=in_days(40), mediator_id=mediator, limit=200)
    [held] = [one for one in barred["slots_not_suitable"] if one["id"] == last["id"]]
    assert [(one["why"], one["rule"]) for one in held["reasons"]] == [
        ("taken", None), ("outside_the_thirty_days", "commissioning-body-arranges"),
    ]  # fmt: skip
    session = await books(icb, case, (await slots_for(icb, case, mediator))[0]["id"])
    path = f"/v1/sessions/{session['id']}"
    assert session["notice"]["to_be_told"] == ["parent_or_young_person", "commissioning_body"]
    told = await icb.posts(f"{path}/told", {"parties": ["parent_or_young_person", "commissioning_body"]})
    assert told["notice"]["everyone_told_on"] == in_days(0)
    who = {"name": "R. Osei", "role": "Nurse", "has_power_to_decide": True}
    assert (await la.sends("POST", f"{path}/representative", json=who)).status_code == 409
    named = await icb.posts(f"{path}/representative", who)
    assert [one["party"] for one in named["representatives"]] == ["commissioning_body"]


async def test_what_is_taken_cannot_be_taken_again(la: Party, other_la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    ours, theirs = await wants_mediation(la, provider), await wants_mediation(other_la, provider)
    slot = (await slots_for(la, ours, mediator))[0]["id"]
    await holds(la, slot, ours)
    late = await tries_to_hold(other_la, slot, theirs)
    assert (late.status_code, late.json()["type"]) == (409, "/problems/slot-taken")


async def test_a_slot_that_overlaps_is_taken_with_it(la: Party, other_la: Party, provider: Party) -> None:
    overlapping = every_day("09:00", "13:00", session_minutes=120, starts_every_minutes=60)
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
    assert about == {"record": "hold", "hold_id": held["id"], "slot_id": first["id"]}
    assert (await tries_to_hold(la, first["id"], case)).status_code == 409  # what fails leaves none
    assert (await other_la.sends("DELETE", f"/v1/holds/{held['id']}")).status_code == 404
    assert (await provider.sends("DELETE", f"/v1/holds/{held['id']}")).status_code == 204
    before, last = await news(2)
    assert before[0] == "slot-held"
    assert last == ("hold-released", {"record": "hold", "holds_released": [held["id"]]})

    held, other = [await holds(la, slot["id"], case) for slot in (second, third)]
    await la.posts("/v1/sessions", {"hold_id": held["id"]})
    [(kind, about)] = await news(1)
    assert (kind, about["holds_released"]) == ("mediation-arranged", [other["id"]])
    held = await holds(la, third["id"], case)
    await la.records(case, "withdraw")
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
        "It overlaps time of the mediator that is held for this very case."
    )


async def test_a_session_is_moved_to_a_start_that_overlaps_it(la: Party, other_la: Party, provider: Party) -> None:
    """Its own time cannot be held beside it: the slot is taken as the old time goes, or nothing is changed at all."""
    mediator = await mediates(provider, every_day("09:00", "13:00", session_minutes=120, starts_every_minutes=60))
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
        "It overlaps the time booked for this very case: its session may be moved here by this slot's id, if nothing "
        "else is in the way."
    )
    assert await why_taken(other_la, another, mediator, second) == "The mediator's time is held or booked."
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


async def test_cancelling_frees_the_time_and_the_thirty_days_run_on(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    slot = (await slots_for(la, case, mediator))[0]["id"]
    session = await books(la, case, slot)
    off = await provider.posts(f"/v1/sessions/{session['id']}/cancel", {"cancelled_by": "mediator", "why": "illness"})
    assert (off["status"], off["case_state"]) == ("cancelled", "mediation_requested")
    assert slot in [one["id"] for one in await slots_for(la, case, mediator)]
    assert case in [one["case_id"] for one in await la.lists("/v1/capacity/waiting")]
    refused = await la.sends("POST", f"/v1/sessions/{session['id']}/told", json={"parties": ["local_authority"]})
    assert refused.status_code == 409


@pytest.mark.parametrize(
    ("action", "body", "path", "lawful"),
    [
        ("arrange-mediation", {"session_on": in_days(5)}, "reschedule", True),
        ("cancel-session", {}, "cancel", True),
        ("record-session-outcome", {"outcome": "no_agreement"}, "outcome", False),
    ],
)
async def test_a_booked_session_is_not_gone_behind(
    la: Party, provider: Party, action: str, body: dict[str, Any], path: str, lawful: bool
) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    session = await books(la, case, (await slots_for(la, case, mediator))[0]["id"])
    answer = await provider.tries(case, action, **body)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/session-booked")
    assert answer.json()["post_to"] == f"/v1/sessions/{session['id']}/{path}"
    choice = next(one for one in (await la.gets(f"/v1/cases/{case}/actions"))["actions"] if one["action"] == action)
    assert not any(one["allowed"] for one in (choice, *choice["variants"]))
    if lawful:
        assert (choice["post_to"], choice["reason"]) == (answer.json()["post_to"], answer.json()["detail"])
    else:
        assert choice["rule"], "the law refuses it first"


async def test_a_second_provider_of_the_authority_mediates(
    other_la: Party, provider: Party, other_provider: Party
) -> None:
    """The first one advised and certifies; the second one's mediator is booked, and from then on it sees the case."""
    theirs = await mediates(other_provider, areas=["992"])
    case = await wants_mediation(other_la, provider)
    assert (await other_provider.sends("GET", f"/v1/cases/{case}")).status_code == 404
    slot = (await slots_for(other_la, case, theirs))[0]["id"]
    session = await books(other_la, case, slot)
    seen = await other_provider.sees(case)
    assert seen["provider"]["slug"] == "sandbox-provider-a"
    assert seen["mediating_provider"]["slug"] == "sandbox-provider-b"
    assert (await other_provider.gets(f"/v1/cases/{case}/events/verification"))["intact"]
    assert case in [one["id"] for one in await other_provider.lists("/v1/cases")]
    assert session["id"] in [one["id"] for one in await provider.lists("/v1/sessions")]
    assert (await other_provider.gets(f"/v1/sessions/{session['id']}"))["status"] == "booked"
    assert (await provider.gets(f"/v1/sessions/{session['id']}"))["status"] == "booked"


async def test_needs_decide_and_stay_sealed(la: Party, provider: Party) -> None:
    mediator = await mediates(provider, languages=["en"], formats=["phone"])
    case = await wants_mediation(la, provider)
    assert await slots_for(la, case, mediator)
    path = f"/v1/cases/{case}/mediation-needs"
    day = (await slots_for(la, case, mediator))[0]
    away = {"starts_at": day["starts_at"], "ends_at": day["ends_at"]}
    await puts(la, path, {"unavailable": [away]})
    assert day["id"] not in [one["id"] for one in await slots_for(la, case, mediator)]
    said = await puts(la, path, {"languages": ["bfi"], "access": ["hearing_loop"]})
    assert said["version"] == 2
    found = await la.gets("/v1/slots", case_id=case, limit=200)
    reasons = next(one for one in found["mediators_not_suitable"] if one["mediator"]["id"] == mediator)["reasons"]
    assert [one["why"] for one in reasons] == ["language_not_spoken"]
    assert "hearing_loop" not in str(await la.gets(f"/v1/cases/{case}/events"))
    await puts(la, path, {"languages": ["bfi"], "interpreter": "bfi"})
    slots = await slots_for(la, case, mediator)
    assert slots
    stale = await la.sends("PUT", path, json={}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    session = await books(la, case, slots[0]["id"])
    assert session["interpreter"] == "bfi"


async def test_nobody_without_power_to_decide_is_named(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    session = await books(la, case, (await slots_for(la, case, mediator))[0]["id"])
    who = {"name": "R. Osei", "role": "SEND manager", "has_power_to_decide": False}
    assert (await la.sends("POST", f"/v1/sessions/{session['id']}/representative", json=who)).status_code == 422


async def test_nobody_is_told_before_there_is_a_day_to_tell(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    session = await books(la, case, (await slots_for(la, case, mediator))[0]["id"])
    path = f"/v1/sessions/{session['id']}"
    early: dict[str, Any] = {"occurred_on": in_days(-1)}
    for part, body in (
        ("told", {"parties": ["parent_or_young_person"]}),
        ("representative", {"name": "R. Osei", "role": "SEND manager", "has_power_to_decide": True}),
        ("interpreter", {}),
    ):
        answer = await la.sends("POST", f"{path}/{part}", json=body | early)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/refused"), part


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


async def test_what_could_never_bite_is_refused(provider: Party) -> None:
    named = a_mediator(conflicts=[{"party": "local_authority", "reference": "Camden Council"}])
    ahead = a_mediator(independence={**INDEPENDENT, "declared_on": in_days(1)})
    for body in (named, ahead):
        assert (await provider.sends("POST", "/v1/mediators", json=body)).status_code == 422


@pytest.mark.parametrize("day", ["0001-01-01", "2014-08-31", "9999-12-31"])
async def test_capacity_is_asked_of_days_that_there_are(la: Party, day: str) -> None:
    assert (await la.sends("GET", "/v1/capacity", params={"from": day})).status_code == 422


async def test_nobody_is_searched_for_who_was_not_asked_for(la: Party) -> None:
    case = await la.opens()
    answer = await la.sends("POST", f"/v1/cases/{case}/searches", json={})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/refused")


async def test_a_family_may_be_allocated_to_the_second_provider(
    other_la: Party, provider: Party, other_provider: Party
) -> None:
    await mediates(other_provider, areas=["992"])
    case = await wants_mediation(other_la, provider)
    wanted = {"provider": "sandbox-provider-b", "seconds": 2, "weeks": 4}
    proposed = await other_la.posts("/v1/capacity/allocations", wanted)
    assert case in [one["case_id"] for one in (*proposed["placed"], *proposed["unplaced"])]
    assert {one["provider"] for one in proposed["placed"]} <= {"sandbox-provider-b"}


async def test_slots_of_a_case_that_asks_for_none_say_so(la: Party, provider: Party) -> None:
    """What holding one would be refused with stands at the top, and nothing is called in time or late."""
    mediator = await mediates(provider)
    case = await la.opens(notice_sent_on=in_days(-5))
    found = await la.gets("/v1/slots", case_id=case, mediator_id=mediator)
    slot = found["items"][0]
    refused = (await tries_to_hold(la, slot["id"], case)).json()
    assert refused["status"] == 409
    for name in ("reason", "rule", "citation", "legislation_url", "unlock"):
        assert found["not_bookable"][name] == refused[name], name
    assert found["not_bookable"]["unlock"][-1] == "request-mediation"
    assert (found["due_on"], found["suitable_in_time"]) == (None, None)
    assert {one["in_time"] for one in found["items"]} == {None}
    waiting = await wants_mediation(la, provider)
    assert (await la.gets("/v1/slots", case_id=waiting))["not_bookable"] is None
    booked = await books(la, waiting, (await slots_for(la, waiting, mediator))[0]["id"])
    own = await la.gets("/v1/slots", case_id=waiting, mediator_id=mediator, limit=200)
    [taken] = [one for one in own["slots_not_suitable"] if one["starts_at"] == booked["starts_at"]]
    assert (taken["hold_id"], taken["reasons"][0]["says"]) == (
        None,
        "The mediator's time is booked for this very case.",
    )


async def test_what_suits_is_read_page_by_page(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    whole = await slots_for(la, case, mediator, until=in_days(40))
    assert len(whole) > 20
    for limit in (7, len(whole)):
        asked = {"case_id": case, "mediator_id": mediator, "until": in_days(40), "limit": limit}
        assert await la.lists("/v1/slots", **asked) == whole
    strange = await la.sends("GET", "/v1/slots", params={"case_id": case, "cursor": "bm90aGluZw"})
    assert (strange.status_code, strange.json()["errors"][0]["pointer"]) == (422, "#/cursor")
