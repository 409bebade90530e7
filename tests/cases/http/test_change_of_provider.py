"""A case moves on to another provider: who sees what, what becomes of sessions, and what the case keeps."""

import asyncio
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.platform.sql.test_walls import as_organisation
from tests.support.capacity import books, every_day, in_days, mediates, slots_for, wants_mediation
from tests.support.parties import Parties, Party, declines

OLD, NEW = "sandbox-provider-a", "sandbox-provider-b"
MOVE = {"provider": NEW, "reason": "contract ended"}


async def fed(party: Party, case: str) -> list[str]:
    """The types of a case's events in the feed of a party."""
    found, after = [], None
    while True:
        page = await party.gets("/v1/events", **({"after": after} if after else {}))
        found += [one["type"] for one in page["events"] if one["case_id"] == case]
        if not page["events"]:
            return found
        after = page["after"]


async def test_the_new_provider_goes_on_and_the_old_one_is_told_and_sees_no_more(
    other_la: Party, provider: Party, other_provider: Party
) -> None:
    case = await other_la.opens()
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    dates = (await other_la.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]
    moved = await other_la.posts(f"/v1/cases/{case}/provider", {**MOVE, "from": "2026-02-10"})
    assert (moved["provider"]["slug"], moved["version"], moved["state"]) == (NEW, 4, "adviser_contacted")
    assert (await other_la.gets(f"/v1/cases/{case}/deadlines"))["deadlines"] == dates
    for path in (f"/v1/cases/{case}", f"/v1/cases/{case}/events", f"/v1/cases/{case}/actions"):
        assert (await provider.sends("GET", path)).status_code == 404
    assert (await provider.tries(case, "decline-mediation")).status_code == 404
    assert case not in {one["id"] for one in await provider.lists("/v1/cases")}
    await other_provider.records(case, "decline-mediation", occurred_on="2026-02-10")
    shown = await other_provider.records(case, "issue-certificate", ground="declined", occurred_on="2026-02-11")
    assert shown["certificate"]["number"]
    old, new = await fed(provider, case), await fed(other_provider, case)
    assert old == ["notice-recorded", "adviser-contacted", "provider-replaced"]
    assert new == ["provider-changed", "mediation-declined", "certificate-issued"]
    trail = await other_provider.lists(f"/v1/cases/{case}/events")
    assert [one["type"] for one in trail] == [*old, *new]
    assert trail[2]["about"] == {"from_provider": OLD, "to_provider": NEW, "reason": "contract ended"}
    assert trail[3]["occurred_on"] == "2026-02-10"
    for reader in (other_la, other_provider):
        assert await reader.gets(f"/v1/cases/{case}/events/verification") | {"head": ""} == {
            "intact": True, "length": 6, "broken_at": None, "differs": [], "head": "",
        }  # fmt: skip


async def test_a_certificate_goes_with_the_case_and_its_issuer_can_still_verify_it(
    other_la: Party, provider: Party, other_provider: Party, public: Any, tribunal: Party
) -> None:
    case = await other_la.opens(appellant={"kind": "parent", "name": "Sam Example"})
    number = await declines(provider, case)
    await other_la.posts(f"/v1/cases/{case}/provider", MOVE)
    for reader in (other_la, provider, other_provider, tribunal):
        assert (await reader.gets(f"/v1/certificates/{number}"))["number"] == number
    assert (await public.get(f"/v1/certificates/{number}/verification")).json()["result"] == "found"
    again = await other_provider.records(case, "reissue-certificate", occurred_on=in_days(0))
    assert (await public.get(f"/v1/certificates/{number}/verification")).json()["result"] == "superseded"
    other = again["certificate"]["number"]
    assert (await public.get(f"/v1/certificates/{other}/verification")).json()["result"] == "found"
    assert (await provider.sends("GET", f"/v1/certificates/{other}")).status_code == 404
    registered = await other_la.records(case, "register-appeal", basis="certificate", occurred_on=in_days(0),
        late_explanation="The letter was late.")  # fmt: skip
    assert registered["state"] == "appeal_registered"
    seen = await fed(tribunal, case)
    assert seen[-4:] == ["withheld", "provider-changed", "certificate-reissued", "appeal-registered"]


