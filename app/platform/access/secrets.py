"""Client secrets: hashed with Argon2id, off the event loop."""

import asyncio
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import hash_secret as hash_secret_encoded

HASHER = PasswordHasher(time_cost=5, memory_cost=7_168, parallelism=1)
"""OWASP's smallest equal in strength for Argon2id: 7 MiB, five passes. Larger values would fill the worker's memory,
and issued secrets are long and random anyway.
"""

DECOY = "$argon2id$v=19$m=7168,t=5,p=1$UiV8KZuXuR1ssBG7f1ZGaA$S6UMu0EBfof7L0uOQu77jdJp7in3FHLgwY/bTrbE3yM"
"""The hash of a random secret that was thrown away. An unknown client so costs exactly as much work as a wrong secret.
"""

# Two at a time: a burst of token requests must not take every core and hundreds of megabytes.
_WORKERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


async def hash_secret(secret: str) -> str:
    """The encoded hash to store for a secret."""
    return await asyncio.get_running_loop().run_in_executor(_WORKERS, HASHER.hash, secret)


async def hash_like(secret: str, form: str | None) -> str:
    """Hash a secret in the form of a stored hash: compare the two where the stored one is.

    `form` is a stored hash without its digest. Without a form (no such client), hashing takes the same work.
    """
    return await asyncio.get_running_loop().run_in_executor(_WORKERS, _hashed, secret, form or DECOY)


def form_of(secret_hash: str) -> str | None:
    """Blank the digest of an encoded hash: what is left says how to hash, and nothing of the secret."""
    kept, _, digest = secret_hash.rpartition("$")
    return f"{kept}${'A' * len(digest)}" if kept.startswith("$argon2id$") else None


def _hashed(secret: str, form: str) -> str:
    how = extract_parameters(form)
    salt = form.split("$")[-2]
    hashed = hash_secret_encoded(
        secret.encode(errors="surrogatepass"),
        b64decode(salt + "=" * (-len(salt) % 4)),
        how.time_cost,
        how.memory_cost,
        how.parallelism,
        how.hash_len,
        how.type,
        how.version,
    )
    return hashed.decode()
