"""Cases of one family in one time: each keeps its own session, and no party learns of a case that is not its own."""

from itertools import count
from typing import Any

import pytest

from app.capacity.domain.words import MOST_JOINT
from app.capacity.problems import SlotTaken
from tests.support.capacity import (
    a_service_alone,
    advances,
    books,
    every_day,
    in_days,
    mediates,
    puts,
    slots_for,
    wants_mediation,
)
from tests.support.feed import feed_up_to
from tests.support.parties import Party

FAMILIES = count(1)
OFF = {"cancelled_by": "parent_or_young_person", "why": "illness"}
LINK = "https://meet.example/siblings"


async def a_family(la: Party, provider: Party, **said: Any) -> dict[str, Any]:
    """A booked session of one child, and the case of a sibling that waits."""
    family: dict[str, Any] = {"family_reference": f"F-{next(FAMILIES)}"}
    mediator = await mediates(provider)
    first, second = [await wants_mediation(la, provider, **family) for _ in range(2)]
    slot = (await slots_for(la, first, mediator))[-1]
    booked = await books(la, first, slot["id"], place=LINK, **said)
    return {"session": booked, "first": first, "second": second, "slot": slot["id"], "mediator": mediator, **family}


async def joins(party: Party, session: Any, case: str, **said: Any) -> Any:
    return await party.sends("POST", "/v1/sessions", json={"joins": session["id"], "case_id": case, **said})


async def joined(party: Party, session: Any, case: str, **said: Any) -> Any:
    answer = await joins(party, session, case, **said)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def together(party: Party, session: Any) -> set[str]:
    return {one["id"] for one in await party.lists("/v1/sessions", joint_with=session["id"])}


async def is_free(la: Party, provider: Party, family: Any) -> bool:
    """Whether a family that has nothing to do with this one could have the time."""
    stranger = await wants_mediation(la, provider)
    return family["slot"] in [one["id"] for one in await slots_for(la, stranger, family["mediator"])]


async def test_a_sibling_joins_and_each_case_keeps_its_own_session(la: Party, provider: Party) -> None:
    family = await a_family(la, provider)
    key = {"Idempotency-Key": f"join-{family['second']}"}
    body = {"joins": family["session"]["id"], "case_id": family["second"]}
    answer = await la.sends("POST", "/v1/sessions", json=body, headers=key)
    again = await la.sends("POST", "/v1/sessions", json=body, headers=key)
    mine = answer.json()
    assert (answer.status_code, again.content, mine["case_state"]) == (201, answer.content, "mediation_arranged")
    shared = ("mediator", "starts_at", "ends_at", "format", "place")
    assert [mine[name] for name in shared] == [family["session"][name] for name in shared]
    for party in (la, provider):
        assert await together(party, mine) == {mine["id"], family["session"]["id"]}
    before = await la.gets(f"/v1/sessions/{family['session']['id']}")
    await la.posts(f"/v1/sessions/{mine['id']}/told", {"parties": ["parent_or_young_person"]})
    assert await la.gets(f"/v1/sessions/{family['session']['id']}") == before
    assert not await is_free(la, provider, family)
    for case in (family["first"], family["second"]):
        assert (await la.gets(f"/v1/cases/{case}/events/verification"))["intact"]


@pytest.mark.parametrize("first_goes", [True, False])
async def test_who_leaves_leaves_the_other_and_the_last_frees_the_time(
    la: Party, provider: Party, *, first_goes: bool
) -> None:
    family = await a_family(la, provider)
    both = [family["session"], await joined(provider, family["session"], family["second"], one_family=True)]
    goes, stays = both if first_goes else reversed(both)
    await la.posts(f"/v1/sessions/{goes['id']}/cancel", OFF)
    left = await la.gets(f"/v1/sessions/{stays['id']}")
    assert (left["status"], left["starts_at"], left["version"]) == ("booked", stays["starts_at"], 1)
    assert (await together(la, stays), await together(la, goes)) == ({stays["id"]}, set())
    assert not await is_free(la, provider, family)
    rejoined = await joined(la, stays, goes["case_id"])
    await la.posts(f"/v1/sessions/{stays['id']}/cancel", OFF)
    assert not await is_free(la, provider, family)
    await la.posts(f"/v1/sessions/{rejoined['id']}/cancel", OFF)
    assert await is_free(la, provider, family)


