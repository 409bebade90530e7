"""The service on a database that these tests restore, move and lose parts of."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

import pytest

from app.main import create_app
from app.settings import Settings
from tests.support.parties import Parties, calling


class Serving(Protocol):
    """Starts the service on a database, for as long as the block lasts."""

    def __call__(self, url: str, **settings: Any) -> AbstractAsyncContextManager[Parties]: ...


@pytest.fixture(scope="session")
def serving(keys: dict[str, Any]) -> Serving:
    @asynccontextmanager
    async def start(url: str, **settings: Any) -> AsyncIterator[Parties]:
        made = create_app(Settings(_env_file=None, environment="sandbox", database_url=url, **keys, **settings))
        async with made.router.lifespan_context(made), calling(made) as http:
            yield Parties(http)

    return start
