"""What the service takes in: bodies of a sane size, and only text that a record can hold.

PostgreSQL refuses U+0000, and half a surrogate pair has no UTF-8 form: a caller who sends either gets a problem with a
pointer, on every route, before anything reaches the database.
"""

import json
import re
from collections.abc import Sequence

from starlette.types import Message, Receive

from app.adapters.http.problems import ContentTooLarge, InvalidInput

MAX_BODY_BYTES = 1_048_576
"""One mebibyte: the largest body that any operation has a use for is a hundredth of it."""

_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
"""What must stand in a JSON text for either to be in it: raw, they are not even JSON. `\\\\u0000` is a false alarm."""

_WHAT = "Text must not hold U+0000 or half a surrogate pair"


def screened(receive: Receive) -> Receive:
    """`receive`, but a body too large, or with unstorable text, ends in a problem. Costs one search of the bytes.

    FastAPI reads whole bodies anyway, so that holding one here holds nothing more.
    """
    body = bytearray()

    async def receive_screened() -> Message:
        message = await receive()
        if message["type"] == "http.request":
            body.extend(message.get("body", b""))
            if len(body) > MAX_BODY_BYTES:
                raise too_large()
            if not message.get("more_body") and _SUSPECT.search(body):
                refuse_unstorable(body)
        return message

    return receive_screened


def too_large() -> ContentTooLarge:
    """The problem with a body beyond the limit."""
    return ContentTooLarge(f"A body may have at most {MAX_BODY_BYTES} bytes.")


def refuse_unstorable(body: bytes | bytearray) -> None:
    """Raises InvalidInput for a JSON body with unstorable text; what is not JSON at all is left to the route."""
    try:
        steps = _first_unstorable(json.loads(body), ())
    except (ValueError, RecursionError):
        return
    if steps is not None:
        raise InvalidInput.at("body", pointer_to(steps), _WHAT, "unstorable_text")


def unstorable_in_target(path: str, query: bytes) -> InvalidInput | None:
    """The problem with a request target whose path (decoded) or query (as sent) holds U+0000."""
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
    return "#" + "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)


def _first_unstorable(document: object, steps: tuple[str, ...]) -> tuple[str, ...] | None:
    if isinstance(document, str):
        return None if storable(document) else steps
    if isinstance(document, dict):
        if not all(map(storable, document)):
            return steps
        children = [(key, value) for key, value in document.items()]
    elif isinstance(document, list):
        children = [(str(number), value) for number, value in enumerate(document)]
    else:
        return None
    found = (_first_unstorable(child, (*steps, name)) for name, child in children)
    return next((path for path in found if path is not None), None)
