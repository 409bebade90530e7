"""The value that the sandbox's own routes hand to the service."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.platform.wing import Wing

if TYPE_CHECKING:
    from app.platform.http.examples import Examples
    from app.platform.http.router import Router


def _routers() -> "Sequence[Router]":
    from app.sandbox.routes import router

    return (router,)


def _examples() -> "Sequence[Examples[Any]]":
    from app.sandbox.documented import EXAMPLES

    return (EXAMPLES,)


SANDBOX = Wing(
    name="sandbox",
    tags=(
        (
            "Sandbox",
            "Read the clock of the sandbox, or set the clock forward to see time limits end. A live service has "
            "no such clock.",
        ),
    ),
    routers=_routers,
    examples=_examples,
)
