"""Reading a calendar in a process of its own: the answer is the same, and whatever becomes of it, the process ends."""

import asyncio
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.capacity.mediators.calendars import NotACalendar, apart
from app.capacity.mediators.calendars.apart import read_apart
from tests.support.calendars import FIRST, LAST, SECRET, event, ics, read_bytes

ROOT = Path(__file__).parents[3]
SOME = ics(
    *event("DTSTART:20260601T090000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY"),
    *event("DTSTART;TZID=Mars/Phobos:20260615T100000", "DURATION:PT30M", uid="2"),
    *event("DTSTART:20260615T120000Z", "DURATION:PT1H", uid="0b6f4c7e-6a55-4b1e-9f0e-3d3c1a2b4c5d@mediation"),
    *("BEGIN:VAVAILABILITY", "BEGIN:AVAILABLE", "DTSTART:20260601T090000Z", "DURATION:P1D", "END:AVAILABLE"),
    "END:VAVAILABILITY",
)


async def test_what_is_read_apart_is_the_same() -> None:
    assert await read_apart(SOME, FIRST, LAST) == read_bytes(SOME)
    assert read_bytes(SOME).sessions


def test_the_reader_loads_only_what_reads() -> None:
    """It starts for each calendar. The libraries of the service would take longer to load than most files to read."""
    loads = "import sys, app.capacity.mediators.calendars.child; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", loads], cwd=ROOT, capture_output=True, check=True, text=True)  # noqa: S603 - ourselves
    loaded = {name.partition(".")[0] for name in ran.stdout.split()}
    assert "app" in loaded
    assert loaded & {"asyncio", "fastapi", "pydantic", "sqlalchemy", "structlog", "subprocess"} == set()


async def test_a_refusal_comes_back_as_one() -> None:
    with pytest.raises(NotACalendar, match="no line BEGIN:VCALENDAR"):
        await read_apart(SECRET.encode(), FIRST, LAST)


async def test_a_file_that_takes_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MEMORY", 60 * 1024 * 1024)
    many = [line for n in range(90_000) for line in event("DTSTART:20260601T090000Z", "RRULE:FREQ=DAILY", uid=str(n))]
    with pytest.raises(NotACalendar, match=r"too much memory|cannot read") as refusal:
        await read_apart(ics(*many), FIRST, LAST)
    assert SECRET not in str(refusal.value)


async def test_a_reader_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "PATIENCE", 0)
    with pytest.raises(NotACalendar, match="We need more than"):
        await read_apart(SOME, FIRST, LAST)


async def test_a_caller_who_goes_away_ends_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: asyncio.Future[asyncio.subprocess.Process] = asyncio.get_running_loop().create_future()
    begin = asyncio.create_subprocess_exec

    async def noted(*command: Any, **options: Any) -> asyncio.subprocess.Process:
        begun.set_result(await begin(*command, **options))
        return begun.result()

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    asked = asyncio.ensure_future(read_apart(ics(*event() * 50_000), FIRST, LAST + timedelta(days=1)))
    reader = await begun
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert reader.returncode == -signal.SIGKILL