async def test_a_move_takes_one_session_out_of_the_shared_time(la: Party, provider: Party) -> None:
    family = await a_family(la, provider)
    mine = await joined(la, family["session"], family["second"])
    elsewhere = (await slots_for(la, family["first"], family["mediator"]))[0]["id"]
    moves = {"slot_id": elsewhere, "moved_by": "parent_or_young_person", "why": "illness"}
    moved = await la.posts(f"/v1/sessions/{family['session']['id']}/reschedule", moves)
    stays = await la.gets(f"/v1/sessions/{mine['id']}")
    assert (moved["starts_at"] != mine["starts_at"], stays["starts_at"], stays["moved"]) == (True, mine["starts_at"], 0)
    assert (await together(la, mine), await together(la, moved)) == ({mine["id"]}, {moved["id"]})
    assert not await is_free(la, provider, family)
    back = await la.sends("POST", f"/v1/sessions/{moved['id']}/reschedule", json={**moves, "slot_id": family["slot"]})
    assert (back.status_code, back.json()["type"]) == (409, "/problems/slot-taken")
    await la.posts(f"/v1/sessions/{mine['id']}/cancel", OFF)
    assert await is_free(la, provider, family)


async def test_what_ends_one_dispute_leaves_the_other_session(la: Party, provider: Party, tribunal: Party) -> None:
    """The tribunal reads no session. It calls one off, and the other stands."""
    family = await a_family(la, provider)
    case = await la.opens(notice_sent_on=in_days(-20), family_reference=family["family_reference"])
    for action, said in (
        ("contact-adviser", {}),
        ("decline-mediation", {}),
        ("issue-certificate", {"ground": "declined"}),
        ("request-mediation", {}),
    ):
        await provider.records(case, action, **said)
    theirs = await joined(la, family["session"], case)
    mine = await joined(la, family["session"], family["second"])
    await tribunal.records(case, "withdraw", family_confirmed=True)
    await la.records(family["first"], "withdraw", family_confirmed=True)
    for off in (theirs, family["session"]):
        assert (await la.gets(f"/v1/sessions/{off['id']}"))["status"] == "cancelled"
    assert (await la.gets(f"/v1/sessions/{mine['id']}"))["status"] == "booked"
    assert not await is_free(la, provider, family)
    await provider.records(family["second"], "decline-mediation")
    assert await is_free(la, provider, family)


async def test_the_second_case_is_asked_all_that_any_booking_asks(la: Party, provider: Party) -> None:
    family = await a_family(la, provider, format="in_person")
    stranger = await wants_mediation(la, provider)
    refused = await joins(la, family["session"], stranger)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/one_family")
    assert family["family_reference"] not in refused.text
    for needs, why in (
        ({"formats": ["video"]}, "format_not_offered"),
        ({"languages": ["qac"]}, "language_not_spoken"),
    ):
        case = await wants_mediation(la, provider, family_reference=family["family_reference"])
        await puts(la, f"/v1/cases/{case}/mediation-needs", needs)
        refused = await joins(la, family["session"], case)
        assert (refused.status_code, [one["why"] for one in refused.json()["reasons"]]) == (409, [why]), refused.text
        assert (await la.sees(case))["state"] == "mediation_requested"
    for case, problem in (
        (await la.opens(family_reference=family["family_reference"]), "refused"),
        (family["first"], "session-booked"),
    ):
        refused = await joins(la, family["session"], case)
        assert (refused.status_code, refused.json()["type"]) == (409, f"/problems/{problem}"), refused.text
    early = await joins(la, family["session"], family["second"], occurred_on=in_days(-1))
    assert (early.status_code, early.json()["type"]) == (409, "/problems/refused")
    mine = await joined(la, family["session"], stranger, one_family=True)
    assert await together(la, mine) == {mine["id"], family["session"]["id"]}
    await la.posts(f"/v1/sessions/{mine['id']}/cancel", OFF)
    late = await joins(la, mine, family["second"], one_family=True)
    assert (late.status_code, late.json()["type"]) == (409, "/problems/slot-taken")


async def test_a_mediator_in_conflict_with_the_second_case_does_not_suit(la: Party, provider: Party) -> None:
    mediator = await mediates(provider, conflicts=[{"party": "school", "reference": "URN-8812"}])
    first, second = [await wants_mediation(la, provider, child_reference="C-8812") for _ in range(2)]
    booked = await books(la, first, (await slots_for(la, first, mediator))[-1]["id"])
    await puts(la, f"/v1/cases/{second}/mediation-needs", {"school_reference": "URN-8812"})
    refused = await joins(la, booked, second)
    assert (refused.status_code, refused.json()["reasons"][0]["why"]) == (409, "conflict_of_interest")


