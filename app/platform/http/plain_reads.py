"""Answers a plain `GET` straight from what its route declares.

FastAPI works out afresh, for each request, how each parameter was declared. That costs as much as the rest of a read.
Here it is worked out once. FastAPI still answers every request whose parameters do not fit, and so words the problem.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from inspect import iscoroutinefunction
from types import UnionType
from typing import Annotated, Any, Self, Union, get_args, get_origin

from fastapi.datastructures import DefaultPlaceholder
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import ResponseValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

_UNCHANGING = (bool, int, str, Enum, type(None))
"""Types of defaults that every request may share."""


class _Misfit(Exception):
    """A parameter that is missing or that does not fit."""


class _NotPlain(Exception):
    """A route that takes more than values of its path and its query."""


@dataclass(frozen=True, slots=True)
class _Parameter:
    """A value of the path or of the query."""

    name: str
    alias: str
    several: bool
    required: bool
    default: object
    validate: Callable[[Any], tuple[Any, Sequence[Any]]]

    @classmethod
    def of(cls, field: Any) -> Self:
        """Return a parameter from its declaration. Raises _NotPlain."""
        said = field.field_info
        default = None if said.is_required() else field.default
        if said.validate_default or not isinstance(default, _UNCHANGING):
            raise _NotPlain
        alias = field.validation_alias or field.alias
        return cls(field.name, alias, is_list(said.annotation), said.is_required(), default, field.validate)

    def read(self, given: Any) -> Any:
        """Return its value. Raises _Misfit."""
        if self.alias not in given:
            if self.required:
                raise _Misfit
            return self.default
        value, faults = self.validate(given.getlist(self.alias) if self.several else given[self.alias])
        if faults:
            raise _Misfit
        return value


@dataclass(frozen=True, slots=True)
class _Call:
    """An endpoint, or a function that it depends on, with what it takes."""

    function: Callable[..., Awaitable[Any]]
    path: Sequence[_Parameter]
    query: Sequence[_Parameter]
    below: Sequence[tuple[str | None, "_Call"]]
    request: str | None
    response: str | None

    @classmethod
    def of(cls, dependant: Dependant) -> Self:
        """Return a call from its declaration. Raises _NotPlain."""
        function = dependant.call
        takes_more = (
            dependant.header_params
            or dependant.cookie_params
            or dependant.body_params
            or dependant.background_tasks_param_name
            or dependant.security_scopes_param_name
            or dependant.http_connection_param_name
            or dependant.concurrency
        )
        if takes_more or function is None or not _is_async(function):
            raise _NotPlain
        return cls(
            function,
            [_Parameter.of(field) for field in dependant.path_params],
            [_Parameter.of(field) for field in dependant.query_params],
            [(each.name, cls.of(each)) for each in dependant.dependencies],
            dependant.request_param_name,
            dependant.response_param_name,
        )

    async def answer(self, request: Request, response: Response) -> Any:
        """Call it, and first what it depends on. Raises _Misfit before it is called."""
        taken: dict[str, Any] = {}
        for name, below in self.below:
            found = await below.answer(request, response)
            if name is not None:
                taken[name] = found
        for one in self.path:
            taken[one.name] = one.read(request.path_params)
        if self.query:
            asked = request.query_params
            for one in self.query:
                taken[one.name] = one.read(asked)
        if self.request is not None:
            taken[self.request] = request
        if self.response is not None:
            taken[self.response] = response
        return await self.function(**taken)


class PlainRead:
    """A route of `GET` that takes values of its path and its query alone, and answers JSON."""

    def __init__(self, route: APIRoute) -> None:
        """Raises _NotPlain."""
        if route.methods != {"GET"} or route.response_field is None or route.status_code is not None:
            raise _NotPlain
        if not isinstance(route.response_class, DefaultPlaceholder):
            raise _NotPlain
        self._whole: ASGIApp = route.app
        self._endpoint = _Call.of(route.dependant)
        self._form = route.response_field

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        request, told = Request(scope, receive, send), Response()
        try:
            found = await self._endpoint.answer(request, told)
        except _Misfit:
            await self._whole(scope, receive, send)
            return
        await self._response(found, told)(scope, receive, send)

    def _response(self, found: Any, told: Response) -> Response:
        if isinstance(found, Response):
            return found
        value, faults = self._form.validate(found)
        if faults:
            raise ResponseValidationError(faults)
        response = Response(self._form.serialize_json(value), media_type="application/json")
        response.raw_headers.extend(line for line in told.raw_headers if line[0] != b"content-length")
        return response


def plain(route: APIRoute) -> ASGIApp:
    """Return what answers a route: this where the route is plain, and otherwise FastAPI."""
    try:
        return PlainRead(route)
    except _NotPlain:
        return route.app


def is_list(annotation: Any) -> bool:
    """Whether a parameter takes several values: `list[State]`, `list[State] | None`."""
    if get_origin(annotation) in (Annotated, Union, UnionType):
        return any(is_list(part) for part in get_args(annotation))
    return (get_origin(annotation) or annotation) in (list, set, frozenset, tuple)


def _is_async(function: Callable[..., Any]) -> bool:
    return iscoroutinefunction(function) or iscoroutinefunction(getattr(function, "__call__", None))  # noqa: B004 - asked of objects
