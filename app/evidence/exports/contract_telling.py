"""Tells from the events of a case what happened while it was with a provider and an authority. Corrections count if
they were recorded in that time: both sides see those."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from app.cases.domain.commands import ArrangeMediation, DecideExemption, IssueCertificate, RecordSessionOutcome
from app.cases.domain.corrections import CORRECTED
from app.cases.domain.moves.sessions import FAMILY_CAME, HELD
from app.cases.records import LoggedEvent, command_from_json, corrects
from app.evidence.burden.telling import side_of
from app.evidence.domain.burden import Side
from app.evidence.domain.contract import Occurrence
from app.kernel.terms import CertificateGround, OrganisationKind, SessionOutcome
from app.kernel.unreadable import Unreadable
from app.law.domain.readings import Readings

TOLD_OF: Final = (
    "adviser-contacted", "mediation-requested", "mediation-declined", "mediation-arranged", "cannot-arrange-reported",
    "session-held", "session-not-held", "session-cancelled", "exemption-decided", "certificate-issued",
    "dispute-withdrawn", "case-closed", "provider-replaced", "case-transferred",
)  # fmt: skip
"""Types of events that a contract return is made of. None of them is about an appeal."""


def happened(events: Sequence[LoggedEvent], readings: Readings) -> list[Occurrence]:
    """Return what happened on a case, in the order of its audit trail.

    Raises:
        Unreadable: an event was changed past the service.
    """
    found: dict[int, Occurrence | None] = {}
    by_seq = {event.seq: event for event in events}
    try:
        for event in events:
            place = corrects(event)
            if place is None:
                if event.source is None and (event.type in TOLD_OF or event.seq == 1):
                    found[event.seq] = _as_recorded(event)
            elif place in found and place > 1:
                found[place] = _as_corrected(by_seq[place], event, readings)
    except (AttributeError, LookupError, TypeError, ValueError):
        raise Unreadable("an event of a case") from None
    return [one for _, one in sorted(found.items()) if one is not None]


def _as_recorded(event: LoggedEvent) -> Occurrence | None:
    if event.action is not None and event.command:
        return _with_command(_plain(event), command_from_json(event.action, event.command))
    return _with_changes(_plain(event), event.changes)


def _plain(event: LoggedEvent) -> Occurrence:
    return Occurrence(
        event.type,
        event.occurred_on,
        side=side_of(event.about),
        first=event.seq == 1,
        by_provider=event.by is OrganisationKind.MEDIATION_PROVIDER,
    )


def _as_corrected(event: LoggedEvent, correction: LoggedEvent, readings: Readings) -> Occurrence | None:
    if correction.type != CORRECTED:
        return None
    recorded = _plain(event)
    if event.action is None or not correction.command:
        return recorded  # the days of a transfer: the case left on the day on which the event was written
    found = _with_command(recorded, command_from_json(event.action, correction.command))
    if found is None or found.outcome is None:
        return found
    came = found.outcome in FAMILY_CAME and readings.authority_absence_counts_as_taking_part
    return replace(found, kind="session-held" if came or found.outcome in HELD else "session-not-held")


def _with_command(one: Occurrence, command: Any) -> Occurrence | None:
    one = replace(one, on=command.occurred_on)
    match command:
        case ArrangeMediation(session_on=session_on, moved_for_the_family=moved):
            return replace(one, session_on=session_on, side=Side.FAMILY if moved else one.side)
        case RecordSessionOutcome(outcome=outcome):
            return replace(one, outcome=outcome)
        case IssueCertificate(ground=ground):
            return replace(one, ground=ground)
        case DecideExemption(granted=False):
            return None
    return one


def _with_changes(one: Occurrence, changes: Mapping[str, Any]) -> Occurrence | None:
    """Read an event from before events kept their commands."""
    if one.kind == "exemption-decided" and changes.get("exemption_granted") is False:
        return None
    session_on, outcome = changes.get("session_on"), changes.get("session_outcome")
    ground = (changes.get("certificate") or {}).get("ground")
    return replace(
        one,
        session_on=date.fromisoformat(session_on) if session_on else None,
        outcome=SessionOutcome(outcome) if outcome else None,
        ground=CertificateGround(ground) if ground else None,
    )
