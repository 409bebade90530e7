"""The printed report of a comparison: two pages of A4 as PDF/UA-1. The same result gives the same bytes.

The pages are in `report.typ`.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

from app import VERSION
from app.certificates.press import pressed
from app.certificates.typeface import FIRST
from app.evidence.domain.comparison.sentences import (
    CAUTION,
    MEASURES,
    between,
    found,
    moves_most,
    population_of,
)

_PAGE: Final = Path(__file__).with_name("report.typ")
_SURE = {"found": "found in a source", "worked_out": "worked out from a source", "assumed": "assumed"}


def report(result: Mapping[str, Any], charts: Mapping[str, str]) -> bytes:
    """Return the report as a tagged PDF."""
    as_of = max(date.fromisoformat(one["as_of"]) for one in result["assumptions"])
    return pressed(_PAGE, _said(result, charts, as_of), datetime.combine(as_of, time(), UTC))


def _said(result: Mapping[str, Any], charts: Mapping[str, str], as_of: date) -> dict[str, Any]:
    regimes = result["by_regime"]
    told = result["population"]
    return {
        "font": FIRST,
        "title": "What other rules would do",
        "dated": [as_of.year, as_of.month, as_of.day],
        "population": population_of(result),
        "regimes": [(name, f"{one['title']} ({one['status']})") for name, one in regimes.items()],
        "header": ["", *regimes],
        "rows": [[title, *(between(one[name]) for one in regimes.values())] for name, title in MEASURES.items()],
        "found": found(result),
        "caution": CAUTION,
        "chart": charts["locked-out"],
        "chart_says": "; ".join(f"{name}: {between(one['locked_out'])}" for name, one in regimes.items()),
        "ranges": "A range goes from the 5th to the 95th percentile of the answers if other numbers are tried for all "
        f"assumptions at once, on {told['tried_on']:,} decisions.",
        "assumed": [
            [one["meaning"], f"{one['value']:g} ({one['low']:g} to {one['high']:g})", _SURE[one["confidence"]]]
            for one in moves_most(result)
        ],
        "assumptions": f"The comparison has {len(result['assumptions'])} assumptions. Of these, "
        f"{sum(one['confidence'] == 'assumed' for one in result['assumptions'])} are in no published source. "
        "These move the number of locked out families most:",
        "unknowns": result["unknowns"],
        "again": f"Seed {told['seed']}, {told['samples']} samples, edition {result['edition']} of the comparison, "
        f"version {VERSION} of the service. The same order gives the same numbers.",
    }
