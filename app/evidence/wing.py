"""The value that the evidence wing hands to the service."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.platform.wing import Seed, Wing

if TYPE_CHECKING:
    from app.platform.http.examples import Examples
    from app.platform.http.router import Router


def _routers() -> "Sequence[Router]":
    from app.evidence.routes import router

    return (router,)


def _examples() -> "Sequence[Examples[Any]]":
    from app.evidence.documented import EXAMPLES

    return (EXAMPLES,)


def _seeds() -> Sequence[Seed]:
    from app.evidence.sandbox import all_there, open_reviewed

    return (Seed(all_there, open_reviewed),)


WING = Wing(
    name="evidence",
    tags=(
        (
            "Evidence",
            "Figures of your own cases that identify no family: what panels recommend, and appeals about a setting.",
        ),
    ),
    routers=_routers,
    examples=_examples,
    seeds=_seeds,
)
