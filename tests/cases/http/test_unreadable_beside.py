"""A record beside a case that was changed past the service: it says so, and hides no other."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.cases.http.test_tampering import past_the_log
from tests.support.capacity import books, mediates, puts, slots_for, wants_mediation
from tests.support.parties import Party
from tests.support.referrals import EVERYTHING, NAME, helps, refers

ALTERED = ["'{}'", "'[]'", "'null'", "facts - 'day' - 'consent'", 'facts || \'{"told": 7, "person": 7}\'']
UNREADABLE = (409, "/problems/record-unreadable")


async def alters(owner: AsyncEngine, table: str, column: str, value: str, key: str, record: str) -> None:
    async with past_the_log(owner) as connection:
        change = f"UPDATE {table} SET {column} = {value} WHERE {key} = CAST(:record AS uuid)"  # noqa: S608 - this file's words
        assert (await connection.execute(text(change), {"record": record})).rowcount == 1


async def says_so(party: Party, *paths: str) -> None:
    for path in paths:
        answer = await party.sends("GET", path)
        assert (answer.status_code, answer.json()["type"]) == UNREADABLE, path


@pytest.mark.parametrize(("column", "value"), [*(("facts", one) for one in ALTERED), ("sealed", "'spoilt'")])
async def test_a_session(la: Party, provider: Party, owner: AsyncEngine, column: str, value: str) -> None:
    mediator = await mediates(provider)
    cases = [await wants_mediation(la, provider) for _ in range(2)]
    sessions = [(await books(la, case, (await slots_for(la, case, mediator))[0]["id"]))["id"] for case in cases]
    await alters(owner, "sessions", column, value, "id", sessions[0])
    for party in (la, provider):
        await says_so(party, f"/v1/sessions/{sessions[0]}")
        for limit in (1, 200):
            listed = {one["id"] for one in await party.lists("/v1/sessions", limit=limit)}
            assert (sessions[0] in listed, sessions[1] in listed) == (False, True)
        assert (await party.sees(cases[0]))["state"] == "mediation_arranged"
    if column == "facts":
        await says_so(la, f"/v1/cases/{cases[0]}/actions")


@pytest.mark.parametrize("value", ALTERED)
async def test_a_referral(la: Party, provider: Party, advice: Party, owner: AsyncEngine, value: str) -> None:
    referrals = []
    for _ in range(2):
        case = await la.opens()
        await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
        referrals.append(await refers(provider, case, *EVERYTHING))
        await helps(advice, referrals[-1])
    await alters(owner, "referrals", "facts", value, "id", referrals[0])
    path = f"/v1/referrals/{referrals[0]}"
    await says_so(advice, path, f"{path}/actions")
    for limit in (1, 200):
        listed = {one["id"] for one in await advice.lists("/v1/referrals", limit=limit)}
        assert (referrals[0] in listed, referrals[1] in listed) == (False, True)


async def test_needs(la: Party, provider: Party, owner: AsyncEngine) -> None:
    """A case whose needs nobody can read is not placed as if it had none; another case is."""
    mediator = await mediates(provider)
    cases = [await wants_mediation(la, provider) for _ in range(2)]
    for case in cases:
        await puts(la, f"/v1/cases/{case}/mediation-needs", {"languages": ["en"]})
    await alters(owner, "mediation_needs", "sealed", "'spoilt'", "case_id", cases[0])
    await says_so(la, f"/v1/cases/{cases[0]}/mediation-needs", f"/v1/slots?case_id={cases[0]}")
    assert await slots_for(la, cases[1], mediator)
    proposal = await provider.posts("/v1/capacity/allocations", {})
    named = {one["case_id"] for one in [*proposal["placed"], *proposal["unplaced"]]}
    assert (cases[0] in named, cases[1] in named) == (False, True)


@pytest.mark.parametrize("sections", ["null", "7", '["Q"]', "{}", '"F"'])
async def test_sections_that_cannot_be_read_hide_no_referral(
    la: Party, provider: Party, advice: Party, owner: AsyncEngine, sections: str
) -> None:
    case = await la.opens(kind="plan_content", sections=("F",))
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    path = f"/v1/referrals/{await refers(provider, case, *EVERYTHING)}"
    assert (await advice.gets(path))["case"]["decision"]["sections"] == ["F"]
    await alters(owner, "cases", "facts", f"jsonb_set(facts, '{{sections}}', '{sections}')", "id", case)
    read = await advice.gets(path)
    assert (read["contact"]["name"], read["case"]["deadlines"]) == (NAME, None)
