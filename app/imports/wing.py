"""The value that the imports wing hands to the service."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.platform.wing import Forgets, Job, Removes, Sealed, Seed, Wing, Working

if TYPE_CHECKING:
    from types import ModuleType

    from sqlalchemy import Table

    from app.platform.db.work import Database
    from app.platform.http.examples import Examples
    from app.platform.http.router import Router

IMPORTS_KEPT = timedelta(days=90)
"""How long the verdicts of a file are kept. The cases stay."""


def _routers() -> "Sequence[Router]":
    from app.imports.routes import router

    return (router,)


def _problems() -> "Sequence[ModuleType]":
    from app.imports import problems

    return (problems,)


def _tables() -> "Sequence[Table]":
    from app.imports import tables

    return tables.imports, tables.import_parts, tables.import_rows, tables.imported_cases


def _sealed() -> Sequence[Sealed]:
    from app.imports.tables import import_parts

    return (Sealed(import_parts.c.id, import_parts.c.sealed),)


def _forgets() -> Sequence[Forgets]:
    from sqlalchemy import delete, func

    from app.imports.tables import imports

    old = imports.c.received_at < func.now() - IMPORTS_KEPT
    return (Forgets("imports older than 90 days, with the verdicts on their rows", delete(imports).where(old)),)


def _jobs(_: Any) -> Sequence[Job]:
    return (Job("imports", _wait, _begin),)


async def _wait(database: "Database") -> bool:
    from app.imports.statements import WAITING

    return bool(await database.read(WAITING, {"holder": None}))


def _begin() -> Working:
    from app.imports.unit import Worker

    return Worker()


def _seeds() -> Sequence[Seed]:
    from app.imports.sandbox import all_imported, import_examples

    return (Seed(all_imported, import_examples),)


def _removes() -> Sequence[Removes]:
    from app.imports.tables import import_rows, imported_cases
    from app.platform.db.removing import of_case

    return of_case(import_rows), of_case(imported_cases, "imported rows")


def _examples() -> "Sequence[Examples[Any]]":
    from app.imports.documented import EXAMPLES

    return (EXAMPLES,)


WING = Wing(
    name="imports",
    tags=(
        (
            "Imports",
            "Import the cases that you have open already. Send one file. For each row, you get the result of our "
            "check.",
        ),
    ),
    routers=_routers,
    problems=_problems,
    tables=_tables,
    sealed=_sealed,
    forgets=_forgets,
    jobs=_jobs,
    seeds=_seeds,
    examples=_examples,
    removes=_removes,
)
