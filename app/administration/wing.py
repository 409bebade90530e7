"""The value that the administration wing hands to the service."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.platform.wing import Wing

if TYPE_CHECKING:
    from types import ModuleType

    from sqlalchemy import Table

    from app.platform.http.examples import Examples
    from app.platform.http.router import Router


def _routers() -> "Sequence[Router]":
    from app.administration import clients_routes, me_routes, partnerships_routes, routes, successions_routes

    admin = (routes.router, clients_routes.router, partnerships_routes.router, successions_routes.router)
    return me_routes.router, *admin


def _explanations() -> Mapping[type[BaseException], Any]:
    from app.administration.unit import EXPLANATIONS

    return EXPLANATIONS


def _problems() -> "Sequence[ModuleType]":
    from app.administration import problems

    return (problems,)


def _tables() -> "Sequence[Table]":
    from app.administration import tables

    return (tables.administration_acts,)


def _examples() -> "Sequence[Examples[Any]]":
    from app.administration.documented import EXAMPLES

    return (EXAMPLES,)


WING = Wing(
    name="administration",
    tags=(
        (
            "Administration",
            (
                "Register organisations, clients (their computer systems) and partnerships. Only the operator "
                "of the service can use these operations. The operator sees no case."
            ),
        ),
    ),
    routers=_routers,
    problems=_problems,
    examples=_examples,
    explanations=_explanations,
    tables=_tables,
)
