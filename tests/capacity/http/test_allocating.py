"""All who wait given slots at once: better than in turn, reviewed, then booked whole or not at all."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.support.capacity import (
    a_mediator,
    a_service_alone,
    advances,
    books,
    holds,
    in_days,
    mediates,
    puts,
    slots_for,
    wants_mediation,
)
from tests.support.feed import feed
from tests.support.parties import Parties, Party
from tests.support.waiting import until

A, B = "sandbox-provider-a", "sandbox-provider-b"


@pytest.fixture(scope="module")
async def here(keys: dict[str, Any]) -> AsyncIterator[Parties]:
    """A service that these tests have to themselves: a proposal is about all who wait."""
    async with a_service_alone(keys) as parties:
        yield parties


@pytest.fixture
async def alone(here: Parties) -> AsyncIterator[Parties]:
    """The same, with nobody waiting and nothing free when the test is over."""
    yield here
    for slug in ("sandbox-la-991", "sandbox-la-992"):
        la = await here.get(slug)
        for line in await la.lists("/v1/capacity/waiting"):
            await la.records(line["case_id"], "withdraw", family_confirmed=True)
    for slug in (A, B):
        provider = await here.get(slug)
        for mediator in await provider.lists("/v1/mediators"):
            await puts(provider, f"/v1/mediators/{mediator['id']}/availability", {})


def on(*days: int) -> dict[str, Any]:
    """Availability for one session on each of some days."""
    return {"extra": [{"on": in_days(day), "starts": "09:30", "ends": "12:30"} for day in days]}


@dataclass(frozen=True)
class ScarceWeek:
    """Two families ask first and could go to anybody; two ask later and need Urdu. Only the early slots speak it."""

    la: Party
    provider: Party
    mediator: dict[str, Any]
    speaks: str
    cases: list[str]

    async def sessions(self) -> list[dict[str, Any]]:
        """What was booked for these families."""
        found = await self.la.lists("/v1/sessions")
        return [one for one in found if one["case_id"] in self.cases]


@pytest.fixture
async def scarce(alone: Parties) -> ScarceWeek:
    la, provider = await alone.get("sandbox-la-991"), await alone.get(A)
    mediator = a_mediator(languages=["en", "ur"])
    speaks = await mediates(provider, on(14, 15), **mediator)
    await mediates(provider, on(17, 18))
    early = [await wants_mediation(la, provider, asked=9) for _ in range(2)]
    late = [await wants_mediation(la, provider, asked=7) for _ in range(2)]
    for case in late:
        await puts(la, f"/v1/cases/{case}/mediation-needs", {"languages": ["ur"]})
    return ScarceWeek(la, provider, mediator, speaks, early + late)


async def proposes(party: Party, **said: Any) -> Any:
    return await party.posts("/v1/capacity/allocations", {"seconds": 5, **said})


async def untouched(week: ScarceWeek, proposal: Any) -> bool:
    """Whether nothing at all came of a proposal."""
    states = {(await week.la.sees(case))["state"] for case in week.cases}
    kept = await week.la.gets(f"/v1/capacity/allocations/{proposal['id']}")
    return (await week.sessions(), states, kept) == ([], {"mediation_requested"}, proposal)


async def test_a_proposal_keeps_duties_that_serving_in_turn_breaks(scarce: ScarceWeek) -> None:
    proposal = await proposes(scarce.la)
    assert (proposal["waiting"], proposal["slots"], proposal["unplaced"]) == (4, 4, [])
    assert proposal["first_come_first_served"]["duties_broken"] == 2
    assert proposal["oldest_duty_first"]["duties_broken"] == 2
    assert (proposal["judgement"]["duties_broken"], proposal["judgement"]["duties_kept"]) == (0, 4)
    assert proposal["proven"] is True
    assert {one["case_id"] for one in proposal["placed"]} == {*scarce.cases}
    assert all(one["notice_possible"] and one["tell_by"] >= in_days(0) for one in proposal["placed"])
    assert {one["case_id"] for one in proposal["placed"] if one["mediator_id"] == scarce.speaks} == {*scarce.cases[2:]}
    assert len({one["slot_id"] for one in proposal["placed"]}) == 4
    assert all(one["in_time"] for one in proposal["placed"])
    assert (await scarce.la.gets("/v1/capacity/waiting"))["items"][3]["position"] == 4  # nothing is booked yet


async def test_a_proposal_is_booked_whole_and_once(scarce: ScarceWeek) -> None:
    la, provider = scarce.la, scarce.provider
    proposal = await proposes(la)
    path = f"/v1/capacity/allocations/{proposal['id']}"
    key = {"Idempotency-Key": "book it"}
    booked = await la.posts(f"{path}/book", None, **key)
    assert booked["status"] == "booked"
    assert await la.gets(path) == booked
    for one in booked["placed"]:
        for party in (la, provider):
            session = await party.gets(f"/v1/sessions/{one['session_id']}")
            assert (session["case_id"], session["starts_at"]) == (one["case_id"], one["starts_at"])
            assert (session["status"], session["allocation_id"]) == ("booked", proposal["id"])
        case = await la.sees(one["case_id"])
        assert (case["state"], case["mediation"]["session_on"]) == ("mediation_arranged", session["day"])
        assert (await la.gets(f"/v1/cases/{one['case_id']}/events/verification"))["intact"]
    assert (await la.gets("/v1/capacity/waiting"))["items"] == []
    assert await la.posts(f"{path}/book", None, **key) == booked
    again = await la.sends("POST", f"{path}/book")
    assert (again.status_code, again.json()["type"]) == (409, "/problems/allocation-stale")
    assert len(await scarce.sessions()) == 4


async def test_of_a_proposal_that_no_longer_fits_nothing_is_booked(scarce: ScarceWeek, alone: Parties) -> None:
    """Another authority's family takes one of the slots."""
    other_la = await alone.get("sandbox-la-992")
    proposal = await proposes(scarce.la)
    [taken] = [one for one in proposal["placed"] if one["case_id"] == scarce.cases[3]]
    theirs = await wants_mediation(other_la, scarce.provider)
    await books(other_la, theirs, taken["slot_id"])
    answer = await scarce.la.sends("POST", f"/v1/capacity/allocations/{proposal['id']}/book")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/allocation-stale")
    assert [one["case_id"] for one in answer.json()["changed"]] == [taken["case_id"]]
    assert await untouched(scarce, proposal)
    assert len((await scarce.la.gets("/v1/capacity/waiting"))["items"]) == 4
    renewed = await proposes(scarce.la)
    assert (len(renewed["placed"]), renewed["judgement"]["duties_broken"]) == (3, 1)
    assert [one["why"] for one in renewed["unplaced"]] in (["went_to_other_cases"], ["went_to_cases_due_earlier"])
    await scarce.la.posts(f"/v1/capacity/allocations/{renewed['id']}/book", None)