async def test_a_booked_session_is_refused_or_called_off(
    other_la: Party, provider: Party, other_provider: Party
) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(other_la, provider)
    session = await books(other_la, case, (await slots_for(other_la, case, mediator))[0]["id"])
    path = f"/v1/cases/{case}/provider"
    refused = await other_la.sends("POST", path, json=MOVE)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/session-booked")
    assert refused.json()["post_to"] == f"/v1/sessions/{session['id']}/cancel"
    assert refused.json()["or_send"] == "call_off_sessions"
    assert "send your request again with `call_off_sessions: true`" in refused.json()["detail"]
    assert (await other_la.sees(case))["provider"]["slug"] == OLD
    moved = await other_la.posts(path, {**MOVE, "call_off_sessions": True})
    assert (moved["provider"]["slug"], moved["state"]) == (NEW, "mediation_requested")
    gone = await provider.gets(f"/v1/sessions/{session['id']}")  # its own mediator's: it goes on reading that
    assert gone["status"] == "cancelled"
    types = [one["type"] for one in await other_la.lists(f"/v1/cases/{case}/events")]
    assert types[-3:] == ["session-cancelled", "provider-replaced", "provider-changed"]
    assert (await other_la.gets(f"/v1/cases/{case}/events/verification"))["intact"]
    assert await mediates(other_provider)
    assert (await other_provider.sees(case))["provider"]["slug"] == NEW


async def test_a_session_stays_if_the_new_provider_has_registered_its_mediator(
    other_la: Party, provider: Party, other_provider: Party
) -> None:
    number: dict[str, Any] = {"registration_number": "STAYS-1"}
    mediator = await mediates(provider, **number)
    case = await wants_mediation(other_la, provider)
    session = await books(other_la, case, (await slots_for(other_la, case, mediator))[0]["id"])
    same = await mediates(other_provider, name="A. Mwangi", **number)
    rehearsed = await other_la.posts(f"/v1/providers/{OLD}/handover", {**MOVE, "dry_run": True, "limit": 200})
    assert case in rehearsed["case_ids"]
    assert (await other_la.gets(f"/v1/sessions/{session['id']}")) == session | {"case_state": None}
    moved = await other_la.posts(f"/v1/cases/{case}/provider", MOVE)
    assert (moved["provider"]["slug"], moved["mediating_provider"], moved["state"]) == (NEW, None, "mediation_arranged")
    stays = await other_provider.gets(f"/v1/sessions/{session['id']}")
    for name in ("starts_at", "status", "format", "place", "notice", "moved"):
        assert stays[name] == session[name]
    assert (stays["mediator"]["id"], stays["mediator"]["name"], stays["version"]) == (same, "A. Mwangi", 2)
    assert (await provider.sends("GET", f"/v1/sessions/{session['id']}")).status_code == 404
    assert session["id"] not in {one["id"] for one in await provider.lists("/v1/sessions")}
    told = {"parties": ["parent_or_young_person"], "occurred_on": in_days(0)}
    assert await other_provider.posts(f"/v1/sessions/{session['id']}/told", told)
    assert (await other_la.gets(f"/v1/cases/{case}/events/verification"))["intact"]


@pytest.mark.parametrize("why", ["a longer gap", "no longer accredited", "another format"])
async def test_a_session_is_refused_if_the_mediator_does_not_suit_as_the_new_provider_has_it(
    why: str, other_la: Party, provider: Party, other_provider: Party
) -> None:
    number: dict[str, Any] = {"registration_number": f"GOES-{why}"}
    mediator = await mediates(provider, availability=every_day("09:30", "17:30"), **number)
    case, other = await wants_mediation(other_la, provider), await wants_mediation(other_la, provider)
    slot, after = sorted(await slots_for(other_la, case, mediator), key=lambda one: one["starts_at"])[-2:]
    assert slot["starts_at"][:10] == after["starts_at"][:10]
    session = await books(other_la, case, slot["id"], format="video")
    await books(other_la, other, after["id"], format="video")
    bad: dict[str, dict[str, Any]] = {
        "a longer gap": {"availability": every_day(gap_minutes=240)},
        "no longer accredited": {"accredited_until": in_days(-1)},
        "another format": {"formats": ["in_person"]},
    }
    await mediates(other_provider, **number, **bad[why])
    refused = await other_la.sends("POST", f"/v1/cases/{case}/provider", json=MOVE)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/session-booked")
    assert (await provider.gets(f"/v1/sessions/{session['id']}"))["mediator"]["id"] == mediator


