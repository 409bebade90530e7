"""The tests of a wing inside this process: collected file by file, then run one by one."""

import gc
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from inspect import CO_OPTIMIZED
from math import inf
from types import CodeType, FrameType
from typing import Any

import pytest

from bench.mutation.edits import ROOT
from bench.mutation.forks import allow

OPTIONS = ["-q", "--noconftest", "--assert=plain", "-o", "filterwarnings=ignore"]
OPTIONS += [option for plugin in ("cacheprovider", "xdist", "faulthandler") for option in ("-p", f"no:{plugin}")]
KEEPS = type(lru_cache(len))
TIMES = 10
"""How many times its usual processor time a test or an import may take. Tests that loop for ever take longer."""
BUDGET = 20.0
"""How many seconds of tests run on one mutant, by their usual time. Longer tests do not run."""
ENOUGH = 200
"""After so many calls in one test, a function counts as reached in each of its lines: following lines is slow."""
FOLLOWED = 300_000
"""After so many calls in one test, its lines are followed no more. Only tests that take seconds make as many calls."""
Lines = set[tuple[str, int]]


class Suite:
    """A plugin of pytest that lets `use` collect tests and run them, in place of collecting and running all."""

    def __init__(self, use: Callable[["Suite"], None], without: tuple[str, ...]) -> None:
        self._use = use
        self._without = without
        self._failed: str | None = None
        self._spent = 0.0
        self._session: pytest.Session
        self.items: dict[str, pytest.Item] = {}

    def pytest_collection(self, session: pytest.Session) -> bool:
        self._session = session
        return True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._failed = f"{report.nodeid} (collecting)"

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._failed = report.nodeid

    def pytest_runtestloop(self) -> bool:
        self._use(self)
        return True

    @property
    def failed(self) -> str | None:
        """The test that failed last, or the file that could not be collected."""
        return self._failed

    def collect(self, tests: Iterable[str], allowed: float | None = None) -> list[str]:
        """Import tests within so much processor time, and return their names."""
        allow(allowed)
        found = self._session.perform_collect([str(ROOT / test) for test in tests])
        items = {item.nodeid: item for item in found if not item.nodeid.startswith(self._without)}
        self.items.update(items)
        return list(items)

    def run(self, names: Iterable[str], seconds: dict[str, float], spare: float) -> str | None:
        """Run the tests for which the budget has room, each within its limit, and return the first that fails."""
        chosen = []
        for name in names:
            if name in self.items and self._spent + seconds.get(name, 0) <= BUDGET:
                self._spent += seconds.get(name, 0)
                chosen.append(self.items[name])
        for item, following in zip(chosen, [*chosen, None][1:], strict=True):
            allow(TIMES * seconds.get(item.nodeid, 1) + spare)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self._failed:
                return self._failed
        return None

    def reach(self, folder: str) -> tuple[dict[str, Lines], dict[str, float]]:
        """Run each test once, and return the lines of functions it reaches and the processor time it takes."""
        reached, seconds = {}, {}
        caches = kept_answers()
        for item, after in zip(self.items.values(), [*self.items.values(), None][1:], strict=True):
            lines: Lines = set()
            for cached in caches:
                cached.cache_clear()
            began = time.process_time()
            run = partial(item.config.hook.pytest_runtest_protocol, item=item, nextitem=after)
            with_trace(lines, folder, run, FOLLOWED)
            reached[item.nodeid], seconds[item.nodeid] = lines, time.process_time() - began
        return reached, seconds


def kept_answers() -> list[Any]:
    """Find the caches of the service: a kept answer would hide the lines behind it, or the change in them."""
    return [one for one in gc.get_objects() if isinstance(one, KEEPS) and str(one.__module__).startswith("app.")]


def with_trace(lines: Lines, folder: str, do: Callable[[], Any], most: float = inf) -> Any:
    """Do something, and add the lines of the folder's functions that it runs through, in the first `most` calls.

    A module's own lines run once.
    """
    inside = str(ROOT / folder)
    calls: dict[int, tuple[CodeType, int]] = {}
    left = most

    def line(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            lines.add((frame.f_code.co_filename, frame.f_lineno))
        return line

    def call(frame: FrameType, _event: str, _: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            sys.settrace(None)
            return None
        code = frame.f_code
        _, times = calls.get(id(code), (code, 0))
        if times > ENOUGH:
            return None
        if not code.co_filename.startswith(inside) or not code.co_flags & CO_OPTIMIZED:
            times = ENOUGH
        elif times == ENOUGH:
            lines.update((code.co_filename, number) for *_, number in code.co_lines() if number)
        else:
            lines.add((code.co_filename, code.co_firstlineno))
        calls[id(code)] = code, times + 1
        return line if times < ENOUGH else None

    sys.settrace(call)
    try:
        return do()
    finally:
        sys.settrace(None)


def session_of(use: Callable[[Suite], None], without: tuple[str, ...]) -> Suite:
    """Start pytest in this process and hand it to `use`; the suite says what failed.

    Raises:
        RuntimeError: pytest or `use` failed by a fault of this tool.
    """
    from hypothesis import HealthCheck
    from hypothesis import settings as hypothesis_settings

    hypothesis_settings.register_profile(
        "mutation", deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    hypothesis_settings.load_profile("mutation")
    suite = Suite(use, without)
    if pytest.main(OPTIONS, plugins=[suite]) is pytest.ExitCode.INTERNAL_ERROR:
        raise RuntimeError("pytest ended by a fault of its own or of this tool")
    return suite


def by_line(reached: dict[str, Lines]) -> dict[tuple[str, int], set[str]]:
    """Turn round what each test reaches: the tests that reach each line."""
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    for name, lines in reached.items():
        for one in lines:
            found[one].add(name)
    return found
