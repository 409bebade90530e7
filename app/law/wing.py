"""The value that the law wing hands to the service: rules, regimes and the calculator of dates."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.platform.wing import Wing

if TYPE_CHECKING:
    from types import ModuleType

    from app.platform.http.examples import Examples
    from app.platform.http.router import Router


def _routers() -> "Sequence[Router]":
    from app.law.routes import router

    return (router,)


def _problems() -> "Sequence[ModuleType]":
    from app.law import refusals

    return (refusals,)


def _examples() -> "Sequence[Examples[Any]]":
    from app.law.documented import EXAMPLES

    return (EXAMPLES,)


WING = Wing(
    name="law",
    tags=(
        (
            "Law",
            "The rules of law, the proposals to change them, the steps of a case, and a calculator of dates. The "
            "service also checks every state that a case can reach, and shows which properties are true in all states. "
            "You need no token.",
        ),
    ),
    routers=_routers,
    problems=_problems,
    examples=_examples,
)
