"""What is asked again and again is planned once: making a plan takes longer than a page of a feed or a list."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from app.advice.offers import store as offers
from app.capacity.figures import store as figures
from app.cases import statements
from app.cases import store_lists as lists
from app.cases.store_lists import CaseSort
from app.duties import store as duties
from app.duties.filters import DutySort
from app.events.statements import FEED
from app.imports.statements import KNOWN_CASES
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor
from app.platform.db.connections import Statement
from app.platform.db.work import Database
from app.platform.sandbox_organisations import BY_SLUG
from tests.platform.sql.test_walls import as_organisation

EVENTS = 20_000
LA = OrganisationKind.LOCAL_AUTHORITY
_A_REFERENCE = lists._page(LA, frozenset({"la_reference"}), CaseSort.LATEST_UPDATED, False)
PLANNED_FOR_THE_VALUES = 5
"""So often PostgreSQL plans for the values at hand before it compares with a plan for any."""

_FILL = f"""
INSERT INTO events (case_id, seq, la_id, provider_id, type, by_kind, organisation_id, client_id, occurred_on,
    recorded_at, changes, previous, hash, xid)
SELECT md5((n / 5)::text)::uuid, 1 + n % 5, :la, :provider, 'case-opened', 'local_authority', :la, 'a client',
    '2026-02-02', now(), '{{}}', '', '', (3 + n * 700 / {EVENTS})::text::xid8 FROM generate_series(1, {EVENTS}) n
"""  # noqa: S608 - a constant
_LISTED = f"""
INSERT INTO cases (id, la_id, la_code, provider_id, la_reference, regime, kind, notice_sent_on, state, placement_only,
    facts, sealed, version, head, opened_at, updated_at, arrange_by, offer_on, due_on)
SELECT md5(n::text)::uuid, :la, '991', :provider, 'EHC-' || n, 'cfa-2014', 'refusal_to_assess',
    date '2026-02-02' + n % 90,
    'notified', false, '{{}}', '', 1, '', now(), now() - n * interval '1 minute',
    date '2026-03-04' + n % 90, date '2026-02-02' + n % 90, date '2026-03-04' + n % 90
FROM generate_series(1, {EVENTS}) n
"""  # noqa: S608 - the columns and conditions are our own text
_JOURNAL = f"""
INSERT INTO journal (record_id, seq, owner_id, record, type, by_kind, organisation_id, client_id, occurred_on,
    recorded_at, changes, previous, hash, xid)
SELECT md5(n::text)::uuid, 1, :provider, 'mediator', 'mediator-registered', 'mediation_provider', :provider, 'a client',
    '2026-02-02', now(), '{{}}', '', '', (3 + n * 700 / {EVENTS})::text::xid8 FROM generate_series(1, {EVENTS}) n
