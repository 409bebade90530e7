"""Lists of cases: every order, every reader, page by page; and no filter or order tells what a reader is not told."""

from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.cases.reckoning import work_out_dates
from app.cases.store_lists import CaseSort
from app.cases.tables import BEFORE_THE_TRIBUNAL
from app.cases.turning import store_next_dates
from tests.support.parties import Party, declines

REFERENCE = "EH991/26/04711"


async def day(la: Party) -> date:
    return date.fromisoformat((await la.gets("/sandbox/clock"))["today"])


@pytest.fixture(scope="module")
async def cases(la: Party, provider: Party, tribunal: Party) -> dict[str, str]:
    """One case at each point that matters to who is told which date."""
    today = await day(la)
    recent = {"notice_sent_on": (today - timedelta(days=10)).isoformat()}
    made = {
        "silent": await la.opens(),
        "running": await la.opens(kind="plan_content", sections=("F", "I"), **recent),
        "waiting": await la.opens(**recent),
        "placement, waiting": await la.opens(kind="plan_content", sections=("I",), **recent),
        "certified": await la.opens(),
        "appealed": await la.opens(la_reference="Appealed/1"),
    }
    on = {"occurred_on": (today - timedelta(days=5)).isoformat()}
    for name in ("waiting", "placement, waiting"):
        await provider.records(made[name], "contact-adviser", **on)
        await provider.records(made[name], "request-mediation", issues=["F"], **on)
    await declines(provider, made["certified"])
    await declines(provider, made["appealed"])
    await tribunal.records(made["appealed"], "register-appeal", basis="certificate", tribunal_reference=REFERENCE, **on)
    return made


async def listed(reader: Party, **asked: Any) -> list[dict[str, Any]]:
    return await reader.lists("/v1/cases", limit=2, **asked)


async def ids(reader: Party, **asked: Any) -> list[str]:
    return [line["id"] for line in await listed(reader, **asked)]


async def test_each_order_shows_every_case_once(
    cases: dict[str, str], la: Party, provider: Party, tribunal: Party
) -> None:
    for reader in (la, provider, tribunal):
        everything = await listed(reader)
        assert len(everything) == (3 if reader is tribunal else len(cases))
        for sort in CaseSort:
            found = await listed(reader, sort=sort.value)
            keys = [(line[sort.column] or "infinity", line["id"]) for line in found]
            assert keys == sorted(keys, reverse=sort.descends), (reader.slug, sort)
            assert sorted(one["id"] for one in found) == sorted(one["id"] for one in everything)


async def test_what_is_due_next_is_the_earliest_date_that_its_reader_is_told(
    cases: dict[str, str], la: Party, provider: Party, tribunal: Party
) -> None:
    seen: dict[str, set[str | None]] = {case: set() for case in cases.values()}
    for reader in (la, provider, tribunal):
        for line in await listed(reader):
            dates = (await reader.gets(f"/v1/cases/{line['id']}/deadlines"))["deadlines"]
            running = [one["due_on"] for one in dates if one["status"] == "running"]
            assert line["due_on"] == min(running, default=None), (reader.slug, line)
            seen[line["id"]].add(line["due_on"])
    assert len(seen[cases["placement, waiting"]]) == 2  # the tribunal is not told of the session that is to be arranged
    assert seen[cases["silent"]] == {None}
    assert len({frozenset(each) for each in seen.values()}) > 2


async def test_the_tribunal_finds_no_case_by_a_date_that_it_is_not_told(
    cases: dict[str, str], la: Party, tribunal: Party
) -> None:
    case = cases["placement, waiting"]
    [arrange] = {line["due_on"] for line in await listed(la) if line["id"] == case}
    span = {"due_from": arrange, "due_to": arrange}
    assert case in await ids(la, **span)
    assert case not in await ids(tribunal, **span)
    assert case not in await ids(tribunal, due_to=arrange)


async def test_cases_are_found_by_the_numbers_on_their_papers(
    cases: dict[str, str], la: Party, provider: Party, other_la: Party, tribunal: Party
) -> None:
    old = (await la.sees(cases["certified"]))["certificate"]["number"]
    new = (await provider.records(cases["certified"], "reissue-certificate"))["certificate"]["number"]
    for reader in (la, provider, tribunal):
        for number in (old, new.lower()):
            assert await ids(reader, certificate_number=number) == [cases["certified"]]
        assert await ids(reader, tribunal_reference=REFERENCE.lower()) == [cases["appealed"]]
        assert await ids(reader, tribunal_reference=REFERENCE[:-1]) == []
        assert await ids(reader, la_reference="appealed") == [cases["appealed"]]
    for asked in ({"certificate_number": new}, {"tribunal_reference": REFERENCE}):
        assert await ids(other_la, **asked) == []


