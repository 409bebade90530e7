"""Loads routes before they are used: their modules, and what FastAPI prepares of them.

A thread does it, one request's routes after another's, so that the service answers other requests meanwhile.
"""

import asyncio
import gc
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from starlette.routing import BaseRoute

from app.platform.http.problems import Unavailable
from app.platform.http.router import Route

LONGEST_WAIT = 30.0
"""Seconds that a request waits for its routes. The loading goes on, and a later request finds them loaded."""
_LATE = "The service is still starting this operation. Send the request again in a few seconds."


class Loading:
    """Loads routes, each once."""

    def __init__(self, ground: Callable[[], object] = object) -> None:
        """`ground` makes what the routes of the wings work with. It is called after the first of them is loaded."""
        self._ground = ground
        self._thread = ThreadPoolExecutor(1, "loading")

    async def ready(self, routes: Sequence[BaseRoute], method: str) -> None:
        """Have routes loaded, and those of a method prepared.

        Raises:
            Unavailable: it took too long.
        """
        late = [one for one in routes if isinstance(one, Route) and _is_late(one, method)]
        if not late:
            return
        try:
            await asyncio.wait_for(asyncio.shield(self._loaded(late, method)), LONGEST_WAIT)
        except TimeoutError:
            raise Unavailable(_LATE) from None

    def close(self) -> None:
        """Load no more."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def ahead(self, routes: Sequence[Route]) -> None:
        """Have routes loaded that nobody has asked for yet."""
        for route in routes:
            await self._loaded([route])

    def _loaded(self, late: Sequence[Route], method: str = "") -> "asyncio.Future[None]":
        return asyncio.get_running_loop().run_in_executor(self._thread, self._load, late, method)

    def _load(self, late: Sequence[Route], method: str) -> None:
        known = len(sys.modules)
        for route in late:
            route.load()
        if any(route.module for route in late):
            self._ground()
        for route in late:
            if method in (route.methods or ()):
                route.prepare()
        if len(sys.modules) > known:
            gc.freeze()  # what was loaded lives for ever, as what the start made does


def _is_late(route: Route, method: str) -> bool:
    return not route.is_prepared and (not route.is_loaded or method in (route.methods or ()))
