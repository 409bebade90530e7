"""Tells the ledger of a case from its whole audit trail, corrections included: what the stored ledger must equal."""

import json
from collections.abc import Sequence
from itertools import chain
from typing import Any

from app.cases.domain.corrections import THE_NOTICE, Entry, History, steps
from app.cases.domain.facts import CaseFacts
from app.cases.domain.machine import Pathway
from app.cases.history import history_of
from app.cases.records import LoggedEvent, corrects, facts_from_json
from app.duties.domain.ledger import Entries, Happening, corrected, follow, kept, tell


def happening(event: LoggedEvent) -> Happening:
    """Return an event as the ledger names it."""
    return Happening(event.seq, event.type, event.occurred_on)


def retold(pathway: Pathway, history: History) -> Entries:
    """Return the ledger of a corrected history, as if everything had been recorded right the first time."""
    opening = Happening(THE_NOTICE, "notice-recorded", history.opening.notice_sent_on)
    again = ((one.facts, _entry(one.entry)) for one in steps(pathway, history))
    return tell(chain([(history.opening, opening)], again), pathway.law)


def _entry(entry: Entry) -> Happening:
    return Happening(entry.seq, entry.kind, entry.occurred_on)


def entries_of(pathway: Pathway, events: Sequence[LoggedEvent]) -> Entries:
    """Return the ledger that a case has after its events.

    Raises:
        BeforeCommands: the case was corrected, and has an action from before events kept their commands.
        Unreadable: an event was changed past the service.
    """
    entries: Entries = {}
    known: dict[str, Any] = {}
    before: CaseFacts | None = None
    for number, event in enumerate(events, 1):
        known |= event.changes
        after = facts_from_json(json.dumps(known)) if event.changes or before is None else before
        if corrects(event) is None:
            if after is not before:
                entries = kept(entries, follow(before, after, happening(event), pathway.law))
        elif "with" not in (event.about or {}):
            told = retold(pathway, history_of(events[: _end(events, number)]).history)
            entries = corrected(entries, told, happening(event))
        before = after
    return entries


def _end(events: Sequence[LoggedEvent], number: int) -> int:
    """Return how many events there are up to the end of the correction that begins with event `number`."""
    while number < len(events) and "with" in (events[number].about or {}) and corrects(events[number]) is not None:
        number += 1
    return number
