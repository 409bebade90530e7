"""Reads a calendar in a separate process, and ends that process if it takes too long or too much memory.

A hostile file may try to keep its reader busy. Here it costs its sender an answer, and delays no other caller: this
process only waits. The other process knows no secret and opens no connection.
"""

import asyncio
import json
import signal
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import structlog

from app.capacity.domain.mediator import Span
from app.capacity.mediators.calendars.child import TOO_BIG
from app.capacity.mediators.calendars.components import NotACalendar
from app.capacity.mediators.calendars.reading import Imported

SECONDS: Final = 10
"""The seconds of processor time that one file may take. A calendar of 16 MB with 25,000 entries takes 2."""
PATIENCE: Final = 6 * SECONDS
"""The seconds that a file may take in all, on a busy machine."""
MEMORY: Final = 512 * 1024 * 1024
"""In bytes. That calendar takes a tenth of this."""

_ROOT: Final = str(Path(__file__).parents[4])
_log = structlog.get_logger("calendars")


async def read_apart(sent: bytes | bytearray, from_on: date, to_on: date) -> Imported:
    """Read a calendar as `read_calendar` does.

    Raises:
        NotACalendar: also if the file takes too long, or too much memory.
    """
    limits = from_on.isoformat(), to_on.isoformat(), str(SECONDS), str(MEMORY)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "app.capacity.mediators.calendars.child",
        *limits,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # a failure's words may quote the diary
        cwd="/" if sys.platform != "win32" else None,
        env={"PYTHONPATH": _ROOT, "LC_ALL": "C.UTF-8"},
    )
    try:
        async with asyncio.timeout(PATIENCE):
            said, _ = await process.communicate(sent)
    except TimeoutError:
        raise _too_long() from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode in (-signal.SIGKILL, -signal.SIGXCPU):
        raise _too_long()
    if process.returncode == TOO_BIG:
        raise NotACalendar("We need too much memory to read this calendar. Send a shorter part of the calendar.")
    if process.returncode != 0:
        _log.error("a calendar could not be read", exit_code=process.returncode, bytes=len(sent))
        raise NotACalendar("We cannot read this calendar. Send a shorter part of the calendar, or export it again.")
    return _imported(said)


def _too_long() -> NotACalendar:
    return NotACalendar(
        f"We need more than {SECONDS} seconds to read this calendar, because it repeats its entries too often. "
        "Send a shorter part of the calendar."
    )


def _imported(said: bytes) -> Imported:
    told = json.loads(said)
    if (why := told.get("refused")) is not None:
        raise NotACalendar(why)
    sessions = {UUID(session_id): _spans(times) for session_id, times in told["sessions"].items()}
    return Imported(_spans(told["windows"]), _spans(told["busy"]), tuple(told["skipped"]), sessions)


def _spans(times: list[list[float]]) -> tuple[Span, ...]:
    return tuple(Span(*(datetime.fromtimestamp(at, UTC) for at in both)) for both in times)
