"""The result of a comparison: numbers under each regime, what was assumed, and what cannot be known."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from app.evidence.domain.comparison.areas import BANDS, band_of, codes, region_of, regions
from app.evidence.domain.comparison.behaving import GROUPS
from app.evidence.domain.comparison.disclosing import disclosed
from app.evidence.domain.comparison.measures import OF_GROUPS
from app.evidence.domain.comparison.order import EDITION, Order
from app.evidence.domain.comparison.running import costs
from app.evidence.domain.comparison.tally import COUNTED, PARTS, SUPPORT, Tally, divided, quantile
from app.evidence.domain.comparison.unknowns import unknowns_of
from app.law.domain.regimes import Regime

Triple = tuple[float, float, float]
"""The likeliest number, and the two ends of its range."""


@dataclass(frozen=True, slots=True)
class Ranged:
    """The measures of a regime, their differences from the first regime, and the counts of each group of families."""

    values: Mapping[str, Triple]
    differences: Mapping[str, Triple]
    groups: Mapping[str, Triple] = field(default_factory=dict)


WHOLE = frozenset({"mediators_needed"})


def result_of(
    order: Order, tallies: Sequence[Tally], ranged: Sequence[Ranged], sensitivity: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the result as JSON can hold it."""
    rows, ruled = order.rows(), order.ruled()
    likeliest = {one.name: one.value for one in rows}
    told = {
        "edition": EDITION,
        "population": {
            "authority": order.authority, "decisions": order.decisions, "seed": order.seed, "samples": order.samples,
            "tried_on": order.tried_on, "own_cases": None if order.selection is None else order.selection.as_json(),
        },
        "by_regime": {
            regime.id.value: _regime(regime, tally, ranges, likeliest)
            | _areas(order, tally, ranges)
            | _changed(order.parameters.get(regime.id))
            for regime, tally, ranges in zip(ruled, tallies, ranged, strict=True)
        },
        "assumptions": [asdict(one) | {"as_of": one.as_of.isoformat()} for one in rows],
        "unknowns": unknowns_of(order, ruled),
        "sensitivity": list(sensitivity),
    }  # fmt: skip
    return told if order.own is None else disclosed(told, by_kind=order.by_kind)


def _regime(regime: Regime, tally: Tally, ranged: Ranged, likeliest: Mapping[str, float]) -> dict[str, Any]:
    told: dict[str, Any] = {"title": regime.title, "status": regime.status.value}
    told |= {name: tally.total(name) for name in COUNTED if name not in ranged.values}
    told |= {name: _triple(name, triple) for name, triple in ranged.values.items()}
    for name, parts in PARTS.items():
        told[name]["parts"] = {part: tally.total(f"{name}/{part}") for part in map(str, parts)}
    told["cost"]["parts"] = {side: round(pounds) for side, pounds in costs(tally, likeliest).items()}
    told["days_to_certificate"] = _days(tally.days_to_certificate)
    told["days_to_tribunal"] = _days(tally.days_to_tribunal)
    told["differences"] = {name: _triple(name, triple) for name, triple in ranged.differences.items()}
    by_kind = divided(tally, GROUPS, lambda cell: GROUPS[cell.group])
    by_support = divided(tally, SUPPORT, lambda cell: SUPPORT[cell.supported])
    told["by_kind"], told["by_support"] = _with_ranges(by_kind, ranged), _with_ranges(by_support, ranged)
    return told


def _changed(parameters: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the parameters that the caller changed. A regime as published has no such member."""
    return {"changed": dict(parameters)} if parameters else {}


def _with_ranges(groups: Mapping[str, Mapping[str, int]], ranged: Ranged) -> dict[str, Any]:
    """Return the counts of each group with the ranges of the smaller population."""
    return {group: {**counts, "ranges": _ranges(group, ranged)} for group, counts in groups.items()}


def _ranges(group: str, ranged: Ranged) -> dict[str, Any]:
    return {what: _ends(ranged.groups[f"{what}/{group}"]) for what in OF_GROUPS if f"{what}/{group}" in ranged.groups}


def _areas(order: Order, tally: Tally, ranged: Ranged) -> dict[str, Any]:
    """Return every count by area. One authority has no areas here."""
    if order.authority is not None:
        return {"by_area": {}, "by_size": {}, "by_authority": {}}
    by_area = divided(tally, regions(), lambda cell: region_of(cell.place))
    by_size = divided(tally, BANDS, lambda cell: band_of(cell.place))
    by_authority = divided(tally, codes(), lambda cell: codes()[cell.place])
    told = {"by_area": by_area, "by_size": by_size, "by_authority": by_authority}
    return {by: _in_proportion(groups, ranged) for by, groups in told.items()}


def _in_proportion(groups: Mapping[str, Mapping[str, int]], ranged: Ranged) -> dict[str, Any]:
    """Return the counts of each area, with the range of England in proportion: no area is tried alone."""
    told = {}
    for group, counts in groups.items():
        ranges = {}
        for what in OF_GROUPS:
            value, low, high = ranged.values[what]
            part = counts[what] / value if value else 0.0
            ranges[what] = _ends((counts[what], low * part, high * part))
        told[group] = {**counts, "ranges": ranges}
    return told


def _ends(triple: Triple) -> dict[str, int]:
    _, low, high = triple
    return {"low": round(low), "high": round(high)}


def _triple(name: str, triple: Triple) -> dict[str, Any]:
    value, low, high = (round(one, 1) if name in WHOLE else round(one) for one in triple)
    return {"value": value, "low": low, "high": high}


def _days(days: Any) -> dict[str, int | None]:
    return {"median": quantile(days, 0.5), "ninth_decile": quantile(days, 0.9)}
