"""Compares a stored case with its events. It reveals any row that was changed without the log."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from app.cases.domain.certificate import CertificateStatement, days_said
from app.cases.domain.corrections import THE_NOTICE
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.transfer import reference_now
from app.cases.records import LoggedEvent, StoredCase, corrects, facts_from_json, opening_of, readers_of
from app.kernel.terms import OrganisationKind
from app.kernel.unreadable import Unreadable


class Columns(Protocol):
    """The columns of a case that repeat its facts, so that the database can check and filter by them."""

    state: str
    regime: str
    kind: str
    notice_sent_on: date
    notice_printed_on: date | None
    notice_status: str
    certificate_number: str | None
    certificate_told: bool
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
    """A certificate as its row has it, and what its signed text says. None if the text cannot be read."""

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
    law: Law,
) -> list[str]:
    """Name what is stored and differs from what the events say. The chain of events itself is taken to be intact."""
    try:
        history = list(_history(events))
    except (Unreadable, TypeError, ValueError):  # an event whose changes are none
        return ["facts"]
    openings = list(_openings(case, events))
    facts, opening = history[-1], openings[-1]
    return [
        *([] if case.facts == facts else ["facts"]),
        *(name for name, value in opening_of(case).items() if _now(opening, facts)[name] != value),
        *_columns(facts, stands),
        *_counted(stands, events),
        *([] if _same_readers(case, events) else ["readers"]),
        *([] if not _seen_by_tribunal(stands) or _came_before_it(history, law) else ["tribunal"]),
        *_certificates(history, openings, events, certificates),
    ]


def _history(events: Sequence[LoggedEvent]) -> Iterator[CaseFacts]:
    """Yield the facts after each event."""
    known: dict[str, Any] = {}
    for event in events:
        known |= event.changes
        yield facts_from_json(json.dumps(known))


def _openings(case: StoredCase, events: Sequence[LoggedEvent]) -> Iterator[Mapping[str, Any]]:
    """Yield what the notice said beside the facts after each event. The first form leaves that to the case."""
    covered = events[0].covers
    said = opening_of(case) if covered is None or covered.opening is None else covered.opening
    for event in events:
        if corrects(event) == THE_NOTICE and event.command:
            said = event.command["opening"]
        yield said


def _since(opening: Mapping[str, Any], facts: CaseFacts) -> Mapping[str, Any]:
    """Return what is known since beside the facts: the authority may have given its reference after the opening."""
    return opening if facts.notice_reference is None else {**opening, "la_reference": facts.notice_reference}


def _now(opening: Mapping[str, Any], facts: CaseFacts) -> Mapping[str, Any]:
    """Return the same as the case has it now: another authority may answer for the plan."""
    said = _since(opening, facts)
    if facts.moved is None:
        return said
    reference = reference_now(facts, said["la_reference"])
    return {**said, "la_code": facts.moved.to_la_code, "la_reference": reference}


def _columns(facts: CaseFacts, stands: Columns) -> list[str]:
    appeal = facts.appeal
    expected: dict[str, object] = {
        "state": facts.state,
        "regime": facts.regime,
        "kind": facts.kind,
        "notice_sent_on": facts.notice_sent_on,
        "notice_printed_on": facts.notice_printed_on,
        "notice_status": facts.notice_status,
        "certificate_number": facts.certificate.issued_here if facts.certificate else None,
        "certificate_told": facts.certificate is not None and facts.certificate.told_by_authority,
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


def _came_before_it(history: Sequence[CaseFacts], law: Law) -> bool:
    """Whether a case ever came before the tribunal, or might have."""
    return any(
        facts.certificate
        or facts.appeal
        or facts.exemption_claimed_on
        or facts.placement_only(law.readings)
        or not law.regime(facts).asks_certificate
        for facts in history
    )


def _certificates(
    history: Sequence[CaseFacts],
    openings: Sequence[Mapping[str, Any]],
    events: Sequence[LoggedEvent],
    certificates: Sequence[KeptCertificate],
) -> list[str]:
    """Name each certificate that no event issued, that is missing, or whose row or text differs from its event."""
    issued: dict[str, _Issued] = {}
    status: dict[str, str] = {}
    active: str | None = None
    for event, facts, opening in zip(events, history, openings, strict=True):
        if "certificate" not in event.changes:
            continue
        said = event.changes["certificate"]
        told = said is None or said.get("told_by_authority")
        number = None if told else said["number"]
        if active is not None and number != active:
            status[active] = "revoked" if number is None else "superseded"
        if number is not None:
            by_another = event.by is not OrganisationKind.MEDIATION_PROVIDER
            again = active is not None and corrects(event) is not None and by_another
            issuer = issued[active].issuer_id if active is not None and again else event.organisation_id
            issued[number], status[number] = _Issued(said, issuer, facts, opening), "active"
        active = number
    kept = {one.number: one for one in certificates}
    return sorted(
        number
        for number in issued.keys() | kept.keys()
        if number not in issued or number not in kept or not issued[number].is_kept(kept[number], status[number])
    )


@dataclass(frozen=True, slots=True)
class _Issued:
    """A certificate as its event issued it: of the case as it stood then."""

    said: Mapping[str, Any]
    issuer_id: UUID
    facts: CaseFacts
    opening: Mapping[str, Any]

    def is_kept(self, kept: KeptCertificate, status: str) -> bool:
        """Whether row and signed text say what the event said."""
        said = self.said
        expected = (self.issuer_id, said["ground"], said["holder_kind"], said["issued_on"], status)
        row = (kept.issuer_id, kept.ground, kept.holder_kind, kept.issued_on.isoformat(), kept.status)
        says, facts, opening = kept.says, self.facts, _since(self.opening, self.facts)
        if row != expected or says is None:
            return False
        of_certificate = (kept.number, kept.ground, kept.holder_kind, kept.issued_on)
        of_notice = (facts.kind, *days_said(facts))
        of_case = (opening["la_code"], opening["la_reference"], facts.regime)
        return (
            (says.number, says.ground, says.holder_kind, says.issued_on) == of_certificate
            and (says.decision_kind, says.notice_sent_on, says.notice_printed_on) == of_notice
            and (says.la_code, says.la_reference, says.regime) == of_case
        )
