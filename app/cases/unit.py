"""What the routes of cases work with, and the problems that explain the refusals of the use cases."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request

from app.cases import store
from app.cases.assuring import AssuranceDesk
from app.cases.beside import GoesBehindSession
from app.cases.domain.machine import Pathway
from app.cases.hanging import Certificates, Hanging, HangingOn, Offers
from app.cases.problems import DuplicateNotice, SessionBooked
from app.cases.recording import Desk
from app.cases.records import StoredCase
from app.cases.refusals import CaseRefuses, NoticeKnown, WrongInput
from app.cases.refused import refused
from app.cases.store import CasesWork, CaseWork, TrailWork
from app.cases.use_cases import Bench, RecordNotice
from app.kernel.errors import Unseen
from app.platform.access.principal import Principal
from app.platform.actor import Actor
from app.platform.db.directory import Organisations
from app.platform.db.fingerprints import Fingerprints
from app.platform.db.work import Answered, Database, Key, Work
from app.platform.http.problems import InvalidInput, NotFound, Problem
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

    async def case_seen(self, caller: Principal, case_id: UUID) -> tuple[StoredCase, datetime]:
        """Return a case that the caller sees, and the present, where nothing else is read with it.

        Raises:
            NotFound: there is no such case, or none that the caller sees.
        """
        try:
            case, now = await store.glance_at_case(self.database, actor_of(caller), case_id)
        except Unseen as unseen:
            raise NotFound from unseen
        await self.know_providers(case)
        return case, now

    def changing(self, case_id: UUID, *, acts: bool = False) -> Opening[CaseWork]:
        """Return how a unit of work that changes a case is opened."""

        @asynccontextmanager
        async def opening(actor: Actor, key: Key | None) -> AsyncIterator[CaseWork | Answered]:
            async with store.keyed_on_case(self.database, actor, key, case_id, acts=acts) as work:
                if isinstance(work, CaseWork):
                    await self.know_providers(work.case)
                yield work

        return opening

    def changing_at_once(self, case_id: UUID) -> Opening[CaseWork]:
        """Return how a unit of work that changes a case is opened without a lock."""

        @asynccontextmanager
        async def opening(actor: Actor, key: Key | None) -> AsyncIterator[CaseWork | Answered]:
            async with store.at_once_on_case(self.database, actor, key, case_id) as work:
                if isinstance(work, CaseWork):
                    await self.know_providers(work.case)
                yield work

        return opening

    def opening_at_once(self, notice: RecordNotice) -> Opening[CasesWork]:
        """Return how a unit of work that opens a case with this notice is opened without a lock."""
        return lambda actor, key: store.at_once_on_notice(self.database, actor, key, notice)

    def writing(self, actor: Actor, key: Key | None) -> AbstractAsyncContextManager[CasesWork | Answered]:
        """Open a unit of work that may write cases."""
        return store.keyed_on_cases(self.database, actor, key)

    def bench(self, work: Work) -> Bench:
        """Return what the use cases of cases work with in a unit of work."""
        return Bench(self.desk, store.Notices(work.connection), HangingOn(self.hanging, work), self.allows_proposals)

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


def _case_refuses(service: Service, work: Work, error: CaseRefuses) -> Problem:
    return refused(service.pathway, error.case, error.command, work, error.refusal)


def _goes_behind_session(_: Service, __: Work, error: GoesBehindSession) -> Problem:
    instead = error.elsewhere
    return SessionBooked(instead.says, session_id=instead.session_id, post_to=instead.post_to)


def _notice_known(_: Service, __: Work, error: NoticeKnown) -> Problem:
    return DuplicateNotice(case_id=error.case_id)


def _wrong_input(_: Service, __: Work, error: WrongInput) -> Problem:
    return InvalidInput.at(error.where, error.pointer, error.reason, error.code)


EXPLANATIONS: Mapping[type[BaseException], Explanation] = {
    CaseRefuses: _case_refuses,
    GoesBehindSession: _goes_behind_session,
    NoticeKnown: _notice_known,
    WrongInput: _wrong_input,
}
