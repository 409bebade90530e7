"""Run the tests on every mutant. Each runs in a copy of a process that has loaded the libraries, or the tests too.

A change inside a function is put into the loaded function. A change of a table, or of what builds one, is imported
by a copy that has not imported the service yet.
"""

import gc
import importlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.machinery import SourceFileLoader
from types import CodeType, FunctionType
from typing import Any

from bench.mutation.edits import ROOT
from bench.mutation.forks import in_a_copy, silent
from bench.mutation.mutants import Mutant
from bench.mutation.results import Results
from bench.mutation.suite import Suite, by_line, collected, kept_answers, with_trace
from bench.mutation.wings import Wing

OUR_OWN = {"app", "tests", "bench", "__main__"}
OUT_OF_TIME, NOT_LOADED = "out of time", "not loaded"
FAVOURITES = 30
"""How many of the tests that have killed most are run first."""


@dataclass
class Reach:
    """What the unchanged tests do: the libraries they load, the lines they reach, the processor time they take."""

    libraries: list[str]
    while_importing: set[tuple[str, int]]
    tests: dict[tuple[str, int], set[str]]
    seconds: dict[str, float]
    kills: Counter[str] = field(default_factory=Counter)

    def runs_at_import(self, mutant: Mutant) -> bool:
        """Whether the changed code runs while the service and its tests are imported."""
        path = str(ROOT / mutant.path)
        return mutant.within is None or any(
            (path, line) in self.while_importing for line in range(mutant.within[1], mutant.within[2] + 1)
        )

    def order(self, mutant: Mutant) -> list[str]:
        """The tests to run: those that reach the changed lines, and for a table all; likely killers first."""
        chosen = set(self.seconds)
        if not self.runs_at_import(mutant):
            path = str(ROOT / mutant.path)
            chosen = {one for line in range(mutant.first, mutant.last + 1) for one in self.tests.get((path, line), ())}
        first = {name: -times for name, times in self.kills.most_common(FAVOURITES)}
        files = Counter[str]()
        for name, taken in self.seconds.items():
            files[name.partition("::")[0]] += taken  # type: ignore[assignment]
        return sorted(
            chosen, key=lambda name: (first.get(name, 1), self.seconds[name] > 1, files[name.partition("::")[0]])
        )


def explore(wing: Wing, results: Results) -> Reach:
    """Return what the wing's tests do unchanged, and refuse tests that fail without any mutant."""
    said = results.explored() or _explored(wing)
    if said["failed"]:
        sys.exit(f"These tests fail without any mutant: {said['failed']}")
    results.keep_explored(said)
    lines = {name: {(path, line) for path, line in among} for name, among in said["lines"].items()}
    return Reach(said["libraries"], {(path, line) for path, line in said["importing"]}, by_line(lines), said["seconds"])


def _explored(wing: Wing) -> dict[str, Any]:
    """Run the wing's tests line by line in a copy of this process."""

    def tell() -> str:
        found: dict[str, Any] = {}

        silent(memory=False)
        importing: set[tuple[str, int]] = set()

        def while_collecting(suite: Suite) -> None:
            sys.settrace(None)
            found["importing"] = sorted(importing)
            lines, found["seconds"] = suite.reach(wing.folder)
            found["lines"] = {name: sorted(among) for name, among in lines.items()}

        suite = with_trace(importing, wing.folder, lambda: collected(wing.tests, while_collecting))
        libraries = [name for name in sys.modules if name.partition(".")[0] not in OUR_OWN]
        return json.dumps({**found, "failed": suite.failed, "libraries": libraries})

    return dict(json.loads(in_a_copy(tell) or '{"failed": "the tests did not end"}'))


def run(wing: Wing, reach: Reach, mutants: Sequence[Mutant], results: Results) -> None:
    """Run the tests on each mutant and keep what becomes of it."""
    for name in reach.libraries:
        try:
            importlib.import_module(name)
        except Exception:  # noqa: BLE001, S112 - a library that loads only in its own surroundings loads in the copy
            continue
    at_import = [mutant for mutant in mutants if reach.runs_at_import(mutant)]
    loaded = [mutant for mutant in mutants if not reach.runs_at_import(mutant)]

    def all_loaded() -> str:
        silent(memory=False)
        collected(wing.tests, lambda suite: _each_loaded(suite, reach, loaded, results))
        return "done"

    if loaded and in_a_copy(all_loaded) is None:
        sys.exit("The process with the loaded tests ended too early")
    reach.kills.update(results.killers())
    left = [mutant for mutant in loaded if results.by(mutant) is None]
    for mutant in [*at_import, *left]:
        results.keep(mutant, killed(in_a_copy(partial(_imported, wing, reach, mutant))), reach.kills)


def killed(said: str | None) -> str:
    """Return what killed a mutant: the test that failed, the end of its time, or nothing."""
    return OUT_OF_TIME if said is None else said


def _each_loaded(suite: Suite, reach: Reach, mutants: Iterable[Mutant], results: Results) -> None:
    functions: dict[tuple[str, str, int], list[FunctionType]] = {}
    for one in gc.get_objects():
        if isinstance(one, FunctionType):
            functions.setdefault(_key(one.__code__), []).append(one)
    for cached in kept_answers():
        cached.cache_clear()
    gc.freeze()
    for mutant in mutants:
        order = reach.order(mutant)
        said = in_a_copy(partial(_loaded, suite, functions, mutant, order, reach.seconds)) if order else ""
        if said != NOT_LOADED:
            results.keep(mutant, killed(said), reach.kills)


def _loaded(
    suite: Suite,
    functions: dict[tuple[str, str, int], list[FunctionType]],
    mutant: Mutant,
    order: list[str],
    seconds: dict[str, float],
) -> str:
    silent()
    changed = False
    for code in _codes(mutant.code()):
        for function in functions.get(_key(code), ()):
            if function.__code__ != code and mutant.within and code.co_firstlineno == mutant.within[1]:
                try:
                    function.__code__, changed = code, True
                except ValueError:  # the change takes away a name of the function's surroundings
                    return NOT_LOADED
    return suite.run(order, seconds) or "" if changed else NOT_LOADED


def _imported(wing: Wing, reach: Reach, mutant: Mutant) -> str:
    silent()
    path, code, usual = str(ROOT / mutant.path), mutant.code(), SourceFileLoader.get_code

    def get_code(loader: SourceFileLoader, fullname: str) -> CodeType | None:
        return code if loader.path == path else usual(loader, fullname)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]
    found: list[str] = []

    def use(suite: Suite) -> None:
        if missing := set(reach.seconds) - set(suite.items):
            ordered = [name for name in reach.order(mutant) if name not in missing]
            found.append(suite.run([*ordered, *(set(suite.items) - set(ordered))], reach.seconds) or "")
        else:
            found.append(suite.run(reach.order(mutant), reach.seconds) or "")

    suite = collected(wing.tests, use)
    return suite.failed or "".join(found)


def _key(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _codes(code: CodeType) -> Iterable[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)
