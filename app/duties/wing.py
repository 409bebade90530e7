"""The value that the wing of duties hands to the service: the ledger of every case, and lists of what is due."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.platform.wing import Removes, Sealed, Seed, Wing

if TYPE_CHECKING:
    from types import ModuleType

    from sqlalchemy import Table

    from app.platform.http.examples import Examples
    from app.platform.http.router import Router


def _routers() -> "Sequence[Router]":
    from app.duties.routes import router

    return (router,)


def _explanations() -> Mapping[type[BaseException], Any]:
    from app.duties.unit import EXPLANATIONS

    return EXPLANATIONS


def _problems() -> "Sequence[ModuleType]":
    from app.duties import problems

    return (problems,)


def _tables() -> "Sequence[Table]":
    from app.duties.tables import duties, duty_statements

    return duties, duty_statements


def _sealed() -> Sequence[Sealed]:
    from app.duties.tables import duty_statements

    return (Sealed(duty_statements.c.id, duty_statements.c.sealed),)


def _removes() -> Sequence[Removes]:
    from app.duties.tables import duties, duty_statements
    from app.platform.db.removing import of_case

    return of_case(duty_statements, "statements on duties"), of_case(duties, "duties")


def _seeds() -> Sequence[Seed]:
    from app.duties.sandbox import all_open, open_examples

    return (Seed(all_open, open_examples),)


def _examples() -> "Sequence[Examples[Any]]":
    from app.duties import documented

    return (documented.EXAMPLES,)


WING = Wing(
    name="duties",
    tags=(
        (
            "Duties",
            "Every duty that a party has, or ever had, on a case: work lists, counts, and why a duty was late.",
        ),
    ),
    routers=_routers,
    problems=_problems,
    examples=_examples,
    explanations=_explanations,
    seeds=_seeds,
    tables=_tables,
    sealed=_sealed,
    removes=_removes,
)
