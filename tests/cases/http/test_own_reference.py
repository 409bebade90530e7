"""After a transfer the new authority gives its own reference. The certificate keeps the reference of the sender."""

import asyncio
import json
from base64 import urlsafe_b64decode
from typing import Any

import pytest

from app.platform.http.etags import etag
from tests.cases.http.test_change_of_provider import fed
from tests.cases.http.test_transfers import MOVED, NORTH, of_a_plan, verified
from tests.support.parties import REFERENCES, Parties, Party, a_notice, declines

DECISION = {"kind": "plan_content", "notice_sent_on": "2026-02-02", "sections": ["B"]}


@pytest.fixture(scope="module")
async def north(parties: Parties) -> Party:
    return await parties.get("sandbox-la-993")


async def gives(authority: Party, case: str, reference: str | None, **more: Any) -> Any:
    headers = more.pop("headers", None)
    return await authority.sends(
        "PATCH", f"/v1/cases/{case}", json={"la_reference": reference, **more}, headers=headers
    )


async def named_on(reader: Party, number: str) -> tuple[str, str | None]:
    """Return the code and the reference that the signed text of a certificate says."""
    token = (await reader.gets(f"/v1/certificates/{number}"))["token"]
    said = token.split(".")[1]
    authority = json.loads(urlsafe_b64decode(said + "=" * (-len(said) % 4)))["la"]
    return authority["code"], authority["reference"]


async def found(party: Party, reference: str) -> list[str]:
    return [one["id"] for one in await party.lists("/v1/cases", la_reference=reference)]


async def test_the_new_authority_finds_the_case_and_the_certificate_keeps_the_sender(
    la: Party, other_la: Party, north: Party, provider: Party, tribunal: Party
) -> None:
    sender, own = f"S-{next(REFERENCES)}", f"N-{next(REFERENCES)}"
    case = await of_a_plan(la, la_reference=sender)
    await declines(provider, case)
    await la.posts(f"/v1/cases/{case}/transfer", MOVED)
    assert (await other_la.sees(case))["la_reference"] == sender, "until the new authority gives its own"
    answer = await gives(other_la, case, own, child_reference="C-7")
    shown = answer.json()
    assert (shown["la_reference"], shown["transfer"]["notice_reference"], shown["child_reference"]) == (
        own, sender, "C-7",
    )  # fmt: skip
    assert (answer.headers["etag"], shown["version"]) == (etag(8), 8)
    for reader in (other_la, provider, tribunal):
        seen = await reader.sees(case)
        assert (seen["la_reference"], seen["transfer"]["notice_reference"]) == (own, sender)
        told = (await reader.lists(f"/v1/cases/{case}/events"))[6]
        assert (told["type"], told["changes"]["own_reference"]) == ("reference-changed", own)
        assert await verified(reader, case) == 8
    assert await found(other_la, own.lower()) == await found(provider, own) == [case]
    assert await found(la, own) == []
    assert "reference-changed" not in await fed(la, case)
    assert await verified(la, case) == 5
    again = await la.sends("POST", "/v1/cases", json=a_notice(kind="plan_content", la_reference=sender))
    letter = {"la_code": "991", "la_reference": sender, "decision": DECISION, "appellant": {"kind": "parent"}}
    rung = await provider.sends("POST", "/v1/cases", json=letter)
    assert (again.status_code, rung.status_code, rung.json()["case_id"]) == (409, 409, case)
    reissued = await provider.records(case, "reissue-certificate", occurred_on="2026-03-20")
    assert await named_on(provider, reissued["certificate"]["number"]) == ("991", sender)
    right = {"seq": 1, "reason": "other", "replace": {"la_reference": f"{sender}-x"}}
    await other_la.posts(f"/v1/cases/{case}/corrections", right)
    seen = await other_la.sees(case)
    assert (seen["la_reference"], seen["transfer"]["notice_reference"]) == (own, f"{sender}-x")
    assert await named_on(provider, seen["certificate"]["number"]) == ("991", f"{sender}-x")
    await other_la.posts(f"/v1/cases/{case}/transfer", {**NORTH, "transferred_on": "2026-03-23"})
    seen = await north.sees(case)
    assert (seen["la_reference"], seen["transfer"]["notice_reference"]) == (f"{sender}-x", f"{sender}-x")
    assert [await verified(one, case) for one in (la, other_la, north)] == [5, 12, 13]


async def test_who_gives_a_reference_and_which(la: Party, other_la: Party, provider: Party, tribunal: Party) -> None:
    own, sender = f"OWN-{next(REFERENCES)}", f"S-{next(REFERENCES)}"
    theirs = await of_a_plan(other_la, la_reference=own)
    case = await of_a_plan(la, la_reference=sender)
    refused = await gives(la, case, "N-1")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/la_reference")
    assert (await gives(la, case, sender)).json()["version"] == 1, "nothing changes"
    await la.posts(f"/v1/cases/{case}/transfer", MOVED)
    for party, status in ((la, 404), (provider, 403), (tribunal, 403)):
        assert (await gives(party, case, "N-1")).status_code == status, party.slug
    assert (await gives(other_la, case, "N-1", headers={"If-Match": etag(1)})).status_code == 412
    assert (await gives(other_la, case, "")).status_code == (await gives(other_la, case, "x" * 81)).status_code == 422
    taken = await gives(other_la, case, own.lower())
    assert (taken.status_code, taken.json()["case_id"], taken.json()["case_ids"]) == (409, theirs, [theirs])
    assert (await other_la.sees(case))["version"] == 3
    assert (await gives(other_la, case, own, not_a_duplicate=True)).json()["la_reference"] == own
    assert (await gives(other_la, case, own)).json()["version"] == 4, "nothing changes"
    cleared = (await gives(other_la, case, None)).json()
    assert (cleared["la_reference"], cleared["transfer"]["notice_reference"]) == (sender, sender)
    await gives(other_la, case, f"{own}-2")
    back = {"to_la_code": "991", "moved_on": "2026-05-20", "aware_on": "2026-05-19", "transferred_on": "2026-05-20"}
    await other_la.posts(f"/v1/cases/{case}/transfer", back)
    assert (await la.sees(case))["la_reference"] == sender
    assert (await gives(la, case, "N-2")).status_code == 422, "the notice is its own"
    assert await verified(la, case) == 8


