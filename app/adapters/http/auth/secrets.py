"""Client secrets: hashed with Argon2id, off the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""OWASP's first recommendation for Argon2id: 19 MiB, two passes. Issued secrets are long and random anyway."""

DECOY = "$argon2id$v=19$m=19456,t=2,p=1$a7t8eHlLujeJVX1F94q8Sw$VZEPD1syx0z78fJ8VyPe8d6Qt6b+92jr0BHFhvVV4R0"
"""The hash of a random secret that nobody kept: an unknown client costs exactly as much work as a wrong secret."""

# Two at a time: a burst of token requests must not take every core and hundreds of megabytes.
_WORKERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


async def hash_secret(secret: str) -> str:
    """The encoded hash to store for a secret."""
    return await asyncio.get_running_loop().run_in_executor(_WORKERS, HASHER.hash, secret)


async def verify_secret(secret: str, secret_hash: str | None) -> bool:
    """Whether `secret` is the one behind `secret_hash`. None (no such client) is always False, after the same work."""
    matches = await asyncio.get_running_loop().run_in_executor(_WORKERS, _matches, secret, secret_hash or DECOY)
    return matches and secret_hash is not None


def _matches(secret: str, secret_hash: str) -> bool:
    try:
        return HASHER.verify(secret_hash, secret)
    except (VerificationError, InvalidHashError):
        return False
