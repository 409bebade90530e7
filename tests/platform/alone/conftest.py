"""A small application with the platform installed, and callers of it."""

import io
import json
import logging as stdlib_logging
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal
from uuid import UUID

import httpx2
import pytest
import structlog
from fastapi import APIRouter, FastAPI, Response
from joserfc.jwk import RSAKey
from pydantic import BaseModel

from app.kernel.terms import OrganisationKind
from app.platform.access.principal import Principal, RegisteredClient
from app.platform.access.scopes import Scope, grantable
from app.platform.access.secrets import HASHER, form_of, hash_like
from app.platform.http.auth.outside import OutsideIssuer
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import Cursors, Page, Turn
from app.platform.http.deployment import Deployment
from app.platform.http.etags import IfMatch, check_if_match, etag
from app.platform.http.install import install
from app.platform.http.logging import configure
from app.platform.http.platform import Platform
from tests.platform.alone.local_issuer import AUDIENCE, LocalIssuer
from tests.platform.alone.local_issuer import a_key as a_signing_key

NUMBERS: Cursors[tuple[int]] = Cursors("numbers", tuple[int])


class Parent(BaseModel):
    kind: Literal["parent"]
    name: str


class YoungPerson(BaseModel):
    kind: Literal["young_person"]
    born_year: int


class Notice(BaseModel):
    la_reference: str
    appellant: Parent | YoungPerson
    sections: list[int] = []


def a_key() -> str:
    """A new RSA key as JWK JSON, as the settings hold it."""
    return json.dumps(RSAKey.generate_key(2048).as_dict(private=True))


def a_client(client_id: str, kind: OrganisationKind, la_code: str | None = None) -> RegisteredClient:
    """A client whose secret is `<client_id>-secret`."""
    return RegisteredClient(
        client_id=client_id,
        organisation_id=UUID(int=sum(client_id.encode())),
        organisation_kind=kind,
        la_code=la_code,
        secret_form=form_of(HASHER.hash(f"{client_id}-secret")),
        scopes=frozenset(grantable(kind, sandbox=False)),
    )


@dataclass
class Register:
    """Registered clients, kept in a dictionary."""

    clients: dict[str, RegisteredClient]
    asked: list[str] = field(default_factory=list)

    async def find(self, client_id: str) -> RegisteredClient | None:
        self.asked.append(client_id)
        return self.clients.get(client_id)

    async def proves(self, client_id: str, hashed: str) -> bool:
        client = self.clients.get(client_id)
        return client is not None and hashed == await hash_like(f"{client_id}-secret", client.secret_form)


@pytest.fixture(scope="session")
def token_keys() -> list[str]:
    return [a_key(), a_key()]


@pytest.fixture(scope="session")
def known_clients() -> dict[str, RegisteredClient]:
    return {
        "la": a_client("la", OrganisationKind.LOCAL_AUTHORITY, "991"),
        "advice": a_client("advice", OrganisationKind.ADVICE_SERVICE),
    }


@pytest.fixture
def register(known_clients: dict[str, RegisteredClient]) -> Register:
    return Register(dict(known_clients))


@pytest.fixture
def deployment(token_keys: list[str]) -> Deployment:
    return Deployment(
        sandbox=True, public_url="http://127.0.0.1:8000", token_keys=tuple(token_keys), requests_per_minute=1000
    )


@pytest.fixture
def platform(deployment: Deployment, register: Register) -> Platform:
    return Platform.assemble(
        deployment, register, certificate_keys=[{"kty": "OKP", "crv": "Ed25519", "kid": "certificates-1", "x": "AA"}]
    )