async def test_a_letter_without_a_reference_that_the_new_authority_confirms(
    la: Party, other_la: Party, north: Party, provider: Party, other_provider: Party
) -> None:
    """The certificate names the authority of the letter, and no reference of the authority that confirmed it."""
    decision = {"kind": "plan_content", "notice_printed_on": "2026-01-27", "sections": ["B"]}
    letter = {"la_code": "991", "decision": decision, "appellant": {"kind": "parent", "name": "Sam Example"}}
    case = (await provider.posts("/v1/cases", {**letter, "told_on": "2026-02-03", "not_a_duplicate": True}))["id"]
    await la.posts(f"/v1/cases/{case}/transfer", MOVED)
    own = f"N-{next(REFERENCES)}"
    confirmed = await other_la.records(
        case, "confirm-notice", la_reference=own, notice_sent_on="2026-01-28", occurred_on="2026-03-17"
    )
    assert (confirmed["la_reference"], confirmed["transfer"]["notice_reference"]) == (own, None)
    await provider.records(case, "contact-adviser", occurred_on="2026-03-18")
    await provider.records(case, "decline-mediation", occurred_on="2026-03-18")
    certified = await provider.records(case, "issue-certificate", ground="declined", occurred_on="2026-03-18")
    assert await named_on(provider, certified["certificate"]["number"]) == ("991", None)
    assert (await gives(other_la, case, None)).json()["la_reference"] is None
    await gives(other_la, case, own)
    await other_la.posts(f"/v1/cases/{case}/transfer", {**NORTH, "transferred_on": "2026-03-23"})
    assert (await north.sees(case))["la_reference"] is None
    assert await found(other_provider, own) == []
    assert await verified(north, case) == 11


async def test_a_reference_and_a_notice_at_once_make_no_two_of_a_kind(la: Party, other_la: Party) -> None:
    for _ in range(4):
        own = f"RACE-{next(REFERENCES)}"
        case = await of_a_plan(la)
        await la.posts(f"/v1/cases/{case}/transfer", MOVED)
        notice = {"la_reference": own, "decision": DECISION, "appellant": {"kind": "parent"}}
        answers = await asyncio.gather(gives(other_la, case, own), other_la.sends("POST", "/v1/cases", json=notice))
        assert sorted(one.status_code for one in answers) in ([200, 409], [201, 409]), [one.text for one in answers]
        assert len(await found(other_la, own)) == 1


async def test_every_notice_that_may_be_the_same_is_listed(
    other_la: Party, provider: Party, other_provider: Party
) -> None:
    """An adviser, or the authority, looks at each. A provider is told of its own cases alone."""
    decision = {"kind": "refusal_to_reassess", "notice_sent_on": "2026-04-28"}
    letter = {"la_code": "992", "decision": decision, "appellant": {"kind": "parent"}, "not_a_duplicate": True}
    ours = [(await provider.posts("/v1/cases", letter))["id"] for _ in range(3)]
    others = (await other_provider.posts("/v1/cases", letter))["id"]
    again = await provider.sends("POST", "/v1/cases", json={**letter, "not_a_duplicate": False})
    assert (again.status_code, set(again.json()["case_ids"])) == (409, set(ours))
    assert again.json()["case_id"] == again.json()["case_ids"][0]
    notice = {"la_reference": f"NEAR-{next(REFERENCES)}", "decision": decision, "appellant": {"kind": "parent"}}
    asked = await other_la.sends("POST", "/v1/cases", json=notice)
    assert (asked.status_code, set(asked.json()["case_ids"])) == (409, {*ours, others})
    assert asked.json()["confirm_at"] == f"/v1/cases/{asked.json()['case_id']}/actions/confirm-notice"
    reference, sent_on = notice["la_reference"], decision["notice_sent_on"]
    confirmed = await other_la.records(others, "confirm-notice", la_reference=reference, notice_sent_on=sent_on)
    assert confirmed["notice_status"] == "confirmed"
    sure = await other_la.sends("POST", "/v1/cases", json=notice)
    assert (sure.status_code, sure.json()["case_ids"]) == (409, [others])
    many = [(await provider.posts("/v1/cases", letter))["id"] for _ in range(19)]
    asked = await other_la.sends("POST", "/v1/cases", json={**notice, "la_reference": "NEAR-OTHER"})
    assert len(asked.json()["case_ids"]) == 20 < len({*ours, *many})
