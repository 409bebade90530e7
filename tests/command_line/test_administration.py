"""From an empty database to a working deployment by the commands on the page about operations, and without SQL."""

import re
import shlex
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from app.main import create_app
from app.platform.db.migrate import migrate
from app.settings import Settings
from tests.support.databases import a_database
from tests.support.loaded import Loaded, loaded
from tests.support.parties import Party, a_notice, calling

PAGE = (Path(__file__).parents[2] / "docs/operations.md").read_text("utf-8")
SECTION = PAGE.partition("## Registering organisations")[2].partition("\n## ")[0]
SHOWN = re.search(r"```sh\n(.*?)```", SECTION, re.DOTALL)
TO_DO = re.findall(r"`python -m app ([a-z].*?)`", SECTION.partition("| To do |")[2].partition("\n\n")[0])


@pytest.fixture(scope="module")
def command_line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    with loaded(tmp_path_factory.mktemp("said")) as ready:
        yield ready


@pytest.fixture(scope="module")
async def empty_url() -> AsyncIterator[str]:
    """A database that was migrated, and in which nobody is registered."""
    async with a_database(template=None) as url:
        engine = create_async_engine(url, poolclass=NullPool)
        await migrate(engine)
        await engine.dispose()
        yield url


class Operator:
    """Whoever types commands."""

    def __init__(self, command_line: Loaded, url: str) -> None:
        self._run = command_line
        self._url = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)

    def says(self, line: str) -> list[str]:
        answer = self._run(*shlex.split(line), DATABASE_URL=self._url, USER="deployer", LOGNAME="deployer")
        assert (answer.returncode, answer.stderr) == (0, ""), f"{line}: {answer.stderr}"
        return answer.stdout.splitlines()

    def is_told(self, line: str) -> str:
        answer = self._run(*shlex.split(line), DATABASE_URL=self._url, USER="deployer")
        assert answer.returncode == 1, answer.stdout
        [told] = answer.stderr.splitlines()
        return told


@pytest.fixture(scope="module")
def operator(command_line: Loaded, empty_url: str) -> Operator:
    return Operator(command_line, empty_url)


@pytest.fixture(scope="module")
def secrets(operator: Operator) -> dict[str, str]:
    """Run the page's commands, and keep the secrets that they print."""
    assert SHOWN is not None
    lines = [line.removeprefix("python -m app ") for line in SHOWN[1].splitlines()]
    assert len(lines) > 10
    said = {line: operator.says(line) for line in lines}
    return {line.split()[2]: out[-1] for line, out in said.items() if line.startswith("clients register")}


@pytest.fixture(scope="module")
async def live(empty_url: str, secrets: dict[str, str], keys: dict[str, Any]) -> AsyncIterator[httpx2.AsyncClient]:
    """A live service on this database."""
    assert secrets
    settings = Settings(
        _env_file=None,
        environment="live",
        database_url=empty_url,
        public_url="https://mediation.example",
        sealing_keys=[SecretStr("bGl2ZS1zZWFsaW5nLWtleS1vZi10aGlzLXRlc3QtMTI=")],
        statement_timeout_seconds=30,
        **keys,
    )
    app = create_app(settings)
    async with app.router.lifespan_context(app), calling(app) as http:
        yield http


async def party(http: httpx2.AsyncClient, client: str, secret: str) -> Party | None:
    answer = await http.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(client, secret))
    return Party(client, http, answer.json()["access_token"]) if answer.is_success else None


async def test_an_authority_and_its_provider_work_on_a_case(live: httpx2.AsyncClient, secrets: dict[str, str]) -> None:
    la, provider = [await party(live, name, secrets[name]) for name in ("camden-cases", "common-ground-desk")]
    assert la is not None
    assert provider is not None
    case = await la.opens()
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    await provider.records(case, "decline-mediation", occurred_on="2026-02-10")
    shown = await provider.records(case, "issue-certificate", ground="declined", occurred_on="2026-02-11")
    assert shown["certificate"]["number"]
    assert (await la.sees(case))["la_code"] == "202"
    assert (await la.sends("POST", "/v1/cases", json=a_notice(provider="nobody"))).status_code == 422


async def test_the_operators_client_goes_on_over_http(live: httpx2.AsyncClient, secrets: dict[str, str]) -> None:
    operator = await party(live, "operator-console", secrets["operator-console"])
    assert operator is not None
    acts = await operator.lists("/v1/admin/acts")
    assert {(one["source"], one["by"]) for one in acts} == {("command_line", "deployer")}
    assert acts[-1]["act"] == "organisation-registered"
    body = {"slug": "test-la", "kind": "local_authority", "name": "Test", "la_code": "991"}
    refused = await operator.sends("POST", "/v1/admin/organisations", json=body)
    assert (refused.status_code, refused.json()["errors"][0]["detail"]) == (422, "This code is reserved for sandboxes")


async def test_each_command_of_the_table_does_what_it_says(
    live: httpx2.AsyncClient, operator: Operator, secrets: dict[str, str]
) -> None:
    assert len(TO_DO) > 10
    operator.says("organisations register other-provider --kind mediation_provider --name Other")
    operator.says("partners add camden other-provider --from 2026-01-01")
    said: dict[str, list[str]] = {}
    for line in TO_DO:
        said[line] = operator.says(line)
        if line.endswith("--retire-old-on 2026-12-15"):
            assert any("ends 2026-12-15" in one or "ends 2026-12-14" in one for one in said[line])
            operator.says("clients retire camden-cases 2")
    assert len(said["authorities --on 2021-04-01"]) == 152
    assert await party(live, "camden-cases", secrets["camden-cases"]) is None
    assert said["partners end camden common-ground --on 2026-08-31"][-1].endswith("to 2026-08-31\tfirst choice")
    assert said["acts"]


def test_a_mistake_is_told_in_one_sentence(operator: Operator, secrets: dict[str, str]) -> None:
    assert secrets
    for line, told in {
        "organisations register camden --kind tribunal --name X": "registered already",
        "organisations register x1 --kind council --name X": "kind: ",
        "organisations register x1 --kind local_authority --name X --la-code 804": "No local authority in England",
        "organisations register x1 --kind local_authority --name X --la-code 993": "reserved for sandboxes",
        "organisations rename nobody X": "nothing registered",
        "clients register X1 --organisation camden": "client_id: Use small letters",
        "organisations register North_ --kind tribunal --name X": "slug: Use small letters, digits and single hyphens",
        "clients list --organisation nobody": "nothing registered",
        "partners list --authority nobody": "nothing registered",
        "partners list --partner nobody": "nothing registered",
        "clients register x1 --organisation camden --scope admin": "cannot have the permissions admin",
        "clients secret nobody": "nothing registered",
        "partners add camden camden": "No provider, advice service or commissioning body",
        "partners add camden north-icb": "already works with this partner",
        "partners end camden operator --on 2026-01-01": "No provider",
    }.items():
        assert told in operator.is_told(line), line


async def test_nothing_was_written_by_hand(empty_url: str, secrets: dict[str, str]) -> None:
    """Each row of the register has its act."""
    assert secrets
    engine = create_async_engine(empty_url, poolclass=NullPool)
    async with engine.connect() as connection:
        found = await connection.execute(
            text("SELECT slug FROM organisations EXCEPT SELECT subject FROM administration_acts")
        )
        assert not found.scalars().all()
        stored = await connection.execute(text("SELECT string_agg(secret_hash, ' ') FROM client_secrets"))
        hashes = stored.scalar_one()
        assert not any(secret in hashes for secret in secrets.values())
    await engine.dispose()
