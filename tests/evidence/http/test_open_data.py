"""Figures as CSV on the web: each file leads to metadata that describes its columns, and shows what the JSON shows."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.evidence.burden.use_cases import Counted
from app.evidence.costs.columns import TABLE as COSTS
from app.evidence.costs.schemas import CostEvidence
from app.evidence.domain.burden import Burden, Way
from app.evidence.domain.cost_figures import FamilyCounted, cost_figures
from app.evidence.open_data import KNOWN
from app.kernel.terms import DecisionKind
from app.law.domain.quarters import Quarter
from tests.support.parties import Party

FIGURES = {
    "/v1/evidence/appeals": {"quarter": "2018-Q1"},
    "/v1/evidence/burden": {"quarter": "2018-Q1"},
    "/v1/evidence/costs": {"quarter": "2018-Q1"},
    "/v1/evidence/experience": {"quarter": "2018-Q1"},
    "/v1/evidence/mediations": {"year": "2017"},
    "/v1/evidence/panels": {"quarter": "2018-Q1"},
    "/v1/evidence/settings": {"quarter": "2018-Q1"},
    "/v1/exports/sen2.csv": {"year": "2026"},
    "/v1/exports/contract-return": {"provider": "sandbox-provider-a", "quarter": "2026-Q1"},
}
READ: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": int,
    "number": float,
    "gYear": int,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}


def test_every_table_is_tried() -> None:
    assert FIGURES.keys() == {table.path for table in KNOWN}


@pytest.mark.parametrize("path", FIGURES)
async def test_a_file_fits_the_metadata_that_it_leads_to(la: Party, path: str) -> None:
    await la.opens()
    answer = await la.sends("GET", path, params=FIGURES[path], headers={"Accept": "text/csv"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    address, relation, kind = answer.headers["link"].split("; ")
    assert (relation, kind) == ('rel="describedby"', 'type="application/csvm+json"')
    described = await la.http.get(address.strip("<>"))
    assert described.headers["content-type"] == "application/csvm+json"
    told = described.json()
    assert told["url"] == path
    columns = told["tableSchema"]["columns"]
    names, *rows = csv.reader(io.StringIO(answer.text))
    assert names == [column["name"] for column in columns]
    assert rows
    for row in rows:
        for column, cell in zip(columns, row, strict=True):
            assert cell or not column["required"], column["name"]
            _ = cell and READ[column["datatype"]](cell)


async def test_the_rows_are_the_numbers_of_the_answer(la: Party) -> None:
    query = {"quarter": "2018-Q1"}
    told = await la.gets("/v1/evidence/panels", **query)
    rows = await _rows(la, "/v1/evidence/panels", query)
    for group in told["groups"]:
        found = {(row["measure"], row["part"]): row["number"] for row in rows if row["panels"] == group["panels"]}
        assert found["recommendations", ""] == _text(group["recommendations"])
        for name in ("recommended", "answered", "appeals"):
            parts = group[name] if group[name] is not None else {"": None}
            assert {part: found[name, part] for part in parts} == {part: _text(one) for part, one in parts.items()}


async def _rows(la: Party, path: str, query: dict[str, str]) -> list[dict[str, str]]:
    answer = await la.sends("GET", path, params=query, headers={"Accept": "text/csv"})
    return list(csv.DictReader(io.StringIO(answer.text)))


def _text(number: Any) -> str:
    return "" if number is None else str(number)


async def test_a_problem_is_a_problem_to_a_caller_who_wants_csv_too(la: Party, provider: Party) -> None:
    for party, query, status in ((provider, {"quarter": "2018-Q1"}, 403), (la, {"quarter": "1999-Q1"}, 422)):
        answer = await party.sends("GET", "/v1/evidence/panels", params=query, headers={"Accept": "text/csv"})
        assert answer.status_code == status
        assert answer.headers["content-type"].startswith("application/problem+json")


async def test_metadata_of_nothing_is_not_found(la: Party) -> None:
    for path in ("/v1/evidence/nothing/metadata.json", "/v1/exports/sen2.xml/metadata.json"):
        assert (await la.http.get(path)).status_code == 404


def test_the_table_of_costs_has_every_number_of_the_answer_once() -> None:
    ways = (Burden(Way.MEDIATED, 3, 4, sessions_held=1), Burden(Way.DECLINED, 2, 3), Burden(Way.NO_CONTACT, 0, None))
    families = [FamilyCounted(ways[of % 5 // 2], DecisionKind.PLAN_CONTENT, of % 4 == 0) for of in range(100)]
    counted = Counted(cost_figures(families), datetime.now(UTC))
    told = CostEvidence.of(Quarter(2018, 1), counted).model_dump(mode="json")
    assert told["groups"]
    assert told["comparisons"]
    rows = [[row.get(name) for name in ("number", "low", "high")] for row in COSTS.rows(told)]
    assert sorted(one for row in rows for one in row if one is not None) == sorted(_numbers(told))


def _numbers(told: Any) -> Iterator[float]:
    """Yield every number of an answer but the years of prices, which a row tells in words."""
    if isinstance(told, dict):
        yield from (number for name, one in told.items() if name != "price_year" for number in _numbers(one))
    elif isinstance(told, list):
        yield from (number for one in told for number in _numbers(one))
    elif isinstance(told, int | float):
        yield told
