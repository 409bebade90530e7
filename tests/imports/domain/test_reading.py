"""A file of rows as spreadsheets write it, in pieces of any size."""

import csv
import io
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.imports.domain.cells import NotRead, day_of, word_of, words_of
from app.imports.domain.reading import Caseload, NotACaseload, RawRow
from app.kernel.terms import DecisionKind, PlanSection

COLUMNS = ("la_reference", "notice_sent_on", "appellant_name")


def read(data: bytes, pieces: int = 7) -> tuple[Caseload, list[RawRow]]:
    caseload = Caseload(COLUMNS, ("la_reference",))
    chunks = [data[begin : begin + pieces] for begin in range(0, len(data), pieces)]
    rows = [row for chunk in chunks for row in caseload.feed(chunk)]
    return caseload, [*rows, *caseload.feed(b"", last=True)]


TABLE = "LA Reference;notice sent on;Appellant_Name;\r\nA 1;03/02/2026;Zoë\r\n\r\n;;;\r\nB;2026-02-03;\r\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TABLE.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TABLE.encode(), "utf-8"),
        (TABLE.encode("windows-1252"), "windows-1252"),
        (b"\xff\xfe" + TABLE.encode("utf-16-le"), "utf-16"),
        (TABLE.replace("\r\n", "\r").encode(), "utf-8"),
        (TABLE.replace(";", "\t").encode(), "utf-8"),
        (("sep=;\r\n" + TABLE).encode(), "utf-8"),
    ],
    ids=["UTF-8", "with a mark", "Windows", "UTF-16", "old Mac", "tabs", "sep="],
)
@pytest.mark.parametrize("pieces", [1, 3, 10_000])
def test_a_spreadsheets_file_is_read(data: bytes, encoding: str, pieces: int) -> None:
    caseload, rows = read(data, pieces)
    assert caseload.encoding == encoding
    assert rows == [
        (2, {"la_reference": "A 1", "notice_sent_on": "03/02/2026", "appellant_name": "Zoë"}),
        (5, {"la_reference": "B", "notice_sent_on": "2026-02-03"}),
    ]


CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), include_characters='\n",;\t'), max_size=9)


@settings(max_examples=60)
@given(st.lists(st.tuples(CELL, CELL), max_size=6), st.sampled_from(",;\t"), st.integers(1, 40))
def test_whatever_a_program_writes_as_csv_is_read_back(
    told: Sequence[tuple[str, str]], delimiter: str, pieces: int
) -> None:
    """With any delimiter, breaks and quotes in the cells, and cut anywhere on its way."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter)
    writer.writerows([("la_reference", "appellant_name"), ("first", "row"), *told])
    _, rows = read(written.getvalue().encode(), pieces)
    plain = [[cell.strip() for cell in cells] for cells in [("first", "row"), *told]]
    assert [cells for _, cells in rows] == [
        {name: cell for name, cell in zip(("la_reference", "appellant_name"), cells, strict=True) if cell}
        for cells in plain
        if any(cells)
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"la_reference,surname\r\nA,B\r\n", "unknown_column"),
        (b"notice_sent_on\r\n03/02/2026\r\n", "missing_column"),
        (b"la_reference,LA Reference\r\nA,B\r\n", "doubled_column"),
        (b'la_reference\r\n"A\r\n', "csv"),
        (b"la_reference\r\nA,B\r\n", "cells"),
        (b"la_reference\r\n", "empty"),
        (b"", "empty"),
        (b'{"la_reference": "A"}\n[1]\n', "ndjson"),
        (b'{"la_reference": "A", "surname": "B"}\n', "unknown_column"),
        (b'{"la_reference": NaN}\n', "ndjson"),
        (b'{"la_reference": "A\\ud800"}\n', "encoding"),
        (b'{"la_reference": "A", "sections": ["\\uDC00"]}\n', "encoding"),
        (b'{"\\udfff": "A"}\n', "encoding"),
        (b"la_reference\r\nA\0\r\n", "encoding"),
        ("la_reference\r\né\r\n".encode() + b"\xe9\r\n", "encoding"),
        (b'la_reference\r\n"' + b"a" * 20_000, "too_long"),
        (b"la_reference\n" + b"A\n" * 10_001, "too_many_rows"),
    ],
)
def test_a_file_that_cannot_be_taken_in_is_refused_as_a_whole(data: bytes, code: str) -> None:
    with pytest.raises(NotACaseload) as refused:
        read(data, 4096)
    assert refused.value.code == code


def test_ndjson_is_read_line_by_line() -> None:
    _, rows = read(b'\n{"la_reference": "A"}\n\n{"la_reference": "B"}')
    assert rows == [(2, {"la_reference": "A"}), (4, {"la_reference": "B"})]
    _, rows = read(b'{"la_reference": 117.50}\n{"la_reference": "\\ud83d\\ude00"}')
    assert rows == [(1, {"la_reference": "117.50"}), (2, {"la_reference": "\U0001f600"})], "as the file writes them"


@pytest.mark.parametrize(
    "text", ["03/02/2026", "3/2/2026", "03-02-2026", "3.2.26", "2026-02-03", "2026-02-03 00:00:00", " 03/02/2026 0:00 "]
)
def test_a_day_is_read_the_english_way(text: str) -> None:
    assert day_of(text) == date(2026, 2, 3)


@pytest.mark.parametrize("text", ["02/13/2026", "46056", "February", "2026-02-30", "3/2", "1e9", "٠3/02/2026"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(NotRead):
        day_of(text)


def test_words_are_read_as_people_write_them() -> None:
    for text in ("refusal_to_assess", "Refusal to assess", "(a)", "A", "refusal-to-assess"):
        assert word_of(DecisionKind, text) is DecisionKind.REFUSAL_TO_ASSESS
    assert words_of(PlanSection, "Sections B, F and i") == (PlanSection.B, PlanSection.F, PlanSection.I)
    with pytest.raises(NotRead, match="refusal_to_assess"):
        word_of(DecisionKind, "refused")
