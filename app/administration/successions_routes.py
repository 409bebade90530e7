"""The route by which the operator carries the cases and partners of an ended authority over to its successor."""

from typing import Annotated
from uuid import UUID

from fastapi import Body, Request, Response
from fastapi.openapi.models import Example
from pydantic import Field

from app.administration.routes import SECURED, ASlug, Operator
from app.administration.schemas import Known
from app.administration.store import Register
from app.administration.successions import Succeed, SuccessionBench, succeed
from app.cases.transfers.store import EndedCaseload
from app.cases.unit import service_of
from app.platform.db.work import Work
from app.platform.http.fields import Answer, AtMost
from app.platform.http.fields import Body as BodyModel
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, perform

router = Router(prefix="/v1/admin/organisations", tags=["Administration"])

MOST_AT_ONCE = 200
"""The most cases that one request carries over."""

LOOK_FIRST: dict[str, Example] = {
    "count the cases and change nothing": {"value": {"successor": "sandbox-la-992", "dry_run": True}}
}


class SuccessionIn(BodyModel):
    """The authority that replaces the ended authority. Send the request again until `left` is 0."""

    successor: Known = Field(description="The short name of the authority that replaces the ended authority.")
    case_ids: Annotated[list[UUID], AtMost(MOST_AT_ONCE)] | None = Field(
        None,
        description="The ids of the cases that go to this authority. You must give the ids if the area was "
        "divided between several authorities. Ask the ended authority which cases go to this authority.",
    )
    limit: int = Field(
        100, ge=1, le=MOST_AT_ONCE, strict=True, description="The maximum number of cases to move in this request."
    )
    dry_run: bool = Field(
        False,
        strict=True,
        description="`true` means a trial run: we change nothing, and `left` is the number of all cases to move.",
    )


class SuccessionOut(Answer):
    """The number of cases and partners that we moved from an ended authority to the authority that replaces it."""

    authority: str = Field(description="The short name of the authority that ended.")
    successor: str
    from_la_code: str
    to_la_code: str
    followed_on: str = Field(description="The first day of the authority that replaces the ended authority.")
    dry_run: bool
    cases: int = Field(description="The number of cases that this request moved to the new authority.")
    partnerships: int = Field(
        description="The number of partners that the new authority took over from the ended authority."
    )
    left: int = Field(description="The number of cases that the ended authority still has.")


@router.post(
    "/{slug}/successor",
    summary="Move an ended authority's cases to the authority that replaces it",
    response_model=SuccessionOut,
    responses=problem_responses("malformed-json", "not-found", "invalid-input", "idempotency-key-reused", *SECURED),
)
async def post_successor(
    request: Request,
    caller: Operator,
    slug: ASlug,
    body: Annotated[SuccessionIn, Body(openapi_examples=LOOK_FIRST)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Move the cases and partners of an ended authority to the authority that replaces the ended authority. One request
    can move up to 200 cases to the new authority. `GET /v1/law/authorities` lists the last day of each ended
    authority, and the authorities that replaced the ended authority.

    Each case goes to the new authority with its deadlines, certificate, appeal, provider and sessions. A case whose
    dispute has ended goes to the new authority too. In each case, the last event that the ended authority can read is
    `authority-ended`. From its first day, the new authority works with the partners of the ended authority. The answer
    shows you only the number of cases, and no case.
    """
    service = service_of(request)

    async def use_case(work: Work) -> Outcome:
        bench = SuccessionBench(Register(work), EndedCaseload(work, service.desk))
        command = Succeed(ended=slug, **body.model_dump())
        done = await succeed(work, bench, command)
        shown = SuccessionOut(
            authority=done.ended.slug,
            successor=done.successor.slug,
            from_la_code=done.ended.la_code or "",
            to_la_code=done.successor.la_code or "",
            followed_on=done.followed_on.isoformat(),
            dry_run=body.dry_run,
            cases=done.cases,
            partnerships=done.partnerships,
            left=done.left,
        )
        return Outcome(200, shown)

    return await perform(request, caller, idempotency_key, service.database.keyed, use_case)
