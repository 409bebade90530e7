"""The filters of a list as query parameters of its route. A new filter is one row (`app.platform.db.filters`)."""

from collections.abc import Awaitable, Callable
from inspect import Parameter, Signature
from typing import Annotated, Any, cast

from fastapi import Query, Request

from app.platform.db.filters import Asked, Filter
from app.platform.http.problems import InvalidInput
from app.platform.http.request_state import exchange_of


def narrowed_by(*filters: Filter) -> Callable[..., Awaitable[Asked]]:
    """Return a dependency of a route that reads the filters from the query.

    FastAPI reads the parameters from a function's signature, so the signature is written from the rows.
    """

    async def asked(*, request: Request, **given: Any) -> Asked:
        named = {name: value for name, value in given.items() if value is not None}
        for one in filters:
            if one.name in named:
                _must_be_told(request, one)
        return named

    request = Parameter("request", Parameter.KEYWORD_ONLY, annotation=Request)
    parameters = [Parameter(one.name, Parameter.KEYWORD_ONLY, default=None, annotation=_taken(one)) for one in filters]
    cast("Any", asked).__signature__ = Signature([request, *parameters])
    return asked


def _taken(one: Filter) -> Any:
    if one.most == 1:
        return Annotated[one.takes | None, Query(alias=one.alias or None, description=one.says)]
    return Annotated[list[one.takes] | None, Query(alias=one.alias or None, max_length=one.most, description=one.says)]  # type: ignore[name-defined] # the type is a value here


def _must_be_told(request: Request, one: Filter) -> None:
    """Refuse a filter by what the caller is not told: the answer would tell it."""
    caller = exchange_of(request.scope).principal
    if caller is not None and caller.organisation_kind not in one.told_to:
        detail = "Your organisation may not see this information, so you cannot filter the list by it"
        raise InvalidInput.at("query", f"#/{one.alias or one.name}", detail, "not_told")
