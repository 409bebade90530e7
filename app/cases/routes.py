"""The routes to record a notice, and to read a case, its deadlines and its audit trail."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Body, Request, Response
from fastapi.openapi.models import Example
from pydantic import Field

from app.cases import views as present
from app.cases.domain.standing import deadlines_on
from app.cases.families.store import seen_after
from app.cases.intake import record_notice
from app.cases.problems import DuplicateNotice
from app.cases.reads import Surface
from app.cases.schemas.cases import Case
from app.cases.schemas.deadlines import CaseDeadlines
from app.cases.schemas.events import ChainVerdict, Event
from app.cases.schemas.notices import NoticeIn
from app.cases.sight import case_told, words_of
from app.cases.store import CasesWork
from app.cases.tables import ONE_NOTICE
from app.cases.trail import events_told, verdict_on
from app.cases.unit import TheService, service_of
from app.cases.who_sees import date_told
from app.kernel.london import london_day
from app.kernel.readers import Reader as SeenBy
from app.kernel.terms import OrganisationKind
from app.law.refusals import OutsideLaw
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.db.connections import NotUnique
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.etags import etag, tagged
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, perform

router = Router(prefix="/v1/cases", tags=["Cases"])

Reader = Annotated[Principal, requires(Scope.CASES_READ)]
Writer = Annotated[Principal, requires(Scope.CASES_WRITE)]
TRIES = 3
"""How often a request is tried whose notice gets a case meanwhile. The second try finds that case, unless yet another
request was faster again."""
SECURED = ("unauthenticated", "scope-missing", "too-many-requests")
OF_ONE_CASE = problem_responses("not-found", "invalid-input", "record-unreadable", *SECURED)
OF_ITS_TRAIL = problem_responses("not-found", "invalid-input", *SECURED)

_TRAIL: Cursors[int] = Cursors("trail", Annotated[int, Field(ge=0, le=2**31 - 1)])

FROM_THE_LETTER = "from-the-letter"
NOTICES: dict[str, Example] = {
    "refusal-to-assess": {
        "summary": "A refusal to assess",
        "value": {
            "la_reference": "EHC-2026-0117",
            "decision": {"kind": "refusal_to_assess", "notice_sent_on": "2026-02-02"},
            "appellant": {"kind": "parent", "name": "Sam Example", "reference": "P-20931"},
        },
    },
    "placement-only": {
        "summary": "A final plan: only the placement is disputed",
        "value": {
            "la_reference": "EHC-2026-0233",
            "decision": {"kind": "plan_content", "notice_sent_on": "2026-02-13", "sections": ["I"]},
            "appellant": {"kind": "young_person", "reference": "P-11874"},
        },
    },
    FROM_THE_LETTER: {
        "summary": "A mediation adviser records a notice that the family read out by telephone",
        "value": {
            "la_code": "991",
            "decision": {"kind": "cease_to_maintain", "notice_printed_on": "2026-02-16"},
            "appellant": {"kind": "parent", "name": "Sam Example", "reference": "A-4471"},
        },
    },
}


@router.post(
    "",
    status_code=201,
    summary="Record a notice of decision",
    response_model=Case,
    responses={
        200: {
            "model": Case,
            "description": (
                "A mediation adviser had already recorded this notice. With this request, your authority confirmed the "
                "notice that the adviser recorded."
            ),
        },
        **problem_responses(
            "malformed-json",
            "invalid-input",
            OutsideLaw.slug,
            "duplicate-notice",
            "refused",
            "idempotency-key-reused",
            *SECURED,
        ),
    },
)
async def open_case(
    request: Request,
    caller: Writer,
    body: Annotated[NoticeIn, Body(openapi_examples=NOTICES)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Open a case by recording the notice of the authority's decision. The time limits run from the day on which the
    notice was *sent*.

    An authority records its own notice. The authority's first-choice mediation provider handles the case, unless the
    request names another provider. A mediation adviser can record a notice from the family's letter, if the authority
    has not recorded the notice. An adviser can record notices only for an authority that instructs the adviser. A
    notice that an adviser records is `provisional` until the authority confirms the notice. The family can take every
    step immediately, even while the notice is provisional.

    Each notice about one child is a case of its own, so each sibling has a separate case. If you send a notice with the
    same kind, day and reference a second time, we refuse the request and name the first case. Capitals, spaces and the
    kind of dash in a reference do not matter.

    If an adviser already recorded your notice with your reference, your request confirms the adviser's notice, and the
    answer is 200. The case keeps what the adviser recorded about the family. If an adviser recorded the same notice
    without a reference, we refuse your request, and the answer says where to confirm the adviser's notice. We find the
    adviser's case even if the date on the family's letter is up to 7 days before the day on which you sent the letter.
    """
    service = service_of(request)
    await service.know_parties(caller, body.answers)

    async def use_case(work: CasesWork) -> Outcome:
        recorded = await record_notice(work, service.bench(work), body.command())
        case, status = case_told(recorded.case, work.actor.kind), 201 if recorded.opened else 200
        words = service.words_of(case, work.actor.kind)
        shown = present.case(case, service.pathway.law, service.organisations, work.today, words)
        seen = await seen_after(work.connection, case.id, body.family())
        shown = present.with_family(shown, seen, work.actor.kind)
        shown = present.with_letter(shown, body.la_code)
        headers = {"location": f"/v1/cases/{case.id}", "etag": etag(case.version)}
        return Outcome(status, shown, headers, private=bool(words))

    own = caller.organisation_kind is OrganisationKind.LOCAL_AUTHORITY
    at_once = service.opening_at_once(body.command()) if own and not body.says_of_people else None
    return await unless_meanwhile(
        partial(perform, request, caller, idempotency_key, service.writing, use_case, at_once=at_once)
    )


