"""Answers about notices for the OpenAPI document."""

from app.cases.documented import WHEN, told
from app.cases.domain.certificate import days_said
from app.cases.stories import LA, PROVIDER, TO_READ
from app.cases.unit import Service
from app.notices.domain.letter import About, Organisation, write
from app.notices.domain.plain import title
from app.notices.records import KnownContact
from app.notices.routes import A_TEAM, SANDBOX, get_notice, get_own_contact, put_own_contact
from app.notices.sandbox import point_of
from app.notices.schemas import NoticeLetter, OrganisationContactIn, OwnContactOut
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()


@EXAMPLES.of(get_own_contact)
def _read(_: Service) -> OwnContactOut:
    return OwnContactOut.of(KnownContact(point_of(LA), 1, WHEN))


@EXAMPLES.of(put_own_contact)
def _said(_: Service) -> OwnContactOut:
    body = OrganisationContactIn.model_validate(A_TEAM["the contact details of a team"]["value"])
    return OwnContactOut.of(KnownContact(body.point(), 2, WHEN))


@EXAMPLES.of(get_notice, case_id=TO_READ.case_id)
def _letter(service: Service) -> NoticeLetter:
    case = told(service, TO_READ)[0].case
    facts, law = case.facts, service.pathway.law
    about = About(
        kind=facts.kind,
        sections=facts.sections,
        holder=facts.appellant_kind,
        counts_from=facts.notice_sent_on,
        sent_on=days_said(facts)[0],
        printed_on=facts.notice_printed_on,
        la_reference=case.la_reference,
        authority=Organisation(name=service.organisations.name(case.la_id), contact=point_of(LA)),
        adviser=Organisation(name=service.organisations.name(case.provider_id), contact=point_of(PROVIDER)),
        contents={},
    )
    letter = write(about, law.england, law.readings)
    return NoticeLetter.of(case.id, title(letter, letter.parts), [SANDBOX], letter, letter.parts[:2])