async def test_only_a_party_to_both_cases_joins_them(
    la: Party, other_la: Party, provider: Party, other_provider: Party, tribunal: Party, icb: Party
) -> None:
    family = await a_family(la, provider)
    theirs = await wants_mediation(other_la, provider)
    for party, case, session, status in (
        (other_la, theirs, family["session"], 404),
        (other_provider, family["second"], family["session"], 404),
        (icb, family["second"], family["session"], 404),
        (provider, theirs, family["session"], 422),
        (tribunal, family["second"], family["session"], 403),
        (la, theirs, family["session"], 404),
        (la, family["second"], {"id": theirs}, 404),
    ):
        answer = await joins(party, session, case, one_family=True)
        assert answer.status_code == status, f"{party.slug}: {answer.text}"
    assert await together(la, family["session"]) == {family["session"]["id"]}
    assert await together(other_la, family["session"]) == set()


async def test_a_body_of_one_case_does_not_learn_that_there_is_another(la: Party, provider: Party, icb: Party) -> None:
    mediator = await mediates(provider)
    first = await wants_mediation(la, provider, family_reference="F-9001")
    booked = await books(la, first, (await slots_for(la, first, mediator))[-1]["id"])
    case = await la.opens(kind="plan_content", sections=("F", "G"), family_reference="F-9001")
    await provider.records(case, "contact-adviser")
    await la.records(case, "request-mediation", issues=["F", "health"])
    await la.records(case, "notify-commissioning-body", commissioning_body="sandbox-icb")
    mine = await joined(la, booked, case)
    path = f"/v1/sessions/{mine['id']}"
    heard, _ = await feed_up_to(icb, case)
    shown = [await icb.gets(path), await icb.lists(f"/v1/cases/{case}/events"), heard, await icb.sees(case)]
    assert first not in str(shown)
    assert booked["id"] not in str(shown)
    assert "joint" not in str(shown)
    assert (await icb.sends("GET", f"/v1/sessions/{booked['id']}")).status_code == 404
    assert (await together(icb, mine), await together(icb, booked)) == ({mine["id"]}, set())
    third = await la.opens(kind="plan_content", sections=("F", "G"), family_reference="F-9001")
    await provider.records(third, "contact-adviser")
    await la.records(third, "request-mediation", issues=["F", "health"])
    await la.records(third, "notify-commissioning-body", commissioning_body="sandbox-icb")
    refused = await joins(icb, mine, third, one_family=True)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/joins")
    await icb.posts(f"{path}/cancel", {"cancelled_by": "commissioning_body", "why": "unavailable"})
    assert (await la.gets(f"/v1/sessions/{booked['id']}"))["status"] == "booked"


@pytest.mark.parametrize("shared", [False, True])
async def test_slots_and_moves_do_not_tell_a_body_whether_the_time_is_shared(
    la: Party, provider: Party, icb: Party, *, shared: bool
) -> None:
    """A slot across its session's time is taken for the body, whether or not another family's case is behind it."""
    starts = {"session_minutes": 120, "gap_minutes": 0, "starts_every_minutes": 60}
    mediator = await mediates(provider, every_day("09:00", "13:00", **starts))
    family: dict[str, Any] = {"family_reference": f"F-{next(FAMILIES)}"}
    case = await la.opens(kind="plan_content", sections=("F", "G"), notice_sent_on=in_days(-5), **family)
    await provider.records(case, "contact-adviser")
    await la.records(case, "request-mediation", issues=["F", "health"])
    await la.records(case, "notify-commissioning-body", commissioning_body="sandbox-icb")
    slots = await slots_for(la, case, mediator)
    mine, across, beside = sorted(
        (one for one in slots if one["day"] == slots[-1]["day"]), key=lambda one: str(one["starts_at"])
    )
    session = await books(la, case, mine["id"])
    if shared:
        await joined(la, session, await wants_mediation(la, provider, **family))
    said: dict[Any, str] = {}
    for party in (la, icb):
        found = await party.gets("/v1/slots", case_id=case, mediator_id=mediator, limit=200)
        said |= {
            (party, one["id"]): one["reasons"][0]["says"]
            for one in found["slots_not_suitable"]
            if one["id"] in (mine["id"], across["id"])
        }
    taken = "The mediator's time is held or booked already."
    assert said[icb, mine["id"]] == said[icb, across["id"]] == taken
    assert (said[la, across["id"]] == taken) is shared, "the authority reads what it can do"
    moves = {"moved_by": "commissioning_body", "why": "unavailable"}
    path = f"/v1/sessions/{session['id']}/reschedule"
    refused = await icb.sends("POST", path, json={"slot_id": across["id"], **moves})
    theirs = await icb.sends("POST", path, json={"slot_id": mine["id"], **moves})
    for answer in (refused, theirs):
        assert (answer.status_code, answer.json()["detail"]) == (409, SlotTaken.meaning), answer.text
    by_la = await la.sends(
        "POST", path, json={"slot_id": across["id"], "moved_by": "local_authority", "why": "illness"}
    )
    assert by_la.status_code == (409 if shared else 200), by_la.text
    moved = await icb.posts(path, {"slot_id": beside["id"], **moves}) if shared else by_la.json()
    assert moved["moved"] == 1


