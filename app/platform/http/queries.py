"""Query parameters: a route rejects every parameter that it does not declare.

If it ignored a misspelt filter, you would get the whole list.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.platform.http.auth.verifier import scopes_of
from app.platform.http.body_limits import pointer_to
from app.platform.http.headers import unkept_condition
from app.platform.http.pages import wants_page
from app.platform.http.plain_reads import is_list
from app.platform.http.problems import InvalidInput
from app.platform.http.request_state import exchange_of


class Declared:
    """A route that rejects what it would otherwise ignore: a query parameter that it does not declare, a single
    parameter sent twice, and a condition (`If-Match`, `If-None-Match`) that it does not check."""

    def __init__(self, route: APIRoute, app: ASGIApp) -> None:
        self._app = app
        self._scopes = scopes_of(route.dependant)
        self._lists = _taken(route.dependant)
        self._is_page_too = "text/html" in route.responses.get(200, {}).get("content", {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request. A caller without access is told that first."""
        if self._may_come_in(scope):
            problem = unkept_condition(scope["method"], exchange_of(scope).request_headers)
            if problem is not None:
                raise problem
        if scope["query_string"] and self._may_come_in(scope) and not self._reads_a_page(scope):
            faults = _faults(scope["query_string"], self._lists)
            if faults:
                raise InvalidInput(faults)
        await self._app(scope, receive, send)

    def _may_come_in(self, scope: Scope) -> bool:
        principal = exchange_of(scope).principal
        return not self._scopes or (principal is not None and self._scopes <= principal.scopes)

    def _reads_a_page(self, scope: Scope) -> bool:
        """Whether a person reads the answer. Mail programs and browsers add parameters of their own to a link."""
        return self._is_page_too and wants_page(Request(scope))


def _faults(query: bytes, lists: Mapping[str, bool]) -> list[dict[str, str]]:
    known = f"You can use: {', '.join(sorted(lists))}" if lists else "This operation has no query parameters"
    seen: set[str] = set()
    faults: dict[str, tuple[str, str]] = {}
    for name, _ in parse_qsl(query.decode("latin-1"), keep_blank_values=True):
        if name not in lists:
            faults[name] = (f"This operation has no query parameter of this name. {known}", "extra_forbidden")
        elif name in seen and not lists[name]:
            faults[name] = ("This parameter takes only one value. Send the parameter once", "repeated")
        seen.add(name)
    return [
        {"where": "query", "pointer": pointer_to([name]), "detail": detail, "code": code}
        for name, (detail, code) in faults.items()
    ]


def _taken(dependant: Dependant) -> dict[str, bool]:
    """The parameters that a route declares, itself or through what it depends on; and which of them are lists."""
    own = {field.alias: is_list(field.field_info.annotation) for field in dependant.query_params}
    return {name: each for below in dependant.dependencies for name, each in _taken(below).items()} | own
