"""One request, one transaction, one answer: the key honoured, the refusal explained, the write committed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from inspect import iscoroutinefunction
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header, Request
from pydantic import BaseModel
from starlette.responses import Response

from app.capacity.allocations.solver import Solver
from app.capacity.mediators.calendar_desk import CalendarDesk
from app.cases.assuring import AssuranceDesk
from app.cases.domain.commands import Command
from app.cases.domain.machine import Pathway
from app.cases.domain.search import allowed_now, way_recorded_late
from app.cases.records import Staged, StoredCase
from app.cases.schemas.choices import UnlockStep
from app.cases.sight import case_told
from app.cases.use_cases import Desk
from app.cases.who_sees import Reader, actions_told
from app.certificates import number as certificate_number
from app.kernel.errors import NotNow, NotYours, Refusal
from app.law.domain.rulebook import RULEBOOK
from app.platform.access.principal import Principal
from app.platform.actor import Actor
from app.platform.db.directory import Organisations
from app.platform.db.fingerprints import Fingerprints, same_key
from app.platform.db.work import Database, Key, Work
from app.platform.http.problems import (
    MEDIA_TYPE,
    IdempotencyKeyMissing,
    IdempotencyKeyRetired,
    IdempotencyKeyReused,
    NotFound,
    NotYoursToRecord,
    Problem,
    Refused,
)
from app.platform.sealing import CannotOpen, Seal

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="A value of your own, unique to this request. Sent again with the same body, it brings the same "
        "answer with `Idempotent-Replayed: true`, and nothing is done a second time. Kept at least 24 hours. Send one "
        "with everything you record: after a failure, it makes sending again safe.",
    ),
]


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
    allows_proposals: bool
    """Whether a case may begin under a regime that is not law: only where no family is real."""
    requires_keys: bool = False
    """Whether a POST that records something is refused without an idempotency key."""
    assurance: AssuranceDesk = field(default_factory=AssuranceDesk)

    @property
    def pathway(self) -> Pathway:
        """The machine."""
        return self.desk.pathway


def service_of(request: Request) -> Service:
    """Return the service behind a request."""
    service = request.app.state.service
    assert isinstance(service, Service)  # noqa: S101 - narrows an untyped attribute
    return service


async def _service(request: Request) -> Service:
    """The same as a dependency: FastAPI would run a plain function in a thread, at four times the cost."""
    return service_of(request)


TheService = Annotated[Service, Depends(_service)]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a use case came to: what to write of the case, if anything is left to write, and what to answer."""

    staged: Staged | None
    status: int
    body: BaseModel
    headers: Mapping[str, str] = field(default_factory=dict)
    private: bool = False
    """Whether the answer holds what is kept sealed, or is not kept at all: under a key, it is then sealed too."""


def actor_of(caller: Principal) -> Actor:
    """Return the caller as the domain's services know it."""
    return Actor(caller.organisation_id, caller.organisation_kind, caller.client_id)


async def key_of(request: Request, idempotency_key: str | None) -> Key | None:
    """Bind an idempotency key to the request that it came with. A PUT needs none: sent twice, it says the same."""
    if idempotency_key is None:
        if service_of(request).requires_keys and request.method == "POST":
            raise IdempotencyKeyMissing
        return None
    said = f"{request.method} {request.scope['path']}\n".encode() + await request.body()
    return Key(idempotency_key, await service_of(request).fingerprints.of(said))


def sealed(seal: Seal, key: Key | None, body: str) -> str:
    """Return an answer as it is kept under its key; without one, nothing is kept."""
    return body if key is None else seal.seal({"body": body}, key.fingerprint).decode()


def answered_before(work: Work, key: Key | None, seal: Seal) -> Response | None:
    """Return what the key was answered with before, if it was sent before with the same request."""
    if work.before is None or key is None:
        return None
    if not same_key(work.before.fingerprint, key.fingerprint):
        raise IdempotencyKeyRetired
    if work.before.fingerprint != key.fingerprint:
        raise IdempotencyKeyReused
    body = work.before.body
    if not body.startswith("{"):
        try:
            body = seal.open(body.encode(), key.fingerprint)["body"]
        except CannotOpen:
            raise IdempotencyKeyRetired from None
    return Response(body, work.before.status, {**work.before.headers, "Idempotent-Replayed": "true"})


async def perform(
    request: Request,
    caller: Principal,
    idempotency_key: str | None,
    use_case: Callable[[Work], Outcome | Awaitable[Outcome]],
    *,
    case_id: UUID | None = None,
    acts: bool = False,
) -> Response:
    """Run a use case in one transaction and answer with what it came to.

    A use case that only decides is a plain function: one statement then writes everything. One that reads and writes
    more by itself is a coroutine; what it wrote is undone if it ends in a problem. A key seen before brings its first
    answer. A refusal is kept under its key too: the same request, the same answer.
    """
    service = service_of(request)
    key = await key_of(request, idempotency_key)
    async with service.database.work(
        actor_of(caller), key=key, case_id=case_id, lock=case_id is not None, acts=acts
    ) as work:
        if (again := answered_before(work, key, service.seal)) is not None:
            return again
        if case_id is not None and work.case is None:
            raise NotFound
        if work.case is not None:
            await service.organisations.known(work.case.provider_id)
            if work.case.mediating_provider_id is not None:
                await service.organisations.known(work.case.mediating_provider_id)
        try:
            outcome = await _outcome(use_case, work)
        except Problem as problem:
            if key is not None and problem.status_code == Refused.status:
                response = problem.response()
                headers = {"content-type": MEDIA_TYPE}
                await work.remember(key, response.status_code, headers, bytes(response.body).decode())
            raise
        body = outcome.body.model_dump_json()
        headers = {"content-type": "application/json", **outcome.headers}
        kept = sealed(service.seal, key, body) if outcome.private else body
        if outcome.staged is None:
            await work.remember(key, outcome.status, headers, kept)
        else:
            await work.write(outcome.staged, key, outcome.status, headers, kept)
        return Response(body, outcome.status, headers)


async def _outcome(use_case: Callable[[Work], Outcome | Awaitable[Outcome]], work: Work) -> Outcome:
    if not iscoroutinefunction(use_case):
        outcome = use_case(work)
        assert isinstance(outcome, Outcome)  # noqa: S101 - a plain function has its outcome at once
        return outcome
    async with work.connection.savepoint():
        awaited: Outcome = await use_case(work)
    return awaited


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


def draw_number() -> str:
    """Draw a certificate number."""
    return certificate_number.new()
