"""A start under another law leaves a trace: which dates of open cases moved, for those who see them."""

from dataclasses import replace

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.amendments.domain.amendment import Amendment, NewTime, amended
from app.amendments.upkeep import kept, law_of, note_law
from app.cases.domain.law import Law
from app.law.domain.model import Period, Unit
from tests.support.parties import Party, declines

PATH = "/v1/law/moved-dates"


@pytest.fixture
def law(app: FastAPI) -> Law:
    found: Law = app.state.service.pathway.law
    return found


@pytest.fixture
def other(law: Law) -> Law:
    """The same law with less time for the response, and with a stricter time to appeal."""
    times = {
        "lodge-within-two-months": NewTime(Period(50, Unit.DAYS)),
        "la-response": NewTime(Period(20, Unit.WORKING_DAYS)),
    }
    return amended(law, Amendment(times=times))


async def test_each_party_reads_what_moved_where_it_sees_the_deadline(
    owner: AsyncEngine, law: Law, other: Law, la: Party, other_la: Party, provider: Party, tribunal: Party
) -> None:
    waiting = await la.opens(notice_sent_on="2026-02-02")
    appealed = await la.opens(notice_sent_on="2026-02-02")
    await declines(provider, appealed)
    await tribunal.records(appealed, "register-appeal", basis="certificate", occurred_on="2026-03-10")
    await note_law(owner, law)
    assert await note_law(owner, law) is None, "the same law again moves nothing"
    noted = await note_law(owner, other)
    assert noted is not None
    assert noted[0] == law.version
    assert noted[1] >= 3
    for party in (la, provider):
        [moved] = [one for one in await party.lists(PATH, case_id=waiting) if one["code"] == "lodge-appeal"]
        assert (moved["due_before"], moved["due_after"]) == ("2026-04-02", "2026-03-24")
        assert (moved["before_version"], moved["after_version"]) == (law.version, other.version)
    for stranger in (other_la, tribunal):
        assert await stranger.lists(PATH, case_id=waiting) == []
    for party, told in ((la, True), (tribunal, True), (provider, False)):
        codes = {one["code"] for one in await party.lists(PATH, case_id=appealed)}
        assert ("la-response" in codes) is told, party.slug
    back = await note_law(owner, law)
    assert back == (other.version, noted[1]), "every date moves back"
    assert len(await la.lists(PATH, case_id=waiting, limit=1)) >= 2


@pytest.mark.parametrize("table", ["laws_applied", "moved_dates"])
async def test_the_trace_stays(owner: AsyncEngine, law: Law, table: str) -> None:
    await note_law(owner, law)
    async with owner.connect() as connection:
        with pytest.raises(DBAPIError, match="append-only"):
            await connection.execute(text(f"TRUNCATE {table} CASCADE"))


def test_a_stored_law_is_the_same_law(law: Law, other: Law) -> None:
    for one in (law, other, replace(law, readings=replace(law.readings, certificate_follows_the_right=False))):
        assert law_of(kept(one), law).version == one.version
