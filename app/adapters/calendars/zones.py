"""Time zones by name alone. How a file describes a zone of its own is not believed."""

from datetime import timedelta, timezone, tzinfo
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone import tzp
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON
from icalendar.timezone.zoneinfo import ZONEINFO

UNKNOWN: Final = timezone(timedelta(0), "unknown")
"""Stands for a zone that is not known. What carries it must not be used: recognise it by identity."""


def begin() -> None:
    """Let the library read zones our way, and forget those of the calendar before.

    The library keeps zones that a file defines for as long as the service runs: one mediator's "Customized Time Zone"
    would then be read into the next one's calendar. A definition is also a recurrence rule that anybody may write.
    """
    tzp.use(_KnownZones())


def known(name: str) -> ZoneInfo | None:
    """Find a zone by its name: `Europe/London`, `GMT Standard Time`, `/vendor.example/2026/Europe/London`."""
    for candidate in (name, WINDOWS_TO_OLSON.get(name), "/".join(name.rsplit("/", 2)[-2:])):
        if candidate in _names():
            return ZoneInfo(str(candidate))
    return None


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


class _KnownZones(ZONEINFO):
    def knows_timezone_id(self, tzid: str) -> bool:  # noqa: ARG002 - the library's signature
        """Say yes always: the library builds and keeps a zone from the file when told no."""
        return True

    def timezone(self, name: str) -> tzinfo:
        """Never answer None: the library would go on guessing, once for every slash in the name."""
        return known(name) or UNKNOWN
