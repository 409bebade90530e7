"""The routes of the application: how routers are attached, and how the route of a request is found."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from fastapi import FastAPI
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.routing import BaseRoute, Match, Mount
from starlette.types import Scope

UNMATCHED = "unmatched"
"""The name of every unknown path: one label, however many paths a caller invents."""


def attach(app: FastAPI, routes: Iterable[BaseRoute]) -> None:
    """Add routes to the application. Give their router its prefix and tags where it is made.

    `include_router` keeps a router whole and asks each of its routes twice. On a path behind sixty routes that costs
    200 microseconds for each request. The same routes in one list cost 70. Attach the busiest router first.
    """
    app.router.routes.extend(routes)


class Routes:
    """Every route of one application, read when the first request arrives: routers may be included until then."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    @cached_property
    def all(self) -> tuple[RouteContext, ...]:
        """The routes with the prefixes under which their routers were included."""
        return tuple(iter_route_contexts(self._app.routes))

    @cached_property
    def _by_route(self) -> dict[int, list[RouteContext]]:
        """The routes, each by what the scope of a request names. A router that is included twice has two paths."""
        found: dict[int, list[RouteContext]] = defaultdict(list)
        for route in self.all:
            own = route.original_route
            found[id(own.app if isinstance(own, Mount) else own)].append(route)
        return dict(found)

    def template_of(self, scope: Scope) -> str:
        """The path template that served this request, such as `/v1/cases/{case_id}`: never an id in it."""
        candidates = self._by_route.get(id(scope.get("route") or scope.get("endpoint")), ())
        if len(candidates) > 1:
            candidates = [route for route in candidates if route.matches(scope)[0] is not Match.NONE]
        return candidates[0].path or UNMATCHED if candidates else UNMATCHED

    def methods_at(self, scope: Scope) -> set[str]:
        """Return every method at this path, and HEAD beside GET. A router alone names only the methods of the first
        route.
        """
        at_path = (route for route in self.all if route.matches(scope)[0] is not Match.NONE)
        found: set[str] = set().union(*(route.methods or () for route in at_path))
        return found | {"HEAD"} if "GET" in found else found
