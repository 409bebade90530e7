"""Handles one request in one unit of work: answers a repeated key, explains a refusal, and commits."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from typing import Annotated, Protocol, TypeVar

from fastapi import Header, Request
from pydantic import BaseModel
from starlette.responses import Response

from app.kernel.errors import Unseen
from app.platform.access.principal import Principal
from app.platform.actor import Actor
from app.platform.db.connections import NotAtOnce
from app.platform.db.fingerprints import Fingerprints, same_key
from app.platform.db.work import Answer, Answered, Database, Key, Work
from app.platform.http.problems import (
    MEDIA_TYPE,
    IdempotencyKeyMissing,
    IdempotencyKeyRetired,
    IdempotencyKeyReused,
    NotFound,
    Problem,
    Refused,
)
from app.platform.http.request_state import exchange_of
from app.platform.sealing import CannotOpen, Seal

W = TypeVar("W", bound=Work)

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="A value that you choose for this request alone, so that nothing is recorded twice. If a request "
        "fails, send the request again with the same `Idempotency-Key` and the same body. If the service had already "
        "recorded the request, you get the first answer again, with the header `Idempotent-Replayed: true`. The "
        "service remembers the value for at least 24 hours.",
    ),
]


class Ground(Protocol):
    """What every unit of work needs from the deployment: `app.state.service`."""

    @property
    def database(self) -> Database:
        """Where the work is done."""

    @property
    def seal(self) -> Seal:
        """Seals answers that hold names."""

    @property
    def fingerprints(self) -> Fingerprints:
        """Of idempotent requests."""

    def explain(self, work: Work, error: Exception) -> Problem | None:
        """Return a refusal of the domain as a problem. None if it is not a refusal."""

    @property
    def requires_keys(self) -> bool:
        """Whether a POST that records something is refused without an idempotency key."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a use case, as an answer."""

    status: int
    body: BaseModel
    headers: Mapping[str, str] = field(default_factory=dict)
    private: bool = False
    """Whether the answer holds encrypted data, or data that is not stored. The answer is then encrypted under its key.
    """


def actor_of(caller: Principal) -> Actor:
    """Return the caller as the use cases know it."""
    return Actor(caller.organisation_id, caller.organisation_kind, caller.client_id, caller.on_behalf_of)


def ground_of(request: Request) -> Ground:
    """Return what the units of work of this application need."""
    ground: Ground = request.app.state.service
    return ground


async def key_of(request: Request, idempotency_key: str | None) -> Key | None:
    """Bind an idempotency key to its request. A PUT needs none: sending it twice has the same effect."""
    ground = ground_of(request)
    if idempotency_key is None:
        if ground.requires_keys and request.method == "POST":
            raise IdempotencyKeyMissing
        return None
    read_as = exchange_of(request.scope).read_as
    body = await request.body() if read_as is None else read_as
    said = f"{request.method} {request.scope['path']}\n".encode() + body
    return Key(idempotency_key, await ground.fingerprints.of(said))


def kept(seal: Seal, key: Key | None, outcome: Outcome, body: str, headers: Mapping[str, str]) -> Answer | None:
    """Return an answer as it is stored under its key. None without a key: then nothing is stored."""
    if key is None:
        return None
    said = seal.seal({"body": body}, key.fingerprint).decode() if outcome.private else body
    return Answer(key, outcome.status, headers, said)


def again(before: Answered, key: Key | None, seal: Seal) -> Response:
    """Return what a key was answered with before, if it was sent before with the same request."""
    if key is None or not same_key(before.fingerprint, key.fingerprint):
        raise IdempotencyKeyRetired
    if before.fingerprint != key.fingerprint:
        raise IdempotencyKeyReused
    body = before.body
    if not body.startswith("{"):
        try:
            body = seal.open(body.encode(), key.fingerprint)["body"]
        except CannotOpen:
            raise IdempotencyKeyRetired from None
    return Response(body, before.status, {**before.headers, "Idempotent-Replayed": "true"})


Opening = Callable[[Actor, Key | None], AbstractAsyncContextManager[W | Answered]]
"""Opens a unit of work under a key, or returns what the key was answered with before."""


async def perform(
    request: Request,
    caller: Principal,
    idempotency_key: str | None,
    opening: Opening[W],
    use_case: Callable[[W], Awaitable[Outcome]],
    *,
    at_once: Opening[W] | None = None,
) -> Response:
    """Run a use case in one unit of work, and answer with its result.

    A key that was used before brings its first answer again. A refusal is stored under its key too, unless it soon
    passes: the same request gets the same answer. If the use case ends in a refusal, everything that it wrote is
    undone. A use case that writes nothing before the commit may be tried first in work that `at_once` opens. That work
    holds no lock, and saves two of four round trips to the database.
    """
    ground, actor = ground_of(request), actor_of(caller)
    key = await key_of(request, idempotency_key)
    try:
        if at_once is not None:
            with suppress(NotAtOnce):
                return await _attempt(ground, key, at_once(actor, key), use_case)
        return await _attempt(ground, key, opening(actor, key), use_case)
    except Unseen as unseen:
        raise NotFound from unseen


async def _attempt(
    ground: Ground,
    key: Key | None,
    opened: AbstractAsyncContextManager[W | Answered],
    use_case: Callable[[W], Awaitable[Outcome]],
) -> Response:
    async with opened as work:
        if isinstance(work, Answered):
            return again(work, key, ground.seal)
        try:
            async with nullcontext() if key is None else work.connection.savepoint():
                outcome = await use_case(work)
        except Exception as error:
            problem = error if isinstance(error, Problem) else ground.explain(work, error)
            if problem is None:
                raise
            await _keep_refusal(work, key, problem)
            raise problem from error
        body = outcome.body.model_dump_json()
        headers = {"content-type": "application/json", **outcome.headers}
        await work.commit(kept(ground.seal, key, outcome, body, headers))
        return Response(body, outcome.status, headers)


async def _keep_refusal(work: Work, key: Key | None, problem: Problem) -> None:
    """Store a refusal under its key, and nothing else of the work."""
    if key is not None and problem.status_code == Refused.status and not problem.passes:
        work.forget()
        response = problem.response()
        said = bytes(response.body).decode()
        await work.commit(Answer(key, response.status_code, {"content-type": MEDIA_TYPE}, said))
