"""Whatever is written past the service into a column of JSON: a reader is told so, and no answer fails for it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import Column, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncEngine

from app.platform.sandbox_organisations import BY_SLUG
from app.wings import WHOLE
from tests.cases.http.test_tampering import past_the_log
from tests.support.capacity import books, mediates, puts, slots_for, wants_mediation
from tests.support.parties import Parties, Party, a_notice
from tests.support.referrals import EVERYTHING, helps, refers

COLUMNS = [column for wing in WHOLE for table in wing.tables() for column in table.c if isinstance(column.type, JSONB)]

EACH_MEMBER = (
    "(SELECT coalesce(jsonb_object_agg(key, CASE WHEN jsonb_typeof(value) {which} ELSE value END), '7')"
    " FROM jsonb_each({column}))"
)
OTHERWISE = {
    "each member a number": EACH_MEMBER.replace("{which}", "<> 'number' THEN '7'"),
    "each member a list": EACH_MEMBER.replace("{which}", "<> 'number' THEN '[7, {\"on\": 7}]'"),
    "each text a day that there is not": EACH_MEMBER.replace("{which}", "= 'string' THEN '\"2026-02-31\"'"),
}
"""What is written instead. A number stays, for a column is calculated from one."""

UNREADABLE = (409, "/problems/record-unreadable")
OF_NO_RECORD = re.compile(r"/v1/law|/sandbox|/health|/metrics|/\.well-known|/problems|/docs|/openapi")


@dataclass(frozen=True)
class Asked:
    """A question that a party may ask, and that is answered while all is well."""

    party: Party
    path: str
    said: str = ""

    async def answer(self) -> httpx2.Response:
        return await self.party.sends("GET", self.path)


@pytest.fixture(scope="module")
async def records(la: Party, provider: Party, advice: Party) -> dict[str, str]:
    """One record of every kind, by the name that stands for its id in a path."""
    mediator = await mediates(
        provider, conflicts=[{"party": "family", "reference": "P-1"}, {"party": "school", "reference": "S-1"}]
    )
    await mediates(provider)
    case, waits = [await wants_mediation(la, provider, notice_contents={"timescales": True}) for _ in range(2)]
    await puts(la, f"/v1/cases/{case}/mediation-needs", {"languages": ["en"], "family_reference": "P-2"})
    search = await la.posts(f"/v1/cases/{case}/searches", {})
    allocation = await provider.posts("/v1/capacity/allocations", {})
    held, slot = await slots_for(la, waits, mediator), await slots_for(la, case, mediator)
    hold = await la.posts(f"/v1/slots/{held[-1]['id']}/hold", {"case_id": waits})
    session = await books(la, case, slot[0]["id"])
    referral = await refers(provider, case, *EVERYTHING)
    await helps(advice, referral)
    return {
        "case_id": case,
        "mediator_id": mediator,
        "search_id": search["id"],
        "allocation_id": allocation["id"],
        "hold_id": hold["id"],
        "session_id": session["id"],
        "referral_id": referral,
        "service_id": str(advice.id),
    }


@pytest.fixture(scope="module")
async def questions(app: FastAPI, parties: Parties, records: dict[str, str]) -> list[Asked]:
    """Every GET about these records, by one party of each kind, as far as it is answered."""
    each = {BY_SLUG[party.slug].kind: party for party in reversed(await parties.all())}
    asked = []
    for path, operations in app.openapi()["paths"].items():
        if "get" not in operations or OF_NO_RECORD.match(path):
            continue
        filled = re.sub(r"\{(\w+)\}", lambda found: records.get(found[1], "none"), path)
        if path == "/v1/slots":
            filled += f"?case_id={records['case_id']}"
        asked += [Asked(party, filled) for party in each.values()]
    answers = [(one, await one.answer()) for one in asked]
    return [replace(one, said=answer.text) for one, answer in answers if answer.status_code == 200]


@asynccontextmanager
async def altered(owner: AsyncEngine, column: "Column[object]", value: str) -> AsyncIterator[None]:
    """Write something else into a column of every row, for a while."""
    table, name = column.table.name, column.name
    same = " AND ".join(f"was.{key.name} = {table}.{key.name}" for key in column.table.primary_key)
    async with past_the_log(owner) as connection:
        await connection.execute(text(f"CREATE TABLE was AS TABLE {table}"))
        await connection.execute(text(f"UPDATE {table} SET {name} = {value.replace('{column}', name)}"))  # noqa: S608 - this file's words
    try:
        yield
    finally:
        async with past_the_log(owner) as connection:
            await connection.execute(text(f"UPDATE {table} SET {name} = was.{name} FROM was WHERE {same}"))  # noqa: S608 - likewise
            await connection.execute(text("DROP TABLE was"))


@pytest.mark.parametrize("column", COLUMNS, ids=str)
async def test_no_answer_fails(column: "Column[object]", owner: AsyncEngine, questions: list[Asked]) -> None:
    """A question that answers as before, though every member is a number, does not read this column."""
    failed = []
    for kind, value in OTHERWISE.items():
        async with altered(owner, column, value):
            answers = {one: await one.answer() for one in questions}
        for one, answer in answers.items():
            if answer.status_code != 200 and (answer.status_code, answer.json()["type"]) != UNREADABLE:
                failed.append(f"{kind}: {one.party.slug} {one.path}: {answer.status_code}")
        questions = [one for one, answer in answers.items() if answer.text != one.said]
    assert failed == []


async def test_a_kept_answer_that_cannot_be_read_is_not_given_again(la: Party, owner: AsyncEngine) -> None:
    notice, key = a_notice(), {"Idempotency-Key": "once"}
    assert (await la.sends("POST", "/v1/cases", json=notice, headers=key)).status_code == 201
    headers = next(one for one in COLUMNS if str(one) == "idempotency.headers")
    for value in ("'7'", "'[]'", """'{"etag": 7}'"""):
        async with altered(owner, headers, value):
            answer = await la.sends("POST", "/v1/cases", json=notice, headers=key)
            assert (answer.status_code, answer.json()["type"]) == UNREADABLE
    assert (await la.sends("POST", "/v1/cases", json=notice, headers=key)).status_code == 201


async def test_a_mediator_that_cannot_be_read_hides_no_other(la: Party, provider: Party, owner: AsyncEngine) -> None:
    altered_one, other = await mediates(provider), await mediates(provider)
    case = await wants_mediation(la, provider)
    async with past_the_log(owner) as connection:
        change = text("UPDATE mediators SET facts = '[]' WHERE id = CAST(:id AS uuid)")
        await connection.execute(change, {"id": altered_one})
    for party in (la, provider):
        for limit in (1, 200):
            listed = {one["id"] for one in await party.lists("/v1/mediators", limit=limit)}
            assert (altered_one in listed, other in listed) == (False, True)
    assert await slots_for(la, case, other)
    assert await slots_for(la, case, altered_one) == []
