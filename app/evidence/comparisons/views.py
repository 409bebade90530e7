"""Comparisons as they are shown: as JSON, and each table as CSV."""

import json
from collections.abc import Mapping
from typing import Any

from app.evidence.comparisons.answers import Comparison, ComparisonWithResult
from app.evidence.comparisons.columns import TABLES, TableName
from app.evidence.comparisons.stored import read_result
from app.platform.db.connections import Row

_MEMBERS = ("id", "status", "progress", "asked_at", "started_at", "finished_at", "failure")
_RESULT = ("edition", "population", "by_regime", "assumptions", "unknowns", "sensitivity")


def comparison_out(row: Row) -> Comparison:
    """Show a comparison without its result."""
    return Comparison(**_told(row))


def comparison_with_result(row: Row) -> ComparisonWithResult:
    """Show a comparison with its result, if it is done."""
    if row.result is None:
        return ComparisonWithResult(**_told(row))
    result = read_result(row.result)
    charts = sorted(json.loads(row.charts))
    told = {name: result[name] for name in _RESULT} | {"by_regime": without_authorities(result)}
    return ComparisonWithResult(**_told(row), **told, charts=charts)


def without_authorities(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures by regime without those of each authority: these are some hundred rows, and the table has
    them."""
    return {
        regime: {name: told for name, told in figures.items() if name != "by_authority"}
        for regime, figures in result["by_regime"].items()
    }


def _told(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in _MEMBERS} | {"asked": _asked(row)}


def _asked(row: Row) -> dict[str, Any]:
    """Return what was asked, without what the own cases say, and without their exact number."""
    order: dict[str, Any] = json.loads(row.asked)["order"]
    hidden = {"own", "by_kind"} if order.get("own") is None else {"own", "by_kind", "decisions"}
    return {name: value for name, value in order.items() if name not in hidden}


def table(result: Mapping[str, Any], name: TableName) -> str:
    """Return a table of a result as CSV."""
    return TABLES[name].file(result)
