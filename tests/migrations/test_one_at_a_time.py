"""Migrations run one process at a time, under limits that stand once: nobody waits for ever, and nothing runs twice."""

import asyncio
import os
import shutil
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.mistakes import Unfit
from app.platform.db.migrate import ROOT, config
from tests.support.waiting import PATIENCE

LAST = str(ScriptDirectory.from_config(config()).get_current_head())
ANOTHER = """
from alembic import op

revision = "9999"
down_revision = "{last}"


def upgrade():
    op.execute("{does}")


def downgrade():
    pass
"""


@pytest.fixture
async def database(own_database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(own_database_url)
    yield engine
    await engine.dispose()


def a_migration(folder: Path, does: str) -> Path:
    """Migrations as they are, and one more."""
    shutil.copytree(ROOT / "migrations", folder / "migrations")
    (folder / "migrations" / "versions" / "9999_another.py").write_text(ANOTHER.format(last=LAST, does=does))
    return folder / "migrations"


async def upgrade(engine: AsyncEngine, migrations: Path, **attributes: Any) -> None:
    made = config()
    made.set_main_option("script_location", str(migrations))
    async with engine.connect() as connection:
        await connection.run_sync(lambda sync: _upgrade(made, connection=sync, **attributes))


def _upgrade(made: Config, **attributes: Any) -> None:
    made.attributes.update(attributes)
    command.upgrade(made, "head")


ELSEWHERE = """
from alembic import command
from app.platform.db.migrate import config

made = config()
made.set_main_option("script_location", {migrations!r})
made.attributes.update({attributes!r})
command.upgrade(made, "head")
"""


async def elsewhere(engine: AsyncEngine, migrations: Path, **attributes: Any) -> Process:
    """Migrate in a process of its own, as another replica does: alembic runs once in a process."""
    script = ELSEWHERE.format(migrations=str(migrations), attributes=attributes)
    url = engine.url.render_as_string(hide_password=False)
    return await asyncio.create_subprocess_exec(sys.executable, "-c", script, env={**os.environ, "DATABASE_URL": url})


async def until(engine: AsyncEngine, condition: str) -> None:
    async with asyncio.timeout(PATIENCE):
        async with engine.connect() as watcher:
            while not (await watcher.execute(text(f"SELECT {condition}"))).scalar_one():
                await watcher.rollback()
                await asyncio.sleep(0.02)


HELD = "EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database"
HELD += " WHERE datname = current_database()) AND {})"


async def test_the_second_waits_for_the_first_and_runs_nothing_twice(database: AsyncEngine, tmp_path: Path) -> None:
    migrations = a_migration(tmp_path, "CREATE TABLE once AS SELECT la_id FROM cases")
    async with database.connect() as busy:
        await busy.execute(text("LOCK TABLE cases"))
        first = await elsewhere(database, migrations, limits={"lock_timeout": f"{PATIENCE:.0f}s"})
        await until(database, HELD.format("granted"))
        second = await elsewhere(database, migrations)
        await until(database, HELD.format("NOT granted"))
        assert first.returncode is None
        await busy.rollback()
    assert [await first.wait(), await second.wait()] == [0, 0]
    async with database.connect() as connection:
        assert (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one() == "9999"
        await connection.execute(text("SELECT FROM once"))
    await until(database, "NOT " + HELD.format("true"))


async def test_who_waits_for_the_first_gives_up_in_the_end(database: AsyncEngine, tmp_path: Path) -> None:
    migrations = a_migration(tmp_path, "SELECT 1")
    async with database.connect() as first:
        await first.run_sync(lambda sync: sync.exec_driver_sql("SELECT pg_advisory_lock(7270144251)"))
        with pytest.raises(Unfit, match="has been migrating this database for 100ms"):
            await upgrade(database, migrations, turn="100ms")
    await database.dispose()
    await until(database, "NOT " + HELD.format("true"))  # with the session of the first ends its lock
    await upgrade(database, migrations, turn="100ms")


@pytest.mark.parametrize(
    ("does", "limits", "code"),
    [
        ("LOCK TABLE cases", {"lock_timeout": "100ms"}, "55P03"),
        ("SELECT pg_sleep(600)", {"statement_timeout": "100ms"}, "57014"),
    ],
)
async def test_a_migration_gives_up_rather_than_queue_the_service_behind_it(
    database: AsyncEngine, tmp_path: Path, does: str, limits: dict[str, str], code: str
) -> None:
    migrations = a_migration(tmp_path, does)
    async with database.connect() as busy:
        await busy.execute(text("LOCK TABLE cases IN ACCESS SHARE MODE"))
        with pytest.raises(DBAPIError) as refused:
            await upgrade(database, migrations, limits=limits)
    assert getattr(refused.value.orig, "sqlstate", None) == code
    async with database.connect() as connection:
        assert (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one() == LAST
    await until(database, "NOT " + HELD.format("true"))


async def test_every_migration_has_both_limits_and_the_session_has_none_after(
    database: AsyncEngine, tmp_path: Path
) -> None:
    settings = "SELECT current_setting('lock_timeout') AS locks, current_setting('statement_timeout') AS statements"
    migrations = a_migration(tmp_path, f"CREATE TABLE seen AS {settings}")
    await upgrade(database, migrations)
    async with database.connect() as connection:
        assert tuple((await connection.execute(text("SELECT locks, statements FROM seen"))).one()) == ("3s", "15min")
        assert tuple((await connection.execute(text(settings))).one()) == ("0", "0")


def test_a_new_migration_is_born_without_limits_of_its_own() -> None:
    assert "timeout" not in (ROOT / "migrations" / "script.py.mako").read_text()
