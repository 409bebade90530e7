"""The value that the notices wing hands to the service."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.platform.wing import Seed, Wing

if TYPE_CHECKING:
    from sqlalchemy import Table

    from app.platform.http.examples import Examples
    from app.platform.http.router import Router


def _routers() -> "Sequence[Router]":
    from app.notices.routes import router

    return (router,)


def _tables() -> "Sequence[Table]":
    from app.notices.tables import organisation_contacts

    return (organisation_contacts,)


def _seeds() -> Sequence[Seed]:
    from app.notices.sandbox import all_told, tell_contacts

    return (Seed(all_told, tell_contacts),)


def _examples() -> "Sequence[Examples[Any]]":
    from app.notices.documented import EXAMPLES

    return (EXAMPLES,)


WING = Wing(
    name="notices",
    tags=(
        (
            "Notices",
            "Get the text about mediation that a notice of decision must give the family, and see what a notice "
            "left out.",
        ),
    ),
    routers=_routers,
    tables=_tables,
    seeds=_seeds,
    examples=_examples,
)
