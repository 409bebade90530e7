"""Lists by keyset: an opaque cursor says where the next page begins. No offsets, no totals, no silent cap."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from app.adapters.http.problems import InvalidInput

Item = TypeVar("Item")
Position = TypeVar("Position")

DEFAULT_LIMIT = 50
MAX_LIMIT = 200

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="How many items a page may hold.", examples=[50])]
"""The page size as a route's parameter; give it the default DEFAULT_LIMIT."""

CursorText = Annotated[
    str | None, Query(max_length=500, description="`cursor` of the `next` link. Leave it out for the first page.")
]
"""The cursor as a route's parameter; give it the default None."""

_VERSION = 1


class Page(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next: str | None = Field(description="The address of the next page; null on the last one. Also in `Link`.")


class Cursors(Generic[Position]):
    """The cursors of one list. A position is the tuple of values that the list is ordered by.

    A cursor is not signed: whoever forges one only begins elsewhere in the list that its token lets it see.
    """

    def __init__(self, kind: str, position: Any) -> None:
        """`kind` keeps one list's cursors out of another: `Cursors("cases", tuple[datetime, UUID])`."""
        self._kind = kind
        self._position: TypeAdapter[Position] = TypeAdapter(position)

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
            raise InvalidInput.at(
                "query", "#/cursor", "This is not a cursor of this list; begin without one", "cursor"
            ) from garbage


def page(request: Request, response: Response, items: Sequence[Item], cursor: str | None) -> Page[Item]:
    """A page of `items`, linked to the next one when there is a cursor for it; sets `Link` on the response."""
    if cursor is None:
        return Page(items=list(items), next=None)
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    following = f"{request.url.path}?{urlencode([*kept, ('cursor', cursor)])}"
    response.headers["Link"] = f'<{following}>; rel="next"'
    return Page(items=list(items), next=following)
