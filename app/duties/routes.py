"""The routes to list duties, to count them, to read one, and to say something of one."""

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Body, Depends, Query, Request, Response
from fastapi.openapi.models import Example

from app.cases.contacts.routes import Writer
from app.cases.naming import by_id
from app.cases.reads import Surface
from app.cases.routes import SECURED, Reader
from app.cases.store import CaseWork, log_read
from app.cases.unit import Service, TheService, service_of
from app.duties import views as present
from app.duties.filters import FILTERS, DutySort
from app.duties.schemas import CauseIn, ContestIn, DutyCounts, DutyOut
from app.duties.store import Stretch, find_duty, list_duties, owers, said_of
from app.duties.store_counts import count_duties
from app.duties.unit import duties_of, shown_to
from app.duties.use_cases import Contest, Duties, GiveCause, contest, give_cause
from app.kernel.errors import Unseen
from app.platform.access.principal import Principal
from app.platform.db.filters import Asked
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.etags import IfMatch, check_if_match, etag, etag_with
from app.platform.http.filters import narrowed_by
from app.platform.http.problems import InvalidInput, NotFound, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, perform

router = Router(prefix="/v1/duties", tags=["Duties"])
Narrowed = Annotated[Asked, Depends(narrowed_by(*FILTERS))]
_CURSORS: dict[DutySort, Cursors[tuple[date, UUID, date]]] = {
    sort: Cursors("duties" if sort is DutySort.DUE else f"duties {sort}", tuple[date, UUID, date]) for sort in DutySort
}
"""A cursor also holds the day as of which the first page was made: a status changes at midnight, and the pages of one
list must fit together."""
OF_A_STATEMENT = (
    "malformed-json", "not-yours-to-record", "not-found", "record-unreadable", "stale-version", "invalid-input",
    "idempotency-key-reused",
)  # fmt: skip
CAUSES: dict[str, Example] = {
    "No mediator was free in time": {"value": {"cause": "no_mediator_free"}},
    "A cause in your own words": {"value": {"cause": "other", "explanation": "Our office was flooded for a week."}},
}
CONTESTS: dict[str, Example] = {
    "The cause that another party gave": {
        "value": {"disputes": "cause", "explanation": "Two mediators of ours were free that week."}
    },
}


@router.get("", summary="List duties", responses=problem_responses("invalid-input", *SECURED))
async def get_duties(
    turn: Turn,
    service: TheService,
    caller: Reader,
    narrowed: Narrowed,
    sort: Annotated[
        DutySort,
        Query(
            description="The order of the list: the name of the field to sort by. A `-` before the name of the field "
            "puts the latest day first. If you sort by `met_on` or `breached_on`, the list leaves out the duties that "
            "have no such day."
        ),
    ] = DutySort.DUE,
) -> Page[DutyOut]:
    """The list shows every duty that any party has, or ever had, on the cases that your organisation takes part in. For
    each duty, the list says which party has the duty, what the last day for doing the duty is (the deadline), and how
    the duty ended. The duty with the earliest deadline comes first.

    To see only overdue duties, use `group=overdue`. To see only the duties of your own organisation, add `owed_by=me`.
    The groups `due_this_week` and `due_later` give the rest of a work list.

    A duty stays in the list for ever. If the date of a duty changes, the list also keeps the old date, and names the
    event that changed the date. If a party does not carry out a duty in time, the list always shows this breach. Only a
    correction can show that a party never had a duty: the list then says so. If you see a deadline on a case, you also
    see the duty of this deadline.
    """
    cursors = _CURSORS[sort]
    position = cursors.decode(turn.cursor)
    async with service.database.work(actor_of(caller)) as work:
        as_of = position[2] if position else work.today
        part = Stretch(sort, position and position[:2], as_of, turn.limit + 1)
        found = await list_duties(work.connection, work.actor, _asked(service, caller, narrowed), part)
        shown = await shown_to(service, work, found[: turn.limit], as_of)
    last = found[turn.limit - 1] if len(found) > turn.limit else None
    return turn.page(shown, cursors.encode((last[sort.column], last.id, as_of)) if last else None)


@router.get("/summary", summary="Count duties", responses=problem_responses("invalid-input", *SECURED))
async def count_own_duties(service: TheService, caller: Reader, narrowed: Narrowed) -> DutyCounts:
    """The answer counts the duties that the list of duties (`GET /v1/duties`) shows. The duties are counted by kind, by
    today's status, by the party that has the duty, and by the week of the last day for doing the duty. You can use the
    same filters as for the list of duties.
    """
    async with service.database.work(actor_of(caller)) as work:
        asked = _asked(service, caller, narrowed)
        return present.counts(await count_duties(work.connection, work.actor, asked, work.today), work.today)


