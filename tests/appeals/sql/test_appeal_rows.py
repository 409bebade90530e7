"""The rows of appeals follow the facts of their cases, whoever writes them; and nobody else writes a row."""

import json
from itertools import islice

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.appeals.domain.properties import PROPERTIES
from app.appeals.domain.search import TODAY, AppealSearch, begun
from app.cases.domain.appealed import appeal_id, appeal_outcome, appeal_state, track_of
from app.cases.domain.facts import CaseFacts
from app.cases.records import facts_to_json
from app.kernel.assure import watching
from app.kernel.search import Node
from app.platform.sandbox_organisations import BY_SLUG
from tests.appeals.http.appealed import an_appeal
from tests.cases.domain.builders import LAW
from tests.platform.sql.test_walls import as_organisation
from tests.support.parties import Party

TOLD = text(
    "SELECT app_appeal_state(f) AS state, app_appeal_outcome(f) AS outcome, app_appeal_track(f) AS track,"
    " app_appeal_number(f) AS number FROM (SELECT CAST(:facts AS jsonb) AS f) one"
)


def reachable() -> list[CaseFacts]:
    """Every seventh appeal that can be reached from one case."""
    start = next(case for case in begun() if len(case.sections) > 1)
    found = AppealSearch(LAW).explore(Node(start, TODAY), watching(PROPERTIES))
    return [node.facts for node in islice(found.nodes.values(), None, None, 7)]


async def test_postgresql_says_what_the_domain_says(owner: AsyncEngine) -> None:
    facts = reachable()
    assert len({appeal_state(one) for one in facts}) == 8
    async with owner.connect() as connection:
        for one in facts:
            [row] = await connection.execute(TOLD, {"facts": json.dumps(facts_to_json(one))})
            assert one.appeal is not None
            expected = (appeal_state(one), appeal_outcome(one), track_of(one), one.appeal.number)
            assert tuple(row) == expected


async def test_a_row_is_told_to_who_sees_its_case(
    la: Party, provider: Party, tribunal: Party, owner: AsyncEngine
) -> None:
    case, appeal = await an_appeal(la, provider, tribunal)
    see = text("SELECT id::text FROM appeals WHERE case_id = :case")
    seen = {"sandbox-la-991", "sandbox-provider-a", "sandbox-tribunal"}
    for slug in BY_SLUG:
        async with as_organisation(owner, slug) as connection:
            found = [row.id for row in await connection.execute(see, {"case": case})]
        assert found == [appeal] * (slug in seen), slug
    async with owner.connect() as connection:
        [[made]] = await connection.execute(text("SELECT app_appeal_id(CAST(:case AS uuid), 2)"), {"case": case})
    assert made == appeal_id(made.__class__(case), 2)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE appeals SET state = 'decided'", "DELETE FROM appeals", "INSERT INTO appeals SELECT * FROM appeals"],
)
async def test_nobody_writes_a_row(owner: AsyncEngine, statement: str) -> None:
    for slug in ("sandbox-la-991", "sandbox-tribunal"):
        async with as_organisation(owner, slug) as connection:
            with pytest.raises(DBAPIError, match="permission denied"):
                await connection.execute(text(statement))


async def test_a_case_that_is_transferred_takes_its_appeal_along(
    la: Party, other_la: Party, provider: Party, tribunal: Party
) -> None:
    case, appeal = await an_appeal(la, provider, tribunal)
    body = {"to_la_code": "992", "moved_on": "2026-05-01", "aware_on": "2026-04-01"}
    await la.posts(f"/v1/cases/{case}/transfer", body)
    assert (await la.sends("GET", f"/v1/appeals/{appeal}")).status_code == 404
    assert (await other_la.gets(f"/v1/appeals/{appeal}"))["la_code"] == "992"
