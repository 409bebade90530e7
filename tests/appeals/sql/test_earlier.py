"""How the same issue ended before, over HTTP: the authority alone is told, and one index finds the appeals."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.appeals.store import _EARLIER
from tests.appeals.http.appealed import an_appeal
from tests.platform.sql.test_walls import as_organisation
from tests.support.parties import Party, declines

MANY = 14
_COPIES = text(
    "INSERT INTO appeals (id, case_id, la_id, number, kind, track, state, outcome, basis, late, registered_on,"
    " ended_on, notice_sent_on, updated_at, facts) SELECT gen_random_uuid(), a.case_id, a.la_id, 1 + n, a.kind,"
    " a.track, a.state, a.outcome, a.basis, a.late, a.registered_on, a.ended_on, a.notice_sent_on,"
    " a.updated_at, c.facts FROM appeals a JOIN cases c ON c.id = a.case_id, generate_series(1, :more) n"
    " WHERE a.id = CAST(:appeal AS uuid)"
)


@pytest.fixture(scope="module")
async def settled(owner: AsyncEngine, la: Party, provider: Party, tribunal: Party) -> None:
    """As many appeals that ended with a consent order about Section F."""
    _, appeal = await an_appeal(la, provider, tribunal)
    orders = [{"order_kind": "amend_plan", "sections": ["F"]}]
    outcome = {"occurred_on": "2026-05-08", "outcome": "consent_order", "orders": orders}
    await tribunal.posts(f"/v1/appeals/{appeal}/outcome", outcome)
    async with owner.begin() as connection:
        await connection.execute(_COPIES, {"appeal": appeal, "more": MANY - 1})


@pytest.mark.usefixtures("settled")
async def test_the_authority_alone_is_told_how_the_issue_ended_before(
    la: Party, provider: Party, tribunal: Party, other_la: Party
) -> None:
    _, appeal = await an_appeal(la, provider, tribunal)
    [one] = (await la.gets(f"/v1/appeals/{appeal}"))["resolvable"]
    assert (one["issue"], one["sure"]) == ("F", "likely")
    assert one["earlier"] == {"appeals": MANY, "settled": None, "not_settled": None}, "the rest is smaller than 5"
    assert one["because"].startswith(
        f"We counted this authority's last {MANY} appeals that have ended and had the same issue"
    )
    sent = await la.posts(f"/v1/appeals/{appeal}/response", {"occurred_on": "2026-05-06"})
    assert sent["resolvable"] == [one]
    assert (await tribunal.gets(f"/v1/appeals/{appeal}"))["resolvable"] == []
    assert (await provider.gets(f"/v1/appeals/{appeal}"))["resolvable"] is None
    case = await other_la.opens(kind="plan_content", sections=("F",))
    await declines(provider, case)
    await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-03-26")
    [elsewhere] = await other_la.lists("/v1/appeals", case_id=case)
    assert (await other_la.gets(f"/v1/appeals/{elsewhere['id']}"))["resolvable"] == []


@pytest.mark.usefixtures("settled")
async def test_an_earlier_appeal_that_cannot_be_read_hides_no_other(
    la: Party, provider: Party, tribunal: Party, owner: AsyncEngine
) -> None:
    """The advice is beside the appeal: nobody waits for the operator to record a step."""
    _, appeal = await an_appeal(la, provider, tribunal)
    altered = text(
        "UPDATE appeals SET facts = jsonb_set(facts, '{orders}', '[{\"order_kind\": \"none of ours\"}]') WHERE id ="
        " (SELECT id FROM appeals WHERE la_id = CAST(:la AS uuid) AND facts IS NOT NULL LIMIT 1) RETURNING id"
    )
    async with owner.begin() as connection:
        assert (await connection.execute(altered, {"la": la.id})).one()
    [one] = (await la.gets(f"/v1/appeals/{appeal}"))["resolvable"]
    assert one["earlier"]["appeals"] == MANY - 1
    sent = await la.posts(f"/v1/appeals/{appeal}/response", {"occurred_on": "2026-05-06"})
    assert sent["resolvable"] == [one]


@pytest.mark.usefixtures("settled")
async def test_one_index_finds_the_earlier_appeals(owner: AsyncEngine, la: Party) -> None:
    values = {"organisation": la.id, "kind": "plan_content", "case_id": la.id}
    async with as_organisation(owner, la.slug) as connection:
        await connection.execute(text("SET LOCAL enable_seqscan = off"))
        asked = tuple(values[name] for name in _EARLIER.names)
        plan = "\n".join((await connection.exec_driver_sql(f"EXPLAIN {_EARLIER.sql}", asked)).scalars())
    assert "appeals_la_ended_idx" in plan
    assert "Seq Scan on appeals" not in plan
    assert "Seq Scan on cases c " not in plan
