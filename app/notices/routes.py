"""The routes of notices: how families reach an organisation, and the letter of a case."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Body, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.openapi.models import Example

from app.cases.reads import Surface
from app.cases.records import StoredCase
from app.cases.routes import OF_ONE_CASE, SECURED, Reader
from app.cases.schemas.cases import Decision
from app.cases.unit import Service, TheService, service_of
from app.kernel.errors import Unseen
from app.law.domain.regimes import REGIMES, RegimeStatus
from app.notices.domain.letter import Letter, Part
from app.notices.domain.plain import as_text, title
from app.notices.schemas import NoticeLetter, OrganisationContactIn, OwnContactOut
from app.notices.store import ContactsOfOrganisations
from app.notices.use_cases import (
    KeepContactPoint,
    NotNamedInLetters,
    keep_contact_point,
    letter_of,
    must_be_told,
)
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.db.work import Work
from app.platform.http.accept import prefers
from app.platform.http.auth.verifier import requires
from app.platform.http.etags import IfMatch, check_if_match, etag
from app.platform.http.problems import NotFound, NotYoursToRecord, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import Outcome, actor_of, perform

router = Router(prefix="/v1", tags=["Notices"])
Writer = Annotated[Principal, requires(Scope.ACTIONS_WRITE)]

PLAIN, PDF = "text/plain", "application/pdf"
SANDBOX = "SANDBOX: this letter is an example for trying out the service. The people and the decision are invented."
ILLUSTRATIVE = "ILLUSTRATIVE: this case follows rules that are not law. The text below follows the law in force."
BEGINNING = """Mediation about a decision

From: Eastmere Council

(a) You can ask for mediation
If you disagree with this decision, you can ask for mediation (sections 53 and
54, Children and Families Act 2014).
[reg 32(a) SEND Regulations 2014]
..."""
"""How the letter begins as text, shortened."""

A_TEAM: dict[str, Example] = {
    "the contact details of a team": {
        "value": {
            "team": "SEND mediation team",
            "telephone": "01632 960991",
            "email": "send.mediation@eastmere.example",
            "address": ["Civic Centre", "Eastmere", "EM1 1AA"],
            "hours": "Monday to Friday, 9am to 5pm",
        }
    }
}
OnlyLeftOut = Annotated[
    bool,
    Query(
        description=(
            "`true` gives you a letter with only the parts that your notice left out. Send this letter to the family."
        )
    ),
]


@router.get(
    "/me/contact",
    summary="See how families can reach your organisation",
    responses=problem_responses("invalid-input", *SECURED),
)
async def get_own_contact(response: Response, service: TheService, caller: Reader) -> OwnContactOut:
    """See the contact details of your organisation that letters give to families. Until you record contact details,
    every field is empty and `version` is 0."""
    async with service.database.work(actor_of(caller)) as work:
        shown = OwnContactOut.of(await ContactsOfOrganisations(work.connection).of(caller.organisation_id))
    response.headers["ETag"] = etag(shown.version)
    return shown


@router.put(
    "/me/contact",
    summary="Record how families can reach your organisation",
    response_model=OwnContactOut,
    responses=problem_responses("malformed-json", "not-yours-to-record", "stale-version", "invalid-input", *SECURED),
)
async def put_own_contact(
    request: Request,
    caller: Writer,
    body: Annotated[OrganisationContactIn, Body(openapi_examples=A_TEAM)],
    if_match: IfMatch = None,
) -> Response:
    """Record the contact details of your organisation for families. The new details replace your earlier details. Give
    the details of a team, not of a person.

    In each of your cases, the letter about mediation to the family gives your contact details. Every authority and
    provider that shares a case with you can read the contact details.

    Recorded by: an authority, or a mediation provider.
    """
    service = service_of(request)

    async def use_case(work: Work) -> Outcome:
        command = KeepContactPoint(body.point(), partial(check_if_match, if_match))
        try:
            known = await keep_contact_point(work, ContactsOfOrganisations(work.connection), command)
        except NotNamedInLetters:
            raise NotYoursToRecord(
                "Only an authority or a mediation provider can record contact details, because letters name no "
                "other organisations."
            ) from None
        return Outcome(200, OwnContactOut.of(known), {"etag": etag(known.version)})

    return await perform(request, caller, None, service.database.keyed, use_case)


@router.get(
    "/cases/{case_id}/notice",
    summary="Get the text about mediation that a notice must contain",
    response_model=NoticeLetter,
    responses={
        **OF_ONE_CASE,
        200: {
            "content": {PLAIN: {"schema": {"type": "string"}, "example": BEGINNING}, PDF: {}},
            "description": "The letter as JSON, as plain text, or as a PDF (A4)",
        },
    },
)
async def get_notice(
    request: Request, service: TheService, caller: Reader, case_id: UUID, only_left_out: OnlyLeftOut = False
) -> Response:
    """Get the letter that tells the family about mediation. Regulation 32 (the notice of decision) says what a notice
    must tell the family about mediation. The letter uses plain words, with the dates of this case and the contact
    details of the authority and the mediation adviser. The letter holds no person's name.

    The answer is JSON. To get a letter to send, use the header `Accept: text/plain` or `Accept: application/pdf`.

    In JSON, each part of the letter says whether the notice that was sent included that part
    (`decision.notice_contents`). Each part also says which law requires that part, and what to do if your notice left
    it out.

    *For: local authority, and the mediation provider that it instructs.*
    """
    try:
        async with service.on_case(caller, case_id, Surface.NOTICE) as work:
            must_be_told(work.case, work.actor)
            said = Decision.of(work.case).notice_contents
            contents = said.model_dump() if said else {}
            points = ContactsOfOrganisations(work.connection)
            letter = await letter_of(work.case, contents, points, service.organisations, service.pathway.law)
            warnings = _warnings(service, work.case)
    except Unseen as unseen:
        raise NotFound from unseen
    return await _answer(request, case_id, letter, warnings, only_left_out=only_left_out)


async def _answer(
    request: Request, case_id: UUID, letter: Letter, warnings: list[str], *, only_left_out: bool
) -> Response:
    accept, headers = request.headers.get("accept", ""), {"Vary": "Accept"}
    parts: Sequence[Part] = letter.left_out if only_left_out else letter.parts
    if prefers(accept, PDF):
        from app.notices.document import render  # few requests need it

        headers["Content-Disposition"] = f'inline; filename="notice-{case_id}.pdf"'
        made = await run_in_threadpool(render, letter, parts, warnings)
        return Response(made, media_type=PDF, headers=headers)
    if prefers(accept, PLAIN):
        text = as_text(letter, parts, warnings)
        return Response(text, media_type=f"{PLAIN}; charset=utf-8", headers=headers)
    shown = NoticeLetter.of(case_id, title(letter, parts), warnings, letter, parts)
    return Response(shown.model_dump_json(), media_type="application/json", headers=headers)


def _warnings(service: Service, case: StoredCase) -> list[str]:
    found = []
    if service.organisations.by_id(case.la_id).sandbox:
        found.append(SANDBOX)
    if REGIMES[case.facts.regime].status is RegimeStatus.ILLUSTRATIVE:
        found.append(ILLUSTRATIVE)
    return found
