"""A start that is broken off leaves nothing running and prints no traceback."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.waiting import PATIENCE, becomes_true

ROOT = Path(__file__).parents[2]


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(("sent", "ends_with"), [(signal.SIGTERM, {0}), (signal.SIGINT, {130, -signal.SIGINT})])
def test_a_start_that_is_broken_off(tmp_path: Path, sent: signal.Signals, ends_with: set[int]) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    service = subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--migrate", "--seed", "--port", "0"],
        cwd=tmp_path, env={**kept, "PYTHONPATH": str(ROOT), "ENVIRONMENT": "sandbox"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    becomes_true(lambda: len(children(service.pid)) >= 2)  # the database, and what prepares it
    begun = children(service.pid)
    service.send_signal(sent)
    said, _ = service.communicate(timeout=PATIENCE)
    assert service.returncode in ends_with, said
    # The database may have ended before what prepares it: then that is told, in one line.
    assert "Traceback" not in said
    assert len(said.splitlines()) <= 1, said
    becomes_true(lambda: not any(map(runs, begun)))
