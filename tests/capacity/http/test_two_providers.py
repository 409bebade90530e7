"""Two providers on one case: each sees and says what is its own mediator's, and not the other's."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.platform.sql.test_walls import as_organisation
from tests.support.capacity import (
    INDEPENDENT,
    a_mediator,
    books,
    holds,
    in_days,
    mediates,
    puts,
    slots_for,
    tries_to_hold,
    wants_mediation,
)
from tests.support.feed import feed, feed_by_now
from tests.support.parties import Party

BECAUSE = {"cancelled_by": "local_authority", "why": "unavailable"}


@pytest.fixture
async def theirs(other_provider: Party) -> str:
    """A mediator of the second provider of authority 992."""
    return await mediates(other_provider, areas=["992"])


@pytest.fixture
async def both(provider: Party, other_provider: Party) -> str:
    """The same person, registered by both providers: each sees when this person's time is taken, not for whom."""
    number = f"BOTH-{uuid4().hex[:8]}"
    await mediates(provider, areas=["992"], registration_number=number)
    return await mediates(other_provider, areas=["992"], registration_number=number)


@pytest.fixture
async def case(other_la: Party, provider: Party) -> str:
    """A case that the first provider advised on."""
    return await wants_mediation(other_la, provider)


async def test_a_hold_is_no_business_of_another_provider(
    other_la: Party, provider: Party, other_provider: Party, case: str, both: str
) -> None:
    first, *_ = await slots_for(other_la, case, both)
    path = f"/v1/holds/{(await holds(other_la, first['id'], case))['id']}"
    for party in (provider, other_provider):  # the second is no party to the case yet
        assert (await party.sends("GET", path)).status_code == 404
        assert (await party.sends("DELETE", path)).status_code == 404
    assert (await other_la.sends("GET", path)).status_code == 200
    assert (await other_la.sends("DELETE", path)).status_code == 204


async def test_what_another_provider_booked_is_in_a_persons_load(
    other_la: Party, provider: Party, case: str, both: str
) -> None:
    first, *_ = await slots_for(other_la, case, both)
    assert first["load"] == 0
    await books(other_la, case, first["id"])
    another = await wants_mediation(other_la, provider)
    name = (await other_la.gets(f"/v1/mediators/{both}"))["registration_number"]
    mine = [one["id"] for one in await provider.lists("/v1/mediators")
            if one["registration_number"] == name]  # fmt: skip
    for mediator in (both, *mine):
        assert {slot["load"] for slot in await slots_for(other_la, another, mediator)} == {1}


SCHOOL = "URN-7001"
IN_CONFLICT = {"conflicts": [{"party": "school", "reference": SCHOOL}]}


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (IN_CONFLICT, "conflict_of_interest"),
        ({"independence": {**INDEPENDENT, "employed_by_local_authority": True}}, "not_independent"),
        ({"accredited_until": in_days(-1)}, "accreditation_expired"),
        ({"conflicts": [{"party": "school", "reference": "URN-7002"}]}, None),
        ({"left_on": in_days(-1), "accredited_until": in_days(-1)}, None),
    ],
)
async def test_what_bars_a_person_bars_it_in_every_registration(
    other_la: Party, provider: Party, other_provider: Party, case: str, says: dict[str, Any], why: str | None
) -> None:
    """In the search, the hold, the booking and the report; who has only left the one provider works for the other."""
    number = f"BOTH-{uuid4().hex[:8]}"
    here = await mediates(provider, areas=["992"], registration_number=number)
    there = await mediates(other_provider, areas=["992"], registration_number=number)
    await puts(other_la, f"/v1/cases/{case}/mediation-needs", {"school_reference": SCHOOL.lower()})
    first, second = (await slots_for(other_la, case, there))[:2]
    held = await holds(other_la, first["id"], case)
    body = a_mediator(areas=["992"], registration_number=number)
    await puts(provider, f"/v1/mediators/{here}", {**body, **says})

    found = await other_la.gets("/v1/slots", case_id=case, mediator_id=there, limit=200)
    barred = [one["reasons"] for one in found["mediators_not_suitable"]]
    if why is None:
        assert (barred, found["suitable"] > 0) == ([], True)
        assert (await other_la.posts("/v1/sessions", {"hold_id": held["id"]}))["status"] == "booked"
        return
    assert ([[one["why"] for one in reasons] for reasons in barred], found["items"]) == ([[why]], [])
    assert "another provider" in barred[0][0]["says"].lower()
    assert SCHOOL.lower() not in str(found).lower()
    for answer in (
        await tries_to_hold(other_la, second["id"], case),
        await other_la.sends("POST", "/v1/sessions", json={"hold_id": held["id"]}),
    ):
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-suitable")
        assert [one["why"] for one in answer.json()["reasons"]] == [why]
    assert (await other_provider.gets(f"/v1/mediators/{there}"))["conflicts"] == []


