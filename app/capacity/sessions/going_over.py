"""Lets a booked session go with its case to another provider that has registered the same mediator."""

from dataclasses import replace
from uuid import UUID

from app.capacity.bench import Bench
from app.capacity.domain.words import WhyNot
from app.capacity.records import Slot, StoredMediator, StoredSession
from app.capacity.slots.use_cases import booked_ahead, demand, why_unsuitable
from app.cases.ports import UnitOnCase

OF_THE_TIME = frozenset({WhyNot.NO_LONGER_OFFERED, WhyNot.OUTSIDE_THE_THIRTY_DAYS, WhyNot.PARTY_UNAVAILABLE})
"""Reasons that do not part a mediator from a session that is booked already: the other provider offered its time."""


async def go_over(work: UnitOnCase, bench: Bench, provider_id: UUID) -> bool:
    """Let the session of a case that lies ahead go over to a provider. Return whether it does: the provider has
    registered the session's mediator too, and in this registration the mediator suits the case.

    The session keeps its day, its place and its notice. The same person conducts it.

    Raises:
        TimeTaken: the session shares its time, or the other registration asks for a longer gap. The transaction can
            then not go on, except from a savepoint around this call.
    """
    stored = await booked_ahead(work, bench, work.case.id)
    if stored is None or (mediator := await _registered_with(bench, provider_id, stored)) is None:
        return False
    asked = await demand(bench, work.case)
    reasons = await why_unsuitable(work, bench, mediator, stored.span, asked)
    shared = mediator.mediator.formats & asked.formats
    if any(one.why not in OF_THE_TIME for one in reasons) or stored.session.format not in shared:
        return False
    sealing = bench.desk.sealing
    private = {**sealing.open(stored.sealed, str(stored.id)), "mediator": mediator.name}
    await bench.sessions.let_go(stored)
    time = Slot(None, mediator.id, provider_id, mediator.person, stored.span)
    changed = replace(
        stored,
        provider_id=provider_id,
        mediator_id=mediator.id,
        engagement_id=await bench.slots.take(time, work.now, None),
        sealed=sealing.seal(private, str(stored.id)),
        sealed_anew=True,
        joint=False,
        version=stored.version + 1,
        updated_at=work.now,
    )
    await bench.sessions.update(changed)
    return True


async def _registered_with(bench: Bench, provider_id: UUID, stored: StoredSession) -> StoredMediator | None:
    """Return the mediator of a session as another provider has registered the same person."""
    mediator = await bench.mediators.find(stored.mediator_id)
    if mediator is None:
        return None
    others = await bench.mediators.of_providers([provider_id])
    return next((one for one in others if one.person == mediator.person), None)
