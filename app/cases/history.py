"""Reads the events of a case as its history: what can be decided again, as far as corrections have changed it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from app.cases.domain.commands import NotifyCommissioningBody
from app.cases.domain.corrections import CORRECTED, CORRECTIONS, THE_NOTICE, Entry, History, with_days
from app.cases.domain.facts import CaseFacts
from app.cases.domain.moved import TransferDays
from app.cases.domain.transfer import RECEIVED
from app.cases.records import LoggedEvent, command_from_json, corrects, facts_from_json
from app.kernel.london import london_day
from app.kernel.terms import OrganisationKind
from app.kernel.unreadable import Unreadable


class BeforeCommands(Exception):
    """An action was recorded before events kept their commands: it cannot be decided again."""

    def __init__(self, seq: int) -> None:
        super().__init__(str(seq))
        self.seq = seq


@dataclass(frozen=True, slots=True)
class Trail:
    """The events of a case, in order, and the history that they tell.

    `opening` is what the notice says beside the facts, as it was last corrected. `bodies` names the commissioning body
    that each notification told. `issuers` names the provider that issued each certificate, or wrote it again.
    """

    events: Sequence[LoggedEvent]
    history: History
    opening: Mapping[str, Any]
    bodies: Mapping[int, UUID]
    issuers: Mapping[int, UUID]

    def event(self, seq: int) -> LoggedEvent | None:
        """Return the event at a place."""
        return self.events[seq - 1] if 0 < seq <= len(self.events) else None

    def body_of(self, history: History, told: Mapping[int, UUID]) -> UUID | None:
        """Return the commissioning body that was told last by a history; `told` are those that a correction names."""
        notified = [one.seq for one in history.entries if isinstance(one.command, NotifyCommissioningBody)]
        standing = [seq for seq in notified if not _voided(history, seq)]
        return {**self.bodies, **told}.get(standing[-1]) if standing else None


def _voided(history: History, seq: int) -> bool:
    entry = history.at(seq)
    return entry is None or entry.voided


def history_of(events: Sequence[LoggedEvent]) -> Trail:
    """Return the history that the events of a case tell.

    Raises:
        BeforeCommands: an action is older than the commands of events.
        Unreadable: an event was changed past the service.
    """
    try:
        return _history_of(events)
    except (AttributeError, LookupError, TypeError, ValueError):
        raise Unreadable("an event of a case") from None


def _history_of(events: Sequence[LoggedEvent]) -> Trail:
    first = events[0]
    opening = first.covers.opening if first.covers is not None else None
    if first.command is None or opening is None:
        raise BeforeCommands(first.seq)
    history = History(facts_from_json(json.dumps(first.changes)))
    entries: dict[int, Entry] = {}
    bodies: dict[int, UUID] = {}
    issuers: dict[int, UUID] = {}
    for event, facts in zip(events[1:], _facts_after(events), strict=True):
        place = corrects(event)
        if place is None:
            entries[event.seq] = _entry(event, facts)
            issuers[event.seq] = event.organisation_id
            body = event.covers.readers.get("body_id") if event.covers is not None else None
            if body is not None:
                bodies[event.seq] = UUID(body)
            elif event.type == RECEIVED:
                bodies.clear()  # the new authority does not work with the body of the old one
        elif place == THE_NOTICE:
            said = _said(event)
            history = replace(history, opening=facts_from_json(json.dumps(said["facts"])))
            opening = said["opening"]
        else:
            entries[place] = _again(entries[place], event)
            if event.by is OrganisationKind.MEDIATION_PROVIDER:
                issuers[place] = event.organisation_id
            if (body := (event.about or {}).get("body_id")) is not None:
                bodies[place] = UUID(body)
    return Trail(events, replace(history, entries=tuple(entries.values())), opening, bodies, issuers)


def _facts_after(events: Sequence[LoggedEvent]) -> Iterator[CaseFacts | None]:
    """Yield the facts after each event but the first, where it is no action and changes any."""
    known: dict[str, Any] = dict(events[0].changes)
    for event in events[1:]:
        known |= event.changes
        beside = event.action is None and event.changes and event.type not in CORRECTIONS
        yield facts_from_json(json.dumps(known)) if beside else None


def _entry(event: LoggedEvent, facts: CaseFacts | None) -> Entry:
    day = london_day(event.recorded_at)
    if event.action is None:
        becomes = {name: getattr(facts, name) for name in event.changes} if facts is not None else {}
        return Entry(event.seq, event.type, day, event.occurred_on, becomes=becomes)
    if not event.command:
        raise BeforeCommands(event.seq)
    return Entry(event.seq, event.type, day, event.occurred_on, command_from_json(event.action, event.command))


def _again(entry: Entry, event: LoggedEvent) -> Entry:
    """Return an entry as a later event corrects it."""
    if event.type != CORRECTED:
        return replace(entry, voided=True)
    if entry.command is None:  # a transfer: nothing else is replaced
        days = {name: date.fromisoformat(day) for name, day in _said(event).items()}
        return with_days(entry, TransferDays(**days))
    command = command_from_json(entry.command.action, _said(event))
    return replace(
        entry,
        command=command,
        occurred_on=command.occurred_on,
        recorded_on=london_day(event.recorded_at),
        voided=False,
    )


def _said(event: LoggedEvent) -> Mapping[str, Any]:
    """Return what a correction puts in the place of what it corrects."""
    if not event.command:
        raise BeforeCommands(event.seq)
    return event.command
