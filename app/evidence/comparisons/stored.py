"""A stored result in the form of today. A result is kept for 90 days, and the service may change its form meanwhile."""

import json
from typing import Any

from app.evidence.domain.comparison.tally import DAYS
from app.law.domain.regimes import RegimeId

_IN_FORCE = next(iter(RegimeId))


def read_result(stored: str) -> dict[str, Any]:
    """Return a stored result.

    Edition 2 had no ranges of groups, no regions, and years of own cases alone. Edition 3 had no ranges of parts, each
    regime once, and estimates of shares outside 0 to 1. Edition 4 had no ranges of days.
    """
    result: dict[str, Any] = json.loads(stored)
    population = result["population"]
    year = population.pop("own_cases_of", None)
    population.setdefault("own_cases", None if year is None else _whole(year))
    for one in result["sensitivity"]:
        one |= {share: min(max(one[share], 0.0), 1.0) for share in ("first_order", "total", "total_within")}
    for name, told in result["by_regime"].items():
        told.setdefault("regime", name)
        told.setdefault("by_authority", {})
        for days in DAYS:
            told[days].setdefault("ranges", {})
        for measure in ("certificates", "locked_out", "delayed", "cost"):
            told[measure].setdefault("ranges", {})
        if "by_size" not in told:
            told["by_size"], told["by_area"] = told["by_area"], {}
        for by in ("by_kind", "by_support", "by_area", "by_size"):
            for counts in told[by].values():
                counts.setdefault("ranges", {})
    return result


def _whole(year: int) -> dict[str, Any]:
    return {"from_quarter": f"{year}-Q1", "to_quarter": f"{year}-Q4", "kind": None, "recorded_under": _IN_FORCE}
