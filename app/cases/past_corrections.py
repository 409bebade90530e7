"""Reads the corrections of a case from its audit trail: what stood in an event's place before each, and what after."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from app.cases.domain.corrections import CORRECTED, THE_NOTICE
from app.cases.domain.transfer import TRANSFERRED
from app.cases.records import LoggedEvent, corrects
from app.kernel.unreadable import Unreadable

E = TypeVar("E")
"""An event of a case, or an entry of a referral."""
Version = Mapping[str, Any]
"""What an event was recorded with, as JSON: the members of its action or, for the first event, of the notice."""


@dataclass(frozen=True, slots=True)
class CorrectedEvent(Generic[E]):
    """One event that was corrected. `by` is the event that corrects it. None as a version: the event was void."""

    event: E
    by: E
    before: Version | None
    after: Version | None


@dataclass(frozen=True, slots=True)
class PastCorrection(Generic[E]):
    """One correction: the events that it put right together, and the facts before and after, as JSON."""

    events: Sequence[CorrectedEvent[E]]
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def first(self) -> E:
        """The event that holds everything that the correction changed."""
        return self.events[0].by


@dataclass(frozen=True, slots=True)
class Told(Generic[E]):
    """One event of a trail, as the list of corrections reads it: the facts that it changed, and what it says.

    `corrects` is the place of the event that it corrects, and `joins` whether it belongs to the correction before it.
    """

    event: E
    changes: Mapping[str, Any]
    says: Version | None
    corrects: int | None = None
    joins: bool = False


def gathered(told: Iterable[Told[E]]) -> list[PastCorrection[E]]:
    """Return the corrections in a whole trail, of a case or of a referral, first to last."""
    found: list[PastCorrection[E]] = []
    known: dict[str, Any] = {}
    so_far: list[Told[E]] = []
    versions: dict[int, Version | None] = {}
    for one in told:
        before = dict(known)
        known |= one.changes
        so_far.append(one)
        place = one.corrects or len(so_far)
        if one.corrects is not None:
            corrected = CorrectedEvent(so_far[place - 1].event, one.event, versions[place], one.says)
            if one.joins:
                found[-1] = PastCorrection([*found[-1].events, corrected], found[-1].before, found[-1].after)
            else:
                found.append(PastCorrection([corrected], before, dict(known)))
        versions[place] = one.says
    return found


def past_corrections(events: Sequence[LoggedEvent]) -> list[PastCorrection[LoggedEvent]]:
    """Return the corrections in the whole audit trail of a case, first to last.

    Raises:
        Unreadable: an event was changed past the service.
    """
    try:
        return gathered(_told(event) for event in events)
    except (AttributeError, LookupError, TypeError, ValueError):
        raise Unreadable("an event of a case") from None


def _told(event: LoggedEvent) -> Told[LoggedEvent]:
    place = corrects(event)
    if place is None:
        return Told(event, event.changes, _recorded(event))
    return Told(event, event.changes, _corrected(event), place, "with" in (event.about or {}))


def _recorded(event: LoggedEvent) -> Version | None:
    if event.seq == THE_NOTICE and event.covers is not None and event.covers.opening is not None:
        return _notice(event.changes, event.covers.opening)
    if event.type == TRANSFERRED and event.about is not None:
        days = {name: event.about[name] for name in ("moved_on", "aware_on")}
        return {**days, "transferred_on": event.occurred_on.isoformat()}
    return event.command


def _corrected(event: LoggedEvent) -> Version | None:
    if event.type != CORRECTED:
        return None
    said = event.command or {}
    return _notice(said["facts"], said["opening"]) if corrects(event) == THE_NOTICE else said


def _notice(facts: Mapping[str, Any], opening: Mapping[str, Any]) -> Version:
    """Return what a notice says, in the members that record it and correct it. The holder's name is sealed."""
    named = {name: facts.get(name) for name in ("kind", "notice_sent_on", "notice_printed_on", "sections", "setting")}
    return {
        "la_reference": opening["la_reference"],
        "decision": {**named, "notice_contents": opening["notice_contents"]},
        "appellant": {"kind": facts.get("appellant_kind"), "reference": opening["appellant_reference"]},
    }
