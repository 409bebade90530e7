"""The value that the keeping wing hands to the service: the whole record of a case, legal holds, erasures and
removals."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.platform.wing import Removes, Sealed, Seed, Wing

if TYPE_CHECKING:
    from types import ModuleType

    from sqlalchemy import Table

    from app.platform.http.examples import Examples
    from app.platform.http.problem_bodies import ProblemBody
    from app.platform.http.router import Router


def _routers() -> "Sequence[Router]":
    from app.keeping.erasures.routes import router as erasures
    from app.keeping.holds.routes import router as holds
    from app.keeping.record.routes import router as record
    from app.keeping.removals.routes import router as removals

    return record, holds, removals, erasures


def _explanations() -> Mapping[type[BaseException], Any]:
    from app.keeping.erasures.unit import EXPLANATIONS

    return EXPLANATIONS


def _problem_bodies() -> "Sequence[type[ProblemBody]]":
    from app.keeping.erasures.schemas import MustBeKeptBody

    return (MustBeKeptBody,)


def _problems() -> "Sequence[ModuleType]":
    from app.keeping.erasures import problems as erasures

    return (erasures,)


def _tables() -> "Sequence[Table]":
    from app.keeping.tables import case_removals, legal_holds, referral_removals

    return legal_holds, case_removals, referral_removals


def _sealed() -> Sequence[Sealed]:
    from app.keeping.tables import legal_holds

    return (Sealed(legal_holds.c.id, legal_holds.c.sealed),)


def _removes() -> Sequence[Removes]:
    from app.keeping.tables import legal_holds
    from app.platform.db.removing import of_case

    return (of_case(legal_holds, "legal holds"),)


def _seeds() -> Sequence[Seed]:
    from app.keeping.holds.sandbox import hold_is_set, set_example

    return (Seed(hold_is_set, set_example),)


def _examples() -> "Sequence[Examples[Any]]":
    from app.keeping.erasures import documented as erasures
    from app.keeping.holds import documented as holds
    from app.keeping.record import documented as record
    from app.keeping.removals import documented as removals

    return record.EXAMPLES, holds.EXAMPLES, removals.EXAMPLES, erasures.EXAMPLES


WING = Wing(
    name="keeping",
    tags=(
        (
            "Keeping",
            "Read everything that is held about one case, set legal holds that keep a case, erase personal "
            "data, and list removed cases.",
        ),
    ),
    routers=_routers,
    problems=_problems,
    examples=_examples,
    explanations=_explanations,
    problem_bodies=_problem_bodies,
    tables=_tables,
    sealed=_sealed,
    removes=_removes,
    seeds=_seeds,
)
