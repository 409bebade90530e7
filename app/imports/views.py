"""Imports as their authority reads them: as JSON, and the verdicts as CSV."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from app.imports.domain.row import COLUMNS
from app.imports.domain.words import RowVerdict
from app.imports.schemas import Import, ReadAs, RowOut
from app.platform.db.connections import Row

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
VERDICT_COLUMNS = ("row", "verdict", "says", "la_reference", "case_id", "columns", "rules")


def import_told(row: Row, counts: Mapping[str, int]) -> dict[str, Any]:
    """Return the members of an import."""
    read_as = ReadAs(format=row.format, encoding=row.encoding, delimiter=row.delimiter, columns=json.loads(row.columns))
    return {
        "id": row.id, "status": row.status, "dry_run": row.dry_run, "read_as": read_as, "rows": row.rows,
        "worked": row.worked, "verdicts": {verdict: counts.get(verdict, 0) for verdict in RowVerdict},
        "received_at": row.received_at, "started_at": row.started_at, "finished_at": row.finished_at,
        "failure": row.failure,
    }  # fmt: skip


def import_out(row: Row, counts: Mapping[str, int]) -> Import:
    """Show an import."""
    return Import(**import_told(row, counts))


def row_out(row: Row) -> RowOut:
    """Show the verdict on a row."""
    return RowOut(
        row=row.row,
        verdict=row.verdict,
        says=row.says,
        la_reference=row.la_reference,
        case_id=row.case_id,
        faults=json.loads(row.faults),
    )


def template() -> str:
    """Return the file to fill in: the columns, and one row as an example."""
    example = [column.example for column in COLUMNS.values()]
    return "\ufeff" + _lines([list(COLUMNS), example])


def verdicts_as_csv(rows: Iterable[RowOut]) -> str:
    """Return verdicts as lines of CSV, without the header."""
    return _lines(
        [
            str(one.row),
            one.verdict.value,
            _safe(one.says),
            _safe(one.la_reference or ""),
            str(one.case_id or ""),
            " ".join(fault.column for fault in one.faults),
            " ".join(fault.rule for fault in one.faults if fault.rule),
        ]
        for one in rows
    )


def verdict_header() -> str:
    """Return the first line of the CSV of verdicts, with the mark by which spreadsheets know UTF-8."""
    return "\ufeff" + _lines([list(VERDICT_COLUMNS)])


def _safe(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _lines(rows: Iterable[list[str]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()
