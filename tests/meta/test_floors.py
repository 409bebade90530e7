"""The ground floor: the domain is made of the standard library and itself, and knows no clock, chance or waiting."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import app

APP = Path(app.__path__[0])
WINGS = sorted(path.parent.name for path in APP.glob("*/domain"))
FILES = sorted(
    [*(APP / "kernel").rglob("*.py"), *(file for wing in WINGS for file in (APP / wing / "domain").rglob("*.py"))]
)
PURE = ("app.kernel", "app.cases.who_sees", *(f"app.{wing}.domain" for wing in WINGS))

IMPURE_MODULES = frozenset(
    {"asyncio", "os", "random", "secrets", "socket", "subprocess", "threading", "time", "urllib", "logging"}
)
CLOCKS = frozenset({"today", "now", "utcnow", "time_ns", "monotonic", "perf_counter", "uuid1", "uuid4", "urandom"})


def impurities(source: str) -> Iterator[str]:
    """Yield what a piece of code may not have on the ground floor."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                yield from (f"imports {a.name}" for a in node.names if not _allowed(a.name))
            case ast.ImportFrom(module="random", names=[ast.alias(name="Random", asname=None)]):
                pass  # numbers that follow from a seed; without a seed they are refused below
            case ast.ImportFrom():
                if node.level or not _allowed(node.module or ""):
                    yield f"imports from {node.module}"
                yield from (f"imports {a.name}" for a in node.names if a.name in CLOCKS)
            case ast.Attribute() if node.attr in CLOCKS and isinstance(node.ctx, ast.Load) and _is_called_on(node):
                yield f"reads {ast.unparse(node)}"
            case ast.Call(func=ast.Name(id="open" | "print" | "input" | "exec" | "eval" | "__import__")):
                yield f"calls {ast.unparse(node.func)}"
            case ast.Call(func=ast.Name(id="Random"), args=[]):
                yield "draws without a seed"
            case ast.AsyncFunctionDef() | ast.AsyncFor() | ast.AsyncWith() | ast.Await():
                yield "waits"


def _allowed(module: str) -> bool:
    top = module.split(".")[0]
    return module.startswith(PURE) or (top in sys.stdlib_module_names and top not in IMPURE_MODULES)


def _is_called_on(node: ast.Attribute) -> bool:
    """Whether it is a module's or a type's clock: `date.today`, `datetime.datetime.now`, never `command.today`."""
    return ast.unparse(node.value).split(".")[-1] in {"date", "datetime", "time", "uuid", "os"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(APP)))
def test_the_domain_is_pure(path: Path) -> None:
    assert list(impurities(path.read_text())) == []


def test_there_is_a_domain_to_look_at() -> None:
    assert len(FILES) > 60


@pytest.mark.parametrize(
    "source",
    [
        "import random",
        "import fastapi",
        "from app.cases import use_cases",
        "from app import settings",
        "from app.law.holidays import england",
        "from . import moves",
        "from uuid import uuid4",
        "import time",
        "from datetime import date\nday = date.today()",
        "import datetime\nday = datetime.date.today()",
        "from datetime import datetime\nat = datetime.now()",
        "from datetime import datetime\nread = datetime.utcnow",
        "async def decide(): ...",
        "def decide():\n    return [await x async for x in y]",
        "text = open('rules.txt')",
        "print('decided')",
    ],
)
def test_what_is_forbidden_would_be_found(source: str) -> None:
    assert list(impurities(source))


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import date\nfrom app.law.domain.model import Rule",
        "def decide(today):\n    return command.occurred_on > today",
        "late = facts.today",
        "from zoneinfo import ZoneInfo",
    ],
)
def test_what_is_allowed_is_not(source: str) -> None:
    assert list(impurities(source)) == []