async def test_a_session_booked_before_its_mediator_was_barred_elsewhere_says_so(
    other_la: Party, provider: Party, other_provider: Party, case: str
) -> None:
    number = f"BOTH-{uuid4().hex[:8]}"
    there = await mediates(other_provider, areas=["992"], registration_number=number)
    await books(other_la, case, (await slots_for(other_la, case, there))[0]["id"])
    against = [{"party": "local_authority", "reference": "992"}]
    await mediates(provider, areas=["991"], registration_number=number, conflicts=against)
    booked = (await other_la.gets(f"/v1/cases/{case}/mediation-needs"))["booked"]
    assert [one["why"] for one in booked["reasons"]] == ["conflict_of_interest"]


async def test_holds_that_a_provider_does_not_see_count_and_go_with_the_cases_need(
    other_la: Party, provider: Party, case: str, theirs: str
) -> None:
    ours = await mediates(provider, areas=["992"])
    held = [await holds(other_la, slot["id"], case) for slot in (await slots_for(other_la, case, theirs))[:3]]
    mine = (await slots_for(provider, case, ours))[0]["id"]
    assert (await tries_to_hold(provider, mine, case)).status_code == 409
    assert (await other_la.sends("DELETE", f"/v1/holds/{held[0]['id']}")).status_code == 204
    own = await holds(provider, mine, case)
    assert (await provider.gets(f"/v1/holds/{own['id']}"))["id"] == own["id"]
    await provider.records(case, "decline-mediation")
    last = (await other_la.gets(f"/v1/cases/{case}/events"))["items"][-1]
    assert last["about"]["holds_released"] == sorted(one["id"] for one in (*held[1:], own))
    for one in (*held, own):
        assert (await other_la.sends("GET", f"/v1/holds/{one['id']}")).status_code == 404


async def test_the_trail_tells_a_provider_of_its_own_holds_alone(
    other_la: Party, provider: Party, case: str, theirs: str
) -> None:
    """Neither which slot another provider's hold takes, nor until when, nor that it was let go."""
    ours = await mediates(provider, areas=["992"])
    not_its_own = [await holds(other_la, slot["id"], case) for slot in (await slots_for(other_la, case, theirs))[:2]]
    own = await holds(other_la, (await slots_for(other_la, case, ours))[0]["id"], case)
    assert (await other_la.sends("DELETE", f"/v1/holds/{not_its_own[0]['id']}")).status_code == 204
    await other_la.records(case, "withdraw", family_confirmed=True)
    told = (await provider.gets(f"/v1/cases/{case}/events", limit=200))["items"]
    await feed_by_now(other_la, other_la)
    heard = [one for one in (await feed(provider))[0] if one["case_id"] == case]
    for trail in (told, heard):
        assert [one["type"] for one in trail[-5:]] == [
            "withheld", "withheld", "slot-held", "withheld", "dispute-withdrawn",
        ]  # fmt: skip
    assert told[-3]["about"]["hold_id"] == own["id"]
    assert (told[-1]["about"]["holds_released"], told[-1]["redacted"]) == ([own["id"]], True)
    for one in not_its_own:
        for secret in (one["id"], one["slot_id"], one["expires_at"]):
            assert secret not in str((told, heard))
    whole = (await other_la.gets(f"/v1/cases/{case}/events", limit=200))["items"][-5:]
    assert [one["type"] for one in whole] == [*["slot-held"] * 3, "hold-released", "dispute-withdrawn"]
    assert whole[-1]["about"]["holds_released"] == sorted((not_its_own[1]["id"], own["id"]))
    assert (await provider.gets(f"/v1/cases/{case}/events/verification"))["intact"]


