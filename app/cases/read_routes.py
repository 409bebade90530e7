"""The route that shows who has read a case."""

from datetime import UTC, datetime
from uuid import UUID

from pydantic import Field

from app.cases import statements
from app.cases import views as present
from app.cases.reads import Surface
from app.cases.routes import OF_ITS_TRAIL, Reader
from app.cases.schemas.shared import Organisation
from app.cases.unit import TheService
from app.kernel.terms import OrganisationKind
from app.platform.db.connections import Row
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.fields import Answer, Moment
from app.platform.http.router import Router

router = Router(prefix="/v1/cases", tags=["Cases"])

Place = tuple[datetime, UUID, str, str, Surface]
_CURSORS: Cursors[Place] = Cursors("reads", tuple[Moment, UUID, str, str, Surface])
_FIRST = (datetime.max.replace(tzinfo=UTC), UUID(int=2**128 - 1), "", "", "")
"""Later than every read."""


class CaseReadOut(Answer):
    """A read of a case by another organisation than its authority. All reads of one part of the case in one hour, by
    one person with one client, make one entry.
    """

    organisation: Organisation
    by: OrganisationKind
    client_id: str
    on_behalf_of: str | None = Field(
        None,
        description="The pseudonym that the organisation gives to its person who read the case. Only the organisation "
        "of the person who read the case sees this pseudonym.",
        exclude_if=lambda person: person is None,
    )
    surface: Surface = Field(description="The part of the case that was read.")
    read_at: datetime = Field(description="The time of the first read in this hour.")


@router.get("/{case_id}/reads", summary="See who has read a case", responses=OF_ITS_TRAIL)
async def get_reads(turn: Turn, service: TheService, caller: Reader, case_id: UUID) -> Page[CaseReadOut]:
    """The list shows when organisations other than the authority read the case, newest first. The authority of the case
    sees each time that another organisation read the case. An organisation that is not the authority of the case sees
    only its own reads of the case.

    We log each time that an organisation opens the case, or its dates, actions, events, contact details, offers,
    session or mediation needs. We write the log before we answer the request. We do not log that a list shows the case,
    or that the feed of events shows an event of the case. The list does not show what an advice service reads, because
    the list would then show which family the advice service is helping.
    """
    place = _CURSORS.decode(turn.cursor)
    async with service.on_case(caller, case_id, None) as work:
        names = ("hour", "organisation_id", "client_id", "on_behalf_of", "surface")
        after = {"case_id": case_id, "limit": turn.limit + 1} | dict(zip(names, place or _FIRST, strict=True))
        found = await work.connection.run(statements.READS_OF_CASE, after)
    for row in found[: turn.limit]:
        await service.organisations.known(row.organisation_id)
    shown = [read_out(service, row, caller.organisation_id) for row in found[: turn.limit]]
    last = found[turn.limit - 1] if len(found) > turn.limit else None
    return turn.page(shown, _CURSORS.encode(_place(last)) if last else None)


def read_out(service: TheService, row: Row, reader: UUID) -> CaseReadOut:
    """Show a read. Who acted within an organisation is shown to that organisation alone."""
    own = row.organisation_id == reader
    return CaseReadOut(
        organisation=present.organisation(row.organisation_id, service.organisations),
        by=row.by_kind,
        client_id=row.client_id,
        on_behalf_of=(row.on_behalf_of or None) if own else None,
        surface=row.surface,
        read_at=row.read_at,
    )


def _place(row: Row) -> Place:
    return row.hour, row.organisation_id, row.client_id, row.on_behalf_of, Surface(row.surface)
