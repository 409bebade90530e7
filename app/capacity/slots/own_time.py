"""The time that a case itself holds or has booked, and which of it does not block a slot for this case."""

from uuid import UUID

from app.capacity.bench import Bench
from app.capacity.records import StoredSession
from app.cases.ports import Unit
from app.cases.records import StoredCase
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor


async def own_time(work: Unit, bench: Bench, case: StoredCase) -> list[UUID]:
    """Return the held and booked time of a case that a slot for the case may overlap."""
    found = await bench.sessions.time_of(case.id, work.now)
    own = [one for one, session_id in found.items() if session_id is None]
    for engagement_id, session_id in found.items():
        stored = await bench.sessions.find(session_id) if session_id else None
        if stored is not None and await may_overlap(work, bench, case, stored):
            own.append(engagement_id)
    return own


async def may_overlap(work: Unit, bench: Bench, case: StoredCase, stored: StoredSession) -> bool:
    """Whether a session may move to a slot that overlaps its own time: the session takes its time alone, and the
    caller would see it if it did not.

    For any other caller the time is taken like any other time, so that no answer tells of another family's case.
    """
    if stored.engagement_id is None or not sees_all_sharing(work.actor, case, stored):
        return False
    return len(await bench.sessions.sharing(stored.engagement_id)) == 1


def sees_all_sharing(actor: Actor, case: StoredCase, stored: StoredSession) -> bool:
    """Whether an organisation is party to every session that may share the time of a session.

    They are sessions of one authority with one mediator. After a transfer another authority has one of them.
    """
    if actor.kind is OrganisationKind.LOCAL_AUTHORITY:
        return case.facts.transferred is None
    return actor.kind is OrganisationKind.MEDIATION_PROVIDER and stored.provider_id == actor.organisation_id
