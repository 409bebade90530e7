"""The machine under the bench: which core does what, and what each program used of it, from /proc."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Cores:
    """Who runs where. The loader never takes time from what it measures: it shares a core with the database."""

    app: frozenset[int]
    rest: frozenset[int]

    @property
    def apart(self) -> bool:
        """Whether the application has its core to itself."""
        return not self.app & self.rest


def cores_apart() -> Cores:
    """Return the first core for the application and the second for database and loader, where there are two."""
    known = sorted(os.sched_getaffinity(0))
    if len(known) < 2:
        return cores_shared()
    return Cores(frozenset(known[:1]), frozenset(known[1:2]))


def cores_shared() -> Cores:
    """Return every core for everybody: how a small deployment would run."""
    known = frozenset(range(os.cpu_count() or 1))
    return Cores(known, known)


def family(root: int) -> list[int]:
    """Return a program and everything that descends from it."""
    parents: dict[int, int] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:  # it ended meanwhile
                continue
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def pin(pids: Iterable[int], cores: frozenset[int]) -> None:
    """Bind programs, with all their threads, to cores."""
    for task in _tasks(pids):
        with suppress(ProcessLookupError):  # it ended meanwhile
            os.sched_setaffinity(int(task.name), cores)


def cpu_seconds(root: int) -> float:
    """Return the CPU time that a program and its descendants have had, to the nanosecond."""
    nanoseconds = 0
    for task in _tasks(family(root)):
        with suppress(FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            nanoseconds += int((task / "schedstat").read_text().split()[0])
    return nanoseconds / 1e9


def _tasks(pids: Iterable[int]) -> Iterator[Path]:
    """Find the threads of programs."""
    for pid in pids:
        with suppress(FileNotFoundError):  # it ended meanwhile
            yield from (PROC / str(pid) / "task").iterdir()


def resident_megabytes(pid: int) -> float:
    """Return the memory that a program holds."""
    status = (PROC / str(pid) / "status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


class Meter:
    """What a stretch of work cost: wall time, and CPU time of the application, of PostgreSQL and of this loader."""

    def __init__(self, app: int | None, postgres: int) -> None:
        self._roots = (app, postgres)
        self.wall = self.app = self.postgres = self.loader = 0.0

    def _read(self) -> tuple[float, float, float, float]:
        app, postgres = (0.0 if root is None else cpu_seconds(root) for root in self._roots)
        return perf_counter(), app, postgres, process_time()

    def __enter__(self) -> "Meter":
        self._began = self._read()
        return self

    def __exit__(self, *_: object) -> None:
        spent = (after - before for before, after in zip(self._began, self._read(), strict=True))
        self.wall, self.app, self.postgres, self.loader = spent
