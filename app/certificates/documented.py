"""Answers about certificates for the OpenAPI document, for the certificate of the case to read."""

from app.cases.actions import ROUTES
from app.cases.documented import WHEN, told
from app.cases.records import Staged
from app.cases.schemas.actions.certificates import IssueCertificateIn
from app.cases.stories import NUMBER, TO_READ
from app.cases.unit import Service
from app.certificates.routes import get_certificate, get_lookups, get_pdf, verify_batch, verify_one
from app.certificates.schemas import CertificateRecord, Lookup, Verification, Verifications
from app.platform.http.cursors import Page
from app.platform.http.examples import Examples, Follows

EXAMPLES: Examples[Service] = Examples()
AFTER_ISSUE = Follows(
    ROUTES[IssueCertificateIn], "Check the mediation certificate", "number", "$response.body#/certificate/number"
)


def _issue(service: Service) -> Staged:
    return next(one for one in told(service, TO_READ) if one.certificate)


@EXAMPLES.of(verify_one, follows=AFTER_ISSUE, number=NUMBER)
def _found(service: Service) -> Verification:
    staged = _issue(service)
    facts, issued = staged.case.facts, staged.certificate
    return Verification(
        number=NUMBER,
        result="found",
        ground=facts.certificate and facts.certificate.ground,
        issued_on=issued and issued.issued_on,
        la_code=staged.case.la_code,
        decision_kind=facts.kind,
        notice_sent_on=facts.notice_sent_on,
        regime=facts.regime,
        illustrative=False,
    )


@EXAMPLES.of(verify_batch)
def _several(service: Service) -> Verifications:
    return Verifications(results=[_found(service), Verification(number="MC-2222", result="invalid_format")])


@EXAMPLES.of(get_certificate, number=NUMBER)
def _record(service: Service) -> CertificateRecord:
    staged, path = _issue(service), f"/v1/certificates/{NUMBER}"
    facts, issued = staged.case.facts, staged.certificate
    assert issued is not None  # noqa: S101 - the step that issues it was looked for
    return CertificateRecord(
        number=NUMBER,
        case_id=staged.case.id,
        status="active",
        ground=facts.certificate and facts.certificate.ground,
        holder_kind=facts.appellant_kind,
        issued_on=issued.issued_on,
        issuer=service.organisations.name(staged.event.organisation_id),
        token="eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoi...",  # noqa: S106 - a signed text, shortened; no secret
        verification_url=f"{path}/verification",
        pdf_url=f"{path}/pdf",
        recorded_at=staged.event.recorded_at,
    )


EXAMPLES.show(get_pdf, number=NUMBER)


@EXAMPLES.of(get_lookups, number=NUMBER)
def _lookups(_: Service) -> Page[Lookup]:
    looked = Lookup(answer="active", asked_by="public 192.0.2.0/24", recorded_at=WHEN)
    return Page[Lookup](items=[looked], next=None)
