"""What PostgreSQL itself holds together of a time that several sessions share, whatever the program believes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from tests.platform.sql.test_walls import as_organisation
from tests.support.capacity import books, mediates, slots_for, wants_mediation
from tests.support.parties import Party

OF = text("SELECT engagement_id FROM sessions WHERE id = CAST(:session AS uuid)")
STANDS = text("SELECT count(*) FROM engagements WHERE id = CAST(:engagement AS uuid)")
COPY = (
    "INSERT INTO sessions (id, case_id, la_id, provider_id, mediator_id, engagement_id, joint, format, status,"
    " starts_at, ends_at, facts, sealed, version, booked_at, updated_at)"
    " SELECT gen_random_uuid(), c.id, c.la_id, s.provider_id,"
    " s.mediator_id, s.engagement_id, {joint}, {format}, 'booked', s.starts_at, s.ends_at, s.facts, s.sealed, 1, now(),"
    " now() FROM sessions s, cases c WHERE s.id = CAST(:session AS uuid) AND c.id = CAST(:{case} AS uuid)"
)


@pytest.fixture(scope="module")
async def ours(la: Party, other_la: Party, provider: Party, owner: AsyncEngine) -> dict[str, Any]:
    """Two sessions of one family in one time, a case that waits, and one of another authority."""
    mediator = await mediates(provider)
    first, second, waiting = [await wants_mediation(la, provider) for _ in range(3)]
    session = await books(la, first, (await slots_for(la, first, mediator))[-1]["id"])
    said = {"joins": session["id"], "case_id": second, "one_family": True}
    sibling = (await la.posts("/v1/sessions", said))["id"]
    async with owner.connect() as connection:
        engagement = await connection.scalar(OF, {"session": session["id"]})
    theirs = await wants_mediation(other_la, provider)
    return {
        "session": session["id"], "sibling": sibling, "waiting": waiting, "theirs": theirs,
        "engagement": str(engagement),
    }  # fmt: skip


@pytest.fixture
async def connection(owner: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    async with owner.connect() as connected:
        yield connected
        await connected.rollback()


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (COPY.format(joint="false", format="s.format", case="waiting"), "sessions_alone"),
        (COPY.format(joint="true", format="'phone'", case="waiting"), "sessions_joins"),
        (COPY.format(joint="true", format="s.format", case="theirs"), "sessions_joins"),
        ("UPDATE sessions SET joint = false WHERE id = CAST(:sibling AS uuid)", "sessions_alone"),
    ],
)
async def test_a_time_is_shared_only_by_those_who_may(
    connection: AsyncConnection, ours: dict[str, Any], statement: str, why: str
) -> None:
    with pytest.raises(DBAPIError) as refused:
        await connection.execute(text(statement), ours)
    assert refused.value.orig.__cause__.constraint_name == why  # type: ignore[union-attr] # the driver names the constraint


async def test_the_sibling_that_waits_may(connection: AsyncConnection, ours: dict[str, Any]) -> None:
    """So that the refusals above are the wall's."""
    joins = text(COPY.format(joint="true", format="s.format", case="waiting"))
    assert (await connection.execute(joins, ours)).rowcount == 1


async def test_a_shared_time_ends_with_its_last_session(connection: AsyncConnection, ours: dict[str, Any]) -> None:
    """A case may be removed while a sibling's case is kept."""
    for session, stands in (("session", 1), ("sibling", 0)):
        await connection.execute(text(f"DELETE FROM sessions WHERE id = CAST(:{session} AS uuid)"), ours)  # noqa: S608
        assert await connection.scalar(STANDS, ours) == stands


@pytest.mark.parametrize("slug", ["sandbox-la-991", "sandbox-provider-a", "sandbox-icb", "sandbox-tribunal"])
async def test_no_party_frees_a_time_that_sessions_take(owner: AsyncEngine, ours: dict[str, Any], slug: str) -> None:
    async with as_organisation(owner, slug) as connected:
        gone = await connected.execute(text("DELETE FROM engagements WHERE id = CAST(:engagement AS uuid)"), ours)
        assert gone.rowcount == 0