@router.get("/{duty_id}", summary="Read a duty", responses=problem_responses("not-found", "invalid-input", *SECURED))
async def get_duty(response: Response, service: TheService, caller: Reader, duty_id: UUID) -> DutyOut:
    """The answer shows one duty: which party has the duty, when the duty began, the last day for doing the duty, how
    the duty ended, and what the parties say about the duty.
    """
    async with service.database.work(actor_of(caller)) as work:
        row = await find_duty(work.connection, duty_id)
        if row is None:
            raise NotFound
        said = (await said_of(work.connection, service.seal, [duty_id])).get(duty_id, [])
        [shown] = await shown_to(service, work, [row], work.today)
        try:
            await log_read(work, row.case_id, Surface.DEADLINES)
        except Unseen as unseen:
            raise NotFound from unseen
    response.headers["ETag"] = etag_with(present.version_of(row, said), shown)
    return shown


@router.post(
    "/{duty_id}/cause",
    summary="Say why a duty is late",
    response_model=DutyOut,
    responses=problem_responses(*OF_A_STATEMENT, "nothing-to-explain", *SECURED),
)
async def give_cause_of_delay(
    request: Request,
    caller: Writer,
    duty_id: UUID,
    body: Annotated[CauseIn, Body(openapi_examples=CAUSES)],
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response:
    """Say why a duty is late, or why the duty will be late. A cause does not change the status of the duty: a breach
    stays a breach. A new cause replaces the earlier cause. The case's audit trail keeps every cause of the delay that
    the organisation gave.

    Recorded by: the organisation that has the duty.
    """
    told = GiveCause(
        duty_id=duty_id,
        cause=body.cause,
        explanation=body.explanation,
        must_be_version=partial(check_if_match, if_match),
    )
    return await _say(request, caller, idempotency_key, duty_id, partial(give_cause, told=told))


@router.post(
    "/{duty_id}/contest",
    summary="Dispute what a party says about its duty",
    response_model=DutyOut,
    responses=problem_responses(*OF_A_STATEMENT, "nothing-to-dispute", *SECURED),
)
async def contest_duty(
    request: Request,
    caller: Writer,
    duty_id: UUID,
    body: Annotated[ContestIn, Body(openapi_examples=CONTESTS)],
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response:
    """Say that you dispute the cause that another party gave for a delay, or the day on which another party says that
    it carried out its duty. The service keeps the statement of the party that has the duty, and the statement of the
    party that disputes it. The service does not decide which party is right, and the status of the duty does not
    change.

    Recorded by: the authority, the mediation provider or the commissioning body of the case, about a duty of another
    party. If the family disputes a statement about a duty, the mediation provider records the dispute for the family.
    """
    told = Contest(
        duty_id=duty_id,
        disputes=body.disputes,
        explanation=body.explanation,
        must_be_version=partial(check_if_match, if_match),
    )
    return await _say(request, caller, idempotency_key, duty_id, partial(contest, told=told))


async def _say(
    request: Request,
    caller: Principal,
    idempotency_key: str | None,
    duty_id: UUID,
    say: Callable[..., Awaitable[None]],
) -> Response:
    """Record what a party says of a duty, in the unit of work of its case."""
    service = service_of(request)
    async with service.database.work(actor_of(caller)) as asking:
        row = await find_duty(asking.connection, duty_id)
    if row is None:
        raise NotFound

    async def use_case(work: CaseWork) -> Outcome:
        duties: Duties = duties_of(service, work)
        await say(work, service.desk, duties)
        [shown] = await shown_to(service, work, [row], work.today)
        version = work.staged[-1].case.version
        return Outcome(200, shown, {"etag": etag(version)}, private=True)

    return await perform(request, caller, idempotency_key, service.changing(row.case_id), use_case)


def _asked(service: Service, caller: Principal, narrowed: Asked) -> Asked:
    """Return the filters with each organisation by its id. Raises InvalidInput if there is none."""
    names = {name: one.id for one in service.organisations.all for name in (one.slug, str(one.id))}
    found = owers(by_id(service, narrowed), actor_of(caller), names)
    if found is None:
        says = "There is no organisation with that name or id"
        raise InvalidInput.at("query", "#/owed_by", says, "organisation")
    return found
