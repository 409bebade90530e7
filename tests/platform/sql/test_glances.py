"""A read in one round trip is bound like any other: to the role, to the caller, and for its own time alone."""

from uuid import UUID, uuid4

import pytest

from app.cases import store
from app.kernel.errors import Unseen
from app.platform.actor import Actor
from app.platform.db.connections import Statement
from app.platform.db.work import Database
from app.platform.sandbox_organisations import BY_SLUG
from app.settings import Settings
from tests.support.parties import Party

WHO = Statement(
    "SELECT CAST(current_user AS text) AS role, coalesce(current_setting('app.organisation', true), '') AS organisation"
)
EVERY_CASE = Statement("SELECT count(*) AS seen FROM cases")


def an_actor(slug: str) -> Actor:
    one = BY_SLUG[slug]
    return Actor(one.id, one.kind, slug)


@pytest.mark.parametrize("pooler", ["none", "transaction"])
async def test_it_shows_its_own_and_leaves_nothing_behind(settings: Settings, la: Party, pooler: str) -> None:
    case_id = UUID(await la.opens())
    database = Database(settings.database_url, 1, pooler=pooler)  # type: ignore[arg-type] # one of the two
    await database.open()
    try:
        for _ in range(8):  # beyond the plans that PostgreSQL makes for each value
            case, _, _ = await store.glance_at_case(database, an_actor("sandbox-la-991"), case_id)
            assert case.id == case_id
            with pytest.raises(Unseen):
                await store.glance_at_case(database, an_actor("sandbox-la-992"), case_id)
            with pytest.raises(Unseen):
                await store.glance_at_case(database, an_actor("sandbox-la-991"), uuid4())
        [who] = await database.read(WHO)
        assert (who.role, who.organisation) == ("mediation_app", "")
        [counted] = await database.read(EVERY_CASE)
        assert counted.seen == 0
    finally:
        await database.close()
