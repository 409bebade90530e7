"""The service as it is deployed: its own programs, every wall up, one log line a request into a file."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep
from types import MappingProxyType
from urllib.request import urlopen

from bench.load import HOST
from bench.machine import Cores, cpu_seconds, family

ROOT = Path(__file__).resolve().parents[1]
SECONDS_TO_START = 600
"""A machine may be busy: a start is waited for as long as it takes, and only one that never comes is given up."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    pid: int
    port: int
    seconds_to_start: float
    cpu_to_start: float

    @property
    def workers(self) -> list[int]:
        """The programs that serve: the children of a supervisor, or the one program that is all there is."""
        below = [pid for pid in family(self.pid)[1:] if b"resource_tracker" not in _command(pid)]
        return below or [self.pid]


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: list[str], folder: Path, environment: dict[str, str], cores: Cores, port: int, ready: str
) -> Iterator[Running]:
    """Start a server on its core, its log in a file, and wait until a path answers; end it afterwards."""
    folder.mkdir(exist_ok=True)
    with (folder / "log").open("wb") as log:
        began = perf_counter()
        program = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=lambda: os.sched_setaffinity(0, cores.app),
        )
        try:
            while not _answers(f"http://{HOST}:{port}{ready}"):
                if program.poll() is not None or perf_counter() - began > SECONDS_TO_START:
                    raise RuntimeError(f"it did not start:\n{(folder / 'log').read_text()[-2000:]}")
                sleep(0.005)
            yield Running(program.pid, port, perf_counter() - began, cpu_seconds(program.pid))
        finally:
            program.terminate()
            program.wait(SECONDS_TO_START)


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:  # noqa: S310 - the loopback
            return bool(answer.status == 200)
    except OSError:  # not listening yet, or too slow to answer
        return False


@contextmanager
def running_service(
    url: str,
    folder: Path,
    cores: Cores,
    workers: int,
    *options: str,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Running]:
    """Start the service. Its allowance is raised out of the way, and still counted."""
    port = free_port()
    command = [sys.executable, "-m", "app", "serve", "--port", str(port), "--workers", str(workers), *options]
    told = {"ENVIRONMENT": "sandbox", "REQUESTS_PER_MINUTE": "1000000000", "DATABASE_URL": url, **environment}
    with running(command, folder, told, cores, port, "/health/live") as service:
        yield service
