"""The record of a case for the OpenAPI document: the case to read, as its authority reads the case."""

from app.cases import views as present
from app.cases.documented import WHEN, told
from app.cases.domain.standing import deadlines_on
from app.cases.reads import Surface
from app.cases.sandbox import actor
from app.cases.schemas.deadlines import CaseDeadlines
from app.cases.schemas.events import ChainVerdict
from app.cases.sight import tell_event
from app.cases.stories import LA, NUMBER, PROVIDER, TO_READ
from app.cases.unit import Service
from app.keeping.record.routes import get_record
from app.keeping.record.schemas import CertificateHeld, LookedUp, ReadBy, WholeRecord
from app.kernel.london import london_day
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()


@EXAMPLES.of(get_record, case_id=TO_READ.case_id)
def _record(service: Service) -> WholeRecord:
    staged, law = told(service, TO_READ), service.pathway.law
    case, today, organisations = staged[-1].case, london_day(WHEN), service.organisations
    authority, provider = (present.organisation(one, organisations) for one in (case.la_id, case.provider_id))
    found = deadlines_on(case.facts, today, law)
    return WholeRecord(
        made_at=WHEN,
        made_for=authority,
        authority=authority,
        organisations=[authority, provider],
        case=present.case(case, law, organisations, today),
        holder=None,
        explanations=[],
        contact=None,
        deadlines=CaseDeadlines.of(case.id, found, law.answer(case.facts).notes, today),
        duties=[],
        events=[present.event(tell_event(one.event, actor(LA))) for one in staged],
        verification=ChainVerdict(intact=True, length=len(staged), broken_at=None, head=case.head),
        certificates=[_certificate(service)],
        sessions=[],
        needs=None,
        searches=[],
        offers=[],
        referrals=[],
        help_is_given=None,
        legal_holds=[],
        documents=[],
        reads=[
            ReadBy(
                organisation=provider,
                by=PROVIDER,
                client_id=provider.slug,
                surface=Surface.DEADLINES,
                first_at=WHEN,
                last_at=WHEN,
                hours=1,
            )
        ],
        imported=None,
        left_out=[],
    )


def _certificate(service: Service) -> CertificateHeld:
    staged = next(one for one in told(service, TO_READ) if one.certificate)
    issued = staged.case.facts.certificate
    assert issued is not None  # noqa: S101 - the step that issues it was looked for
    return CertificateHeld(
        number=NUMBER,
        status="active",
        revoked_because=None,
        replaces=None,
        issued_to="",
        ground=issued.ground,
        holder_kind=issued.holder_kind,
        issued_on=issued.issued_on,
        issuer=service.organisations.name(staged.event.organisation_id),
        token="eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoi...",  # noqa: S106 - a signed text, shortened; no secret
        recorded_at=staged.event.recorded_at,
        lookups=[LookedUp(asked_by="public", times=1, first_at=WHEN, last_at=WHEN)],
    )
