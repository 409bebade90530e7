"""Compares a stored case with its events. It reveals any row that was changed without the log."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from app.cases.domain.certificate import CertificateStatement
from app.cases.domain.facts import CaseFacts
from app.cases.records import LoggedEvent, StoredCase, facts_from_json, readers_of
from app.kernel.unreadable import Unreadable
from app.law.domain.readings import Readings


class Columns(Protocol):
    """The columns of a case that repeat its facts, so that the database can check and filter by them."""

    state: str
    regime: str
    kind: str
    notice_sent_on: date
    certificate_number: str | None
    appeal_basis: str | None
    permission_granted_on: date | None
    exemption_claimed: bool
    placement_only: bool
    before_tribunal: bool
    version: int
    opened_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class KeptCertificate:
    """A certificate as its row has it, and what its signed text says; None where the text cannot be read."""

    number: str
    issuer_id: UUID
    ground: str
    holder_kind: str
    issued_on: date
    status: str
    says: CertificateStatement | None


def differences(
    case: StoredCase,
    stands: Columns,
    events: Sequence[LoggedEvent],
    certificates: Sequence[KeptCertificate],
    readings: Readings,
) -> list[str]:
    """Name what is stored and is not what the events say. The events' own chain is taken to be whole."""
    try:
        history = list(_history(events))
    except (Unreadable, TypeError, ValueError):  # an event whose changes are none
        return ["facts"]
    facts = history[-1]
    return [
        *([] if case.facts == facts else ["facts"]),
        *_columns(facts, stands),
        *_counted(stands, events),
        *([] if _same_readers(case, events) else ["readers"]),
        *([] if not _seen_by_tribunal(stands) or _came_before_it(history, readings) else ["tribunal"]),
        *_certificates(case, events, certificates),
    ]


def _history(events: Sequence[LoggedEvent]) -> Iterator[CaseFacts]:
    """Yield the facts after each event."""
    known: dict[str, Any] = {}
    for event in events:
        known |= event.changes
        yield facts_from_json(json.dumps(known))


def _columns(facts: CaseFacts, stands: Columns) -> list[str]:
    appeal = facts.appeal
    expected: dict[str, object] = {
        "state": facts.state,
        "regime": facts.regime,
        "kind": facts.kind,
        "notice_sent_on": facts.notice_sent_on,
        "certificate_number": facts.certificate.number if facts.certificate else None,
        "appeal_basis": appeal.basis if appeal else None,
        "permission_granted_on": appeal.permission_granted_on if appeal else None,
        "exemption_claimed": facts.exemption_claimed_on is not None,
    }
    return [name for name, value in expected.items() if getattr(stands, name) != value]


def _counted(stands: Columns, events: Sequence[LoggedEvent]) -> list[str]:
    expected: dict[str, object] = {
        "version": events[-1].seq,
        "opened_at": events[0].recorded_at,
        "updated_at": events[-1].recorded_at,
    }
    return [name for name, value in expected.items() if getattr(stands, name) != value]


def _same_readers(case: StoredCase, events: Sequence[LoggedEvent]) -> bool:
    """Whether the case is read by the organisations of its last event. An older event does not say who they are."""
    last = events[-1].covers
    return last is None or last.readers == readers_of(
        case.la_id, case.provider_id, case.mediating_provider_id, case.body_id
    )


def _seen_by_tribunal(stands: Columns) -> bool:
    kept = stands.certificate_number is not None or stands.appeal_basis is not None
    return stands.before_tribunal or stands.placement_only or stands.exemption_claimed or kept


def _came_before_it(history: Sequence[CaseFacts], readings: Readings) -> bool:
    """Whether a case ever came before the tribunal, or might have."""
    return any(
        facts.certificate or facts.appeal or facts.exemption_claimed_on or facts.placement_only(readings)
        for facts in history
    )


def _certificates(
    case: StoredCase, events: Sequence[LoggedEvent], certificates: Sequence[KeptCertificate]
) -> list[str]:
    """Name each certificate that no event issued, that is missing, or that says something else in row or text."""
    issued = {
        event.changes["certificate"]["number"]: event
        for event in events
        if event.type in ("certificate-issued", "certificate-reissued")
    }
    last = next(reversed(issued), None)
    kept = {one.number: one for one in certificates}
    return sorted(
        number
        for number in issued.keys() | kept.keys()
        if number not in issued
        or number not in kept
        or not _as_issued(case, issued[number], kept[number], "active" if number == last else "superseded")
    )


def _as_issued(case: StoredCase, event: LoggedEvent, kept: KeptCertificate, status: str) -> bool:
    said: Mapping[str, Any] = event.changes["certificate"]
    expected = (event.organisation_id, said["ground"], said["holder_kind"], said["issued_on"], status)
    row = (kept.issuer_id, kept.ground, kept.holder_kind, kept.issued_on.isoformat(), kept.status)
    says, facts = kept.says, case.facts
    if row != expected or says is None:
        return False
    of_certificate = (kept.number, kept.ground, kept.holder_kind, kept.issued_on)
    of_case = (facts.kind, facts.notice_sent_on, case.la_code, case.la_reference, facts.regime)
    return (says.number, says.ground, says.holder_kind, says.issued_on) == of_certificate and (
        (says.decision_kind, says.notice_sent_on, says.la_code, says.la_reference, says.regime) == of_case
    )
