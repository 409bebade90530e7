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
from app.evidence.domain.comparison.areas import named
from app.evidence.domain.comparison.sentences import (
    CAUTION,
    DAYS,
    MEANINGS,
    MEASURES,
    NOT_SHOWN,
    assumed,
    between,
    found,
    half_and_most,
    hardest,
    label,
    moves_most,
    number,
    own_numbers,
    population_of,
    regime_of,
)

_PAGE: Final = Path(__file__).with_name("report.typ")
_SURE = {"found": "found in a source", "worked_out": "worked out from a source", "assumed": "assumed"}
_GROUPS = {"by_kind": "Decision", "by_support": "Support of an advice service", "by_area": "Region"}
_CHARTS = {
    "locked-out": "locked_out", "why": "locked_out", "delayed": "delayed", "mediators": "mediators_needed",
}  # fmt: skip
_MOST_REGIMES = 3
"""With more regimes, the report has no room for groups of families and names regimes by their short names."""


def report(result: Mapping[str, Any], charts: Mapping[str, str]) -> bytes:
    """Return the report as a tagged PDF."""
    as_of = max(date.fromisoformat(one["as_of"]) for one in result["assumptions"])
    return pressed(_PAGE, _said(result, charts, as_of), datetime.combine(as_of, time(), UTC))


def _said(result: Mapping[str, Any], charts: Mapping[str, str], as_of: date) -> dict[str, Any]:
    regimes = result["by_regime"]
    told = result["population"]
    roomy = len(regimes) <= _MOST_REGIMES
    moved = moves_most(result)
    under = label(hardest(result), regimes[hardest(result)])
    return {
        "font": FIRST,
        "title": "What other rules would do",
        "dated": [as_of.year, as_of.month, as_of.day],
        "population": population_of(result),
        "regimes": [(name, regime_of(one)) for name, one in regimes.items()],
        "header": ["", *([_heading(name, one) for name, one in regimes.items()] if roomy else regimes)],
        "rows": [*_measures(regimes), *(_days(regimes) if roomy else ())],
        "meanings": MEANINGS,
        "found": found(result),
        "caution": CAUTION,
        "charts": [(charts[name], _of_chart(regimes, measure)) for name, measure in _charts(charts, 4 if roomy else 2)],
        "crowded": not roomy,
        "ranges": "The numbers in brackets are a range: from the 5th to the 95th percentile of the answers if other "
        f"numbers are tried for all assumptions at once, in {2 * told['samples']:,} independent tries on "
        f"{told['tried_on']:,} decisions (sampled by SALib).",
        "groups": _groups(result) if roomy else [],
        "groups_title": f"Who is locked out: {under}",
        "assumed": [
            [one["meaning"], assumed(one), _SURE[one["confidence"]], f"{max(share, 0):.0%}"] for one, share in moved
        ],
        "assumptions": f"No law fixes {len(result['assumptions'])} of the numbers behind this comparison. "
        f"{sum(one['confidence'] == 'assumed' for one in result['assumptions'])} of them are in no published source. "
        + (
            f"These move the number of locked out families most: {under}. The last column is the share of its spread."
            if moved
            else "The table of assumptions has each with its range and its source."
        ),
        "unknowns": result["unknowns"],
        "again": f"{own_numbers(result)}Seed {told['seed']}, {told['samples']} samples, "
        f"edition {result['edition']} of the comparison, version {VERSION} of the service. The same order gives the "
        "same bytes. The tables have every number, and every assumption with its source.",
    }


def _heading(name: str, figures: Mapping[str, Any]) -> str:
    told = label(name, figures)
    return f"{told} (changed)" if figures.get("changed") and told == figures["title"] else told


def _measures(regimes: Mapping[str, Any]) -> list[list[str]]:
    return [
        [title, *(between(one[measure], measure) for one in regimes.values())] for measure, title in MEASURES.items()
    ]


def _days(regimes: Mapping[str, Any]) -> list[list[str]]:
    return [[title, *(half_and_most(one[days]) for one in regimes.values())] for days, title in DAYS.items()]


def _charts(charts: Mapping[str, str], most: int) -> list[tuple[str, str]]:
    return [(name, measure) for name, measure in _CHARTS.items() if name in charts][:most]


def _of_chart(regimes: Mapping[str, Any], measure: str) -> str:
    """Return what a chart shows, for those who do not see it."""
    return f"{MEASURES[measure]}. " + "; ".join(f"{name}: {between(one[measure])}" for name, one in regimes.items())


def _groups(result: Mapping[str, Any]) -> list[list[str]]:
    """Return the groups of families under the regime that locks most of them out."""
    figures = result["by_regime"][hardest(result)]
    rows = []
    for by, title in _GROUPS.items():
        for group, counts in figures[by].items():
            locked = counts["locked_out"]
            ends = counts["ranges"].get("locked_out")
            told = NOT_SHOWN if locked is None else between({"value": locked, **ends}) if ends else number(locked)
            share = "" if locked is None or not counts["decisions"] else f"{1000 * locked / counts['decisions']:.0f}"
            name = named(group) if by == "by_area" else group.replace("_", " ").capitalize()
            rows.append([title, name, number(counts["decisions"]), told, share])
    return rows
