"""The mutants of a file: where each stands, how it reads, and how it is compiled."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import CodeType

from bench.mutation.edits import ROOT, Edit, edits

Function = ast.FunctionDef | ast.AsyncFunctionDef
Placed = tuple[Function | None, ast.stmt, Edit]

SHOWN = 30
"""How many characters are shown on each side of a change."""


@dataclass(frozen=True)
class Mutant:
    """One changed place: tests that reach the lines `first` to `last` reach it; `within` is the function around it."""

    path: str
    number: int
    line: int
    first: int
    last: int
    within: tuple[str, int, int] | None
    text: str
    change: str

    @property
    def name(self) -> str:
        """Where it stands and what it changes, as a report shows it."""
        return f"{self.path}:{self.line}: {self.change}"

    def code(self) -> CodeType:
        """Compile the file with the change in it."""
        tree, found = _parsed(self.path)
        edit = found[self.number]
        edit.swap()
        try:
            return compile(ast.fix_missing_locations(tree), str(ROOT / self.path), "exec", dont_inherit=True)
        finally:
            edit.swap()


@dataclass(frozen=True)
class Source:
    """One file of the domain."""

    path: str

    @cached_property
    def text(self) -> str:
        """What the file says."""
        return (ROOT / self.path).read_text("utf-8")

    def mutants(self) -> Iterator[Mutant]:
        """Yield every mutant of the file."""
        lines = self.text.split("\n")
        for number, (within, statement, edit) in enumerate(_placed(ast.parse(self.text))):
            line = getattr(edit.at, "lineno", statement.lineno)
            yield Mutant(
                path=self.path,
                number=number,
                line=line,
                first=statement.lineno,
                last=max(getattr(edit.at, "end_lineno", line), line),
                within=_span(within) if within else None,
                text=lines[line - 1].strip(),
                change=_described(edit),
            )


def _span(function: Function) -> tuple[str, int, int]:
    """Return a function's name and its first and last line, as its code object counts them: from its decorators."""
    first = min(line.lineno for line in (function, *function.decorator_list))
    return function.name, first, function.end_lineno or first


def sources(folder: str) -> list[Source]:
    """The files of a folder in order, or the one file."""
    place = ROOT / folder
    paths = [place] if place.is_file() else sorted(place.rglob("*.py"))
    return [Source(str(path.relative_to(ROOT))) for path in paths]


@lru_cache(maxsize=4)
def _parsed(path: str) -> tuple[ast.Module, list[Edit]]:
    """Read a file once for all its mutants."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return tree, [edit for _, _, edit in _placed(tree)]


def _placed(tree: ast.Module) -> Iterator[Placed]:
    """Yield each edit with the outermost function that runs it (None where the import does) and its statement."""
    functions, statements = {}, {}
    for node, function, statement in _walk(tree, None, None):
        functions[id(node)], statements[id(node)] = function, statement
    for edit in edits(tree):
        key = id(edit.at) if id(edit.at) in functions else id(edit.owner)
        statement = statements[key]
        if statement is not None:
            yield functions[key], statement, edit


def _walk(
    node: ast.AST, function: Function | None, statement: ast.stmt | None
) -> Iterator[tuple[ast.AST, Function | None, ast.stmt | None]]:
    statement = node if isinstance(node, ast.stmt) else statement
    yield node, function, statement
    for field, value in ast.iter_fields(node):
        inside = node if function is None and isinstance(node, Function) and field == "body" else function
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _walk(child, inside, statement)


def _described(edit: Edit) -> str:
    if isinstance(edit.owner, ast.stmt | ast.match_case) and isinstance(edit.new, ast.expr | ast.stmt | ast.pattern):
        return f"{_short(ast.unparse(edit.at))} → {_short(ast.unparse(edit.new))}"
    was = ast.unparse(edit.owner)
    edit.swap()
    now = ast.unparse(edit.owner)
    edit.swap()
    before, after = _alike(was, now), _alike(was[::-1], now[::-1])
    start, end = max(0, before - SHOWN), max(0, after - SHOWN)
    return " → ".join(_short(text[start : len(text) - end]) for text in (was, now))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 4 * SHOWN else f"{text[: 2 * SHOWN]} … {text[-2 * SHOWN :]}"


def _alike(one: str, other: str) -> int:
    """Count the characters with which both texts begin."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
