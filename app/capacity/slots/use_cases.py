"""Looking for a slot on a case's behalf: what the search for one, its hold and its booking all ask."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from app.capacity.domain.demand import Demand
from app.capacity.domain.mediator import Span
from app.capacity.domain.suitability import Reason
from app.capacity.mediators import languages
from app.capacity.mediators import store as mediators
from app.capacity.mediators.use_cases import NEEDS, Needs, StoredMediator, StoredSession, demand_of
from app.capacity.sessions import store as sessions
from app.capacity.sessions.recording import no_longer_suits
from app.capacity.slots import store as slots
from app.capacity.slots.matching import Found, Opening, find, who_suits, why_not
from app.capacity.slots.schemas import BookedBefore, NotBookable, ReasonOut
from app.capacity.slots.views import booked_before
from app.cases.domain.commands import ArrangeMediation
from app.cases.records import StoredCase
from app.cases.unit import Service, refused
from app.kernel.errors import Refusal
from app.kernel.london import LONDON
from app.kernel.terms import OrganisationKind
from app.platform.db.work import Work
from app.platform.http.problems import NotSuitable, Problem

AROUND = timedelta(days=14)
"""How far around the days looked at a mediator's load is counted: four weeks for one day."""


def due_on(service: Service, case: StoredCase) -> date | None:
    """Return the last of the case's thirty days; None where no mediation was asked for."""
    law = service.pathway.law
    return case.facts.arrangement_due(law.regime(case.facts).arrangement_days, law.readings)


def open_needs(service: Service, sealed: bytes | None, case_id: UUID) -> Needs:
    """Open what was sealed of a case's needs; nobody having said anything, anything will do."""
    if not sealed:
        return Needs()
    said = NEEDS.validate_json(json.dumps(service.seal.open(sealed, f"{case_id}/needs")))
    interpreter = None if said.interpreter is None else languages.kept(said.interpreter)
    return replace(said, languages=frozenset(map(languages.kept, said.languages)), interpreter=interpreter)


async def needs_of(service: Service, work: Work, case_id: UUID) -> Needs:
    """Return what a case's mediation needs."""
    row = await sessions.needs_of(work.connection, case_id)
    return open_needs(service, row.sealed if row else None, case_id)


async def demand(service: Service, work: Work, case: StoredCase) -> Demand:
    """Say what a case asks of a mediator and of a day."""
    return demand_of(case, await needs_of(service, work, case.id), due_on(service, case))


def providers_for(service: Service, work: Work, case: StoredCase) -> list[UUID]:
    """Return whose mediators may be looked at: a provider its own, others those that the case's authority instructs."""
    if work.actor.kind is OrganisationKind.MEDIATION_PROVIDER:
        return [work.actor.organisation_id]
    return service.organisations.partners(case.la_id, OrganisationKind.MEDIATION_PROVIDER)


async def look(
    service: Service,
    work: Work,
    asked: Demand,
    providers: Sequence[UUID],
    until: date,
    mediator_id: UUID | None = None,
    own: Sequence[UUID] = (),
) -> tuple[Found, dict[UUID, StoredMediator]]:
    """Judge every slot of some providers, or of one of their mediators, from now to the end of a day.

    `own` names time taken that is not to count as taken.
    """
    until = look_no_further(service, until)
    registered = await mediators.of_providers(work.connection, providers)
    wanted = [one for one in registered if mediator_id in (None, one.id)]
    judged = await mediators.with_elsewhere(work.connection, wanted, asked.parties, work.today)
    known = {one.id: one for one in judged}
    suits = who_suits(known.values(), asked, work.today, until)
    end = end_of(until)
    rows = await slots.between(work.connection, suits.worth_asking, work.now, end, work.now, own)
    load = await slots.load(work.connection, suits.worth_asking, work.now - AROUND, end + AROUND, work.now)
    openings = [
        Opening(row.id, row.mediator_id, Span(row.starts_at, row.ends_at), row.taken, row.too_close) for row in rows
    ]
    return find(known, suits, openings, load, asked, work.now, service.pathway.law.england), known


def look_no_further(service: Service, until: date) -> date:
    """Return the day to look to: beyond the published bank holidays no session can be arranged."""
    return min(until, service.pathway.law.england.horizon)


def end_of(day: date) -> datetime:
    """Return the moment at which a London day ends."""
    return datetime.combine(day + timedelta(days=1), time(), LONDON).astimezone(UTC)


async def must_suit(service: Service, work: Work, mediator: StoredMediator, span: Span, asked: Demand) -> None:
    """Refuse a mediator, or a time, that does not suit; a session outside the thirty days is late and no more."""
    [judged] = await mediators.with_elsewhere(work.connection, [mediator], asked.parties, work.today)
    if reasons := why_not(judged, span, asked, work.now, service.pathway.law.england):
        raise unsuitable(reasons)


def unsuitable(reasons: Sequence[Reason]) -> Problem:
    """Say why not, with every reason."""
    shown = [ReasonOut.of(reason).model_dump(exclude_none=True) for reason in reasons]
    return NotSuitable(" ".join(reason.says for reason in reasons), reasons=shown)


async def booked_ahead(work: Work, case_id: UUID) -> StoredSession | None:
    """Return the session that is booked on a case and has not begun."""
    booked = await sessions.booked_on(work.connection, case_id)
    stored = await sessions.find(work.connection, booked) if booked else None
    return stored if stored is not None and stored.span.starts_at > work.now else None


async def does_it_suit(
    service: Service, work: Work, case: StoredCase, needs: Needs, stored: StoredSession
) -> BookedBefore:
    """Ask of a booked session whether it suits its case as the needs now stand."""
    mediator = await mediators.find(work.connection, stored.mediator_id)
    asked = demand_of(case, needs, due_on(service, case))
    if mediator is not None:
        [mediator] = await mediators.with_elsewhere(work.connection, [mediator], asked.parties, work.today)
    reasons = no_longer_suits(stored, mediator, asked, work.now, service.pathway.law.england)
    return booked_before(stored, reasons, mediator_seen=mediator is not None)


def must_be_arrangeable(service: Service, work: Work, case: StoredCase, session_on: date) -> None:
    """Refuse, as the pathway would, a session on a case that has no place for one."""
    command = ArrangeMediation(by=work.actor.kind, occurred_on=work.today, session_on=session_on)
    try:
        service.pathway.decide(case.facts, command, work.today)
    except Refusal as refusal:
        raise refused(service.pathway, case, command, work, refusal) from refusal


def not_bookable(service: Service, work: Work, case: StoredCase, session_on: date) -> NotBookable | None:
    """Say why no session can be held or booked for a case as it stands; None where one can."""
    try:
        must_be_arrangeable(service, work, case, session_on)
    except Problem as problem:
        return NotBookable.model_validate({name: problem.members[name] for name in NotBookable.model_fields})
    return None
