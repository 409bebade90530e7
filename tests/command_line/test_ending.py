"""A start that is broken off leaves nothing running and prints no traceback."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 60.0
"""A guard against a hang; nothing is measured."""


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
    ends_at = time.monotonic() + SECONDS
    while len(begun := children(service.pid)) < 2:  # the database, and what prepares it
        assert time.monotonic() < ends_at
        assert service.poll() is None
        time.sleep(0.01)
    service.send_signal(sent)
    said, _ = service.communicate(timeout=SECONDS)
    assert service.returncode in ends_with, said
    # The database may have ended before what prepares it: then that is told, in one line.
    assert "Traceback" not in said
    assert len(said.splitlines()) <= 1, said
    while any(map(runs, begun)):
        assert time.monotonic() < ends_at
        time.sleep(0.05)