async def test_a_session_stays_with_a_provider_that_mediates(
    other_la: Party, provider: Party, other_provider: Party
) -> None:
    """The authority booked a mediator of the provider that now handles the case."""
    mediator = await mediates(other_provider)
    case = await wants_mediation(other_la, provider)
    session = await books(other_la, case, (await slots_for(other_la, case, mediator))[0]["id"])
    moved = await other_la.posts(f"/v1/cases/{case}/provider", MOVE)
    assert (moved["provider"]["slug"], moved["mediating_provider"], moved["state"]) == (NEW, None, "mediation_arranged")
    assert (await other_provider.gets(f"/v1/sessions/{session['id']}"))["status"] == "booked"
    assert (await provider.sends("GET", f"/v1/sessions/{session['id']}")).status_code == 404


REFUSED = [
    ({"provider": "sandbox-la-991"}, "#/provider"),
    ({"from": "2099-01-01"}, "#/from"),
    ({"from": "2026-01-31"}, "#/from"),
    ({"reason": ""}, "#/reason"),
    ({"nonsense": 1}, "#/nonsense"),
]


@pytest.mark.parametrize(("over", "pointer"), REFUSED)
async def test_bad_input_changes_nothing(other_la: Party, over: dict[str, Any], pointer: str) -> None:
    case = await other_la.opens()
    answer = await other_la.sends("POST", f"/v1/cases/{case}/provider", json={**MOVE, **over})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert (await other_la.sees(case))["version"] == 1


async def test_only_the_authority_of_the_case_hands_it_over(
    la: Party, other_la: Party, provider: Party, parties: Parties
) -> None:
    case = await other_la.opens()
    assert (await la.sends("POST", f"/v1/cases/{case}/provider", json=MOVE)).status_code in (404, 422)
    for other in (provider, await parties.get("sandbox-icb"), await parties.get("sandbox-tribunal")):
        assert (await other.sends("POST", f"/v1/cases/{case}/provider", json=MOVE)).status_code == 403
        assert (await other.sends("POST", f"/v1/providers/{OLD}/handover", json=MOVE)).status_code == 403
    same = await other_la.posts(f"/v1/cases/{case}/provider", {**MOVE, "provider": OLD})
    assert same["version"] == 1


async def test_a_contract_is_handed_over_some_cases_at_a_time(
    app: FastAPI, parties: Parties, la: Party, provider: Party, other_provider: Party
) -> None:
    """Provider B hands authority 993's cases to A, which starts to work for it."""
    operator, north = await parties.get("sandbox-operator"), await parties.get("sandbox-la-993")
    partnership = {"authority": "sandbox-la-993", "partner": OLD, "begins_on": "2026-01-01"}
    await operator.posts("/v1/admin/partnerships", partnership)
    await app.state.service.organisations.refresh()
    plain = [await north.opens() for _ in range(4)]
    ended = await north.opens()
    await north.records(ended, "withdraw", family_confirmed=True, occurred_on=in_days(0))
    mediator = await mediates(other_provider, areas=["993"])
    booked = await wants_mediation(north, other_provider)
    session = await books(north, booked, (await slots_for(north, booked, mediator))[0]["id"])
    path, body = f"/v1/providers/{NEW}/handover", {"provider": OLD, "reason": "contract ended", "limit": 2}
    foreign = await la.opens()
    before = [(await north.sees(case))["version"] for case in plain]
    rehearsed = await all_pages(north, path, body | {"dry_run": True})
    assert [(await north.sees(case))["version"] for case in plain] == before
    done = await all_pages(north, path, body)
    assert rehearsed == done
    assert {one for page in done for one in page["case_ids"]} == set(plain)
    assert [one for page in done for one in page["blocked"]] == [
        {
            "case_id": booked, "session_id": session["id"], "post_to": f"/v1/sessions/{session['id']}/cancel",
            "or_send": "call_off_sessions",
        }
    ]  # fmt: skip
    assert len(done) == 3
    for case in plain:
        assert (await provider.sees(case))["provider"]["slug"] == OLD
    assert (await other_provider.sees(ended))["provider"]["slug"] == NEW
    assert (await la.sees(foreign))["version"] == 1
    last = await all_pages(north, path, body | {"call_off_sessions": True})
    assert [one for page in last for one in page["case_ids"]] == [booked]
    assert (await north.sends("POST", "/v1/providers/nobody/handover", json=body)).status_code == 404


