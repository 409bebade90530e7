"""The service as its own processes: killed workers, a lost supervisor, and an end that always comes."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import make_url

from tests.support.proxy import Proxy
from tests.support.running import Running
from tests.support.waiting import PATIENCE, comes_true, until


@pytest.fixture
def told(database_url: str, proxy: Proxy) -> dict[str, str]:
    url = f"postgresql://postgres@127.0.0.1:{proxy.port}/{make_url(database_url).database}"
    return {"ENVIRONMENT": "sandbox", "DATABASE_URL": url}


@pytest.fixture
async def start(told: dict[str, str], tmp_path: Path) -> AsyncIterator[Callable[..., Running]]:
    begun: list[Running] = []

    def begin(workers: int, *, in_file: bool = False, **environment: str) -> Running:
        said = told | environment
        if in_file:
            lines = [f"{name}={value}" for name, value in said.items()]
            (tmp_path / ".env").write_text("\n".join(lines))
        begun.append(Running(tmp_path, "app", "serve", "--workers", str(workers), **({} if in_file else said)))
        return begun[-1]

    yield begin
    _end(begun)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Callable[[str], Running]]:
    """Two workers of an application that is quickly loaded: what is tried is how their processes live."""
    begun: list[Running] = []

    def begin(name: str) -> Running:
        begun.append(Running(tmp_path, "tests.support.small", "--app", name))
        return begun[-1]

    yield begin
    _end(begun)


def _end(begun: list[Running]) -> None:
    for one in begun:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait(PATIENCE)


async def test_a_worker_that_dies_without_the_database_is_started_again_and_a_hanging_one_delays_no_end(
    start: Callable[..., Running], proxy: Proxy
) -> None:
    service = start(2)
    await service.until("/health/ready", 200)
    proxy.refusing = True
    proxy.cut()
    first = service.workers()
    assert len(first) == 2
    os.kill(first[0], signal.SIGKILL)
    await comes_true(lambda: len(service.workers()) == 2 and first[0] not in service.workers())
    os.kill(first[1], signal.SIGKILL)  # the one that was started without a database now serves alone
    await service.until("/health/live", 200)
    await service.until("/health/ready", 503)
    assert service.process.poll() is None
    proxy.refusing = False
    await service.until("/health/ready", 200)
    await ends_though_the_database_hangs(service, proxy)


async def test_what_a_file_says_holds_and_the_only_worker_ends_though_the_database_hangs(
    start: Callable[..., Running], proxy: Proxy
) -> None:
    """Certificates print the address for ever; processes that differ in it refuse one another's tokens."""
    service = start(1, in_file=True, PUBLIC_URL="https://families.example")
    await service.until("/health/ready", 200)
    async with httpx2.AsyncClient(base_url=service.url, timeout=PATIENCE) as http:
        published = (await http.get("/.well-known/oauth-authorization-server")).json()
    assert published["issuer"] == "https://families.example"
    await ends_though_the_database_hangs(service, proxy)


async def ends_though_the_database_hangs(service: Running, proxy: Proxy) -> None:
    proxy.swallowing, proxy.swallowed = True, 0
    asked = [asyncio.create_task(service.answers("/v1/certificates/MC-0000-0000-0000-0")) for _ in range(4)]
    await comes_true(lambda: proxy.swallowed > 0)
    service.process.terminate()
    assert await service.ended() in (0, -signal.SIGTERM)
    await asyncio.gather(*asked)


async def test_workers_end_with_their_supervisor(small: Callable[[str], Running]) -> None:
    """Nobody would start them again, and their port would stay taken."""
    service = small("answering")
    await service.until("/", 200)
    service.process.kill()
    await service.ended()
    assert await until(lambda answer: answer is None, lambda: service.answers("/")) is None


async def test_a_service_none_of_whose_workers_can_start_says_so_by_its_exit(small: Callable[[str], Running]) -> None:
    """As with a key that is no key: no start of the same worker would ever go better."""
    service = small("failing")
    assert await service.ended() == 1
    assert "this can never start" in service.log.read_text()


async def test_a_service_that_can_never_start_says_so_by_its_exit(
    start: Callable[..., Running], keys: dict[str, list[SecretStr]]
) -> None:
    """A live deployment on a database of the sandbox."""
    secrets = {name.upper(): json.dumps([one.get_secret_value() for one in made]) for name, made in keys.items()}
    secrets["SEALING_KEYS"] = json.dumps([Fernet.generate_key().decode()])
    service = start(1, ENVIRONMENT="live", PUBLIC_URL="https://mediation.example", **secrets)
    assert await service.ended() == 1
    told = service.log.read_text()
    assert told == "This database holds the sandbox's organisations, whose secrets are published. Use another.\n"
