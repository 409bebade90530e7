"""Whatever is written past the service into a column of JSON: a reader is told so, and no answer fails for it."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import Column, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncEngine

from app.platform.db.connections import Connection
from app.platform.sandbox_organisations import BY_SLUG
from app.wings import WHOLE
from tests.cases.http.test_tampering import past_the_log
from tests.support.capacity import books, mediates, puts, slots_for, wants_mediation
from tests.support.parties import Parties, Party, a_notice
from tests.support.referrals import EVERYTHING, helps, refers

COLUMNS = [column for wing in WHOLE for table in wing.tables() for column in table.c if isinstance(column.type, JSONB)]
TABLES = frozenset(column.table.name for column in COLUMNS)

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

NAMED = """
SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
UNION ALL SELECT tablename, concat(qual, with_check) FROM pg_policies
UNION ALL SELECT viewname, definition FROM pg_views WHERE schemaname = 'public'
"""
"""What stands behind a name in a statement: the text of a function or a view, and the policies of a table."""

UNREADABLE = (409, "/problems/record-unreadable")
OF_NO_RECORD = re.compile(r"/v1/law|/sandbox|/health|/metrics|/\.well-known|/problems|/docs|/openapi")


@dataclass(frozen=True)
class Asked:
    """A question that a party may ask, and that is answered while all is well."""

    party: Party
    path: str
    said: str = ""
    tables: frozenset[str] = frozenset()
    """Those with a column of JSON that its statements name, or that stand behind what they name."""

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
async def questions(app: FastAPI, parties: Parties, records: dict[str, str], owner: AsyncEngine) -> list[Asked]:
    """Every GET about these records, by one party of each kind, as far as it is answered."""
    async with owner.connect() as connection:
        behind: dict[str, set[str]] = {}
        for name, words in await connection.execute(text(NAMED)):
            behind.setdefault(name, set()).update(re.findall(r"\w+", words))
    each = {BY_SLUG[party.slug].kind: party for party in reversed(await parties.all())}
    asked = []
    for path, operations in app.openapi()["paths"].items():
        if "get" not in operations or OF_NO_RECORD.match(path):
            continue
        filled = re.sub(r"\{(\w+)\}", lambda found: records.get(found[1], "none"), path)
        if path == "/v1/slots":
            filled += f"?case_id={records['case_id']}"
        asked += [Asked(party, filled) for party in each.values()]
    answered = []
    for one in asked:
        with pytest.MonkeyPatch.context() as patch:
            statements = listens(patch)
            answer = await one.answer()
        if answer.status_code == 200:
            tables = TABLES & all_named(" ".join(statements), behind)
            answered.append(replace(one, said=answer.text, tables=tables))
    return answered


def listens(patch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows with every statement that the service runs."""
    heard: list[str] = []
    run = Connection.run

    async def runs(self: Connection, statement: Any, *values: Any) -> Any:
        heard.append(statement.sql)
        return await run(self, statement, *values)

    patch.setattr(Connection, "run", runs)
    return heard


def all_named(statement: str, behind: dict[str, set[str]]) -> set[str]:
    """Return the words of a statement, and all words that stand behind them."""
    words: set[str] = set()
    waiting = set(re.findall(r"\w+", statement))
    while waiting:
        words |= waiting
        waiting = {further for word in waiting for further in behind.get(word, ())} - words
    return words


@asynccontextmanager
async def altered(owner: AsyncEngine, column: "Column[object]", value: str) -> AsyncIterator[None]:
    """Write something else into a column of every row, for a while."""
    table, name = column.table.name, column.name
    was = f"was_{table}_{name}"
    same = " AND ".join(f"{was}.{key.name} = {table}.{key.name}" for key in column.table.primary_key)
    async with past_the_log(owner) as connection:
        await connection.execute(text(f"CREATE TABLE {was} AS TABLE {table}"))
        await connection.execute(text(f"UPDATE {table} SET {name} = {value.replace('{column}', name)}"))  # noqa: S608 - this file's words
    try:
        yield
    finally:
        async with past_the_log(owner) as connection:
            await connection.execute(text(f"UPDATE {table} SET {name} = {was}.{name} FROM {was} WHERE {same}"))  # noqa: S608 - the columns and conditions are our own text
            await connection.execute(text(f"DROP TABLE {was}"))


@pytest.mark.parametrize("column", COLUMNS, ids=str)
async def test_no_answer_fails(column: "Column[object]", owner: AsyncEngine, questions: list[Asked]) -> None:
    """A question that answers as before, though every member is a number, does not read this column.

    Nor does a question whose statements do not lead to the table. The test after this one shows so.
    """
    failed = []
    questions = [one for one in questions if column.table.name in one.tables]
    for kind, value in OTHERWISE.items():
        async with altered(owner, column, value):
            answers = {one: await one.answer() for one in questions}
        for one, answer in answers.items():
            if answer.status_code != 200 and (answer.status_code, answer.json()["type"]) != UNREADABLE:
                failed.append(f"{kind}: {one.party.slug} {one.path}: {answer.status_code}")
        questions = [one for one, answer in answers.items() if answer.text != one.said]
    assert failed == []


async def test_a_question_reads_nothing_of_a_table_to_which_its_statements_do_not_lead(
    owner: AsyncEngine, questions: list[Asked]
) -> None:
    """All columns of all other tables are altered at once, and the answer is the same, if it ever is the same twice."""

    def led(one: Asked) -> list[str]:
        return sorted(one.tables)

    assert len({one.tables for one in questions}) > 5
    for tables, alike in groupby(sorted(questions, key=led), led):
        async with AsyncExitStack() as stack:
            for column in COLUMNS:
                if column.table.name not in tables:
                    await stack.enter_async_context(altered(owner, column, OTHERWISE["each member a number"]))
            answers = [(one, await one.answer()) for one in alike]
        for one, answer in answers:
            asked = f"{one.party.slug} {one.path}, which leads to {tables}"
            assert answer.status_code == 200, asked
            if answer.text != one.said:  # as an answer that says what time it is, or where the feed goes on
                assert (await one.answer()).text != one.said, asked


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
