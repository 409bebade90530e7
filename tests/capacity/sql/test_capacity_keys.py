"""What PostgreSQL itself holds together of time, holds and sessions, whatever the program believes."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.platform.sandbox_organisations import BY_SLUG
from tests.platform.sql.test_walls import as_organisation
from tests.support.capacity import books, holds, mediates, slots_for, wants_mediation
from tests.support.parties import Party

A_HOLD = (
    "INSERT INTO holds (id, case_id, la_id, provider_id, organisation_id, held_at, expires_at) SELECT"
    " CAST({engagement} AS uuid), CAST(:waiting AS uuid), :la, CAST({provider} AS uuid), CAST({by} AS uuid), now(),"
    " now() + interval '1 hour'"
)
A_SEARCH = (
    "INSERT INTO searches (id, case_id, la_id, organisation_id, free_in_time, facts, made_at)"
    " SELECT gen_random_uuid(), CAST(:waiting AS uuid), :la, CAST({by} AS uuid), 0, '{{}}', now()"
)
OURS, THEIRS, NOBODYS = ":la", ":other_la", "gen_random_uuid()"


@pytest.fixture(scope="module")
async def ours(la: Party, other_la: Party, provider: Party, owner: AsyncEngine) -> dict[str, Any]:
    """A session of one authority, and a case of its that waits, with a slot held."""
    mediator = await mediates(provider)
    booked, waiting = await wants_mediation(la, provider), await wants_mediation(la, provider)
    first, second = (await slots_for(la, waiting, mediator))[:2]
    session = (await books(la, booked, first["id"]))["id"]
    hold = (await holds(la, second["id"], waiting))["id"]
    async with owner.connect() as connection:
        asked = text("SELECT engagement_id FROM sessions WHERE id = CAST(:id AS uuid)")
        engagement = await connection.scalar(asked, {"id": session})
    return {
        "waiting": waiting, "booked": booked, "session": session, "hold": hold, "engagement": str(engagement),
        "mediator": mediator, "la": la.id, "other_la": other_la.id, "provider": str(provider.id),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (A_HOLD.format(engagement=":engagement", provider=":provider", by=OURS), "holds_time_fkey"),
        (A_HOLD.format(engagement=NOBODYS, provider=":provider", by=OURS), "holds_time_fkey"),
        (A_HOLD.format(engagement=":hold", provider=NOBODYS, by=OURS), "holds_pkey|holds_time_fkey"),
        (A_HOLD.format(engagement=NOBODYS, provider=":provider", by=THEIRS), "row-level security"),
        (A_SEARCH.format(by=NOBODYS), "row-level security"),
        (A_SEARCH.format(by=THEIRS), "row-level security"),
        (
            "INSERT INTO engagements (id, mediator_id, provider_id, person, during) SELECT gen_random_uuid(),"
            " id, provider_id, person, tstzrange(now() + interval '500 days', now() + interval '860 days')"
            " FROM mediators WHERE id = CAST(:mediator AS uuid)",
            "taken for good by a session alone",
        ),
        ("UPDATE engagements SET expires_at = NULL WHERE id = CAST(:hold AS uuid)", "by a session alone|holds_time"),
        (
            "UPDATE sessions SET starts_at = starts_at + interval '30 days', ends_at = ends_at + interval '30 days',"
            " version = version + 1 WHERE id = CAST(:session AS uuid)",
            "sessions_time_fkey",
        ),
        (
            "UPDATE sessions SET engagement_id = CAST(:hold AS uuid), version = version + 1"
            " WHERE id = CAST(:session AS uuid)",
            "sessions_time_fkey",
        ),
        (
            "UPDATE cases SET mediating_provider_id = :other_la, version = version + 1"
            " WHERE id = CAST(:booked AS uuid)",
            "cases_mediating_provider_id_fkey",
        ),
    ],
)
async def test_an_authority_cannot_bend_its_own(
    owner: AsyncEngine, ours: dict[str, Any], statement: str, why: str
) -> None:
    async with as_organisation(owner, "sandbox-la-991") as connection:
        with pytest.raises(DBAPIError, match=why):
            await at_the_commit(connection, statement, ours)


async def at_the_commit(connection: Any, statement: str, values: dict[str, Any]) -> None:
    """Run a statement, and ask at once what is asked at the commit."""
    assert (await connection.execute(text(statement), values)).rowcount == 1
    await connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


async def test_what_is_straight_goes_through(owner: AsyncEngine, ours: dict[str, Any]) -> None:
    """So that the refusals above are for what is bent."""
    values = {**ours, "id": uuid4(), "la": BY_SLUG["sandbox-la-991"].id}
    async with as_organisation(owner, "sandbox-la-991") as connection:
        await at_the_commit(
            connection,
            "INSERT INTO engagements (id, mediator_id, provider_id, person, during, expires_at) SELECT"
            " CAST(:id AS uuid), id, provider_id, person, tstzrange(now() + interval '500 days',"
            " now() + interval '501 days'), now() + interval '1 hour' FROM mediators"
            " WHERE id = CAST(:mediator AS uuid)",
            values,
        )
        hold = A_HOLD.format(engagement=":id", provider=":provider", by=OURS)
        await at_the_commit(connection, hold, values)
        await at_the_commit(connection, A_SEARCH.format(by=OURS), values)
