"""The use case of the extract for the SEN2 return: the notices that an authority sent in a calendar year."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Final, Protocol

from app.cases.ports import Unit
from app.evidence.domain.sen2 import NoticeOfYear
from app.evidence.use_cases import must_be_authority

MOST_NOTICES: Final = 50_000
"""The most notices of one file. The largest authority sends fewer than ten thousand in a year."""


class TooMany(Exception):
    """The year has more notices than one file may hold."""


class NoticesKept(Protocol):
    """The notices of the asking authority."""

    def sent(self, first: date, last: date) -> AsyncIterator[Sequence[NoticeOfYear]]:
        """Yield the notices of the cases that the authority has now, in the order of their days, some at a time."""

    def moved_away(self, first: date, last: date) -> AsyncIterator[Sequence[NoticeOfYear]]:
        """Yield the notices of the cases that another authority has now, some at a time."""


async def notices_of_year(work: Unit, kept: NoticesKept, year: int) -> list[NoticeOfYear]:
    """Return the notices that an authority sent in a year, or received with a case.

    Raises:
        NotCounted: the caller is no authority.
        TooMany: the notices do not fit into one file.
    """
    must_be_authority(work)
    first, last = date(year, 1, 1), date(year, 12, 31)
    found: list[NoticeOfYear] = []
    for notices in (kept.sent(first, last), kept.moved_away(first, last)):
        async for some in notices:
            found += some
            if len(found) > MOST_NOTICES:
                raise TooMany
    return found
