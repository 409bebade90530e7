"""Checks the keys, the libraries and the database before the service starts to answer."""

import asyncio

from app.main import create_app
from app.mistakes import Unfit, refusal_of_database
from app.platform.db.outages import Away, Misplaced
from app.platform.db.work import Database
from app.settings import Settings


def try_out(settings: Settings) -> None:
    """Build the application once and look at its database, so that a mistake is one sentence before the banner.

    Raises Unfit, or what `app.mistakes` has a sentence for. A database that is away is no mistake: the service waits
    for it.
    """
    try:
        database = create_app(settings).state.database
    except ValueError as fault:  # a key that is none; the message names the setting and never the key
        raise Unfit(f"{fault}.") from None
    asyncio.run(_look(database))


async def _look(database: Database) -> None:
    await database.open()
    try:
        await database.look()
    except Misplaced as pooler:
        raise Unfit(pooler.why) from None
    except Away as away:
        if refused := refusal_of_database(away):
            raise Unfit(refused) from None
    finally:
        await database.close()
