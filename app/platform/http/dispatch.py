"""Finds the routes that a path may mean by the parts of the path, and has them loaded before they are used.

A router alone tries each of a hundred routes in turn.
"""

from dataclasses import dataclass, field
from functools import cached_property

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from app.platform.http.loading import Loading


@dataclass(slots=True)
class _Step:
    """One step of a path: the known words that may follow, and whether any value may follow."""

    words: "dict[str, _Step]" = field(default_factory=dict)
    value: "_Step | None" = None
    ends: list[int] = field(default_factory=list)
    """The routes that end here, by their number."""


class Dispatch:
    """Hands each request to a router that holds only the routes that fit its path.

    A request that fits no route here goes to the whole router, so every answer stays the same.
    """

    def __init__(self, app: FastAPI, loading: Loading) -> None:
        self._whole = app.router
        self._loading = loading
        self._few: dict[tuple[int, ...], APIRouter] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        router = self._whole
        if scope["type"] == "http":
            scope["router"] = router
            router = self.router_for(_path_here(scope))
            if router is not self._whole:
                await self._loading.ready(router.routes, scope["method"])
        await router.app(scope, receive, send)

    @cached_property
    def _steps(self) -> _Step | None:
        """All routes, read when the first request arrives. None if one of them is of another kind."""
        start = _Step()
        for number, route in enumerate(self._whole.routes):
            if not isinstance(route, Route) or ":" in route.path:
                return None
            at = start
            for word in route.path.split("/"):
                if "{" not in word:
                    at = at.words.setdefault(word, _Step())
                    continue
                at.value = at.value or _Step()
                at = at.value
            at.ends.append(number)
        return start

    def router_for(self, path: str) -> APIRouter:
        """Return the router of the routes that a path may mean."""
        reached = [self._steps] if self._steps else []
        for word in path.split("/"):
            reached = [step for at in reached for step in (at.words.get(word), at.value if word else None) if step]
        fitting = tuple(sorted(number for at in reached for number in at.ends))
        if not fitting:
            return self._whole
        router = self._few.get(fitting)
        if router is None:
            routes: list[BaseRoute] = [self._whole.routes[number] for number in fitting]
            router = self._few[fitting] = APIRouter(routes=routes, redirect_slashes=self._whole.redirect_slashes)
        return router


def _path_here(scope: Scope) -> str:
    """Return the path below the place at which a proxy serves the application (`root_path`), as a router reads it."""
    path: str = scope["path"]
    place: str = scope.get("root_path", "")
    below = path.removeprefix(place)
    return below if not below or below.startswith("/") else path


def dispatch(app: FastAPI, loading: Loading) -> None:
    """Let an application find its routes by their steps."""
    app.router.middleware_stack = Dispatch(app, loading)
