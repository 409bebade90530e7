"""What may be shown of a comparison that replays real cases: no number that could identify a family.

A count is shown if at least five families have it and at least five have not, and then to the nearest five. Differences
are those of the numbers as shown. Parts are shown together or not at all, and so are the kinds of decision.
Support, medians, the sensitivity and the ranges of parts are left out. Money and mediators are worked out from the
counts as they are shown: the caller may set what one of them costs. The area of the cases has the numbers of all cases,
as they are shown.
"""

from collections.abc import Mapping
from enum import StrEnum
from math import ceil, prod
from typing import Any

from app.evidence.domain.comparison.measures import COSTS
from app.evidence.domain.comparison.tally import COUNTED
from app.kernel.suppression import FEW, shown


class _Has(StrEnum):
    YES = "yes"
    NO = "no"


_OF_FAMILIES = frozenset(COUNTED) - {"decisions", "sessions"}
"""Counts of families. A family may have several sessions."""
_DAYS: Mapping[str, Any] = {"median": None, "ninth_decile": None, "ranges": {}}
_BY = ("by_kind", "by_support", "by_area", "by_size", "by_authority")
_NOTHING = {"value": None, "low": None, "high": None}


def disclosed(result: Mapping[str, Any], *, by_kind: bool) -> dict[str, Any]:
    """Return a result of real cases as it may be shown. `by_kind`: whether they may be divided by kind of decision."""
    assumed = {row["name"]: row for row in result["assumptions"]}
    by_regime = {name: _regime(figures, assumed, by_kind=by_kind) for name, figures in result["by_regime"].items()}
    first = next(iter(by_regime.values()))
    for figures in by_regime.values():
        apart = {measure: _difference(figures[measure], first[measure]) for measure in figures["differences"]}
        figures["differences"] = apart | {"cost": _difference_in_cost(figures, first, assumed)}
    population = result["population"]
    near = {name: _near(population[name]) for name in ("decisions", "tried_on")}
    return {**result, "population": population | near, "by_regime": by_regime, "sensitivity": []}


def _near(count: float) -> int:
    """Return a count to the nearest five."""
    return FEW * round(count / FEW)


def _two_digits(pounds: float) -> int:
    """Return money with two digits that count."""
    return int(float(f"{pounds:.1e}"))


def _regime(figures: Mapping[str, Any], assumed: Mapping[str, Mapping[str, Any]], *, by_kind: bool) -> dict[str, Any]:
    families = figures["decisions"]
    told: dict[str, Any] = {**figures, "decisions": _near(families), "differences": dict(figures["differences"])}
    for name in (one for one in COUNTED if one != "decisions"):
        told[name] = _count(figures[name], families, of_families=name in _OF_FAMILIES)
    if told["requests"] is None:
        told |= {"sessions": dict(_NOTHING), "sessions_held": None, "mediators_needed": dict(_NOTHING)}
    else:
        told["mediators_needed"] = _mediators(figures["mediators_needed"], assumed["sessions_each_week"]["value"])
    told["cost"] = _cost(told, assumed)
    told |= {"days_to_certificate": _DAYS, "days_to_tribunal": _DAYS} | {by: {} for by in _BY}
    return told | {"by_kind": _kinds(figures["by_kind"], told) if by_kind else {}}


def _cost(told: Mapping[str, Any], assumed: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the money for the counts that are shown. Nothing if one of them is not.

    The range is the widest: the lowest counts at the lowest prices, and the highest at the highest.
    """
    if any(_value(told[what]) is None for parts in COSTS.values() for what, _ in parts):
        return {**_NOTHING, "parts": {}, "ranges": {}}
    sides, low, high = (
        {
            side: sum(_value(told[what], end) * prod(assumed[name][end] for name in names) for what, names in parts)
            for side, parts in COSTS.items()
        }
        for end in ("value", "low", "high")
    )
    total, lowest, highest = (_two_digits(sum(one.values())) for one in (sides, low, high))
    parts = {side: _two_digits(pounds) for side, pounds in sides.items()}
    return {"value": total, "low": lowest, "high": highest, "parts": parts, "ranges": {}}


def _mediators(exact: Mapping[str, Any], each_week: float) -> dict[str, Any]:
    """Return the mediators for sessions to the nearest five."""
    return {name: ceil(_near(number * each_week) / each_week) for name, number in exact.items()}


def _kinds(groups: Mapping[str, Mapping[str, Any]], told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the counts of each kind of decision. A count is shown for every kind or for none: with all kinds but one,
    and the total, anybody could work that kind out."""
    there = {kind: counts for kind, counts in groups.items() if counts["decisions"]}
    shown_of = {kind: {"decisions": _near(counts["decisions"]), "ranges": {}} for kind, counts in there.items()}
    for name in (one for one in COUNTED if one != "decisions"):
        may = _value(told[name]) is not None and all(
            _count(counts[name], counts["decisions"], of_families=name in _OF_FAMILIES) is not None
            for counts in there.values()
        )
        for kind, counts in there.items():
            shown_of[kind][name] = _near(counts[name]) if may else None
    if told["requests"] is None or any(counts["requests"] is None for counts in shown_of.values()):
        for counts in shown_of.values():
            counts["sessions"] = counts["sessions_held"] = None
    return shown_of


def _value(one: Any, end: str = "value") -> Any:
    """Return a number, or one end of its range. A number without a range is both of its ends."""
    return one[end] if isinstance(one, dict) else one


def _count(one: Any, families: int, *, of_families: bool) -> Any:
    """Return a count as it may be shown, with its range and its parts."""
    value = _value(one)
    rest = families - value if of_families else FEW
    may_be_told = shown({_Has.YES: value, _Has.NO: rest}).parts is not None
    if not isinstance(one, dict):
        return _near(value) if may_be_told else None
    parts: dict[str, Any] = {"parts": {}, "ranges": {}} if "parts" in one else {}
    if not may_be_told:
        return _NOTHING | parts
    if parts and min(one["parts"].values()) >= FEW:
        parts["parts"] = {name: _near(number) for name, number in one["parts"].items()}
    return {"value": _near(value), "low": max(_near(one["low"]), FEW), "high": _near(one["high"]), **parts}


def _difference(mine: Any, first: Any) -> dict[str, Any]:
    """Return the difference of two regimes, and its widest range, from nothing but the numbers that are shown."""
    if mine["value"] is None or first["value"] is None:
        return dict(_NOTHING)
    return {
        "value": mine["value"] - first["value"],
        "low": mine["low"] - first["high"],
        "high": mine["high"] - first["low"],
    }


def _difference_in_cost(
    mine: Mapping[str, Any], first: Mapping[str, Any], assumed: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the same of money. Both regimes pay the same prices, so a price that is not known well cancels out."""
    if mine["cost"]["value"] is None or first["cost"]["value"] is None:
        return dict(_NOTHING)
    parts = [part for told in COSTS.values() for part in told]
    ends = [
        sum(
            _apart(mine[what], first[what], end) * prod(assumed[name][price] for name in names) for what, names in parts
        )
        for end in ("value", "low", "high")
        for price in ("value", "low", "high")
    ]
    value = mine["cost"]["value"] - first["cost"]["value"]
    return {"value": value, "low": min(value, _two_digits(min(ends))), "high": max(value, _two_digits(max(ends)))}


def _apart(mine: Any, first: Any, end: str) -> Any:
    other = {"value": "value", "low": "high", "high": "low"}[end]
    return _value(mine, end) - _value(first, other)
