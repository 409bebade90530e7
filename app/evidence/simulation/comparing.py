"""Works a comparison out, from its order to its result and its charts, and tells how far it is."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.evidence.domain.comparison.dividing import Ranged
from app.evidence.domain.comparison.measures import MEASURES
from app.evidence.domain.comparison.order import Order
from app.evidence.domain.comparison.result import result_of
from app.evidence.domain.comparison.running import measured, of_groups
from app.evidence.domain.comparison.tally import DAYS, Tally
from app.evidence.simulation.engine import Engine, Piece, engine_for
from app.evidence.simulation.sampling import Sample, range_of

BLOCKS_IN_A_PIECE = 2
SHOWN = 10
"""How many assumptions the sensitivity of one measure names: those that move it most."""

Tell = Callable[[float], None]


def compared(order: Order, tell: Tell, cluster: str | None = None, engine: Engine | None = None) -> dict[str, Any]:
    """Return the result of a comparison. `tell` hears how much of it is done, from 0 to 1."""
    ruled, rows = order.ruled(), order.rows()
    sample = Sample(rows, order.samples, order.seed)
    blocks = sample.blocks()
    pieces: list[Piece] = [("pool", pool) for pool in order.pools()]
    counted = len(pieces)
    pieces += [
        ("blocks", tuple(blocks[start : start + BLOCKS_IN_A_PIECE]))
        for start in range(0, len(blocks), BLOCKS_IN_A_PIECE)
    ]
    tallies = [Tally() for _ in ruled]
    tried: list[list[dict[str, float]]] = [[] for _ in ruled]
    run = engine or engine_for(order, cluster)
    for place, found in enumerate(run(json.dumps(order.as_json()), pieces)):
        if place < counted:
            for tally, more in zip(tallies, found, strict=True):
                tally.joined(more)
        else:
            for rows_tried, more in zip(tried, found, strict=True):
                rows_tried.extend(more)
        tell((place + 1) / (len(pieces) + 1))
    return result_of(order, tallies, _ranged(order, tallies, tried, sample), _sensitivity(order, tried, sample))


def _ranged(
    order: Order, tallies: Sequence[Tally], tried: Sequence[Sequence[dict[str, float]]], sample: Sample
) -> list[Ranged]:
    """Return each measure of each regime with its range, and its difference from the first regime with its range.

    The range is that of the smaller population, made larger in proportion, about the number of the whole population.
    """
    likeliest = {one.name: one.value for one in order.rows()}
    whole = [measured(tally, likeliest) for tally in tallies]
    parts = [of_groups(tally, likeliest) for tally in tallies]
    if not sample.varied:
        return [
            Ranged(
                {name: (said[name],) * 3 for name in MEASURES},
                {name: (said[name] - whole[0][name],) * 3 for name in MEASURES},
                {name: (number,) * 3 for name, number in groups.items()},
            )
            for said, groups in zip(whole, parts, strict=True)
        ]
    times = order.decisions / order.tried_on
    alone = [sample.independent(rows) for rows in tried]
    told = []
    for said, groups, rows in zip(whole, parts, alone, strict=True):
        values, differences = {}, {}
        for name in MEASURES:
            mine, first = [row[name] * times for row in rows], [row[name] * times for row in alone[0]]
            values[name] = _about(said[name], mine, least=0.0)
            apart = [a - b for a, b in zip(mine, first, strict=True)]
            differences[name] = _about(said[name] - whole[0][name], apart)
        ranges = {name: _about(number, _in_proportion(rows, name, times), least=0.0) for name, number in groups.items()}
        told.append(Ranged(values, differences, ranges))
    return told


def _in_proportion(rows: Sequence[Mapping[str, float]], name: str, times: float) -> list[float]:
    """Return a number of each row, made larger in proportion. Days do not grow with the families."""
    grows = 1.0 if name.partition(":")[0] in DAYS else times
    return [row[name] * grows for row in rows if name in row]


def _about(value: float, tried: Sequence[float], least: float | None = None) -> tuple[float, float, float]:
    low, high = range_of(tried or [value])
    low, high = min(low, value), max(high, value)
    return value, low if least is None else max(least, low), high


def _sensitivity(order: Order, tried: Sequence[Sequence[dict[str, float]]], sample: Sample) -> list[dict[str, Any]]:
    """Return for each regime and measure the assumptions that move it most."""
    told = []
    for scenario, rows in zip(order.scenarios, tried, strict=True):
        for name in MEASURES:
            moved = sorted(sample.moved_by([row[name] for row in rows]), key=lambda one: (-one[2], one[0]))
            told += [
                {
                    "regime": scenario.name, "measure": name, "assumption": assumption,
                    "first_order": _share(first), "total": _share(total), "total_within": _share(wide),
                }
                for assumption, first, total, wide in moved[:SHOWN]
            ]  # fmt: skip
    return told


def _share(estimated: float) -> float:
    """Return a share as it is shown. No share lies outside 0 to 1, though its estimate from few samples may."""
    return round(min(max(estimated, 0.0), 1.0), 3)
