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


@pytest.mark.parametrize("path", REVISIONS, ids=lambda path: path.stem)
def test_each_gives_up_rather_than_queue_the_service_behind_it(path: Path) -> None:
    for direction in ("upgrade", "downgrade"):
        body = path.read_text().partition(f"def {direction}()")[2].partition("\ndef ")[0]
        first = next(line.strip() for line in body.splitlines()[1:] if line.strip() and "#" not in line)
        assert first.startswith("op.execute(\"SET LOCAL lock_timeout = '"), f"{path.stem} {direction}: {first}"


async def test_a_new_migration_is_born_with_its_lock_timeout() -> None:
    template = (REVISIONS[0].parents[1] / "script.py.mako").read_text()
    assert template.count("SET LOCAL lock_timeout") == 2


async def test_up_down_and_up_again(empty: AsyncEngine) -> None:
    await migrate(empty)
    first = await schema(empty)
    await unmigrate(empty)
    left = await schema(empty)
    assert [one for one in left if "alembic_version" not in one] == []
    await migrate(empty)
    assert await schema(empty) == first


async def test_each_step_down_is_the_opposite_of_its_step_up(empty: AsyncEngine) -> None:
    revisions = [script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()][::-1]
    stood = ["base", *revisions[:-1]]
    for below, revision in zip(stood, revisions, strict=True):
        before = await schema(empty)
        await migrate(empty, revision)
        await unmigrate(empty, below)
        assert [one for one in await schema(empty) if "alembic_version" not in one] == [
            one for one in before if "alembic_version" not in one
        ], revision
        await migrate(empty, revision)


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
    """Alembic compares no CHECK constraints: these are compared by name, their words in tests/db."""
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


async def schema(engine: AsyncEngine) -> list[str]:
    """Everything that stands in the public schema, as text: tables, columns, constraints, indexes, walls, functions."""
    async with engine.connect() as connection:
        found = await connection.execute(text(_SCHEMA))
        return sorted(found.scalars())


_SCHEMA = """
SELECT format('column %s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT format('index %s', indexdef) FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT format('policy %s %s %s %s %s', tablename, policyname, cmd, qual, with_check) FROM pg_policies
UNION ALL SELECT format('walled %s', relname) FROM pg_class
WHERE relrowsecurity AND relnamespace = 'public'::regnamespace
UNION ALL SELECT format('trigger %s', pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT format('grant %s %s %s', table_name, grantee, privilege_type)
FROM information_schema.role_table_grants WHERE grantee = 'mediation_app'
UNION ALL SELECT format('function %s', pg_get_functiondef(oid)) FROM pg_proc
WHERE pronamespace = 'public'::regnamespace
"""


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
