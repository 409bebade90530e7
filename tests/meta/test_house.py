"""The page about the house names files and functions that are there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from app.cases.domain.words import Action
from app.cases.schemas.actions import BODIES
from app.wings import NAMES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/house.md").read_text("utf-8")
WALKS = re.findall(r"^\| `(app/[\w/.]+)` \| `([\w.]+)` \|", PAGE, re.MULTILINE)
A_SCREEN = 110
"""Lines of the page at most."""


@cache
def defined_in(path: str) -> frozenset[str]:
    """Return the functions, classes and methods of a file."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    names = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            own = (one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))
            names |= {f"{node.name}.{one.name}" for one in own}
    return frozenset(names)


def test_every_path_is_there() -> None:
    named = set(re.findall(r"`(app(?:/[\w.]+)+)`", PAGE))
    assert len(named) > 20
    assert {path for path in named if not (ROOT / path).exists()} == set()


@pytest.mark.parametrize(("path", "name"), WALKS)
def test_every_function_of_a_walk_is_in_its_file(path: str, name: str) -> None:
    assert name in defined_in(path)


def test_there_are_two_walks() -> None:
    assert len(WALKS) > 20
    assert "Service.explain" in defined_in("app/cases/unit.py")


def test_every_wing_is_on_the_page() -> None:
    assert {f"app/{name}" for name in NAMES} <= set(re.findall(r"`(app/\w+)`", PAGE))


def test_it_fits_a_screen() -> None:
    assert len(PAGE.splitlines()) <= A_SCREEN


def test_every_action_has_a_body_with_a_story_of_its_own() -> None:
    assert set(BODIES) == set(Action)
    assert {body.story.name for body in BODIES.values()} == set(Action)