async def all_pages(authority: Party, path: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    pages = [await authority.posts(path, body)]
    while pages[-1]["after"]:
        pages.append(await authority.posts(path, body | {"after": pages[-1]["after"]}))
    return [{name: page[name] for name in ("case_ids", "blocked", "after")} for page in pages]


async def test_many_at_once_move_a_case_once(other_la: Party, provider: Party) -> None:
    case = await other_la.opens()
    answers = await asyncio.gather(
        *(other_la.sends("POST", f"/v1/cases/{case}/provider", json=MOVE) for _ in range(4)),
        *(provider.tries(case, "contact-adviser", occurred_on="2026-02-09") for _ in range(4)),
    )
    assert [one.status_code for one in answers[:4]] == [200] * 4
    assert {one.status_code for one in answers[4:]} <= {200, 404, 409}
    types = [one["type"] for one in await other_la.lists(f"/v1/cases/{case}/events")]
    assert types.count("provider-changed") == types.count("provider-replaced") == 1
    assert types.index("provider-changed") == types.index("provider-replaced") + 1 == len(types) - 1
    assert (await other_la.gets(f"/v1/cases/{case}/events/verification"))["intact"]


@pytest.mark.parametrize("slug", ["sandbox-la-992", "sandbox-provider-a", "sandbox-tribunal"])
async def test_the_database_lets_nobody_else_change_the_provider(
    owner: AsyncEngine, other_la: Party, provider: Party, slug: str
) -> None:
    case = await other_la.opens()
    await declines(provider, case)
    change = text(
        "UPDATE cases SET provider_id = (SELECT id FROM organisations WHERE slug = :provider)"
        " WHERE id = CAST(:case AS uuid)"
    )
    async with owner.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO organisations (id, slug, kind, name) VALUES (gen_random_uuid(), 'elsewhere',"
                " 'mediation_provider', 'Elsewhere') ON CONFLICT DO NOTHING"
            )
        )
    for named, allowed in ((NEW, slug == "sandbox-la-992"), ("elsewhere", False)):
        async with as_organisation(owner, slug) as connection:
            if allowed:
                assert (await connection.execute(change, {"case": case, "provider": named})).rowcount == 1
                continue
            with pytest.raises(DBAPIError, match=r"the authority alone hands its case|row-level security"):
                await connection.execute(change, {"case": case, "provider": named})


async def test_what_was_recorded_before_is_corrected_after_the_handover(
    other_la: Party, provider: Party, other_provider: Party
) -> None:
    """The authority corrects its notice. The provider that left corrects nothing any more."""
    case = await other_la.opens()
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    await other_la.posts(f"/v1/cases/{case}/provider", MOVE)
    said = {"seq": 1, "reason": "wrong_date", "replace": {"decision": {"notice_sent_on": "2026-01-30"}}}
    await other_la.posts(f"/v1/cases/{case}/corrections", said)
    seen = await other_provider.sees(case)
    assert (seen["decision"]["notice_sent_on"], seen["provider"]["slug"]) == ("2026-01-30", NEW)
    wrong = {"seq": 2, "reason": "wrong_date", "replace": {"occurred_on": "2026-02-08"}}
    assert (await provider.sends("POST", f"/v1/cases/{case}/corrections", json=wrong)).status_code == 404
    await other_provider.records(case, "decline-mediation", occurred_on="2026-02-10")
    assert (await other_la.gets(f"/v1/cases/{case}/events/verification"))["intact"]
