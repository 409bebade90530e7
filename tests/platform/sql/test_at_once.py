"""An action without a lock: it writes onto what it read or not at all, and leaves no caller behind."""

from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID, uuid4

import pytest
from cryptography.fernet import Fernet
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from app.cases import store
from app.cases.domain.commands import ContactAdviser
from app.cases.recording import stage_action
from app.cases.store import CaseWork
from app.platform.db.connections import NotAtOnce
from app.platform.db.work import Answer, Database, Key
from app.platform.sealing import Seal
from app.settings import SANDBOX_SEALING_KEY, Settings
from app.upkeep import reseal
from tests.platform.sql.test_glances import EVERY_CASE, WHO, an_actor
from tests.platform.sql.test_upkeep import serving
from tests.support.parties import Party

PROVIDER = an_actor("sandbox-provider-a")
CONTACTED = ContactAdviser(by=PROVIDER.kind, occurred_on=date(2026, 2, 9))


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """One connection, so that each unit of work gets the one that another has used."""
    made = Database(settings.database_url, 1)
    await made.open()
    yield made
    await made.close()


def stage(app: FastAPI, work: CaseWork) -> Answer:
    """Put a contact with the adviser, and return an answer to be kept with it."""
    work.put(stage_action(app.state.service.desk, work.case, CONTACTED, work.recorded))
    return Answer(Key(str(uuid4()), "f" * 64), 200, {}, "{}")


async def test_it_writes_and_leaves_no_caller_behind(app: FastAPI, database: Database, la: Party) -> None:
    case = await la.opens()
    async with store.at_once_on_case(database, PROVIDER, None, UUID(case)) as work:
        assert isinstance(work, CaseWork)
        await work.commit(stage(app, work))
    assert (await la.sees(case))["version"] == 2
    [who], [counted] = await database.read(WHO), await database.read(EVERY_CASE)
    assert (who.role, who.organisation, counted.seen) == ("mediation_app", "", 0)


async def test_what_changed_meanwhile_is_not_written_over(
    app: FastAPI, database: Database, la: Party, provider: Party
) -> None:
    case = await la.opens()
    async with store.at_once_on_case(database, PROVIDER, None, UUID(case)) as work:
        assert isinstance(work, CaseWork)
        answer = stage(app, work)
        await provider.records(case, "contact-adviser", occurred_on="2026-02-10")
        with pytest.raises(NotAtOnce):
            await work.commit(answer)
    trail = await la.gets(f"/v1/cases/{case}/events/verification")
    assert (trail["intact"], trail["length"]) == (True, 2)
    async with database.keyed(PROVIDER, answer.key) as kept:
        assert not hasattr(kept, "fingerprint"), "the answer is kept with the case or not at all"


async def test_a_key_that_is_known_needs_a_transaction(app: FastAPI, database: Database, la: Party) -> None:
    first, second = UUID(await la.opens()), UUID(await la.opens())
    async with store.at_once_on_case(database, PROVIDER, None, first) as work:
        assert isinstance(work, CaseWork)
        answer = stage(app, work)
        await work.commit(answer)
    with pytest.raises(NotAtOnce):
        async with store.at_once_on_case(database, PROVIDER, answer.key, second):
            pass


async def test_nothing_runs_unbound(database: Database, la: Party) -> None:
    case = UUID(await la.opens())
    async with store.at_once_on_case(database, PROVIDER, None, case) as work:
        assert isinstance(work, CaseWork)
        for refused in (work.connection.run(EVERY_CASE), work.connection.order("SELECT 1"), work.connection.commit()):
            with pytest.raises(NotAtOnce):
                await refused


async def test_another_organisations_case_is_not_found(database: Database, la: Party) -> None:
    case = UUID(await la.opens())
    with pytest.raises(NotAtOnce):
        async with store.at_once_on_case(database, an_actor("sandbox-provider-b"), None, case):
            pass


async def test_an_action_over_http_begins_no_transaction(
    la: Party, provider: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await la.opens()

    def none(_: Database) -> None:
        raise AssertionError("a transaction was begun")

    monkeypatch.setattr(Database, "transaction", none)
    answer = await provider.tries(case, "contact-adviser", occurred_on="2026-02-09")
    assert answer.status_code == 200


async def test_a_change_that_is_no_event_is_not_written_over(
    app: FastAPI, settings: Settings, database: Database, la: Party
) -> None:
    """Sealing again changes a row and not its version. Its new seal written over, the name is lost with the old key."""
    case = UUID(await la.opens(appellant={"kind": "parent", "name": "Sam Example"}))
    new = Fernet.generate_key().decode()
    async with store.at_once_on_case(database, PROVIDER, None, case) as work:
        assert isinstance(work, CaseWork)
        answer = stage(app, work)
        await reseal(settings.database_url, Seal([new, SANDBOX_SEALING_KEY]))
        with pytest.raises(NotAtOnce):
            await work.commit(answer)
    async with store.keyed_on_case(database, PROVIDER, answer.key, case) as work:
        assert isinstance(work, CaseWork)
        await work.commit(stage(app, work))
    kept, _, _ = await store.glance_at_case(database, PROVIDER, case)
    assert (kept.version, Seal([new]).open(kept.sealed, str(case))["name"]) == (2, "Sam Example")


async def test_it_is_bound_where_the_planner_uses_no_index(
    app: FastAPI, settings: Settings, own_database_url: str, la: Party
) -> None:
    """As in a small table. Who asks is said before the first row is met, whatever the plan."""
    async with serving(settings, own_database_url, SANDBOX_SEALING_KEY, party=la) as clerk:
        case = UUID(await clerk.opens())
    engine = create_async_engine(own_database_url)
    async with engine.begin() as connection:
        for scan in ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan"):
            await connection.execute(text(f'ALTER DATABASE "{engine.url.database}" SET {scan} = off'))
    await engine.dispose()
    database = Database(own_database_url, 1)
    await database.open()
    try:
        for _ in range(8):  # beyond the plans that PostgreSQL makes for each value
            async with store.at_once_on_case(database, PROVIDER, Key(str(uuid4()), "f" * 64), case) as work:
                assert isinstance(work, CaseWork)
            with pytest.raises(NotAtOnce):
                async with store.at_once_on_case(database, an_actor("sandbox-provider-b"), None, case):
                    pass
        async with store.at_once_on_case(database, PROVIDER, None, case) as work:
            assert isinstance(work, CaseWork)
            await work.commit(stage(app, work))
        assert (await store.glance_at_case(database, PROVIDER, case))[0].version == 2
    finally:
        await database.close()
