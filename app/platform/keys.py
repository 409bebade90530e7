"""Makes and loads the service's own keys, as JSON Web Keys. No private part is ever printed or logged.

A key's id (`kid`) is its RFC 7638 thumbprint, so a key has the same name everywhere, and no two keys share a name. The
id of a sandbox's key begins with `sandbox-`, and a live deployment refuses such keys.
"""

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import mkstemp
from typing import Any, Final, TypeVar, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeyParameters, OKPKey, RSAKey
from joserfc.jwk import import_key as import_any

SANDBOX_PREFIX: Final = "sandbox-"
_RSA_BITS: Final = 2048
_NUMBERS = frozenset({"kty", "n", "e", "d", "p", "q", "dp", "dq", "qi", "oth"})
_K = TypeVar("_K", OKPKey, RSAKey)


@dataclass(frozen=True, slots=True)
class SandboxKeys:
    """The keys that a sandbox made when it first started."""

    signing: OKPKey
    token: RSAKey


def new_signing_key() -> str:
    """Return a new key to sign certificates, as one line for SIGNING_KEYS: Ed25519, private (RFC 8037)."""
    return _line(_signing_key(OKPKey.generate_key("Ed25519").as_dict(private=True)))


def new_token_key() -> str:
    """Return a new key to sign access tokens, as one line for TOKEN_KEYS: RSA of 2048 bits, private, for RS256."""
    return _line(_token_key(RSAKey.generate_key(_RSA_BITS).as_dict(private=True)))


def load_signing_key(jwk_json: str, where: str = "SIGNING_KEYS") -> OKPKey:
    """Return the Ed25519 key in a private JWK.

    Raises ValueError, which names `where` and never the key.
    """
    return _load(jwk_json, where, "an Ed25519 private key", _signing_key)


def load_token_key(jwk_json: str, where: str = "TOKEN_KEYS") -> RSAKey:
    """Return the RSA key in a private JWK.

    Raises ValueError, which names `where` and never the key.
    """
    return _load(jwk_json, where, f"an RSA private key of at least {_RSA_BITS} bits", _token_key)


def sandbox_keys(folder: Path) -> SandboxKeys:
    """The keys of the sandbox that lives in `folder`, made on first use and readable by its owner only.

    Starts that race each other all end with the same keys.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    signing, token = folder / "signing.json", folder / "token.json"
    return SandboxKeys(
        signing=load_signing_key(_kept(signing, lambda: _for_sandbox(new_signing_key())), str(signing)),
        token=load_token_key(_kept(token, lambda: _for_sandbox(new_token_key())), str(token)),
    )


def is_sandbox(kid: str | None) -> bool:
    """Whether a key of this name belongs to a sandbox."""
    return bool(kid and kid.startswith(SANDBOX_PREFIX))


def refuse_sandbox_keys(keys: Iterable[Key], folder: Path | None = None) -> None:
    """Raise ValueError if any of these is a sandbox's: every live start asks this first.

    A sandbox's key wears its name. One that lost it is known by its numbers, where `folder` is the sandbox's own.
    """
    made = {_thumbprint(path) for path in folder.glob("*.json")} if folder is not None and folder.is_dir() else set()
    for key in keys:
        if is_sandbox(key.kid) or key.thumbprint() in made:
            raise ValueError(f"{key.kid} is a sandbox's key; a live service needs keys of its own")


def _thumbprint(path: Path) -> str | None:
    try:
        return import_any(json.loads(path.read_text("utf-8"))).thumbprint()
    except (OSError, JoseError, ValueError):  # no key, or none that this process may read
        return None


def public_jwk(key: Key) -> dict[str, Any]:
    """Return the public part of a key: its entry in `/.well-known/jwks.json`."""
    return dict(key.as_dict(private=False))


def _signing_key(values: dict[str, Any]) -> OKPKey:
    private = OKPKey.import_key(values).private_key
    if not isinstance(private, Ed25519PrivateKey):
        raise TypeError
    return _named(OKPKey, private, {"use": "sig", "alg": "Ed25519"}, values.get("kid"))


def _token_key(values: dict[str, Any]) -> RSAKey:
    private = rsa_key(values).private_key
    if not isinstance(private, RSAPrivateKey) or private.key_size < _RSA_BITS:
        raise TypeError
    return _named(RSAKey, private, {"use": "sig", "alg": "RS256"}, values.get("kid"))


def rsa_key(values: dict[str, Any]) -> RSAKey:
    """The RSA key of a private JWK. That its numbers make a key is proven once, and not each time that it is read."""
    numbers = tuple(sorted((name, said) for name, said in values.items() if name in _NUMBERS))
    private = _proven(numbers).private_key
    if private is None:
        raise ValueError("this is a public key")
    said = {name: said for name, said in values.items() if name not in _NUMBERS}
    return RSAKey.import_key(private, cast("KeyParameters", said))


@lru_cache(maxsize=8)  # it takes longer than all else of loading a key
def _proven(numbers: tuple[tuple[str, Any], ...]) -> RSAKey:
    return RSAKey.import_key({"kty": "RSA", **dict(numbers)})


def _named(kind: type[_K], private: Any, said: KeyParameters, kid: str | None) -> _K:
    # The key came here from its private numbers alone, so the thumbprint is of what it really is.
    thumbprint = kind.import_key(private, said).thumbprint()
    if kid not in (None, thumbprint, SANDBOX_PREFIX + thumbprint):
        raise ValueError
    return kind.import_key(private, {**said, "kid": kid or thumbprint})


def _load(jwk_json: str, where: str, what: str, read: Callable[[dict[str, Any]], _K]) -> _K:
    try:
        return read(json.loads(jwk_json))
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        reason = f"{where} must hold {what} as a JSON Web Key, with its own thumbprint for kid or no kid"
    raise ValueError(reason)  # outside the except: the first error's text may quote the secret


def _for_sandbox(jwk_json: str) -> str:
    values = json.loads(jwk_json)
    return json.dumps(values | {"kid": SANDBOX_PREFIX + values["kid"]}, separators=(",", ":"))


def _line(key: Key) -> str:
    return json.dumps(key.as_dict(private=True), separators=(",", ":"))


def _kept(path: Path, make: Callable[[], str]) -> str:
    """Return the text of a file that is created once, completely, and never again. The link fails if another process
    was first.
    """
    if not path.exists():
        handle, draft = mkstemp(dir=path.parent)  # readable by its owner only from the first byte
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(make())
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            Path(draft).unlink()
    return path.read_text("utf-8")