"""  # noqa: S608 - the columns and conditions are our own text
_SCANNED = "SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE relname IN ('events', 'journal')"
_HOW_PLANNED = Statement("SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement = :sql")


@pytest.fixture(scope="module")
async def large(database_url: str) -> str:
    """A database with a long feed and a long list of one authority and one provider. These tests only read it."""
    engine = create_async_engine(database_url)
    whose = {"la": BY_SLUG["sandbox-la-991"].id, "provider": BY_SLUG["sandbox-provider-a"].id}
    async with engine.begin() as owner:
        await owner.execute(text("SET LOCAL session_replication_role = replica"))  # whatever rests on no record
        await owner.execute(text(_FILL), whose)
        await owner.execute(text(_LISTED), whose)
        await owner.execute(text(_JOURNAL), whose)
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as owner:
        await owner.execute(text("ANALYZE events, cases, journal"))
    await engine.dispose()
    return database_url


@pytest.fixture
async def alone(large: str) -> AsyncIterator[Database]:
    """The same, through one connection."""
    database = Database(large, 1)
    await database.open()
    yield database
    await database.close()


PAGES: dict[str, Callable[[OrganisationKind], Statement]] = {
    "feed": lambda kind: FEED[kind.value],
    "cases": lambda kind: lists._page(kind, frozenset(), CaseSort.LATEST_UPDATED, True),
}
WHO = ("sandbox-la-991", "sandbox-provider-a")


NEXT_PAGES: dict[str, tuple[Callable[[OrganisationKind], Statement], str]] = {
    "the waiting line": (
        lambda kind: figures._of_own(kind, figures._LINE + figures._ONWARD, figures._IN_LINE),
        r"Index Cond: .*arrange_by >=",
    ),
    "cases by due date": (
        lambda kind: lists._page(kind, frozenset(), CaseSort.DUE, True),
        r"Index Cond: .*ROW\((mediation_)?due_on, id\) >",
    ),
    "cases by due date, the last first": (
        lambda kind: lists._page(kind, frozenset(), CaseSort.LATEST_DUE, True),
        r"Index Cond: .*ROW\((mediation_)?due_on, id\) <",
    ),
    "cases by notice": (
        lambda kind: lists._page(kind, frozenset(), CaseSort.NOTICE, True),
        r"Index Cond: .*ROW\(notice_sent_on, id\) >",
    ),
    "duties as they were opened": (
        lambda kind: duties._page(kind, frozenset(), DutySort.LATEST_OPENED, True),
        r"Index Cond: .*ROW\(opened_on, id\) <",
    ),
    "duties as they were done": (
        lambda kind: duties._page(kind, frozenset(), DutySort.LATEST_MET, True),
        r"Index Cond: .*ROW\(met_on, id\) <",
    ),
    "duties that were late": (
        lambda kind: duties._page(kind, frozenset(), DutySort.LATEST_BREACHED, True),
        r"Index Cond: .*ROW\(due_on, id\) <",
    ),
    "offers due": (lambda kind: offers._DUE[kind, True], r"Index Cond: .*ROW\(offer_on, id\) >"),
}
"""With what finds the place from which a page goes on."""


async def test_an_index_finds_where_the_next_page_begins(large: str) -> None:
    """A page that skips what lies before it is the slower the further on it is."""
    day = date(2026, 4, 30)
    values = {"due": day, "today": day, "requested": str(day), "after": UUID(int=0), "limit": 51} | {
        "at": day,
        "day": day,
        "id": UUID(int=0),
    }
    engine = create_async_engine(large)
    for slug in WHO:
        one = BY_SLUG[slug]
        async with as_organisation(engine, slug) as connection:
            for name, (page, finds) in NEXT_PAGES.items():
                asked = page(one.kind)
                given = tuple((values | {"organisation": one.id})[value] for value in asked.names)
                plan = "\n".join((await connection.exec_driver_sql(f"EXPLAIN {asked.sql}", given)).scalars())
                assert re.search(finds, plan), (name, slug, plan)
    await engine.dispose()


async def test_a_page_is_planned_once_for_all(alone: Database) -> None:
    place = {
        "xid": "300",
        "position": 0,
        "at": datetime.now(UTC),
        "id": UUID(int=0),
        "limit": 50,
        "today": date(2026, 4, 30),
    }
    for name, page in PAGES.items():
        for slug in WHO:
            one = BY_SLUG[slug]
            statement = page(one.kind)
            async with alone.work(Actor(one.id, one.kind, slug)) as work:
                for _ in range(3 * PLANNED_FOR_THE_VALUES):
                    rows = await work.connection.run(statement, {"organisation": one.id, **place})
                [planned] = await work.connection.run(_HOW_PLANNED, {"sql": statement.sql})
            assert len(rows) == 50, (name, slug)
            assert planned.custom_plans == PLANNED_FOR_THE_VALUES, (name, slug)
            assert planned.generic_plans == 2 * PLANNED_FOR_THE_VALUES, (name, slug)


async def test_no_look_at_the_feed_reads_the_whole_of_it(large: str) -> None:
    """Readiness and the metrics ask these every few seconds."""
    looks = (
        "SELECT * FROM app_feed_lag()",
        "SELECT app_feed_is_in_order()",
        "SELECT * FROM app_feed_place(NULL, '3', 1, 'x')",
    )
    engine = create_async_engine(large)
    for look in looks:
        async with engine.connect() as owner:
            await owner.execute(text(look))
            scanned = await owner.execute(text(_SCANNED))
            assert {row.relname: row.seq_scan for row in scanned} == {"events": 0, "journal": 0}, look
    await engine.dispose()


async def test_the_case_of_a_notice_is_found_by_an_index(large: str) -> None:
    """Each notice that is recorded asks this, with a reference or without one."""
    values = {
        "la": BY_SLUG["sandbox-la-991"].id, "kind": "refusal_to_assess", "days": [date(2026, 2, 2)], "appellant": None,
        "but": None, "holder": "parent",
    }  # fmt: skip
    engine, asked = create_async_engine(large), statements.SAME_NOTICE
    for slug, reference in product(WHO, ("EHC-77", None)):
        async with as_organisation(engine, slug) as connection:
            given = {**values, "reference": reference}
            await connection.exec_driver_sql(asked.sql, tuple(given[name] for name in asked.names))
            scanned = await connection.exec_driver_sql(
                "SELECT seq_scan, idx_scan > 0 AS by_index FROM pg_stat_xact_user_tables WHERE relname = 'cases'"
            )
            assert [tuple(row) for row in scanned] == [(0, True)], (slug, reference)
    await engine.dispose()


_READ = "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'cases'"
MANY = 1_000


@pytest.mark.parametrize(("slug", "reference"), tuple(product(WHO, ("EHC-77", None))))
async def test_a_plan_from_when_there_were_no_cases_reads_few_of_many(
    own_database_url: str, slug: str, reference: str | None
) -> None:
    """A first caseload comes in while plans from the empty table are kept: each row would read every row before it."""
    la, day = BY_SLUG["sandbox-la-991"].id, date(2027, 2, 2)
    notice = {"la": la, "kind": "refusal_to_assess", "days": [day], "appellant": None, "but": None}
    notice["holder"] = "parent"
    looks: list[tuple[Statement, dict[str, Any]]] = [
        (statements.SAME_NOTICE, {**notice, "reference": reference}),
        (KNOWN_CASES, {"references": [reference or "EHC-78"]}),
    ]
    engine = create_async_engine(own_database_url)
    async with as_organisation(engine, slug) as connection:
        for asked, values in looks * 3 * PLANNED_FOR_THE_VALUES:
            await connection.exec_driver_sql(asked.sql, tuple(values[name] for name in asked.names))
        await connection.execute(text("RESET ROLE"))
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        many = _LISTED.replace(str(EVENTS), str(MANY))
        await connection.execute(text(many), {"la": la, "provider": BY_SLUG["sandbox-provider-a"].id})
        await connection.execute(text("SET LOCAL ROLE mediation_app"))
        before = (await connection.execute(text(_READ))).scalar_one()
        for asked, values in looks:
            await connection.exec_driver_sql(asked.sql, tuple(values[name] for name in asked.names))
        after = (await connection.execute(text(_READ))).scalar_one()
    await engine.dispose()
    assert after - before <= 30


async def test_a_reference_is_looked_up_and_not_looked_for(large: str) -> None:
    """Row-level security keeps an index from serving most functions."""
    values = {
        "organisation": BY_SLUG[WHO[0]].id, "la_reference": "EHC-77", "limit": 51, "today": date(2026, 4, 30),
    }  # fmt: skip
    engine, asked = create_async_engine(large), _A_REFERENCE
    async with as_organisation(engine, WHO[0]) as connection:
        given = tuple(values[name] for name in asked.names)
        plan = "\n".join((await connection.exec_driver_sql(f"EXPLAIN {asked.sql}", given)).scalars())
    await engine.dispose()
    assert re.search(r"Index Scan using cases_reference_idx.*\n *Index Cond: .*plain_reference", plan), plan
