"""The result of a comparison: numbers under each regime, what was assumed, and what cannot be known."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.evidence.domain.comparison.behaving import GROUPS
from app.evidence.domain.comparison.disclosing import disclosed
from app.evidence.domain.comparison.order import EDITION, Order
from app.evidence.domain.comparison.running import costs
from app.evidence.domain.comparison.tally import BANDS, COUNTED, PARTS, Tally, members, quantile
from app.evidence.domain.comparison.unknowns import OF_OWN_CASES, unknowns_of
from app.law.domain.regimes import Regime

Triple = tuple[float, float, float]
"""The likeliest number, and the two ends of its range."""


@dataclass(frozen=True, slots=True)
class Ranged:
    """The measures of a regime, and their differences from the first regime."""

    values: Mapping[str, Triple]
    differences: Mapping[str, Triple]


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
            "tried_on": order.tried_on, "own_cases_of": order.year,
        },
        "by_regime": {
            regime.id.value: _regime(regime, tally, ranges, likeliest)
            for regime, tally, ranges in zip(ruled, tallies, ranged, strict=True)
        },
        "assumptions": [asdict(one) | {"as_of": one.as_of.isoformat()} for one in rows],
        "unknowns": [*(() if order.own is None else OF_OWN_CASES), *unknowns_of(ruled)],
        "sensitivity": list(sensitivity),
    }  # fmt: skip
    return told if order.own is None else disclosed(told)


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
    told["by_kind"] = {group: _counts(tally, members(group=place)) for place, group in enumerate(GROUPS)}
    told["by_support"] = {
        name: _counts(tally, members(supported=place)) for place, name in enumerate(("without", "with"))
    }
    told["by_area"] = {band: _counts(tally, members(band=place)) for place, band in enumerate(BANDS)}
    return told


def _triple(name: str, triple: Triple) -> dict[str, Any]:
    value, low, high = (round(one, 1) if name in WHOLE else round(one) for one in triple)
    return {"value": value, "low": low, "high": high}


def _days(days: Any) -> dict[str, int | None]:
    return {"median": quantile(days, 0.5), "ninth_decile": quantile(days, 0.9)}


def _counts(tally: Tally, cells: Sequence[int]) -> dict[str, int]:
    return {name: sum(tally.cells[name][cell] for cell in cells) if name in tally.cells else 0 for name in COUNTED}
