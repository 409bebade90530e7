"""Finds the provider that a query parameter names."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.cases.unit import Service
from app.platform.http.problems import InvalidInput


def provider_named(service: Service, named: str | None, parameter: str = "provider") -> UUID | None:
    """Return the organisation of this name or id. None if none is named. Raises InvalidInput if there is none."""
    if named is None:
        return None
    found = next((one.id for one in service.organisations.all if named in (one.slug, str(one.id))), None)
    if found is None:
        raise InvalidInput.at("query", f"#/{parameter}", "There is no provider with that name or id", "provider")
    return found


def by_id(service: Service, asked: Mapping[str, Any], parameter: str = "provider") -> dict[str, Any]:
    """Return the filters that are asked for, with each provider by its id. Raises InvalidInput if there is none."""
    named: Sequence[str] = asked.get(parameter) or ()
    found = [provider_named(service, one, parameter) for one in named]
    return {**asked, parameter: found} if found else dict(asked)
