"""No code names a regime: it asks a regime's value. So a changed regime is obeyed without another line."""

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.law.domain.regime import IN_FORCE, RegimeId
from app.law.domain.regimes import PROPOSALS, REGIMES, regime_on

ROOT = Path(__file__).parents[2]
MAY_NAME = {
    "app/law/domain/regime.py": "the published names, and which of them is in force",
    "app/law/domain/regimes.py": "the values",
    "app/law/domain/regime_rows.py": "the sources of the values",
    "app/law/domain/rules/proposal.py": "the rows that a proposal adds to the law",
    "app/cases/stories.py": "the examples, each under a regime",
}
MEMBERS = {one.name for one in RegimeId}


def named(path: Path) -> Iterator[str]:
    """Yield each name of a regime in a file's code: as a member, or as a word. Prose may name what it explains."""
    tree = ast.parse(path.read_text("utf-8"))
    prose = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in MEMBERS:
            yield node.attr
        if isinstance(node, ast.Constant) and id(node) not in prose and node.value in {*RegimeId}:
            yield str(node.value)


def test_no_code_outside_the_data_names_a_regime() -> None:
    files = [*(ROOT / "app").rglob("*.py")]
    assert len(files) > 300
    found = {str(path.relative_to(ROOT)) for path in files if any(named(path))}
    assert found == {*MAY_NAME}, "ask the regime's value, or say here why not"


@pytest.mark.parametrize("text", ['x = "cfa-2014"', "x = RegimeId.GREEN_PAPER_2022", 'f(regime="send-reform-2026")'])
def test_a_name_is_found(text: str, tmp_path: Path) -> None:
    path = tmp_path / "code.py"
    path.write_text(text, "utf-8")
    assert list(named(path))


def test_the_law_in_force_is_the_law() -> None:
    assert regime_on(date(2026, 11, 30)) is IN_FORCE
    assert {*PROPOSALS} == {*REGIMES} - {IN_FORCE}
