"""Rejects a JSON object that contains a member twice: some readers take the first, others the last, and they would see
two dates.

RFC 8259 section 4 calls the meaning of such a document unpredictable, so every route rejects it.
"""

import json
from typing import Any

_JSON = (b"{", b"[")
_BLANK = b" \t\r\n\xef\xbb\xbf"


class _Doubled(dict[str, Any]):
    """An object that contains the member `name` twice."""

    name: str


def doubled_member(body: bytes | bytearray) -> list[str] | None:
    """Return the way to the first member that appears twice. None if there is none, or if the text is no JSON object or
    list.
    """
    if not body.lstrip(_BLANK).startswith(_JSON):
        return None
    any_doubled = False

    def read(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal any_doubled
        members = dict(pairs)
        if len(members) == len(pairs):
            return members
        any_doubled = True
        marked = _Doubled(members)
        seen: set[str] = set()
        marked.name = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value] # add() is how the first comes to be seen
        return marked

    try:
        document = json.loads(body, object_pairs_hook=read)
    except (ValueError, RecursionError):
        return None  # the route says what is wrong with it
    return _way_to_it(document) if any_doubled else None


def _way_to_it(document: object) -> list[str] | None:
    """No recursion: a caller chooses how deep a document is."""
    waiting: list[tuple[object, list[str]]] = [(document, [])]
    while waiting:
        value, steps = waiting.pop()
        if isinstance(value, _Doubled):
            return [*steps, value.name]
        if isinstance(value, dict):
            waiting.extend((child, [*steps, name]) for name, child in value.items() if isinstance(child, dict | list))
        elif isinstance(value, list):
            waiting.extend((child, [*steps, str(n)]) for n, child in enumerate(value) if isinstance(child, dict | list))
    return None
