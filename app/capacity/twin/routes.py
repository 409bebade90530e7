"""The route of the what-if: whether families still get a session within 30 days if something changes."""

from typing import Annotated

from fastapi import Body
from fastapi.openapi.models import Example

from app.capacity.domain.twin import Changes, Joins
from app.capacity.figures.routes import Reader
from app.capacity.twin.schemas import ChangesIn, WhatIfIn, WhatIfOut
from app.capacity.twin.use_cases import Ask, look
from app.capacity.twin.views import what_if_out
from app.capacity.unit import TheCapacity, asking
from app.cases.routes import SECURED
from app.cases.unit import TheService
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router

router = Router(prefix="/v1/capacity", tags=["Capacity"])
CAN_FAIL = problem_responses("malformed-json", "invalid-input", "unavailable", *SECURED)
TO_ASK: dict[str, Example] = {
    "every family that hears an adviser mediates": {"value": {"weeks": 6, "changes": {"take_up": 1.0}}},
    "two mediators leave and an authority joins": {
        "value": {
            "weeks": 6,
            "changes": {"mediators_leave": 2, "authority_joins": {"decisions_per_week": 3, "areas": ["991"]}},
        }
    },
}


@router.post("/what-if", summary="Simulate what a change would do to the 30 days", responses=CAN_FAIL)
async def ask_what_if(
    service: TheService,
    capacity: TheCapacity,
    caller: Reader,
    body: Annotated[WhatIfIn, Body(openapi_examples=TO_ASK)],
) -> WhatIfOut:
    """Would families still get a session within 30 days if something changed? We simulate the coming weeks with today's
    free sessions and waiting list, once without the change and once with it. You can ask about these changes: more
    families mediate, mediators leave, sessions get longer, an authority joins, or more people do not come to their
    session.

    We cannot know on which days families will ask for mediation. So we simulate the weeks many times with random
    requests, and each number in the answer is a range. For each week you see how many families wait and how many
    sessions are held. You also see for how many families the 30 days end without a session. The field `mends` shows how
    many extra mediators are needed so that families get a session in time. The field `mends` also shows the areas,
    languages and formats of the extra mediators. If `proven` is `true`, fewer extra mediators would leave families
    without a session in time in at least one run of the simulation.

    A provider may ask only about its own mediators. An authority may ask only about the providers that it instructs.
    The answer shows nothing that you could not work out from `GET /v1/capacity` and your own cases. We record nothing
    when you simulate a change. If you send the same `seed` again, you get the same answer until the stored data change.
    An answer takes some seconds.
    """
    async with asking(service, caller) as (work, bench):
        question = await look(work, bench, Ask(body.weeks, body.seed, _changes(body.changes), body.provider))
    return what_if_out(question, await capacity.twin.answer(question))


def _changes(said: ChangesIn) -> Changes:
    joins = said.authority_joins
    return Changes(
        take_up=said.take_up,
        mediators_leave=said.mediators_leave,
        session_hours=said.session_hours,
        authority_joins=None
        if joins is None
        else Joins(joins.decisions_per_week, tuple(joins.areas) if joins.areas else None),
        no_show_factor=said.no_show_factor,
    )
