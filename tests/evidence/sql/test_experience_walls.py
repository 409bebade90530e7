"""What PostgreSQL shows of families' links, answers and publications, and what it takes."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.platform.sandbox_organisations import BY_SLUG
from tests.platform.sql.test_walls import as_organisation
from tests.support.feedback import CONTACT, END, a_link, mediated
from tests.support.parties import Party

LA, PROVIDER = "sandbox-la-991", "sandbox-provider-a"
OURS = BY_SLUG[LA].id
OVER, RUNNING = "2026-01-01", "2026-10-01"
LINKS = text("SELECT stage FROM feedback_links WHERE case_id = CAST(:case AS uuid) ORDER BY stage")
COUNTS = text("SELECT first_day, families FROM experience_counts ORDER BY first_day")
COUNT = text(
    "SELECT app_count_experience(repeat(:once, 64), '2026-12-31', CAST(CAST(:la AS text) AS uuid),"
    " CAST(CAST(:first AS text) AS date), :stage, :way, CAST(:counts AS integer[]))"
)
ANSWER: dict[str, Any] = {
    "la": str(OURS), "first": OVER, "stage": "after_contact", "way": "any", "counts": [1, 0, 0, 1], "once": "a",
}  # fmt: skip


@pytest.fixture(scope="module")
async def case(la: Party, provider: Party) -> str:
    settled = await mediated(la, provider)
    await a_link(provider, settled, CONTACT)
    await a_link(la, settled, END)
    return settled


async def test_each_sees_the_links_that_it_makes(owner: AsyncEngine, case: str) -> None:
    told = {LA: ["after_end"], PROVIDER: ["after_contact"]}
    for slug in BY_SLUG:
        async with as_organisation(owner, slug) as connection:
            found = (await connection.execute(LINKS, {"case": case})).scalars().all()
            assert found == told.get(slug, []), slug


@pytest.mark.parametrize("slug", BY_SLUG)
async def test_nobody_reads_or_writes_which_links_were_used(owner: AsyncEngine, slug: str) -> None:
    for order in ("SELECT * FROM feedback_spent", "DELETE FROM feedback_spent"):
        async with as_organisation(owner, slug) as connection:
            with pytest.raises(DBAPIError, match="permission denied"):
                await connection.execute(text(order))


async def own_counts(connection: AsyncConnection) -> list[Any]:
    return [(str(row.first_day), row.families) for row in (await connection.execute(COUNTS)).all()]


async def test_an_authority_reads_its_own_counts_of_quarters_that_are_over(owner: AsyncEngine) -> None:
    for slug in BY_SLUG:
        async with as_organisation(owner, slug) as connection:
            await connection.execute(COUNT, ANSWER)
            await connection.execute(COUNT, ANSWER | {"first": RUNNING, "once": "b"})
            assert await own_counts(connection) == ([(OVER, 1)] if slug == LA else []), slug
            with pytest.raises(DBAPIError, match="permission denied"):
                await connection.execute(text("UPDATE experience_counts SET families = 9"))


async def test_a_used_link_counts_once_and_a_longer_row_takes_more_answers(owner: AsyncEngine) -> None:
    read = text("SELECT families, counts FROM experience_counts")
    async with as_organisation(owner, LA) as connection:
        for once, counts in (("a", [1, 0]), ("a", [0, 1]), ("b", [0, 1, 1])):
            await connection.execute(COUNT, ANSWER | {"once": once, "counts": counts})
        [row] = (await connection.execute(read)).all()
        assert (row.families, list(row.counts)) == (2, [1, 1, 1])


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [
        ({"counts": [5, 0]}, "not the answers of one family"),
        ({"counts": [-1]}, "not the answers of one family"),
        ({"counts": []}, "experience_counts_few_check"),
        ({"counts": [1] * 601}, "experience_counts_few_check"),
        ({"la": str(BY_SLUG[PROVIDER].id)}, "not the answers of one family"),
        ({"first": "2026-01-02"}, "experience_counts_quarter_check"),
        ({"stage": "lunch"}, "experience_counts_stage_check"),
        ({"way": "mediated"}, "experience_counts_way_at_the_end_check"),
        ({"stage": "after_end"}, "experience_counts_way_at_the_end_check"),
        ({"once": "?"}, "feedback_spent_once_check"),
    ],
)
async def test_what_is_no_answer_is_refused(owner: AsyncEngine, wrong: dict[str, Any], refused: str) -> None:
    async with as_organisation(owner, LA) as connection:
        with pytest.raises(DBAPIError, match=refused):
            await connection.execute(COUNT, ANSWER | wrong)


PUBLISH = text(
    "INSERT INTO evidence_publications (la_id, kind, first_day, published_at)"
    " VALUES (:la, 'experience', '2019-04-01', '2020-01-01')"
)


@pytest.mark.parametrize("slug", [slug for slug in BY_SLUG if slug != LA])
async def test_nobody_publishes_in_anothers_name(owner: AsyncEngine, la: Party, slug: str) -> None:
    await la.gets("/v1/evidence/experience", quarter="2019-Q2")
    async with as_organisation(owner, slug) as connection:
        with pytest.raises(DBAPIError, match="row-level security"):
            await connection.execute(PUBLISH, {"la": OURS})


async def test_what_was_not_counted_is_not_published_and_a_publication_stays(owner: AsyncEngine, la: Party) -> None:
    async with as_organisation(owner, LA) as connection:
        with pytest.raises(DBAPIError, match="evidence_publications_la_id_fkey"):
            await connection.execute(text(PUBLISH.text.replace("2019-04-01", "2018-04-01")), {"la": OURS})
    await la.posts("/v1/evidence/experience/publications", {"quarter": "2019-Q2"})
    async with owner.connect() as connection:
        with pytest.raises(DBAPIError, match="append-only"):
            await connection.execute(text("DELETE FROM evidence_publications"))
