"""What a wing's tests reach and how long they take, and which of them are likely to notice a mutant."""

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bench.mutation.edits import ROOT
from bench.mutation.forks import in_a_copy, silent
from bench.mutation.mutants import Mutant
from bench.mutation.results import Results
from bench.mutation.suite import TIMES, Suite, by_line, session_of, with_trace
from bench.mutation.wings import Wing

OUR_OWN = {"app", "tests", "bench", "__main__"}
LONG = 1.0
"""A test that takes more seconds of processor time runs after all shorter tests."""


@dataclass
class Killers:
    """How often each test noticed a mutant: in one function, in one file, and anywhere."""

    counts: dict[object, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, mutant: Mutant, by: str) -> None:
        """Count that a test killed a mutant."""
        for place in (mutant.within, mutant.path, None):
            self.counts[place][by] += bool(by)

    def likely(self, mutant: Mutant, name: str) -> tuple[int, ...]:
        """Return a key that sorts the tests first that noticed most mutants near this one."""
        return tuple(-self.counts[place][name] for place in (mutant.within or mutant.path, mutant.path, None))


@dataclass
class Reach:
    """What the unchanged tests do: the libraries they load, the lines they reach, the processor time they take."""

    libraries: list[str]
    while_importing: set[tuple[str, int]]
    tests: dict[tuple[str, int], set[str]]
    seconds: dict[str, float]
    to_import: float
    killers: Killers = field(default_factory=Killers)

    def runs_at_import(self, mutant: Mutant) -> bool:
        """Whether the changed code runs while the service and its tests are imported."""
        path = str(ROOT / mutant.path)
        return mutant.within is None or any(
            (path, line) in self.while_importing for line in range(mutant.within[1], mutant.within[2] + 1)
        )

    def reaching(self, mutant: Mutant) -> set[str]:
        """The tests that reach the changed lines of a function."""
        path = str(ROOT / mutant.path)
        return {one for line in range(mutant.first, mutant.last + 1) for one in self.tests.get((path, line), ())}

    def order(self, mutant: Mutant, tests: Iterable[str]) -> list[str]:
        """Put tests in the order that is likely to notice the mutant soonest: long tests last.

        A mutant may change what a test is asked about. A test that never ran unchanged is left out.
        """
        known = {name.partition("[")[0] for name in self.seconds}
        return sorted(
            (name for name in tests if name.partition("[")[0] in known),
            key=lambda name: (
                self.is_long(name),
                self.killers.likely(mutant, name),
                self.seconds.get(name, 0),
                name,
            ),
        )

    @cached_property
    def files_reaching(self) -> dict[str, set[str]]:
        """The files of tests that reach some function of a file."""
        found: dict[str, set[str]] = defaultdict(set)
        for (path, _), names in self.tests.items():
            found[path].update(name.partition("::")[0] for name in names)
        return found

    def files(self, mutant: Mutant) -> list[str]:
        """The files of tests: first the quick ones and those that reach the mutant's file, the likely ones before the
        others. A test of a table is quick, and reaches no function of its file."""
        reaching = self.files_reaching.get(str(ROOT / mutant.path), ())
        tests: dict[str, list[str]] = defaultdict(list)
        for name in self.seconds:
            tests[name.partition("::")[0]].append(name)

        def cost(file: str) -> float:
            noticed = sum(self.killers.counts[mutant.path][name] for name in tests[file])
            return sum(self.seconds[name] for name in tests[file] if not self.is_long(name)) / (1 + noticed)

        return sorted(tests, key=lambda file: (file not in reaching and cost(file) > LONG, cost(file)))

    def is_long(self, name: str) -> bool:
        """Whether a test takes long, and so runs last."""
        return self.seconds.get(name, 0) > LONG

    @property
    def longest(self) -> float:
        """The processor time of the longest test. Another test may take as long, where it fills a cache for both."""
        return max(self.seconds.values(), default=0)

    @property
    def allowed(self) -> float:
        """The processor time that importing the tests may take."""
        return TIMES * self.to_import + 1


def explore(wing: Wing, results: Results, mutants: Sequence[Mutant]) -> Reach:
    """Return what the wing's tests do unchanged, and refuse tests that fail without any mutant."""
    said = results.explored() or _explored(wing)
    if said["failed"]:
        sys.exit(f"These tests fail without any mutant: {said['failed']}")
    results.keep_explored(said)
    lines = {name: {(path, line) for path, line in among} for name, among in said["lines"].items()}
    importing = {(path, line) for path, line in said["importing"]}
    reach = Reach(said["libraries"], importing, by_line(lines), said["seconds"], said["to_import"])
    for mutant in mutants:
        reach.killers.add(mutant, results.by(mutant) or "")
    return reach


def _explored(wing: Wing) -> dict[str, Any]:
    """Run the wing's tests line by line in a copy of this process, without any limit of time."""

    def tell() -> str:
        found: dict[str, Any] = {}
        silent(memory=False)

        def follow(suite: Suite) -> None:
            importing: set[tuple[str, int]] = set()
            began = time.process_time()
            with_trace(importing, wing.folder, lambda: suite.collect(wing.tests))
            found["to_import"], found["importing"] = time.process_time() - began, sorted(importing)
            lines, found["seconds"] = suite.reach(wing.folder)
            found["lines"] = {name: sorted(among) for name, among in lines.items()}

        suite = session_of(follow, wing.without)
        libraries = [name for name in sys.modules if name.partition(".")[0] not in OUR_OWN]
        return json.dumps({**found, "failed": suite.failed, "libraries": libraries})

    return dict(json.loads(in_a_copy(tell) or '{"failed": "the tests did not end"}'))
