"""The tests of a wing inside this process: collected once, then run one by one."""

import gc
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from inspect import CO_OPTIMIZED
from types import FrameType
from typing import Any

import pytest

from bench.mutation.edits import ROOT
from bench.mutation.forks import allow

OPTIONS = ["-q", "--noconftest", "--assert=plain", "-o", "filterwarnings=ignore"]
OPTIONS += [option for plugin in ("cacheprovider", "xdist", "faulthandler") for option in ("-p", f"no:{plugin}")]
KEEPS = type(lru_cache(len))
TO_COLLECT = 60.0
Lines = set[tuple[str, int]]


class Suite:
    """A plugin of pytest that hands its collected tests to `use` in place of running them all."""

    def __init__(self, use: Callable[["Suite"], None]) -> None:
        self._use = use
        self._failed: str | None = None
        self.items: dict[str, pytest.Item] = {}

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._failed = f"{report.nodeid} (collecting)"

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._failed = report.nodeid

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = {item.nodeid: item for item in session.items}
        self._use(self)
        return True

    @property
    def failed(self) -> str | None:
        """The test that failed last, or the file that could not be collected."""
        return self._failed

    def run(self, names: Iterable[str], seconds: dict[str, float]) -> str | None:
        """Run tests in that order, each within ten times its usual time, and return the first that fails."""
        chosen = [self.items[name] for name in names if name in self.items]
        for item, following in zip(chosen, [*chosen[1:], None], strict=True):
            allow(10 * seconds.get(item.nodeid, 1) + 2)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self._failed:
                return self._failed
        return None

    def reach(self, folder: str) -> tuple[dict[str, Lines], dict[str, float]]:
        """Run each test once, and return the lines of functions it reaches and the processor time it takes."""
        reached, seconds = {}, {}
        caches = kept_answers()
        following = [*list(self.items.values())[1:], None]
        for item, after in zip(self.items.values(), following, strict=True):
            lines: Lines = set()
            for cached in caches:
                cached.cache_clear()
            began = time.process_time()
            with_trace(lines, folder, partial(item.config.hook.pytest_runtest_protocol, item=item, nextitem=after))
            reached[item.nodeid], seconds[item.nodeid] = lines, time.process_time() - began
        return reached, seconds


def kept_answers() -> list[Any]:
    """Find the caches of the service: a kept answer would hide the lines behind it, or the change in them."""
    return [one for one in gc.get_objects() if isinstance(one, KEEPS) and str(one.__module__).startswith("app.")]


def with_trace(lines: Lines, folder: str, do: Callable[[], Any]) -> Any:
    """Do something, and add the lines of the folder's functions that it runs through. A module's own lines run once."""
    inside = str(ROOT / folder)

    def line(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            lines.add((frame.f_code.co_filename, frame.f_lineno))
        return line

    def call(frame: FrameType, _event: str, _: Any) -> Any:
        code = frame.f_code
        if not code.co_filename.startswith(inside) or not code.co_flags & CO_OPTIMIZED:
            return None
        lines.add((code.co_filename, code.co_firstlineno))
        return line

    sys.settrace(call)
    try:
        return do()
    finally:
        sys.settrace(None)


def collected(tests: Sequence[str], use: Callable[[Suite], None]) -> Suite:
    """Collect a wing's tests in this process and hand them to `use`; the suite says what failed to be collected."""
    from hypothesis import HealthCheck
    from hypothesis import settings as hypothesis_settings

    hypothesis_settings.register_profile(
        "mutation", deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    hypothesis_settings.load_profile("mutation")
    suite = Suite(use)
    allow(TO_COLLECT)
    pytest.main([*OPTIONS, *(str(ROOT / test) for test in tests)], plugins=[suite])
    return suite


def by_line(reached: dict[str, Lines]) -> dict[tuple[str, int], set[str]]:
    """Turn round what each test reaches: the tests that reach each line."""
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    for name, lines in reached.items():
        for one in lines:
            found[one].add(name)
    return found
