"""The port to the ledger of duties: what each event of a case opens, moves, meets or ends. The pathway does not know
the wing that keeps it."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from app.cases.domain.corrections import History
from app.cases.domain.facts import CaseFacts
from app.cases.history import Trail
from app.cases.records import LoggedEvent

Rows = Sequence[Mapping[str, Any]]
"""Entries of the ledger as JSON values, as they are written with their case."""


class Ledger(Protocol):
    """Says which entries of the ledger an event writes."""

    def after(self, before: CaseFacts | None, after: CaseFacts, event: LoggedEvent) -> Rows:
        """Return what an event opens or changes. `before` is None for the event that opens the case."""

    def told(self, steps: Sequence[tuple[CaseFacts, LoggedEvent]]) -> Rows:
        """Return the whole ledger of a case that is brought in with its past: the facts after each event."""

    def corrected(self, trail: Trail, history: History, correction: LoggedEvent) -> Rows:
        """Return what a correction opens or changes. `history` is what the trail tells after the correction."""
