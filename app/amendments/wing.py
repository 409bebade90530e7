"""The value that the wing of amendments hands to the service: what a change of the law touches."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.platform.wing import Wing

if TYPE_CHECKING:
    from app.platform.http.examples import Examples
    from app.platform.http.router import Router


def _routers() -> "Sequence[Router]":
    from app.amendments.routes import router

    return (router,)


def _examples() -> "Sequence[Examples[Any]]":
    from app.amendments.documented import EXAMPLES

    return (EXAMPLES,)


WING = Wing(name="amendments", routers=_routers, examples=_examples)
