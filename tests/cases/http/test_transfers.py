"""A case goes to the authority to whose area the child has moved: who sees what, and what goes with the case."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from tests.cases.http.test_change_of_provider import fed
from tests.support.capacity import books, holds, in_days, mediates, slots_for, wants_mediation
from tests.support.parties import Parties, Party, declines

CALL = {"name_to_use": "Sam", "telephone": "01632 960001"}
REACH = {"name": "Sam", "telephone": "01632 960001"}
MOVED = {"to_la_code": "992", "moved_on": "2026-03-09", "aware_on": "2026-03-02", "transferred_on": "2026-03-16"}
NORTH = {**MOVED, "to_la_code": "993"}
INTACT: dict[str, Any] = {"intact": True, "broken_at": None, "differs": []}


async def of_a_plan(authority: Party, **said: Any) -> str:
    return await authority.opens(kind="plan_content", sections=("B", "F"), **said)


@pytest.fixture(scope="module")
async def north(parties: Parties) -> Party:
    """It instructs provider B alone."""
    return await parties.get("sandbox-la-993")


async def verified(reader: Party, case: str) -> int:
    """Return how long a trail is, which its reader finds intact."""
    found = await reader.gets(f"/v1/cases/{case}/events/verification")
    assert {name: found[name] for name in INTACT} == INTACT
    length: int = found["length"]
    return length


async def test_the_new_authority_has_the_case_and_the_old_one_its_own_time(
    other_la: Party, north: Party, la: Party, provider: Party, other_provider: Party, tribunal: Party, public: Any
) -> None:
    case = await of_a_plan(other_la, child_reference="C-1", school_age_ends_on="2027-06-30")
    number = await declines(provider, case)
    dates = (await other_la.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]
    gone = await other_la.posts(f"/v1/cases/{case}/transfer", NORTH)
    assert gone == {
        "case_id": case, "from_la_code": "992", **NORTH, "due_on": "2026-03-20", "late": False,
        "explain_by": "2026-04-27", "provider_changed": True, "session_stays": False, "provider": gone["provider"],
    }  # fmt: skip
    assert gone["provider"]["slug"] == other_provider.slug
    for path in ("", "/deadlines", "/actions", "/reads", "/contact"):
        for former in (other_la, provider):
            assert (await former.sends("GET", f"/v1/cases/{case}{path}")).status_code == 404, path
        assert (await la.sends("GET", f"/v1/cases/{case}{path}")).status_code == 404
    assert (await other_la.tries(case, "close", family_confirmed=True, occurred_on=in_days(0))).status_code == 404
    assert (await other_la.sends("POST", f"/v1/cases/{case}/transfer", json=MOVED)).status_code == 404
    assert case not in {one["id"] for one in await other_la.lists("/v1/cases")}
    seen = await north.sees(case)
    assert (seen["la_code"], seen["certificate"]["number"], seen["decision"]["notice_sent_on"]) == (
        "993", number, "2026-02-02",
    )  # fmt: skip
    sender = {"notice_la_code": "992", "notice_reference": seen["la_reference"]}
    assert seen["transfer"] == {"from_la_code": "992", **NORTH} | sender
    assert (seen.get("child_reference"), seen["school_age_ends_on"]) == (None, "2027-06-30")
    now = {one["code"]: one for one in (await north.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]}
    assert [now.pop(one["code"]) for one in dates] == dates
    assert {code: (one["due_on"], one["status"], one["done_on"]) for code, one in now.items()} == {
        "transfer-plan": ("2026-03-20", "met", "2026-03-16"),
        "explain-transferred-plan": ("2026-04-27", "breached", None),
    }
    for reader in (other_la, north, other_provider):
        assert (await reader.gets(f"/v1/certificates/{number}"))["number"] == number
    assert (await public.get(f"/v1/certificates/{number}/verification")).json()["result"] == "found"
    old = ["notice-recorded", "adviser-contacted", "mediation-declined", "certificate-issued", "case-transferred"]
    assert await fed(other_la, case) == await fed(provider, case) == old
    assert await fed(north, case) == await fed(other_provider, case) == ["case-received"]
    assert await fed(la, case) == []
    trail = await north.lists(f"/v1/cases/{case}/events")
    assert [one["type"] for one in trail] == [*old, "case-received"]
    assert trail[5]["about"] == {
        "from_la_code": "992", "to_la_code": "993", "moved_on": "2026-03-09", "aware_on": "2026-03-02",
        "from_provider": provider.slug, "to_provider": other_provider.slug,
    }  # fmt: skip
    assert [one["type"] for one in await other_la.lists(f"/v1/cases/{case}/events", limit=2)] == old
    assert (await la.sends("GET", f"/v1/cases/{case}/events")).status_code == 404
    assert (await provider.sends("GET", f"/v1/cases/{case}/events")).status_code == 404
    assert await verified(other_la, case) == 5
    assert await verified(north, case) == await verified(other_provider, case) == await verified(tribunal, case) == 6


async def test_after_the_transfer_the_case_goes_on(
    other_la: Party, north: Party, provider: Party, other_provider: Party, tribunal: Party, public: Any
) -> None:
    """Appeal, reissue, correction and the duty of the new authority: under the authority that answers now."""
    case = await of_a_plan(other_la)
    number = await declines(provider, case)
    await other_la.posts(f"/v1/cases/{case}/transfer", NORTH)
    appealed = await tribunal.records(
        case, "register-appeal", basis="certificate", occurred_on="2026-03-20", tribunal_reference="EH993/26/00001"
    )
    assert appealed["state"] == "appeal_registered"
    done = await north.records(case, "complete-duty", code="explain-transferred-plan", occurred_on="2026-04-10")
    assert done["version"] == 8
    early = {one["code"]: one for one in (await north.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]}
    assert (early["explain-transferred-plan"]["status"], early["la-response"]["due_on"]) == ("met", "2026-05-06")
    refused = await north.tries(case, "complete-duty", code="transfer-plan", occurred_on="2026-04-10")
    assert refused.status_code == 409
    again = await other_provider.records(case, "reissue-certificate", occurred_on=in_days(0))
    other = again["certificate"]["number"]
    said = (await public.get(f"/v1/certificates/{other}/verification")).json()
    assert (said["result"], said["la_code"]) == ("found", "992")  # the authority that sent the notice
    right = {"seq": 1, "reason": "wrong_date", "replace": {"decision": {"notice_sent_on": "2026-02-03"}}}
    await north.posts(f"/v1/cases/{case}/corrections", right)
    after = await north.sees(case)
    assert (after["decision"]["notice_sent_on"], after["la_code"]) == ("2026-02-03", "993")
    assert (await public.get(f"/v1/certificates/{number}/verification")).json()["result"] == "superseded"
    wrong = {"seq": 2, "reason": "wrong_date", "replace": {"occurred_on": "2026-02-08"}}
    assert (await north.sends("POST", f"/v1/cases/{case}/corrections", json=wrong)).status_code == 403
    assert await fed(tribunal, case) == [
        "notice-recorded", "adviser-contacted", "mediation-declined", "certificate-issued", "case-transferred",
        "case-received", "appeal-registered", "withheld", "certificate-reissued",
        "event-corrected", "event-corrected",  # the notice, and the certificate that repeats it
    ]  # fmt: skip
    assert await verified(north, case) == await verified(tribunal, case) == 11
    assert await verified(other_la, case) == 5


async def test_a_case_comes_back_and_goes_on(la: Party, other_la: Party, north: Party, provider: Party) -> None:
    """991 to 992, to 993, and back to 991. Each authority reads the trail up to the end of its own time."""
    case = await of_a_plan(la)
    await la.posts(f"/v1/cases/{case}/transfer", MOVED)
    assert (await provider.sees(case))["version"] == 3  # it is instructed by 992 too
    await other_la.records(case, "complete-duty", code="explain-transferred-plan", occurred_on="2026-03-20")
    second = {"to_la_code": "993", "moved_on": "2026-04-20", "aware_on": "2026-03-02"}
    early = await other_la.sends("POST", f"/v1/cases/{case}/transfer", json={**second, "transferred_on": "2026-04-19"})
    assert early.json()["errors"][0]["pointer"] == "#/transferred_on"
    gone = await other_la.posts(f"/v1/cases/{case}/transfer", {**second, "transferred_on": "2026-04-21"})
    assert (gone["due_on"], gone["late"]) == ("2026-04-20", True)  # it knew 15 working days before
    owed = {one["code"]: one for one in (await north.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]}
    assert owed["explain-transferred-plan"]["status"] == "breached"
    assert owed["transfer-plan"]["status"] == "met_late"
    lengths = [await verified(one, case) for one in (la, other_la, north)]
    assert lengths == [2, 5, 6]
    assert (await la.lists(f"/v1/cases/{case}/events"))[-1]["type"] == "case-transferred"
    back = {"to_la_code": "991", "moved_on": "2026-05-20", "aware_on": "2026-05-19", "transferred_on": "2026-05-20"}
    await north.posts(f"/v1/cases/{case}/transfer", back)
    assert (await la.sees(case))["la_code"] == "991"
    assert [await verified(one, case) for one in (la, other_la, north)] == [8, 5, 7]
    assert (await fed(la, case)).count("case-received") == 1


async def test_a_session_stays_with_a_provider_that_the_new_authority_instructs(
    la: Party, other_la: Party, provider: Party
) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider, kind="plan_content", sections=("F",))
    session = await books(la, case, (await slots_for(la, case, mediator))[0]["id"])
    path, today = f"/v1/cases/{case}/transfer", {"to_la_code": "992", "moved_on": in_days(0), "aware_on": in_days(-1)}
    gone = await la.posts(path, today)
    assert (gone["provider_changed"], gone["session_stays"]) == (False, True)
    assert (await other_la.gets(f"/v1/sessions/{session['id']}"))["status"] == "booked"
    assert (await la.sends("GET", f"/v1/sessions/{session['id']}")).status_code == 404
    assert session["id"] not in {one["id"] for one in await la.lists("/v1/sessions")}
    assert session["id"] in {one["id"] for one in await other_la.lists("/v1/sessions")}
    assert (await other_la.sees(case))["state"] == "mediation_arranged"
    assert await verified(other_la, case)


async def test_a_session_stays_if_only_the_provider_that_advised_goes(
    other_la: Party, north: Party, provider: Party, other_provider: Party
) -> None:
    """Authority 993 instructs provider B, whose mediator holds the session. It does not instruct A, which advised."""
    mediator = await mediates(other_provider, areas=["992", "993"])
    case = await wants_mediation(other_la, provider, kind="plan_content", sections=("F",))
    first, second = (await slots_for(other_la, case, mediator))[:2]
    session = await books(other_la, case, first["id"])
    hold = await holds(other_la, second["id"], case)
    path, today = f"/v1/cases/{case}/transfer", {"to_la_code": "993", "moved_on": in_days(0), "aware_on": in_days(0)}
    gone = await other_la.posts(path, {**today, "call_off_sessions": True})
    assert (gone["provider"]["slug"], gone["session_stays"]) == (other_provider.slug, True)
    assert (await north.gets(f"/v1/sessions/{session['id']}"))["status"] == "booked"
    assert (await north.sees(case))["state"] == "mediation_arranged"
    assert (await provider.sends("GET", f"/v1/cases/{case}")).status_code == 404
    assert (await north.sends("GET", f"/v1/holds/{hold['id']}")).status_code == 404, "held time is let go of"
    told = {"cancelled_by": "mediator", "why": "illness"}
    await other_provider.posts(f"/v1/sessions/{session['id']}/cancel", told)
    assert await verified(north, case)


async def test_a_session_with_another_provider_is_refused_or_called_off(
    other_la: Party, north: Party, provider: Party, other_provider: Party
) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(other_la, provider, kind="plan_content", sections=("F",))
    session = await books(other_la, case, (await slots_for(other_la, case, mediator))[0]["id"])
    path, today = f"/v1/cases/{case}/transfer", {"to_la_code": "993", "moved_on": in_days(0), "aware_on": in_days(0)}
    refused = await other_la.sends("POST", path, json=today)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/session-booked")
    assert (await other_la.sees(case))["la_code"] == "992"
    gone = await other_la.posts(path, {**today, refused.json()["or_send"]: True})
    assert (gone["provider"]["slug"], gone["session_stays"]) == (other_provider.slug, False)
    assert (await provider.gets(f"/v1/sessions/{session['id']}"))["status"] == "cancelled"
    assert (await north.gets(f"/v1/sessions/{session['id']}"))["status"] == "cancelled"
    assert (await north.sees(case))["state"] == "mediation_requested"
    theirs = await mediates(other_provider, areas=["993"])
    await books(north, case, (await slots_for(north, case, theirs))[0]["id"])
    assert await verified(north, case)


async def test_help_and_contact_details(la: Party, other_la: Party, provider: Party, advice: Party) -> None:
    """The advice service keeps its referral, and what the consent opens. The old authority reads no contact."""
    case = await of_a_plan(la, appellant={"kind": "parent", "contact": CALL})
    consent = {"given_by": "parent", "given_on": "2026-02-09", "covers": ["contact", "case_dates", "tell_authority"]}
    receipt = await la.posts(
        "/v1/referrals", {"case_id": case, "person": "parent", "consent": consent, "contact": REACH}
    )  # fmt: skip
    offered = {"moment": "notice", "answer": "accepted", "occurred_on": in_days(0)}
    await la.sends("POST", f"/v1/cases/{case}/advice-offers", json=offered)
    await la.posts(f"/v1/cases/{case}/transfer", MOVED)
    assert (await advice.gets(f"/v1/referrals/{receipt['id']}"))["case"]["state"] == "notified"
    assert (await la.gets(f"/v1/referrals/{receipt['id']}"))["id"] == receipt["id"]
    assert (await other_la.sends("GET", f"/v1/referrals/{receipt['id']}")).status_code == 404
    for reader in (other_la, provider):
        assert (await reader.gets(f"/v1/cases/{case}/contact"))["name_to_use"] == "Sam"
    assert (await la.sends("GET", f"/v1/cases/{case}/contact")).status_code == 404
    own = {"case_id": case, "person": "parent", "source": "family", "contact": REACH, "consent": consent}
    assert (await advice.sends("POST", "/v1/referrals", json=own)).status_code == 404


REFUSED = [
    ({"to_la_code": "991"}, "#/to_la_code"),
    ({"to_la_code": "909"}, "#/to_la_code"),  # ended
    ({"to_la_code": "330"}, "#/to_la_code"),  # not registered here
    ({"to_la_code": "000"}, "#/to_la_code"),
    ({"moved_on": "2099-01-01"}, "#/moved_on"),
    ({"aware_on": "2099-01-01"}, "#/aware_on"),
    ({"moved_on": "2014-08-31"}, "#/moved_on"),
    ({"transferred_on": "2026-03-08"}, "#/transferred_on"),
    ({"transferred_on": "2026-02-01", "moved_on": "2026-01-31"}, "#/transferred_on"),
    ({"nonsense": 1}, "#/nonsense"),
]


@pytest.mark.parametrize(("over", "pointer"), REFUSED)
async def test_bad_input_changes_nothing(la: Party, over: dict[str, Any], pointer: str) -> None:
    case = await of_a_plan(la)
    answer = await la.sends("POST", f"/v1/cases/{case}/transfer", json={**MOVED, **over})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert (await la.sees(case))["version"] == 1


async def test_a_refusal_does_not_move(
    la: Party, provider: Party, icb: Party, tribunal: Party, other_la: Party
) -> None:
    for kind in ("refusal_to_assess", "refusal_to_issue_plan"):
        case = await la.opens(kind=kind)
        refused = await la.sends("POST", f"/v1/cases/{case}/transfer", json=MOVED)
        assert (refused.status_code, refused.json()["rule"]) == (409, "plan-transfers")
        assert (await la.sees(case))["version"] == 1
    case = await of_a_plan(la)
    await declines(provider, case)
    path = f"/v1/cases/{case}/transfer"
    for other, status in ((provider, 403), (tribunal, 403), (icb, 403), (other_la, 404)):
        assert (await other.sends("POST", path, json=MOVED)).status_code == status, other.slug
    stale = await la.sends("POST", path, json=MOVED, headers={"If-Match": '"1"'})
    assert stale.status_code == 412


async def test_a_reference_of_the_new_authority_may_be_the_same(la: Party, other_la: Party) -> None:
    theirs = await of_a_plan(other_la, la_reference="SAME-1")
    case = await of_a_plan(la, la_reference="SAME-1")
    path, keyed = f"/v1/cases/{case}/transfer", {"Idempotency-Key": str(uuid4())}
    sent = [await la.sends("POST", path, json=MOVED, headers=keyed) for _ in range(2)]
    assert [one.status_code for one in sent] == [200, 200]
    assert sent[0].json() == sent[1].json()
    found = {one["id"] for one in await other_la.lists("/v1/cases", la_reference="same-1")}
    assert {case, theirs} <= found
    decision = {"kind": "plan_content", "notice_sent_on": "2026-02-02", "sections": ["B"]}
    again = {"la_reference": "SAME-1", "decision": decision, "appellant": {"kind": "parent"}}
    third = await other_la.sends("POST", "/v1/cases", json=again)
    assert third.status_code == 409


async def test_the_notice_of_a_transferred_case_makes_no_second_case(
    la: Party, other_la: Party, provider: Party
) -> None:
    """The old authority sends its notice again, or the family rings the adviser with its letter again."""
    decision = {"kind": "plan_content", "notice_sent_on": "2026-01-19", "sections": ["B"]}
    notice = {"la_reference": "MOVED-ON", "decision": decision, "appellant": {"kind": "parent"}}
    case = (await la.posts("/v1/cases", notice))["id"]
    letter = {"la_code": "991", "decision": decision, "appellant": {"kind": "parent"}}
    for last in (MOVED, NORTH):
        holder = la if last is MOVED else other_la
        await holder.posts(f"/v1/cases/{case}/transfer", last)
        again = await la.sends("POST", "/v1/cases", json={**notice, "la_reference": "moved-on"})
        assert (again.status_code, again.json()["type"]) == (409, "/problems/duplicate-notice")
        assert case not in again.text, "the old authority no longer sees the case"
        if last is MOVED:
            rung = await provider.sends("POST", "/v1/cases", json=letter)
            assert (rung.status_code, rung.json()["case_id"]) == (409, case)
    between = await other_la.sends("POST", "/v1/cases", json=notice)
    assert between.status_code == 201, "authority 992 had the case, and this is a notice of its own"
    meant = await la.sends("POST", "/v1/cases", json={**notice, "not_a_duplicate": True})
    assert meant.status_code == 201


async def test_races_of_a_transfer_with_actions_and_with_itself(
    other_la: Party, north: Party, provider: Party, tribunal: Party
) -> None:
    """Whatever comes first, the case has one authority, each event has its readers, and the trail is whole."""
    for _ in range(3):
        case = await of_a_plan(other_la)
        path = f"/v1/cases/{case}/transfer"
        said = {"given_by": "parent", "given_on": "2026-02-09", "covers": ["contact"]}
        refers = {
            "case_id": case,
            "person": "parent",
            "consent": said,
            "contact": {"name": "S", "telephone": "01632 960001"},
        }
        answers = await asyncio.gather(
            *(other_la.sends("POST", path, json=NORTH) for _ in range(3)),
            *(provider.tries(case, "contact-adviser", occurred_on="2026-02-09") for _ in range(3)),
            provider.sends("GET", f"/v1/cases/{case}/events"),
            provider.sends("GET", f"/v1/cases/{case}"),
            other_la.sends("POST", "/v1/referrals", json=refers),
            other_la.sends("PUT", f"/v1/cases/{case}/contact", json={"telephone": "01632 960001"}),
            other_la.sends("PATCH", f"/v1/cases/{case}", json={"child_reference": "C-9"}),
            tribunal.tries(case, "register-appeal", basis="permission", occurred_on="2026-03-20"),
        )  # fmt: skip
        statuses = [one.status_code for one in answers]
        assert sorted(statuses[:3]) == [200, 404, 404]
        assert set(statuses) <= {200, 201, 204, 404, 409, 422}, statuses
        trail = await north.lists(f"/v1/cases/{case}/events")
        types = [one["type"] for one in trail]
        assert types.count("case-transferred") == types.count("case-received") == 1
        at = types.index("case-transferred")
        assert types[at + 1] == "case-received"
        old, new = await fed(other_la, case), await fed(north, case)
        assert (old, new) == (types[: at + 1], types[at + 1 :])
        assert await verified(north, case) == len(types)
        assert await verified(other_la, case) == at + 1
        assert (await north.sees(case)).get("child_reference") is None


async def test_a_body_of_the_old_area_sees_the_case_no_more(
    app: FastAPI, parties: Parties, la: Party, north: Party, provider: Party, icb: Party
) -> None:
    """The last test of this file: authority 993 ends its work with the commissioning body."""
    operator = await parties.get("sandbox-operator")
    ended = {"authority": north.slug, "partner": icb.slug, "last_day": in_days(-1)}
    await operator.posts("/v1/admin/partnerships/end", ended)
    await app.state.service.organisations.refresh()
    case = await of_a_plan(la)
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    wish = {"issues": ["F", "health"], "health_provision_wanted": "Occupational therapy."}
    await provider.records(case, "request-mediation", occurred_on="2026-02-10", **wish)
    await la.records(case, "notify-commissioning-body", occurred_on="2026-02-11")
    assert (await icb.sees(case))["mediation"]["commissioning_body_notified_on"] == "2026-02-11"
    await la.posts(f"/v1/cases/{case}/transfer", {**MOVED, "to_la_code": "993"})
    assert (await icb.sends("GET", f"/v1/cases/{case}")).status_code == 404
    assert (await fed(icb, case))[-1] == "case-transferred"
    assert (await north.sees(case))["mediation"]["commissioning_body_notified_on"] is None
    right = {"seq": 1, "reason": "wrong_date", "replace": {"decision": {"notice_sent_on": "2026-02-03"}}}
    await north.posts(f"/v1/cases/{case}/corrections", right)
    assert (await icb.sends("GET", f"/v1/cases/{case}")).status_code == 404  # nor does a correction bring it back
    assert await verified(north, case)
