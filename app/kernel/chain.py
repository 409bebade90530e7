"""The hash chain of a case's events. It reveals any event that was changed, dropped or slipped in.

Anyone can recalculate it: SHA-256 over the previous hash and the event, as JSON with sorted keys, no spaces, UTF-8.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
"""What stands before a case's first event."""


_WRITER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(event: Mapping[str, Any]) -> str:
    """Write an event in the one form that is hashed."""
    return _WRITER.encode(event)


def link(previous: str, event: Mapping[str, Any]) -> str:
    """Return the hash of an event that follows `previous`."""
    return hashlib.sha256(f"{previous}\n{canonical(event)}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a chain is whole, and the first event where it is not."""

    intact: bool
    length: int
    broken_at: int | None


def verify(chain: Sequence[tuple[Mapping[str, Any], str, str]], head: str) -> Verdict:
    """Check events, each with its previous hash and its own, against the head that stands on the case."""
    previous = GENESIS
    for index, (event, before, own) in enumerate(chain, start=1):
        if before != previous or link(previous, event) != own:
            return Verdict(intact=False, length=len(chain), broken_at=index)
        previous = own
    intact = previous == head
    return Verdict(intact, len(chain), None if intact else len(chain))