@pytest.fixture
def app(platform: Platform) -> FastAPI:
    return an_app(platform)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    async with calling(app) as caller:
        yield caller


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Logging as a deployment sets it up, but into a string.

    Loggers of the service used meanwhile are not to be kept: they would go on writing into this string in every test
    that follows.
    """
    root = stdlib_logging.getLogger()
    before = root.handlers[:], root.level
    stream = io.StringIO()
    configure(stream)
    structlog.configure(cache_logger_on_first_use=False)
    yield stream
    structlog.reset_defaults()
    root.handlers[:], root.level = before


@pytest.fixture
def bearer(platform: Platform, register: Register) -> Callable[..., dict[str, str]]:
    """The header of a caller: `bearer("la")`, or with only some of its scopes."""

    def header(client_id: str, *scopes: str) -> dict[str, str]:
        registered = register.clients[client_id]
        assert platform.issuer is not None
        token = platform.issuer.issue(registered, frozenset(scopes) or registered.scopes)
        return {"Authorization": f"Bearer {token}"}

    return header


def calling(app: FastAPI, address: str = "192.0.2.1") -> httpx2.AsyncClient:
    """A caller of the application, without a socket between."""
    transport = httpx2.ASGITransport(app=app, client=(address, 123))
    return httpx2.AsyncClient(transport=transport, base_url="http://service.test")


def an_app(platform: Platform) -> FastAPI:
    """Some routes such as the service has, under a prefix given where the router is included."""
    router = APIRouter()

    @router.post("/cases", status_code=201)
    async def open_case(notice: Notice, caller: Annotated[Principal, requires(Scope.CASES_WRITE)]) -> dict[str, str]:
        return {"la_reference": notice.la_reference, "by": caller.client_id}

    @router.get("/cases")
    async def list_cases(
        turn: Turn,
        caller: Annotated[Principal, requires(Scope.CASES_READ)],
    ) -> Page[int]:
        assert caller.la_code == "991"
        position = NUMBERS.decode(turn.cursor)
        after = position[0] if position else 0
        found = list(range(after + 1, 6))
        more = NUMBERS.encode((found[turn.limit - 1],)) if len(found) > turn.limit else None
        return turn.page(found[: turn.limit], more)

    @router.get("/cases/{case_id}")
    async def one_case(case_id: UUID, caller: Annotated[Principal, requires(Scope.CASES_READ)]) -> dict[str, Any]:
        return {"case_id": case_id, "organisation_id": caller.organisation_id, "la_code": caller.la_code}

    @router.put("/records/{number}")
    async def change(number: int, response: Response, if_match: IfMatch = None) -> dict[str, int]:
        check_if_match(if_match, 7)
        response.headers["ETag"] = etag(8)
        return {"number": number}

    @router.get("/law")
    async def law() -> dict[str, str]:
        return {"says": "public"}

    @router.get("/broken/{name}")
    async def broken(name: str) -> None:
        raise LookupError(f"no row for {name}") from KeyError(name)

    app = FastAPI(title="Platform")
    install(app, platform)
    app.include_router(router, prefix="/v1")
    return app


@pytest.fixture(scope="module")
def nobody_trusted() -> Iterator[None]:
    """Spare each reader the reading of a hundred authorities: the issuer here speaks without TLS."""
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("httpcore2.default_ssl_context", lambda **_: trust)
        yield


@pytest.fixture(scope="module")
def first_key() -> RSAKey:
    """One for all tests: making an RSA key is slow."""
    return a_signing_key("first")


@pytest.fixture
def issuer(first_key: RSAKey, nobody_trusted: None) -> Iterator[LocalIssuer]:
    """A running issuer. The readers of its keys trust no authority."""
    del nobody_trusted
    running = LocalIssuer(first_key)
    yield running
    running.stop()


@pytest.fixture
def reader_of(register: Register) -> Any:
    """Makes readers of an issuer, quick enough for a test."""

    def make(issuer: str, **changed: Any) -> OutsideIssuer:
        options: dict[str, Any] = {"audience": AUDIENCE, "client_claim": "client_id", "pause_seconds": 0.0}
        return OutsideIssuer(register, issuer=issuer, **(options | changed))

    return make


@pytest.fixture
async def reader(issuer: LocalIssuer, reader_of: Any) -> AsyncIterator[OutsideIssuer]:
    reading = reader_of(issuer.url)
    yield reading
    await reading.aclose()
