"""Limits on what the service accepts: bodies of a limited size, and only text that a record can hold.

PostgreSQL rejects U+0000, and half a surrogate pair has no UTF-8 form. A caller who sends either gets a problem with a
pointer, on every route, before anything reaches the database.
"""

import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from starlette.types import Message, Receive

from app.platform.http.doubled import doubled_member
from app.platform.http.problems import ContentTooLarge, InvalidInput, MalformedJson
from app.platform.http.sizes import TARGET_BYTES

_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
"""What must stand in a JSON text for either to be in it: raw, they are not even JSON. `\\\\u0000` is a false alarm."""

_WHAT = "Text must not contain the character U+0000 or half of a surrogate pair"


DEEPEST = 16
"""The most steps of a pointer. No body that the service accepts is deeper."""

LONGEST_NAME = 64
"""A pointer cuts a member's name after this many characters: the sender knows the name, and nobody else needs it."""


def counted(receive: Receive, most_bytes: int) -> Receive:
    """`receive`, but a body too large ends in a problem. Nothing of it is held here."""
    received = 0

    async def receive_counted() -> Message:
        nonlocal received
        message = await receive()
        if message["type"] == "http.request":
            received += len(message.get("body", b""))
            if received > most_bytes:
                raise too_large(most_bytes)
        return message

    return receive_counted


def screened(receive: Receive, most_bytes: int) -> Receive:
    """`receive`, but a body too large, in another form than UTF-8, or with unstorable text, ends in a problem.

    FastAPI reads whole bodies anyway, so that holding one here holds nothing more.
    """
    body = bytearray()

    async def receive_screened() -> Message:
        message = await receive()
        if message["type"] == "http.request":
            body.extend(message.get("body", b""))
            if len(body) > most_bytes:
                raise too_large(most_bytes)
            if not message.get("more_body"):
                if b"\0" in body:  # UTF-16 or UTF-32, which the searches below would not read
                    raise MalformedJson
                if _SUSPECT.search(body):
                    refuse_unstorable(body)
                refuse_doubled(body)
        return message

    return receive_screened


def refuse_doubled(body: bytes | bytearray) -> None:
    """Refuse a JSON body that has a member twice.

    Raises InvalidInput.
    """
    steps = doubled_member(body)
    if steps is not None:
        raise InvalidInput.at(
            "body", pointer_to(steps), "You sent this field twice. Send the field once", "doubled_member"
        )


def too_large(most_bytes: int) -> ContentTooLarge:
    """The problem with a body beyond the limit."""
    return ContentTooLarge(f"The body of this request may have at most {most_bytes} bytes.")


def refuse_unstorable(body: bytes | bytearray) -> None:
    """Raises InvalidInput for a JSON body with unstorable text; what is not JSON at all is left to the route."""
    try:
        steps = _first_unstorable(json.loads(body))
    except (ValueError, RecursionError):
        return
    if steps is not None:
        raise InvalidInput.at("body", pointer_to(steps), _WHAT, "unstorable_text")


def fault_in_target(path: str, query: bytes) -> InvalidInput | None:
    """The problem with a request target that is too long, or whose path (decoded) or query (as sent) holds U+0000."""
    if len(path) + len(query) > TARGET_BYTES:
        where = "query" if len(query) > len(path) else "path"
        return InvalidInput.at(where, "#", f"The path and query should have at most {TARGET_BYTES} bytes", "too_long")
    if "\0" in path:
        return InvalidInput.at("path", "#", _WHAT, "unstorable_text")
    if b"%00" in query:
        return InvalidInput.at("query", "#", _WHAT, "unstorable_text")
    return None


def storable(text: str) -> bool:
    """Whether PostgreSQL can hold this text."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def pointer_to(steps: Sequence[str]) -> str:
    """A JSON pointer in its URI fragment form (RFC 6901 section 6), as RFC 9457 shows it: `#/decision/kind`."""
    return "#" + "".join("/" + _cut(step).replace("~", "~0").replace("/", "~1") for step in steps[:DEEPEST])


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _first_unstorable(document: object) -> list[str] | None:
    """The way to the first text that no record can hold. No recursion: a caller chooses how deep a document is."""
    waiting: list[tuple[object, _Way | None]] = [(document, None)]
    while waiting:
        value, way = waiting.pop()
        children: list[tuple[str, object]] = []
        if isinstance(value, str):
            if not storable(value):
                return _steps(way)
        elif isinstance(value, dict):
            if not all(map(storable, value)):
                return _steps(way)
            children = list(value.items())
        elif isinstance(value, list):
            children = [(str(number), child) for number, child in enumerate(value)]
        waiting.extend((child, _Way(name, way)) for name, child in reversed(children))
    return None


class _Way(NamedTuple):
    """A step, and the way that led to it. All deeper steps share this way."""

    step: str
    before: "_Way | None"


def _steps(way: _Way | None) -> list[str]:
    steps: list[str] = []
    while way is not None:
        steps.append(way.step)
        way = way.before
    return steps[::-1]
