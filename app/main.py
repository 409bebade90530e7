"""The composition root: the one module that knows every part, and builds the application from the settings."""

import asyncio
import gc
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from pydantic import SecretStr

from app import VERSION
from app.documentation.introduction import describe
from app.documentation.routes import router as documentation
from app.law.refusals import translate_refusals
from app.mistakes import Unfit, sentence_for
from app.platform.db.directory import Organisations, RegisteredClients
from app.platform.db.eras import NOT_TOLD
from app.platform.db.outages import Away, Misplaced
from app.platform.db.work import Database
from app.platform.http.deployment import Deployment
from app.platform.http.install import install
from app.platform.http.listed import Served, read, served
from app.platform.http.loading import Loading
from app.platform.http.logging import configure, logger
from app.platform.http.metrics import Metrics
from app.platform.http.platform import NotWell, Platform
from app.platform.http.published import published
from app.platform.http.routes import attach
from app.platform.jobs import Jobs, ended
from app.platform.keys import load_signing_key, load_token_key, public_jwk, refuse_sandbox_keys, sandbox_keys
from app.platform.memory import give_back
from app.platform.parts import Parts
from app.platform.sealing import Seal
from app.platform.wing import Wing
from app.sandbox.wing import SANDBOX
from app.serving import end_with_supervisor
from app.settings import SANDBOX_SEALING_KEY, Settings
from app.wings import WHOLE, every_problem

SANDBOX_KEYS = Path("var/keys")

LISTED = Path(__file__).with_name("routes.txt")
ROUTES = served(read(LISTED.read_text("utf-8")))
"""The routes of the wings, each with its wing. A route is loaded when it is first used."""

SOON = tuple(f"app.cases.{name}" for name in ("actions", "list_routes", "read_routes", "routes"))
"""The modules that nearly every worker serves: cases and their actions."""
SOON_AFTER = 1.0
"""Seconds after the start when these are loaded, though nobody has asked for them."""


def with_sandbox_secrets(settings: Settings) -> Settings:
    """Fill a sandbox's missing secrets; a live deployment's are never filled, and the sandbox's never taken."""
    keys = [load_signing_key(key.get_secret_value()) for key in settings.signing_keys]
    tokens = [load_token_key(key.get_secret_value()) for key in settings.token_keys]
    if not settings.sandbox:
        refuse_sandbox_keys([*keys, *tokens], SANDBOX_KEYS)
        return settings
    made = sandbox_keys(SANDBOX_KEYS)
    filled = {
        "sealing_keys": [SecretStr(SANDBOX_SEALING_KEY)],
        "signing_keys": [SecretStr(json.dumps(made.signing.as_dict(private=True)))],
        "token_keys": [SecretStr(json.dumps(made.token.as_dict(private=True)))],
    }
    return settings.model_copy(update={name: new for name, new in filled.items() if not getattr(settings, name)})


def deployment_of(settings: Settings) -> Deployment:
    """Choose from the settings what the platform and the documents must know."""
    return Deployment(
        sandbox=settings.sandbox,
        public_url=settings.public_url,
        requests_per_minute=settings.requests_per_minute,
        tracing=settings.tracing,
        token_keys=tuple(key.get_secret_value() for key in settings.token_keys),
        token_lifetime_seconds=settings.token_lifetime_seconds,
        oidc_issuer=settings.oidc_issuer,
        oidc_audience=settings.oidc_audience,
        oidc_client_claim=settings.oidc_client_claim,
        oidc_scopes_if_unnamed=settings.oidc_scopes_if_unnamed,
        oidc_only_at_jwt=settings.oidc_only_at_jwt,
    )


