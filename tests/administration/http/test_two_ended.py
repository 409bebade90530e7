"""Two authorities end and one follows both: equal references meet in one caseload, and each case keeps its own."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.administration.http.test_successions import coded
from tests.cases.http.test_own_reference import found, gives
from tests.cases.http.test_transfers import verified
from tests.imports.http.test_importing import a_row, imported
from tests.support.parties import Parties, Party

POOLE, BOURNEMOUTH = "sandbox-la-991", "sandbox-la-993"
CODES = {POOLE: "836", BOURNEMOUTH: "837", "sandbox-la-992": "839"}


@pytest.fixture(scope="module")
async def bournemouth(parties: Parties) -> Party:
    return await parties.get(BOURNEMOUTH)


@pytest.fixture(autouse=True)
async def _as_coded(app: FastAPI, owner: AsyncEngine) -> AsyncIterator[None]:
    async with coded(app, owner, CODES):
        yield


async def follows(parties: Parties, ended: str) -> None:
    operator = await parties.get("sandbox-operator")
    path = f"/v1/admin/organisations/{ended}/successor"
    done = await operator.posts(path, {"successor": "sandbox-la-992"})
    assert done["left"] == 0


async def test_equal_references_of_two_ended_authorities_come_back_after_the_successors_own(
    parties: Parties, la: Party, bournemouth: Party, other_la: Party
) -> None:
    """The successor gives each case a reference of its own, and clears it again. Neither case is in the other's way."""
    first, second = await la.opens(la_reference="EQ-1"), await bournemouth.opens(la_reference="EQ-1")
    await follows(parties, POOLE)
    assert (await gives(other_la, first, "BCP-1")).status_code == 200
    await follows(parties, BOURNEMOUTH)
    assert (await gives(other_la, second, "BCP-2")).status_code == 200
    taken = await gives(other_la, second, "BCP-1")
    assert (taken.status_code, taken.json()["case_ids"]) == (409, [first]), "a new reference is compared as before"
    for case, given in ((second, None), (first, "EQ-1")):
        back = await gives(other_la, case, given)
        assert (back.status_code, back.json()["la_reference"]) == (200, "EQ-1"), back.text
        assert back.json()["reorganisation"]["notice_reference"] == "EQ-1"
        assert await verified(other_la, case) == 5
    assert set(await found(other_la, "EQ-1")) == {first, second}
    codes = [(await other_la.sees(case))["reorganisation"]["notice_la_code"] for case in (first, second)]
    assert codes == ["836", "837"]


async def test_the_files_of_two_ended_authorities_find_their_own_cases(
    parties: Parties, la: Party, bournemouth: Party, other_la: Party
) -> None:
    """Both files have a row with the same reference, kind and day. What else a row says tells the two apart."""
    poole = a_row(decision_kind="c", sections="B", child_reference="C-1")
    theirs = {**poole, "child_reference": "C-2"}
    cases = [(await imported(one, row))[0]["case_id"] for one, row in ((la, poole), (bournemouth, theirs))]
    await follows(parties, POOLE)
    await follows(parties, BOURNEMOUTH)
    for row, case in zip((poole, theirs), cases, strict=True):
        [again] = await imported(other_la, row)
        assert (again["verdict"], again["case_id"]) == ("already_there", case)
