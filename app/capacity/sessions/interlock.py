"""Beside a booked session: what is recorded on the session instead, so that its time and its case agree."""

from uuid import UUID

from app.capacity.sessions import store as sessions
from app.cases.domain.words import Action
from app.platform.db.work import Work
from app.platform.http.problems import SessionBooked

INSTEAD = {
    Action.ARRANGE_MEDIATION: "reschedule",
    Action.CANCEL_SESSION: "cancel",
    Action.RECORD_SESSION_OUTCOME: "outcome",
    Action.REPORT_CANNOT_ARRANGE: "cancel",
}
"""Where something is recorded while a session is booked: whoever calls one off says who and why."""

ONCE_BEGUN = INSTEAD | {Action.REPORT_CANNOT_ARRANGE: "outcome", Action.DECLINE_MEDIATION: "outcome"}
"""Where, once that session has begun. That it did not take place is then for the mediator's own provider to say."""


async def beside_session(work: Work, case_id: UUID) -> dict[Action, SessionBooked]:
    """Return what is not recorded on a case now, for a session is booked on it; each with where to go instead."""
    if (booked := await sessions.booked_on(work.connection, case_id)) is None:
        return {}
    stored = await sessions.find(work.connection, booked)
    begun = stored is not None and stored.span.starts_at <= work.now
    return {action: session_booked(booked, path) for action, path in (ONCE_BEGUN if begun else INSTEAD).items()}


async def must_not_go_behind(work: Work, case_id: UUID, action: Action) -> None:
    """Refuse an action that would part a case from the session that is booked on it."""
    if action in ONCE_BEGUN and (problem := (await beside_session(work, case_id)).get(action)) is not None:
        raise problem


def session_booked(session_id: UUID, path: str) -> SessionBooked:
    """Say where to record, instead, what becomes of a booked session."""
    post_to = f"/v1/sessions/{session_id}/{path}"
    return SessionBooked(f"A session is booked on this case: go to {post_to}.", session_id=session_id, post_to=post_to)
