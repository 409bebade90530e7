"""A caseload from the command line: the same verdicts, and an exit status that says whether rows need a look."""

from pathlib import Path

import pytest
from fastapi import FastAPI

from app.imports.command_line import BringIn, bring_in
from tests.support.parties import REFERENCES, Party

HEADER = "la_reference;decision_kind;notice_sent_on;appellant_kind;declined_on\n"


def a_file(folder: Path, *declined_on: str) -> Path:
    rows = [f"CLI-{next(REFERENCES)};a;02/02/2026;parent;{day}" for day in declined_on]
    file = folder / "caseload.csv"
    file.write_text(HEADER + "\n".join(rows), "utf-8")
    return file


async def test_it_brings_a_file_in_and_shows_how_far_it_is(
    app: FastAPI, la: Party, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = a_file(tmp_path, *[""] * 120)
    assert await bring_in(app.state.service, BringIn(file, "991", dry_run=True)) == 0
    assert await bring_in(app.state.service, BringIn(file, "sandbox-la-991")) == 0
    told = capsys.readouterr()
    assert "120 would_import" in told.out
    assert "120 imported" in told.out
    assert "100 of 120" in told.err
    assert "120 of 120" in told.err
    [newest, *_] = await la.lists("/v1/imports")
    assert (newest["status"], newest["verdicts"]["imported"]) == ("done", 120)


async def test_its_status_says_that_rows_were_refused(
    app: FastAPI, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await bring_in(app.state.service, BringIn(a_file(tmp_path, "", "10/02/2026"), "991")) == 1
    assert "row 3 refused: declined_on:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "authority", "why"),
    [
        ("surname\nExample\n", "991", "no column surname"),
        (HEADER, "991", "no rows"),
        (HEADER, "123", "No authority has"),
    ],
)
async def test_nothing_is_taken_from_a_file_that_cannot_be_read(
    app: FastAPI, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, authority: str, why: str
) -> None:
    file = tmp_path / "caseload.csv"
    file.write_text(text, "utf-8")
    assert await bring_in(app.state.service, BringIn(file, authority)) == 2
    assert why in capsys.readouterr().err
