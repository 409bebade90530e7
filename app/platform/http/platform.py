"""What the HTTP platform needs from a deployment, on one object: `app.state.platform`."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

import structlog
from fastapi import Request

from app.platform.access.principal import Clients, Register
from app.platform.http.auth.issuer import Issuer
from app.platform.http.auth.logins import Logins
from app.platform.http.auth.outside import OutsideIssuer
from app.platform.http.auth.verifier import TokenVerifier
from app.platform.http.deployment import Deployment
from app.platform.http.limits import Allowance
from app.platform.http.metrics import Metrics
from app.platform.http.problems import CATALOGUE, Problem
from app.platform.http.published import Kept
from app.platform.http.tracing import Spans, spans_to_collector

PROBE_SECONDS = 2.0
"""A dependency, or a measure, that has not answered by then counts as failed."""

METRICS_SECONDS = 1.0
"""How long the metrics may be reused for the next request."""

Probe = Callable[[], Awaitable[object]]
"""Checks one system that the service depends on. It raises, or returns False, if that system is not well."""


_log = structlog.get_logger(__name__)


class NotWell(Exception):
    """Raised by a probe. Its sentence says what is wrong and who can mend it, and anybody may read it."""


Measure = Callable[[Metrics], Awaitable[None]]
"""Reads something of the deployment and sets its numbers, just before `/metrics` answers."""


@dataclass(frozen=True)
class Platform:
    """The parts of the HTTP platform. Make one with `assemble`, give it to `install`, close it at the end."""

    deployment: Deployment
    clients: Clients
    verifier: TokenVerifier
    tokens: Issuer | OutsideIssuer
    """Where access tokens come from."""
    certificate_keys: Sequence[Mapping[str, object]]
    """Public keys, as JWKs, with which anybody can check a mediation certificate."""
    probes: Mapping[str, Probe]
    for_clients: Allowance
    for_addresses: Allowance
    logins: Logins
    measures: Sequence[Measure] = ()
    every_problem: Callable[[], Mapping[str, type[Problem]]] = lambda: CATALOGUE
    """Returns the types of problems of the platform and of all wings. It may load modules."""
    spans: Spans | None = None
    """Where the span of each request goes. None if nobody asked for traces."""
    metrics: Metrics = field(default_factory=Metrics)

    @classmethod
    def assemble(
        cls,
        deployment: Deployment,
        clients: Clients,
        *,
        register: Register | None = None,
        certificate_keys: Sequence[Mapping[str, object]] = (),
        probes: Mapping[str, Probe] | None = None,
        measures: Sequence[Measure] = (),
    ) -> Self:
        """The platform as the deployment asks for it."""
        tokens: Issuer | OutsideIssuer
        if deployment.oidc_issuer:
            tokens = OutsideIssuer(
                clients,
                issuer=deployment.oidc_issuer,
                audience=deployment.oidc_audience,
                client_claim=deployment.oidc_client_claim,
                scopes_if_unnamed=deployment.oidc_scopes_if_unnamed,
                only_at_jwt=deployment.oidc_only_at_jwt,
            )
        else:
            tokens = Issuer(
                list(deployment.token_keys),
                url=deployment.public_url,
                lifetime_seconds=deployment.token_lifetime_seconds,
            )
        return cls(
            deployment=deployment,
            clients=clients,
            verifier=TokenVerifier(tokens, register=register),
            tokens=tokens,
            certificate_keys=certificate_keys,
            probes=probes or {},
            measures=measures,
            spans=spans_to_collector() if deployment.tracing else None,
            for_clients=Allowance("client", deployment.requests_per_minute),
            for_addresses=Allowance("address", deployment.requests_per_minute),
            logins=Logins(clients),
        )

    @property
    def issuer(self) -> Issuer | None:
        """The embedded issuer. None if tokens come from outside."""
        return self.tokens if isinstance(self.tokens, Issuer) else None

    @cached_property
    def exposed(self) -> Kept[bytes]:
        """Return all metrics as text, kept for a moment, so that frequent requests cost no more."""
        return Kept(self._expose, seconds=METRICS_SECONDS)

    async def _expose(self) -> bytes:
        await asyncio.gather(*(self._measured(measure) for measure in self.measures))
        return await asyncio.to_thread(self.metrics.exposition)

    async def _measured(self, measure: Measure) -> None:
        try:
            await asyncio.wait_for(measure(self.metrics), PROBE_SECONDS)
        except Exception as failure:  # noqa: BLE001 - the numbers are most wanted when something is not well
            _log.warning("measure failed", measure=measure.__name__, kind=type(failure).__name__)

    async def aclose(self) -> None:
        """Lets go of what the platform holds open."""
        if isinstance(self.tokens, OutsideIssuer):
            await self.tokens.aclose()
        if self.spans is not None:
            await asyncio.to_thread(self.spans.close)


def platform_of(request: Request) -> Platform:
    """The platform of the application that serves this request."""
    platform = request.app.state.platform
    assert isinstance(platform, Platform)  # noqa: S101 - narrows an untyped attribute
    return platform
