"""The issues of a request for mediation: which of them are about health."""

from collections.abc import Sequence

from app.kernel.terms import HEALTH_SECTIONS

MOST_ISSUES = 40
"""The most issues of one request, with those that were added to it."""


def is_about_health(issue: str) -> bool:
    """Whether an issue is a health section of the plan, or names health: a false alarm costs the authority a letter."""
    said = issue.casefold().removeprefix("section ").strip()
    return "health" in said or said.upper() in HEALTH_SECTIONS


def without(issues: Sequence[str], dropped: Sequence[str]) -> list[str]:
    """Return the issues that are left when some are dropped. Capitals do not matter."""
    gone = {one.casefold() for one in dropped}
    return [one for one in issues if one.casefold() not in gone]
