"""The value that the wing of amendments hands to the service: which dates a change of the law moves."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.platform.wing import Removes, Wing

if TYPE_CHECKING:
    from sqlalchemy import Table

    from app.platform.http.examples import Examples
    from app.platform.http.router import Router


def _routers() -> "Sequence[Router]":
    from app.amendments.moved_routes import router as moved
    from app.amendments.routes import router

    return (router, moved)


def _tables() -> "Sequence[Table]":
    from app.amendments.tables import laws_applied, moved_dates

    return laws_applied, moved_dates


def _removes() -> Sequence[Removes]:
    from app.amendments.tables import moved_dates
    from app.platform.db.removing import of_case

    return (of_case(moved_dates, "dates that a new version of the law changed"),)


def _examples() -> "Sequence[Examples[Any]]":
    from app.amendments.documented import EXAMPLES

    return (EXAMPLES,)


WING = Wing(
    name="amendments",
    routers=_routers,
    examples=_examples,
    tables=_tables,
    removes=_removes,
)
