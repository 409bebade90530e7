"""The composition root: the one module that knows every part, and builds the application from the settings."""

import asyncio
import gc
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import structlog
from fastapi import FastAPI
from pydantic import SecretStr

from app import VERSION
from app.advice.unit import OffersDue
from app.capacity.sessions.interlock import Interlock
from app.capacity.unit import Capacity
from app.cases.desk import Desk
from app.cases.domain.law import Law
from app.cases.domain.machine import Pathway
from app.cases.unit import Service
from app.certificates import number
from app.certificates.certified import CertificatesKept
from app.certificates.signing import CertificateSigner
from app.documentation import routes as documentation
from app.documentation.document import complete
from app.duties.recording import DutiesKept
from app.law.holidays import england
from app.law.in_force import InForce
from app.law.refusals import translate_refusals
from app.mistakes import Unfit, sentence_for
from app.platform.db.directory import Organisations, RegisteredClients
from app.platform.db.eras import NOT_TOLD
from app.platform.db.fingerprints import Fingerprints
from app.platform.db.outages import Away, Misplaced
from app.platform.db.work import Database
from app.platform.http.deployment import Deployment
from app.platform.http.install import install
from app.platform.http.logging import configure
from app.platform.http.metrics import Metrics
from app.platform.http.platform import NotWell, Platform
from app.platform.http.published import published
from app.platform.http.routes import attach
from app.platform.jobs import Jobs, ended
from app.platform.keys import load_signing_key, load_token_key, refuse_sandbox_keys, sandbox_keys
from app.platform.sealing import Seal
from app.sandbox.wing import SANDBOX
from app.serving import end_with_supervisor
from app.settings import SANDBOX_SEALING_KEY, Settings
from app.wings import WHOLE

SANDBOX_KEYS = Path("var/keys")

ROUTERS = {wing.name: wing.routers() for wing in (*WHOLE, SANDBOX)}
"""By wing. Loaded with this module, so that a server loads them while its database is prepared."""


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


def create_app(settings: Settings) -> FastAPI:
    """Build the service for one deployment."""
    settings = with_sandbox_secrets(settings)
    database = Database(
        settings.database_url,
        settings.pool_size,
        statement_seconds=settings.statement_timeout_seconds,
        pooler=settings.database_pooler,
    )
    organisations = Organisations(database)
    signer = CertificateSigner([load_signing_key(key.get_secret_value()) for key in settings.signing_keys])
    seal = Seal([key.get_secret_value() for key in settings.sealing_keys])
    calendar = england()
    pathway = Pathway(Law(calendar, settings.readings))
    desk = Desk(pathway, seal, signer, number.new, organisations, DutiesKept(pathway))
    capacity = Capacity()
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

    async def feed() -> None:
        if not await database.feed_goes_on():
            raise NotWell(NOT_TOLD)

    deployment = deployment_of(settings)
    platform = Platform.assemble(
        deployment,
        RegisteredClients(database),
        register=organisations,
        certificate_keys=signer.jwks()["keys"],
        probes={"database": database.answers, "writes": database.keeps, "feed": feed},
        measures=[upkeep, feed_lag],
    )
    database.watched_by(platform.metrics.pool)
    platform.metrics.tell(version=VERSION, build=settings.build, bank_holidays_end=calendar.horizon)

    async def first() -> None:
        await organisations.refresh()
        if not settings.sandbox and any(one.sandbox for one in organisations.all):
            raise Unfit("This database holds the sandbox's organisations, whose secrets are published. Use another.")

    database.first = first
    jobs = Jobs([job for wing in wings for job in wing.jobs()], lambda: app.state.service)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await database.open()
        try:
            await database.look()
        except Misplaced as pooler:
            raise Unfit(pooler.why) from pooler
        except Away as away:  # a worker that starts while the database is away serves as soon as it is back
            structlog.get_logger("database").warning(
                "started without the database: every request asks for it again", because=sentence_for(away)
            )
        # What start-up made lives for ever: keeping it out of collections halves the slowest answers under load.
        # Looking through it first would take longer than loading FastAPI, and find next to nothing.
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
        gc.enable()
        behind = asyncio.create_task(jobs.run())
        yield
        await ended(behind)
        capacity.solver.close()
        await platform.aclose()
        await database.close()

    app = FastAPI(
        lifespan=lifespan,
        openapi_url=None,  # served from `documentation`, written out once
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},  # there are our own
        generate_unique_id_function=lambda route: route.name,
        **documentation.describe(deployment, wings),
    )
    app.state.jobs = jobs
    app.state.capacity = capacity
    app.state.law = InForce(calendar, settings.readings)
    app.state.service = Service(
        database,
        organisations,
        desk,
        seal,
        Fingerprints(database, seal, [key.get_secret_value() for key in settings.sealing_keys]),
        settings.public_url.rstrip("/"),
        Interlock(desk),
        OffersDue(desk.pathway.law),
        CertificatesKept(seal),
        allows_proposals=settings.sandbox,
        any_authority=settings.advisers_record_for == "registered",
        requires_keys=settings.require_idempotency_keys,
        comparison_cluster=settings.comparison_cluster,
        explanations={kind: one for wing in wings for kind, one in wing.explanations().items()},
    )
    attach(app, *(router for wing in wings for router in ROUTERS[wing.name]))
    attach(app, documentation.router)
    install(app, platform)
    translate_refusals(app)
    complete(app, app.state.service, wings, sandbox=settings.sandbox)
    app.state.published = published(lambda: app.openapi())
    return app


@cache
def settings_of_environment() -> Settings:
    """Read the settings once."""
    return Settings()


def from_environment() -> FastAPI:
    """Build the service from the environment: what a worker of the server calls, in a process of its own."""
    configure()
    end_with_supervisor()
    return create_app(settings_of_environment())
