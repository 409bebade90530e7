"""Reads from a case's audit trail the time and effort that its family needed for a certificate. Corrections count."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from app.cases.domain.commands import ArrangeMediation, CancelSession
from app.cases.domain.facts import CaseFacts
from app.cases.domain.machine import Pathway
from app.cases.history import BeforeCommands, history_of
from app.cases.records import LoggedEvent
from app.duties.domain.words import Stands
from app.duties.telling import entries_of
from app.evidence.domain.burden import Burden, Side, Turn, Wait, Way, burden, way_of
from app.kernel.unreadable import Unreadable
from app.law.domain.kinds import Code, Part

ON_THE_WAY = frozenset({Part.ADVICE, Part.MEDIATION})
"""The parts of a case whose duties stand between the notice and the certificate."""
_SIDES = {
    "parent_or_young_person": Side.FAMILY,
    "local_authority": Side.LOCAL_AUTHORITY,
    "commissioning_body": Side.COMMISSIONING_BODY,
    "mediator": Side.MEDIATOR,
}
"""The words that a session uses."""


def burden_of(pathway: Pathway, facts: CaseFacts, events: Sequence[LoggedEvent], today: date) -> Burden:
    """Return what the way to the certificate cost a family up to a day.

    Raises:
        Unreadable: an event was changed past the service.
    """
    window = pathway.law.appeal_window(facts)
    appeal_by = window.due_on if window else None
    try:
        return burden(facts, _turns(events), list(_waits(pathway, events)), appeal_by, today)
    except (AttributeError, BeforeCommands, LookupError, TypeError, ValueError):
        raise Unreadable("an event of a case") from None


def way_told(facts: CaseFacts, events: Sequence[LoggedEvent]) -> Way:
    """Return how far a family got on the way to the certificate.

    Raises:
        Unreadable: an event was changed past the service.
    """
    try:
        return way_of(facts, _turns(events))
    except (AttributeError, BeforeCommands, LookupError, TypeError, ValueError):
        raise Unreadable("an event of a case") from None


def _turns(events: Sequence[LoggedEvent]) -> list[Turn]:
    try:
        entries = history_of(events).history.entries
    except BeforeCommands:  # nothing of such a case was ever corrected
        return [_as_logged(event) for event in events[1:]]
    turns = []
    for entry in entries:
        if entry.voided:
            continue
        command = entry.command
        side, session_on = side_of(events[entry.seq - 1].about), None
        if isinstance(command, ArrangeMediation):
            session_on = command.session_on
            side = Side.FAMILY if command.moved_for_the_family else side
        turns.append(Turn(entry.kind, entry.occurred_on, session_on, isinstance(command, CancelSession), side))
    return turns


def _as_logged(event: LoggedEvent) -> Turn:
    fixed = event.changes.get("session_on")
    cancels = event.type == "session-cancelled"
    return Turn(
        event.type, event.occurred_on, date.fromisoformat(fixed) if fixed else None, cancels, side_of(event.about)
    )


def side_of(about: Mapping[str, Any] | None) -> Side:
    """Return at whose wish a session was moved or called off, as the session's own record says."""
    said = about or {}
    return _SIDES.get(str(said.get("moved_by") or said.get("cancelled_by")), Side.NOT_SAID)


def _waits(pathway: Pathway, events: Sequence[LoggedEvent]) -> Iterator[Wait]:
    """Yield each duty on the way to the certificate that was not done in time."""
    for duty in entries_of(pathway, events).values():
        owed = duty.owed
        if owed.code.kind.part_of not in ON_THE_WAY and owed.code is not Code.DECIDE_EXEMPTION:
            continue
        if duty.stands in (Stands.OWED, Stands.LATE, Stands.MISSED):
            yield Wait(owed.owed_by, owed.due_on, duty.met_on or duty.ended_on)
