"""A router whose routes are loaded and prepared when they are first used.

FastAPI prepares a route when the program starts. It reads the endpoint's signature, and builds a validator for each
parameter, body and answer. For a hundred routes that took a third of the start and 14 MB of memory. To load their
modules took half of the start.
"""

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any, Self

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import compile_path

from app.platform.http.csv_lists import csv_too
from app.platform.http.plain_reads import plain
from app.platform.http.queries import Declared

_OF_THE_PATH = ("path_regex", "path_format", "param_convertors")
_OF_THE_MODULE = ("endpoint", "_options")
_VALUE_AT_THE_END = "[^/]+)"
_END = r"\Z"
"""Starlette writes `$`, which also fits before a line break at the end. Such a path would be found past the list."""
_NO_FILE = "".join(rf"(?<!\.{kind})" for kind in ("csv", "pdf", "svg", "xml", "ics"))
"""A record's name at the end of a path is no file: otherwise `DELETE` of a record would be offered for its file."""


def paths(path: str, *, of_records: bool) -> dict[str, Any]:
    """Return how a route finds its paths, by the names of a route. A page for people may end with any name."""
    regex, *others = compile_path(path)
    pattern = regex.pattern.removesuffix("$")
    if of_records and pattern.endswith(_VALUE_AT_THE_END):
        pattern = pattern.removesuffix(")") + _NO_FILE + ")"
    regex = re.compile(pattern + _END)
    return dict(zip(_OF_THE_PATH, (regex, *others), strict=True))


class Route(APIRoute):
    """A route that knows its path, its methods and its name. Everything else is prepared when it is first asked for.

    The route takes the query parameters that it declares, and no other. A listed route has its function in a module
    that is loaded when the function is first asked for.
    """

    module = ""
    """The module of a listed route."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        self.path = path
        self.endpoint = endpoint
        self.name: str = options["name"] or endpoint.__name__
        self.methods = set(options["methods"] or ["GET"])
        self.include_in_schema = options["include_in_schema"]
        self.operation_id = options["operation_id"] or self.name  # what generated clients call it
        self._options = options

    @classmethod
    def listed(cls, path: str, *, method: str, name: str, module: str, page: bool) -> Self:
        """Return a route that `module.router` has under this name. Its module is not loaded yet."""
        route = cls.__new__(cls)
        route.path, route.methods, route.name, route.operation_id = path, {method}, name, name
        route.include_in_schema, route.module = not page, module
        return route

    @property
    def is_loaded(self) -> bool:
        """Whether its module is loaded."""
        return "endpoint" in vars(self)

    @property
    def is_prepared(self) -> bool:
        """Whether it can answer at once."""
        return "app" in vars(self)

    def load(self) -> None:
        """Load its module."""
        if not self.is_loaded:
            [own] = (one for one in import_module(self.module).router.routes if one.name == self.name)
            vars(self).update({part: vars(own)[part] for part in _OF_THE_MODULE})

    def prepare(self) -> None:
        """Have FastAPI make what answers a request."""
        route = APIRoute(self.path, self.endpoint, **self._options)
        route.operation_id = self.operation_id
        if self.include_in_schema:  # a page for people takes any parameter: browsers add their own
            route.app = Declared(route, csv_too(route, plain(route)))
        found = paths(self.path, of_records=self.include_in_schema)
        vars(self).update(vars(route) | found)  # at once: another thread sees no route half prepared

    def __getattr__(self, name: str) -> Any:
        """Load or prepare the route, and return what was asked for."""
        made = vars(self)
        if name in made or name.startswith("__"):
            pass
        elif name in _OF_THE_PATH:
            made.update(paths(self.path, of_records=self.include_in_schema))
        elif name in _OF_THE_MODULE:
            self.load()
        elif not self.is_prepared:
            self.prepare()
        return object.__getattribute__(self, name)


class Router(APIRouter):
    """A router of such routes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=Route, **options)
