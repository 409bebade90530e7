"""JSON as it is written to a column and read back."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter

from app.kernel.unreadable import Unreadable

T = TypeVar("T")


_WRITER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


def as_json(values: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> str:
    """Write JSON for a column."""
    return _WRITER.encode(values)


def read_back(form: TypeAdapter[T], text: str | bytes, what: str) -> T:
    """Read what a column holds. Raises Unreadable, which names `what`, where it was changed past the service."""
    try:
        return form.validate_json(text, strict=True)
    except ValueError:
        raise Unreadable(what) from None  # the fault itself would quote the column
