"""Run the tests on every mutant. Each runs in a copy of a process that has loaded the libraries, or the tests too.

A change inside a function is put into the loaded function. A change of a table, or of what builds one, is imported
by a copy that has not imported the service yet.
"""

import gc
import importlib
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib.machinery import SourceFileLoader
from types import CodeType, FunctionType

from bench.mutation.edits import ROOT
from bench.mutation.forks import in_a_copy, silent
from bench.mutation.mutants import Mutant
from bench.mutation.reach import Reach
from bench.mutation.results import Results
from bench.mutation.suite import Suite, kept_answers, session_of
from bench.mutation.wings import Wing

OUT_OF_TIME, NOT_LOADED = "out of time", "not loaded"
SPARE = 1.0
"""How many seconds of processor time a test may take beside its multiple, at the first try."""


def run(wing: Wing, reach: Reach, mutants: Sequence[Mutant], results: Results) -> None:
    """Run the tests on each mutant and keep what becomes of it."""
    for name in reach.libraries:
        try:
            importlib.import_module(name)
        except Exception:  # noqa: BLE001, S112 - a library that loads only in its own surroundings loads in the copy
            continue
    at_import = [mutant for mutant in mutants if reach.runs_at_import(mutant)]
    loaded = [mutant for mutant in mutants if not reach.runs_at_import(mutant)]
    _in_session(partial(_each_loaded, tests=wing.tests, reach=reach, results=results, mutants=loaded), wing, loaded)
    results.read()
    for mutant in loaded:
        reach.killers.add(mutant, results.by(mutant) or "")
    at_import += [mutant for mutant in loaded if results.by(mutant) is None]
    _in_session(partial(_each_imported, reach=reach, results=results, mutants=at_import), wing, at_import)


def _in_session(use: Callable[[Suite], None], wing: Wing, mutants: Sequence[Mutant]) -> None:
    """Start pytest in a copy of this process, for these mutants."""

    def do() -> str:
        silent(memory=False)
        session_of(use, wing.without)
        return "done"

    if mutants and in_a_copy(do) is None:
        sys.exit("The process that copies itself for each mutant ended too early")


def _tried(reach: Reach, do: Callable[[float], str]) -> str | None:
    """Return what killed a mutant. If its time ran out, try again with time to spare."""
    said = in_a_copy(partial(do, SPARE))
    return in_a_copy(partial(do, SPARE + 2 * reach.longest)) if said is None else said


def _keep(mutant: Mutant, said: str | None, reach: Reach, results: Results) -> None:
    by = OUT_OF_TIME if said is None else said
    results.keep(mutant, by)
    reach.killers.add(mutant, by)


def _each_loaded(suite: Suite, tests: Iterable[str], reach: Reach, results: Results, mutants: Iterable[Mutant]) -> None:
    suite.collect(tests)
    functions: dict[tuple[str, str, int], list[FunctionType]] = {}
    for one in gc.get_objects():
        if isinstance(one, FunctionType):
            functions.setdefault(_key(one.__code__), []).append(one)
    for cached in kept_answers():
        cached.cache_clear()
    gc.freeze()
    for mutant in mutants:
        said: str | None = ""
        if reach.reaching(mutant):
            said = _tried(reach, partial(_loaded, suite, reach, functions, mutant, mutant.code()))
        if said != NOT_LOADED:
            _keep(mutant, said, reach, results)


def _loaded(
    suite: Suite,
    reach: Reach,
    functions: dict[tuple[str, str, int], list[FunctionType]],
    mutant: Mutant,
    changed: CodeType,
    spare: float,
) -> str:
    silent()
    loaded = False
    for code in _codes(changed):
        for function in functions.get(_key(code), ()):
            if function.__code__ != code and mutant.within and code.co_firstlineno == mutant.within[1]:
                try:
                    function.__code__, loaded = code, True
                except ValueError:  # the change takes away a name of the function's surroundings
                    return NOT_LOADED
    if not loaded:
        return NOT_LOADED
    return suite.run(reach.order(mutant, reach.reaching(mutant)), reach.seconds, spare) or ""


def _each_imported(suite: Suite, reach: Reach, results: Results, mutants: Iterable[Mutant]) -> None:
    gc.freeze()
    for mutant in mutants:
        _keep(mutant, _tried(reach, partial(_imported, suite, reach, mutant, mutant.code())), reach, results)


def _imported(suite: Suite, reach: Reach, mutant: Mutant, code: CodeType, spare: float) -> str:
    """Import the service with the change, then the files of tests one by one until a test fails."""
    silent()
    gc.disable()
    path, usual = str(ROOT / mutant.path), SourceFileLoader.get_code

    def get_code(loader: SourceFileLoader, fullname: str) -> CodeType | None:
        return code if loader.path == path else usual(loader, fullname)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]

    long: list[str] = []
    for file in reach.files(mutant):
        names = reach.order(mutant, suite.collect([file], reach.allowed))
        long += [name for name in names if reach.is_long(name)]
        if suite.failed or suite.run([name for name in names if name not in long], reach.seconds, spare):
            return str(suite.failed)
    return suite.run(reach.order(mutant, long), reach.seconds, spare) or ""


def _key(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _codes(code: CodeType) -> Iterable[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)
