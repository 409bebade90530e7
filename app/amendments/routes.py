"""The route that says which dates of the caller's open cases a change of the law would move."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from datetime import date
from threading import BoundedSemaphore
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Body

from app.amendments.checks import faults
from app.amendments.domain.amendment import amended, in_words
from app.amendments.schemas import ChangesAnswer, LawChange, TouchedCase
from app.amendments.store import open_cases
from app.amendments.use_cases import AT_ONCE, BEGINNING, OpenCase, Position, Question, look
from app.cases.domain.law import Law
from app.cases.routes import SECURED, Reader
from app.cases.unit import Service, TheService
from app.kernel.readers import Reader as SeenBy
from app.platform.access.principal import Principal
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.problems import InvalidInput, Unavailable, problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import actor_of

router = Router(prefix="/v1/law", tags=["Law"])

AT_THE_SAME_TIME: Final = 2
"""How many of these questions one worker answers at a time: each looks at up to two thousand cases."""
_PLACES = BoundedSemaphore(AT_THE_SAME_TIME)
_CURSORS: Cursors[tuple[UUID, UUID]] = Cursors("law changes", tuple[UUID, UUID])

EXAMPLES: dict[str, Any] = {
    "A shorter time to appeal": {
        "summary": "One month to appeal, for notices from September 2026",
        "value": {
            "rules": {
                "lodge-within-two-months": {"period": {"amount": 1, "unit": "months"}, "sent_from": "2026-09-01"},
            }
        },
    },
    "A stricter reading of the law": {
        "summary": "Only a session held within the 30 days fulfils the duty to arrange mediation",
        "value": {"readings": {"session_fixed_in_thirty_days_is_enough": False}},
    },
    "One more bank holiday": {
        "summary": "A bank holiday is added",
        "value": {"bank_holidays": {"add": ["2026-06-15"]}},
    },
}


@router.post(
    "/changes",
    summary="See which dates would be different after a change of the law",
    responses=problem_responses("malformed-json", "invalid-input", "unavailable", *SECURED),
)
async def get_law_changes(
    turn: Turn, service: TheService, caller: Reader, change: Annotated[LawChange, Body(openapi_examples=EXAMPLES)]
) -> ChangesAnswer:
    """Try out a change of the law: send a new time limit for a rule, a new reading of the law, or changes to the bank
    holidays. The answer lists each of your open cases with a date that would change. For each date, the answer shows
    the old day and the new day, and for which party the change is worse. The answer also shows what would be late
    because of the change. You see a date only if you may see the date on the case.

    The operator of the service sees no case, so the operator cannot use this request. On the machine of the service,
    the operator can run the command `python -m app touched`. This command counts, to the nearest five, the open cases
    of all organisations that a change of the law would affect.

    This request stores nothing, and changes no date. A closed case counts as open while one of its time limits is
    running.

    One request looks at up to 2,000 open cases. If the service is busy, the answer is 503: try again after the number
    of seconds in the header `Retry-After`.
    """
    begins = Position(*position) if (position := _CURSORS.decode(turn.cursor)) else BEGINNING
    law = service.pathway.law
    _must_be_known(law, change)
    if not _PLACES.acquire(blocking=False):
        raise Unavailable("The service is busy with other questions about changes of the law.")
    try:
        async with service.database.work(actor_of(caller)) as work:
            today = work.today
        question = Question(law, amended(law, change.amendment()), today, SeenBy(caller.organisation_kind))
        found = await look(question, _pages(service, caller, today, begins.after), begins, turn.limit)
    finally:
        _PLACES.release()
    shown = ChangesAnswer.of(found, in_words(law, change.amendment()), today, law.version)
    if found.next is None:
        return shown
    following: Page[TouchedCase] = turn.page([], _CURSORS.encode((found.next.after, found.next.counted_to)))
    return shown.model_copy(update={"next": following.next})


async def _pages(service: Service, caller: Principal, today: date, after: UUID) -> AsyncIterator[Sequence[OpenCase]]:
    """Yield the caller's open cases, some at a time, each in a unit of work of its own."""
    while True:
        async with service.database.work(actor_of(caller)) as work:
            cases = await open_cases(work, after, today, AT_ONCE)
        if not cases:
            return
        yield cases
        if len(cases) < AT_ONCE:
            return
        after = cases[-1].id


def _must_be_known(law: Law, change: LawChange) -> None:
    """Raise InvalidInput for an empty change, and for what the law does not have."""
    found = list(faults(law, change))
    if found:
        raise InvalidInput([{"where": "body", **asdict(one)} for one in found])
