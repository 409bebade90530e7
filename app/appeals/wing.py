"""The value that the appeals wing hands to the service."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.platform.wing import Removes, Seed, Wing

if TYPE_CHECKING:
    from sqlalchemy import Table

    from app.platform.http.examples import Examples
    from app.platform.http.router import Router


def _routers() -> "Sequence[Router]":
    from app.appeals import actions, routes

    return routes.router, actions.router


def _tables() -> "Sequence[Table]":
    from app.appeals.tables import appeals

    return (appeals,)


def _removes() -> Sequence[Removes]:
    from app.appeals.tables import appeals
    from app.platform.db.removing import of_case

    return (of_case(appeals, "appeals"),)


def _seeds() -> Sequence[Seed]:
    from app.appeals.sandbox import all_there, open_appeals

    return (Seed(all_there, open_appeals),)


def _examples() -> "Sequence[Examples[Any]]":
    from app.appeals.documented import EXAMPLES

    return (EXAMPLES,)


WING = Wing(
    name="appeals",
    tags=(
        (
            "Appeals",
            "An appeal from its registration to its end: its issues, the authority's response, the tribunal's "
            "directions, the hearing, the bundle, the outcome and the orders. You register an appeal on the case, with "
            "the action `register-appeal`.\n\n![State diagram. The authority responds to a "
            "registered appeal. The appeal is listed for a hearing, and perhaps adjourned. The appeal ends when it is "
            "decided, not opposed, withdrawn or struck out. An appeal that has ended can be reinstated.]"
            "(docs/appeals.svg)",
        ),
    ),
    routers=_routers,
    examples=_examples,
    tables=_tables,
    removes=_removes,
    seeds=_seeds,
)
