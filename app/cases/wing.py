"""The value that the cases wing hands to the service."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.platform.wing import Sealed, Seed, Wing

if TYPE_CHECKING:
    from sqlalchemy import Table

    from app.platform.http.examples import Examples
    from app.platform.http.problem_bodies import ProblemBody
    from app.platform.http.router import Router


def _routers() -> "Sequence[Router]":
    from app.cases import actions, law_routes, routes

    return actions.router, routes.router, law_routes.router


def _problem_bodies() -> "Sequence[type[ProblemBody]]":
    from app.cases.problems import BODIES

    return BODIES


def _tables() -> "Sequence[Table]":
    from app.cases.tables import cases, events

    return cases, events


def _sealed() -> Sequence[Sealed]:
    from app.cases.tables import cases

    return (Sealed(cases.c.id, cases.c.sealed),)


def _seeds() -> Sequence[Seed]:
    from app.cases.sandbox import all_open, open_examples

    return (Seed(all_open, open_examples),)


def _examples() -> "Sequence[Examples[Any]]":
    from app.cases.documented import EXAMPLES

    return (EXAMPLES,)


WING = Wing(
    name="cases",
    tags=(
        ("Cases", "An authority records a notice of decision. Every party reads the case, its dates and its events."),
        (
            "Actions",
            "Record what happened: one path for each action. If the pathway does not allow it, the refusal says why.",
        ),
    ),
    routers=_routers,
    examples=_examples,
    problem_bodies=_problem_bodies,
    tables=_tables,
    sealed=_sealed,
    seeds=_seeds,
)
