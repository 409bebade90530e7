"""Lists of referrals and receipts: each filter finds what its reader is told, and no filter finds what is hidden."""

from typing import Any

import pytest

from tests.support.parties import Party
from tests.support.referrals import does, refers


async def listed(party: Party, **query: Any) -> list[str]:
    return [one["id"] for one in await party.lists("/v1/referrals", **query)]


async def test_an_advice_service_finds_its_referrals(la: Party, advice: Party) -> None:
    case, other = await la.opens(), await la.opens()
    waits, works = await refers(la, case, "contact"), await refers(la, other, "contact", person="young_person")
    await does(advice, works, "open", "accept")
    both = [works, waits]
    for query, found in (
        ({"state": ["new", "accepted"]}, both),
        ({"state": "new"}, [waits]),
        ({"person": "young_person"}, [works]),
        ({"case_id": case}, [waits]),
        ({"sort": "referred_at"}, both[::-1]),
        ({"sort": "-updated_at"}, both),
        ({"referred_to": "2020-01-01"}, []),
        ({"updated_from": "2020-01-01", "person": ["parent", "young_person"]}, both),
    ):
        assert [one for one in await listed(advice, **query) if one in both] == found, query


async def test_pages_of_each_order_go_on_where_the_last_ended(la: Party, advice: Party) -> None:
    made = [await refers(la, await la.opens(), "contact") for _ in range(5)]
    await does(advice, made[0], "open")
    for sort in ("referred_at", "-referred_at", "updated_at", "-updated_at"):
        whole = await listed(advice, sort=sort, limit=200)
        pages, query = list[str](), {"sort": sort, "limit": 2}
        page = await advice.gets("/v1/referrals", **query)
        while True:
            pages += [one["id"] for one in page["items"]]
            if page["next"] is None:
                break
            page = await advice.gets(page["next"])
        assert pages == whole, sort
        assert len(set(whole)) == len(whole) >= 5
    cursor = (await advice.gets("/v1/referrals", sort="updated_at", limit=1))["next"].partition("cursor=")[2]
    wrong = await advice.sends("GET", f"/v1/referrals?sort=referred_at&cursor={cursor.partition('&')[0]}")
    assert wrong.status_code == 422


async def test_what_a_withdrawn_consent_hides_no_filter_finds(la: Party, advice: Party) -> None:
    case = await la.opens()
    referral = await refers(la, case, "contact")
    assert await listed(advice, case_id=case) == [referral]
    await does(la, referral, "withdraw-consent")
    assert referral in await listed(advice, state="withdrawn")
    assert await listed(advice, case_id=case) == []
    for person in ("parent", "young_person"):
        assert referral not in await listed(advice, person=person)
    assert referral not in await listed(advice, state=["new", "opened"])
    assert await listed(la, case_id=case) == [referral], "the receipt tells what the authority wrote itself"


@pytest.mark.parametrize(
    ("name", "value"), [("state", "new"), ("updated_from", "2026-02-02"), ("sort", "updated_at"), ("sort", "due_on")]
)
async def test_a_receipt_is_not_found_by_what_it_does_not_tell(la: Party, name: str, value: str) -> None:
    refused = await la.sends("GET", "/v1/referrals", params={name: value})
    assert refused.status_code == 422
    assert name in refused.text


async def test_a_referrer_finds_its_receipts(la: Party) -> None:
    case = await la.opens()
    made = [await refers(la, case, "contact"), await refers(la, case, "contact", person="young_person")]
    assert await listed(la, case_id=case) == made[::-1]
    assert await listed(la, case_id=case, sort="referred_at") == made
    assert await listed(la, case_id=case, person="young_person") == made[1:]
    assert await listed(la, case_id=case, referred_to="2020-01-01") == []
    table = await la.sends("GET", "/v1/referrals", params={"case_id": case}, headers={"accept": "text/csv"})
    assert table.text.count(case) == 2
