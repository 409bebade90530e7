"""Who has read a case: every read by another organisation is there before its answer, and each sees what it may."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.capacity import books, mediates, slots_for, wants_mediation
from tests.support.parties import Parties, Party, declines
from tests.support.referrals import a_referral


async def reads(reader: Party, case: str) -> list[dict[str, Any]]:
    return await reader.lists(f"/v1/cases/{case}/reads", limit=3)


async def surfaces(reader: Party, case: str, of: Party) -> list[str]:
    """The parts that an organisation has read. Two rows tell of one part where an hour turns meanwhile."""
    return sorted({one["surface"] for one in await reads(reader, case) if one["organisation"]["slug"] == of.slug})


async def test_each_part_is_logged_for_each_reader(
    la: Party, provider: Party, tribunal: Party, icb: Party, other_la: Party
) -> None:
    case = await la.opens()
    await declines(provider, case)
    assert await reads(la, case) == []
    for reader in (la, provider, tribunal):
        for part in ("", "/actions", "/deadlines", "/events", "/events/verification"):
            for _ in range(2):
                assert (await reader.sends("GET", f"/v1/cases/{case}{part}")).status_code == 200
        await reader.lists("/v1/cases", limit=200)
        await reads(reader, case)
    expected = ["actions", "case", "deadlines", "events", "verification"]
    assert await surfaces(la, case, provider) == await surfaces(la, case, tribunal) == expected
    assert await surfaces(la, case, la) == []
    assert {one["organisation"]["slug"] for one in await reads(provider, case)} == {provider.slug}
    assert {one["organisation"]["slug"] for one in await reads(tribunal, case)} == {tribunal.slug}
    for stranger in (icb, other_la):
        assert (await stranger.sends("GET", f"/v1/cases/{case}")).status_code == 404
        assert (await stranger.sends("GET", f"/v1/cases/{case}/reads")).status_code == 404
    assert len(await reads(la, case)) in range(10, 21)


async def test_what_hangs_on_a_case_is_part_of_it(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    booked = await books(provider, case, (await slots_for(la, case, mediator))[0]["id"])
    before = await surfaces(la, case, provider)
    await provider.gets(f"/v1/sessions/{booked['id']}")
    await provider.gets(f"/v1/cases/{case}/advice")
    await provider.gets(f"/v1/cases/{case}/searches")
    assert {*await surfaces(la, case, provider)} - {*before} >= {"session", "offers"}
    assert "mediation" in await surfaces(la, case, provider)


async def test_a_person_is_shown_to_the_own_organisation_alone(la: Party, provider: Party) -> None:
    case = await la.opens()
    for person in ("adviser-1", "adviser-2"):
        answer = await provider.sends("GET", f"/v1/cases/{case}", headers={"On-Behalf-Of": person})
        assert answer.status_code == 200
    assert {one["on_behalf_of"] for one in await reads(provider, case)} == {"adviser-1", "adviser-2"}
    shown = await reads(la, case)
    assert len(shown) in (2, 3)
    assert all("on_behalf_of" not in one for one in shown)


async def test_no_help_by_an_advice_service_shows(la: Party, parties: Parties) -> None:
    case = await la.opens()
    referral = (await la.posts("/v1/referrals", a_referral(case)))["id"]
    service = await parties.get("sandbox-advice-991")
    assert (await service.sends("GET", f"/v1/referrals/{referral}")).status_code == 200
    assert await reads(la, case) == []


async def test_many_at_once_leave_one_row(la: Party, provider: Party) -> None:
    case = await la.opens()
    answers = await asyncio.gather(*(provider.sends("GET", f"/v1/cases/{case}") for _ in range(12)))
    assert {one.status_code for one in answers} == {200}
    assert len(await reads(la, case)) in (1, 2)


async def test_what_cannot_be_logged_is_not_answered(la: Party, provider: Party, owner: AsyncEngine) -> None:
    case = await la.opens()
    async with owner.begin() as connection:
        await connection.execute(text("REVOKE INSERT ON case_reads FROM mediation_app"))
    try:
        for part in ("", "/deadlines", "/events"):
            refused = await provider.sends("GET", f"/v1/cases/{case}{part}")
            assert refused.status_code >= 500
            assert "refusal_to_assess" not in refused.text
            assert (await la.sends("GET", f"/v1/cases/{case}{part}")).status_code == 200
    finally:
        async with owner.begin() as connection:
            await connection.execute(text("GRANT INSERT ON case_reads TO mediation_app"))
    assert await reads(la, case) == []


@pytest.mark.parametrize("change", ["UPDATE case_reads SET client_id = 'x'", "DELETE FROM case_reads"])
async def test_a_logged_read_stays(la: Party, provider: Party, owner: AsyncEngine, change: str) -> None:
    await provider.sees(await la.opens())
    with pytest.raises(DBAPIError, match="append-only"):
        async with owner.begin() as connection:
            await connection.execute(text(change))
