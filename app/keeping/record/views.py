"""The parts of a case's record as JSON, each as its reader may see it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from app.cases import views as present
from app.cases.domain.standing import deadlines_on
from app.cases.records import StoredCase
from app.cases.schemas.deadlines import CaseDeadlines
from app.cases.schemas.events import Event
from app.cases.schemas.shared import Organisation
from app.cases.sight import case_told, is_name_told, words_of
from app.cases.store import CaseWork
from app.cases.unit import Service
from app.cases.who_sees import date_told
from app.certificates.certified import signed_text
from app.certificates.signing import statement_in
from app.keeping.record.schemas import CertificateHeld, CorrectionExplained, HolderName, LookedUp, ReadBy
from app.kernel.readers import Reader
from app.kernel.unreadable import Unreadable
from app.platform.actor import Actor
from app.platform.db.connections import Row
from app.platform.db.directory import Organisations


def holder_out(case: StoredCase, private: Mapping[str, Any], reads: Actor) -> HolderName | None:
    """Show the name that is sealed with a case, to those who may read it."""
    if not private.get("name") or not is_name_told(case, reads):
        return None
    return HolderName(name=private["name"], kind=private.get("name_of"))


def explanations_out(case: StoredCase, private: Mapping[str, Any], reads: Actor) -> list[CorrectionExplained]:
    """Show why the case was corrected, in words."""
    said = words_of(case, private, reads.kind).get("corrections") or {}
    return [CorrectionExplained(seq=int(seq), explanation=words) for seq, words in said.items()]


async def deadlines_out(service: Service, work: CaseWork) -> CaseDeadlines:
    """Show the deadlines of a case."""
    told, law, reader = case_told(work.case, work.actor.kind), service.pathway.law, Reader(work.actor.kind)
    found = [one for one in deadlines_on(told.facts, work.today, law) if date_told(one.deadline.code, reader)]
    offer = await service.offers.due(work, told)
    return CaseDeadlines.of(told.id, found, law.answer(told.facts).notes, work.today, offer)


def certificates_out(service: Service, found: Sequence[Row], looked: Sequence[Row]) -> list[CertificateHeld]:
    """Show the certificates of a case. Raises Unreadable."""
    return [_certificate(service, row, [one for one in looked if one.number == row.number]) for row in found]


def _certificate(service: Service, row: Row, looked: Iterable[Row]) -> CertificateHeld:
    text = signed_text(service.seal, row.sealed_token, row.number)
    if text is None:
        raise Unreadable("the signed text of a certificate")
    says = statement_in(text)
    return CertificateHeld(
        number=row.number,
        status=row.status,
        revoked_because=row.revoked_because,
        replaces=row.replaces,
        issued_to=says.issued_to,
        ground=row.ground,
        holder_kind=row.holder_kind,
        issued_on=row.issued_on,
        issuer=says.issuer,
        token=text,
        recorded_at=row.recorded_at,
        lookups=[LookedUp.model_validate(one) for one in looked],
    )


def reads_out(rows: Sequence[Row], organisations: Organisations) -> list[ReadBy]:
    """Show the reads of a case."""
    return [
        ReadBy(
            organisation=present.organisation(row.organisation_id, organisations),
            by=row.by_kind,
            client_id=row.client_id,
            on_behalf_of=row.on_behalf_of or None,
            surface=row.surface,
            first_at=row.first_at,
            last_at=row.last_at,
            hours=row.hours,
        )
        for row in rows
    ]


def named_in(events: Iterable[Event], beside: Iterable[UUID]) -> list[UUID]:
    """Return every organisation that the events name, and others."""
    in_events = (one.organisation_id for one in events if one.organisation_id is not None)
    return sorted({*in_events, *beside})


async def organisations_out(service: Service, ids: Iterable[UUID]) -> list[Organisation]:
    """Show organisations by their names."""
    found = list(ids)
    for one in found:
        await service.organisations.known(one)
    return [present.organisation(one, service.organisations) for one in found]
