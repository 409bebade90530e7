"""The worst bodies that a route takes: as large as it allows, and each bad in a way of its own."""

import json
import string
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice, product
from typing import Any

from app.capacity.mediators.calendars.reading import MOST_TIMES
from tests.support.calendars import ics
from tests.support.routes import Operation
from tests.support.shapes import parts, stretched

NAMES = ["".join(letters) for letters in islice(product(string.ascii_letters, repeat=3), 30_000)]
"""Names of members that no route knows."""


def members(room: int) -> bytes:
    """As many unknown members as fit."""
    return b"{" + b",".join(b'"%s":1' % name.encode() for name in NAMES[: room // 8 - 2]) + b"}"


def nested(steps: list[str], innermost: bytes) -> bytes:
    """A document with something at one place: `0` leads into a list."""
    for step in reversed(steps):
        innermost = b"[" + innermost + b"]" if step == "0" else b'{"%s":' % step.encode() + innermost + b"}"
    return innermost


@dataclass(frozen=True)
class Already:
    """What other operations were sent already, and what this one need not be sent again."""

    read: set[tuple[str, int, bool]] = field(default_factory=set)
    """Media types and limits. A body that is refused while it is read costs the same at every route of these."""
    fields: Counter[str] = field(default_factory=Counter)

    def twice(self, name: str, part: dict[str, Any]) -> bool:
        """Whether a field of this name and this schema came up twice before."""
        same = f"{name} {json.dumps(part, sort_keys=True)}"
        self.fields[same] += 1
        return self.fields[same] > 2


def worst_bodies(
    document: dict[str, Any], operation: Operation, room: int, already: Already
) -> Iterator[tuple[str, bytes]]:
    """Bodies of at most `room` bytes, each with what is bad about it."""
    assert operation.documented is not None
    content = operation.documented.get("requestBody", {}).get("content", {})
    if "text/calendar" in content:
        yield "one text", b"a" * room
        yield "the most times", _busy(MOST_TIMES - 1)
        return
    schema = content.get("application/json", {}).get("schema")
    kind = next(iter(content), ""), room, bool(operation.examples)
    of_its_reader = () if kind in already.read else _of_its_reader(operation.examples, room)
    already.read.add(kind)
    of_its_schema = _of_its_schema(document, schema, operation.examples, room, already) if schema else ()
    for what, body in (*of_its_reader, *_of_any_route(room), *of_its_schema):
        if len(body) <= room:
            yield what, body


def _busy(times: int) -> bytes:
    """A diary of ten minutes in every quarter of an hour from tomorrow on."""
    lines: list[str] = []
    for number in range(times):
        day, quarter = divmod(number, 96)
        on = f"{date.today() + timedelta(days=1 + day):%Y%m%d}"  # noqa: DTZ011 - any day near today will do
        at = f"{on}T{quarter // 4:02}{quarter % 4 * 15:02}00Z"
        lines += ["BEGIN:VEVENT", f"UID:{number}", f"DTSTART:{at}", "DURATION:PT10M", "END:VEVENT"]
    return ics(*lines)


def _of_any_route(room: int) -> Iterator[tuple[str, bytes]]:
    yield "unknown members", members(room)
    yield "one unknown name", b'{"%s":1}' % (b"x" * (room - 8))
    yield "nested lists that end", b'{"x":' + b"[" * 500 + b"]" * 500 + b"}"
    yield "one text", b'"' + b"a" * (room - 2) + b'"'


def _of_its_reader(examples: list[Any], room: int) -> Iterator[tuple[str, bytes]]:
    """What is bad before a route sees it: the same program reads all bodies of a media type."""
    yield "nested lists", b"[" * room
    yield "nested text that no record can hold", b'{"x":' + b"[" * 500 + b'"\\u0000"' + b"]" * 500 + b"}"
    yield "a huge number", b"1" * room
    yield "a huge exponent", b'{"x":1e' + b"9" * (room - 8) + b"}"
    yield "escaped text", b'{"x":"' + b"\\u00e9" * ((room - 8) // 6) + b'"}'
    yield "pairs", b"&".join([b"a=b"] * (room // 4))
    yield "the same member again and again", b"{" + b",".join([b'"a":1'] * (room // 6 - 1)) + b"}"
    for example in examples:
        yield "an example padded", json.dumps(example).encode().ljust(room)


def _of_its_schema(
    document: dict[str, Any], schema: dict[str, Any], examples: list[Any], room: int, already: Already
) -> Iterator[tuple[str, bytes]]:
    for where, part in parts(document, schema):
        steps = [step for step in where.split("/") if step]
        if already.twice(where.rpartition("/")[2], part):
            continue
        inner = room - len(nested(steps, b""))
        if part.get("type") == "array":
            for name, item in (("numbers", b"1"), ("objects", b"{}"), ("texts", b'""'), ("lists", b"[]")):
                many = b",".join([item] * ((inner - 2) // (len(item) + 1)))
                yield f"{where}: wrong {name}", nested(steps, b"[" + many + b"]")
        elif part.get("type") == "object" and steps:
            yield f"{where}: unknown members", nested(steps, members(inner))
        elif part.get("type") in ("string", "integer", "number"):
            yield f"{where}: a long text", nested(steps, b'"' + b"9" * (inner - 2) + b'"')
    for example in examples:
        yield "an example filled up", json.dumps(stretched(document, schema, example)).encode()
