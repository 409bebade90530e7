"""Races for a mediator's time: however many ask at once, one person is in one place, and all or nothing is booked."""

from asyncio import Barrier, ensure_future, gather
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.capacity.domain.mediator import Span
from app.capacity.records import Slot
from app.capacity.refusals import TimeTaken
from app.capacity.slots.store import Slots
from app.kernel.terms import OrganisationKind
from app.main import create_app
from app.platform.actor import Actor
from app.settings import Settings
from tests.support.capacity import (
    a_service_alone,
    every_day,
    holds,
    in_days,
    mediates,
    slots_for,
    tries_to_hold,
    wants_mediation,
)
from tests.support.parties import Parties, Party, calling
from tests.support.waiting import until

pytestmark = pytest.mark.usefixtures("in_line_for_long")

BOOKERS = 100
PROVIDER = "sandbox-provider-a"


@pytest.fixture(scope="module")
async def second_worker(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    """Another process of the service, as far as the database can tell, with a pool of five."""
    app = create_app(settings.model_copy(update={"pool_size": 5}))
    async with app.router.lifespan_context(app), calling(app) as http:
        yield http


@pytest.fixture(scope="module")
async def cases(la: Party, provider: Party) -> list[str]:
    """A hundred families that wait."""
    return list(await gather(*(wants_mediation(la, provider) for _ in range(BOOKERS))))


@pytest.fixture
def bookers(la: Party, second_worker: httpx2.AsyncClient) -> list[Party]:
    return [la, Party(la.slug, second_worker, la.token)] * (BOOKERS // 2)


@pytest.fixture(autouse=True)
async def in_one_place_at_a_time(owner: AsyncEngine) -> AsyncIterator[None]:
    """After every race: nobody's time is taken twice over, and every session that stands has its time."""
    yield
    async with owner.connect() as connection:
        twice = await connection.scalar(
            text(
                "SELECT count(*) FROM engagements a JOIN engagements b"
                " ON a.person = b.person AND a.id < b.id AND a.during && b.during"
            )
        )
        apart = await connection.scalar(
            text(
                "SELECT count(*) FROM sessions s LEFT JOIN engagements e ON e.id = s.engagement_id"
                " AND e.mediator_id = s.mediator_id AND e.during = tstzrange(s.starts_at, s.ends_at)"
                " AND e.expires_at IS NULL WHERE s.status <> 'cancelled' AND e.id IS NULL"
            )
        )
    assert (twice, apart) == (0, 0)


async def taken_of(owner: AsyncEngine, mediator: str) -> int:
    """How often a mediator's time is taken."""
    async with owner.connect() as connection:
        asked = text("SELECT count(*) FROM engagements WHERE mediator_id = CAST(:id AS uuid)")
        return int(await connection.scalar(asked, {"id": mediator}) or 0)


def outcomes(answers: list[httpx2.Response]) -> Counter[tuple[int, str | None]]:
    return Counter((answer.status_code, answer.json().get("type")) for answer in answers)


ONE_WINS = {(201, None): 1, (409, "/problems/slot-taken"): BOOKERS - 1}


async def test_of_a_hundred_who_want_one_slot_one_books(
    la: Party, provider: Party, bookers: list[Party], cases: list[str], owner: AsyncEngine
) -> None:
    mediator = await mediates(provider)
    slot = (await slots_for(la, cases[0], mediator))[0]["id"]
    answers = await gather(
        *(tries_to_hold(one, slot, case, minutes=5) for one, case in zip(bookers, cases, strict=True))
    )
    assert outcomes(answers) == ONE_WINS
    assert await taken_of(owner, mediator) == 1
    [held] = [answer.json() for answer in answers if answer.status_code == 201]
    assert (await la.posts("/v1/sessions", {"hold_id": held["id"]}))["case_id"] == held["case_id"]
    cases.remove(held["case_id"])
    cases.append(await wants_mediation(la, provider))


async def test_of_a_hundred_who_want_slots_that_overlap_one_books(
    la: Party, provider: Party, bookers: list[Party], cases: list[str], owner: AsyncEngine
) -> None:
    """Three hours each, one every five minutes: each overlaps every other."""
    window = {"on": in_days(5), "starts": "09:00", "ends": "14:55"}
    mediator = await mediates(provider, {"extra": [window], "starts_every_minutes": 5})
    offered = [slot["id"] for slot in await slots_for(la, cases[0], mediator)]
    assert len(offered) == 36
    wanted = (offered * 3)[:BOOKERS]
    answers = await gather(*(tries_to_hold(*each, minutes=5) for each in zip(bookers, wanted, cases, strict=True)))
    assert outcomes(answers) == ONE_WINS
    assert await taken_of(owner, mediator) == 1


async def test_one_person_of_two_providers_is_taken_once(
    other_la: Party, provider: Party, other_provider: Party, owner: AsyncEngine
) -> None:
    same: dict[str, Any] = {"registration_number": f"RACE-{uuid4().hex[:8]}", "areas": ["992"]}
    here, there = await mediates(provider, **same), await mediates(other_provider, **same)
    cases = await gather(*(wants_mediation(other_la, provider) for _ in range(10)))
    day = (await slots_for(other_la, cases[0], here))[0]["starts_at"]
    wanted = []
    for mediator in (here, there):
        offered = await slots_for(other_la, cases[0], mediator)
        wanted.append(next(slot["id"] for slot in offered if slot["starts_at"] == day))
    answers = await gather(*(tries_to_hold(other_la, *each) for each in zip(wanted * 5, cases, strict=True)))
    assert outcomes(answers) == {(201, None): 1, (409, "/problems/slot-taken"): 9}
    assert await taken_of(owner, here) + await taken_of(owner, there) == 1


async def test_a_hold_booked_by_twenty_at_once_is_one_session(la: Party, provider: Party, bookers: list[Party]) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    held = await holds(la, (await slots_for(la, case, mediator))[0]["id"], case)
    body = {"hold_id": held["id"]}
    answers = await gather(*(one.sends("POST", "/v1/sessions", json=body) for one in bookers[:20]))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 19}
    assert len((await la.gets("/v1/sessions", case_id=case))["items"]) == 1
    assert (await la.sees(case))["version"] == 5  # told of the notice, the contact, the request, the hold, the booking


async def test_of_two_holds_of_a_case_booked_at_once_one_is(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    held = [await holds(la, slot["id"], case) for slot in (await slots_for(la, case, mediator))[:3]]
    answers = await gather(*(la.sends("POST", "/v1/sessions", json={"hold_id": one["id"]}) for one in held))
    assert outcomes(answers) == {(201, None): 1, (409, "/problems/hold-expired"): 2}


async def test_a_hold_let_go_while_it_is_booked_is_one_or_the_other(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    for _ in range(5):
        case = await wants_mediation(la, provider)
        held = await holds(la, (await slots_for(la, case, mediator))[0]["id"], case)
        booked, gone = await gather(
            la.sends("POST", "/v1/sessions", json={"hold_id": held["id"]}),
            provider.sends("DELETE", f"/v1/holds/{held['id']}"),
        )
        assert (booked.status_code, gone.status_code) in ((201, 404), (409, 204))
        state = "mediation_arranged" if booked.is_success else "mediation_requested"
        assert (await la.sees(case))["state"] == state


async def test_one_key_sent_ten_times_at_once_holds_and_books_once(
    la: Party, provider: Party, bookers: list[Party]
) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    slot = (await slots_for(la, case, mediator))[0]["id"]
    path, body, key = f"/v1/slots/{slot}/hold", {"case_id": case}, {"Idempotency-Key": str(uuid4())}
    held = await gather(*(one.sends("POST", path, json=body, headers=key) for one in bookers[:10]))
    assert ({answer.status_code for answer in held}, len({answer.content for answer in held})) == ({201}, 1)
    body, key = {"hold_id": held[0].json()["id"]}, {"Idempotency-Key": str(uuid4())}
    booked = await gather(*(one.sends("POST", "/v1/sessions", json=body, headers=key) for one in bookers[:10]))
    assert ({answer.status_code for answer in booked}, len({answer.content for answer in booked})) == ({201}, 1)
    assert len((await la.gets("/v1/sessions", case_id=case))["items"]) == 1


async def test_who_waits_for_each_other_in_a_ring_does_not_wait_for_ever(
    app: FastAPI, la: Party, provider: Party, owner: AsyncEngine
) -> None:
    """PostgreSQL ends one of the two: it has come too late, and nothing has failed."""
    database = app.state.service.database
    async with owner.connect() as connection:
        times = []
        for mediator in [await mediates(provider), await mediates(provider)]:
            row = (
                await connection.execute(
                    text("SELECT * FROM slots WHERE mediator_id = CAST(:id AS uuid) LIMIT 1"), {"id": mediator}
                )
            ).one()
            span = Span(row.starts_at, row.ends_at)
            times.append(Slot(row.id, row.mediator_id, row.provider_id, row.person, span))
    both = Barrier(2)

    async def takes(first: Slot, second: Slot) -> str:
        async with database.work(Actor(la.id, OrganisationKind.LOCAL_AUTHORITY, la.slug)) as work:
            await Slots(work.connection).take(first, work.now, None)
            await both.wait()
            try:
                await Slots(work.connection).take(second, work.now, None)
            except TimeTaken:
                return "too late"
            return "taken"

    one, other = times
    assert sorted(await gather(takes(one, other), takes(other, one))) == ["taken", "too late"]


WAITING_FOR_A_LOCK = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


async def withdrawn_meanwhile(
    owner: AsyncEngine, mediator: str, asked: Awaitable[Any], *, say_nothing: bool = False
) -> Any:
    """Withdraw a mediator's slots, and the hours where asked to, after they were read and before they are taken."""
    async with owner.connect() as withdrawing, owner.connect() as watching:
        if say_nothing:
            await withdrawing.execute(
                text(
                    "UPDATE mediators SET availability = jsonb_set(jsonb_set(availability, '{weekly}', '[]'),"
                    " '{extra}', '[]') WHERE id = CAST(:mediator AS uuid)"
                ),
                {"mediator": mediator},
            )
        await withdrawing.execute(
            text("DELETE FROM slots WHERE mediator_id = CAST(:mediator AS uuid)"), {"mediator": mediator}
        )
        answer = ensure_future(asked)

        async def waiting() -> int:
            found = int(await watching.scalar(WAITING_FOR_A_LOCK) or 0)
            await watching.rollback()
            return found

        await until(lambda found: found == 1, waiting)
        await withdrawing.commit()
        return await answer


async def test_a_slot_withdrawn_while_it_is_held_is_not_to_be_had(
    la: Party, provider: Party, owner: AsyncEngine
) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    slot = (await slots_for(la, case, mediator))[0]["id"]
    answer = await withdrawn_meanwhile(owner, mediator, tries_to_hold(la, slot, case))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/slot-taken")


async def test_time_taken_back_while_it_is_booked_is_one_or_the_other(la: Party, provider: Party) -> None:
    """Whoever is first: neither waits for the other in a ring, and no booking falls where nobody is told of it."""
    for _ in range(8):
        mediator = await mediates(provider)
        case = await wants_mediation(la, provider)
        slot = (await slots_for(la, case, mediator))[0]
        held = await holds(la, slot["id"], case)
        away = every_day(leave=[{"from_on": slot["day"], "to_on": slot["day"]}])
        booked, said = await gather(
            la.sends("POST", "/v1/sessions", json={"hold_id": held["id"]}),
            provider.sends("PUT", f"/v1/mediators/{mediator}/availability", json=away),
        )
        assert said.status_code == 200, said.text
        assert (booked.status_code, len(said.json()["booked_outside"])) in ((201, 1), (409, 0)), booked.text


async def test_who_takes_time_back_is_waited_for(la: Party, provider: Party, owner: AsyncEngine) -> None:
    """The booking reads what is said as soon as it has the time: not what had been said before it waited."""
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    held = await holds(la, (await slots_for(la, case, mediator))[0]["id"], case)
    booking = la.sends("POST", "/v1/sessions", json={"hold_id": held["id"]})
    answer = await withdrawn_meanwhile(owner, mediator, booking, say_nothing=True)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-suitable"), answer.text


@pytest.fixture
async def alone(keys: dict[str, Any]) -> AsyncIterator[Parties]:
    """A service on a database of its own: a proposal is about all who wait."""
    async with a_service_alone(keys) as parties:
        yield parties


async def proposes(party: Party) -> Any:
    return await party.posts("/v1/capacity/allocations", {"seconds": 2})


async def books_it(party: Party, proposal: Any) -> httpx2.Response:
    return await party.sends("POST", f"/v1/capacity/allocations/{proposal['id']}/book")


async def test_a_proposal_booked_while_one_of_its_slots_is_taken_is_all_or_nothing(alone: Parties) -> None:
    la, other_la, provider = [await alone.get(slug) for slug in ("sandbox-la-991", "sandbox-la-992", PROVIDER)]
    theirs = await wants_mediation(other_la, provider)
    for turn in range(4):
        await mediates(provider, {"extra": [{"on": in_days(15 + turn), "starts": "09:00", "ends": "23:00"}]})
        ours = await gather(*(wants_mediation(la, provider) for _ in range(4)))
        proposal = await proposes(la)
        placed = {one["case_id"]: one["slot_id"] for one in proposal["placed"]}
        assert placed.keys() == {*ours}
        booked, held = await gather(books_it(la, proposal), tries_to_hold(other_la, placed[ours[turn]], theirs))
        assert (booked.status_code, held.status_code) in ((200, 409), (409, 201)), (booked.text, held.text)
        states = {(await la.sees(case))["state"] for case in ours}
        assert states == {"mediation_arranged" if booked.is_success else "mediation_requested"}
        sessions = await la.lists("/v1/sessions")
        assert len([one for one in sessions if one["case_id"] in ours]) == 4 * booked.is_success
        for case in ours:
            await la.records(case, "withdraw", family_confirmed=True)
        if held.is_success:
            assert (await other_la.sends("DELETE", f"/v1/holds/{held.json()['id']}")).status_code == 204


async def test_of_two_proposals_over_the_same_slots_one_is_booked(alone: Parties) -> None:
    """Each is about all three slots, in an order of its own: they wait for each other, and neither hangs."""
    la, other_la, provider = [await alone.get(slug) for slug in ("sandbox-la-991", "sandbox-la-992", PROVIDER)]
    for day in (15, 16, 17):
        await mediates(provider, {"extra": [{"on": in_days(day), "starts": "09:30", "ends": "12:30"}]})
    await gather(*(wants_mediation(party, provider) for party in (la, other_la) for _ in range(3)))
    ours, theirs = await gather(proposes(la), proposes(other_la))
    assert {one["slot_id"] for one in ours["placed"]} == {one["slot_id"] for one in theirs["placed"]}
    answers = await gather(books_it(la, ours), books_it(other_la, theirs), books_it(la, ours))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert len((await provider.gets("/v1/sessions"))["items"]) == 3
