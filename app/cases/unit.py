"""What the routes work with, and how a refusal of the pathway is explained."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request

from app.capacity.allocations.solver import Solver
from app.capacity.mediators.calendar_desk import CalendarDesk
from app.cases import store
from app.cases.assuring import AssuranceDesk
from app.cases.beside import GoesBehindSession
from app.cases.domain.commands import Command
from app.cases.domain.machine import Pathway
from app.cases.domain.search import allowed_now, way_recorded_late
from app.cases.hanging import Certificates, Hanging, Offers
from app.cases.records import StoredCase
from app.cases.schemas.choices import UnlockStep
from app.cases.sight import case_told
from app.cases.store import CasesWork, CaseWork, TrailWork
from app.cases.use_cases import Desk
from app.cases.who_sees import Reader, actions_told
from app.kernel.errors import NotNow, NotYours, Refusal, Unseen
from app.law.domain.rulebook import RULEBOOK
from app.platform.access.principal import Principal
from app.platform.actor import Actor
from app.platform.db.directory import Organisations
from app.platform.db.fingerprints import Fingerprints
from app.platform.db.work import Answered, Database, Key, Work
from app.platform.http.problems import NotFound, NotYoursToRecord, Problem, Refused, SessionBooked
from app.platform.http.unit_of_work import Opening, actor_of
from app.platform.sealing import Seal

Explanation = Callable[["Service", Work, Any], Problem]
"""Makes a problem of a refusal, by what the caller is told."""


@dataclass(frozen=True)
class Service:
    """What the routes work with: `app.state.service`."""

    database: Database
    organisations: Organisations
    desk: Desk
    seal: Seal
    fingerprints: Fingerprints
    """Of idempotent requests."""
    public_url: str
    """Where families and partners reach the service."""
    solver: Solver
    calendars: CalendarDesk
    hanging: Hanging
    """Keeps the sessions and searches that hang on cases."""
    offers: Offers
    certificates: Certificates
    allows_proposals: bool
    """Whether a case may begin under a regime that is not law: only where no family is real."""
    requires_keys: bool = False
    """Whether a POST that records something is refused without an idempotency key."""
    assurance: AssuranceDesk = field(default_factory=AssuranceDesk)
    explanations: Mapping[type[BaseException], Explanation] = field(default_factory=dict)
    """How each wing's refusals are told, by their type."""

    @property
    def pathway(self) -> Pathway:
        """The machine."""
        return self.desk.pathway

    def explain(self, work: Work, error: Exception) -> Problem | None:
        """Return a refusal of the domain as a problem; None for what is no refusal."""
        explanations = {**EXPLANATIONS, **self.explanations}
        found = (explanations[kind] for kind in type(error).__mro__ if kind in explanations)
        explanation = next(found, None)
        return None if explanation is None else explanation(self, work, error)

    @asynccontextmanager
    async def on_case(self, caller: Principal, case_id: UUID, *, lock: bool = False) -> AsyncIterator[CaseWork]:
        """Open a unit of work on a case that the caller sees.

        Raises:
            NotFound: there is no such case, or none that the caller sees.
        """
        try:
            async with store.on_case(self.database, actor_of(caller), case_id, lock=lock) as work:
                await self.know_providers(work.case)
                yield work
        except Unseen as unseen:
            raise NotFound from unseen

    @asynccontextmanager
    async def on_trail(self, caller: Principal, case_id: UUID, *, lock: bool = False) -> AsyncIterator[TrailWork]:
        """Open a unit of work on the trail of a case that the caller sees.

        Raises:
            NotFound: there is no such case, or none that the caller sees.
        """
        try:
            async with store.on_trail(self.database, actor_of(caller), case_id, lock=lock) as work:
                yield work
        except Unseen as unseen:
            raise NotFound from unseen

    def changing(self, case_id: UUID, *, acts: bool = False) -> Opening[CaseWork]:
        """Return how a unit of work that changes a case is opened."""

        @asynccontextmanager
        async def opening(actor: Actor, key: Key | None) -> AsyncIterator[CaseWork | Answered]:
            async with store.keyed_on_case(self.database, actor, key, case_id, acts=acts) as work:
                if isinstance(work, CaseWork):
                    await self.know_providers(work.case)
                yield work

        return opening

    def writing(self, actor: Actor, key: Key | None) -> AbstractAsyncContextManager[CasesWork | Answered]:
        """Open a unit of work that may write cases."""
        return store.keyed_on_cases(self.database, actor, key)

    async def know_providers(self, case: StoredCase) -> None:
        """Have the providers of a case at hand, whose names its answers give."""
        await self.organisations.known(case.provider_id)
        if case.mediating_provider_id is not None:
            await self.organisations.known(case.mediating_provider_id)


def service_of(request: Request) -> Service:
    """Return the service behind a request."""
    service = request.app.state.service
    assert isinstance(service, Service)  # noqa: S101 - narrows an untyped attribute
    return service


async def _service(request: Request) -> Service:
    """The same as a dependency: FastAPI would run a plain function in a thread, at four times the cost."""
    return service_of(request)


TheService = Annotated[Service, Depends(_service)]


def refused(pathway: Pathway, case: StoredCase, command: Command, work: Work, refusal: Refusal) -> Problem:
    """Explain a refusal: its rule as it stood for this case, its source, and the shortest lawful way on.

    All of it is made of what the caller is told of the case.
    """
    told = case_told(case, work.actor.kind)
    if told is not case:
        case, refusal = told, _from_what_is_told(pathway, told, command, work.today)
    rule = RULEBOOK.rule(refusal.rule_id, case.facts.notice_sent_on)
    members: dict[str, Any] = {"rule": rule.id, "citation": rule.citation, "legislation_url": rule.url}
    if isinstance(refusal, NotYours):
        who = sorted({kind for move in pathway.moves_of(command.action) for kind in move.who})
        return NotYoursToRecord(
            refusal.reason, action=command.action, state=case.facts.state, reason=refusal.reason, unlock=[],
            recorded_by=who, **members,
        )  # fmt: skip
    # Recording late is normal, so the way on is looked for as of the day the action is said to have happened.
    day = min(command.occurred_on, work.today)
    way = way_recorded_late(pathway, case.facts, command, day) or way_recorded_late(
        pathway, case.facts, command, work.today
    )
    steps = [UnlockStep.of(step, day) for step in way or ()]
    problem = Refused(
        action=command.action, state=case.facts.state, reason=refusal.reason, unlock=[one.action for one in steps],
        **members,
    )  # fmt: skip
    problem.members["unlock_steps"] = [one.model_dump(mode="json") for one in steps]
    known = actions_told(Reader(work.actor.kind))
    problem.members["allowed_now"] = [
        action
        for action in allowed_now(pathway, case.facts, work.today)
        if action is not command.action and action in known
    ]
    return problem


def _from_what_is_told(pathway: Pathway, told: StoredCase, command: Command, today: date) -> Refusal:
    """Refuse by what the caller is told of the case, where that is reason enough; else without a reason."""
    try:
        pathway.decide(told.facts, command, today)
    except Refusal as from_what_is_told:
        return from_what_is_told
    move = pathway.moves_of(command.action)[0]
    return NotNow(f"{command.action} is not possible on this case as it stands between its parties.", move.rule)


def _goes_behind_session(_: Service, __: Work, error: GoesBehindSession) -> Problem:
    instead = error.elsewhere
    return SessionBooked(instead.says, session_id=instead.session_id, post_to=instead.post_to)


EXPLANATIONS: Mapping[type[BaseException], Explanation] = {GoesBehindSession: _goes_behind_session}
