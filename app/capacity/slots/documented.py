"""Answers about slots for the OpenAPI document: slots found and held for the cases of the scenes."""

from datetime import UTC, date, datetime, time, timedelta

from app.capacity.domain.demand import Demand
from app.capacity.domain.mediator import Span
from app.capacity.mediators.documented import ADA, WHEN, known_mediators
from app.capacity.mediators.layout import slot_id
from app.capacity.needs import Needs, demand_of
from app.capacity.records import Hold, StoredMediator
from app.capacity.sandbox import example_slot
from app.capacity.scenes import FINDING, HELD, Scene
from app.capacity.slots.matching import Found, Opening, find, who_suits
from app.capacity.slots.routes import get_hold, get_slots, hold_slot, release_hold
from app.capacity.slots.schemas import HoldOut, SlotsFound
from app.capacity.slots.views import hold_out, not_offered, offered, unsuitable
from app.cases.documented import told
from app.cases.records import StoredCase
from app.cases.unit import Service
from app.platform.http.examples import Examples
from app.platform.sandbox_organisations import BY_SLUG

EXAMPLES: Examples[Service] = Examples()


def case_of(service: Service, scene: Scene) -> StoredCase:
    """Return a scene's case, as it waits for a session."""
    return told(service, scene.story)[-1].case


def due_of(service: Service, case: StoredCase) -> date | None:
    """Return the day by which a case's session must be arranged."""
    law = service.pathway.law
    return case.facts.arrangement_due(law.regime(case.facts), law.readings)


def _openings(mediator: StoredMediator) -> list[Opening]:
    """Two mornings: one free, one taken."""
    starts = [datetime.combine(day, time(9, 30), UTC) for day in (date(2026, 2, 24), date(2026, 2, 26))]
    spans = [Span(at, at + timedelta(hours=3)) for at in starts]
    return [
        Opening(slot_id(mediator.id, span), mediator.id, span, taken)
        for span, taken in zip(spans, (False, True), strict=True)
    ]


def _found(service: Service, asked: Demand, due: date) -> Found:
    known = known_mediators()
    ada = known[ADA]
    theirs = [one for one in known.values() if one.provider_id == ada.provider_id]
    suits = who_suits(theirs, asked, WHEN.date(), due)
    return find(suits, _openings(ada), {ada.id: 1}, asked, WHEN, service.pathway.law.england)


@EXAMPLES.of(get_slots, case_id=FINDING.case_id)
def _slots(service: Service) -> SlotsFound:
    case, known = case_of(service, FINDING), service.organisations
    due = due_of(service, case)
    until = due or WHEN.date()
    found = _found(service, demand_of(case, Needs(), due), until)
    [slot] = found.offered
    return SlotsFound(
        not_bookable=None,
        case_id=case.id,
        as_of=WHEN,
        from_on=WHEN.date(),
        until=until,
        due_on=due,
        suitable=1,
        suitable_in_time=1,
        items=[offered(slot, known_mediators(), known, due)],
        not_suitable={reason.why: 1 for one in found.not_offered for reason in one.reasons},
        slots_not_suitable=[not_offered(one, []) for one in found.not_offered],
        unsuitable_mediators=len(found.unsuitable),
        mediators_not_suitable=[unsuitable(one, known) for one in found.unsuitable[:2]],
    )


@EXAMPLES.of(hold_slot, slot_id=example_slot())
@EXAMPLES.of(get_hold, hold_id=HELD.hold_id)
def _held(_: Service) -> HoldOut:
    ada = known_mediators()[ADA]
    opening = _openings(ada)[0]
    held = Hold(
        id=HELD.hold_id,
        case_id=HELD.case_id,
        organisation_id=BY_SLUG["sandbox-la-991"].id,
        slot_id=opening.id,
        mediator_id=ada.id,
        provider_id=ada.provider_id,
        span=opening.span,
        held_at=WHEN,
        expires_at=WHEN + timedelta(days=1),
    )
    return hold_out(held)


EXAMPLES.show(release_hold, hold_id=HELD.hold_id)
