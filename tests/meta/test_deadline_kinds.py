"""The table of the kinds of deadline: complete, and the only place that says of what sort a code is."""

import ast
from dataclasses import fields
from pathlib import Path

import pytest

import app
from app.kernel.terms import TermKind
from app.law.domain.kinds import OF_A_DIRECTION, Code, DeadlineKind, KeptBy, Limits, OwedAgainFor, Part
from app.law.domain.model import Fact
from app.law.domain.rulebook import RULEBOOK

APP = Path(app.__path__[0])
TABLE = APP / "law/domain/kinds.py"


@pytest.mark.parametrize("code", Code)
def test_each_code_has_every_column(code: Code) -> None:
    kind = code.kind
    for column in fields(DeadlineKind):
        value = getattr(kind, column.name)
        assert value is not None or column.name in ("owed_again_for", "recorded_by"), column.name
    assert kind.shown_to, "a deadline that is shown to nobody helps nobody"


def test_what_an_appeal_brings_is_owed_again_with_the_next() -> None:
    brought = {row.clock.code for row in RULEBOOK.rows if row.clock and row.clock.runs_from is Fact.APPEAL_RECEIVED}
    brought |= {*OF_A_DIRECTION.values()}
    assert brought == {code for code in Code if code.kind.owed_again_for is OwedAgainFor.APPEAL}


def test_what_is_ordered_has_terms() -> None:
    """And only what is agreed or ordered has: the rules of a code say which term each of them is for."""
    with_terms = {row.clock.code for row in RULEBOOK.rows if row.clock and isinstance(row.clock.term, TermKind)}
    ordered = {code for code in Code if code.kind.part_of is Part.ORDER}
    agreed = {code for code in Code if code.kind.limits is Limits.EACH_TERM}
    assert with_terms == ordered | agreed


def test_nobody_completes_what_has_an_action_of_its_own() -> None:
    """So nothing of it can be owed again, and nobody else records it."""
    for code in Code:
        kind = code.kind
        if kind.kept_by is not KeptBy.COMPLETION:
            assert (kind.owed_again_for, kind.recorded_by) == (None, None), code


def collections_of_codes(source: str) -> list[str]:
    """Return the sets, lists, tuples and tables in a piece of code that name several codes of deadlines."""
    if "Code" not in source:
        return []  # most files name none, and a file takes long to parse
    return [ast.unparse(node) for node in ast.walk(ast.parse(source)) if sum(map(_is_code, _members(node))) > 1]


def _members(node: ast.AST) -> list[ast.AST | None]:
    match node:
        case ast.Set() | ast.List() | ast.Tuple():
            return [*node.elts]
        case ast.Dict():
            return [*node.keys]
        case ast.MatchOr():
            return [one.value for one in node.patterns if isinstance(one, ast.MatchValue)]
    return []


def _is_code(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Code"


@pytest.mark.parametrize("path", sorted(set(APP.rglob("*.py")) - {TABLE}), ids=lambda path: str(path.relative_to(APP)))
def test_no_other_place_sorts_codes(path: Path) -> None:
    kept_elsewhere = collections_of_codes(path.read_text("utf-8"))
    assert kept_elsewhere == [] or path == APP / "law/schemas.py", "the calculator takes directed dates of two codes"


def test_a_set_of_codes_would_be_found() -> None:
    assert collections_of_codes("OWN = frozenset({Code.LODGE_APPEAL, Code.CONTACT_ADVISER})")
    assert collections_of_codes("match code:\n    case Code.LODGE_APPEAL | Code.CONTACT_ADVISER:\n        pass")
    assert not collections_of_codes("if code is Code.LODGE_APPEAL: pass")
