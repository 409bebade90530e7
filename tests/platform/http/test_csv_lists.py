"""Every list as CSV: the rows of the list, for a spreadsheet that runs none of them."""

import csv
import io
import re
from typing import Any

import pytest
from fastapi import FastAPI

from app.evidence.open_data import KNOWN
from app.platform.http import csv_lists
from tests.support.capacity import books, mediates, slots_for, wants_mediation
from tests.support.parties import Parties, Party
from tests.support.referrals import a_referral

CSV = {"Accept": "text/csv"}


async def file(reader: Party, path: str, **query: Any) -> tuple[list[dict[str, str]], Any]:
    answer = await reader.sends("GET", path, headers=CSV, params=query or None)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["Vary"] == "Accept"
    return list(csv.DictReader(io.StringIO(answer.content.decode()))), answer


def cell(item: Any, column: str) -> Any:
    for name in column.split("."):
        item = item.get(name) if isinstance(item, dict) else None
    return item


def lists(app: FastAPI) -> list[str]:
    """The paths of all lists that need no id: each answers in two forms. Figures are tables: see test_csv_tables.py."""
    answers = {
        path: by.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        for path, by in app.openapi()["paths"].items()
    }
    tables = {table.path for table in KNOWN}
    return [
        path
        for path, forms in answers.items()
        if "{" not in path and path not in tables and forms.keys() >= {"text/csv", "application/json"}
    ]


async def test_each_list_has_the_same_rows_in_both_forms(app: FastAPI, parties: Parties) -> None:
    la, provider = await parties.get("sandbox-la-991"), await parties.get("sandbox-provider-a")
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    await books(provider, case, (await slots_for(la, case, mediator))[0]["id"])
    await la.posts("/v1/referrals", a_referral(case))
    rows = 0
    for path in lists(app):
        for reader in await parties.all():
            answer = await reader.sends("GET", path, params={"limit": 200})
            if answer.status_code == 403:
                continue
            shown, items = (await file(reader, path))[0], answer.json()["items"]
            assert len(shown) == len(items), (path, reader.slug)
            for row, item in zip(shown, items, strict=True):
                for column, text in row.items():
                    value = cell(item, column)
                    plain = value if isinstance(value, str) else ""
                    assert (text == plain) if value is None or isinstance(value, str) else text or value == [], (
                        path,
                        column,
                    )
            rows += len(items)
    assert rows > 10
    assert len(lists(app)) > 7


async def test_what_a_spreadsheet_would_run_is_text(la: Party) -> None:
    formulas = ['=HYPERLINK("https://example.org")', "+1", "-1", "@SUM(1)", "\uff1d1"]
    for number, formula in enumerate(formulas):
        await la.opens(la_reference=formula, notice_sent_on=f"2026-03-{number + 1:02}")
    rows, _ = await file(la, "/v1/cases", notice_sent_from="2026-03-01", notice_sent_to="2026-03-05")
    assert sorted(row["la_reference"] for row in rows) == sorted(f"'{one}" for one in formulas)


async def test_a_file_holds_the_list_to_its_end_and_says_where_it_goes_on(
    la: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    references = [f"FILE-{number}" for number in range(7)]
    for reference in references:
        await la.opens(la_reference=reference)
    monkeypatch.setattr(csv_lists, "MAX_LIMIT", 2)
    asked = {"la_reference": "FILE-", "sort": "updated_at"}
    rows, answer = await file(la, "/v1/cases", **asked)
    assert [row["la_reference"] for row in rows] == references
    assert "Link" not in answer.headers
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cases.csv"'
    monkeypatch.setattr(csv_lists, "MOST_ROWS", 4)
    for more in ({}, {"limit": 3}):
        found: list[str] = []
        path: str | None = "/v1/cases"
        query: dict[str, Any] = asked | more
        while path:
            rows, answer = await file(la, path, **query)
            assert len(rows) <= more.get("limit", 4)
            found += [row["la_reference"] for row in rows]
            following = re.fullmatch(r'<(.*)>; rel="next"', answer.headers.get("Link", ""))
            path, query = following[1] if following else None, {}
        assert found == references


async def test_an_empty_list_has_its_columns(icb: Party, la: Party) -> None:
    empty, full = (await icb.sends("GET", "/v1/cases", headers=CSV)).text, (await file(la, "/v1/cases"))[1].text
    assert empty.splitlines() == full.splitlines()[:1]


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/csv", "text/csv"),
        ("text/csv;q=0.9, application/json;q=0.1", "text/csv"),
        ("text/csv;q=0.1, application/json", "application/json"),
        ("TEXT/CSV", "text/csv"),
        ("*/*", "application/json"),
        ("text/csv;q=0", "application/json"),
    ],
)
async def test_who_prefers_json_gets_json(la: Party, accept: str, kind: str) -> None:
    for method in ("GET", "HEAD"):
        answer = await la.sends(method, "/v1/cases", headers={"Accept": accept})
        assert answer.headers["Content-Type"].startswith(kind)


async def test_a_wrong_request_is_told_as_always(la: Party, advice: Party) -> None:
    for asked in ("limit=0", "state=gone", "overdue=1", "cursor=x"):
        answer = await la.sends("GET", f"/v1/cases?{asked}", headers=CSV)
        assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert (await advice.sends("GET", "/v1/cases", headers=CSV)).status_code == 403