async def test_days_of_change_and_of_dates_narrow(cases: dict[str, str], la: Party) -> None:
    today = await day(la)
    tomorrow = (today + timedelta(days=1)).isoformat()
    assert len(await ids(la, updated_from=today.isoformat(), updated_to=today.isoformat())) == len(cases)
    assert await ids(la, updated_from=tomorrow) == []
    assert await ids(la, updated_to=(today - timedelta(days=1)).isoformat()) == []
    due = {line["id"] for line in await listed(la) if line["due_on"]}
    assert set(await ids(la, due_from=today.isoformat())) == due
    assert cases["silent"] not in due
    for edge in ("0001-01-01", "9999-12-31"):
        spans = {f"{name}_{end}": edge for name in ("due", "updated", "notice_sent") for end in ("from", "to")}
        assert (await la.sends("GET", "/v1/cases", params=spans)).status_code == 200


@pytest.mark.usefixtures("cases")
async def test_a_provider_a_regime_and_a_notice_status_may_be_given_several_times(other_la: Party) -> None:
    first, second = "sandbox-provider-a", "sandbox-provider-b"
    made = {slug: await other_la.opens(provider=slug) for slug in (first, second)}
    green = await other_la.opens(provider=second, regime="green-paper-2022")
    everything = {*made.values(), green}
    for asked, found in (
        ({"provider": first}, {made[first]}),
        ({"provider": [first, second]}, everything),
        ({"provider": second, "regime": ["green-paper-2022", "cfa-2014"]}, {made[second], green}),
        ({"provider": [first, second], "regime": "green-paper-2022"}, {green}),
        ({"notice_status": ["provisional", "confirmed"]}, everything),
        ({"notice_status": ["provisional", "disputed"]}, set()),
    ):
        assert {*await ids(other_la, **asked)} & everything == found, asked
    counted = await other_la.gets("/v1/cases/summary", provider=[first, second])
    assert counted["cases"] == len(await ids(other_la, provider=[second, first, second]))
    for path in ("/v1/cases", "/v1/sessions", "/v1/mediators"):
        unknown = await other_la.sends("GET", path, params={"provider": [first, "nobody"]})
        assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "#/provider"), path
    mediators = await other_la.lists("/v1/mediators", provider=[first, second])
    assert mediators == await other_la.lists("/v1/mediators")


async def test_a_cursor_of_one_order_is_none_of_another(la: Party) -> None:
    following = (await la.gets("/v1/cases", limit=2, sort="due_on"))["next"]
    for sort in ("-due_on", "notice_sent_on", "-updated_at"):
        answer = await la.sends("GET", following.replace("sort=due_on", f"sort={sort}"))
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "cursor")


async def test_counts_agree_with_the_list(
    cases: dict[str, str], la: Party, provider: Party, tribunal: Party, icb: Party
) -> None:
    for reader in (la, provider, tribunal, icb):
        for asked in ({}, {"kind": "plan_content"}, {"due_to": "9999-12-31", "state": ["notified", "certified"]}):
            lines = await listed(reader, **asked)
            counts = await reader.gets("/v1/cases/summary", **asked)
            assert counts["cases"] == len(lines)
            for member, by in (("state", "by_state"), ("kind", "by_kind")):
                counted = {one[member]: one["cases"] for one in counts[by]}
                assert counted == {word: sum(line[member] == word for line in lines) for word in counted}
                assert sum(counted.values()) == len(lines)
            assert sum(one["cases"] for one in counts["by_provider"]) == len(lines)
    told = {one["state"] for one in (await tribunal.gets("/v1/cases/summary"))["by_state"]}
    assert told == {(await tribunal.sees(case))["state"] for case in await ids(tribunal)}
    assert len(cases) == (await la.gets("/v1/cases/summary"))["cases"]


_DATES = text(
    "SELECT id, due_on, due_dates, tribunal_due_on, tribunal_due_dates, mediation_due_on, mediation_due_dates"
    " FROM cases ORDER BY id"
)


async def test_dates_that_have_passed_are_read_right_and_then_stored_right(
    cases: dict[str, str], app: FastAPI, owner: AsyncEngine, la: Party, provider: Party, tribunal: Party
) -> None:
    service = app.state.service

    async def stored() -> list[Any]:
        async with owner.connect() as connection:
            return [tuple(row) for row in await connection.execute(_DATES)]

    async def shown() -> list[Any]:
        return [await listed(one, sort=sort) for one in (la, provider, tribunal) for sort in ("due_on", "-due_on")]

    before, lists = await stored(), await shown()
    assert any(row[1] != row[3] for row in before)
    async with owner.begin() as connection:
        await connection.execute(text("UPDATE cases SET due_on = '2020-01-01', mediation_due_on = '2020-01-01'"))
        before_it = f"UPDATE cases SET tribunal_due_on = '2020-01-01' WHERE {BEFORE_THE_TRIBUNAL}"  # noqa: S608 - our own
        await connection.execute(text(before_it))
    assert await shown() == lists
    assert await store_next_dates(service.database) > len(cases)
    assert await stored() == before
    async with owner.begin() as connection:
        forgotten = ", ".join(
            f"{whose}due_on = 'infinity', {whose}due_dates = NULL" for whose in ("", "mediation_", "tribunal_")
        )
        await connection.execute(text(f"UPDATE cases SET {forgotten} WHERE la_code = '991'"))  # noqa: S608 - a constant
    assert await work_out_dates(owner, service.pathway.law) == len(cases)
    assert await stored() == before