@pytest.mark.parametrize("what", ["withdrawn case", "booked", "accreditation", "needs", "format", "withdrawn slots"])
async def test_whatever_has_changed_is_told_and_nothing_is_booked(scarce: ScarceWeek, what: str) -> None:
    la, provider, case = scarce.la, scarce.provider, scarce.cases[0]
    proposal = await proposes(la)
    hit = {case}
    match what:
        case "withdrawn case":
            await la.records(case, "withdraw", family_confirmed=True)
        case "booked":
            elsewhere = await mediates(provider, on(16))
            await books(la, case, (await slots_for(la, case, elsewhere))[0]["id"])
        case "accreditation":
            expired = {**scarce.mediator, "accredited_until": in_days(-1)}
            await puts(provider, f"/v1/mediators/{scarce.speaks}", expired)
            hit = {*scarce.cases[2:]}
        case "needs":
            await puts(la, f"/v1/cases/{case}/mediation-needs", {"languages": ["cy"]})
        case "format":
            assert {one["format"] for one in proposal["placed"]} == {"in_person"}
            await puts(la, f"/v1/cases/{case}/mediation-needs", {"formats": ["video"]})
        case "withdrawn slots":
            await puts(provider, f"/v1/mediators/{scarce.speaks}/availability", on())
            hit = {*scarce.cases[2:]}
    answer = await la.sends("POST", f"/v1/capacity/allocations/{proposal['id']}/book")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/allocation-stale")
    changed = answer.json()["changed"]
    assert {one["case_id"] for one in changed} == hit
    assert all(one["detail"] for one in changed)
    assert [one["allocation_id"] for one in await scarce.sessions()] == [None] * (what == "booked")
    assert (await la.gets(f"/v1/capacity/allocations/{proposal['id']}"))["status"] == "proposed"