async def test_only_so_many_share_one_time(la: Party, provider: Party) -> None:
    family = await a_family(la, provider)
    said = {"family_reference": family["family_reference"]}
    others = [await wants_mediation(la, provider, **said) for _ in range(MOST_JOINT - 1)]
    for case in others:
        await joined(la, family["session"], case)
    full = await joins(la, family["session"], family["second"])
    assert (full.status_code, full.json()["type"]) == (409, "/problems/slot-taken")
    assert str(MOST_JOINT) not in full.text  # another authority of the time would learn of the others
    assert (await la.sees(family["second"]))["state"] == "mediation_requested"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"joins": "{session}"},
        {"case_id": "{case}"},
        {"joins": "{session}", "case_id": "{case}", "hold_id": "{session}"},
        {"joins": "{session}", "case_id": "{case}", "format": "video"},
        {"joins": "{session}", "case_id": "{case}", "place": "Room 2"},
        {"hold_id": "{session}", "case_id": "{case}"},
        {"hold_id": "{session}", "one_family": True},
        {"joins": "{session}", "case_id": "{case}", "one_family": "yes"},
    ],
)
async def test_a_booking_names_one_time(la: Party, body: dict[str, Any]) -> None:
    ids = {"{session}": "0" * 8 + "-0000-4000-8000-" + "0" * 12, "{case}": "1" * 8 + "-0000-4000-8000-" + "0" * 12}
    said = {name: ids.get(value, value) if isinstance(value, str) else value for name, value in body.items()}
    answer = await la.sends("POST", "/v1/sessions", json=said)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-input")


async def test_one_time_counts_once_and_each_case_has_its_own_end(keys: dict[str, Any]) -> None:
    async with a_service_alone(keys) as parties:
        la, provider = await parties.get("sandbox-la-991"), await parties.get("sandbox-provider-a")
        family = await a_family(la, provider)
        made = await provider.posts(f"/v1/mediators/{family['mediator']}/calendar/subscription", None)
        address = made["url"][made["url"].index("/v1/") :]

        async def counted() -> tuple[list[Any], int]:
            shown = await provider.gets("/v1/capacity")
            weeks = [[one[name] for name in ("week", "offered", "held", "booked", "free")] for one in shown["items"]]
            return weeks, (await provider.http.get(address)).text.count("BEGIN:VEVENT")

        before = await counted()
        mine = await joined(provider, family["session"], family["second"], one_family=True)
        assert await counted() == before
        assert (before[1], {week[3] for week in before[0]}) == (1, {0, 1})
        await advances(la, 60)
        path = "/v1/sessions/{}/outcome"
        agreed = {"outcome": "full_agreement", "attendance": {"parent_or_young_person": "attended"}}
        one = await provider.posts(path.format(family["session"]["id"]), agreed)
        assert (await la.gets(f"/v1/sessions/{mine['id']}"))["status"] == "booked"
        two = await provider.posts(path.format(mine["id"]), {**agreed, "outcome": "no_agreement"})
        assert (one["outcome"], two["outcome"], two["status"]) == ("full_agreement", "no_agreement", "ended")
        done = await provider.records(family["second"], "issue-certificate", ground="took_part")
        assert done["certificate"]
        assert not (await la.sees(family["first"])).get("certificate")
