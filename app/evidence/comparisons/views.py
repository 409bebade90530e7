"""Comparisons as they are shown: as JSON, and each table as CSV."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from app.evidence.comparisons.answers import Comparison, ComparisonWithResult
from app.evidence.domain.comparison.tally import COUNTED
from app.platform.db.connections import Row


class TableName(StrEnum):
    """The tables of a comparison."""

    MEASURES = "measures"
    GROUPS = "groups"
    PARTS = "parts"
    ASSUMPTIONS = "assumptions"
    SENSITIVITY = "sensitivity"


_MEMBERS = ("id", "status", "progress", "asked_at", "started_at", "finished_at", "failure")
_RESULT = ("edition", "population", "by_regime", "assumptions", "unknowns", "sensitivity")
_GROUPS = ("by_kind", "by_support", "by_area")


def comparison_out(row: Row) -> Comparison:
    """Show a comparison without its result."""
    return Comparison(**_told(row))


def comparison_with_result(row: Row) -> ComparisonWithResult:
    """Show a comparison with its result, if it is done."""
    if row.result is None:
        return ComparisonWithResult(**_told(row))
    result = json.loads(row.result)
    charts = sorted(json.loads(row.charts))
    return ComparisonWithResult(**_told(row), **{name: result[name] for name in _RESULT}, charts=charts)


def _told(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in _MEMBERS} | {"asked": _asked(row)}


def _asked(row: Row) -> dict[str, Any]:
    """Return what was asked, without what the cases say."""
    order: dict[str, Any] = json.loads(row.asked)["order"]
    return {name: value for name, value in order.items() if name != "own"}


def table(result: Mapping[str, Any], name: TableName) -> str:
    """Return a table of a result as CSV."""
    written = io.StringIO()
    csv.writer(written).writerows(_ROWS[name](result))
    return "\ufeff" + written.getvalue()


def _measures(result: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    yield "regime", "measure", "value", "low", "high", "difference", "difference_low", "difference_high"
    for regime, told in result["by_regime"].items():
        for measure, apart in told["differences"].items():
            one = told[measure]
            yield regime, measure, one["value"], one["low"], one["high"], apart["value"], apart["low"], apart["high"]
        for measure in ("days_to_certificate", "days_to_tribunal"):
            yield regime, f"{measure}_median", told[measure]["median"], "", "", "", "", ""
            yield regime, f"{measure}_ninth_decile", told[measure]["ninth_decile"], "", "", "", "", ""


def _parts(result: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    yield "regime", "measure", "part", "value"
    for regime, told in result["by_regime"].items():
        for measure in ("certificates", "locked_out", "delayed", "cost"):
            yield from ((regime, measure, part, number) for part, number in told[measure]["parts"].items())


def _groups(result: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    names = list(COUNTED)
    yield "regime", "by", "group", *names
    for regime, told in result["by_regime"].items():
        for by in _GROUPS:
            for group, counts in told[by].items():
                yield regime, by, group, *(counts.get(name, "") for name in names)


def _rows_of(member: str) -> Any:
    def rows(result: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
        found = result[member]
        if found:
            yield tuple(found[0])
        yield from (tuple(one.values()) for one in found)

    return rows


_ROWS = {
    TableName.MEASURES: _measures,
    TableName.GROUPS: _groups,
    TableName.PARTS: _parts,
    TableName.ASSUMPTIONS: _rows_of("assumptions"),
    TableName.SENSITIVITY: _rows_of("sensitivity"),
}
