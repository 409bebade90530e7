"""The result of a comparison: numbers under each regime, what was assumed, and what cannot be known."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from app.evidence.domain.comparison.disclosing import disclosed
from app.evidence.domain.comparison.dividing import Ranged, Triple, area_of, by_areas, by_group, by_own_areas, ends
from app.evidence.domain.comparison.order import EDITION, Order
from app.evidence.domain.comparison.running import costs, part_of
from app.evidence.domain.comparison.scenarios import Scenario
from app.evidence.domain.comparison.tally import COUNTED, DAYS, PARTS, Tally, days_of
from app.evidence.domain.comparison.unknowns import unknowns_of

WHOLE = frozenset({"mediators_needed"})


def result_of(
    order: Order, tallies: Sequence[Tally], ranged: Sequence[Ranged], sensitivity: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the result as JSON can hold it."""
    rows = order.rows()
    likeliest = {one.name: one.value for one in rows}
    told = {
        "edition": EDITION,
        "population": {
            "authority": order.authority,
            **area_of(order.authority),
            "decisions": order.decisions,
            "seed": order.seed,
            "samples": order.samples,
            "tried_on": order.tried_on,
            "own_cases": None if order.selection is None else order.selection.as_json(),
        },
        "by_regime": {
            scenario.name: _regime(scenario, tally, ranges, likeliest)
            | by_areas(order.authority, tally, ranges)
            | _changed(scenario)
            for scenario, tally, ranges in zip(order.scenarios, tallies, ranged, strict=True)
        },
        "assumptions": [asdict(one) | {"as_of": one.as_of.isoformat()} for one in rows],
        "unknowns": unknowns_of(order),
        "sensitivity": list(sensitivity),
    }
    return told if order.own is None else _of_own_cases(order, told)


def _of_own_cases(order: Order, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return a result of real cases as it may be shown. All of them are in one area, whose numbers are theirs."""
    shown = disclosed(told, by_kind=order.by_kind)
    by_regime = shown["by_regime"].items()
    return shown | {"by_regime": {name: one | by_own_areas(order.authority, one) for name, one in by_regime}}


def _regime(scenario: Scenario, tally: Tally, ranged: Ranged, likeliest: Mapping[str, float]) -> dict[str, Any]:
    regime = scenario.ruled()
    told: dict[str, Any] = {"regime": regime.id.value, "title": regime.title, "status": regime.status.value}
    told |= {name: tally.total(name) for name in COUNTED if name not in ranged.values}
    told |= {name: _triple(name, triple) for name, triple in ranged.values.items()}
    for name, parts in PARTS.items():
        told[name]["parts"] = {part: tally.total(f"{name}/{part}") for part in map(str, parts)}
    told["cost"]["parts"] = {side: round(pounds) for side, pounds in costs(tally, likeliest).items()}
    for name in (*PARTS, "cost"):
        of_parts = {part: ranged.groups.get(part_of(name, part)) for part in told[name]["parts"]}
        told[name]["ranges"] = {part: ends(triple) for part, triple in of_parts.items() if triple}
    for name in DAYS:
        told[name] = _days(tally, name, ranged)
    told["differences"] = {name: _triple(name, triple) for name, triple in ranged.differences.items()}
    return told | by_group(tally, ranged)


def _changed(scenario: Scenario) -> dict[str, Any]:
    """Return the parameters that the caller changed. A regime as published has no such member."""
    return {"changed": dict(scenario.parameters)} if scenario.parameters else {}


def _triple(name: str, triple: Triple) -> dict[str, Any]:
    value, low, high = (round(one, 1) if name in WHOLE else round(one) for one in triple)
    return {"value": value, "low": low, "high": high}


def _days(tally: Tally, name: str, ranged: Ranged) -> dict[str, Any]:
    days = days_of(tally, name)
    triples = {which: ranged.groups.get(part_of(name, which)) for which in days}
    return {**days, "ranges": {which: ends(triple) for which, triple in triples.items() if triple}}
