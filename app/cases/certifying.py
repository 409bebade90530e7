"""A certificate as it is written: what it states, in whose name, and for whom. Nothing here waits or writes."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.cases.desk import Desk
from app.cases.domain.certificate import CertificateStatement, days_said
from app.cases.domain.facts import Certificate
from app.cases.domain.transfer import sender_of_notice, senders_reference
from app.cases.records import NewCertificate, StoredCase
from app.kernel.terms import AppellantKind


@dataclass(frozen=True, slots=True)
class Certifies:
    """In whose name a certificate is issued, and which certificate it takes the place of."""

    issuer_id: UUID
    replaces: str | None


def certificate_of(desk: Desk, case: StoredCase, issued: Certificate, issues: Certifies) -> NewCertificate:
    """Sign the certificate, and seal the signed text: it holds a name."""
    name = name_of(desk, case, issued.holder_kind)
    statement = statement_of(desk, case, issued, issues.issuer_id, name)
    token = desk.signing.sign(statement)
    return NewCertificate(
        issued.number,
        issued.ground,
        issued.holder_kind,
        issued.issued_on,
        desk.sealing.seal({"token": token}, issued.number),
        issues.replaces,
        issues.issuer_id,
    )


def named(name: str, holder: AppellantKind) -> dict[str, Any]:
    """Return a name as it is sealed with a case, and whose name it is: the right may pass to another person."""
    return {"name": name, "name_of": holder}


def name_of(desk: Desk, case: StoredCase, holder: AppellantKind) -> str:
    """Return the name of the person who holds the right to appeal; empty if the sealed name is another person's.

    A name that was sealed before the service kept whose it is counts as the holder's.
    """
    kept = desk.sealing.open(case.sealed, str(case.id))
    name: str = kept.get("name") or ""
    return name if kept.get("name_of", holder) == holder else ""


def is_named(desk: Desk, case: StoredCase, holder: AppellantKind) -> bool:
    """Whether a name is sealed that is known to be this holder's."""
    kept = desk.sealing.open(case.sealed, str(case.id))
    return bool(kept.get("name")) and kept.get("name_of") == holder


def statement_of(desk: Desk, case: StoredCase, issued: Certificate, issuer_id: UUID, name: str) -> CertificateStatement:
    """Return the statement of a certificate."""
    sent_on, printed_on = days_said(case.facts)
    la_code, la_name = _sender_of_notice(desk, case)
    return CertificateStatement(
        number=issued.number,
        issued_to=name,
        holder_kind=issued.holder_kind,
        decision_kind=case.facts.kind,
        notice_sent_on=sent_on,
        notice_printed_on=printed_on,
        la_code=la_code,
        la_name=la_name,
        la_reference=senders_reference(case.facts, case.la_reference),
        ground=issued.ground,
        issued_on=issued.issued_on,
        issuer=desk.directory.name(issuer_id),
        regime=case.facts.regime,
    )


def _sender_of_notice(desk: Desk, case: StoredCase) -> tuple[str, str]:
    """Return the code and the name of the authority that sent the notice: another may answer for the plan now."""
    code = sender_of_notice(case.facts, case.la_code)
    sender = desk.directory.authority(code) if code != case.la_code else None
    return code, desk.directory.name(sender.id if sender else case.la_id)
