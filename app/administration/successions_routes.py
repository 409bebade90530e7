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

LOOK_FIRST: dict[str, Example] = {"look first": {"value": {"successor": "sandbox-la-992", "dry_run": True}}}


class SuccessionIn(BodyModel):
    """The authority that follows. Send the request again until `left` is 0."""

    successor: Known = Field(description="The short name of the authority that follows.")
    case_ids: Annotated[list[UUID], AtMost(MOST_AT_ONCE)] | None = Field(
        None,
        description="The cases that go to this authority. You must send this if the area was divided between several "
        "authorities. The ended authority knows which cases these are.",
    )
    limit: int = Field(
        100, ge=1, le=MOST_AT_ONCE, strict=True, description="The largest number of cases in this request."
    )
    dry_run: bool = Field(False, strict=True, description="True: we change nothing, and `left` counts all the cases.")


class SuccessionOut(Answer):
    """How many cases and partners were carried over."""

    authority: str = Field(description="The short name of the ended authority.")
    successor: str
    from_la_code: str
    to_la_code: str
    followed_on: str = Field(description="The first day of the successor.")
    dry_run: bool
    cases: int = Field(description="How many cases this request carried over.")
    partnerships: int = Field(description="How many new partners the successor got.")
    left: int = Field(description="How many cases the ended authority still has.")


@router.post(
    "/{slug}/successor",
    summary="Carry an ended authority's cases over to its successor",
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
    """An authority has ended. Carry its cases and partners over to the authority that followed: up to 200 cases in one
    request. `GET /v1/law/authorities` lists which authority followed which, and on which day.

    Every case is carried over with its deadlines, certificate, appeal, provider and sessions. Ended cases are carried
    over too. The last event that the ended authority can read is `authority-ended`. The successor begins to work with
    the partners of the ended authority. You see no case: the answer counts the cases.
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
