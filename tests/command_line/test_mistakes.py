"""What a person mistypes is answered in one sentence and never with a traceback."""

import os
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from alembic.util import CommandError

from app.mistakes import sentence_for
from app.platform.db.outages import Away
from tests.support.databases import a_database
from tests.support.loaded import Loaded, loaded
from tests.support.waiting import PATIENCE

ROOT = Path(__file__).parents[2]
NOBODY = "postgresql://user@127.0.0.1:1/db"
"""Where nobody answers, which is no mistake."""


@pytest.fixture(scope="module")
def say(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """Run the command line, loaded before: loading it takes far longer than finding a mistake."""
    with loaded(tmp_path_factory.mktemp("said")) as ready:
        yield ready


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Start the command line as people do, where it matters what is read before all is loaded."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(  # noqa: S603 - the project's own command line
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT, env={**kept, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip


def one_line(answer: subprocess.CompletedProcess[str]) -> str:
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    lines = answer.stderr.strip().splitlines()
    assert len(lines) <= 2, answer.stderr
    return lines[0]


def test_no_address_of_a_database() -> None:
    assert one_line(start("migrate")).startswith("DATABASE_URL is not set.")


@pytest.mark.parametrize("url", ["mysql://user@host/db", "localhost", "postgresql+psycopg://host/db", "//host/db"])
def test_an_address_of_something_else(say: Loaded, url: str) -> None:
    told = one_line(say("migrate", DATABASE_URL=url))
    assert told.startswith("DATABASE_URL: a PostgreSQL address is needed, of the form postgresql://")


def test_nobody_answers(say: Loaded) -> None:
    with socket.socket() as held:  # bound and never listening: every connection is refused
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        told = one_line(say("migrate", DATABASE_URL=f"postgresql://user@127.0.0.1:{port}/db"))
    assert told.startswith("Nothing answers at the address in DATABASE_URL")


def test_a_host_that_does_not_exist(say: Loaded) -> None:
    told = one_line(say("migrate", DATABASE_URL="postgresql://user@no.such.host.invalid/db"))
    assert told.startswith("Nothing answers at the address in DATABASE_URL")


def test_serving_without_an_environment_says_what_is_missing(say: Loaded) -> None:
    told = one_line(say("serve", "--port", "0"))
    assert "a live service needs DATABASE_URL, SEALING_KEYS, SIGNING_KEYS" in told
    assert "set ENVIRONMENT=sandbox" in told


def test_a_setting_of_the_wrong_kind_is_named(say: Loaded) -> None:
    told = one_line(say("serve", "--port", "0", ENVIRONMENT="sandbox", DATABASE_URL="postgresql://x/y", POOL_SIZE="no"))
    assert told.startswith("POOL_SIZE: ")


def test_a_list_that_is_not_json_is_named(say: Loaded) -> None:
    told = one_line(say("reseal", SEALING_KEYS="plain"))
    assert told.startswith("SEALING_KEYS cannot be read.")
    assert "JSON" in told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ([], "required: command"),
        (["nonsense"], "'nonsense'"),
        (["serve", "--port", "abc"], "'abc' is not a number from 0 to 65535"),
        (["serve", "--port", "65536"], "'65536' is not a number from 0 to 65535"),
        (["serve", "--workers", "0"], "'0' is not a number from 1 to"),
        (["law", "2026-13-01"], "'2026-13-01' is not a date such as"),
    ],
)
def test_what_the_command_line_does_not_know(said: list[str], told: str) -> None:
    answer = start(*said)
    assert answer.returncode == 2
    assert len(answer.stderr.splitlines()) == 1
    assert told in answer.stderr


def test_a_day_before_the_law(say: Loaded) -> None:
    assert "no rule that was in force on 2014-08-31" in one_line(say("law", "2014-08-31"))


@pytest.mark.parametrize("url", ["user@host:abc/db", "user@host/db?sslmode=always", "user@[::1/db"])
def test_an_address_that_is_nearly_right(say: Loaded, url: str) -> None:
    assert one_line(say("migrate", DATABASE_URL=f"postgresql://{url}")).startswith("DATABASE_URL: ")