async def unless_meanwhile(attempt: Callable[[], Awaitable[Response]]) -> Response:
    """Return the answer to a request that opens a case, or changes its notice. Try again if the notice got a case
    meanwhile: the next try finds that case.

    Raises DuplicateNotice: the notice got another case during each try.
    """
    for _ in range(TRIES):
        try:
            return await attempt()
        except NotUnique as twice:
            if twice.by != ONE_NOTICE:
                raise
    raise DuplicateNotice(
        "Other requests recorded this notice at the same time. We stored nothing. Send your request again."
    )


@router.get("/{case_id}", summary="Read a case", responses=OF_ONE_CASE)
async def get_case(response: Response, service: TheService, caller: Reader, case_id: UUID) -> Case:
    """The answer shows the case as it is now: the state of the case, the time to contact an adviser, the time to
    appeal, and all other details that you may see.
    """
    found, family, now = await service.case_seen(caller, case_id)
    case, today = case_told(found, caller.organisation_kind), london_day(now)
    since = london_day(case.updated_at)
    turned = case.facts.contact_missed(since) != case.facts.contact_missed(today)  # alone of it moves by itself
    private = words_of(case, service.seal.open(case.sealed, str(case.id)), caller.organisation_kind)
    shown = present.case(case, service.pathway.law, service.organisations, today, private)
    shown = present.with_family(shown, family, caller.organisation_kind)
    beside = [*(["missed"] if turned else []), *(shown.linked_cases or [])]
    beside += [*([shown.follows] if shown.follows else []), *(shown.followed_by or [])]
    response.headers["ETag"] = etag(case.version, beside or None)
    return shown


@router.get(
    "/{case_id}/deadlines",
    summary="List the deadlines of a case",
    response_model=CaseDeadlines,
    responses=OF_ONE_CASE,
)
async def get_deadlines(service: TheService, caller: Reader, case_id: UUID) -> Response:
    """The answer lists each deadline of the case. For each deadline, the answer says which party has the duty, and how
    we worked out the last day for doing the duty. The status of a deadline is running, met, met late, breached, passed
    or lapsed.
    """
    async with service.on_case(caller, case_id, Surface.DEADLINES) as work:
        case = case_told(work.case, work.actor.kind)
        offer = await service.offers.due(work, case)
    law, reader = service.pathway.law, SeenBy(caller.organisation_kind)
    found = [one for one in deadlines_on(case.facts, work.today, law) if date_told(one.deadline.code, reader)]
    shown = CaseDeadlines.of(case.id, found, law.answer(case.facts).notes, work.today, offer)
    return tagged(case.version, shown, by_version=london_day(case.updated_at) == work.today)


@router.get("/{case_id}/events", summary="Read a case's audit trail", responses=OF_ITS_TRAIL)
async def get_events(
    turn: Turn,
    service: TheService,
    caller: Reader,
    case_id: UUID,
) -> Page[Event]:
    """The audit trail lists everything recorded on a case, from first to last. A recorded event never changes. Each
    event contains a check code (the hash) calculated from the previous event: if somebody changed an event, the check
    codes would no longer match. A correction is recorded as a new event. The fields `corrected_by` and `corrects` link
    the correction and the corrected event. An authority that handed the case over to another authority can still read
    the events up to that handover.
    """
    after = _TRAIL.decode(turn.cursor)
    async with service.on_trail(caller, case_id, Surface.EVENTS) as work:
        found = await events_told(work, work.case, after or 0, turn.limit + 1)
    events = found[: turn.limit]
    more = _TRAIL.encode(events[-1].seq) if len(found) > turn.limit else None
    return turn.page(events, more)


@router.get("/{case_id}/events/verification", summary="Check a case's audit trail", responses=OF_ITS_TRAIL)
async def verify_events(service: TheService, caller: Reader, case_id: UUID) -> ChainVerdict:
    """We recalculate the check code (hash) of every event in the case's audit trail. We also check that the events
    agree with the case and its certificates.

    Every organisation that reads the case gets the same result, even if some events are withheld from this
    organisation. For an authority that handed the case over to another authority, we check the audit trail up to the
    handover.
    """
    async with service.on_trail(caller, case_id, Surface.VERIFICATION, lock=True) as work:
        return await verdict_on(service, work, work.case)
