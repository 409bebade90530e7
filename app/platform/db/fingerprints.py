"""Fingerprints of idempotent requests. The service recognises a repeated request by its fingerprint.

Fingerprints are keyed, because a body may hold a name, and a plain hash could be guessed. The key is in the database,
encrypted. `reseal` encrypts it again, so it outlives the encryption key under which it was made.
"""

import asyncio
import hmac
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256

from app.platform.db.connections import Statement
from app.platform.db.work import Database
from app.platform.sealing import CannotOpen, Seal

PURPOSE = "idempotency"
_NAME_LENGTH = 8
"""How many characters of a fingerprint name its key."""

KEPT = Statement("SELECT sealed FROM service_keys WHERE purpose = :purpose ORDER BY id DESC LIMIT 20")
KEEP = Statement("INSERT INTO service_keys (purpose, sealed) VALUES (:purpose, :sealed)")


class Fingerprints:
    """Makes fingerprints with the key of this deployment, which is read when it is first needed."""

    def __init__(self, database: Database, seal: Seal, sealing_keys: Sequence[str]) -> None:
        self._database = database
        self._seal = seal
        # Derived, so that workers who start at once on a new database make the same key.
        self._first = hmac.digest(sealing_keys[-1].encode(), b"idempotency fingerprints", "sha256")
        self._key: bytes | None = None
        self._reading = asyncio.Lock()

    async def of(self, said: bytes) -> str:
        """Return the fingerprint of a request: 64 characters, the first of which name the key."""
        key = self._key or await self._read()
        return (_name(key) + hmac.digest(key, said, "sha256").hex())[:64]

    async def _read(self) -> bytes:
        async with self._reading:
            if self._key is None:
                self._key = await self._kept() or await self._begun()
        return self._key

    async def _kept(self) -> bytes | None:
        async with self._database.transaction() as connection:
            rows = await connection.run(KEPT, {"purpose": PURPOSE})
        for row in rows:
            try:
                return b64decode(self._seal.open(row.sealed, PURPOSE)["key"])
            except CannotOpen:  # of a time whose sealing keys are gone
                continue
        return None

    async def _begun(self) -> bytes:
        sealed = self._seal.seal({"key": b64encode(self._first).decode()}, PURPOSE)
        async with self._database.transaction() as connection:
            await connection.run(KEEP, {"purpose": PURPOSE, "sealed": sealed})
            await connection.commit()
        return self._first


def same_key(one: str, other: str) -> bool:
    """Whether two fingerprints were made by the same key. Only then can they be compared."""
    return one[:_NAME_LENGTH] == other[:_NAME_LENGTH]


def _name(key: bytes) -> str:
    return sha256(b"name of a fingerprint key" + key).hexdigest()[:_NAME_LENGTH]
