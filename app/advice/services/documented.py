"""Answers about advice services for the OpenAPI document, and the answers about how a referral works."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid5

from app.advice.domain.assurance import assure
from app.advice.domain.capacity import ServiceCapacity
from app.advice.domain.disclosure import Journey, Reached
from app.advice.domain.figures import effect
from app.advice.law_routes import get_referral_assurance, get_referral_machine
from app.advice.referrals.machine_schemas import ReferralAssuranceAnswer, ReferralsAnswer
from app.advice.referrals.recording import REFERRALS
from app.advice.sandbox import ROOM, SERVICE
from app.advice.scenes import ADVICE
from app.advice.services.records import Room
from app.advice.services.routes import get_advice_effect, get_advice_service, get_advice_services, put_service_capacity
from app.advice.services.schemas import AdviceServiceOut, EffectOut, ServiceCapacityOut
from app.cases.domain.offers import OCCASIONS
from app.cases.domain.words import State
from app.cases.sandbox import actor
from app.law.domain.quarters import latest
from app.platform.http.cursors import Page
from app.platform.http.examples import Examples
from app.platform.sandbox_organisations import BY_SLUG

EXAMPLES: Examples[Any] = Examples()

WHEN = datetime(2026, 2, 16, 10, tzinfo=UTC)
"""When the documents are read, in the world of these examples."""

FAMILIES = [
    Journey(
        stage,
        offered=True,
        reached=reached,
        days_to_first_contact=days,
        settled=settled,
        appealed=settled is False and stage is State.CERTIFIED and place % 2 == 0,
    )
    for stage, reached, days, settled, number in (
        (State.CERTIFIED, None, None, True, 9),
        (State.CERTIFIED, None, None, False, 24),
        (State.CERTIFIED, Reached.CONSENTED, None, False, 6),
        (State.CERTIFIED, Reached.WAITING, None, None, 7),
        (State.CERTIFIED, Reached.ACCEPTED, 6, None, 5),
        (State.CERTIFIED, Reached.SUPPORTED, 3, True, 8),
        (State.CERTIFIED, Reached.SUPPORTED, 5, False, 11),
        (State.MEDIATION_CONCLUDED, None, None, True, 8),
        (State.MEDIATION_CONCLUDED, None, None, False, 7),
        (State.MEDIATION_CONCLUDED, Reached.CONSENTED, None, True, 5),
        (State.MEDIATION_CONCLUDED, Reached.ACCEPTED, 4, None, 5),
        (State.MEDIATION_CONCLUDED, Reached.SUPPORTED, 2, True, 11),
        (State.MEDIATION_CONCLUDED, Reached.SUPPORTED, 7, False, 6),
        (State.NOTIFIED, None, None, None, 3),
    )
    for place in range(number)
]
"""A quarter of an invented area: one stage is told, one is too small, and a third is withheld to hide that one."""


@EXAMPLES.of(get_advice_service, service_id=SERVICE)
@EXAMPLES.of(put_service_capacity, by=ADVICE, service_id=SERVICE)
def the_service(_: Any) -> AdviceServiceOut:
    """Return the advice service of the examples, as it is listed."""
    slug = actor(ADVICE).client_id
    available, maximum = ROOM[slug]
    said = ServiceCapacity("families", available, maximum, WHEN)
    room = ServiceCapacityOut.of(Room(uuid5(SERVICE, "capacity"), SERVICE, said, None, 1))
    return AdviceServiceOut(
        id=SERVICE, slug=slug, name=BY_SLUG[slug].name, areas=["991"], service_capacity=room, full=False
    )


@EXAMPLES.of(get_advice_services)
def _listed(service: Any) -> Page[AdviceServiceOut]:
    return Page[AdviceServiceOut](items=[the_service(service)], next=None)


@EXAMPLES.of(get_advice_effect)
def _effect(_: Any) -> EffectOut:
    return EffectOut.of("991", latest(WHEN.date()), effect(FAMILIES), WHEN)


@EXAMPLES.of(get_referral_machine)
def _machine(_: Any) -> ReferralsAnswer:
    machine = ReferralsAnswer.of(REFERRALS.moves, OCCASIONS)
    return machine.model_copy(update={"moves": machine.moves[:2]})


@EXAMPLES.of(get_referral_assurance)
def _assured(_: Any) -> ReferralAssuranceAnswer:
    return ReferralAssuranceAnswer.model_validate(assure(REFERRALS))
