"""The page of hard cases names a test for each situation, and each hard case of the tests is on the page."""

import re
from pathlib import Path

import pytest

from app.law.domain.rulebook import RULEBOOK

ROOT = Path(__file__).parents[2]
ROWS = re.findall(
    r"^\| .+ \| .+ \| `([\w-]+)` \| \[`(test_\w+)`\]\(\.\./(tests/[\w/]+\.py)\) \|$",
    (ROOT / "docs/hard-cases.md").read_text("utf-8"),
    re.MULTILINE,
)


def named_in(path: Path) -> set[str]:
    return set(re.findall(r"^ *async def (test_\w+)\(", path.read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize(("rule", "test", "path"), ROWS, ids=[test for _, test, _ in ROWS])
def test_a_row_names_a_rule_and_a_test_that_sends_requests(rule: str, test: str, path: str) -> None:
    assert rule in RULEBOOK.ids()
    assert test in named_in(ROOT / path)
    assert {"http", "hard_cases"} & set(Path(path).parts), "a hard case is walked through the API"


def test_every_hard_case_is_on_the_page_once() -> None:
    named = [test for _, test, path in ROWS if path.startswith("tests/hard_cases/")]
    assert len(named) == len(set(named))
    assert set(named) == set().union(*(named_in(one) for one in (ROOT / "tests/hard_cases").glob("test_*.py")))
    lines = (ROOT / "docs/hard-cases.md").read_text("utf-8").splitlines()
    assert len(ROWS) == sum(line.startswith("| ") and "](../tests/" in line for line in lines) > 35
