"""What an advice service has left of a referral whose consent was taken back: its bones, whatever it sends again."""

from typing import Any

import pytest

from app.advice.domain.words import ReferralAction
from tests.support.parties import Party
from tests.support.referrals import EVERYTHING, HELPED_ON, WORDS, a_referral, does, helps, hides, refers


async def test_after_the_withdrawal_the_service_has_the_bones(la: Party, advice: Party) -> None:
    case = await la.opens()
    referral = await refers(la, case, *EVERYTHING)
    await helps(advice, referral)
    await does(advice, referral, "record-contact", means="phone")
    await does(la, referral, "withdraw-consent")
    shown = await advice.sends("GET", f"/v1/referrals/{referral}")
    told = {name: value for name, value in shown.json().items() if value not in (None, [])}
    assert told.keys() == {
        "id", "state", "version", "area", "consent", "referred_on", "referred_at", "updated_at",
    }  # fmt: skip
    assert (told["state"], told["consent"]["covers"]) == ("withdrawn", [])
    trail = await advice.sends("GET", f"/v1/referrals/{referral}/events")
    listed = await advice.sends("GET", "/v1/referrals", params={"state": "withdrawn", "limit": 200})
    assert referral in listed.text
    for answer in (shown, trail, listed):
        assert hides(answer.text)
        assert case not in answer.text
    assert all(one["changes"] == {} for one in trail.json()["items"])


async def test_a_key_from_before_the_withdrawal_brings_nothing_back(la: Party, advice: Party) -> None:
    referral = await refers(la, await la.opens(), *EVERYTHING)
    path, key = f"/v1/referrals/{referral}/actions/open", {"Idempotency-Key": f"before {referral}"}
    assert (await advice.sends("POST", path, json={}, headers=key)).status_code == 200
    await does(la, referral, "withdraw-consent")
    again = await advice.sends("POST", path, json={}, headers=key)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/refused")


REPLAYED: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "open": ((), {"note": WORDS}),
    "accept": (("open",), {}),
    "decline": (("open",), {"reason": "duplicate"}),
    "wait-list": (("open",), {}),
    "start": (("open", "accept"), {}),
    "record-contact": (("open", "accept"), {"means": "phone"}),
    "close": (("open", "accept"), {"outcome": "other"}),
    "withdraw-consent": ((), {}),
}
"""Every action with what comes before it: all that a service could send again under its old key."""


@pytest.mark.parametrize("action", ReferralAction)
async def test_no_key_of_the_service_brings_anything_back(la: Party, advice: Party, action: ReferralAction) -> None:
    case = await la.opens()
    referral = await refers(la, case, *EVERYTHING)
    before, body = REPLAYED[action]
    await does(advice, referral, *before)
    path, key = f"/v1/referrals/{referral}/actions/{action}", {"Idempotency-Key": f"{action} {referral}"}
    body = {"occurred_on": HELPED_ON, **body}
    assert (await advice.sends("POST", path, json=body, headers=key)).status_code == 200
    await does(la, referral, "withdraw-consent")
    again = await advice.sends("POST", path, json=body, headers=key)
    assert again.status_code == (200 if action == "withdraw-consent" else 409)
    assert not any(one in again.text for one in (case, "parent", la.slug, "tell_authority"))


@pytest.mark.parametrize("on_a_case", [True, False])
async def test_nor_does_the_key_under_which_it_referred(la: Party, advice: Party, on_a_case: bool) -> None:
    """And whoever has no case yet is not referred anew under it."""
    case = await la.opens() if on_a_case else None
    body, key = a_referral(case, source="school"), {"Idempotency-Key": f"a school's, {case}"}
    made = await advice.sends("POST", "/v1/referrals", json=body, headers=key)
    assert (await advice.sends("POST", "/v1/referrals", json=body, headers=key)).content == made.content
    await does(advice, made.json()["id"], "withdraw-consent", occurred_on="2026-02-09")
    again = await advice.sends("POST", "/v1/referrals", json=body, headers=key)
    assert (again.status_code, again.json()["rule"]) == (409, "consent-can-be-withdrawn")
    assert not any(one in again.text for one in (str(case), "parent", "school"))
