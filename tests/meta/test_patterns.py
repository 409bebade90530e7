"""Every pattern of the service is matched in a time that grows with the text: no text keeps a worker busy.

`re` holds the interpreter while it matches. A pattern whose time grows with the square of the text is an outage that
one request brings about.
"""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"
CALLS = frozenset({"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"})
LENGTH = 30_000
"""Of the texts. The square of it is 900 million steps: many seconds. A linear pattern takes a millisecond."""
SECONDS = 30
"""For all texts of one pattern: generous, for it guards against a hang."""

TRY = """
import json, re, sys
pattern, verbs, texts = json.load(sys.stdin)
for flags in (0, re.MULTILINE):
    compiled = re.compile(pattern, flags)
    for text in texts:
        for verb in verbs:
            getattr(compiled, verb)(text)
"""


@dataclass(frozen=True)
class Pattern:
    """A pattern that stands in the code: where, what it says, and how it is put to a text."""

    where: str
    text: str
    verbs: tuple[str, ...]


def patterns() -> Iterator[Pattern]:
    """Find each pattern: given to `re`, or as the `pattern` of a schema."""
    for path in sorted(APP.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        names = {
            node.value: (node.targets[0] if isinstance(node, ast.Assign) else node.target)
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        }
        called = {(node.lineno, node.col_offset): name for node, name in names.items()}
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.Call):
                continue
            verbs = {"match", "fullmatch"}
            verb = node.func
            if isinstance(verb, ast.Attribute) and isinstance(verb.value, ast.Name) and verb.value.id == "re":
                given = node.args[:1] if verb.attr in CALLS else []
                name = called.get((node.lineno, node.col_offset))
                used = (
                    re.findall(rf"\b{name.id}\.(\w+)\(", source)
                    if isinstance(name, ast.Name) and verb.attr == "compile"
                    else [verb.attr]
                )
                verbs |= {"search"} if not {"match", "fullmatch"}.issuperset(used) else set()
            else:
                given = [said.value for said in node.keywords if said.arg == "pattern"]
            for one in given:
                if text := _text_of(one):
                    yield Pattern(f"{path.relative_to(APP)}:{node.lineno}", text, tuple(sorted(verbs)))


def _text_of(node: ast.expr) -> str:
    """Return a pattern's text; where a name is put into it, with a text that it may stand for."""
    if isinstance(node, ast.Constant):
        return node.value.decode("latin-1") if isinstance(node.value, bytes) else str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text_of(part) for part in node.values)
    return "1" if isinstance(node, ast.FormattedValue) else ""


PATTERNS = list(patterns())


def worst_texts(pattern: str) -> list[str]:
    """Return long texts out of what a pattern speaks of, each with an end that spoils the match."""
    pieces = {*"a0A \n\t.,;:-_/@\"'()", "\r\n", "\r\n ", " \n", *(one for one in pattern if one.isprintable())}
    pairs = {first + second for first, second in product(sorted(pieces), repeat=2)}
    texts = [piece * (LENGTH // len(piece)) + end for piece in sorted(pieces) for end in ("", "\x00!")]
    return texts + [piece * (LENGTH // 20 // len(piece)) + "\x00!" for piece in sorted(pairs)]


def spoils(pattern: Pattern, seconds: float = SECONDS) -> bool:
    """Whether some text keeps a pattern busy for so long."""
    said = json.dumps([pattern.text, pattern.verbs, worst_texts(pattern.text)])
    try:
        subprocess.run([sys.executable, "-c", TRY], input=said, text=True, timeout=seconds, check=True)  # noqa: S603 - our own program
    except subprocess.TimeoutExpired:
        return True
    return False


@pytest.mark.parametrize("pattern", PATTERNS, ids=[one.where for one in PATTERNS])
def test_no_text_keeps_a_pattern_busy(pattern: Pattern) -> None:
    assert not spoils(pattern), pattern


@pytest.mark.parametrize("text", [r"(?:\r?\n)+[ \t]", r"^(a+)+$"])
def test_a_pattern_that_can_be_kept_busy_is_noticed(text: str) -> None:
    """The test above can fail."""
    assert spoils(Pattern("here", text, ("match", "search")), 2)


def test_the_patterns_are_found() -> None:
    found = {one.where.partition(":")[0] for one in PATTERNS}
    assert {"capacity/mediators/calendars/lines.py", "platform/http/fields.py", "platform/http/etags.py"} <= found
    assert {"search"} & {verb for one in PATTERNS if "body_limits" in one.where for verb in one.verbs}
