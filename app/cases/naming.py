"""Finds the provider that a query parameter names."""

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
