"""Pages of lists: an opaque cursor says where the next page begins. There are no offsets, totals or silent limits."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import quote, urlencode
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from app.platform.http.problems import InvalidInput
from app.platform.sealing import CannotOpen, Seal

Item = TypeVar("Item")
Position = TypeVar("Position")

DEFAULT_LIMIT = 50
MAX_LIMIT = 200

Limit = Annotated[
    int,
    Query(ge=1, le=MAX_LIMIT, description="How many entries of the list you want on one page, at most.", examples=[50]),
]
"""The page size as a route's parameter; give it the default DEFAULT_LIMIT."""

CursorText = Annotated[
    str | None,
    Query(
        max_length=500,
        description="Says where the next page of the list begins. Take the value of `cursor` from the `next` link of "
        "the page before. For the first page, send no `cursor`.",
    ),
]
"""The cursor as a route's parameter; give it the default None."""

_VERSION = 1
_SEALED_LENGTH = 160
"""Every position is padded to this length before it is encrypted. Its number of digits would otherwise reveal its size.
"""


class Page(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next: str | None = Field(
        description="The address of the next page of the list. `null` on the last page. The `Link` header gives the "
        "same address."
    )


class Cursors(Generic[Position]):
    """The cursors of one list. A position is the tuple of values by which the list is ordered.

    A cursor is not signed. A caller who forges one only starts elsewhere in the list that the caller's token may see
    anyway. A cursor can be read, so a position must hold only values that the list shows. For other positions see
    `SealedCursors`.
    """

    def __init__(self, kind: str, position: Any, parameter: str = "cursor") -> None:
        """`kind` keeps one list's cursors out of another: `Cursors("cases", tuple[datetime, UUID])`."""
        self._kind = kind
        self._position: TypeAdapter[Position] = TypeAdapter(position)
        self._parameter = parameter

    def encode(self, position: Position) -> str:
        """The cursor of the page that begins after `position`."""
        content = [_VERSION, self._kind, self._position.dump_python(position, mode="json")]
        return urlsafe_b64encode(json.dumps(content, separators=(",", ":")).encode()).decode().rstrip("=")

    def decode(self, cursor: str | None) -> Position | None:
        """The position in a cursor, None for the first page. Raises InvalidInput for what this list did not give."""
        if cursor is None:
            return None
        try:
            content = json.loads(urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
            version, kind, position = content
            if (version, kind) != (_VERSION, self._kind):
                raise ValueError("a cursor of another list or of another version")
            return self._position.validate_json(json.dumps(position), strict=True)
        except (ValueError, TypeError, RecursionError, ValidationError) as garbage:
            raise self.refusal() from garbage

    def refusal(self) -> InvalidInput:
        """Say that something is no cursor of this list."""
        detail = "This `cursor` does not belong to this list. Start again at the first page, without a `cursor`"
        return InvalidInput.at("query", f"#/{self._parameter}", detail, "cursor")


class SealedCursors(Generic[Position]):
    """The cursors of a list whose positions also count what other organisations do.

    A reader of two positions could tell how much happened in between, which is not the reader's to know. So the
    positions are sealed with the deployment's keys, for one organisation, and all have one length. A changed cursor, or
    another organisation's cursor, is rejected.
    """

    def __init__(self, kind: str, position: Any, parameter: str = "cursor") -> None:
        """Take what `Cursors` takes."""
        self._kind = kind
        self._plain: Cursors[Position] = Cursors(kind, position, parameter)

    def encode(self, position: Position, seal: Seal, reader: UUID) -> str:
        """Return the cursor of the items after `position`, for one organisation."""
        text = self._plain.encode(position).ljust(_SEALED_LENGTH)
        return seal.seal({"cursor": text}, self._about(reader)).decode()

    def decode(self, cursor: str | None, seal: Seal, reader: UUID) -> Position | None:
        """Return the position in a cursor, None for none. Raises InvalidInput for what this list did not give."""
        if cursor is None:
            return None
        try:
            text: str = seal.open(cursor.encode(), self._about(reader))["cursor"]
        except (CannotOpen, UnicodeEncodeError) as garbage:
            raise self._plain.refusal() from garbage
        return self._plain.decode(text.rstrip())

    def _about(self, reader: UUID) -> str:
        return f"{reader}/{self._kind}"


@dataclass(frozen=True, slots=True)
class Turning:
    """The page of a list that was requested, and the request and response that it belongs to."""

    request: Request
    response: Response
    limit: int
    cursor: str | None

    def page(self, items: Sequence[Item], following: str | None) -> Page[Item]:
        """Return a page of the list, and set `Link`. `following` is the cursor of the next page, None on the last."""
        if following is None:
            return Page(items=list(items), next=None)
        kept = [(name, value) for name, value in self.request.query_params.multi_items() if name != "cursor"]
        address = f"{quote(self.request.scope['path'])}?{urlencode([*kept, ('cursor', following)])}"
        self.response.headers["Link"] = f'<{address}>; rel="next"'
        return Page(items=list(items), next=address)


async def _turning(
    request: Request, response: Response, limit: Limit = DEFAULT_LIMIT, cursor: CursorText = None
) -> Turning:
    return Turning(request, response, limit, cursor)


Turn = Annotated[Turning, Depends(_turning)]
"""The requested page as a route's parameter: `limit` and `cursor` together."""
