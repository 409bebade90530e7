"""The audit trail of a case as its reader may see it, and the check of the trail."""

from uuid import UUID

from app.cases import statements
from app.cases import views as present
from app.cases.records import LoggedEvent, Outline, StoredCase, hashed_form
from app.cases.schemas.events import ChainVerdict, Event
from app.cases.sight import tell_event
from app.cases.store_trail import corrections_of, events_of
from app.cases.unit import Service
from app.cases.verification import differences
from app.kernel.chain import verify
from app.kernel.terms import OrganisationKind
from app.kernel.unreadable import Unreadable
from app.platform.db.work import Work


async def events_told(work: Work, case: StoredCase | Outline, after: int, limit: int) -> list[Event]:
    """Return events of a case as the caller may see them, from the one after a place.

    Raises:
        Unreadable: an event was changed past the service, so that it is none any more.
    """
    found = await events_of(work.connection, case, after, limit)
    own_holds = await _own_holds(work, case.id)
    corrected_by = await corrections_of(work.connection, case.id)
    return [_shown(one, work, own_holds, corrected_by.get(one.seq)) for one in found]


async def verdict_on(service: Service, work: Work, case: StoredCase | Outline) -> ChainVerdict:
    """Calculate every hash of a case again, and compare the events with the case and its certificates. The work has
    locked the case.
    """
    found = await events_of(work.connection, case, 0, case.version + 1)  # one more than there may be
    stands = await work.connection.run(statements.STANDS, {"case_id": case.id})
    certificates = await service.certificates.of_case(work, case.id)
    verdict = verify([(hashed_form(one), one.previous, one.hash) for one in found], case.head)
    if isinstance(case, Outline):
        differs = [] if case.handed_over else ["facts"]
    else:
        law = service.pathway.law
        differs = differences(case, stands[0], found, certificates, law) if verdict.intact else []
    return ChainVerdict(
        intact=verdict.intact and not differs,
        length=verdict.length,
        broken_at=verdict.broken_at,
        differs=differs,
        head=case.head,
    )


def _shown(event: LoggedEvent, work: Work, own_holds: frozenset[str], corrected_by: int | None) -> Event:
    try:
        return present.event(tell_event(event, work.actor, own_holds, corrected_by))
    except (AttributeError, LookupError, TypeError, ValueError):
        raise Unreadable("an event of a case") from None


async def _own_holds(work: Work, case_id: UUID) -> frozenset[str]:
    """Return the holds of a case that a provider is told of; everybody else who reads any is told of them all."""
    if work.actor.kind is not OrganisationKind.MEDIATION_PROVIDER:
        return frozenset()
    values = {"case_id": case_id, "provider": str(work.actor.organisation_id)}
    return frozenset(row.hold_id for row in await work.connection.run(statements.HOLDS_IN_TRAIL, values))