async def test_what_was_booked_is_shown_by_the_dates_of_its_booking(alone: Parties) -> None:
    """Proposed after the thirty days; the family then asked anew."""
    la, provider = await alone.get("sandbox-la-991"), await alone.get(A)
    await mediates(provider, on(14))
    case = await wants_mediation(la, provider, asked=27)
    proposal = await proposes(la)
    [placed] = proposal["placed"]
    assert (placed["due_on"], placed["in_time"]) == (in_days(3), False)
    await provider.records(case, "decline-mediation")
    await provider.records(case, "request-mediation")
    [booked] = (await la.posts(f"/v1/capacity/allocations/{proposal['id']}/book", {}))["placed"]
    assert (booked["due_on"], booked["in_time"], booked["notice_possible"]) == (in_days(30), True, True)
    [kept] = (await la.gets(f"/v1/capacity/allocations/{proposal['id']}"))["placed"]
    assert kept == booked


async def test_what_cannot_be_told_in_time_any_more_is_not_booked(keys: dict[str, Any]) -> None:
    """All right when it was proposed, and tomorrow by now: the review did not reckon with that."""
    async with a_service_alone(keys) as parties:
        la, provider = await parties.get("sandbox-la-991"), await parties.get(A)
        for mediator in await provider.lists("/v1/mediators"):
            await puts(provider, f"/v1/mediators/{mediator['id']}/availability", {})
        await mediates(provider, on(12))
        case = await wants_mediation(la, provider)
        proposal = await proposes(la)
        assert [(one["case_id"], one["notice_possible"]) for one in proposal["placed"]] == [(case, True)]
        await advances(la, 11)
        answer = await la.sends("POST", f"/v1/capacity/allocations/{proposal['id']}/book")
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/allocation-stale")
        assert [one["case_id"] for one in answer.json()["changed"]] == [case]
        assert (await la.sees(case))["state"] == "mediation_requested"


async def test_a_proposal_is_its_makers_own(scarce: ScarceWeek, alone: Parties) -> None:
    proposal = await proposes(scarce.la)
    path = f"/v1/capacity/allocations/{proposal['id']}"
    for slug in ("sandbox-la-992", A, B, "sandbox-icb"):
        other = await alone.get(slug)
        assert (await other.sends("GET", path)).status_code == 404, slug
        assert (await other.sends("POST", f"{path}/book")).status_code == 404, slug
    assert (await (await alone.get("sandbox-tribunal")).sends("GET", path)).status_code == 403
    assert await untouched(scarce, proposal)


async def test_proposals_are_listed_to_whoever_made_them(scarce: ScarceWeek, alone: Parties) -> None:
    made = [(await proposes(scarce.la))["id"] for _ in range(3)]
    listed = await scarce.la.lists("/v1/capacity/allocations", limit=1)
    assert [one["id"] for one in listed][:3] == made[::-1]
    assert (listed[0]["status"], listed[0]["booked_at"]) == ("proposed", None)
    assert (listed[0]["placed"], listed[0]["unplaced"]) == (4, 0)
    await scarce.la.posts(f"/v1/capacity/allocations/{made[0]}/book", {})
    booked = await scarce.la.lists("/v1/capacity/allocations", status="booked")
    assert made[0] in [one["id"] for one in booked]
    assert {one["status"] for one in booked} == {"booked"}
    other = await alone.get("sandbox-la-992")
    assert not {*made} & {one["id"] for one in await other.lists("/v1/capacity/allocations")}


async def test_the_same_key_brings_the_same_proposal(scarce: ScarceWeek) -> None:
    body, key = {"seconds": 5, "weeks": 4}, {"Idempotency-Key": "propose"}
    first, second = [
        await scarce.la.sends("POST", "/v1/capacity/allocations", json=body, headers=key) for _ in range(2)
    ]
    assert (first.status_code, first.content) == (201, second.content)
    assert first.headers["location"] == second.headers["location"] == f"/v1/capacity/allocations/{first.json()['id']}"
    other = await scarce.la.sends("POST", "/v1/capacity/allocations", json={"weeks": 5}, headers=key)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")


