"""What a case's mediation needs, and the searches for a mediator that were made for it."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Request, Response
from fastapi.openapi.models import Example

from app.capacity.mediators.use_cases import NEEDS, Needs
from app.capacity.searches import store as searches
from app.capacity.searches.use_cases import keep, must_be_reportable, search
from app.capacity.sessions import store as sessions
from app.capacity.sessions.calling_off import call_off
from app.capacity.sessions.interlock import must_not_go_behind
from app.capacity.sessions.recording import follow_needs
from app.capacity.slots import schemas as s
from app.capacity.slots.use_cases import booked_ahead, does_it_suit, open_needs
from app.capacity.slots.views import needs_out
from app.cases.domain.commands import ReportCannotArrange
from app.cases.domain.words import Action
from app.cases.recording import Said, stage_action
from app.cases.routes import OF_ONE_CASE, SECURED
from app.cases.sight import case_told
from app.cases.store import CaseWork
from app.cases.unit import TheService, refused, service_of
from app.cases.use_cases import note
from app.kernel.errors import Refusal
from app.kernel.terms import OrganisationKind
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.db.connections import Row
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import DEFAULT_LIMIT, Cursors, CursorText, Limit, Page, page
from app.platform.http.etags import IfMatch, check_if_match, etag, etag_with
from app.platform.http.fields import Moment
from app.platform.http.problems import NotYoursToRecord, problem_responses
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, perform

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["Slots"])
Reader = Annotated[Principal, requires(Scope.SESSIONS_READ)]
Writer = Annotated[Principal, requires(Scope.SESSIONS_WRITE)]

_CURSORS: Cursors[tuple[datetime, UUID]] = Cursors("searches", tuple[Moment, UUID])

SOME_NEEDS: dict[str, Example] = {
    "by video, in Urdu, not on a Friday": {
        "value": {
            "formats": ["video", "in_person"],
            "languages": ["ur"],
            "interpreter": "ur",
            "access": ["breaks", "easy_read"],
            "unavailable": [{"starts_at": "2026-12-04T09:00:00+00:00", "ends_at": "2026-12-04T17:00:00+00:00"}],
        }
    }
}


@router.get("/mediation-needs", summary="What this case's mediation needs", responses=OF_ONE_CASE)
async def get_needs(response: Response, service: TheService, caller: Reader, case_id: UUID) -> s.NeedsOut:
    """Formats, languages, access, and when a party cannot come. For the parties to the mediation alone.

    Where a session is booked, also whether it suits as things stand.
    """
    async with service.on_case(caller, case_id) as work:
        case = case_told(work.case, work.actor.kind)
        row = await sessions.needs_of(work.connection, case_id)
        needs = open_needs(service, row.sealed if row else None, case_id)
        stored = await booked_ahead(work, case_id)
        booked = await does_it_suit(service, work, case, needs, stored) if stored else None
    version = row.version if row else 0
    response.headers["ETag"] = etag_with(version, booked)
    return needs_out(case_id, needs, version, row.updated_at if row else None, booked)


@router.put(
    "/mediation-needs",
    summary="Say what this case's mediation needs",
    response_model=s.NeedsOut,
    responses=problem_responses("malformed-json", "not-found", "stale-version", "invalid-input", *SECURED),
)
async def put_needs(
    request: Request,
    caller: Writer,
    case_id: UUID,
    body: Annotated[s.NeedsIn, Body(openapi_examples=SOME_NEEDS)],
    if_match: IfMatch = None,
) -> Response:
    """Say what the family needs in order to take part on equal terms. Slots are then found, or refused, by it.

    A session that is booked follows: its interpreter and access needs are these from now on, and an interpreter who was
    found for another language falls away. Whether mediator, time and format still suit is in the answer; the booking
    stands until somebody moves it. All of it tells of disability and language: it is sealed, and the log says only that
    it was changed.
    """
    service = service_of(request)
    needs = Needs(
        body.formats, body.languages, body.interpreter, body.access, body.school_reference, body.family_reference,
        tuple(one.span() for one in body.unavailable),
    )  # fmt: skip

    async def use_case(work: CaseWork) -> Outcome:
        case = work.case
        before = await sessions.needs_of(work.connection, case_id)
        check_if_match(if_match, before.version if before else 0)
        sealed = service.seal.seal(NEEDS.dump_python(needs, mode="json"), f"{case_id}/needs")
        version = await sessions.keep_needs(work.connection, case, sealed, work.now)
        about: dict[str, Any] = {"record": "needs"}
        booked = None
        if (stored := await booked_ahead(work, case_id)) is not None:
            after = follow_needs(service.desk, stored, needs, work.now)
            if after is not stored:
                await sessions.update(work.connection, after)
                fell_away = stored.session.interpreter_booked_on != after.session.interpreter_booked_on
                about |= {
                    "session_id": str(stored.id), "what": "session-needs-changed", "interpreter_fell_away": fell_away,
                }  # fmt: skip
            booked = await does_it_suit(service, work, case, needs, after)
        work.put(note(service.desk, case, "needs-changed", about, work.actor, work.today, work.now))
        return Outcome(200, needs_out(case_id, needs, version, work.now, booked), {"etag": etag(version)})

    return await perform(request, caller, None, service.changing(case_id), use_case)


A_SEARCH: dict[str, Example] = {
    "here": {"value": {}},
    "and by telephone": {
        "value": {"also_asked": [{"provider": "sandbox-provider-a", "asked_on": "2026-02-20", "free_in_time": False}]}
    },
}


@router.post(
    "/searches",
    status_code=201,
    summary="Search for a mediator in time, and keep the answer",
    response_model=s.SearchOut,
    responses=problem_responses(
        "malformed-json", "not-yours-to-record", "not-found", "refused", "session-booked", "invalid-input",
        "idempotency-key-reused", *SECURED,
    ),
)  # fmt: skip
async def record_search(
    request: Request,
    caller: Writer,
    case_id: UUID,
    body: Annotated[s.SearchIn, Body(openapi_examples=A_SEARCH)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Ask every provider that the authority instructs for a slot within the 30 days, and record who answered what.

    Recorded by: the authority, or the commissioning body that arranges. What was found is worked out here, never
    typed. If no mediator is free, `report-cannot-arrange` follows from it (reg 39), and the certificate from that.
    """
    service = service_of(request)

    async def use_case(work: CaseWork) -> Outcome:
        case = work.case
        if work.actor.kind is OrganisationKind.MEDIATION_PROVIDER:
            raise NotYoursToRecord("A search is made by the party that arranges mediation: the authority or the body.")
        if not case.facts.under_way:
            must_be_reportable(service, work, case)
        made = await search(service, work, case, body.also_asked)
        reported = body.report_if_none and made.free_in_time == 0
        if reported:
            await must_not_go_behind(work, case.id, Action.REPORT_CANNOT_ARRANGE)
        await keep(work, case, made, reported=reported)
        if reported:
            about = {**made.about, **await call_off(work, case.id)}
            command = ReportCannotArrange(by=work.actor.kind, occurred_on=work.today)
            try:
                staged = stage_action(service.desk, case, command, work.recorded, Said(about=about))
            except Refusal as refusal:
                raise refused(service.pathway, case, command, work, refusal) from refusal
        else:
            staged = note(service.desk, case, "mediator-searched", made.about, work.actor, work.today, work.now)
        work.put(staged)
        shown = _shown(made.id, case_id, work.now, made.due_on, made.asked, made.free_in_time, reported=reported)
        return Outcome(201, shown)

    return await perform(request, caller, idempotency_key, service.changing(case_id), use_case)


