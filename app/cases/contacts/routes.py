"""The routes to record, read and erase how to reach the family of a case."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Body, Request, Response
from fastapi.openapi.models import Example

from app.cases.contacts.schemas import FamilyContactIn, FamilyContactOut
from app.cases.contacts.use_cases import EraseContact, KeepContact, contact_of, erase_contact, keep_contact
from app.cases.reads import Surface
from app.cases.routes import OF_ONE_CASE, SECURED, Reader
from app.cases.store import CaseWork
from app.cases.unit import TheService, service_of
from app.kernel.errors import Unseen
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.http.auth.verifier import requires
from app.platform.http.etags import IfMatch, check_if_match, etag
from app.platform.http.problems import NotFound, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import Outcome, perform

router = Router(prefix="/v1/cases/{case_id}", tags=["Cases"])
Writer = Annotated[Principal, requires(Scope.ACTIONS_WRITE)]

HOW_TO_REACH: dict[str, Example] = {
    "A parent who needs an interpreter": {
        "value": {
            "name_to_use": "Sam",
            "telephone": "01632 960001",
            "best_times": "Weekdays after 16:00",
            "language": "Urdu",
            "interpreter": "Urdu",
        }
    },
    "A young person, for whom a parent speaks": {
        "value": {
            "name_to_use": "Robin",
            "email": "robin@family.example",
            "do_not_ring": True,
            "representative": {
                "name": "Sam Example",
                "relation": "parent",
                "contact": {"telephone": "01632 960001"},
            },
        }
    },
    "A family that wants letters, through a grandmother": {
        "value": {
            "name_to_use": "Sam",
            "do_not_ring": True,
            "representative": {
                "name": "Alex Example",
                "relation": "grandmother",
                "contact": {"email": "alex@family.example"},
            },
        }
    },
}


@router.get("/contact", summary="See the family's contact details", responses=OF_ONE_CASE)
async def get_contact(response: Response, service: TheService, caller: Reader, case_id: UUID) -> FamilyContactOut:
    """The answer gives the family's contact details. The mediation provider that handles the case can read the details.
    A provider that conducts the mediation, but does not handle the case, can read the details until the mediation ends.
    Any other organisation can read only contact details that it recorded itself.

    If the case has no contact details that you may read, the answer is 404. After the right to appeal has passed to a
    new person, we withhold the contact details of the person who held the right before. Ask the new holder for contact
    details, and record these details with PUT.
    """
    try:
        async with service.on_case(caller, case_id, Surface.CONTACT) as work:
            contacts = service.contacts(work)
            known = await contact_of(contacts, work.case, work.actor)
    except Unseen as unseen:
        raise NotFound from unseen
    response.headers["ETag"] = etag(known.version)
    return FamilyContactOut.of(case_id, known, await service.kind_of(known.written_by))


@router.put(
    "/contact",
    summary="Record the family's contact details",
    response_model=FamilyContactOut,
    responses=problem_responses(
        "malformed-json", "not-found", "record-unreadable", "contact-kept", "stale-version", "invalid-input", *SECURED
    ),
)
async def put_contact(
    request: Request,
    caller: Writer,
    case_id: UUID,
    body: Annotated[FamilyContactIn, Body(openapi_examples=HOW_TO_REACH)],
    if_match: IfMatch = None,
) -> Response:
    """Record how to reach the person who holds the right to appeal. The contact details that you send replace all
    earlier contact details of the case.

    Recorded by: the authority or a mediation provider of the case. You cannot replace contact details that you may not
    read, because the family gave these details to another organisation. The case's audit trail says that the contact
    details changed, but does not contain the details. After the last date of an ended case, we keep the contact details
    for a set number of days (setting `CONTACT_KEPT_DAYS`). Then we delete the contact details.
    """
    service = service_of(request)

    async def use_case(work: CaseWork) -> Outcome:
        command = KeepContact(body.contact(), partial(check_if_match, if_match))
        known = await keep_contact(work, service.contact_desk(work), command)
        shown = FamilyContactOut.of(case_id, known, work.actor.kind)
        return Outcome(200, shown, {"etag": etag(known.version)}, private=True)

    return await perform(request, caller, None, service.changing(case_id), use_case)


@router.delete(
    "/contact",
    status_code=204,
    summary="Erase the family's contact details",
    responses=problem_responses("not-found", "record-unreadable", "stale-version", "invalid-input", *SECURED),
)
async def delete_contact(service: TheService, caller: Writer, case_id: UUID, if_match: IfMatch = None) -> Response:
    """Erase the family's contact details immediately, for example because the family asks you to.

    You can erase only contact details that you may read. The case's audit trail says that the contact details were
    erased.
    """
    try:
        async with service.on_case(caller, case_id, None, lock=True) as work:
            await erase_contact(work, service.contact_desk(work), EraseContact(partial(check_if_match, if_match)))
            await work.commit()
    except Unseen as unseen:
        raise NotFound from unseen
    return Response(status_code=204)