def test_a_socket_that_is_not_there(say: Loaded) -> None:
    told = one_line(say("migrate", DATABASE_URL="postgresql://user@/db?host=/no/such/folder"))
    assert told.startswith("Nothing answers at the address in DATABASE_URL")


def test_a_file_that_cannot_be_written(say: Loaded, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.touch()
    assert one_line(say("openapi", "--to", str(taken))) == f"{taken}/app cannot be used: not a directory."


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SEALING_KEYS", '["abc"]', "SEALING_KEYS must hold Fernet keys"),
        ("SIGNING_KEYS", '["{}"]', "SIGNING_KEYS must hold an Ed25519 private key"),
        ("TOKEN_KEYS", '["{}"]', "TOKEN_KEYS must hold an RSA private key"),
        ("READINGS", '{"no_such_reading": true}', "READINGS: there is no reading named no_such_reading"),
        ("PUBLIC_URL", "mediation.example", "PUBLIC_URL: an address is needed"),
        ("OIDC_ISSUER", "nonsense", "OIDC_ISSUER: an address is needed"),
        ("FORWARDED_ALLOW_IPS", "*", "FORWARDED_ALLOW_IPS must list the addresses"),
    ],
)
def test_a_setting_that_cannot_work_is_told_before_the_banner(say: Loaded, name: str, value: str, told: str) -> None:
    answer = say("serve", "--port", "0", **{"ENVIRONMENT": "sandbox", "DATABASE_URL": NOBODY, name: value})
    assert one_line(answer).startswith(told)
    assert answer.stdout == ""


def test_a_folder_of_numbers_that_is_not_there_is_told_before_the_banner() -> None:
    missing = {"PROMETHEUS_MULTIPROC_DIR": "/no/such/folder"}  # read while all is loaded
    answer = start("serve", "--port", "0", ENVIRONMENT="sandbox", DATABASE_URL=NOBODY, **missing)
    assert one_line(answer).startswith("/no/such/folder/")
    assert answer.stdout == ""


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (asyncpg.InvalidPasswordError("no"), "does not accept the user or the password"),
        (asyncpg.InvalidCatalogNameError("no"), "does not exist on its server"),
        (asyncpg.LockNotAvailableError("no"), "Run the command again"),
        (
            asyncpg.InsufficientPrivilegeError('permission denied to set role "mediation_app"'),
            "not a member of the role",
        ),
        (asyncpg.InsufficientPrivilegeError("permission denied for table cases"), "as the database's owner"),
        (ssl.SSLCertVerificationError(1, "self-signed"), "as DATABASE_URL asks (self-signed)"),
        (asyncpg.TooManyConnectionsError("sorry, too many clients already"), "accepts no connection at the moment"),
        (CommandError("Can't locate revision identified by '9999'"), "A newer version"),
    ],
)
def test_what_a_database_answers_is_told_however_deep_it_lies(fault: Exception, told: str) -> None:
    def fail() -> None:
        try:
            raise fault
        except Exception as cause:
            raise Away from cause

    with pytest.raises(Away) as seen:
        fail()
    sentence = sentence_for(seen.value)
    assert sentence is not None
    assert told in sentence


def test_a_taken_port_is_told_before_the_banner(say: Loaded) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        answer = say("serve", "--port", str(other.getsockname()[1]), ENVIRONMENT="sandbox")
    assert "is in use by another program" in one_line(answer)
    assert "Swagger" not in answer.stdout


async def test_a_database_that_is_not_there_and_one_that_is_not_prepared(say: Loaded) -> None:
    async with a_database() as url:
        plain = url.replace("postgresql+asyncpg://", "postgresql://")
        name = plain.rsplit("/", 1)[1].partition("?")[0]
        told = one_line(say("migrate", DATABASE_URL=plain.replace(f"/{name}", "/not_there", 1)))
        assert told == "The database that DATABASE_URL names does not exist on its server. Create it first."
        unprepared = plain.replace(f"/{name}", "/postgres", 1)
        told = one_line(say("serve", "--port", "0", ENVIRONMENT="sandbox", DATABASE_URL=unprepared))
        assert told == "The database is not prepared for this version. Run `python -m app migrate` first."
        assert say("migrate", DATABASE_URL=plain).returncode == 0  # the plain spelling reaches the same database
