"""How much a request may send: one small limit for bodies, and another limit for a few named routes.

The service reads a body of 64 KiB in a millisecond. So no body keeps a worker from answering other callers.
"""

from collections.abc import Mapping
from functools import lru_cache

from starlette.routing import compile_path

JSON_BYTES = 65_536
"""The limit of every body that the table below does not name."""

BODY_BYTES: Mapping[tuple[str, str], int] = {
    ("POST", "/oauth/token"): 4_096,  # four short parameters
    ("POST", "/feedback/{token}"): 4_096,  # a dozen answers of one word each
    ("PUT", "/v1/mediators/{mediator_id}/availability"): 131_072,  # 700 windows and days of leave, with room for spaces
    ("POST", "/v1/mediators"): 131_072,  # 200 conflicts, each with a reference in any script
    ("PUT", "/v1/mediators/{mediator_id}"): 131_072,  # likewise
    ("POST", "/v1/cases/{case_id}/corrections"): 131_072,  # 50 events besides the first, each with 20 members
    ("PUT", "/v1/mediators/{mediator_id}/calendar"): 16_777_216,  # a diary of many years
    ("POST", "/v1/imports"): 16_777_216,  # 10,000 rows of 1,600 bytes; read as they come, and never held as a whole
}
"""The limit of a route by its method and path template. A test holds each name here against the route table, and each
limit against the largest body that the route's schema allows."""

TARGET_BYTES = 8_192
"""The limit of a path with its query. The longest link that this service gives out has 700 bytes."""

_CALENDAR = compile_path("/v1/mediators/{mediator_id}/calendar")[0]
_PATTERNS = [(method, compile_path(path)[0], limit) for (method, path), limit in BODY_BYTES.items()]


@lru_cache(maxsize=1024)
def body_limit(method: str, path: str) -> int:
    """How many bytes the body of a request to this path may have."""
    return next((limit for verb, known, limit in _PATTERNS if verb == method and known.match(path)), JSON_BYTES)


@lru_cache(maxsize=1024)
def holds_json(method: str, path: str) -> bool:
    """Whether the body of a request to this path is JSON. A calendar and a caseload are not."""
    return not (method == "PUT" and _CALENDAR.match(path)) and (method, path) != ("POST", "/v1/imports")
