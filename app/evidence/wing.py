"""The value that the evidence wing hands to the service."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.platform.wing import Seed, Wing

if TYPE_CHECKING:
    from sqlalchemy import Table

    from app.platform.http.examples import Examples
    from app.platform.http.router import Router


def _routers() -> "Sequence[Router]":
    from app.evidence.burden.routes import router as burden
    from app.evidence.costs.routes import router as costs
    from app.evidence.exports.routes import router as exports
    from app.evidence.routes import router

    return (router, burden, costs, exports)


def _examples() -> "Sequence[Examples[Any]]":
    from app.evidence.burden import documented as burden
    from app.evidence.costs import documented as costs
    from app.evidence.documented import EXAMPLES
    from app.evidence.exports import documented as exports

    return (EXAMPLES, burden.EXAMPLES, costs.EXAMPLES, exports.EXAMPLES)


def _tables() -> "Sequence[Table]":
    from app.evidence.tables import evidence_figures

    return (evidence_figures,)


def _seeds() -> Sequence[Seed]:
    from app.evidence.sandbox import all_there, open_reviewed

    return (Seed(all_there, open_reviewed),)


WING = Wing(
    name="evidence",
    tags=(
        (
            "Evidence",
            "Figures of your own cases that identify no family: what panels recommend, appeals about a setting, what "
            "the way to the certificate costs families, and what mediation and appeals cost.",
        ),
        (
            "Exports",
            "Extracts of your own cases for returns that the law or a contract asks for. They join your own system by "
            "your own references.",
        ),
    ),
    routers=_routers,
    examples=_examples,
    seeds=_seeds,
    tables=_tables,
)
