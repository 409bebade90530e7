"""Every list as CSV: `Accept: text/csv` gives the rows of the list as a file for a spreadsheet.

The file is made of the answer in JSON, so it holds what the list holds and nothing else. A column has the name of its
member in JSON; a member of a member has both names with a dot between.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.platform.http.csv_cells import MEDIA_TYPE, asks_for_csv, cell
from app.platform.http.csv_tables import TABLES, TableToo
from app.platform.http.cursors import MAX_LIMIT, Page

MOST_ROWS: Final = 10_000
"""The most rows of one file, where the caller names no `limit`. The `Link` header says where the next file begins."""


class Columns:
    """The columns of a list, from the JSON schema of its items: the same for every page, and for an empty one."""

    def __init__(self, schema: Mapping[str, Any], known: Mapping[str, Any]) -> None:
        """`known` are the schemas that the schema refers to, by their names."""
        self._known = known
        self.paths: list[tuple[str, ...]] = list(dict.fromkeys(self._leaves(schema, (), frozenset())))

    @property
    def names(self) -> list[str]:
        """The first line of the file."""
        return [".".join(path) for path in self.paths]

    def row(self, item: Mapping[str, Any]) -> list[str]:
        """One item as a line."""
        return [cell(_at(item, path)) for path in self.paths]

    def _leaves(
        self, schema: Mapping[str, Any], path: tuple[str, ...], within: frozenset[str]
    ) -> Iterator[tuple[str, ...]]:
        shapes = [one for one in self._shapes(schema, within) if one.get("type") != "null"]
        if shapes and all("properties" in one for one in shapes):
            for one in shapes:
                inside = within | {one["title"]}
                for name, below in one["properties"].items():
                    yield from self._leaves(below, (*path, name), inside)
        else:
            yield path

    def _shapes(self, schema: Mapping[str, Any], within: frozenset[str]) -> Iterator[Mapping[str, Any]]:
        """What a value may be. A shape inside itself is one value, so that the columns come to an end."""
        if "$ref" in schema:
            known = self._known[schema["$ref"].rpartition("/")[2]]
            yield from ({},) if known.get("title") in within else self._shapes(known, within)
        elif "anyOf" in schema or "oneOf" in schema:
            for one in schema.get("anyOf") or schema["oneOf"]:
                yield from self._shapes(one, within)
        else:
            yield schema


class CsvToo:
    """A list that answers CSV to a caller who prefers it to JSON."""

    def __init__(self, item: Any, app: ASGIApp) -> None:
        self._item = item
        self._app = app

    @cached_property
    def _columns(self) -> Columns:
        schema = TypeAdapter(self._item).json_schema(mode="serialization")
        return Columns(schema, schema.get("$defs", {}))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""

        async def send_as_negotiated(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"vary", b"Accept")]}
            await send(message)

        if asks_for_csv(scope):
            await self._answer(scope, receive, send_as_negotiated)
        else:
            await self._app(scope, receive, send_as_negotiated)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Turn the pages of the list, and send them as one file; or what is wrong with the request."""
        asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        whole = all(name != "limit" for name, _ in asked)
        query = [*asked, ("limit", str(MAX_LIMIT))] if whole else asked
        file, rows = io.StringIO(), 0
        writer = csv.writer(file)
        writer.writerow(self._columns.names)
        while True:
            start, body = await _read(self._app, {**scope, "query_string": urlencode(query).encode()}, receive)
            if start["status"] != 200:
                await send(start)
                await send({"type": "http.response.body", "body": body})
                return
            page = json.loads(body)
            writer.writerows(self._columns.row(item) for item in page["items"])
            rows += len(page["items"])
            if page["next"] is None or not whole or rows >= MOST_ROWS:
                break
            query = parse_qsl(urlsplit(page["next"]).query, keep_blank_values=True)
        await send({**start, "headers": _headers(start["headers"], scope["path"], page["next"], whole=whole)})
        await send({"type": "http.response.body", "body": file.getvalue().encode()})


def csv_too(route: APIRoute, app: ASGIApp) -> ASGIApp:
    """Return what answers a route: a list or a table also as CSV, and says so in the documents."""
    model = route.response_model
    if not isinstance(model, type):
        return app
    table = getattr(model, "table", None)
    if table is None and not issubclass(model, Page):
        return app
    content = {MEDIA_TYPE: {"schema": {"type": "string"}}}
    route.responses = {**route.responses, 200: {"content": content}}
    if table is not None:
        TABLES[model.__name__] = table
        return TableToo(table, app)
    [item] = model.model_fields["items"].annotation.__args__  # type: ignore[attr-defined] # list[Item]
    return CsvToo(item, app)


def file_of(columns: Columns, items: Iterable[Mapping[str, Any]]) -> str:
    """Return items as a file."""
    file = io.StringIO()
    csv.writer(file).writerows([columns.names, *map(columns.row, items)])
    return file.getvalue()


async def _read(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """Return what a page is answered with."""
    messages: list[Message] = []

    async def keep(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, keep)
    return messages[0], b"".join(one.get("body", b"") for one in messages[1:])


def _headers(
    sent: Sequence[tuple[bytes, bytes]], path: str, following: str | None, *, whole: bool
) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in sent if name not in (b"content-type", b"content-length", b"link")]
    kept.append((b"content-type", b"text/csv; charset=utf-8; header=present"))
    kept.append((b"content-disposition", f'attachment; filename="{path.rsplit("/", 1)[-1]}.csv"'.encode()))
    if following is not None:
        address = urlsplit(following)
        query = [(name, value) for name, value in parse_qsl(address.query) if not (whole and name == "limit")]
        kept.append((b"link", f'<{address.path}?{urlencode(query)}>; rel="next"'.encode()))
    return kept


def _at(value: Any, path: Sequence[str]) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
