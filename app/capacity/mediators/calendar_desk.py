"""Reads calendars: one at a time for each provider, a few at once in total, each in a process of its own."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from app.capacity.mediators.calendars import Imported
from app.capacity.mediators.calendars.apart import read_apart
from app.platform.http.problems import TooManyRequests, Unavailable

AT_ONCE = 2
"""How many calendars one worker has read at once. Others wait their turn."""
TURN = 30
"""Seconds that a calendar waits for its turn."""
COME_BACK = 5
"""Seconds after which the provider's last calendar will have been read: most take less than one."""


class CalendarDesk:
    """Reads the calendars that one worker receives."""

    def __init__(self) -> None:
        self._providers: set[UUID] = set()
        self._turns = asyncio.Semaphore(AT_ONCE)

    @contextmanager
    def place(self, provider_id: UUID) -> Iterator[None]:
        """Give a provider its one place, before any of its file is read.

        Raises:
            TooManyRequests: another calendar of this provider is still being received.
        """
        if provider_id in self._providers:
            raise TooManyRequests(
                COME_BACK,
                "We are still reading another calendar of your organisation. Send this calendar again in a moment.",
            )
        self._providers.add(provider_id)
        try:
            yield
        finally:
            self._providers.discard(provider_id)

    async def read(self, chunks: AsyncIterator[bytes], from_on: date, to_on: date) -> Imported:
        """Read a calendar that was sent.

        Raises:
            NotACalendar: it cannot be read.
            Unavailable: too many others are being read.
        """
        sent = bytearray()
        async for chunk in chunks:
            sent += chunk
        try:
            async with asyncio.timeout(TURN):
                await self._turns.acquire()
        except TimeoutError:
            raise Unavailable(
                "We are reading other calendars just now. Send this calendar again in a moment.", retry_after=TURN
            ) from None
        try:
            return await read_apart(sent, from_on, to_on)
        finally:
            self._turns.release()
