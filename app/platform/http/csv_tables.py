"""Figures as CSV on the web: `Accept: text/csv` gives the figures of an answer as rows. Metadata describes the rows.

An answer has `table`, a `Table`. The rows are made of the answer in JSON, so the file shows what the answer shows and
nothing else. The metadata is that of the W3C (Metadata Vocabulary for Tabular Data, 2015): a program reads in it what
each column means.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.platform.http.csv_cells import SEPARATOR, asks_for_csv, cell

METADATA_TYPE: Final = "application/csvm+json"
LICENCE: Final = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
"""The licence under which public bodies in England publish figures."""


class Datatype(StrEnum):
    """What the cells of a column hold, in the words of the vocabulary."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    YEAR = "gYear"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `several`: a cell may hold several values, divided by `; `. `unit`: what a number counts."""

    name: str
    title: str
    description: str
    datatype: Datatype = Datatype.STRING
    required: bool = False
    several: bool = False
    unit: str | None = None

    def metadata(self) -> dict[str, Any]:
        """Return the description of the column."""
        told: dict[str, Any] = {
            "name": self.name,
            "titles": [self.name, self.title],  # the first line of the file has the first title
            "dc:description": self.description,
            "datatype": self.datatype.value,
            "required": self.required,
        }
        if self.several:
            told["separator"] = SEPARATOR
        if self.unit is not None:
            told["schema:unitText"] = self.unit
        return told


@dataclass(frozen=True, slots=True)
class Table:
    """A table that an answer gives. `rows` makes the rows of the answer as JSON. `open`: it may be published."""

    path: str
    title: str
    description: str
    source: str
    columns: tuple[Column, ...]
    rows: Callable[[Mapping[str, Any]], Iterable[Mapping[str, Any]]] = lambda _: ()
    open: bool = True

    @property
    def described_at(self) -> str:
        """Where its metadata is."""
        return f"{self.path}/metadata.json"

    @property
    def link(self) -> tuple[str, str]:
        """The header of a file that leads to the metadata."""
        return "Link", f'<{self.described_at}>; rel="describedby"; type="{METADATA_TYPE}"'

    def file(self, answer: Mapping[str, Any]) -> str:
        """Return the rows of an answer as CSV."""
        names = [column.name for column in self.columns]
        file = io.StringIO()
        csv.writer(file).writerows([names, *([cell(row.get(name)) for name in names] for row in self.rows(answer))])
        return file.getvalue()

    def metadata(self) -> dict[str, Any]:
        """Return the metadata of the table: what it is, and what each column means."""
        told: dict[str, Any] = {
            "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
            "url": self.path,
            "dc:title": self.title,
            "dc:description": self.description,
            "dc:source": self.source,
            "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "quoteChar": '"'},
            "tableSchema": {"columns": [column.metadata() for column in self.columns]},
        }
        if self.open:
            told["dc:license"] = {"@id": LICENCE}
        return told


TABLES: Final[dict[str, Table]] = {}
"""The tables of the answers whose routes are prepared, by the names of the answers."""


class TableToo:
    """An answer that is CSV to a caller who prefers it to JSON."""

    def __init__(self, table: Table, app: ASGIApp) -> None:
        self._table = table
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        asked = asks_for_csv(scope)
        messages: list[Message] = []

        async def send_as_negotiated(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"vary", b"Accept")]}
            if not asked:
                await send(message)
                return
            messages.append(message)

        await self._app(scope, receive, send_as_negotiated)
        if not messages:
            return
        start, body = messages[0], b"".join(one.get("body", b"") for one in messages[1:])
        if start["status"] == 200:
            body = self._table.file(json.loads(body)).encode()
            start = {**start, "headers": self._headers(start["headers"])}
        await send(start)
        await send({"type": "http.response.body", "body": body})

    def _headers(self, sent: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        kept = [(name, value) for name, value in sent if name not in (b"content-type", b"content-length")]
        name, value = self._table.link
        saved_as = self._table.path.rsplit("/", 1)[-1]
        return [
            *kept,
            (b"content-type", b"text/csv; charset=utf-8; header=present"),
            (b"content-disposition", f'attachment; filename="{saved_as}.csv"'.encode()),
            (name.lower().encode(), value.encode()),
        ]
