"""The routes for the operator: health, readiness and metrics."""

import asyncio
from typing import Literal

import structlog
from fastapi import Request, Response
from fastapi.routing import APIRoute
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from app import SERVICE, VERSION
from app.platform.http.platform import PROBE_SECONDS, NotWell, Probe, platform_of
from app.platform.http.problems import Unavailable, problem_responses
from app.platform.http.queries import Declared
from app.platform.http.router import Router

router = Router(tags=["Operations"])

_SILENT = "A system that the service needs does not answer."

_log = structlog.get_logger(__name__)


class Alive(BaseModel):
    """The service runs. `service` is the name of the service, and `version` is the version of its program."""

    status: Literal["alive"] = "alive"
    service: Literal["mediation-before-tribunal"] = SERVICE
    version: str = VERSION
    """The version of the program, as in `info.version` of the OpenAPI document."""


class Ready(BaseModel):
    """The service can work: the database answers, and so does every other system that the service needs."""

    status: Literal["ready"] = "ready"
    checks: dict[str, Literal["ok", "failed"]]


@router.get(
    "/health/live",
    summary="Check that the service runs",
    description="You get this answer as long as the program of the service runs, even if the service cannot reach "
    "its database.",
)
async def live() -> Alive:
    """Restart the process when this does not answer."""
    return Alive()


def _say_at_once() -> None:
    """The answer as bytes, made once: it is the same for every request, and probes ask every few seconds."""
    [route] = (route for route in router.routes if isinstance(route, APIRoute))
    route.app = Declared(route, Response(Alive().model_dump_json(), media_type="application/json"))


_say_at_once()


@router.get(
    "/health/ready",
    summary="Check that the service can work",
    description="The service checks the database and every other system that it needs. If the answer is 503, send no "
    "requests to this service yet.",
    responses=problem_responses("unavailable"),
)
async def ready(request: Request) -> Ready:
    """All probes at once, each within its time."""
    probes = platform_of(request).probes
    faults = dict(zip(probes, await asyncio.gather(*(_fault(*probe) for probe in probes.items())), strict=True))
    checks: dict[str, Literal["ok", "failed"]] = {name: "failed" if fault else "ok" for name, fault in faults.items()}
    if any(faults.values()):
        raise Unavailable(" ".join(dict.fromkeys(fault for fault in faults.values() if fault)), checks=checks)
    return Ready(checks=checks)


@router.get(
    "/metrics",
    summary="Read metrics for Prometheus",
    description=(
        "Figures for the operator of the service: how many requests there were, and how long they took; how often "
        "each rule of law led to a refusal; which version of the service runs; when the service last did its "
        "regular upkeep. The figures contain no personal data."
    ),
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
        **problem_responses("too-many-requests"),
    },
)
async def metrics(request: Request) -> Response:
    """Return the text exposition format, kept for a second. If a measure fails, its numbers stay as they were."""
    return Response(await platform_of(request).exposed.get(), media_type=CONTENT_TYPE_LATEST)


async def _fault(name: str, probe: Probe) -> str | None:
    try:
        return None if await asyncio.wait_for(probe(), PROBE_SECONDS) is not False else _SILENT
    except NotWell as fault:
        _log.warning("probe failed", probe=name, kind=type(fault).__name__)
        return str(fault)
    except Exception as failure:  # noqa: BLE001 - whatever a probe raises means that its subject is not well
        _log.warning("probe failed", probe=name, kind=type(failure).__name__)
        return _SILENT
