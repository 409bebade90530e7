"""The issues of a request for mediation: which of them are about health."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.kernel.terms import HEALTH_SECTIONS

MOST_ISSUES = 40
"""The most issues of one request, with those that were added to it."""


def is_about_health(issue: str) -> bool:
    """Whether an issue is a health section of the plan, or names health: a false alarm costs the authority a letter."""
    said = issue.casefold().removeprefix("section ").strip()
    return "health" in said or said.upper() in HEALTH_SECTIONS


@dataclass(frozen=True, slots=True)
class Asked:
    """What a family asked to mediate about: the issues, and the health provision that it wants."""

    issues: tuple[str, ...] = ()
    provision: str | None = None

    def added(self, said: "Asked") -> "Asked":
        """Return the issues together with those that are added. Capitals do not matter."""
        known = {one.casefold() for one in self.issues}
        new = (one for one in said.issues if one.casefold() not in known)
        return Asked((*self.issues, *new), said.provision or self.provision)

    def unknown(self, dropped: Sequence[str]) -> int | None:
        """Return the place of the first dropped issue that the family did not ask for."""
        known = {one.casefold() for one in self.issues}
        return next((place for place, one in enumerate(dropped) if one.casefold() not in known), None)

    def dropped(self, said: Sequence[str]) -> "Dropped":
        """Return what is left when some issues are dropped."""
        left = tuple(without(self.issues, said))
        about_health = [is_about_health(one) for one in left]
        health = any(is_about_health(one) for one in said) and not any(about_health)
        return Dropped(Asked(left, None if health else self.provision), health, all(about_health))


@dataclass(frozen=True, slots=True)
class Dropped:
    """What is left of the issues of a request, and whether health is gone with those that were dropped, or is all."""

    left: Asked
    health: bool
    health_only: bool


def without(issues: Sequence[str], dropped: Sequence[str]) -> list[str]:
    """Return the issues that are left when some are dropped. Capitals do not matter."""
    gone = {one.casefold() for one in dropped}
    return [one for one in issues if one.casefold() not in gone]
