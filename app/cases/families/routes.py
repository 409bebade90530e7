"""The route by which an authority changes its references of a case, and the name of the person with the right."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Body, Request, Response
from fastapi.openapi.models import Example

from app.cases import views as present
from app.cases.families.schemas import CaseChangesIn
from app.cases.families.store import seen_after
from app.cases.families.use_cases import ChangeFamily, change_family
from app.cases.routes import SECURED, Writer, unless_meanwhile
from app.cases.schemas.cases import Case
from app.cases.store import CaseWork
from app.cases.unit import service_of
from app.platform.http.etags import IfMatch, check_if_match, etag
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import Outcome, perform

router = Router(prefix="/v1/cases", tags=["Cases"])

SOME_CHANGES: dict[str, Example] = {
    "Group the case with other cases of the child and the family": {
        "value": {"child_reference": "C-5512", "family_reference": "F-2040", "school_age_ends_on": "2027-06-30"}
    },
    "The person who holds the right to appeal has a new name": {"value": {"appellant_name": "Sam Instance"}},
}


@router.patch(
    "/{case_id}",
    summary="Change the details that your authority gave for a case",
    response_model=Case,
    responses=problem_responses(
        "malformed-json", "not-yours-to-record", "not-found", "record-unreadable", "stale-version", "invalid-input",
        "duplicate-notice",
        *SECURED,
    ),
)  # fmt: skip
async def change_case(
    request: Request,
    caller: Writer,
    case_id: UUID,
    body: Annotated[CaseChangesIn, Body(openapi_examples=SOME_CHANGES)],
    if_match: IfMatch = None,
) -> Response:
    """Change details that your authority gave. You can change your pseudonyms for the child and the family, the end of
    compulsory school age, and the name of the person who holds the right to appeal.

    If another authority sent the notice, you can also give your own reference (`la_reference`). Every organisation that
    reads the case then sees your reference, and can find the case by your reference. If you give your own reference, a
    mediation certificate still shows the reference of the authority that sent the notice. The case shows that older
    reference in the field `transfer` or `reorganisation`.

    Recorded by: the authority of the case. Fields that you leave out do not change. With this request you cannot change
    what happened in the dispute: record an action instead. The case's audit trail says which fields changed. If the
    field `la_reference` changed, the audit trail also shows the new reference. The audit trail does not show the new
    value of any other field.
    """
    service = service_of(request)

    async def use_case(work: CaseWork) -> Outcome:
        fits = partial(check_if_match, if_match)
        command = ChangeFamily(body.changes(), body.appellant_name, body.own_reference(), fits)
        after, family = await change_family(work, service.family_desk(work), command)
        words = service.words_of(after, work.actor.kind)
        shown = present.case(after, service.pathway.law, service.organisations, work.today, words)
        seen = await seen_after(work.connection, after.id, family)
        shown = present.with_family(shown, seen, work.actor.kind)
        return Outcome(200, shown, {"etag": etag(after.version)})

    return await unless_meanwhile(partial(perform, request, caller, None, service.changing(case_id), use_case))