async def test_one_person_with_two_providers_is_in_one_place(alone: Parties) -> None:
    """Authority 992 instructs both, and both offer the same mediator's same hours: they are hers once."""
    la, provider, other_provider = [await alone.get(slug) for slug in ("sandbox-la-992", A, B)]
    for one in (provider, other_provider):
        await mediates(one, on(15), registration_number="BOTH-2", areas=["992"])
    for _ in range(2):
        await wants_mediation(la, provider, asked=10)
    proposal = await proposes(la)
    assert (len(proposal["placed"]), len(proposal["unplaced"])) == (1, 1)
    booked = await la.posts(f"/v1/capacity/allocations/{proposal['id']}/book", None)
    assert booked["status"] == "booked"


async def test_nobody_is_given_a_session_too_soon_to_be_told_of_it(alone: Parties) -> None:
    """Unless the thirty days end before anybody could be told in time: then it is theirs to agree to less."""
    la, provider = await alone.get("sandbox-la-991"), await alone.get(A)
    await mediates(provider, on(2))
    later = await wants_mediation(la, provider, asked=5)
    proposal = await proposes(la)
    assert [(one["case_id"], one["why"]) for one in proposal["unplaced"]] == [(later, "no_suitable_slot")]
    urgent = await wants_mediation(la, provider, asked=27)
    overdue = await wants_mediation(la, provider, asked=33)
    proposal = await proposes(la)
    [placed] = proposal["placed"]
    assert (placed["case_id"], placed["in_time"], placed["notice_possible"]) == (urgent, True, False)
    assert {one["case_id"] for one in proposal["unplaced"]} == {later, overdue}


async def test_nobody_waiting_is_a_proposal_too(alone: Parties) -> None:
    la = await alone.get("sandbox-la-993")
    proposal = await proposes(la)
    assert (proposal["waiting"], proposal["placed"], proposal["unplaced"]) == (0, [], [])
    strange = await la.sends("POST", "/v1/capacity/allocations", json={"provider": A})
    assert (strange.status_code, strange.json()["errors"][0]["pointer"]) == (422, "#/provider")


@pytest.mark.parametrize("slug", ["sandbox-la-991", A])
async def test_a_proposal_and_its_booking_stand_in_the_journal_of_whoever_made_it(
    scarce: ScarceWeek, alone: Parties, slug: str
) -> None:
    party = await alone.get(slug)
    proposal = await proposes(party)
    await party.posts(f"/v1/capacity/allocations/{proposal['id']}/book", {})

    async def told(reader: Party) -> list[tuple[Any, ...]]:
        entries = [one for one in (await feed(reader))[0] if one["record_id"] == proposal["id"]]
        return [(one["record"], one["case_id"], one["seq"], one["type"]) for one in entries]

    shown = await until(lambda found: len(found) == 2, lambda: told(party))
    assert shown == [
        ("allocation", None, 1, "allocation-proposed"),
        ("allocation", None, 2, "allocation-booked"),
    ]
    for stranger in (scarce.la if slug == A else scarce.provider, await alone.get(B), await alone.get("sandbox-icb")):
        assert await told(stranger) == []


async def test_a_booked_allocation_lets_a_cases_holds_go(alone: Parties) -> None:
    la, provider = await alone.get("sandbox-la-991"), await alone.get(A)
    mediator = await mediates(provider, on(14, 15))
    case = await wants_mediation(la, provider)
    slot = (await slots_for(la, case, mediator))[0]
    held = await holds(la, slot["id"], case)
    proposal = await proposes(la)
    await la.posts(f"/v1/capacity/allocations/{proposal['id']}/book", {})
    assert (await la.sends("GET", f"/v1/holds/{held['id']}")).status_code == 404
    last = (await la.gets(f"/v1/cases/{case}/events"))["items"][-1]
    assert last["about"]["holds_released"] == [held["id"]]
