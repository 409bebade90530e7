"""What a comparison found, in sentences. None of them says that a law causes anything."""

from collections.abc import Mapping
from typing import Any

MEASURES = {
    "locked_out": "Families locked out of the tribunal",
    "delayed": "Families whose certificate was delayed",
    "certificates": "Certificates",
    "appeals": "Appeals registered",
    "late_appeals": "Appeals that missed their time",
    "sessions": "Mediation sessions",
    "thirty_days_broken": "Families offered no session in time",
    "mediators_needed": "Mediators needed",
    "cost": "Cost in pounds",
}
WHY = {
    "family_contact_too_late": "the family contacted an adviser too late",
    "family_declined": "the family had to attend and declined",
    "family_did_not_attend": "the family had to attend and did not come",
    "exemption_refused": "an exemption was refused",
    "tribunal_undecided": "nobody decided about an exemption",
    "not_arranged": "no session was arranged",
    "authority_absent": "the authority stayed away",
    "not_appealable": "the matter cannot be appealed",
}
CAUTION = (
    "This comparison says what follows from its assumptions. It does not say what a law would cause. If fewer families "
    "can appeal, the cost of appeals falls, but this is not a saving."
)


def number(value: float) -> str:
    """Return a number as people write it."""
    return f"{value:,.1f}" if value != round(value) else f"{round(value):,}"


def between(one: Mapping[str, Any]) -> str:
    """Return a number with its range, or that it may not be told."""
    if one["value"] is None:
        return "(not shown)"
    return f"{number(one['value'])} ({number(one['low'])} to {number(one['high'])})"


def population_of(result: Mapping[str, Any]) -> str:
    """Return whose families were compared."""
    told = result["population"]
    if told["own_cases_of"] is not None:
        return (
            f"{told['decisions']:,} closed cases of the year {told['own_cases_of']}, without names. Each case takes "
            "its recorded steps through the pathway again. If a regime asks for a step that the case does not have, "
            "the assumptions decide. Numbers that could identify a family are not shown."
        )
    whose = "in England" if told["authority"] is None else f"as if of authority {told['authority']}"
    return (
        f"{told['decisions']:,} invented decisions of one year {whose}, with kinds of decision in England's "
        "proportions. Each family goes through the pathway that decides real cases. The families, and what chance "
        "decides for them, are the same under every regime."
    )


def found(result: Mapping[str, Any]) -> list[str]:
    """Return what was found, a sentence or two for each regime."""
    (first, today), *others = result["by_regime"].items()
    told = [
        f"{first}: {between(today['locked_out'])} families cannot appeal as of right, and "
        f"{between(today['appeals'])} appeals are registered."
    ]
    for name, figures in others:
        locked, apart = figures["locked_out"], figures["differences"]["locked_out"]
        told.append(
            f"{name}: {between(locked)} families cannot appeal as of right. The difference from {first} is "
            f"{between(apart)}.{_most(locked['parts'])} Mediators hold {between(figures['sessions'])} sessions. "
            f"{between(figures['thirty_days_broken'])} families are offered no session in time."
        )
    return told


def _most(parts: Mapping[str, int]) -> str:
    if not parts:
        return ""
    why = max(parts, key=lambda one: parts[one])
    return f" The most frequent reason: {WHY[why]} ({number(parts[why])})." if parts[why] else ""


def moves_most(result: Mapping[str, Any], measure: str = "locked_out", most: int = 6) -> list[Mapping[str, Any]]:
    """Return the assumptions that move a measure most, under the regime in which it is largest."""
    by_regime = result["by_regime"]
    regime = max(by_regime, key=lambda one: by_regime[one][measure]["value"] or 0)
    names = [
        one["assumption"] for one in result["sensitivity"] if one["regime"] == regime and one["measure"] == measure
    ][:most]
    rows = {one["name"]: one for one in result["assumptions"]}
    return [rows[name] for name in names]
