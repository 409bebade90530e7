"""Races to join and to leave one time: no session is left without its time, and no time is left without a session."""

from asyncio import gather
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.capacity.domain.words import MOST_JOINT
from tests.support.capacity import books, in_days, mediates, slots_for, wants_mediation
from tests.support.parties import Party

pytestmark = pytest.mark.usefixtures("in_line_for_long")

OFF = {"cancelled_by": "local_authority", "why": "unavailable"}
AGREE = text(
    "SELECT count(*) FROM engagements e WHERE mediator_id = CAST(:mediator AS uuid) AND expires_at IS NULL"
    " AND NOT EXISTS (SELECT FROM sessions s WHERE s.engagement_id = e.id)"
)


async def joins(party: Party, session: Any, case: str) -> httpx2.Response:
    body = {"joins": session["id"], "case_id": case, "one_family": True}
    return await party.sends("POST", "/v1/sessions", json=body)


async def cancels(party: Party, session: Any) -> httpx2.Response:
    return await party.sends("POST", f"/v1/sessions/{session['id']}/cancel", json=OFF)


async def a_session(la: Party, provider: Party) -> tuple[str, str, dict[str, Any]]:
    """A mediator, a slot, and the session that is booked in the slot."""
    mediator = await mediates(provider, {"extra": [{"on": in_days(15), "starts": "09:00", "ends": "17:00"}]})
    case = await wants_mediation(la, provider)
    slots = await slots_for(la, case, mediator)
    return mediator, slots[-1]["id"], await books(la, case, slots[0]["id"])


async def agree(owner: AsyncEngine, mediator: str) -> bool:
    """Whether all booked time of a mediator is a session's."""
    async with owner.connect() as connection:
        return bool(await connection.scalar(AGREE, {"mediator": mediator}) == 0)


async def test_of_all_that_join_at_once_so_many_succeed(la: Party, provider: Party, owner: AsyncEngine) -> None:
    mediator, _, session = await a_session(la, provider)
    waiting = await gather(*(wants_mediation(la, provider) for _ in range(MOST_JOINT + 2)))
    answers = await gather(*(joins(la, session, case) for case in waiting))
    assert sorted(answer.status_code for answer in answers) == [201] * (MOST_JOINT - 1) + [409] * 3
    left = await la.lists("/v1/sessions", joint_with=session["id"])
    assert len(left) == MOST_JOINT
    gone = await gather(*(cancels(la, one) for one in left))
    assert {answer.status_code for answer in gone} == {200}
    assert await agree(owner, mediator)
    stranger = await wants_mediation(la, provider)
    assert session["starts_at"] in [one["starts_at"] for one in await slots_for(la, stranger, mediator)]


@pytest.mark.parametrize("leaves", ["cancel", "move", "tribunal"])
async def test_a_session_that_is_joined_while_it_leaves_is_left_or_not_joined(
    la: Party, provider: Party, tribunal: Party, owner: AsyncEngine, leaves: str
) -> None:
    for _ in range(4):
        mediator, slot, session = await a_session(la, provider)
        case = await wants_mediation(la, provider)
        if leaves == "tribunal":
            for action, said in (("decline-mediation", {}), ("issue-certificate", {"ground": "declined"})):
                await provider.records(case, action, **said)
            await provider.records(case, "request-mediation")
            session, case = (await joins(la, session, case)).json(), session["case_id"]
            assert (await cancels(la, {"id": (await la.lists("/v1/sessions", case_id=case))[0]["id"]})).is_success
            goes = tribunal.tries(session["case_id"], "withdraw", family_confirmed=True)
        elif leaves == "move":
            body = {"slot_id": slot, "moved_by": "local_authority", "why": "unavailable"}
            goes = la.sends("POST", f"/v1/sessions/{session['id']}/reschedule", json=body)
        else:
            goes = cancels(la, session)
        joined, left = await gather(joins(provider, session, case), goes)
        assert (left.status_code, joined.status_code in (201, 409)) == (200, True), (left.text, joined.text)
        if joined.status_code == 201:
            stays = joined.json()
            assert (await la.gets(f"/v1/sessions/{stays['id']}"))["status"] == "booked"
            assert stays["starts_at"] in (session["starts_at"], left.json().get("starts_at"))
        else:
            assert joined.json()["type"] == "/problems/slot-taken"
        assert await agree(owner, mediator)
