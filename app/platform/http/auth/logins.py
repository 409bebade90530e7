"""Log-ins: how many wrong secrets a caller may try before it has to wait, and which callers never wait.

A wrong secret counts against its client at its address. Log-ins from one address are checked one after the other, so a
burst is treated like guesses sent slowly. A client that proved its secret from an address is known there. Guesses by
others cannot lock it out, and its next log-in costs no Argon2.
"""

import asyncio
import hmac
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from app.platform.access.principal import Clients, RegisteredClient
from app.platform.access.secrets import hash_like
from app.platform.http.body_limits import storable
from app.platform.http.limits import Allowance
from app.platform.http.problems import TooManyRequests, Unavailable

GUESSES_PER_CLIENT = 10
"""How many wrong secrets one client may send from one address in a minute."""

GUESSES_PER_ADDRESS = 100
"""How many wrong log-ins one address may send in a minute, for all clients. This limits the work of Argon2id."""

MOST_WAITING = 100
"""How many log-ins from one address may wait for their turn."""

MOST_WAITING_FOR_CLIENT = 40
"""How many of them may be for one client, so that guesses at one secret leave room for other clients."""

MOST_UNDER_WAY = 400
"""Log-ins that wait for Argon2 in all: at two at a time, some ten seconds of work. Those who are known do not wait."""

LONGEST_ID, LONGEST_SECRET = 100, 500
"""The longest id of a client. A longer id belongs to no client."""

REMEMBERED = 10_000
"""Proven log-ins that are remembered; the oldest is forgotten for the next."""


@dataclass(slots=True)
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    callers: Counter[str] = field(default_factory=Counter)
    """How many, for each client."""


class Logins:
    """The log-ins of one worker."""

    def __init__(self, clients: Clients, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clients = clients
        self._of_clients = Allowance("failed-logins", GUESSES_PER_CLIENT, clock=clock)
        self._of_addresses = Allowance("failed-logins-of-address", GUESSES_PER_ADDRESS, clock=clock)
        self._turns: dict[str, _Turn] = {}
        self._under_way = 0
        self._proven: dict[bytes, None] = {}
        self._key = secrets.token_bytes(32)

    async def prove(self, address: str, client_id: str, secret: str) -> RegisteredClient | None:
        """The client, if the secret is its own; None for a wrong secret and for an unknown client alike.

        Raises TooManyRequests where too many were wrong: the secret is then not looked at. Raises Unavailable where
        callers from everywhere ask for more than the worker can do.
        """
        client = await self._find(client_id)
        if client is not None and self._knows(address, client, secret):
            return client
        self._refuse_if_spent(address, client_id)
        async with self._turn(address, client_id[: LONGEST_ID + 1]):
            if client is not None and self._knows(address, client, secret):  # proven while this one waited
                return client
            self._refuse_if_spent(address, client_id)
            hashed = await hash_like(secret[: LONGEST_SECRET + 1], client.secret_form if client else None)
            proven = await self._clients.proves(client.client_id if client else "", hashed)  # the same work for nobody
            if client is not None and proven:
                self._remember(address, client, secret)
                return client
            self._of_addresses.spend(address)
            self._of_clients.spend(_pair(address, client_id))
        return None

    async def _find(self, client_id: str) -> RegisteredClient | None:
        if len(client_id) > LONGEST_ID or not storable(client_id):
            return None
        return await self._clients.find(client_id)

    def _refuse_if_spent(self, address: str, client_id: str) -> None:
        for standing in (
            self._of_addresses.spend(address, 0),
            self._of_clients.spend(_pair(address, client_id), 0),
        ):
            if not standing.allowed:
                raise TooManyRequests(standing.resets_in)

    @asynccontextmanager
    async def _turn(self, address: str, client_id: str) -> AsyncIterator[None]:
        if self._under_way >= MOST_UNDER_WAY:
            raise Unavailable("Too many programs are asking for a token at the same time. Try again in a few seconds.")
        turn = self._turns.setdefault(address, _Turn())
        callers = turn.callers
        if callers.total() > MOST_WAITING or callers[client_id] > MOST_WAITING_FOR_CLIENT:
            raise TooManyRequests(1)
        callers[client_id] += 1
        self._under_way += 1
        try:
            async with turn.lock:
                yield
        finally:
            callers[client_id] -= 1
            self._under_way -= 1
            if not callers.total():
                del self._turns[address]

    def _knows(self, address: str, client: RegisteredClient, secret: str) -> bool:
        return self._digest(address, client, secret) in self._proven

    def _remember(self, address: str, client: RegisteredClient, secret: str) -> None:
        while len(self._proven) >= REMEMBERED:
            del self._proven[next(iter(self._proven))]
        self._proven[self._digest(address, client, secret)] = None

    def _digest(self, address: str, client: RegisteredClient, secret: str) -> bytes:
        """What is kept in place of the secret. It changes with the client's secrets: a retired secret is forgotten."""
        parts = "\0".join((address, client.client_id, client.secret_form or "", client.live_secrets, secret))
        return hmac.digest(self._key, parts.encode(errors="replace"), "sha256")


def _pair(address: str, client_id: str) -> str:
    return f"{address} {client_id[: LONGEST_ID + 1]}"
