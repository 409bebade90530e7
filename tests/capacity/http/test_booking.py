"""From a family's wish to mediate to the session that was held: the main job of capacity, over HTTP."""

from datetime import datetime
from typing import Any

import pytest

from tests.support.capacity import (
    INDEPENDENT,
    TODAY,
    a_mediator,
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
    assert [one["says"] for one in own["reasons"]] == ["The mediator's time is held for this case."]
    other = await wants_mediation(la, provider)
    seen_by_others = (await la.gets("/v1/slots", case_id=other, limit=200))["slots_not_suitable"]
    theirs = next(one for one in seen_by_others if one["id"] == first["id"])
    assert (theirs["hold_id"], theirs["reasons"][0]["says"]) == (None, "The mediator's time is held or booked already.")

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
            assert (notice["told_in_time"], standing) == ((True, "met") if agreed else (False, "met_late"))
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
        "The mediator's time is booked for this case.",
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
