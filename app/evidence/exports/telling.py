"""Tells from the audit trail of a case whether a session was ever held, and what was known when the case moved away.
Corrections count."""

import json
from collections.abc import Sequence
from typing import Any

from app.cases.domain.commands import RecordSessionOutcome
from app.cases.domain.facts import CaseFacts
from app.cases.history import BeforeCommands, history_of
from app.cases.records import LoggedEvent, facts_from_json
from app.evidence.domain.sen2 import MET


def was_held(events: Sequence[LoggedEvent]) -> bool:
    """Return whether a session was held before the latest request. A new request clears the facts of an earlier one.

    Raises:
        Unreadable: an event was changed past the service.
    """
    try:
        entries = history_of(events).history.entries
    except BeforeCommands:  # nothing of such a case was ever corrected
        return any(event.changes.get("session_outcome") in MET for event in events)
    return any(
        not entry.voided and isinstance(entry.command, RecordSessionOutcome) and entry.command.outcome in MET
        for entry in entries
    )


def facts_by(events: Sequence[LoggedEvent]) -> CaseFacts:
    """Return the facts of a case after the last of some events, which begin with its notice.

    Raises:
        Unreadable: an event was changed past the service.
    """
    known: dict[str, Any] = {}
    for event in events:
        known |= event.changes
    return facts_from_json(json.dumps(known))
