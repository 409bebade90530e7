"""Reads the corrections of a case from its audit trail: what stood in an event's place before each, and what after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.cases.domain.corrections import CORRECTED, THE_NOTICE
from app.cases.records import LoggedEvent, corrects
from app.kernel.unreadable import Unreadable

Version = Mapping[str, Any]
"""What an event was recorded with, as JSON: the members of its action or, for the first event, of the notice."""


@dataclass(frozen=True, slots=True)
class CorrectedEvent:
    """One event that was corrected. `by` is the event that corrects it. None as a version: the event was void."""

    event: LoggedEvent
    by: LoggedEvent
    before: Version | None
    after: Version | None


@dataclass(frozen=True, slots=True)
class PastCorrection:
    """One correction: the events that it put right together, and the facts of the case before and after, as JSON."""

    events: Sequence[CorrectedEvent]
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def first(self) -> LoggedEvent:
        """The event that holds everything that the correction changed."""
        return self.events[0].by


def past_corrections(events: Sequence[LoggedEvent]) -> list[PastCorrection]:
    """Return the corrections in a whole audit trail, first to last.

    Raises:
        Unreadable: an event was changed past the service.
    """
    try:
        return _past_corrections(events)
    except (AttributeError, LookupError, TypeError, ValueError):
        raise Unreadable("an event of a case") from None


def _past_corrections(events: Sequence[LoggedEvent]) -> list[PastCorrection]:
    found: list[PastCorrection] = []
    known: dict[str, Any] = {}
    versions: dict[int, Version | None] = {}
    for event in events:
        place, before = corrects(event), dict(known)
        known |= event.changes
        if place is None:
            versions[event.seq] = _recorded(event)
            continue
        after = _corrected(event)
        one = CorrectedEvent(events[place - 1], event, versions[place], after)
        versions[place] = after
        if "with" in (event.about or {}):
            found[-1] = PastCorrection([*found[-1].events, one], found[-1].before, found[-1].after)
        else:
            found.append(PastCorrection([one], before, dict(known)))
    return found


def _recorded(event: LoggedEvent) -> Version | None:
    if event.seq == THE_NOTICE and event.covers is not None and event.covers.opening is not None:
        return _notice(event.changes, event.covers.opening)
    return event.command


def _corrected(event: LoggedEvent) -> Version | None:
    if event.type != CORRECTED:
        return None
    said = event.command or {}
    return _notice(said["facts"], said["opening"]) if corrects(event) == THE_NOTICE else said


def _notice(facts: Mapping[str, Any], opening: Mapping[str, Any]) -> Version:
    """Return what a notice says, in the members that record it and correct it. The holder's name is sealed."""
    named = {name: facts.get(name) for name in ("kind", "notice_sent_on", "notice_printed_on", "sections")}
    return {
        "la_reference": opening["la_reference"],
        "decision": {**named, "notice_contents": opening["notice_contents"]},
        "appellant": {"kind": facts.get("appellant_kind"), "reference": opening["appellant_reference"]},
    }
