"""The commands about authorities and their caseloads: `python -m app import | authorities`, and administration."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from app.administration.running import administer


def run_import(arguments: argparse.Namespace) -> None:
    """Bring in an authority's caseload. The exit status says whether rows need a look."""
    from app.imports.command_line import BringIn, bring_in
    from app.main import create_app
    from app.settings import Settings

    async def bring() -> int:
        service = create_app(Settings()).state.service
        await service.database.open()
        try:
            return await bring_in(service, BringIn(arguments.file, arguments.authority, arguments.dry_run))
        finally:
            await service.database.close()

    sys.exit(asyncio.run(bring()))


def run_administration(arguments: argparse.Namespace) -> None:
    """Administer the organisations, clients and partnerships in the database of DATABASE_URL."""
    from app.settings import DatabaseAddress

    address = DatabaseAddress()
    for line in administer(arguments, address.database_url, sandbox=address.environment == "sandbox"):
        print(line)


def run_authorities(arguments: argparse.Namespace) -> None:
    """Print the codes of the authorities that are in being on a day, or carry cases over to a successor."""
    if arguments.what == "follow":
        _follow(arguments)
        return
    from datetime import UTC, datetime

    from app.kernel.london import london_day
    from app.law.domain.authorities import codes_on

    for code, name in codes_on(arguments.on or london_day(datetime.now(UTC))).items():
        print(f"{code}\t{name}")


def _follow(arguments: argparse.Namespace) -> None:
    """Carry the cases and partners of an authority that has ended over to its successor."""
    from app.administration.running import follow_authority
    from app.main import create_app
    from app.settings import Settings

    async def follow() -> Sequence[str]:
        service = create_app(Settings()).state.service
        await service.database.open()
        try:
            return await follow_authority(service, arguments)
        finally:
            await service.database.close()

    for line in asyncio.run(follow()):
        print(line)
