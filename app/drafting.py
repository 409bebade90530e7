"""Drafts the migration that brings the database to the head of its SQL and to its tables: `python -m app draft`.

The draft holds each statement word for word. Once landed, a migration is never edited, and it reads no file of the
head: those will change.
"""

import asyncio
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from alembic.operations.ops import ExecuteSQLOp, MigrationScript
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.platform.db.embedded import EmbeddedPostgres
from app.platform.db.head import Described, build, changes, describe
from app.platform.db.migrate import config, migrate
from app.platform.db.tables import Xid8
from app.schema import metadata


class _WordForWord(ExecuteSQLOp):
    """A statement of the head, as it is in the moment of the draft."""


@renderers.dispatch_for(_WordForWord)
def _rendered(written: AutogenContext, statement: ExecuteSQLOp) -> str:
    text = str(statement.sqltext)
    if "\n" not in text:
        return f"op.execute({text!r})"
    written.imports.add("from textwrap import dedent")  # alembic indents what it is given, functions' bodies too
    return f'op.execute(dedent(r"""\n{text}\n"""))'


def draft(says: str) -> Path | None:
    """Write the migration that is missing and return its path. None if the migrations make all that the head says.

    The comparison runs on a PostgreSQL of its own.
    """
    with EmbeddedPostgres() as server:
        for name in ("migrated", "head"):
            server.create_database(name)
        return asyncio.run(_draft(server.url("migrated"), server.url("head"), says))


async def _draft(migrated_url: str, head_url: str, says: str) -> Path | None:
    migrated, head = create_async_engine(migrated_url), create_async_engine(head_url)
    try:
        await migrate(migrated)
        async with head.begin() as connection:
            await connection.run_sync(build, metadata)
        return await write(migrated, head, says)
    finally:
        await migrated.dispose()
        await head.dispose()


async def write(migrated: AsyncEngine, head: AsyncEngine, says: str, *, made_in: Config | None = None) -> Path | None:
    """Write the migration that takes one database to the other, both ways. None if they are the same."""
    async with head.connect() as connection:
        becomes = await connection.run_sync(describe)
    async with migrated.connect() as connection:
        return await connection.run_sync(_write, becomes, says, made_in or config())


def _write(connection: Connection, becomes: Described, says: str, made_in: Config) -> Path | None:
    dialect: Any = connection.dialect
    dialect.ischema_names = {**dialect.ischema_names, "xid8": Xid8}  # no library knows this type
    was = describe(connection)
    connection.rollback()
    up, down = changes(was, becomes), changes(becomes, was)

    def add(_: object, __: object, scripts: list[MigrationScript]) -> None:
        for script in scripts:
            assert script.upgrade_ops is not None  # noqa: S101 - alembic's own, for scripts of several databases
            assert script.downgrade_ops is not None  # noqa: S101 - alembic's own, for scripts of several databases
            script.upgrade_ops.ops += [_WordForWord(one) for one in up]
            script.downgrade_ops.ops[:0] = [_WordForWord(one) for one in down]
        scripts[:] = [script for script in scripts if script.upgrade_ops and not script.upgrade_ops.is_empty()]

    made_in.attributes["connection"] = connection
    last = ScriptDirectory.from_config(made_in).get_current_head() or "0"
    made = command.revision(
        made_in, says, autogenerate=True, rev_id=f"{int(last) + 1:04}", process_revision_directives=add
    )
    return Path(made.path) if isinstance(made, Script) else None
