"""What a person mistypes is answered in one sentence and never with a traceback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.databases import a_database

ROOT = Path(__file__).parents[2]


def say(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a folder of its own, so that no `.env` file answers for it."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(  # noqa: S603 - the project's own command line
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT, env={**kept, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def one_line(answer: subprocess.CompletedProcess[str]) -> str:
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    lines = answer.stderr.strip().splitlines()
    assert len(lines) <= 2, answer.stderr
    return lines[0]


def test_no_address_of_a_database() -> None:
    assert one_line(say("migrate")).startswith("DATABASE_URL is not set.")


@pytest.mark.parametrize("url", ["mysql://user@host/db", "localhost", "postgresql+psycopg://host/db", "//host/db"])
def test_an_address_of_something_else(url: str) -> None:
    told = one_line(say("migrate", DATABASE_URL=url))
    assert told.startswith("DATABASE_URL: a PostgreSQL address is needed, of the form postgresql://")


def test_nobody_answers() -> None:
    with socket.socket() as held:  # bound and never listening: every connection is refused
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        told = one_line(say("migrate", DATABASE_URL=f"postgresql://user@127.0.0.1:{port}/db"))
    assert told.startswith("Nothing answers at the address in DATABASE_URL")


def test_a_host_that_does_not_exist() -> None:
    told = one_line(say("migrate", DATABASE_URL="postgresql://user@no.such.host.invalid/db"))
    assert told.startswith("Nothing answers at the address in DATABASE_URL")


def test_serving_without_an_environment_says_what_is_missing() -> None:
    told = one_line(say("serve", "--port", "0"))
    assert "a live deployment needs DATABASE_URL, SEALING_KEYS, SIGNING_KEYS" in told
    assert "set ENVIRONMENT=sandbox" in told


def test_a_setting_of_the_wrong_kind_is_named() -> None:
    told = one_line(say("serve", "--port", "0", ENVIRONMENT="sandbox", DATABASE_URL="postgresql://x/y", POOL_SIZE="no"))
    assert told.startswith("POOL_SIZE: ")


def test_a_list_that_is_not_json_is_named() -> None:
    told = one_line(say("reseal", SEALING_KEYS="plain"))
    assert "sealing_keys" in told
    assert "JSON" in told


def test_a_taken_port_is_told_before_the_banner() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        answer = say("serve", "--port", str(other.getsockname()[1]), ENVIRONMENT="sandbox")
    assert "is taken by another program" in one_line(answer)
    assert "Swagger" not in answer.stdout


async def test_a_database_that_is_not_there_and_one_that_is_not_prepared() -> None:
    async with a_database() as url:
        plain = url.replace("postgresql+asyncpg://", "postgresql://")
        name = plain.rsplit("/", 1)[1].partition("?")[0]
        told = one_line(say("migrate", DATABASE_URL=plain.replace(f"/{name}", "/not_there", 1)))
        assert told == "The database that DATABASE_URL names does not exist on its server. Create it first."
        assert say("migrate", DATABASE_URL=plain).returncode == 0  # the plain spelling reaches the same database
