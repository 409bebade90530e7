"""Runs the migrations, over a connection handed in by the application or one made from DATABASE_URL.

The limits of every migration stand here once. A migration that needs another limit sets its own with SET LOCAL.
"""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from sqlalchemy import Connection, pool
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from app.mistakes import Unfit
from app.schema import metadata

ONE_AT_A_TIME = 7_270_144_251
"""The advisory lock that a process holds while it migrates a database."""
TURN = "5min"
"""How long a process waits for another that migrates the same database."""
LIMITS = {"lock_timeout": "3s", "statement_timeout": "15min"}
"""A migration that cannot have its lock at once gives up, rather than queue the whole service behind it. A statement
that takes longer than its limit is undone."""


def run(connection: Connection) -> None:
    """Run each migration in a transaction of its own: a migration is whole or it has not happened."""
    with _alone(connection):
        context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Hold the lock, under the limits. Both belong to the session: the transactions in between end without them."""
    turn = context.config.attributes.get("turn", TURN)
    limits = LIMITS | context.config.attributes.get("limits", {})
    try:
        connection.exec_driver_sql(f"SET lock_timeout = '{turn}'")
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({ONE_AT_A_TIME})")
    except DBAPIError as fault:
        connection.rollback()
        if getattr(fault.orig, "sqlstate", None) != "55P03":
            raise
        raise Unfit(f"Another process has been migrating this database for {turn}. Run this again later.") from fault
    for name, limit in limits.items():
        connection.exec_driver_sql(f"SET {name} = '{limit}'")
    connection.commit()
    try:
        yield
    finally:
        if not connection.invalidated:  # a session that has ended holds no lock
            connection.rollback()
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock({ONE_AT_A_TIME})")
            for name in limits:
                connection.exec_driver_sql(f"RESET {name}")
            connection.commit()


async def connect_and_run() -> None:
    """Connect by DATABASE_URL, for the alembic command line."""
    engine = create_async_engine(os.environ["DATABASE_URL"], poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()
    await engine.dispose()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    asyncio.run(connect_and_run())
