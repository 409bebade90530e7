"""The process that reads one calendar. It holds nothing else, and can be ended at any moment.

Called as `python -m app.capacity.mediators.calendars.child FIRST_DAY LAST_DAY SECONDS BYTES`. It reads the file from
standard input, and writes what it found to standard output.
"""

import json
import sys
from collections.abc import Iterable
from datetime import date
from typing import Final

from app.capacity.domain.mediator import Span
from app.capacity.limiting import limit
from app.capacity.mediators.calendars.components import NotACalendar
from app.capacity.mediators.calendars.reading import read_calendar

TOO_BIG: Final = 3
"""The exit code if memory ran out."""


def main(first: str, last: str, seconds: str, memory: str) -> int:
    """Read the calendar, and write what it says, or why it cannot be read."""
    limit(int(seconds), int(memory))
    try:
        read = read_calendar(sys.stdin.buffer, date.fromisoformat(first), date.fromisoformat(last))
        said = {
            "windows": _times(read.windows),
            "busy": _times(read.busy),
            "skipped": read.skipped,
            "sessions": {str(session_id): _times(spans) for session_id, spans in read.sessions.items()},
        }
    except NotACalendar as why:
        said = {"refused": str(why)}
    except MemoryError:
        return TOO_BIG
    json.dump(said, sys.stdout)
    return 0


def _times(spans: Iterable[Span]) -> list[tuple[float, float]]:
    return [(span.starts_at.timestamp(), span.ends_at.timestamp()) for span in spans]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
