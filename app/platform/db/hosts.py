"""Connects to the server that accepts writes, out of several. This is what the service itself does in a failover."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg

SECONDS_FOR_ALL = 4.5
"""A request waits five for a connection. A host that swallows packets must leave time for the others."""


class Hosts:
    """The hosts of one address. The host that answered last is asked first."""

    def __init__(self, hosts: Sequence[str], ports: Sequence[int]) -> None:
        self._hosts = list(zip(hosts, ports, strict=True))
        self._seconds = SECONDS_FOR_ALL / len(self._hosts)

    async def connect(self, _: str | None = None, **options: Any) -> Any:
        """Return a connection to the first host that fits `target_session_attrs`.

        Raises the error of the last host if none fits. The driver alone would spend all its time on the first host.
        """
        fault: BaseException = OSError("the address names no host")
        for each in tuple(self._hosts):
            host, port = each
            try:
                async with asyncio.timeout(self._seconds):
                    connection = await asyncpg.connect(**{**options, "host": host, "port": port})
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
                fault = error  # nothing there, starting, of the other kind, or silent (a time-out is an OSError)
                continue
            self._hosts.remove(each)
            self._hosts.insert(0, each)
            return connection
        raise fault
