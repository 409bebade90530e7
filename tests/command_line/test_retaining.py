"""`python -m app retain`: a dry run says what would go, a run removes it, and a mistake is told in a line."""

from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from tests.support.loaded import Loaded, loaded
from tests.support.parties import Party

OVER = (
    "UPDATE cases SET times_end_on = CURRENT_DATE - 3000 WHERE id = CAST(:id AS uuid)",
    "ALTER TABLE events DISABLE TRIGGER append_only",
    "UPDATE events SET recorded_at = recorded_at - interval '9 years' WHERE case_id = CAST(:id AS uuid)",
    "ALTER TABLE events ENABLE TRIGGER append_only",
)


@pytest.fixture(scope="module")
def command_line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    with loaded(tmp_path_factory.mktemp("said")) as ready:
        yield ready


@pytest.fixture
async def own(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(database_url)
    yield engine
    await engine.dispose()


async def test_a_dry_run_and_a_run(command_line: Loaded, database_url: str, own: AsyncEngine, la: Party) -> None:
    case = await la.opens(la_reference="OVER-1")
    await la.records(case, "withdraw", family_confirmed=True, occurred_on="2026-02-03")
    async with own.begin() as connection:
        for change in OVER:
            await connection.execute(text(change), {"id": case} if ":id" in change else None)
    url = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)

    dry = command_line("retain", "--dry-run", DATABASE_URL=url)
    assert (dry.returncode, dry.stderr) == (0, "")
    assert "CASE_KEPT_DAYS=2192: a case that has ended" in dry.stdout
    assert f"Eastmere Council (991) OVER-1: case {case}, kept until" in dry.stdout
    assert "would go: duties" in dry.stdout
    assert ", events 2" in dry.stdout
    assert "1 case would be removed" in dry.stdout
    assert (await la.sends("GET", f"/v1/cases/{case}")).status_code == 200

    longer = command_line("retain", "--dry-run", DATABASE_URL=url, CASE_KEPT_DAYS="9000")
    assert "0 cases would be removed" in longer.stdout
    too_short = command_line("retain", DATABASE_URL=url, CASE_KEPT_DAYS="30")
    assert too_short.returncode == 1
    assert "CASE_KEPT_DAYS" in too_short.stderr.upper()
    assert len(too_short.stderr.splitlines()) == 1
    assert command_line("retain", "--most", "0", DATABASE_URL=url).returncode == 2

    async with own.connect() as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(7302, 1)"))
        twice = command_line("retain", DATABASE_URL=url)
    assert (twice.returncode, twice.stderr.strip()) == (
        1,
        "Another process is removing cases from this database: nothing was removed here.",
    )
    done = command_line("retain", DATABASE_URL=url)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"case {case}, kept until" in done.stdout
    assert "1 case removed" in done.stdout
    assert (await la.sends("GET", f"/v1/cases/{case}")).status_code == 404
    assert [one["case_id"] for one in await la.lists("/v1/removals")] == [case]
    assert "0 cases removed" in command_line("retain", DATABASE_URL=url).stdout
