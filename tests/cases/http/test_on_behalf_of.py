"""Who acted within an organisation is that organisation's own: in the event, in its hash, and shown to no other."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.parties import Party, a_notice

PERSON = {"On-Behalf-Of": "officer-17.b_2"}


@pytest.fixture
async def case(la: Party, provider: Party) -> str:
    opened: str = (await la.posts("/v1/cases", a_notice(), **PERSON))["id"]
    answer = await provider.tries(
        opened, "contact-adviser", headers={"On-Behalf-Of": "adviser-3"}, occurred_on="2026-02-09"
    )
    assert answer.status_code == 200
    await provider.records(opened, "decline-mediation", occurred_on="2026-02-10")
    return opened


async def test_each_organisation_is_shown_its_own_people_alone(
    case: str, la: Party, provider: Party, owner: AsyncEngine
) -> None:
    for reader, shown in ((la, ["officer-17.b_2", None, None]), (provider, [None, "adviser-3", None])):
        answer = await reader.sends("GET", f"/v1/cases/{case}/events")
        events = answer.json()["items"]
        assert [one.get("on_behalf_of") for one in events] == shown
        others = [number for number, one in enumerate(events) if one.get("redacted")]
        assert others == [1] if reader is la else others == [0]
        assert not any("salt" in events[number] for number in others)
        assert ("adviser-3" in answer.text) is (reader is provider)
        verdict = await reader.gets(f"/v1/cases/{case}/events/verification")
        assert verdict["intact"] is True
    assert "officer-17" not in (await provider.sends("GET", "/v1/events")).text
    async with owner.connect() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        await connection.execute(text(f"UPDATE events SET on_behalf_of = 'x' WHERE case_id = '{case}' AND seq = 2"))  # noqa: S608 - ours
        await connection.commit()
    assert (await la.gets(f"/v1/cases/{case}/events/verification"))["broken_at"] == 2


@pytest.mark.parametrize("said", ["", "Sam Example", "a" * 65, "ö", "a,b"])
async def test_a_name_is_refused(la: Party, said: str) -> None:
    for method, path in (("GET", "/v1/cases"), ("POST", "/v1/cases")):
        answer = await la.sends(method, path, headers={"On-Behalf-Of": said.encode()})  # type: ignore[dict-item] # as bytes
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "#/On-Behalf-Of"
        assert "Sam" not in answer.text
