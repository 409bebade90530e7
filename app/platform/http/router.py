"""A router whose routes are prepared when they are first used.

FastAPI prepares a route when the program starts. It reads the endpoint's signature, and builds a validator for each
parameter, body and answer. For a hundred routes that took a third of the start and 14 MB of memory.
"""

import re
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import compile_path

from app.platform.http.csv_lists import csv_too
from app.platform.http.plain_reads import plain
from app.platform.http.queries import Declared

_OF_THE_PATH = ("path_regex", "path_format", "param_convertors")
_VALUE_AT_THE_END = "[^/]+)$"
_NO_FILE = "".join(rf"(?<!\.{kind})" for kind in ("csv", "pdf", "svg", "xml", "ics"))
"""A record's name at the end of a path is no file: otherwise `DELETE` of a record would be offered for its file."""


def paths(path: str, *, of_records: bool) -> dict[str, Any]:
    """Return how a route finds its paths, by the names of a route. A page for people may end with any name."""
    regex, *others = compile_path(path)
    if of_records and regex.pattern.endswith(_VALUE_AT_THE_END):
        regex = re.compile(regex.pattern.removesuffix(")$") + _NO_FILE + ")$")
    return dict(zip(_OF_THE_PATH, (regex, *others), strict=True))


class Route(APIRoute):
    """A route that knows its path, its methods and its name. Everything else is prepared when it is first asked for.

    The route takes the query parameters that it declares, and no other.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        self.path = path
        self.endpoint = endpoint
        self.name: str = options["name"] or endpoint.__name__
        self.methods = set(options["methods"] or ["GET"])
        self.include_in_schema = options["include_in_schema"]
        self.operation_id = options["operation_id"] or self.name  # what generated clients call it
        self._options = options

    def __getattr__(self, name: str) -> Any:
        """Prepare the route, and return what was asked for."""
        made = vars(self)
        if name in _OF_THE_PATH and name not in made:
            made.update(paths(self.path, of_records=self.include_in_schema))
        elif "app" not in made and not name.startswith("__"):
            route = APIRoute(self.path, self.endpoint, **self._options)
            route.operation_id = self.operation_id
            if self.include_in_schema:  # a page for people takes any parameter: browsers add their own
                route.app = Declared(route, csv_too(route, plain(route)))
            found = paths(self.path, of_records=self.include_in_schema)
            made.update(vars(route) | found)  # at once: another thread sees no route half prepared
        return object.__getattribute__(self, name)


class Router(APIRouter):
    """A router of such routes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=Route, **options)
