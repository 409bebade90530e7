"""Every wing of the service. To add a capability, add a folder beside these and a line here."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from app.platform.http.problems import CATALOGUE, Problem
from app.platform.own import PLATFORM
from app.platform.wing import Wing

NAMES = (
    "law",
    "cases",
    "duties",
    "capacity",
    "advice",
    "certificates",
    "appeals",
    "administration",
    "notices",
    "handoff",
    "evidence",
    "amendments",
    "imports",
    "keeping",
    "events",
)
"""The folders, in the order of the Swagger page. Each has a module `wing` with a `WING`."""


def _wing(name: str) -> Wing:
    wing = import_module(f"app.{name}.wing").WING
    assert isinstance(wing, Wing)  # noqa: S101 - narrows what was imported by its name
    return wing


WINGS = tuple(_wing(name) for name in NAMES)

WHOLE = (*WINGS, PLATFORM)
"""The wings and the platform, which has tables and upkeep of its own."""


def every_problem() -> Mapping[str, type[Problem]]:
    """Return the types of problems of the platform and of every wing, by their slugs."""
    for wing in WINGS:
        wing.problems()
    return CATALOGUE


def explanation(refusal: type[BaseException]) -> Any:
    """Return how the wing that defines a refusal explains it. None if it does not."""
    own = next((wing for wing in WINGS if refusal.__module__.startswith(f"app.{wing.name}.")), None)
    return None if own is None else own.explanations().get(refusal)