@router.get("/searches", summary="The searches made for a case", responses=OF_ONE_CASE)
async def get_searches(
    request: Request,
    response: Response,
    service: TheService,
    caller: Reader,
    case_id: UUID,
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorText = None,
) -> Page[s.SearchOut]:
    """Who was asked for a mediator, when, and what the answer was. For the party that arranges, not for a provider."""
    after = _CURSORS.decode(cursor)
    async with service.on_case(caller, case_id) as work:
        rows = await searches.of_case(work.connection, case_id, after, limit + 1)
    shown = [_read(row) for row in rows[:limit]]
    more = _CURSORS.encode((rows[limit - 1].made_at, rows[limit - 1].id)) if len(rows) > limit else None
    return page(request, response, shown, more)


def _read(row: Row) -> s.SearchOut:
    facts = json.loads(row.facts)
    made = [s.AskedOut.model_validate(one) for one in facts["asked"]]
    return _shown(row.id, row.case_id, row.made_at, row.due_on, made, row.free_in_time, reported=facts["reported"])


def _shown(
    search_id: UUID,
    case_id: UUID,
    made_at: datetime,
    due: object,
    made: Sequence[s.AskedOut],
    free: int,
    *,
    reported: bool,
) -> s.SearchOut:
    if free and not reported:
        follows = f"/v1/slots?case_id={case_id}"
    else:
        follows = f"/v1/cases/{case_id}/actions/{'issue-certificate' if reported else 'report-cannot-arrange'}"
    return s.SearchOut.model_validate(
        {
            "id": search_id, "case_id": case_id, "made_at": made_at, "due_on": due, "asked": made,
            "free_in_time": free, "free_with_notice": sum(one.free_with_notice or 0 for one in made),
            "reported": reported, "next": follows,
        }
    )  # fmt: skip
