"""The SQL has a head: the migrations, run from nothing, make what the files of each wing say, and nothing else.

Where this fails, either the change of a file lacks its migration (`make migration` drafts it), or a migration changed
something and its file was not.
"""

import re
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from app.platform.db.head import APP, ORDER, Described, build, changes, describe, files, statements
from app.schema import metadata
from tests.support.databases import a_database


async def described(engine: AsyncEngine) -> Described:
    async with engine.connect() as connection:
        return await connection.run_sync(describe)


async def test_the_migrations_make_exactly_what_the_head_says(own_database_url: str) -> None:
    by_migrations = await described(create_async_engine(own_database_url, poolclass=NullPool))
    async with a_database(template=None) as url:
        empty = create_async_engine(url, poolclass=NullPool)
        async with empty.begin() as connection:
            await connection.run_sync(build, metadata)
        by_the_head = await described(empty)
    missing = changes(by_migrations, by_the_head)
    assert not missing, "\n;\n".join(["what would take the migrated database to the head:", *missing])
    assert by_the_head == by_migrations
    assert {kind for kind, _ in by_the_head} >= {*ORDER, "relation", "column", "key", "index", "schema"}


@pytest.mark.parametrize("path", files(), ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_each_file_begins_with_a_sentence_that_says_what_it_is_about(path: Path) -> None:
    first = path.read_text().splitlines()[0]
    assert re.fullmatch(r"-- [A-Z][^;]{20,}[.]", first), first
    assert statements(path.read_text())


def test_every_wing_with_tables_has_a_head() -> None:
    wings = {path.relative_to(APP).parts[0] for path in files()}
    assert wings == {path.parent.relative_to(APP).parts[0] for path in APP.rglob("tables.py")}


def test_a_script_is_split_outside_of_comments_texts_and_bodies() -> None:
    script = "-- One; it's two.\nSELECT ';--''';\nDO $$ BEGIN\n    -- A; b\n    PERFORM 1; END $$;\n-- The end.\n"
    assert statements(script) == ["SELECT ';--'''", "DO $$ BEGIN\n    -- A; b\n    PERFORM 1; END $$"]
