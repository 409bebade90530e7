"""The schema: one line of migrations, up and down again, and what they make is what the code believes."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.platform.db.head import Described, describe
from app.platform.db.migrate import config, migrate, unmigrate
from app.platform.db.tables import Xid8
from app.platform.sandbox_organisations import BY_SLUG
from app.schema import metadata
from tests.support.databases import a_database

REVISIONS = sorted(Path(config().get_main_option("script_location") or "").glob("versions/*.py"))


@pytest.fixture
async def empty() -> AsyncIterator[AsyncEngine]:
    async with a_database(template=None) as url:
        engine = create_async_engine(url)
        yield engine
        await engine.dispose()


def test_there_is_one_head_and_one_beginning() -> None:
    scripts = ScriptDirectory.from_config(config())
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1
    assert len(list(scripts.walk_revisions())) == len(REVISIONS)


async def test_each_step_down_is_the_opposite_of_its_step_up(
    empty: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All the way up and all the way down, the schema compared after each step; and up again."""
    scripts = ScriptDirectory.from_config(config())
    monkeypatch.setattr(ScriptDirectory, "from_config", lambda _: scripts)  # else each step loads every script again
    revisions = [script.revision for script in scripts.walk_revisions()][::-1]
    before: list[Described] = []
    for revision in revisions:
        before.append(await schema(empty))
        await migrate(empty, revision)
    head = await schema(empty)
    assert len(head) > len(before[0])
    for revision, below, stood in reversed(list(zip(revisions, ["base", *revisions], before, strict=False))):
        await unmigrate(empty, below)
        assert await schema(empty) == stood, revision
    await migrate(empty)
    assert await schema(empty) == head


async def test_what_they_make_is_what_the_code_believes(empty: AsyncEngine) -> None:
    await migrate(empty)

    def differences(connection: Connection) -> Any:
        dialect: Any = connection.dialect
        dialect.ischema_names = {**dialect.ischema_names, "xid8": Xid8}  # no library knows this type
        options = {"compare_type": True, "compare_server_default": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    async with empty.connect() as connection:
        assert await connection.run_sync(differences) == []
        assert await connection.run_sync(_checks) == _believed_checks()


def _checks(connection: Connection) -> set[str]:
    """Alembic compares no CHECK constraints: these are compared by name here, and by their words in test_head."""
    found = connection.execute(
        text("SELECT conname FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace")
    )
    return set(found.scalars())


def _believed_checks() -> set[str]:
    return {
        str(constraint.name)
        for table in metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }


async def schema(engine: AsyncEngine) -> Described:
    """Everything that stands in the database, as its catalogue tells it."""
    async with engine.connect() as connection:
        return await connection.run_sync(describe)


async def test_the_command_line_finds_its_way(empty: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """`alembic upgrade head` by DATABASE_URL, for whoever migrates apart from the service."""
    monkeypatch.setenv("DATABASE_URL", empty.url.render_as_string(hide_password=False))
    await asyncio.to_thread(command.upgrade, config(), "head")
    async with empty.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM cases"))).scalar_one() == 0


async def test_who_came_to_hold_the_right_is_asked_anew_while_the_service_writes_on(own_database_url: str) -> None:
    """The look through all cases stops no writer: it comes after the step that must, in a transaction of its own."""
    engine = create_async_engine(own_database_url)
    await unmigrate(engine, "0008")
    async with engine.begin() as owner:
        await owner.execute(text("SET LOCAL session_replication_role = replica"))  # whatever rests on no record
        for statement in (_ANSWERED, _ANSWERS):
            await owner.execute(text(statement), {"la": BY_SLUG["sandbox-la-991"].id})

    async def asked_no_more() -> list[str]:
        async with engine.connect() as owner:
            found = "SELECT la_reference FROM cases WHERE offer_answered ORDER BY la_reference"
            return list((await owner.execute(text(found))).scalars())

    await migrate(engine, "0009")
    assert await asked_no_more() == ["parent", "writing", "young_person"]
    async with engine.begin() as service:
        await service.execute(text("UPDATE cases SET state = 'adviser_contacted' WHERE la_reference = 'writing'"))
        await migrate(engine, "0010")
    assert await asked_no_more() == ["parent", "writing"]
    await unmigrate(engine, "0008")
    assert await asked_no_more() == ["parent", "writing", "young_person"]
    await engine.dispose()


_ANSWERED = """
INSERT INTO cases (id, la_id, la_code, provider_id, la_reference, regime, kind, notice_sent_on, state, placement_only,
    facts, sealed, version, head, opened_at, updated_at, offer_answered)
SELECT md5(name)::uuid, :la, '991', :la, name, 'cfa-2014', 'refusal_to_assess', '2026-02-02', 'notified', false,
    jsonb_build_object('appellant_kind', replace(name, 'writing', 'parent')), '', 1, '', now(), now(), true
FROM unnest(ARRAY['parent', 'young_person', 'writing']) name
"""
_ANSWERS = """
INSERT INTO advice_offers (id, case_id, la_id, organisation_id, organisation_kind, moment, due_on, made_on, answer,
    answered_to, answered_for, recorded_at)
SELECT gen_random_uuid(), id, :la, :la, 'local_authority', 'notice', '2026-02-02', '2026-02-02', 'declined', :la,
    'parent', now() FROM cases
"""


async def test_a_notice_that_was_recorded_twice_before_stays(own_database_url: str) -> None:
    """The first case of it stands for the notice; the others are kept as what they are."""
    engine = create_async_engine(own_database_url)
    await unmigrate(engine, "0015")
    async with engine.begin() as owner:
        await owner.execute(text("SET LOCAL session_replication_role = replica"))  # whatever rests on no record
        await owner.execute(text(_TWICE), {"la": BY_SLUG["sandbox-la-991"].id})
    await migrate(engine)
    async with engine.connect() as owner:
        found = await owner.execute(text("SELECT la_reference, not_a_duplicate FROM cases ORDER BY opened_at"))
        assert [tuple(row) for row in found] == [
            ("EHC-1", False), ("ehc\u20131 ", True), ("EHC 1", False), ("\uff25\uff28\uff23-1", True),
        ]  # fmt: skip
    await engine.dispose()


_TWICE = """
INSERT INTO cases (id, la_id, la_code, provider_id, la_reference, regime, kind, notice_sent_on, state, placement_only,
    facts, sealed, version, head, opened_at, updated_at)
SELECT gen_random_uuid(), :la, '991', :la, reference, 'cfa-2014', 'refusal_to_assess', '2026-02-02', 'notified', false,
    '{}', '', 1, '', now() + nth * interval '1 hour', now()
FROM unnest(ARRAY['EHC-1', U&'ehc\\20131 ', 'EHC 1', U&'\\FF25\\FF28\\FF23-1']) WITH ORDINALITY AS told (reference, nth)
"""
