"""The list of the wings' routes, `app/routes.txt`: what finds a route before the module that has it is loaded.

`make openapi` writes the list, and a test fails if it is stale.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.platform.http.router import Route, Router

HEAD = "# The routes of each wing: method, path, function, module. Written by `make openapi`. Do not edit."
_PAGE = "page"
"""Marks a page for people. The OpenAPI document is silent about it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A route as the list names it."""

    method: str
    path: str
    name: str
    module: str
    page: bool = False

    @property
    def wing(self) -> str:
        """The folder of the wing that has it."""
        return self.module.split(".")[1]

    def route(self) -> Route:
        """Return the route. Its module is loaded when more of the route is needed."""
        return Route.listed(self.path, method=self.method, name=self.name, module=self.module, page=self.page)


Served = Sequence[tuple[str, Route]]
"""Routes, each with the wing that has it."""


def served(routes: Iterable[Listed]) -> Served:
    """Return the routes of a list, each with its wing."""
    return [(one.wing, one.route()) for one in routes]


def listed(routers: Iterable[Router]) -> Iterator[Listed]:
    """Return the routes of routers as the list names them, in their order."""
    for router in routers:
        for route in router.routes:
            assert isinstance(route, Route)  # noqa: S101 - a `Router` makes no other
            [method] = route.methods or {""}
            yield Listed(method, route.path, route.name, route.endpoint.__module__, not route.include_in_schema)


def write(routes: Iterable[Listed]) -> str:
    """Return the list as text."""
    lines = [" ".join((one.method, one.path, one.name, one.module, *((_PAGE,) if one.page else ()))) for one in routes]
    return "\n".join((HEAD, *lines, ""))


def read(text: str) -> list[Listed]:
    """Return the routes of a list."""
    return [
        Listed(method, path, name, module, page == [_PAGE])
        for method, path, name, module, *page in map(str.split, text.splitlines()[1:])
    ]
