"""The days of an appeal as duties of the parties: the bundle, what the tribunal directed, and replies to it."""

from typing import Any

from tests.appeals.http.appealed import an_appeal
from tests.support.parties import Party

BOTH = ["local_authority", "family"]


async def duties(party: Party, case: str, code: str) -> list[tuple[Any, ...]]:
    found = await party.lists("/v1/duties", case_id=case, code=code)
    return [(one["owed_by"]["kind"], one["due_on"], one["status"], one["met_on"]) for one in found]


async def agrees(party: Party, case: str, codes: set[str]) -> None:
    """Each of these deadlines of the case is in the ledger as it is shown."""
    shown = (await party.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]
    own = [one for one in shown if one["code"] in codes]
    assert {one["code"] for one in own} == codes
    for one in own:
        assert (one["owed_by"], one["due_on"], one["status"], one["done_on"]) in await duties(party, case, one["code"])


async def test_the_bundle_and_the_directions_are_duties(la: Party, provider: Party, tribunal: Party) -> None:
    case, appeal = await an_appeal(la, provider, tribunal)
    path = f"/v1/appeals/{appeal}"
    hearing = {"occurred_on": "2026-05-11", "listed_for": "2026-07-06", "format": "video"}
    await tribunal.posts(f"{path}/hearing", hearing)
    assert await duties(la, case, "send-hearing-bundle") == [("local_authority", "2026-06-22", "breached", None)]
    told = [{"what": "evidence", "due_on": "2026-05-30", "owed_by": BOTH}, {"what": "bundle", "due_on": "2026-06-19"}]
    shown = await tribunal.posts(f"{path}/directions", {"occurred_on": "2026-05-12", "directions": told})
    assert [one["owed_by"] for one in shown["directions"]] == [BOTH, []]
    assert shown["bundle"]["due_on"] == "2026-06-19"
    assert await duties(tribunal, case, "send-hearing-bundle") == [
        ("local_authority", "2026-06-19", "breached", None),
        ("local_authority", "2026-06-22", "superseded", None),
    ]
    last = "2026-06-01"  # 30 May is a Saturday
    assert sorted(await duties(la, case, "send-evidence")) == [
        ("family", last, "passed", None), ("local_authority", last, "breached", None),
    ]  # fmt: skip
    whose = await la.tries(case, "complete-duty", code="send-evidence", occurred_on="2026-05-29")
    assert (whose.status_code, whose.json()["rule"]) == (409, "duty-of-its-party")
    done = {"code": "send-evidence", "occurred_on": "2026-05-29", "owed_by": "local_authority"}
    await la.records(case, "complete-duty", **done)
    await tribunal.records(case, "complete-duty", **done | {"owed_by": "family", "occurred_on": "2026-06-02"})
    assert sorted(await duties(la, case, "send-evidence")) == [
        ("family", last, "passed", "2026-06-02"), ("local_authority", last, "met", "2026-05-29"),
    ]  # fmt: skip
    await la.posts(f"{path}/bundle", {"occurred_on": "2026-06-24"})
    assert ("local_authority", "2026-06-19", "met_late", "2026-06-24") in await duties(la, case, "send-hearing-bundle")
    for party in (la, tribunal):
        await agrees(party, case, {"send-hearing-bundle", "send-evidence"})
    assert await duties(provider, case, "send-evidence") == []
    wrong = {"what": "bundle", "due_on": "2026-06-26", "owed_by": ["family"]}
    answer = await tribunal.sends(
        "POST", f"{path}/directions", json={"occurred_on": "2026-05-12", "directions": [wrong]}
    )
    assert answer.status_code == 422


async def test_a_reply_to_a_recommendation_is_a_duty(la: Party, provider: Party, tribunal: Party) -> None:
    case, appeal = await an_appeal(la, provider, tribunal)
    outcome = {"occurred_on": "2026-07-08", "outcome": "upheld", "orders": [{"order_kind": "amend_plan"}]}
    both = {"recommends_health": True, "recommends_care": True}
    await tribunal.posts(f"/v1/appeals/{appeal}/outcome", outcome | both)
    replies = {"reply-on-health-recommendation", "reply-on-social-care-recommendation"}
    await la.records(case, "complete-duty", code="reply-on-social-care-recommendation", occurred_on="2026-08-12")
    await la.records(case, "complete-duty", code="reply-on-health-recommendation", occurred_on="2026-08-13")
    assert await duties(la, case, "reply-on-social-care-recommendation") == [
        ("local_authority", "2026-08-12", "met", "2026-08-12")
    ]
    assert await duties(la, case, "reply-on-health-recommendation") == [
        ("commissioning_body", "2026-08-12", "met_late", "2026-08-13")
    ]
    for party in (la, tribunal):
        await agrees(party, case, replies)
