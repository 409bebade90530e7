"""A table of figures as CSV, and its metadata against the vocabulary of the W3C (CSVW)."""

import re
from typing import Any

import pytest

from app.evidence.open_data import KNOWN
from app.platform.http.csv_tables import Column, Datatype, Table

MEMBERS = {"@context", "url", "dialect", "tableSchema"}
COLUMN = {"name", "titles", "datatype", "required", "separator"}
BUILT_IN = {"string", "integer", "number", "boolean", "date", "datetime", "gYear"}
"""Names of datatypes in the vocabulary."""
COMMON = re.compile("(dc|schema):[A-Za-z]+")
"""A common property, by a prefix that the vocabulary knows."""
NAME = re.compile("[A-Za-z0-9][A-Za-z0-9_.]*")
"""A part of a URI template. A name does not begin with `_`."""


def faults(told: dict[str, Any]) -> list[str]:
    """Return what the vocabulary asks of a table's description and this one lacks."""
    columns = told["tableSchema"]["columns"]
    names = [one["name"] for one in columns]
    return [
        *([] if told["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "en"}] else ["context"]),
        *([] if told["url"] else ["url"]),
        *[one for one in told if one not in MEMBERS and not COMMON.fullmatch(one)],
        *([] if len(set(names)) == len(names) else ["names"]),
        *[one for one in names if not NAME.fullmatch(one)],
        *[f"{one['name']} {part}" for one in columns for part in one if part not in COLUMN and not COMMON.match(part)],
        *[one["datatype"] for one in columns if one["datatype"] not in BUILT_IN],
        *[one["name"] for one in columns if not isinstance(one["required"], bool) or not one["titles"]],
    ]


@pytest.mark.parametrize("table", KNOWN, ids=lambda table: table.path)
def test_the_metadata_of_every_table_is_valid(table: Table) -> None:
    told = table.metadata()
    assert faults(told) == []
    assert {"dc:title", "dc:description", "dc:source"} <= told.keys()
    assert ("dc:license" in told) == table.open
    assert all(one["dc:description"] for one in told["tableSchema"]["columns"])


def test_the_datatypes_are_those_of_the_vocabulary() -> None:
    assert set(Datatype) == BUILT_IN


def test_a_table_writes_what_its_metadata_promises() -> None:
    columns = (Column("who", "Who", "Who.", several=True), Column("number", "Number", "How many.", Datatype.INTEGER))
    table = Table("/v1/x", "X", "X.", "X.", columns, rows=lambda told: told["rows"])
    rows = [{"who": ["a", "b"], "number": 7}, {"who": None, "number": None}, {"number": True}]
    assert table.file({"rows": rows}) == "who,number\r\na; b,7\r\n,\r\n,true\r\n"
    assert table.metadata()["tableSchema"]["columns"][0]["separator"] == "; "
