"""The commands of the upkeep: `python -m app reseal | tidy | retain | slots | dates | duties`."""

import argparse
import asyncio
import sys
from collections.abc import Coroutine
from typing import TypeVar

T = TypeVar("T")


def run_reseal(_: argparse.Namespace) -> None:
    """Seal every name again, so that an old key can be thrown away."""
    from app.platform.sealing import Seal
    from app.settings import Settings
    from app.upkeep import reseal

    settings = Settings()
    seal = Seal([key.get_secret_value() for key in settings.sealing_keys])
    done = asyncio.run(_kept_up(settings.database_url, "reseal", reseal(settings.database_url, seal)))
    print(f"{done} names sealed again")


def run_tidy(_: argparse.Namespace) -> None:
    """Forget what has served."""
    from app.settings import Periods
    from app.upkeep import tidy

    settings = Periods()
    url = settings.database_url
    gone = asyncio.run(_kept_up(url, "tidy", tidy(url, settings.days())))
    for what, count in gone.items():
        print(f"{count} {what}: deleted")


def run_retain(arguments: argparse.Namespace) -> None:
    """Remove cases that were kept long enough, and everything else whose period is over."""
    from app.retaining import AlreadyRunning, retain
    from app.settings import Periods

    settings = Periods()

    async def told() -> None:
        async for line in retain(settings.database_url, settings.days(), arguments.most, dry_run=arguments.dry_run):
            print(line, flush=True)

    try:
        if arguments.dry_run:
            asyncio.run(told())
        else:
            asyncio.run(_kept_up(settings.database_url, "retain", told()))
    except AlreadyRunning:
        sys.exit("Another process is removing cases from this database: nothing was removed here.")


def run_dates(_: argparse.Namespace) -> None:
    """Work out the dates of every case again, after a change of READINGS or of the bank holidays."""
    from sqlalchemy.ext.asyncio import create_async_engine

    from app.commands.preparing import work_out_dates
    from app.settings import DatabaseAddress

    async def again() -> int:
        engine = create_async_engine(DatabaseAddress().database_url)
        try:
            return await work_out_dates(engine, every_case=True)
        finally:
            await engine.dispose()

    print(f"The dates of {asyncio.run(again())} cases were worked out")


def run_duties(arguments: argparse.Namespace) -> None:
    """Tell the ledger of duties of every case again, or compare it with the audit trails."""
    from sqlalchemy.ext.asyncio import create_async_engine

    from app.commands.preparing import pathway
    from app.duties.upkeep import check_ledgers
    from app.settings import DatabaseAddress

    async def check() -> tuple[int, int]:
        engine, cases, wrong = create_async_engine(DatabaseAddress().database_url), 0, 0
        try:
            async for count, found in check_ledgers(engine, pathway(), mend=not arguments.verify):
                cases, wrong = cases + count, wrong + len(found)
                for one in found:
                    says = f"{one.entries} entries" if one.entries else "its audit trail cannot be told again"
                    print(f"case {one.case_id}: {says}")
        finally:
            await engine.dispose()
        return cases, wrong

    cases, wrong = asyncio.run(check())
    print(f"{cases} cases compared with their audit trails, {wrong} {'differ' if arguments.verify else 'told again'}")
    if wrong and arguments.verify:
        sys.exit(1)


def run_slots(_: argparse.Namespace) -> None:
    """Write mediators' availability out as slots, a year ahead of today."""
    from app.platform.db.work import Database
    from app.settings import DatabaseAddress
    from app.wings import WINGS

    async def renew() -> dict[str, int]:
        database = Database(url, pool_size=1, statement_seconds=60)
        await database.open()
        try:
            return {one.what: await one.renew(database) for wing in WINGS for one in wing.renews()}
        finally:
            await database.close()

    url = DatabaseAddress().database_url
    for what, count in asyncio.run(_kept_up(url, "slots", renew())).items():
        print(f"{count} {what} written further")


async def _kept_up(url: str, command: str, work: Coroutine[object, object, T]) -> T:
    """Do a piece of upkeep and note that it is done; return what it came to."""
    from app.upkeep import note_done

    done = await work
    await note_done(url, command)
    return done
