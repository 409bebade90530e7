"""What PostgreSQL shows of published figures, and what it lets an organisation publish."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.platform.sandbox_organisations import BY_SLUG
from tests.platform.sql.test_walls import as_organisation
from tests.support.parties import Party

QUARTER, FIRST = "2019-Q2", "2019-04-01"
OURS = BY_SLUG["sandbox-la-991"].id
READ = text(f"SELECT la_id FROM evidence_figures WHERE first_day = '{FIRST}'")  # noqa: S608 - our own
PUBLISH = text(
    "INSERT INTO evidence_figures (la_id, kind, first_day, published, counted_at)"
    " VALUES (:la, 'burden', CAST(CAST(:first AS text) AS date), '{}', CAST(CAST(:at AS text) AS timestamptz))"
)


@pytest.fixture(scope="module", autouse=True)
async def published(la: Party) -> None:
    await la.gets("/v1/evidence/burden", quarter=QUARTER)


async def test_an_authority_reads_its_own(owner: AsyncEngine) -> None:
    async with as_organisation(owner, "sandbox-la-991") as connection:
        assert (await connection.execute(READ)).scalars().all() == [OURS] * 4, "burden, costs, panels and settings"


@pytest.mark.parametrize("slug", [slug for slug in BY_SLUG if slug != "sandbox-la-991"])
async def test_nobody_else_reads_them_or_publishes_in_its_name(owner: AsyncEngine, slug: str) -> None:
    async with as_organisation(owner, slug) as connection:
        assert (await connection.execute(READ)).all() == []
        with pytest.raises(DBAPIError, match="row-level security"):
            await connection.execute(PUBLISH, {"la": OURS, "first": "2019-07-01", "at": "2020-01-01"})


@pytest.mark.parametrize(
    ("first", "at", "refused"),
    [
        ("2019-07-02", "2020-01-02", "evidence_figures_quarter_check"),
        ("2014-04-01", "2015-01-01", "evidence_figures_quarter_check"),
        ("2019-07-01", "2019-12-31", "evidence_figures_not_too_early_check"),
    ],
)
async def test_a_quarter_is_whole_and_counted_late(owner: AsyncEngine, first: str, at: str, refused: str) -> None:
    async with as_organisation(owner, "sandbox-la-991") as connection:
        with pytest.raises(DBAPIError, match=refused):
            await connection.execute(PUBLISH, {"la": OURS, "first": first, "at": at})


@pytest.mark.parametrize("change", ["UPDATE evidence_figures SET published = '[]'", "DELETE FROM evidence_figures"])
async def test_what_was_published_stays(owner: AsyncEngine, change: str) -> None:
    async with owner.connect() as connection:
        with pytest.raises(DBAPIError, match="append-only"):
            await connection.execute(text(change))


OF_KIND = text(
    "INSERT INTO evidence_figures (la_id, la_kind, kind, first_day, published, counted_at)"
    " VALUES (:own, CAST(:said AS text), CAST(:kind AS text), '2019-07-01', '{}', '2020-01-01')"
)


@pytest.mark.parametrize(
    ("slug", "said", "kind", "refused"),
    [
        ("sandbox-tribunal", "tribunal", "burden", "evidence_figures_of_the_tribunal_check"),
        ("sandbox-tribunal", "local_authority", "appeals", "row-level security"),
        ("sandbox-provider-a", "mediation_provider", "appeals", "evidence_figures_la_kind_check"),
        ("sandbox-la-991", "tribunal", "appeals", "row-level security"),
    ],
)
async def test_the_tribunal_publishes_appeals_alone_and_others_nothing_for_it(
    owner: AsyncEngine, slug: str, said: str, kind: str, refused: str
) -> None:
    async with as_organisation(owner, slug) as connection:
        with pytest.raises(DBAPIError, match=refused):
            await connection.execute(OF_KIND, {"own": BY_SLUG[slug].id, "said": said, "kind": kind})
