"""The live deployment that compose.yaml describes: its roles, its commands and its settings are the project's own."""

import re
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml
from pydantic import SecretStr
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from app import VERSION
from app.main import create_app
from app.platform.db.embedded import EmbeddedPostgres
from app.settings import Settings
from tests.command_line.test_mistakes import start

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))


def statements(script: str) -> list[str]:
    """The SQL of the script that makes the roles, with its passwords filled in as psql would."""
    sql = script.partition("<<'SQL'\n")[2].partition("\nSQL")[0]
    filled = sql.replace(":'owner'", "'owner-password'").replace(":'service'", "'service-password'")
    return [one.strip() for one in filled.split(";") if one.strip()]


def test_the_roles_are_those_of_the_page_on_operations() -> None:
    def essence(sql: str) -> list[str]:
        without = re.sub(r"PASSWORD\s+('[^']*')", "PASSWORD", sql)
        return [" ".join(one.split()) for one in without.split(";") if one.strip()]

    page = (ROOT / "docs/operations.md").read_text("utf-8")
    (shown,) = re.findall(r"```sql\n(CREATE ROLE mediation_owner.*?)```", page, re.DOTALL)
    assert essence(";".join(statements(COMPOSE["configs"]["roles"]["content"]))) == essence(shown)


def test_the_image_has_the_programs_version() -> None:
    assert {COMPOSE["services"][name]["image"] for name in ("migrate", "service")} == {
        f"mediation-before-tribunal:{VERSION}"
    }


def test_the_service_believes_its_proxy_and_nobody_else() -> None:
    network = COMPOSE["networks"]["default"]["ipam"]["config"][0]
    address = COMPOSE["services"]["proxy"]["networks"]["default"]["ipv4_address"]
    believed = COMPOSE["services"]["service"]["environment"]["FORWARDED_ALLOW_IPS"]
    assert believed == address
    assert ip_address(address) in ip_network(network["subnet"])
    assert ip_address(address) not in ip_network(network["ip_range"])


def test_the_proxy_leaves_etags_as_they_are() -> None:
    assert "encode" not in COMPOSE["configs"]["caddy"]["content"].split()


@pytest.mark.parametrize("name", ["migrate", "service"])
def test_each_command_is_one_of_the_command_line(name: str) -> None:
    python, *command = COMPOSE["services"][name]["command"]
    assert python == "python"
    assert command[:2] == ["-m", "app"]
    answer = start(command[2], "--help")
    assert answer.returncode == 0
    assert all(option in answer.stdout for option in command[3:] if option.startswith("--"))


async def test_those_roles_migrate_and_serve(keys: dict[str, Any]) -> None:
    with EmbeddedPostgres() as server:
        owned = create_async_engine(server.url(), isolation_level="AUTOCOMMIT")
        async with owned.connect() as connection:
            for statement in statements(COMPOSE["configs"]["roles"]["content"]):
                await connection.execute(text(statement))
        await owned.dispose()

        def as_role(role: str) -> str:
            url = make_url(server.url("mediation")).set(username=f"mediation_{role}", password=f"{role}-password")
            return url.render_as_string(hide_password=False)

        migrated = start("migrate", DATABASE_URL=as_role("owner"))
        assert migrated.returncode == 0, migrated.stderr
        settings = Settings(
            _env_file=None,
            environment="live",
            database_url=as_role("service"),
            public_url="https://mediation.example",
            sealing_keys=[SecretStr("bGl2ZS1zZWFsaW5nLWtleS1vZi10aGlzLXRlc3QtMTI=")],
            **keys,
        )
        service = create_app(settings)
        transport = httpx2.ASGITransport(app=service)
        async with (
            service.router.lifespan_context(service),
            httpx2.AsyncClient(transport=transport, base_url="https://mediation.example") as public,
        ):
            assert (await public.get("/health/ready")).status_code == 200
            asked = await public.get("/v1/certificates/MC-0000-0000-0000/verification")
            assert asked.status_code == 200, asked.text
