"""The head of the SQL: the functions, triggers, policies and grants of today, in `sql/` of each wing.

The service does not read these files: the migrations bring them. A test builds one database from the migrations and one
from the head, and requires that both are the same. `python -m app draft` writes the migration for a change.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, MetaData
from sqlalchemy.exc import DBAPIError

APP = Path(__file__).resolve().parents[2]
CATALOGUE = Path(__file__).with_name("catalogue.sql")

_TOKEN = re.compile(r"--[^\n]*|'[^']*'|\$\$[^$]*(?:\$(?!\$)[^$]*)*\$\$|;")
"""Text that may hold a semicolon without ending a statement, or the semicolon that ends one."""
_CLOSED_SET = re.compile(r"\((\w+)\)::text = ANY \(\(ARRAY\[(.*?)\]\)::text\[\]\)")
_COMMENT = re.compile(r"^--[^\n]*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Made:
    """A part of a database: the statement that creates it, the statement that removes it, and what it depends on."""

    kind: str
    name: str
    on: str
    made: str
    gone: str


Described = Mapping[tuple[str, str], Made]
"""All that a database has, by kind and name."""


def files() -> list[Path]:
    """Return the files of the head, of every wing."""
    return sorted(path for path in APP.rglob("sql/*.sql"))


def statements(script: str) -> list[str]:
    """Split a script at the semicolons outside of comments, texts and functions' bodies."""
    found, begin = [], 0
    for token in _TOKEN.finditer(script):
        if token[0] == ";":
            found.append(_COMMENT.sub("", script[begin : token.start()]).strip())
            begin = token.end()
    return found


def build(connection: Connection, metadata: MetaData) -> None:
    """Make, in an empty database, the tables of `metadata` and everything in the head's files.

    Tables need functions and functions need tables, so PostgreSQL says what must wait for what.
    """
    connection.exec_driver_sql("SET LOCAL check_function_bodies = off")
    waiting = _apply(connection, [one for path in files() for one in statements(path.read_text())])
    metadata.create_all(connection)
    while waiting:
        left = _apply(connection, waiting)
        if len(left) == len(waiting):
            connection.exec_driver_sql(waiting[0])  # to no avail: it says why
        waiting = left


def _apply(connection: Connection, wanted: Iterable[str]) -> list[str]:
    """Run each statement for which everything is there; return the others."""
    waiting = []
    for statement in wanted:
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(statement)
        except DBAPIError as fault:
            if not str(getattr(fault.orig, "sqlstate", "")).startswith("42"):  # what is named is not there
                raise
            waiting.append(statement)
    return waiting


def describe(connection: Connection) -> Described:
    """Return what the database has, from its catalogue."""
    asked = statements(CATALOGUE.read_text())
    rows = [Made(*row) for one in asked for row in connection.exec_driver_sql(one)]
    return {
        (row.kind, row.name): replace(row, made=_CLOSED_SET.sub(_as_written, row.made)) if row.kind == "check" else row
        for row in rows
        if "alembic_version" not in row.name
    }


def _as_written(found: re.Match[str]) -> str:
    """A closed set as it is written, its words in order: how PostgreSQL lists them makes no difference."""
    words = sorted(word.removesuffix("::character varying") for word in found[2].split(", "))
    return f"{found[1]} IN ({', '.join(words)})"


ORDER = ("extension", "function", "closed", "execute", "check", "walled", "grant", "policy", "trigger")
"""In which a migration makes things. It removes them the other way round."""


def changes(was: Described, becomes: Described) -> list[str]:
    """Return the statements that turn one description of a database into another. Alembic does tables and indexes."""
    again = {key for key in was.keys() & becomes.keys() if _must_go(was[key], becomes[key])}
    without = {was[key].name for key in (was.keys() - becomes.keys()) | again if key[0] == "function"}
    gone = [one for key, one in was.items() if (key not in becomes or key in again) and one.on not in without]
    fresh = {name for kind, name in becomes.keys() - was.keys() if kind == "function"} | without
    made = [one for key, one in becomes.items() if was.get(key) is None or was[key].made != one.made or one.on in fresh]
    return [
        *(one.gone for kind in reversed(ORDER) for one in gone if one.kind == kind),
        *(one.made for kind in ORDER for one in made if one.kind == kind),
    ]


def _must_go(was: Made, becomes: Made) -> bool:
    """Whether a change must remove the old part first. Only the body of a function with the same result can be
    replaced.
    """
    if was.made == becomes.made:
        return False
    return was.kind != "function" or _signature(was) != _signature(becomes)


def _signature(function: Made) -> str:
    return function.made.partition("\n LANGUAGE ")[0]
