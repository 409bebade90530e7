"""The list of appeals over HTTP: narrowed, sorted, and what is due next in each."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.appeals.http.appealed import an_appeal
from tests.support.capacity import in_days
from tests.support.parties import Party


async def test_the_list_is_narrowed_and_sorted(la: Party, provider: Party, tribunal: Party) -> None:
    await an_appeal(la, provider, tribunal, la_reference="APPEALS-1")
    case, appeal = await an_appeal(la, provider, tribunal, la_reference="APPEALS-2")
    await la.posts(f"/v1/appeals/{appeal}/response", {"occurred_on": "2026-05-06"})
    both = await la.lists("/v1/appeals", la_reference="appeals-")
    assert len(both) == 2
    assert [one["id"] for one in await la.lists("/v1/appeals", la_reference="appeals-", state="responded")] == [appeal]
    first, second = await la.lists("/v1/appeals", la_reference="appeals-", sort="updated_at", limit=1)
    assert (first["updated_at"], second["id"]) < (second["updated_at"], first["id"]) or second["id"] == appeal
    for asked in ({"track": "cease"}, {"outcome": "upheld"}, {"registered_from": "2026-03-27"}):
        assert await la.lists("/v1/appeals", case_id=case, **asked) == []
    csv = await la.sends("GET", "/v1/appeals", params={"case_id": case}, headers={"Accept": "text/csv"})
    assert csv.text.splitlines()[1].startswith(appeal)


@pytest.mark.parametrize("sort", ["next_due_on", "-next_due_on", "hearing_on", "-hearing_on"])
async def test_the_list_is_sorted_by_what_comes_next(sort: str, la: Party, provider: Party, tribunal: Party) -> None:
    """Page by page, as in one piece. An appeal without such a day counts as later than all others."""
    prefix, column = f"NEXT{sort}-", sort.removeprefix("-")
    days = {number: in_days(number * 7) for number in (3, 1, 2)}
    for number in (3, 0, 1, 2):
        _, appeal = await an_appeal(la, provider, tribunal, la_reference=f"{prefix}{number}")
        if number:
            listed = {"occurred_on": "2026-05-11", "listed_for": days[number], "format": "video"}
            await tribunal.posts(f"/v1/appeals/{appeal}/hearing", listed)
            orders = [{"order_kind": "amend_plan", "directed": [{"step": "amended_plan", "due_on": days[number]}]}]
            ended = {"occurred_on": "2026-05-12", "outcome": "upheld", "orders": orders}
            await tribunal.posts(f"/v1/appeals/{appeal}/outcome", ended)
        else:
            await tribunal.posts(
                f"/v1/appeals/{appeal}/outcome", {"occurred_on": "2026-05-12", "outcome": "struck_out"}
            )
    in_order = [days[1], days[2], days[3], None]
    for party in (la, tribunal):
        for limit in (1, 50):
            found = await party.lists("/v1/appeals", la_reference=prefix, sort=sort, limit=limit)
            assert [one[column] for one in found] == (in_order if sort == column else in_order[::-1])
    answer = await provider.sends("GET", "/v1/appeals", params={"sort": sort})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/sort")
    outside = await provider.lists("/v1/appeals", la_reference=prefix)
    assert {one[member] for one in outside for member in ("next_due_on", "hearing_on")} == {None}


async def test_the_next_date_is_that_of_the_case(
    la: Party, provider: Party, tribunal: Party, owner: AsyncEngine
) -> None:
    """Also when the stored date has passed, and only on the last appeal."""
    case, appeal = await an_appeal(la, provider, tribunal)
    orders = [{"order_kind": "name_setting", "directed": [{"step": "name_setting", "due_on": in_days(40)}]}]
    ended = {"occurred_on": "2026-05-12", "outcome": "upheld", "orders": orders}
    await tribunal.posts(f"/v1/appeals/{appeal}/outcome", ended)
    async with owner.begin() as connection:
        await connection.execute(text("UPDATE cases SET due_on = '2026-05-01' WHERE id = :case"), {"case": case})
    for sort in ("next_due_on", "registered_on"):
        [line] = await la.lists("/v1/appeals", case_id=case, sort=sort)
        assert line["next_due_on"] == in_days(40)
    await tribunal.posts(f"/v1/appeals/{appeal}/reinstatement", {"occurred_on": "2026-05-13"})
    await tribunal.posts(f"/v1/appeals/{appeal}/outcome", {"occurred_on": "2026-05-14", "outcome": "struck_out"})
    await tribunal.records(case, "register-appeal", basis="certificate", occurred_on=in_days(-1))
    lines = {one["id"]: one["next_due_on"] for one in await tribunal.lists("/v1/appeals", case_id=case)}
    assert lines.pop(appeal) is None
    assert all(lines.values()), "the response to the second appeal is due"
