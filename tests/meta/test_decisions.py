"""Every decision is one page with the same headings, under the number of its file."""

import re
from pathlib import Path

import pytest

RECORDS = sorted((Path(__file__).resolve().parents[2] / "docs" / "decisions").glob("*.md"))
HEADINGS = ["Context", "Decision", "Why not", "What follows"]
WORDS = range(200, 551)
"""Words on a page, tables included."""

of_a_record = pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)


@of_a_record
def test_its_headings_are_those_of_all(record: Path) -> None:
    assert re.findall(r"^## (.*)$", record.read_text("utf-8"), re.MULTILINE) == HEADINGS


@of_a_record
def test_it_is_one_page(record: Path) -> None:
    shown = re.sub(r"\]\([^)]*\)", "]", record.read_text("utf-8"))
    assert len(re.findall(r"[^\s|]*\w[^\s|]*", shown)) in WORDS


def test_each_has_the_number_of_its_file_alone() -> None:
    numbers = [int(record.name[:4]) for record in RECORDS]
    assert len(numbers) == len({*numbers}) > 40
    titles = [record.read_text("utf-8").partition(".")[0] for record in RECORDS]
    assert titles == [f"# {number}" for number in numbers]
