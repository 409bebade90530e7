"""Client secrets: hashed with Argon2id, off the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=5, memory_cost=7_168, parallelism=1)
"""OWASP's smallest equal in strength for Argon2id: 7 MiB, five passes. Larger ones would stay in the worker's memory;
issued secrets are long and random anyway."""

DECOY = "$argon2id$v=19$m=7168,t=5,p=1$UiV8KZuXuR1ssBG7f1ZGaA$S6UMu0EBfof7L0uOQu77jdJp7in3FHLgwY/bTrbE3yM"
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
        return HASHER.verify(secret_hash, secret.encode(errors="surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False
