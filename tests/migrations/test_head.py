"""Two databases that differ in anything are told apart, and the draft of a migration takes one to the other."""

import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.drafting import write
from app.platform.db.head import Described, build, changes, describe
from app.platform.db.migrate import ROOT, config
from app.schema import metadata
from tests.support.databases import a_database

REVISIONS = ROOT / "migrations"


@pytest.fixture
async def empty() -> AsyncIterator[AsyncEngine]:
    async with a_database(template=None) as url:
        engine = create_async_engine(url)
        yield engine
        await engine.dispose()


async def described(engine: AsyncEngine) -> Described:
    async with engine.connect() as connection:
        return await connection.run_sync(describe)


@pytest.fixture
async def head(empty: AsyncEngine) -> AsyncEngine:
    """A database that the head made, and no migration."""
    async with empty.begin() as connection:
        await connection.run_sync(build, metadata)
    return empty


@pytest.fixture
async def migrated(own_database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(own_database_url)
    yield engine
    await engine.dispose()


CHANGED = (
    "CREATE FUNCTION app_new(p_case uuid, p_on date) RETURNS date LANGUAGE sql AS $$ SELECT p_on $$",
    "CREATE OR REPLACE FUNCTION app_kind() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT 'tribunal' $$",
    "ALTER FUNCTION app_feed_end SECURITY INVOKER",
    "ALTER FUNCTION app_feed_end RESET search_path",
    "GRANT EXECUTE ON FUNCTION app_end_referral TO mediation_app",
    "REVOKE EXECUTE ON FUNCTION app_feed_end FROM mediation_app",
    "GRANT EXECUTE ON FUNCTION app_feed_end TO PUBLIC",
    "DROP FUNCTION app_to_refer",
    "DROP FUNCTION app_held; CREATE FUNCTION app_held(p_case uuid, p_at timestamptz) RETURNS integer"
    " LANGUAGE sql AS $$ SELECT 1 $$",
    "DROP TRIGGER append_only ON events",
    "CREATE TRIGGER another BEFORE INSERT ON cases FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "ALTER POLICY parties ON cases USING (true)",
    "DROP POLICY refers ON referrals",
    "CREATE POLICY another ON sessions TO PUBLIC USING (true)",
    "ALTER TABLE sessions DISABLE ROW LEVEL SECURITY",
    "GRANT DELETE ON events TO mediation_app",
    "GRANT UPDATE (ground) ON certificates TO mediation_app",
    "REVOKE USAGE ON SEQUENCE events_position_seq FROM mediation_app",
    "ALTER TABLE cases DROP CONSTRAINT cases_gate_before_tribunal_check",
    "ALTER TABLE events DROP CONSTRAINT events_by_kind_check;"
    " ALTER TABLE events ADD CONSTRAINT events_by_kind_check CHECK (by_kind IN ('tribunal', 'operator'))",
)
BY_ALEMBIC_OR_NOBODY = (
    "ALTER TABLE cases DROP COLUMN notice_contents",
    "ALTER TABLE cases ALTER COLUMN facts DROP NOT NULL",
    "DROP INDEX cases_one_notice_idx",
    "ALTER TABLE sessions FORCE ROW LEVEL SECURITY",
    "ALTER TABLE events DISABLE TRIGGER append_only",
    "CREATE VIEW everything AS SELECT * FROM cases",
)


@pytest.fixture(scope="module")
async def before(owner: AsyncEngine) -> Described:
    """What the migrations made."""
    return await described(owner)


@pytest.mark.parametrize("change", [*CHANGED, *BY_ALEMBIC_OR_NOBODY])
async def test_any_difference_is_seen_and_a_draft_takes_it_back(
    owner: AsyncEngine, before: Described, change: str
) -> None:
    """Each change is made in a transaction that ends with no commit, so all changes share one database."""
    async with owner.connect() as connection:

        async def runs(*statements: str) -> Described:
            for statement in statements:
                await connection.exec_driver_sql(statement)
            return await connection.run_sync(describe)

        after = await runs(*change.split(";"))
        assert after != before
        if change in CHANGED:
            assert await runs(*changes(after, before)) == before
            assert await runs(*changes(before, after)) == after


async def test_the_draft_of_a_change_brings_it_and_takes_it_back_and_without_a_change_nothing_is_drafted(
    head: AsyncEngine, migrated: AsyncEngine, tmp_path: Path
) -> None:
    shutil.copytree(REVISIONS, tmp_path / "migrations")
    made_in = config()
    made_in.set_main_option("script_location", str(tmp_path / "migrations"))
    written = {path.name for path in (tmp_path / "migrations" / "versions").glob("*.py")}
    assert await write(migrated, head, "Change nothing", made_in=made_in) is None
    assert {path.name for path in (tmp_path / "migrations" / "versions").glob("*.py")} == written
    before = await described(migrated)
    async with head.begin() as owner:
        for change in CHANGED:
            for statement in change.split(";"):
                await owner.exec_driver_sql(statement)
    path = await write(migrated, head, "Change everything", made_in=made_in)
    assert path is not None
    assert path.parent == tmp_path / "migrations" / "versions"
    last = str(ScriptDirectory.from_config(config()).get_current_head())

    async def go(how: Callable[[Config, str], None], revision: str) -> Described:
        async with migrated.connect() as connection:
            await connection.run_sync(lambda sync: how(_over(made_in, sync), revision))
            await connection.commit()
        return await described(migrated)

    assert await go(command.upgrade, "head") == await described(head)
    assert await go(command.downgrade, last) == before


def _over(made_in: Config, connection: Connection) -> Config:
    made_in.attributes["connection"] = connection
    return made_in
