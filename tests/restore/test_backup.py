"""The backup and the restore that docs/operations.md describes, done as it says: its own lines, by its own roles."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import make_url

from app.platform.db.embedded import EmbeddedPostgres
from app.platform.db.embedded.binaries import find_binaries
from tests.restore.conftest import Serving
from tests.support.databases import prepare
from tests.support.feed import feed, feed_up_to
from tests.support.parties import declines
from tests.support.waiting import PATIENCE, until

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/operations.md").read_text()
pytestmark = pytest.mark.skipif(
    not all((find_binaries() / name).is_file() for name in ("pg_dump", "pg_restore")),
    reason="this PostgreSQL comes without pg_dump and pg_restore",
)


def block(heading: str, language: str, number: int = 0) -> str:
    """A block of code of the page, by the heading that it stands under."""
    chapter = re.split(r"^#+ ", PAGE.partition(f"## {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    found = re.findall(rf"```{language}\n(.*?)```", chapter, re.DOTALL)[number]
    assert isinstance(found, str)
    return found


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres() as running:
        yield running


@pytest.fixture(params=["on another server", "on the same server"])
def target(request: pytest.FixtureRequest, server: EmbeddedPostgres) -> Iterator[tuple[EmbeddedPostgres, str]]:
    """Where the backup is restored, and the name of the database. The other server has given out fewer transactions."""
    if request.param == "on the same server":
        yield server, "after"
    else:
        with EmbeddedPostgres() as younger:
            yield younger, "mediation"


async def made_ready(server: EmbeddedPostgres, database: str) -> None:
    """Take the page's step for a new server, for a database of this name."""
    superuser = await connected(server)
    try:
        there = await superuser.fetch("SELECT rolname FROM pg_roles")
        for statement in block("The database's roles", "sql").replace("'...'", "'secret'").split(";\n"):
            words = statement.split()
            if words[:2] == ["CREATE", "ROLE"] and words[2] in [row["rolname"] for row in there]:
                continue
            if statement.strip():
                await superuser.execute(statement.replace("DATABASE mediation ", f"DATABASE {database} "))
    finally:
        await superuser.close()


async def connected(server: EmbeddedPostgres) -> asyncpg.Connection:
    url = make_url(server.url())
    return await asyncpg.connect(host=url.query["host"], port=5432, user="postgres", database="postgres")


def address(server: EmbeddedPostgres, role: str, database: str) -> str:
    """The address as people write it, good for PostgreSQL's tools and for the service."""
    return f"postgresql://{role}@/{database}?host={make_url(server.url()).query['host']}&port=5432"


def of_service(server: EmbeddedPostgres, database: str) -> str:
    return address(server, "mediation_service", database).replace("postgresql:", "postgresql+asyncpg:")


async def runs(lines: str, url: str, folder: Path) -> None:
    """Run lines of the page as somebody would, as the owner of the database."""
    programs = f"{find_binaries()}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": programs, "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    shell = ["bash", "-euc", lines]
    done = await asyncio.to_thread(
        subprocess.run, shell,
        cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


async def prepared(server: EmbeddedPostgres, database: str) -> None:
    await made_ready(server, database)
    await prepare(address(server, "mediation_owner", database).replace("ql:", "ql+asyncpg:"))
    superuser = await connected(server)
    try:  # as after a year of work: transactions that the younger server will not come to
        await superuser.execute(
            "DO $$ BEGIN FOR n IN 1..20000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$"
        )
    finally:
        await superuser.close()


@dataclass(frozen=True)
class BackedUp:
    """A database of which a backup was made, and what readers knew of it before the work since then was lost."""

    folder: Path
    case: str
    number: str
    held: list[dict[str, Any]]
    """What the feed said when the backup was made."""
    lost: list[str]
    told: list[dict[str, Any]]
    """What the feed said later, with what is lost."""
    place: str | None
    place_of_provider: str | None


@pytest.fixture(scope="module")
async def backed_up(server: EmbeddedPostgres, serving: Serving, tmp_path_factory: pytest.TempPathFactory) -> BackedUp:
    """One backup for every place where it is restored."""
    folder = tmp_path_factory.mktemp("backup")
    await prepared(server, "before")
    async with serving(of_service(server, "before")) as parties:
        la, provider = await parties.get("sandbox-la-991"), await parties.get("sandbox-provider-a")
        number = await declines(provider, case := await la.opens())
        held, _ = await feed_up_to(la, await la.opens(la_reference="EHC-2"))
        await runs(block("Backup and restore", "sh", 0), address(server, "mediation_owner", "before"), folder)
        lost = [await la.opens(la_reference=f"LOST-{n}") for n in range(3)]
        told, place = await feed_up_to(la, lost[-1])
        _, place_of_provider = await until(lambda heard: len(heard[0]) == 8, partial(feed, provider))
    return BackedUp(folder, case, number, held, lost, told, place, place_of_provider)


async def test_the_backup_that_the_page_describes_is_restored_as_it_says(
    target: tuple[EmbeddedPostgres, str], backed_up: BackedUp, serving: Serving
) -> None:
    was, (restored, database) = backed_up, target
    await made_ready(restored, database)
    steps = block("Backup and restore", "sh", 1)
    restoring, _, telling = steps.partition("python -m app")
    owner = address(restored, "mediation_owner", database)
    await runs(restoring, owner, was.folder)
    async with serving(of_service(restored, database)) as parties:
        la = await parties.get("sandbox-la-991")
        assert (await la.sends("GET", "/health/ready")).status_code == 503
        await runs(f"python -m app{telling}", owner, was.folder)
        assert (await la.sends("GET", "/health/ready")).status_code == 200

        for reader, kept in ((la, was.place), (await parties.get("sandbox-provider-a"), was.place_of_provider)):
            answer = await reader.sends("GET", "/v1/events", params={"after": kept})
            assert (answer.status_code, answer.json()["type"]) == (422, "/problems/feed-restarted")
        new = [await la.opens(la_reference=f"NEW-{n}") for n in range(3)]
        heard, place = await feed_up_to(la, new[-1])
        assert [one["hash"] for one in heard][: len(was.held)] == [one["hash"] for one in was.held]
        assert [one["record_id"] for one in heard][len(was.held) :] == new
        known = {one["hash"] for one in was.told}
        assert [one["record_id"] for one in heard if one["hash"] not in known] == new, "as the answer says to do it"
        gone = known - {one["hash"] for one in heard}
        assert {one["record_id"] for one in was.told if one["hash"] in gone} == set(was.lost)
        assert await feed(la, place) == ([], place)

        assert (await la.gets(f"/v1/cases/{was.case}/events/verification"))["intact"]
        assert "\nfeed_lag_seconds 0.0\n" in (await la.sends("GET", "/metrics")).text, "the service's role may look"
        public = await parties.get("sandbox-la-992")
        assert (await public.gets(f"/v1/certificates/{was.number}/verification"))["result"] == "found"
        assert await feed(public) == ([], None), "the walls stand as before"
