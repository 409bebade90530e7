"""A case that was changed past the service so that it cannot be read: it says so, and hides no other."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.cases.http.test_tampering import past_the_log, verdict
from tests.support.capacity import wants_mediation
from tests.support.feed import feed
from tests.support.parties import Party

FACTS = {
    "no facts": "'{}'",
    "a list": "'[]'",
    "a kind that there is not": "jsonb_set(facts, '{kind}', '\"other\"')",
    "a day that there is not": "jsonb_set(facts, '{requested_on}', '\"2026-02-31\"')",
    "the last day of all": "jsonb_set(facts, '{requested_on}', '\"9999-12-31\"')",
    "the first day of all": "jsonb_set(facts, '{session_on}', '\"0001-01-01\"')",
    "a number for a day": "jsonb_set(facts, '{requested_on}', '253402214400')",
}


async def spoil(owner: AsyncEngine, case: str, column: str, value: str) -> None:
    async with past_the_log(owner) as connection:
        await connection.execute(
            text(f"UPDATE cases SET {column} = {value} WHERE id = CAST(:case AS uuid)"),  # noqa: S608 - words of this file
            {"case": case},
        )


@pytest.mark.parametrize("value", FACTS.values(), ids=FACTS)
async def test_a_case_that_cannot_be_read_says_so_and_hides_no_other(
    la: Party, provider: Party, owner: AsyncEngine, value: str
) -> None:
    """It waits for a session and for an offer of help, as the other does: it is on every list."""
    case, other = await wants_mediation(la, provider), await wants_mediation(la, provider)
    await spoil(owner, case, "facts", value)
    path = f"/v1/cases/{case}"
    for party in (la, provider):
        for reads in ("", "/deadlines", "/actions", "/advice-offers", "/mediation-needs", "/searches"):
            answer = await party.sends("GET", path + reads)
            assert (answer.status_code, answer.json()["type"]) == (409, "/problems/record-unreadable"), reads
    answer = await provider.tries(case, "decline-mediation")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/record-unreadable")

    assert await verdict(la, case) == (False, None, ["facts"])
    trail = await la.lists(f"{path}/events")
    assert [event["type"] for event in trail] == ["notice-recorded", "adviser-contacted", "mediation-requested"]

    assert {case, other} <= {one["id"] for one in await la.lists("/v1/cases")}
    assert {case, other} <= {one["case_id"] for one in (await feed(la))[0]}
    assert other in {one["case_id"] for one in await la.lists("/v1/capacity/waiting")}
    due = {one["case_id"] for one in await la.lists("/v1/advice-offers")}
    assert (case in due, other in due) == (False, True)
    asked = await provider.sends("POST", "/v1/capacity/allocations", json={})
    assert asked.status_code == 201


async def test_words_that_cannot_be_opened_are_no_failure_of_the_service(la: Party, owner: AsyncEngine) -> None:
    case = await la.opens()
    await spoil(owner, case, "sealed", "'spoilt'")
    answer = await la.sends("GET", f"/v1/cases/{case}")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/record-unreadable")
    assert (await la.sends("GET", f"/v1/cases/{case}/deadlines")).status_code == 200


@pytest.mark.parametrize("changes", ["'[]'", "'{}'", "'7'"])
async def test_events_that_add_up_to_nothing_are_not_intact(la: Party, owner: AsyncEngine, changes: str) -> None:
    case = await la.opens()
    async with past_the_log(owner) as connection:
        await connection.execute(
            text(f"UPDATE events SET changes = {changes} WHERE case_id = CAST(:case AS uuid)"),  # noqa: S608 - the columns and conditions are our own text
            {"case": case},
        )
    assert await verdict(la, case) == (False, 1, [])


async def test_a_notice_whose_contents_were_changed_is_not_intact(la: Party, owner: AsyncEngine) -> None:
    case = await la.opens()
    await spoil(owner, case, "notice_contents", "'7'")
    assert await verdict(la, case) == (False, None, ["notice_contents"])
    answer = await la.sends("GET", f"/v1/cases/{case}")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/record-unreadable")


@pytest.mark.parametrize(
    "change",
    [
        "changes = '7'",
        "about = '7'",
        "type = 'duty-completed'",
        "changes = jsonb_set(changes, '{stage}', '\"other\"')",
        "type = 'duty-completed', changes = '{\"completed\": 7}'",
        'type = \'duty-completed\', changes = \'{"completed": [{"code": "other"}]}\'',
    ],
)
async def test_an_event_that_cannot_be_shown_breaks_no_feed(
    la: Party, provider: Party, owner: AsyncEngine, change: str
) -> None:
    case, other = await la.opens(), await la.opens()
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    async with past_the_log(owner) as connection:
        await connection.execute(
            text(f"UPDATE events SET {change} WHERE case_id = CAST(:case AS uuid) AND seq = 2"),  # noqa: S608 - the columns and conditions are our own text
            {"case": case},
        )
    assert (await verdict(la, case))[:2] == (False, 2)
    for party in (la, provider):
        answer = await party.sends("GET", f"/v1/cases/{case}/events")
        assert answer.status_code in (200, 409)
        if answer.status_code == 409:
            assert answer.json()["type"] == "/problems/record-unreadable"
        assert {case, other} <= {one["case_id"] for one in (await feed(party))[0]}
