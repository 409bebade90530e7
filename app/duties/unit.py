"""What the routes of duties work with, and the problems that explain the refusals of the use cases."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from app.cases.unit import Explanation, Service
from app.duties.filters import DutySort
from app.duties.problems import NothingToDispute as DisputesNothing
from app.duties.problems import NothingToExplain as ExplainsNothing
from app.duties.refusals import NothingToDispute, NothingToExplain, NotYoursToSay
from app.duties.schemas import DutyOut
from app.duties.store import DutiesOfCase, Stretch, list_duties, said_of
from app.duties.views import duty_out
from app.platform.db.connections import Row
from app.platform.db.work import Work
from app.platform.http.problems import NotYoursToRecord, Problem


def duties_of(service: Service, work: Work) -> DutiesOfCase:
    """Return the duties, as a unit of work sees them."""
    return DutiesOfCase(work.connection, service.seal, work.actor)


def _not_yours(_: Service, __: Work, error: NotYoursToSay) -> Problem:
    return NotYoursToRecord(str(error))


def _nothing_to_explain(_: Service, __: Work, ___: NothingToExplain) -> Problem:
    return ExplainsNothing()


def _nothing_to_dispute(_: Service, __: Work, ___: NothingToDispute) -> Problem:
    return DisputesNothing()


async def shown_to(service: Service, work: Work, rows: Sequence[Row], as_of: date) -> list[DutyOut]:
    """Show duties as the caller of a unit of work may see them, as of a day."""
    said = await said_of(work.connection, service.seal, [row.id for row in rows]) if rows else {}
    for owner in {row.owner_id for row in rows if row.owner_id is not None}:
        await service.organisations.known(owner)
    reads = work.actor.kind
    return [duty_out(row, said.get(row.id, []), service.organisations, as_of, reads) for row in rows]


async def every_duty(service: Service, work: Work, case_id: UUID) -> list[DutyOut]:
    """Show every duty of a case that the caller may see, the earliest last day first."""
    found: list[DutyOut] = []
    after: tuple[date, UUID] | None = None
    while True:
        part = Stretch(DutySort.DUE, after, work.today, A_PAGE)
        rows = await list_duties(work.connection, work.actor, {"case_id": case_id}, part)
        found += await shown_to(service, work, rows, work.today)
        if len(rows) < A_PAGE:
            return found
        after = rows[-1].due_on, rows[-1].id


A_PAGE = 200

EXPLANATIONS: Mapping[type[BaseException], Explanation] = {
    NotYoursToSay: _not_yours,
    NothingToExplain: _nothing_to_explain,
    NothingToDispute: _nothing_to_dispute,
}
