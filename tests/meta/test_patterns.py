"""Every pattern of the service is matched in a time that grows with the text: no text keeps a worker busy.

`re` holds the interpreter while it matches. A pattern whose time grows with the square of the text is an outage that
one request brings about.
"""

import ast
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"
CALLS = frozenset({"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"})
WORDS = re.compile(r"\bre\b|\bpattern\b")
"""One of them stands in each file that has a pattern."""
LENGTH = 30_000
"""Of the texts. The square of it is 900 million steps: many seconds. A linear pattern takes a millisecond."""
YARDSTICKS = 150
"""How much processor time one text may take, told in that of a plain pattern on a text of the same length."""

TRY = """
import json, re, signal, sys, time
length, most, tries = json.load(sys.stdin)
plain, text = re.compile("(?:a|b)*c"), "ab" * (length // 2)
began = time.process_time()
for _ in range(20):
    plain.match(text)
limit = most * (time.process_time() - began) / 20
for pattern, verbs, texts in tries:
    print(json.dumps(pattern), flush=True)
    for flags in (0, re.MULTILINE):
        compiled = re.compile(pattern, flags)
        for text in texts:
            for verb in verbs:
                signal.setitimer(signal.ITIMER_PROF, limit)  # which ends the process
                getattr(compiled, verb)(text)
signal.setitimer(signal.ITIMER_PROF, 0)
print("null")
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
        if not WORDS.search(source):
            continue
        nodes = list(ast.walk(ast.parse(source)))
        names = {
            node.value: (node.targets[0] if isinstance(node, ast.Assign) else node.target)
            for node in nodes
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        }
        called = {(node.lineno, node.col_offset): name for node, name in names.items()}
        for node in nodes:
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


@cache
def every_pattern() -> list[Pattern]:
    return list(patterns())


def worst_texts(pattern: str) -> list[str]:
    """Return long texts out of what a pattern speaks of, each with an end that spoils the match."""
    pieces = {*"a0A \n\t.,;:-_/@\"'()", "\r\n", "\r\n ", " \n", *(one for one in pattern if one.isprintable())}
    pairs = {first + second for first, second in product(sorted(pieces), repeat=2)}
    texts = [piece * (LENGTH // len(piece)) + end for piece in sorted(pieces) for end in ("", "\x00!")]
    return texts + [piece * (LENGTH // 20 // len(piece)) + "\x00!" for piece in sorted(pairs)]


def spoilt(patterns: Iterable[Pattern]) -> list[str]:
    """Return the text of the first pattern that some text keeps busy, if there is one.

    Other programs slow a processor down between the yardstick and a pattern. So a pattern is spoilt only if it takes
    too long three times.
    """
    tries = [(one.text, one.verbs, worst_texts(one.text)) for one in patterns]
    while (slow := first_slow(tries)) is not None:
        again = [one for one in tries if one[0] == slow]
        if all(first_slow(again) == slow for _ in range(2)):
            return [slow]
        tries = tries[tries.index(again[-1]) + 1 :]
    return []


def first_slow(tries: Sequence[tuple[str, tuple[str, ...], list[str]]]) -> str | None:
    """Return the text of the first pattern that takes too long once. None if there is none."""
    said = json.dumps([LENGTH, YARDSTICKS, tries])
    ran = subprocess.run([sys.executable, "-c", TRY], input=said, text=True, stdout=subprocess.PIPE, check=False)  # noqa: S603 - our own program
    assert ran.returncode in (0, -signal.SIGPROF), ran.returncode
    last: str | None = json.loads(ran.stdout.splitlines()[-1])
    assert (last is None) == (ran.returncode == 0)
    return last


def test_no_text_keeps_a_pattern_busy() -> None:
    assert spoilt(every_pattern()) == []


@pytest.mark.parametrize("text", [r"(?:\r?\n)+[ \t]", r"^(a+)+$"])
def test_a_pattern_that_can_be_kept_busy_is_noticed(text: str) -> None:
    """The test above can fail."""
    assert spoilt([*every_pattern()[:3], Pattern("here", text, ("match", "search"))]) == [text]


def test_the_patterns_are_found() -> None:
    found = {one.where.partition(":")[0] for one in every_pattern()}
    assert {"capacity/mediators/calendars/lines.py", "platform/http/fields.py", "platform/http/etags.py"} <= found
    assert {"search"} & {verb for one in every_pattern() if "body_limits" in one.where for verb in one.verbs}
