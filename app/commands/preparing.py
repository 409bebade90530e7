"""The commands that prepare a database: `python -m app migrate | restored | seed`."""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from app.mistakes import sentence_for, told_plainly

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from app.cases.domain.machine import Pathway
    from app.cases.unit import Service
    from app.platform.wing import Seed
    from app.settings import DatabaseAddress


NICE = 10
"""How far behind everything else the year is told: the users of the service should not notice."""
TRIES, PAUSE_SECONDS = 20, 15.0
"""How often the year goes on, and after which pause, if a busy machine does not let it reach the database."""


def prepare(steps: list[str]) -> None:
    """Migrate and seed the database of DATABASE_URL; a sandbox that is seeded gets its example cases, too.

    `year` marks the database: no figure is kept until `tell_year` has told the year.
    """
    from app.settings import DatabaseAddress

    with told_plainly():
        address = DatabaseAddress()
        if {"seed", "year"} & {*steps}:
            _must_be_sandbox(address)
    with told_plainly():
        asyncio.run(_prepare(address.database_url, steps))


def _must_be_sandbox(address: "DatabaseAddress") -> None:
    if address.environment != "sandbox":
        sys.exit("Only a sandbox is seeded (ENVIRONMENT=sandbox): the secrets of what it seeds are published.")


def tell_year() -> None:
    """Tell the sandbox's year, behind everything else that the machine does."""
    from app.settings import DatabaseAddress

    os.nice(NICE)
    with told_plainly():
        _must_be_sandbox(DatabaseAddress())
        if told := _told_in_the_end():
            print(f"The year of the sandbox is there: {told} families took their steps.", flush=True)


def _told_in_the_end() -> int | None:
    """Tell the year, and go on after a pause where the database did not answer. What is told is not told again."""
    from app.platform.db.outages import Away

    for _ in range(TRIES - 1):
        try:
            return asyncio.run(_with_service(_tell_year))
        except Exception as fault:
            if not isinstance(fault, Away) and sentence_for(fault) is None:
                raise
            time.sleep(PAUSE_SECONDS)
    return asyncio.run(_with_service(_tell_year))


async def _tell_year(service: "Service") -> int:
    from sqlalchemy.ext.asyncio import create_async_engine

    from app.sandbox.year.seeding import open_year
    from app.settings import DatabaseAddress

    engine = create_async_engine(DatabaseAddress().database_url)
    try:
        return await open_year(engine, service.database, service.desk)
    finally:
        await engine.dispose()


async def _prepare(url: str, steps: Sequence[str]) -> None:
    from sqlalchemy.ext.asyncio import create_async_engine

    from app.platform.db.eras import begin_era
    from app.platform.db.migrate import migrate
    from app.platform.db.sandbox_seed import seed

    engine = create_async_engine(url)
    if "migrate" in steps:
        await migrate(engine)
        if await begin_era(engine, only_where_needed=True):
            print("This database was restored, or moved to another server: the feed of events begins again.")
        await note_law(engine)
        await work_out_dates(engine)
        await fill_ledgers(engine)
    if "seed" in steps:
        from app.wings import WINGS

        await seed(engine)
        seeds = [one for wing in WINGS for one in wing.seeds()]
        missing = [one for one in seeds if not await one.opened(engine)]
        if missing:
            await _with_service(lambda service: _open_examples(service, missing))
    if "year" in steps:
        from app.sandbox.year.marking import begin_year

        await begin_year(engine)
    await engine.dispose()


async def work_out_dates(engine: "AsyncEngine", *, every_case: bool = False) -> int:
    """Work out the dates of the cases that have none stored, or of every case."""
    from app.cases.domain.law import Law
    from app.cases.reckoning import work_out_dates as work_out
    from app.law.holidays import england
    from app.settings import DatabaseAddress

    return await work_out(engine, Law(england(), DatabaseAddress().readings), every_case=every_case)


async def note_law(engine: "AsyncEngine") -> None:
    """Note which dates moved because the service starts under another law than before."""
    from app.amendments.upkeep import note_law as note

    law = pathway().law
    if (noted := await note(engine, law)) is not None:
        before, moved = noted
        print(f"The law is version {law.version}, and was version {before}: {moved} dates of open cases moved.")
    if noted is not None and noted[1]:
        print("Lists still sort by the old dates: run `python -m app dates`, then `python -m app duties`.")


async def fill_ledgers(engine: "AsyncEngine") -> int:
    """Tell the ledger of duties of the cases that have none stored."""
    from app.duties.upkeep import fill_ledgers as fill

    return await fill(engine, pathway())


def pathway() -> "Pathway":
    """Return the pathway with the law as this deployment reads it."""
    from app.cases.domain.law import Law
    from app.cases.domain.machine import Pathway
    from app.law.holidays import england
    from app.settings import DatabaseAddress

    return Pathway(Law(england(), DatabaseAddress().readings))


async def _open_examples(service: "Service", seeds: "Sequence[Seed]") -> None:
    """Tell the examples as the service would, with its keys."""
    for one in seeds:
        await one.open(service.database, service.desk)


async def _with_service(work: "Callable[[Service], Awaitable[int | None]]") -> int | None:
    """Do something with the service. Once: loading it takes a second."""
    from app.main import create_app
    from app.settings import Settings

    service: Service = create_app(Settings()).state.service
    await service.database.open()
    try:
        await service.organisations.refresh()
        return await work(service)
    finally:
        await service.database.close()


def run_migrate(_: argparse.Namespace) -> None:
    """Bring the database of DATABASE_URL up to date."""
    prepare(["migrate"])


def run_restored(_: argparse.Namespace) -> None:
    """Bring a restored database up to date and begin its feed again: partners are told once how to go on."""
    from sqlalchemy.ext.asyncio import create_async_engine

    from app.platform.db.eras import begin_era
    from app.platform.db.migrate import migrate
    from app.settings import DatabaseAddress

    async def begin() -> int | None:
        engine = create_async_engine(DatabaseAddress().database_url)
        try:
            await migrate(engine)
            await note_law(engine)
            await work_out_dates(engine)
            await fill_ledgers(engine)
            return await begin_era(engine, only_where_needed=False)
        finally:
            await engine.dispose()

    with told_plainly():
        print(f"The feed begins again: era {asyncio.run(begin())}")


def run_seed(arguments: argparse.Namespace) -> None:
    """Register the sandbox's organisations, and tell its year if that is asked for."""
    prepare(["seed", "year"] if arguments.year else ["seed"])
    if arguments.year:
        tell_year()
