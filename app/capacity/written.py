"""Records of capacity in their JSON form."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter

from app.capacity.domain.availability import Availability
from app.capacity.domain.mediator import Mediator, Span
from app.capacity.domain.session import Session
from app.capacity.needs import Needs
from app.capacity.records import Asked
from app.kernel.unreadable import Unreadable

MEDIATOR: TypeAdapter[Mediator] = TypeAdapter(Mediator)
AVAILABILITY: TypeAdapter[Availability] = TypeAdapter(Availability)
SESSION: TypeAdapter[Session] = TypeAdapter(Session)
ASKED: TypeAdapter[Sequence[Asked]] = TypeAdapter(Sequence[Asked])


def availability_from_json(text: str | bytes) -> Availability:
    """Read availability back. Its instants are the standard library's UTC, which the domain's arithmetic counts on.

    Raises Unreadable where it was changed past the service.
    """
    try:
        values = json.loads(text)
        busy, windows = (tuple(map(_utc, values.pop(name))) for name in ("busy", "windows"))
        return replace(AVAILABILITY.validate_python(values), busy=busy, windows=windows)
    except (AttributeError, LookupError, TypeError, ValueError):
        raise Unreadable("a mediator's availability") from None


def _utc(span: Mapping[str, str]) -> Span:
    return Span(*(datetime.fromisoformat(span[end]).astimezone(UTC) for end in ("starts_at", "ends_at")))


def mediator_to_json(mediator: Mediator) -> dict[str, Any]:
    """Write a mediator as JSON values; sets in a fixed order, so that equal facts are equal bytes."""
    values: dict[str, Any] = MEDIATOR.dump_python(mediator, mode="json")
    for name in ("languages", "formats", "areas"):
        values[name].sort()
    return values


NEEDS: TypeAdapter[Needs] = TypeAdapter(Needs)


def availability_to_json(availability: Availability) -> dict[str, Any]:
    """Write availability as JSON values."""
    values: dict[str, Any] = AVAILABILITY.dump_python(availability, mode="json")
    return values
