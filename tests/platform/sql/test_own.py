"""What an organisation asks of its own is found by an index, however many others there are."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.capacity.allocations import store as allocations
from app.capacity.figures import store as figures
from app.capacity.sessions import store as sessions
from app.capacity.sessions.filters import SessionSort
from app.cases import store_lists as lists
from app.cases.store_lists import CaseSort
from app.kernel.terms import OrganisationKind
from app.platform.db.connections import Statement
from app.platform.sandbox_organisations import BY_SLUG
from tests.platform.sql.test_walls import as_organisation

ASKERS = ("sandbox-la-991", "sandbox-provider-a", "sandbox-icb")
LISTS: dict[str, Callable[[OrganisationKind], Statement]] = {
    "cases": lambda kind: lists._page(kind, frozenset(), CaseSort.LATEST_UPDATED, False),
    "cases by due date": lambda kind: lists._page(kind, frozenset(), CaseSort.DUE, False),
    "cases by notice": lambda kind: lists._page(kind, frozenset(), CaseSort.LATEST_NOTICE, False),
    "a certificate": lambda kind: lists._page(kind, frozenset({"certificate_number"}), CaseSort.LATEST_UPDATED, False),
    "an appeal": lambda kind: lists._page(kind, frozenset({"tribunal_reference"}), CaseSort.LATEST_UPDATED, False),
    "counts": lambda kind: lists._counts(kind, frozenset()),
    "sessions": lambda kind: sessions._page(kind, frozenset(), SessionSort.EARLIEST, onward=False),
    "waiting to be placed": allocations._waiting,
    "waiting by area": lambda kind: figures._of_own(kind, figures._WAITING_BY_AREA),
    "the waiting line": lambda kind: figures._of_own(kind, figures._LINE, figures._IN_LINE),
    "searches in vain": figures._unmet,
}


@pytest.mark.parametrize("slug", ASKERS)
@pytest.mark.parametrize("name", LISTS)
async def test_no_list_reads_everybodys(owner: AsyncEngine, slug: str, name: str) -> None:
    one = BY_SLUG[slug]
    statement = LISTS[name](one.kind)
    values = {"organisation": one.id, "limit": 50, "from": datetime.now(UTC), "until": datetime.now(UTC)}
    async with as_organisation(owner, slug) as connection:
        await connection.execute(text("SET LOCAL enable_seqscan = off"))
        given = [values.get(asked) for asked in statement.names]
        rows = await connection.exec_driver_sql(f"EXPLAIN {statement.sql}", tuple(given))
        plan = list(rows.scalars())
    assert "Seq Scan" not in "\n".join(without_policies(plan)), plan


def without_policies(plan: list[str]) -> list[str]:
    """A plan without what its policies look up, row by row, for those rows that an index has found."""
    left, inside = [], 0
    for line in plan:
        depth = len(line) - len(line.lstrip())
        if inside and depth > inside:
            continue
        inside = depth if line.strip().startswith("SubPlan") else 0
        left.append(line)
    return left
