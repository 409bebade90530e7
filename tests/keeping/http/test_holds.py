"""Legal holds: the authority alone sets, sees and lifts them, and none is lost."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.keeping.holds.store import MOST_IN_FORCE
from tests.support.parties import Parties, Party, declines

COMPLAINT = {"reason": "complaint", "explanation": "Mrs Lark wrote to the ombudsman."}


def at(case: str) -> str:
    return f"/v1/cases/{case}/legal-holds"


async def test_a_hold_is_set_seen_and_lifted(la: Party) -> None:
    case = await la.opens()
    set_ = await la.sends("POST", at(case), json=COMPLAINT, headers={"On-Behalf-Of": "clerk-7"})
    assert set_.status_code == 201
    hold = set_.json()
    assert (hold["reason"], hold["explanation"]) == ("complaint", COMPLAINT["explanation"])
    assert (hold["set_by"], hold["set_on_behalf_of"], hold["lifted_at"]) == (la.slug, "clerk-7", None)
    again = await la.sends("POST", at(case), json={"reason": "complaint"})
    assert (again.status_code, again.json()) == (200, hold), "the hold in force stays as it was set"
    claim = await la.posts(at(case), {"reason": "claim"})
    assert [one["id"] for one in await la.lists(at(case), limit=1)] == [claim["id"], hold["id"]]
    lifted = await la.posts(f"{at(case)}/{hold['id']}/lift", {})
    assert (lifted["lifted_by"], lifted["explanation"]) == (la.slug, hold["explanation"])
    assert await la.posts(f"{at(case)}/{hold['id']}/lift", {}) == lifted
    anew = await la.sends("POST", at(case), json=COMPLAINT)
    assert anew.status_code == 201
    assert anew.json()["id"] != hold["id"]
    assert len(await la.lists(at(case))) == 3


async def test_a_second_complaint_is_a_hold_of_its_own(la: Party) -> None:
    """Its words are kept, and the case is kept until both are over."""
    case = await la.opens()
    first = await la.posts(at(case), COMPLAINT)
    answer = await la.sends("POST", at(case), json={**COMPLAINT, "explanation": "A second letter came in May."})
    second = answer.json()
    assert (answer.status_code, second["explanation"]) == (201, "A second letter came in May.")
    assert (await la.sends("POST", at(case), json=COMPLAINT)).json() == first
    await la.posts(f"{at(case)}/{first['id']}/lift", {})
    assert [one["lifted_at"] is None for one in await la.lists(at(case))] == [True, False]
    for number in range(MOST_IN_FORCE - 1):
        await la.posts(at(case), {"reason": "claim", "explanation": f"Claim {number}."})
    full = await la.sends("POST", at(case), json={"reason": "claim", "explanation": "One more."})
    assert (full.status_code, full.json()["errors"][0]["pointer"]) == (422, "#/reason")
    assert (await la.sends("POST", at(case), json={"reason": "complaint"})).json() == second


async def test_no_other_organisation_sets_sees_or_lifts_one(la: Party, provider: Party, parties: Parties) -> None:
    case = await la.opens()
    await declines(provider, case)
    hold = await la.posts(at(case), COMPLAINT)
    for slug in ("sandbox-provider-a", "sandbox-tribunal"):
        party = await parties.get(slug)
        assert await party.lists(at(case)) == []
        for path in (at(case), f"{at(case)}/{hold['id']}/lift"):
            answer = await party.sends("POST", path, json=COMPLAINT if path == at(case) else {})
            assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-yours-to-record")
    for slug in ("sandbox-la-992", "sandbox-provider-b", "sandbox-icb"):
        party = await parties.get(slug)
        assert (await party.sends("GET", at(case))).status_code == 404
        assert (await party.sends("POST", at(case), json=COMPLAINT)).status_code == 404
        assert (await party.sends("POST", f"{at(case)}/{hold['id']}/lift", json={})).status_code == 404
    for slug in ("sandbox-advice-991", "sandbox-operator"):
        assert (await (await parties.get(slug)).sends("GET", at(case))).status_code == 403
    assert [one["id"] for one in await la.lists(at(case))] == [hold["id"]]


@pytest.mark.parametrize("body", [{}, {"reason": "other"}, {"reason": "boredom"}, {"reason": "claim", "more": 1}])
async def test_a_hold_needs_a_reason(la: Party, body: dict[str, object]) -> None:
    answer = await la.sends("POST", at(await la.opens()), json=body)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-input")


async def test_a_hold_of_another_case_is_not_lifted(la: Party) -> None:
    case, other = await la.opens(), await la.opens()
    hold = await la.posts(at(case), COMPLAINT)
    assert (await la.sends("POST", f"{at(other)}/{hold['id']}/lift", json={})).status_code == 404
    assert (await la.gets(at(case)))["items"][0]["lifted_at"] is None


async def test_at_once_there_is_one_hold_and_its_words_are_sealed(la: Party, owner: AsyncEngine) -> None:
    case = await la.opens()
    answers = await asyncio.gather(*(la.sends("POST", at(case), json=COMPLAINT) for _ in range(6)))
    assert sorted(one.status_code for one in answers) == [200] * 5 + [201]
    async with owner.connect() as connection:
        rows = await connection.execute(
            text("SELECT CAST(h AS text) FROM legal_holds h WHERE case_id = :case"), {"case": case}
        )
        assert "Lark" not in str(rows.scalars().all())
