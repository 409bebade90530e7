"""Answers about comparisons for the OpenAPI document: from the finished comparison of the sandbox, shortened."""

from typing import Any

from app.cases.unit import Service
from app.evidence.comparisons.answers import Comparison, ComparisonWithResult
from app.evidence.comparisons.columns import TABLES, TableName
from app.evidence.comparisons.routes import (
    cancel_comparison,
    compare_regimes,
    get_comparison,
    get_comparison_chart,
    get_comparison_metadata,
    get_comparison_report,
    get_comparison_table,
    get_comparisons,
)
from app.evidence.comparisons.sandbox import EXAMPLE_COMPARISON, EXAMPLE_ORDER, WHEN, example
from app.evidence.comparisons.views import table, without_authorities
from app.evidence.domain.comparison.words import ComparisonStatus
from app.platform.http.cursors import Page
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()
EXAMPLES.show(get_comparison_report, comparison_id=EXAMPLE_COMPARISON)
_SHOWN = 3
"""How many assumptions and rows of the sensitivity the document shows."""


def _comparison(status: ComparisonStatus) -> Comparison:
    done = status is ComparisonStatus.DONE
    return Comparison(
        id=EXAMPLE_COMPARISON,
        status=status,
        progress=1 if done else 0,
        asked=EXAMPLE_ORDER.as_json(),
        asked_at=WHEN,
        started_at=WHEN if done else None,
        finished_at=WHEN if done else None,
    )


@EXAMPLES.of(compare_regimes)
def _asked(_: Service) -> Comparison:
    return _comparison(ComparisonStatus.RUNNING)


@EXAMPLES.of(get_comparisons)
def _listed(_: Service) -> Page[Comparison]:
    return Page[Comparison](items=[_comparison(ComparisonStatus.DONE)], next=None)


@EXAMPLES.of(get_comparison, comparison_id=EXAMPLE_COMPARISON)
def _read(_: Service) -> ComparisonWithResult:
    result = example()["result"]
    return ComparisonWithResult(
        **dict(_comparison(ComparisonStatus.DONE)),
        edition=result["edition"],
        population=result["population"],
        by_regime=without_authorities(result),
        assumptions=result["assumptions"][:_SHOWN],
        unknowns=result["unknowns"],
        sensitivity=result["sensitivity"][:_SHOWN],
        charts=sorted(example()["charts"]),
    )


@EXAMPLES.of(cancel_comparison, comparison_id=EXAMPLE_COMPARISON)
def _cancelled(_: Service) -> Comparison:
    return _comparison(ComparisonStatus.DONE)


@EXAMPLES.of(get_comparison_table, comparison_id=EXAMPLE_COMPARISON)
def _table(_: Service) -> str:
    return table(example()["result"], TableName.MEASURES)


@EXAMPLES.of(get_comparison_metadata, comparison_id=EXAMPLE_COMPARISON)
def _metadata(_: Service) -> dict[str, Any]:
    return {"parts": TABLES[TableName.PARTS].metadata()}


@EXAMPLES.of(get_comparison_chart, comparison_id=EXAMPLE_COMPARISON, chart="sensitivity")
def _chart(_: Service) -> str:
    drawn: str = example()["charts"]["sensitivity"]
    return drawn
