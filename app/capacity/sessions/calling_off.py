"""Calling a booked session off because its case needs none any more: the mediator's time is free for another family."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from app.capacity.domain.session_commands import Cancel, Recording
from app.capacity.domain.session_machine import decide
from app.capacity.domain.words import CancelledBy, WhyMoved
from app.capacity.sessions import store as sessions
from app.capacity.sessions.recording import released, without_time
from app.capacity.slots import store as slots
from app.capacity.slots.use_cases import booked_ahead
from app.kernel.terms import OrganisationKind
from app.platform.db.work import Work


async def call_off(work: Work, case_id: UUID) -> Mapping[str, Any]:
    """Let the holds of a case go, and call off, on the family's word, its session if one is booked that has not begun.

    Returns what the action's event says of it. A session that has begun, or is over, has an outcome to be recorded.
    """
    if work.actor.kind is OrganisationKind.TRIBUNAL:
        return _said(*await sessions.call_off_unseen(work.connection, case_id, work.now))
    holds = await slots.release_all(work.connection, case_id, work.now)
    stored = await booked_ahead(work, case_id)
    if stored is None:
        return _said(None, holds)
    command = Cancel(
        by=work.actor.kind, occurred_on=work.today, word_of=CancelledBy.PARENT_OR_YOUNG_PERSON,
        why=WhyMoved.CASE_NEEDS_NONE,
    )  # fmt: skip
    own = stored.provider_id == work.actor.organisation_id
    session = decide(stored.session, command, Recording(work.today, begun=False, own=own))
    changed = replace(stored, session=session, version=stored.version + 1, updated_at=work.now)
    await sessions.update(work.connection, without_time(changed), stored.engagement_id)
    return _said(stored.id, holds)


def _said(session_id: UUID | None, holds: Sequence[UUID]) -> Mapping[str, Any]:
    """Without a session `record` is left to whoever has more to say of the event."""
    if session_id is None:
        return released(holds)
    return {"record": "session", "session_id": str(session_id), "what": "session-cancelled", **released(holds)}