async def test_that_the_mediator_called_it_off_is_its_own_providers_to_say(
    other_la: Party, provider: Party, other_provider: Party, case: str, theirs: str
) -> None:
    session = await books(other_la, case, (await slots_for(other_la, case, theirs))[0]["id"])
    path, off = f"/v1/sessions/{session['id']}/cancel", {"cancelled_by": "mediator", "why": "illness"}
    for party in (other_la, provider):
        answer = await party.sends("POST", path, json=off)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-yours-to-record")
    assert (await other_provider.posts(path, off))["cancelled_by"] == "mediator"


@pytest.mark.parametrize(
    ("word", "body"),
    [
        ("attendance", {"attendance": {"parent_or_young_person": "attended"}}),
        ("childs-views", {"how": "in_writing"}),
        ("outcome", {"outcome": "no_agreement"}),
    ],
)
async def test_what_only_the_mediator_knows_is_its_own_providers_to_say(
    other_la: Party, provider: Party, other_provider: Party, case: str, theirs: str, word: str, body: dict[str, Any]
) -> None:
    """The adviser sees the session, and was not in the room."""
    session = await books(other_la, case, (await slots_for(other_la, case, theirs))[0]["id"])
    path = f"/v1/sessions/{session['id']}/{word}"
    answer = await provider.sends("POST", path, json=body)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-yours-to-record")
    assert (await other_provider.sends("POST", path, json=body)).status_code in (200, 409), "theirs, once it has begun"


async def test_a_provider_goes_on_reading_its_past_session(
    other_la: Party, provider: Party, other_provider: Party, case: str, theirs: str, owner: AsyncEngine
) -> None:
    """The first provider's own mediator takes the case over: that session is all the second has of it."""
    session = await books(other_la, case, (await slots_for(other_la, case, theirs))[0]["id"])
    path = f"/v1/sessions/{session['id']}"
    await other_la.posts(f"{path}/cancel", BECAUSE)
    ours = await mediates(provider, areas=["992"])
    now = await books(other_la, case, (await slots_for(other_la, case, ours))[0]["id"])
    assert (await other_provider.sends("GET", f"/v1/cases/{case}")).status_code == 404
    assert (await other_provider.sends("GET", f"/v1/sessions/{now['id']}")).status_code == 404
    assert (await other_provider.gets(path))["status"] == "cancelled"
    listed = (await other_provider.gets("/v1/sessions", case_id=case))["items"]
    assert [one["id"] for one in listed] == [session["id"]]
    views = {"how": "in_writing"}
    assert (await other_provider.sends("POST", f"{path}/childs-views", json=views)).status_code == 404
    assert (await provider.sends("POST", f"{path}/childs-views", json=views)).status_code == 403
    change = text("UPDATE sessions SET updated_at = now() WHERE id = CAST(:id AS uuid)")
    for slug, rows in (("sandbox-provider-a", 1), ("sandbox-provider-b", 0)):  # who took the case over may correct it
        async with as_organisation(owner, slug) as connection:
            assert (await connection.execute(change, {"id": session["id"]})).rowcount == rows, slug
    async with as_organisation(owner, "sandbox-la-992") as connection:
        assert (await connection.execute(change, {"id": session["id"]})).rowcount == 1


async def test_no_provider_books_anothers_mediator(
    other_la: Party, provider: Party, case: str, both: str, owner: AsyncEngine
) -> None:
    """Not even by hand: it is the authority that turns to a second provider."""
    held = await holds(other_la, (await slots_for(other_la, case, both))[0]["id"], case)
    refused = await provider.sends("POST", "/v1/sessions", json={"hold_id": held["id"]})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/hold-expired")
    take = text("UPDATE engagements SET expires_at = NULL WHERE id = CAST(:id AS uuid)")
    for slug, taken in (("sandbox-provider-a", 0), ("sandbox-la-992", 1)):
        async with as_organisation(owner, slug) as connection:
            assert (await connection.execute(take, {"id": held["id"]})).rowcount == taken, slug
