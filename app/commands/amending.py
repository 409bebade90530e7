"""The command for the operator: `python -m app touched`."""

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.amendments.domain.totals import Totals


def run_touched(arguments: argparse.Namespace) -> None:
    """Count the open cases whose dates a change of the law would move."""
    from sqlalchemy.ext.asyncio import create_async_engine

    from app.amendments.counting import count_touched, lines, read_change
    from app.commands.preparing import pathway
    from app.platform.body_files import NotRead
    from app.settings import DatabaseAddress

    law = pathway().law
    try:
        change = read_change(arguments.file, law)
    except NotRead as reason:
        print(reason, file=sys.stderr)
        sys.exit(2)

    async def count() -> "Totals":
        engine = create_async_engine(DatabaseAddress().database_url)
        try:
            return await count_touched(engine, law, change)
        finally:
            await engine.dispose()

    for line in lines(asyncio.run(count())):
        print(line)
