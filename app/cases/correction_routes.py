"""The route that corrects what was recorded on a case."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Body, Request, Response
from fastapi.openapi.models import Example

from app.cases.actions import Recorder
from app.cases.correcting import correct_case
from app.cases.routes import SECURED
from app.cases.schemas.corrections import CorrectionAnswer, CorrectionIn
from app.cases.store import CaseWork
from app.cases.store_trail import EventsOfCase
from app.cases.tables import ONE_NOTICE
from app.cases.unit import service_of
from app.cases.views_corrections import correction
from app.law.refusals import OutsideLaw
from app.platform.db.connections import NotUnique
from app.platform.http.etags import IfMatch, check_if_match, etag
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, perform

router = Router(prefix="/v1/cases/{case_id}/corrections", tags=["Actions"])

CORRECTIONS: dict[str, Example] = {
    "a wrong date": {
        "summary": "The notice was sent on another day: see what would change",
        "value": {
            "seq": 1,
            "replace": {"decision": {"notice_sent_on": "2026-01-30"}},
            "reason": "wrong_date",
            "dry_run": True,
        },
    },
    "a wrong event": {
        "summary": "The appeal was registered on the wrong case",
        "value": {"seq": 5, "void": True, "reason": "wrong_case", "agreed_by": "tribunal", "dry_run": True},
    },
}


@router.post(
    "",
    summary="Correct what was recorded",
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
    """Replace or void an event that your organisation recorded. Both versions stay in the audit trail.

    We decide the whole case again, as if the event had been recorded correctly the first time. The state, the deadlines
    and the certificate of the case change accordingly. If you send `dry_run`, we store nothing, and you get the same
    answer.

    The corrected case may no longer allow a later event. Correct or void each such later event in the same request
    (`also`). If you leave one out, you get 409 `later-events-stand-on-it` with the list of these events. If another
    organisation recorded a later event, that organisation must correct the event first.

    If the corrected case no longer allows the certificate, we revoke the certificate. If something changes that is
    printed on the certificate, a new certificate replaces it. A registered appeal always stays registered: the tribunal
    sees what changed and decides what follows.
    """
    service = service_of(request)

    async def use_case(work: CaseWork) -> Outcome:
        told = body.command(work.today, partial(check_if_match, if_match))
        events = EventsOfCase(work.connection, work.case)
        corrected = await correct_case(work, service.bench(work), events, told)
        shown = correction(corrected, service.pathway.law, work.actor, dry_run=body.dry_run)
        return Outcome(200, shown, {"etag": etag(shown.version)})

    async def attempt() -> Response:
        return await perform(request, caller, idempotency_key, service.changing(case_id), use_case)

    try:
        return await attempt()
    except NotUnique as twice:
        if twice.by != ONE_NOTICE:
            raise
        return await attempt()  # the same notice was recorded meanwhile: now it is found