def create_app(settings: Settings, routes: Served = ROUTES) -> FastAPI:
    """Build the service for one deployment."""
    settings = with_sandbox_secrets(settings)
    Seal([key.get_secret_value() for key in settings.sealing_keys])  # a key that is none ends the start
    signing_keys = [load_signing_key(key.get_secret_value()) for key in settings.signing_keys]
    database = Database(
        settings.database_url,
        settings.pool_size,
        statement_seconds=settings.statement_timeout_seconds,
        pooler=settings.database_pooler,
    )
    organisations = Organisations(database)
    wings = (*WHOLE, SANDBOX) if settings.sandbox else WHOLE

    async def upkeep(metrics: Metrics) -> None:
        metrics.upkeep(await database.upkeep())

    async def feed_lag(metrics: Metrics) -> None:
        lag = await database.feed_lag()
        metrics.feed(
            waiting=lag.waiting,
            lag_seconds=lag.seconds,
            oldest_transaction_seconds=lag.oldest_transaction_seconds,
        )

    async def horizon(metrics: Metrics) -> None:
        metrics.horizon(app.state.law.england.horizon)

    async def feed() -> None:
        if not await database.feed_goes_on():
            raise NotWell(NOT_TOLD)

    deployment = deployment_of(settings)
    platform = Platform.assemble(
        deployment,
        RegisteredClients(database),
        register=organisations,
        certificate_keys=[public_jwk(key) for key in signing_keys],
        probes={"database": database.answers, "writes": database.keeps, "feed": feed},
        measures=[upkeep, feed_lag, horizon],
    )
    platform = replace(platform, every_problem=every_problem)
    database.watched_by(platform.metrics.pool)
    platform.metrics.tell(version=VERSION, build=settings.build)

    async def first() -> None:
        await organisations.refresh()
        if not settings.sandbox and any(one.sandbox for one in organisations.all):
            raise Unfit("This database holds the sandbox's organisations, whose secrets are published. Use another.")

    database.first = first
    jobs = Jobs([job for wing in wings for job in wing.jobs(settings)], database, lambda: app.state.service)
    loading = Loading(lambda: app.state.service)

    async def behind() -> None:
        await asyncio.sleep(SOON_AFTER)
        await loading.ahead([route for _, route in routes if route.module in SOON])

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await database.open()
        try:
            await database.look()
        except Misplaced as pooler:
            raise Unfit(pooler.why) from pooler
        except Away as away:  # a worker that starts while the database is away serves as soon as it is back
            logger("database").warning(
                "started without the database: every request asks for it again", because=sentence_for(away)
            )
        # What start-up made lives for ever: keeping it out of collections halves the slowest answers under load.
        # Looking through it first would take longer than loading FastAPI, and find next to nothing.
        gc.freeze()
        gc.enable()
        tasks = [asyncio.create_task(one) for one in (jobs.run(), behind())]
        yield
        for task in tasks:
            await ended(task)
        if (capacity := app.state.made("capacity")) is not None:
            capacity.solver.close()
        loading.close()
        await platform.aclose()
        await database.close()

    app = FastAPI(
        lifespan=lifespan,
        openapi_url=None,  # served from `documentation`, written out once
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},  # there are our own
        generate_unique_id_function=lambda route: route.name,
        **describe(deployment, wings),
    )
    app.state = Parts(
        {
            "service": lambda: _service(settings, database, organisations),
            "capacity": _capacity,
            "law": lambda: _law(settings),
        }
    )
    app.state.database, app.state.jobs = database, jobs
    names = {wing.name for wing in wings}
    attach(app, [route for wing, route in routes if wing in names])
    attach(app, documentation.routes)
    install(app, platform, loading)
    translate_refusals(app)
    generate = app.openapi
    app.openapi = cache(lambda: _finished(app, generate(), wings))  # type: ignore[method-assign] # FastAPI's own way
    app.state.published = published(lambda: app.openapi())
    return app


def _service(settings: Settings, database: Database, organisations: Organisations) -> object:
    from app.assembly import assembled

    return assembled(settings, database, organisations)


def _capacity() -> object:
    from app.capacity.unit import Capacity

    return Capacity()


def _law(settings: Settings) -> object:
    from app.law.holidays import england
    from app.law.in_force import InForce

    return InForce(england(), settings.readings)


def _finished(app: FastAPI, document: dict[str, Any], wings: Sequence[Wing]) -> dict[str, Any]:
    from app.documentation.document import finished

    return finished(app, document, wings)


@cache
def settings_of_environment() -> Settings:
    """Read the settings once."""
    return Settings()


def from_environment() -> FastAPI:
    """Build the service from the environment: what a worker of the server calls, in a process of its own."""
    give_back()
    configure()
    end_with_supervisor()
    return create_app(settings_of_environment())
