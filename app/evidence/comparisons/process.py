"""The process of a comparison as the service starts, hears and ends it."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import app

COMMAND: Final = (sys.executable, "-m", "app.evidence.simulation")
HOME: Final = Path(app.__file__).parents[1]
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT")
"""What the process needs of the environment. The service's secrets are not among it."""
_LONGEST_LINE = 64 * 1024 * 1024
_LAST_WORDS = 2000
"""How much of what a process complains about is kept for the log."""


def environment() -> dict[str, str]:
    """Return the environment of the process. Each of its processes computes on one processor."""
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return passed_on | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


async def start() -> Process:
    """Start the process, in a session of its own so that all its processes can be ended together."""
    return await asyncio.create_subprocess_exec(
        *COMMAND,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        cwd=HOME,
        env=environment(),
        start_new_session=True,
        limit=_LONGEST_LINE,
    )


async def ask(process: Process, asked: Mapping[str, Any]) -> None:
    """Tell the process what is asked. Its input stays open: by that it knows that the service lives."""
    assert process.stdin is not None  # noqa: S101 - it was piped
    process.stdin.write(json.dumps(asked).encode() + b"\n")
    with suppress(ConnectionError):  # the process died: its listener finds out
        await process.stdin.drain()


async def last_words(process: Process) -> str:
    """Read all that the process complains about, so that it never waits for a reader. Return the end of it."""
    assert process.stderr is not None  # noqa: S101 - it was piped
    kept = b""
    while said := await process.stderr.read(_LAST_WORDS):
        kept = (kept + said)[-_LAST_WORDS:]
    return kept.decode(errors="replace")


async def end(process: Process) -> None:
    """End the process and all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.communicate()  # reads what is left: a pipe that nobody reads would keep the process from ending
