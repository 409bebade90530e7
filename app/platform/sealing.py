"""Encrypts names. Only the deployment's keys can decrypt them, and only for the record they belong to."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from app.kernel.unreadable import Unreadable


class CannotOpen(Unreadable):
    """The text cannot be decrypted: no key fits, it was altered, or it belongs to another record."""


class Seal:
    """Seals with the first key and opens with any of them, so that keys can be changed without a gap."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Takes Fernet keys, newest first. Raises ValueError that names the setting, never the key."""
        try:
            self._keys = MultiFernet([Fernet(key) for key in keys])
            return
        except ValueError:
            reason = "SEALING_KEYS must hold Fernet keys: 32 bytes each, in URL-safe base64, at least one"
        raise ValueError(reason)  # outside the except: the first error's traceback may hold the key

    def seal(self, payload: Mapping[str, Any], about: str) -> bytes:
        """Encrypt a JSON object for the one record (for example a case's id) that it is about."""
        text = json.dumps({"about": about, "sealed": dict(payload)}, ensure_ascii=False, separators=(",", ":"))
        return self._keys.encrypt(text.encode())

    def open(self, token: bytes, about: str) -> dict[str, Any]:
        """Decrypt what was encrypted about this record.

        Raises CannotOpen, also for what was encrypted about another record.
        """
        try:
            values = json.loads(self._keys.decrypt(token))
        except InvalidToken:
            raise CannotOpen("no key of this deployment opens it, or it was altered") from None
        if values["about"] != about:
            raise CannotOpen("it was sealed about something else")
        sealed: dict[str, Any] = values["sealed"]
        return sealed

    def reseal(self, token: bytes) -> bytes:
        """Encrypt the same again with the first key, so that an older key can be retired."""
        try:
            return self._keys.rotate(token)
        except InvalidToken:
            raise CannotOpen("no key of this deployment opens it, or it was altered") from None
