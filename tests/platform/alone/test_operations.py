"""Health and metrics."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import VERSION
from app.platform.http import operations_routes as operations
from app.platform.http.deployment import Deployment
from app.platform.http.platform import Platform, Probe
from tests.platform.alone.conftest import Register, an_app, calling
from tests.support.waiting import PATIENCE


async def well() -> None:
    return None


async def says_no() -> bool:
    return False


async def breaks() -> None:
    raise ConnectionError("password=hunter2 refused")


async def hangs() -> None:
    await asyncio.Event().wait()


async def readiness(deployment: Deployment, register: Register, **probes: Probe) -> tuple[int, dict[str, object]]:
    async with calling(an_app(Platform.assemble(deployment, register, probes=probes))) as client:
        alive = (await client.get("/health/live")).json()
        assert alive == {"status": "alive", "service": "mediation-before-tribunal", "version": VERSION}
        answer = await client.get("/health/ready")
        assert "hunter2" not in answer.text
        return answer.status_code, answer.json()


async def test_ready_when_everything_answers(deployment: Deployment, register: Register) -> None:
    assert await readiness(deployment, register) == (200, {"status": "ready", "checks": {}})
    assert await readiness(deployment, register, database=well) == (
        200,
        {"status": "ready", "checks": {"database": "ok"}},
    )


@pytest.mark.parametrize("failing", [says_no, breaks, hangs])
async def test_not_ready_when_something_does_not(
    deployment: Deployment, register: Register, failing: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "PROBE_SECONDS", 0.05)
    status, body = await readiness(deployment, register, database=well, clocks=failing)
    assert (status, body["type"]) == (503, "/problems/unavailable")
    assert body["checks"] == {"database": "ok", "clocks": "failed"}


def test_workers_add_up_their_numbers(tmp_path: Path) -> None:
    count = (
        "from app.platform.http.metrics import Metrics\n"
        "m = Metrics(); m.observe('/v1/law', 'GET', 200, 0.01); print(m.exposition().decode())"
    )
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for worker in (1, 2):
        ran = subprocess.run(  # noqa: S603 - our own interpreter on our own line
            [sys.executable, "-c", count], env=environment, capture_output=True, text=True, check=True, timeout=PATIENCE
        )
        assert f'http_requests_total{{method="GET",route="/v1/law",status="200"}} {worker}.0' in ran.stdout
