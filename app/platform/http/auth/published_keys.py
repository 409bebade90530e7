"""The keys that an outside issuer publishes. They are fetched within limits of size and time, and checked before use.

Nothing that an issuer sends is trusted or logged. A document may be huge, or hold a secret.
"""

import asyncio
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from joserfc.jwk import ECKey, Key, KeySet, OKPKey, RSAKey

if TYPE_CHECKING:
    import httpx2

DOCUMENT_BYTES = 131_072
"""The largest discovery document, and the largest key set, in bytes. Large issuers send a tenth of it."""

DOCUMENT_SECONDS = 5.0
"""For each of the two, from the question to the last byte."""

MOST_KEYS = 50
_RSA_BITS = range(2048, 8193)
"""The sizes of RSA keys that are accepted. Shorter keys can be broken. Longer keys make each check slow."""
_LONGEST_NUMBER = 2_000
"""Characters of a number in a key: enough for 8192 bits."""


class UnfitIssuer(Exception):
    """The issuer's documents cannot be used. The sentence is ours and quotes nothing of them."""


async def published_keys(http: "httpx2.AsyncClient", issuer: str) -> KeySet:
    """Return the keys that verify this issuer's tokens.

    Raises UnfitIssuer, or an error of the connection.
    """
    discovery = await _fetched(http, issuer.rstrip("/") + "/.well-known/openid-configuration")
    if discovery.get("issuer") != issuer:
        raise UnfitIssuer("the discovery document is of another issuer")
    address = discovery.get("jwks_uri")
    if not isinstance(address, str):
        raise UnfitIssuer("the discovery document does not say where the keys are")
    if issuer.startswith("https:") and not address.startswith("https:"):
        raise UnfitIssuer("the keys are not published over https")
    listed = (await _fetched(http, address)).get("keys")
    if not isinstance(listed, list) or len(listed) > MOST_KEYS:
        raise UnfitIssuer(f"the key set is no list of at most {MOST_KEYS} keys")
    keys = [key for one in listed if (key := _fit(one)) is not None]
    if not keys:
        raise UnfitIssuer("no published key is fit to verify a token")
    return KeySet(keys)


async def _fetched(http: "httpx2.AsyncClient", address: str) -> Mapping[str, Any]:
    read = bytearray()
    async with asyncio.timeout(DOCUMENT_SECONDS):
        # Uncompressed: a few bytes could otherwise become any number.
        async with http.stream("GET", address, headers={"Accept-Encoding": "identity"}) as answer:
            answer.raise_for_status()
            if answer.headers.get("content-encoding", "identity") != "identity":
                raise UnfitIssuer("a document is compressed although that was not asked for")
            async for part in answer.aiter_raw():
                read += part
                if len(read) > DOCUMENT_BYTES:
                    raise UnfitIssuer(f"a document has more than {DOCUMENT_BYTES} bytes")
    document = json.loads(read)
    if not isinstance(document, dict):
        raise UnfitIssuer("a document is no JSON object")
    return document


def _fit(jwk: object) -> Key | None:
    """Return the key if it may sign tokens here: asymmetric, for signatures, and strong enough. Otherwise None."""
    if not isinstance(jwk, dict) or jwk.get("use", "sig") != "sig":
        return None
    if any(isinstance(value, str) and len(value) > _LONGEST_NUMBER for name, value in jwk.items() if name != "x5c"):
        return None
    try:
        match jwk.get("kty"):
            case "RSA":
                rsa = RSAKey.import_key(jwk)
                return rsa if rsa.public_key.key_size in _RSA_BITS else None
            case "EC":
                return ECKey.import_key(jwk)
            case "OKP":
                return OKPKey.import_key(jwk)
    except Exception:  # noqa: BLE001 - whatever is wrong with one key, the others may be sound
        return None
    return None
