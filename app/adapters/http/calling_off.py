"""Calling a booked session off because its case needs none any more: the mediator's time is free for another family."""

from dataclasses import replace
from uuid import UUID

from app.adapters.db.capacity import sessions
from app.adapters.db.database import Work
from app.domain.capacity.words import CancelledBy, SessionStatus, WhyMoved
from app.domain.pathway.words import Action
from app.domain.terms import OrganisationKind
from app.services.sessions import without_time

ENDS_IT = frozenset({Action.WITHDRAW, Action.CLOSE, Action.DECLINE_MEDIATION, Action.REPORT_CANNOT_ARRANGE})
"""After which no session is fixed on a case. A concession leaves one standing: the family may still wish to come."""


async def call_off(work: Work, case_id: UUID, action: Action) -> None:
    """Call off the session that is booked on a case, if there is one. The action's own event tells of it."""
    booked = await sessions.booked_on(work.connection, case_id)
    stored = await sessions.find(work.connection, booked) if booked else None
    if stored is None:
        return
    by = CancelledBy.PARENT_OR_YOUNG_PERSON
    if action is Action.REPORT_CANNOT_ARRANGE:
        body = work.actor.kind is OrganisationKind.COMMISSIONING_BODY
        by = CancelledBy.COMMISSIONING_BODY if body else CancelledBy.LOCAL_AUTHORITY
    session = replace(
        stored.session,
        status=SessionStatus.CANCELLED,
        cancelled_on=work.today,
        cancelled_by=by,
        why_cancelled=WhyMoved.NO_LONGER_WANTED if by is CancelledBy.PARENT_OR_YOUNG_PERSON else WhyMoved.UNAVAILABLE,
    )
    changed = replace(stored, session=session, version=stored.version + 1, updated_at=work.now)
    await sessions.update(work.connection, without_time(changed), stored.engagement_id)
