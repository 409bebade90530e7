"""The routes that correct what was recorded on a case, and that list its corrections."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Body, Request, Response
from fastapi.openapi.models import Example
from pydantic import Field

from app.cases.actions import Recorder
from app.cases.correcting import correct_case
from app.cases.past_corrections import past_corrections
from app.cases.reads import Surface
from app.cases.routes import OF_ONE_CASE, SECURED, Reader, unless_meanwhile
from app.cases.schemas.correcting import CorrectionIn
from app.cases.schemas.corrections import CorrectionAnswer, CorrectionOut
from app.cases.store import CaseWork
from app.cases.store_trail import EventsOfCase
from app.cases.unit import TheService, service_of
from app.cases.views_corrections import correction, explained, past_correction, told_of
from app.law.refusals import OutsideLaw
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.etags import IfMatch, check_if_match, etag
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, perform

router = Router(prefix="/v1/cases/{case_id}/corrections", tags=["Actions"])

_CURSORS: Cursors[int] = Cursors("corrections", Annotated[int, Field(ge=1, le=2**31 - 1)])

CORRECTIONS: dict[str, Example] = {
    "An event with a wrong date": {
        "summary": "The notice was sent on a different day: a trial run that shows what would change",
        "value": {
            "seq": 1,
            "replace": {"decision": {"notice_sent_on": "2026-01-30"}},
            "reason": "wrong_date",
            "dry_run": True,
        },
    },
    "An event that did not happen on this case": {
        "summary": "The appeal was registered on the wrong case",
        "value": {"seq": 5, "void": True, "reason": "wrong_case", "agreed_by": "tribunal", "dry_run": True},
    },
}


@router.post(
    "",
    summary="Correct an event of a case",
    response_model=CorrectionAnswer,
    responses=problem_responses(
        "malformed-json",
        "not-yours-to-record",
        "not-found",
        "refused",
        "later-events-stand-on-it",
        "duplicate-notice",
        "session-booked",
        "record-unreadable",
        "stale-version",
        "invalid-input",
        OutsideLaw.slug,
        "idempotency-key-reused",
        *SECURED,
    ),
)
async def correct(
    request: Request,
    caller: Recorder,
    case_id: UUID,
    body: Annotated[CorrectionIn, Body(openapi_examples=CORRECTIONS)],
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response:
    """Correct an event that your organisation recorded by mistake. Either replace the wrong values, or void the event:
    a void event counts as never recorded. The audit trail keeps both the wrong event and the correction.

    We work out the whole case again, as if the event had been recorded correctly the first time. The state, the
    deadlines and the certificate of the case may change too. If you send `dry_run` as `true`, we store nothing, and the
    answer shows what the correction would do. If the correction would change nothing, the answer is 409 `refused`, and
    we store nothing.

    After the correction, the rules may no longer allow an event that was recorded later. In the same request, correct
    or void each later event that the rules no longer allow: put a correction for each later event into the field
    `also`. If you leave a later event out, the answer is 409 `later-events-stand-on-it` with the list of the missing
    events. If another organisation recorded a later event that the rules no longer allow, that organisation must
    correct its event before you can correct yours.

    If the rules no longer allow the mediation certificate after the correction, we revoke the certificate. If the
    correction changes something that is printed on the certificate, a new certificate replaces the old certificate. A
    registered appeal always stays registered: the tribunal sees what changed and decides what follows.
    """
    service = service_of(request)

    async def use_case(work: CaseWork) -> Outcome:
        told = body.command(work.today, partial(check_if_match, if_match))
        events = EventsOfCase(work.connection, work.case)
        corrected = await correct_case(work, service.bench(work), events, told)
        shown = correction(corrected, service.pathway.law, work.actor, work.today, dry_run=body.dry_run)
        return Outcome(200, shown, {"etag": etag(shown.version)})

    async def attempt() -> Response:
        return await perform(request, caller, idempotency_key, service.changing(case_id), use_case)

    return await unless_meanwhile(attempt)


@router.get("", summary="List the corrections of a case", responses=OF_ONE_CASE)
async def get_corrections(turn: Turn, service: TheService, caller: Reader, case_id: UUID) -> Page[CorrectionOut]:
    """The answer lists each correction of the case, newest first. For each correction, the list says who corrected the
    event, when and why, and shows the event before and after.

    Each correction also shows the state and every deadline of the case before and after, and what happened to the
    mediation certificate. If you may not see an event of the case, you do not see the corrections of this event.
    """
    before = _CURSORS.decode(turn.cursor)
    async with service.on_case(caller, case_id, Surface.EVENTS) as work:
        events = await EventsOfCase(work.connection, work.case).of_case(case_id)
    case, reads = work.case, work.actor
    told = [
        one
        for one in reversed(past_corrections(events))
        if (before is None or one.first.seq < before) and told_of(one, reads)
    ]
    page, private = told[: turn.limit], service.seal.open(case.sealed, str(case.id))
    for one in page:
        await service.organisations.known(one.first.organisation_id)
    law, names = service.pathway.law, service.organisations
    shown = [explained(past_correction(one, case, law, reads, names), one, private, reads) for one in page]
    more = _CURSORS.encode(page[-1].first.seq) if len(told) > turn.limit else None
    return turn.page(shown, more)
