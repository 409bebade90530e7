"""The route that lists the dates of open cases that a new version of the law moved."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import Query
from pydantic import Field

from app.cases.routes import SECURED, Reader
from app.cases.unit import TheService
from app.kernel.terms import Party, TermKind
from app.law.domain.kinds import Code
from app.law.domain.model import Step
from app.platform.db.connections import Connection, Row, Statement
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.fields import Answer, Moment
from app.platform.http.problems import problem_responses
from app.platform.http.router import Router
from app.platform.http.unit_of_work import actor_of

router = Router(prefix="/v1/law", tags=["Law"])
Place = tuple[datetime, UUID]
_CURSORS: Cursors[Place] = Cursors("moved dates", tuple[Moment, UUID])
_LAST: Place = (datetime.max.replace(tzinfo=UTC), UUID(int=2**128 - 1))
_PAGE = Statement(
    "SELECT id, case_id, code, owed_by, term, term_index, step, before_version, after_version, due_before, due_after,"
    " noted_at FROM moved_dates WHERE (CAST(:case AS uuid) IS NULL OR case_id = CAST(:case AS uuid))"
    " AND (noted_at, id) < (:at, :id) ORDER BY noted_at DESC, id DESC LIMIT :limit"
)


class MovedDate(Answer):
    """A deadline of an open case. The last day of the deadline changed when the service began to apply a new version of
    the law."""

    case_id: UUID
    code: Code
    owed_by: Party
    term: TermKind | None
    step: Step | None
    before_version: str = Field(
        description="The version of the service's rules of law that applied before the last day of the deadline "
        "changed.",
        examples=["1"],
    )
    after_version: str = Field(
        description="The version of the service's rules of law that changed the last day of the deadline.",
        examples=["2"],
    )
    due_before: date | None = Field(
        description="The last day of the deadline under the old version of the rules of law. `due_before` is `null` "
        "if the case did not have this deadline."
    )
    due_after: date | None = Field(
        description="The last day of the deadline under the new version of the rules of law. `due_after` is `null` "
        "if the case no longer has this deadline, or if the deadline ends after the last published bank "
        "holidays."
    )
    noted_at: datetime = Field(description="When the service first started with the new version of the rules of law.")

    @classmethod
    def of(cls, row: Any) -> Self:
        """Show a moved date."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


@router.get(
    "/moved-dates",
    summary="List the dates that a new version of the law changed",
    responses=problem_responses("invalid-input", *SECURED),
)
async def get_moved_dates(
    turn: Turn,
    service: TheService,
    caller: Reader,
    case_id: Annotated[UUID | None, Query(description="Only the changed dates of this case.")] = None,
) -> Page[MovedDate]:
    """When the service starts with a new version of the rules of law, we work out the dates of every open case under
    the old and the new version. The list shows each date that changed, the newest change first. You see a changed date
    only if you may see the deadline on the case.

    We work out a deadline whenever you read the case, so the case shows the new last day immediately. The list of
    changed dates also shows the last day of each deadline before the change.
    """
    at, after = _CURSORS.decode(turn.cursor) or _LAST
    async with service.database.work(actor_of(caller)) as work:
        found = await _moved(work.connection, case_id, (at, after), turn.limit + 1)
    shown = [MovedDate.of(row) for row in found[: turn.limit]]
    last = found[turn.limit - 1] if len(found) > turn.limit else None
    return turn.page(shown, _CURSORS.encode((last.noted_at, last.id)) if last else None)


async def _moved(connection: Connection, case_id: UUID | None, place: Place, limit: int) -> Sequence[Row]:
    at, after = place
    return await connection.run(_PAGE, {"case": case_id, "at": at, "id": after, "limit": limit})
