"""The routes to hold a case back from removal, and to lift a hold."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Body, Request, Response
from fastapi.openapi.models import Example

from app.cases.contacts.routes import Writer
from app.cases.routes import OF_ITS_TRAIL, SECURED, Reader
from app.cases.store import CaseWork
from app.cases.unit import TheService, service_of
from app.keeping.holds import store
from app.keeping.holds.schemas import LegalHold, LegalHoldIn, LegalHoldLiftIn
from app.kernel.terms import OrganisationKind
from app.platform.db.work import Work
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.fields import Moment
from app.platform.http.problems import NotFound, NotYoursToRecord, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, perform

router = Router(prefix="/v1/cases/{case_id}/legal-holds", tags=["Keeping"])
_CURSORS: Cursors[tuple[datetime, UUID]] = Cursors("legal-holds", tuple[Moment, UUID])
OF_A_HOLD = problem_responses(
    "malformed-json",
    "not-yours-to-record",
    "not-found",
    "record-unreadable",
    "invalid-input",
    "idempotency-key-reused",
    *SECURED,
)
A_HOLD: dict[str, Example] = {
    "a complaint is under way": {
        "value": {"reason": "complaint", "explanation": "The ombudsman has asked for the file."}
    }
}
LIFTED: dict[str, Example] = {"no fields": {"value": {}}}


@router.get("", summary="List the legal holds of a case", responses=OF_ITS_TRAIL)
async def get_legal_holds(turn: Turn, service: TheService, caller: Reader, case_id: UUID) -> Page[LegalHold]:
    """List every legal hold that your authority set on a case, lifted holds too. The newest hold comes first.

    Only the authority of the case sees the legal holds on the case. An organisation other than the authority of the
    case gets an empty list.
    """
    after = _CURSORS.decode(turn.cursor)
    async with service.on_case(caller, case_id, None) as work:
        found = await store.list_holds(work, service.seal, case_id, after, turn.limit + 1)
    shown = list(found[: turn.limit])
    more = _CURSORS.encode((shown[-1].set_at, shown[-1].id)) if len(found) > turn.limit else None
    return turn.page(shown, more)


@router.post(
    "",
    status_code=201,
    summary="Set a legal hold on a case",
    response_model=LegalHold,
    responses={
        200: {
            "model": LegalHold,
            "description": "A hold with the same reason and explanation is already in force. Nothing changed.",
        },
        **OF_A_HOLD,
    },
)
async def set_legal_hold(
    request: Request,
    caller: Writer,
    case_id: UUID,
    body: Annotated[LegalHoldIn, Body(openapi_examples=A_HOLD)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Set a legal hold: the case is then kept even if its retention period ends. Use a hold if a claim or a complaint
    is under way, for example. While a hold is in force, the case is never removed, and the name on the case is never
    erased.

    Each claim or complaint can have its own hold, with its own explanation. Lift each hold when its reason ends. A case
    can have 20 legal holds in force at the same time.

    If a hold with the same reason and explanation is already in force, nothing changes and the answer is 200. A request
    without an explanation sets no new hold if a hold with the same reason is already in force.

    Recorded by: the authority of the case.
    """
    service = service_of(request)

    async def use_case(work: CaseWork) -> Outcome:
        _must_be_its_authority(work)
        hold, new = await store.set_hold(work, service.seal, body.reason, body.explanation)
        return Outcome(201 if new else 200, hold, private=True)

    return await perform(request, caller, idempotency_key, service.changing(case_id), use_case)


@router.post("/{hold_id}/lift", summary="Lift a legal hold", response_model=LegalHold, responses=OF_A_HOLD)
async def lift_legal_hold(
    request: Request,
    caller: Writer,
    case_id: UUID,
    hold_id: UUID,
    body: Annotated[LegalHoldLiftIn, Body(openapi_examples=LIFTED)],  # noqa: ARG001 - so that no unknown member is lost
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Lift a legal hold. If no other hold is in force, the case can be removed when its retention period ends. If the
    legal hold was already lifted, your request changes nothing.

    Recorded by: the authority of the case.
    """
    service = service_of(request)

    async def use_case(work: CaseWork) -> Outcome:
        _must_be_its_authority(work)
        hold = await store.lift_hold(work, service.seal, hold_id)
        if hold is None:
            raise NotFound
        return Outcome(200, hold, private=True)

    return await perform(request, caller, idempotency_key, service.changing(case_id), use_case)


def _must_be_its_authority(work: Work) -> None:
    if work.actor.kind is not OrganisationKind.LOCAL_AUTHORITY:
        raise NotYoursToRecord("Only the authority of the case can set or lift a legal hold.")
