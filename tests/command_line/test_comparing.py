"""A comparison at the command line: a file goes in, and a folder with the same bytes as over HTTP comes out."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.evidence.comparisons.report import report
from app.evidence.comparisons.sandbox import example
from tests.support.loaded import Loaded, loaded

ASKED = {
    "population": {"synthetic": {"authority": "991", "decisions": 600, "seed": 7}},
    "regimes": list(example()["result"]["by_regime"]),
    "samples": 8,
}


@pytest.fixture(scope="module")
def say(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    with loaded(tmp_path_factory.mktemp("said")) as ready:
        yield ready


@pytest.fixture(scope="module")
def found(say: Loaded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sandbox's comparison."""
    there = tmp_path_factory.mktemp("compared")
    asked, folder = there / "asked.json", there / "found"
    asked.write_text(json.dumps(ASKED))
    answer = say("compare", str(asked), "--to", str(folder))
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == f"{len(list(folder.iterdir()))} files in {folder}. Begin with report.pdf.\n"
    return folder


def test_the_folder_holds_what_the_service_would_answer(found: Path) -> None:
    result, charts = example()["result"], example()["charts"]
    assert json.loads((found / "result.json").read_text()) == result
    assert {one.stem: one.read_text() for one in found.glob("*.svg")} == charts
    assert (found / "report.pdf").read_bytes() == report(result, charts)


def test_each_table_fits_its_metadata(found: Path) -> None:
    tables = json.loads((found / "csv-metadata.json").read_text())["tables"]
    assert {one["url"] for one in tables} == {one.name for one in found.glob("*.csv")}
    for one in tables:
        names, *rows = csv.reader((found / one["url"]).read_text().splitlines())
        assert names == [column["name"] for column in one["tableSchema"]["columns"]]
        assert rows or one["url"] == "authorities.csv"


def test_a_folder_in_use_is_left_alone(say: Loaded, found: Path) -> None:
    asked = found.parent / "asked.json"
    answer = say("compare", str(asked), "--to", str(found))
    assert (answer.returncode, answer.stderr) == (2, f"{found} is in use already. Name another folder with --to.\n")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("no JSON", "Invalid JSON"),
        (ASKED | {"population": {}}, "#/population: "),
        (ASKED | {"regimes": ["law-of-1840"]}, "#/regimes/0: "),
        (ASKED | {"assumptions": {"luck": {"value": 1}}}, "#/assumptions/luck: There is no assumption of this name."),
        (ASKED | {"population": {"own_cases": {"year": 2024}}}, "Only the service can replay own_cases"),
        (" " * 1_100_000, "larger than 1,048,576 bytes"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_written(say: Loaded, tmp_path: Path, asked: Any, told: str) -> None:
    file, folder = tmp_path / "asked.json", tmp_path / "found"
    file.write_text(asked if isinstance(asked, str) else json.dumps(asked))
    answer = say("compare", str(file), "--to", str(folder))
    assert answer.returncode == 2
    assert told in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not folder.exists()


def test_a_file_that_is_not_there_is_named(say: Loaded, tmp_path: Path) -> None:
    answer = say("compare", str(tmp_path / "nothing.json"))
    assert "nothing.json cannot be used: no such file or directory." in answer.stderr
