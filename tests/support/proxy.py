"""A TCP proxy that can cut, delay and swallow: what networks do between a service and its database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.support.waiting import PATIENCE

Dial = Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]
CHUNK = 65_536


@dataclass(slots=True, eq=False)
class Proxy:
    """Passes bytes both ways until it is told to do worse. Every member may change while connections are open."""

    dial: Dial
    port: int = 0
    swallowing: bool = False
    """Connections stay open and every byte disappears, in both directions."""
    swallowed: int = 0
    """How many pieces of clients have disappeared so far."""
    delay: float = 0.0
    """Seconds that each piece waits before it is passed on."""
    deaf_after: bytes | None = None
    """After a client has sent this, its connection delivers the bytes and swallows every answer."""
    cut_after: bytes | None = None
    """After a client has sent this, its connection delivers the bytes and is cut before any answer."""
    swallow_before: bytes | None = None
    """When a client sends this, it and everything after it is swallowed."""
    refusing: bool = False
    """New connections are closed at once."""
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def cut(self) -> int:
        """Reset every open connection; return how many."""
        for writer in (cut := list(self._open)):
            writer.transport.abort()
        return len(cut)

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        if self.refusing:
            writer.transport.abort()
            return
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._open.add(writer)
        far = None
        try:
            far_reader, far = await self.dial()
            self._open.add(far)
            line = _Line()
            await asyncio.gather(self._up(reader, far, writer, line), self._down(far_reader, writer, line))
        except OSError:
            pass  # one of the two ends has gone, and so does the other
        finally:
            self._tasks.discard(task)
            for end in (writer, far):
                if end is not None:
                    self._open.discard(end)
                    end.transport.abort()

    async def _up(
        self, reader: asyncio.StreamReader, far: asyncio.StreamWriter, near: asyncio.StreamWriter, line: "_Line"
    ) -> None:
        while data := await reader.read(CHUNK):
            if self.swallow_before is not None and self.swallow_before in data:
                line.deaf = line.mute = True
            cut = self.cut_after is not None and self.cut_after in data
            line.deaf = line.deaf or cut or (self.deaf_after is not None and self.deaf_after in data)
            if self.swallowing or line.mute:
                self.swallowed += 1
                continue
            await asyncio.sleep(self.delay)
            far.write(data)
            await far.drain()
            if cut:
                await asyncio.wait_for(line.answered.wait(), PATIENCE)  # the database has done what it was told
                near.transport.abort()
        if not self.swallowing and not line.mute:
            far.close()

    async def _down(self, far_reader: asyncio.StreamReader, near: asyncio.StreamWriter, line: "_Line") -> None:
        while data := await far_reader.read(CHUNK):
            await asyncio.sleep(self.delay)
            if line.deaf:
                line.answered.set()
            if self.swallowing or line.deaf:
                continue
            near.write(data)
            await near.drain()
        if not self.swallowing and not line.deaf:
            near.close()

    async def end(self) -> None:
        """Let every connection go."""
        self.delay = 0.0
        self.cut()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=PATIENCE)


@dataclass(slots=True)
class _Line:
    """What one connection has lost for good."""

    deaf: bool = False
    """The client hears nothing."""
    mute: bool = False
    """The client is not heard."""
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    """Whether there was an answer that the client does not hear."""


@asynccontextmanager
async def proxied(socket: str) -> AsyncIterator[Proxy]:
    """Stand between a free port of the loopback and a Unix socket."""
    proxy = Proxy(lambda: asyncio.open_unix_connection(socket))
    server = await asyncio.start_server(proxy.take, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        await proxy.end()
