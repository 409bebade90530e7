"""The routes to record a notice, and to read a case, its deadlines and its audit trail."""

import json
from collections.abc import Collection
from typing import Annotated
from uuid import UUID

from fastapi import Body, Query, Request, Response
from fastapi.openapi.models import Example
from pydantic import Field, TypeAdapter

from app.cases import statements
from app.cases import views as present
from app.cases.domain.standing import deadlines_on
from app.cases.domain.words import Action, State
from app.cases.naming import provider_named
from app.cases.records import Covers, LoggedEvent, Outline, StoredCase, hashed_form, opening_of, readers_of
from app.cases.schemas.cases import Case, CaseLine
from app.cases.schemas.deadlines import CaseDeadlines
from app.cases.schemas.events import ChainVerdict, Event
from app.cases.schemas.notices import NoticeIn
from app.cases.sight import case_told, tell_event, words_told
from app.cases.store import CasesWork
from app.cases.store_lists import CaseFilter, CasePosition, list_cases
from app.cases.tables import ONE_NOTICE
from app.cases.unit import TheService, service_of
from app.cases.use_cases import record_notice
from app.cases.verification import differences
from app.cases.who_sees import date_told
from app.kernel.chain import verify
from app.kernel.london import london_day
from app.kernel.readers import Reader as SeenBy
from app.kernel.terms import DecisionKind, OrganisationKind
from app.kernel.unreadable import Unreadable
from app.law.domain.regimes import RegimeId
from app.law.refusals import OutsideLaw
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.actor import Actor
from app.platform.db.connections import NotUnique, Row
from app.platform.db.work import Work
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.etags import etag, tagged
from app.platform.http.fields import Day, Moment, Reference, Sought
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, perform

router = Router(prefix="/v1/cases", tags=["Cases"])

Reader = Annotated[Principal, requires(Scope.CASES_READ)]
Writer = Annotated[Principal, requires(Scope.CASES_WRITE)]
SECURED = ("unauthenticated", "scope-missing", "too-many-requests")
OF_ONE_CASE = problem_responses("not-found", "invalid-input", "record-unreadable", *SECURED)
OF_ITS_TRAIL = problem_responses("not-found", "invalid-input", *SECURED)

_CURSORS: Cursors[CasePosition] = Cursors("cases", tuple[Moment, UUID])
_LINES = TypeAdapter(list[CaseLine])
_TRAIL: Cursors[int] = Cursors("trail", Annotated[int, Field(ge=0, le=2**31 - 1)])

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
}


