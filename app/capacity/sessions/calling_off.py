"""Calls off a booked session if its case no longer needs one. The mediator's time is then free for another family."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from app.capacity.bench import Bench
from app.capacity.domain.session_commands import Cancel, Recording
from app.capacity.domain.session_machine import decide
from app.capacity.domain.words import CancelledBy, WhyMoved
from app.capacity.sessions.recording import without_time
from app.capacity.slots.recording import released
from app.capacity.slots.use_cases import booked_ahead
from app.cases.beside import BESIDE, Elsewhere, GoesBehindSession, beside
from app.cases.domain.words import Action
from app.cases.ports import Unit
from app.kernel.terms import OrganisationKind


async def call_off(work: Unit, bench: Bench, case_id: UUID) -> Mapping[str, Any]:
    """Release a case's holds and, on the family's word, call off its session if one is booked that has not begun.

    Returns what the action's event says of it. A session that has begun, or is over, has an outcome to be recorded.
    """
    if work.actor.kind is OrganisationKind.TRIBUNAL:
        return _said(*await bench.sessions.call_off_unseen(case_id, work.now))
    holds = await bench.slots.release_all(case_id, work.now)
    stored = await booked_ahead(work, bench, case_id)
    if stored is None:
        return _said(None, holds)
    command = Cancel(
        by=work.actor.kind,
        occurred_on=work.today,
        word_of=CancelledBy.PARENT_OR_YOUNG_PERSON,
        why=WhyMoved.CASE_NEEDS_NONE,
    )
    own = stored.provider_id == work.actor.organisation_id
    session = decide(stored.session, command, Recording(work.today, begun=False, own=own))
    changed = replace(stored, session=session, version=stored.version + 1, updated_at=work.now)
    await bench.sessions.update(without_time(changed))
    return _said(stored.id, holds)


async def elsewhere(work: Unit, bench: Bench, case_id: UUID) -> Mapping[Action, Elsewhere]:
    """Return the actions that are recorded on a booked session now, and where."""
    if (booked := await bench.sessions.booked_on(case_id)) is None:
        return {}
    stored = await bench.sessions.find(booked)
    begun = stored is not None and stored.span.starts_at <= work.now
    paths = {action: one.once_begun if begun else one.instead for action, one in BESIDE.items()}
    return {action: Elsewhere(booked, path) for action, path in paths.items() if path is not None}


async def must_not_go_behind(work: Unit, bench: Bench, case_id: UUID, action: Action) -> None:
    """Refuse an action that would part a case from the session that is booked on it.

    Raises:
        GoesBehindSession: it is recorded on the session instead.
    """
    if beside(action).once_begun is None:
        return
    if (instead := (await elsewhere(work, bench, case_id)).get(action)) is not None:
        raise GoesBehindSession(instead)


def _said(session_id: UUID | None, holds: Sequence[UUID]) -> Mapping[str, Any]:
    """Without a session `record` is left to whatever else the event has to say."""
    if session_id is None:
        return released(holds)
    return {"record": "session", "session_id": str(session_id), "what": "session-cancelled", **released(holds)}
