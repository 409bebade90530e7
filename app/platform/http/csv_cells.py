"""What all CSV files of the service share: who asks for one, and how a value is written."""

import json
from typing import Any, Final

from starlette.types import Scope

from app.platform.http.accept import prefers
from app.platform.http.request_state import exchange_of

MEDIA_TYPE: Final = "text/csv"
SEPARATOR: Final = "; "
"""What stands between the values of a cell that holds several."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def asks_for_csv(scope: Scope) -> bool:
    """Whether the caller of a request prefers CSV to JSON."""
    accept = exchange_of(scope).request_headers.get(b"accept", b"")
    return MEDIA_TYPE.encode() in accept.lower() and prefers(accept.decode("latin-1"), MEDIA_TYPE)


def cell(value: Any) -> str:
    """Return a value as a cell. A text that a spreadsheet would run as a formula begins with an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = SEPARATOR.join(value)
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return f"'{value}" if value.startswith(_FORMULA) else value
