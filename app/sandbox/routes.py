"""The sandbox's clock. These routes do not exist in a live deployment."""

from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import Body as FromBody
from fastapi import Request, Response
from fastapi.openapi.models import Example
from pydantic import Field, model_validator

from app.cases.unit import Service, TheService
from app.kernel.london import LONDON
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.db.work import Answered
from app.platform.http.auth.verifier import requires
from app.platform.http.fields import Answer, Body, Day
from app.platform.http.problems import InvalidInput, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import IdempotencyKey, Outcome, actor_of, again, kept, key_of
from app.wings import WINGS

router = Router(prefix="/sandbox", tags=["Sandbox"])
Player = Annotated[Principal, requires(Scope.SANDBOX_CLOCK)]
CAN_FAIL = problem_responses("malformed-json", "invalid-input", "unauthenticated", "scope-missing", "too-many-requests")


class Clock(Answer):
    """The present date and time in the sandbox."""

    now: datetime
    today: date = Field(description="Today's date in London, by the clock of the sandbox.")


class Advance(Body):
    """By how many days, or to which day, you want to set the clock of the sandbox forward. Send `days` or `to`, not
    both. You cannot set the clock back."""

    days: int | None = Field(None, ge=0, le=800, strict=True)
    to: Day | None = None

    @model_validator(mode="after")
    def one_of_both(self) -> "Advance":
        """Refuse both, or neither."""
        if (self.days is None) == (self.to is None):
            raise ValueError("send either days or to")
        return self


@router.get("/clock", summary="Read the clock of the sandbox", responses=CAN_FAIL)
async def read_clock(service: TheService, _: Player) -> Clock:
    """The present date and time in the sandbox. All invented organisations use the same clock."""
    return _shown(await service.database.now())


A_WEEK: dict[str, Example] = {"Set the clock forward by a week": {"value": {"days": 7}}}


@router.post(
    "/clock",
    summary="Set the clock of the sandbox forward",
    response_model=Clock,
    responses={**CAN_FAIL, **problem_responses("invalid-input", "idempotency-key-reused")},
)
async def advance_clock(
    request: Request,
    service: TheService,
    caller: Player,
    body: Annotated[Advance, FromBody(openapi_examples=A_WEEK)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Set the clock of the sandbox forward, to see what happens at the end of a time limit without waiting for the
    day."""
    key = await key_of(request, idempotency_key)
    async with service.database.keyed(actor_of(caller), key) as work:
        if isinstance(work, Answered):
            return again(work, key, service.seal)
        horizon = service.pathway.law.england.horizon
        now = await work.advance(_days(body, work.now, service), horizon)
        if now is None:
            raise InvalidInput.at(
                "body",
                "#",
                f"The clock cannot go past {horizon}, the last day for which bank holidays are published",
                "horizon",
            )
        outcome = Outcome(200, _shown(now))
        shown, headers = outcome.body.model_dump_json(), {"content-type": "application/json"}
        await work.commit(kept(service.seal, key, outcome, shown, headers))
    await service.organisations.refresh()  # it counts the days of partnerships by this clock
    for one in (one for wing in WINGS for one in wing.renews()):
        await one.renew(service.database)
    return Response(shown, headers=headers)


def _days(body: Advance, now: datetime, service: Service) -> int:
    """How many days to move on."""
    today = now.astimezone(LONDON).date()
    day = body.to if body.to is not None else today + timedelta(days=body.days or 0)
    if day < today:
        raise InvalidInput.at("body", "#/to", "You can only set the clock forward", "past")
    horizon = service.pathway.law.england.horizon
    if day > horizon:
        raise InvalidInput.at(
            "body",
            "#",
            f"The clock cannot go past {horizon}, the last day for which bank holidays are published",
            "horizon",
        )
    return days_until(day, now)


def days_until(day: date, now: datetime) -> int:
    """How many times 24 hours it is until that day has come in London.

    Not always the days between: half past eleven at night in winter is past midnight in summer, as often 24 hours on.
    """
    between = (day - now.astimezone(LONDON).date()).days
    near = range(max(between - 1, 0), between + 2)
    return next(days for days in near if (now + timedelta(days=days)).astimezone(LONDON).date() >= day)


def _shown(now: datetime) -> Clock:
    return Clock(now=now, today=now.astimezone(LONDON).date())
