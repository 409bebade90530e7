"""The value that the events wing hands to the service: the feed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.platform.wing import Wing

if TYPE_CHECKING:
    from types import ModuleType

    from app.platform.http.examples import Examples
    from app.platform.http.router import Router


def _routers() -> "Sequence[Router]":
    from app.events.routes import router

    return (router,)


def _problems() -> "Sequence[ModuleType]":
    from app.events import problems

    return (problems,)


def _examples() -> "Sequence[Examples[Any]]":
    from app.events.documented import EXAMPLES

    return (EXAMPLES,)


WING = Wing(
    name="events",
    tags=(("Events", "Read new events since your last request. The feed leaves out no event."),),
    routers=_routers,
    problems=_problems,
    examples=_examples,
)
