"""The value that the hand-off wing hands to the service."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.platform.wing import Wing

if TYPE_CHECKING:
    from app.platform.http.examples import Examples
    from app.platform.http.router import Router


def _routers() -> "Sequence[Router]":
    from app.handoff.routes import router

    return (router,)


def _examples() -> "Sequence[Examples[Any]]":
    from app.handoff.documented import EXAMPLES

    return (EXAMPLES,)


WING = Wing(
    name="handoff",
    tags=(
        (
            "Hand-off",
            "Get the answers that a case gives for the tribunal's appeal form, and a cover sheet for the appeal.",
        ),
    ),
    routers=_routers,
    examples=_examples,
)