@router.post(
    "",
    status_code=201,
    summary="Record a notice of decision",
    response_model=Case,
    responses=problem_responses(
        "malformed-json", "invalid-input", OutsideLaw.slug, "duplicate-notice", "idempotency-key-reused", *SECURED
    ),
)
async def open_case(
    request: Request,
    caller: Writer,
    body: Annotated[NoticeIn, Body(openapi_examples=NOTICES)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Open a case with the notice that started it. The time limits run from the day the notice was *sent*.

    Your first-choice mediation provider handles the case, unless you name another. One notice about one child is one
    case, so siblings have a case each. If you send the same kind, day and reference a second time, the request is
    refused, and the answer names the first case. Capitals, spaces and the kind of dash do not make a reference
    different.
    """
    service = service_of(request)
    await service.organisations.known(caller.organisation_id)

    async def use_case(work: CasesWork) -> Outcome:
        opened = await record_notice(work, service.bench(work), body.command())
        shown = present.case(opened, service.pathway.law, service.organisations, work.today)
        return Outcome(201, shown, {"location": f"/v1/cases/{opened.id}", "etag": etag(opened.version)})

    async def attempt() -> Response:
        at_once = service.opening_at_once(body.command())
        return await perform(request, caller, idempotency_key, service.writing, use_case, at_once=at_once)

    try:
        return await attempt()
    except NotUnique as twice:
        if twice.by != ONE_NOTICE:
            raise
        return await attempt()  # it was written meanwhile: now it is found


@router.get("", summary="List cases", responses=problem_responses("invalid-input", *SECURED))
async def get_cases(  # noqa: PLR0913 - each parameter of the request is an argument: FastAPI reads the signature
    turn: Turn,
    service: TheService,
    caller: Reader,
    state: Annotated[
        list[State] | None, Query(max_length=len(State), description="Only cases in this state. You can give several.")
    ] = None,
    kind: Annotated[
        list[DecisionKind] | None,
        Query(max_length=len(DecisionKind), description="Only decisions of this kind. You can give several."),
    ] = None,
    regime: Annotated[RegimeId | None, Query(description="Only cases under this regime.")] = None,
    provider: Annotated[
        Reference | None, Query(description="Only cases that this provider handles: its short name here, or its id.")
    ] = None,
    la_reference: Annotated[
        Sought | None,
        Query(
            description=(
                "Only cases whose reference begins like this. Capitals, spaces and the kind of dash do not matter."
            )
        ),
    ] = None,
    notice_sent_from: Annotated[Day | None, Query(description="Only notices sent on this day or later.")] = None,
    notice_sent_to: Annotated[Day | None, Query(description="Only notices sent on this day or earlier.")] = None,
) -> Page[CaseLine]:
    """The cases that your organisation is party to, most recently changed first. The list shows no names."""
    after = _CURSORS.decode(turn.cursor)
    chosen = CaseFilter(
        state, kind, regime, provider_named(service, provider), la_reference, notice_sent_from, notice_sent_to
    )
    async with service.database.work(actor_of(caller)) as work:
        found = await list_cases(work.connection, work.actor, chosen, after, turn.limit + 1)
    lines = _LINES.validate_python([dict(row) for row in found[: turn.limit]])
    more = _CURSORS.encode((lines[-1].updated_at, lines[-1].id)) if len(found) > turn.limit else None
    return turn.page(lines, more)


@router.get("/{case_id}", summary="Read a case", responses=OF_ONE_CASE)
async def get_case(response: Response, service: TheService, caller: Reader, case_id: UUID) -> Case:
    """A case as it is now: its state, its contact period, its time to appeal, and all else that you may see."""
    found, now = await service.case_seen(caller, case_id)
    case, today = case_told(found, caller.organisation_kind), london_day(now)
    since = london_day(case.updated_at)
    turned = case.facts.contact_missed(since) != case.facts.contact_missed(today)  # alone of it moves by itself
    response.headers["ETag"] = etag(case.version, "missed" if turned else None)
    private = words_told(service.seal.open(case.sealed, str(case.id)), caller.organisation_kind)
    if caller.organisation_kind is OrganisationKind.COMMISSIONING_BODY and case.facts.body_notified_on is None:
        private = {}  # of a later request it has not been told
    return present.case(case, service.pathway.law, service.organisations, today, private)


@router.get(
    "/{case_id}/deadlines",
    summary="List the deadlines of a case",
    response_model=CaseDeadlines,
    responses=OF_ONE_CASE,
)
async def get_deadlines(service: TheService, caller: Reader, case_id: UUID) -> Response:
    """Each deadline: who owes it, how we worked it out, and whether it is running, met, breached, passed or lapsed."""
    async with service.on_case(caller, case_id) as work:
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
    """Everything recorded on a case, from first to last. Events never change: each event holds the hash of the event
    before, so a change would show."""
    after = _TRAIL.decode(turn.cursor)
    async with service.on_trail(caller, case_id) as work:
        case = work.case
        found = await _events(work, case, after or 0, turn.limit + 1)
        own_holds = await _own_holds(work, case_id)
    events = [_shown(one, work.actor, own_holds) for one in found[: turn.limit]]
    more = _TRAIL.encode(events[-1].seq) if len(found) > turn.limit else None
    return turn.page(events, more)


def _shown(event: LoggedEvent, reads: Actor, own_holds: Collection[str]) -> Event:
    """Show an event. Raises Unreadable where it was changed past the service, so that it is none any more."""
    try:
        return present.event(tell_event(event, reads, own_holds))
    except (AttributeError, LookupError, TypeError, ValueError):
        raise Unreadable("an event of a case") from None


@router.get("/{case_id}/events/verification", summary="Check a case's audit trail", responses=OF_ITS_TRAIL)
async def verify_events(service: TheService, caller: Reader, case_id: UUID) -> ChainVerdict:
    """Recalculate every hash in the audit trail, and check that the events agree with the case and its certificates.

    Every reader of the case gets the same result, even if some events are withheld from that reader.
    """
    async with service.on_trail(caller, case_id, lock=True) as work:
        case = work.case
        found = await _events(work, case, 0, case.version + 1)  # one more than there may be
        [stands] = await work.connection.run(statements.STANDS, {"case_id": case_id})
        certificates = await service.certificates.of_case(work, case_id)
    verdict = verify([(hashed_form(one), one.previous, one.hash) for one in found], case.head)
    if isinstance(case, Outline):
        differs = ["facts"]
    else:
        law = service.pathway.law
        differs = differences(case, stands, found, certificates, law.readings) if verdict.intact else []
    return ChainVerdict(
        intact=verdict.intact and not differs,
        length=verdict.length,
        broken_at=verdict.broken_at,
        differs=differs,
        head=case.head,
    )


async def _own_holds(work: Work, case_id: UUID) -> frozenset[str]:
    """Return the holds of a case that a provider is told of; everybody else who reads any is told of them all."""
    if work.actor.kind is not OrganisationKind.MEDIATION_PROVIDER:
        return frozenset()
    values = {"case_id": case_id, "provider": str(work.actor.organisation_id)}
    return frozenset(row.hold_id for row in await work.connection.run(statements.HOLDS_IN_TRAIL, values))


async def _events(work: Work, case: StoredCase | Outline, after: int, limit: int) -> list[LoggedEvent]:
    rows = await work.connection.run(statements.EVENTS_OF_CASE, {"case_id": case.id, "after": after, "limit": limit})
    return [logged(row, case) for row in rows]


def logged(row: Row, case: StoredCase | Outline) -> LoggedEvent:
    """Read an event of a case back as it was logged."""
    covered = None
    if row.salt is not None:
        readers = readers_of(row.la_id, row.provider_id, row.mediating_provider_id, row.body_id)
        covered = Covers(row.salt, readers, opening_of(case) if row.seq == 1 else None)
    return LoggedEvent(
        case_id=row.case_id,
        seq=row.seq,
        type=row.type,
        action=None if row.action is None else Action(row.action),
        by=OrganisationKind(row.by_kind),
        organisation_id=row.organisation_id,
        client_id=row.client_id,
        occurred_on=row.occurred_on,
        recorded_at=row.recorded_at,
        changes=json.loads(row.changes),
        previous=row.previous,
        hash=row.hash,
        about=None if row.about is None else json.loads(row.about),
        covers=covered,
    )
