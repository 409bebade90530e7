"""Mediators over HTTP: registered, changed, available by the London clock, suitable or not and why, and their trail."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.capacity.mediators.layout import SLOTS_AHEAD
from app.kernel.chain import GENESIS, link
from app.kernel.london import LONDON
from app.platform.journal import Entry, hashed_form
from tests.support.capacity import (
    INDEPENDENT,
    TODAY,
    a_mediator,
    books,
    every_day,
    holidays,
    in_days,
    mediates,
    puts,
    slots_for,
    tables_that_say,
    wants_mediation,
)
from tests.support.feed import feed
from tests.support.parties import Parties, Party
from tests.support.waiting import until

ENTRIES = TypeAdapter(list[Entry])


async def test_an_answer_under_a_key_names_nobody_in_clear(provider: Party, owner: AsyncEngine) -> None:
    said = a_mediator(name="Quentin Nightjar", conflicts=[{"party": "family", "reference": "FAM-NIGHTJAR"}])
    first = await provider.posts("/v1/mediators", said, **{"Idempotency-Key": "a mediator"})
    assert "idempotency" not in await tables_that_say(owner, "Nightjar")
    assert "idempotency" not in await tables_that_say(owner, "FAM-NIGHTJAR")
    assert await provider.posts("/v1/mediators", said, **{"Idempotency-Key": "a mediator"}) == first


async def test_a_mediator_is_registered_as_said(provider: Party) -> None:
    said = a_mediator(languages=["EN", "bfi"], conflicts=[{"party": "school", "reference": "URN-1"}])
    answer = await provider.sends("POST", "/v1/mediators", json=said)
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    shown = (await provider.sends("GET", answer.headers["location"])).json()
    assert shown == answer.json()
    assert (shown["languages"], shown["conflicts"]) == (["bfi", "en"], said["conflicts"])
    assert shown["independence"] == {"declared_on": "2026-01-12", "independent": True}
    assert (shown["slots_until"], shown["availability_updated_at"]) == (None, None)


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"name": "\u202eemaN"}, "#/name"),
        ({"registered_with": "the_guild"}, "#/registered_with"),
        ({"accredited_until": "2029-02-30"}, "#/accredited_until"),
        ({"accredited_until": 20290228}, "#/accredited_until"),
        ({"languages": []}, "#/languages"),
        ({"formats": ["letter"]}, "#/formats/0"),
        ({"areas": ["991", "99"]}, "#/areas/1"),
        ({"independence": {**INDEPENDENT, "employed_by_nhs_england": "no"}}, "#/independence/employed_by_nhs_england"),
        ({"conflicts": [{"party": "school"}]}, "#/conflicts/0/reference"),
        ({"acredited": True}, "#/acredited"),
    ],
)
async def test_what_is_no_mediator_is_pointed_at(provider: Party, said: dict[str, Any], pointer: str) -> None:
    answer = await provider.sends("POST", "/v1/mediators", json=a_mediator(**said))
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-input")
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_a_number_is_registered_once_by_each_provider(provider: Party, other_provider: Party) -> None:
    first = await provider.posts("/v1/mediators", a_mediator(registration_number="Once 7"))
    again = await provider.sends("POST", "/v1/mediators", json=a_mediator(registration_number="ONCE7"))
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-registered")
    other_register = a_mediator(registration_number="Once 7", registered_with="college_of_mediators")
    assert (await provider.posts("/v1/mediators", other_register))["id"] != first["id"]
    assert (await other_provider.posts("/v1/mediators", a_mediator(registration_number="Once 7")))["version"] == 1


@pytest.mark.parametrize("slug", ["sandbox-la-991", "sandbox-icb", "sandbox-tribunal", "sandbox-advice-991"])
async def test_nobody_but_a_provider_registers(parties: Parties, provider: Party, slug: str) -> None:
    mediator = (await provider.posts("/v1/mediators", a_mediator()))["id"]
    other = await parties.get(slug)
    for method, path, body in (
        ("POST", "/v1/mediators", a_mediator()),
        ("PUT", f"/v1/mediators/{mediator}", a_mediator()),
        ("PUT", f"/v1/mediators/{mediator}/availability", every_day()),
        ("GET", f"/v1/mediators/{mediator}/availability", None),
        ("GET", f"/v1/mediators/{mediator}/events", None),
        ("POST", f"/v1/mediators/{mediator}/calendar/subscription", None),
    ):
        answer = await other.sends(method, path, json=body)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/scope-missing"), path


async def test_a_list_gives_each_once_and_only_who_may_be_turned_to(
    parties: Parties, la: Party, other_la: Party, provider: Party, other_provider: Party, icb: Party
) -> None:
    ours = {(await provider.posts("/v1/mediators", a_mediator()))["id"] for _ in range(3)}
    theirs = {(await other_provider.posts("/v1/mediators", a_mediator()))["id"] for _ in range(3)}
    seen = {party.slug: await party.lists("/v1/mediators", limit=2) for party in (la, other_la, provider, icb)}
    for lines in seen.values():
        ids = [line["id"] for line in lines]
        assert ids == sorted(set(ids))
    shown = {slug: {line["id"] for line in lines} for slug, lines in seen.items()}
    assert ours <= shown[la.slug] == shown[provider.slug]
    assert not theirs & shown[la.slug]
    assert ours | theirs <= shown[other_la.slug] == shown[icb.slug]
    third = {line["id"] for line in await (await parties.get("sandbox-la-993")).lists("/v1/mediators")}
    assert theirs <= third
    assert not ours & third
    one = await other_la.lists("/v1/mediators", provider="sandbox-provider-b", limit=2)
    assert {line["provider"]["slug"] for line in one} == {"sandbox-provider-b"}
    assert not await la.lists("/v1/mediators", provider=str(other_provider.id))
    unknown = await la.sends("GET", "/v1/mediators", params={"provider": "nobody"})
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "#/provider")
    assert (await la.sends("GET", f"/v1/mediators/{theirs.pop()}")).status_code == 404


async def test_conflicts_are_for_the_mediators_own_provider(la: Party, provider: Party, icb: Party) -> None:
    said = a_mediator(conflicts=[{"party": "family", "reference": "FAM-SECRET-1"}])
    mediator = (await provider.posts("/v1/mediators", said))["id"]
    for other in (la, icb):
        assert (await other.gets(f"/v1/mediators/{mediator}"))["conflicts"] is None
        assert "FAM-SECRET-1" not in str(await other.lists("/v1/mediators"))
    [own] = [one for one in await provider.lists("/v1/mediators") if one["id"] == mediator]
    assert own["conflicts"] == said["conflicts"]


async def test_what_is_registered_changes_but_who_it_is_stays(provider: Party, other_provider: Party) -> None:
    said = a_mediator(registration_number="STAYS-1")
    path = f"/v1/mediators/{(await provider.posts('/v1/mediators', said))['id']}"
    changed = await puts(provider, path, {**said, "name": "Ada Obi", "areas": ["993"]}, **{"If-Match": '"1"'})
    assert (changed["name"], changed["areas"], changed["version"]) == ("Ada Obi", ["993"], 2)
    stale = await provider.sends("PUT", path, json=said, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["type"]) == (412, "/problems/stale-version")
    for other in ({"registration_number": "STAYS-2"}, {"registered_with": "college_of_mediators"}):
        answer = await provider.sends("PUT", path, json={**said, **other})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/registration_number")
    assert (await other_provider.sends("PUT", path, json=said)).status_code == 404
    assert (await provider.gets(path))["version"] == 2


async def slots_written(owner: AsyncEngine, mediator: str) -> dict[datetime, str]:
    """A mediator's slots, a year ahead: when each begins, and its id."""
    async with owner.connect() as connection:
        rows = await connection.execute(
            text("SELECT starts_at, id FROM slots WHERE mediator_id = CAST(:id AS uuid)"), {"id": mediator}
        )
        return {row.starts_at: str(row.id) for row in rows}


def last_sunday(year: int, month: int) -> date:
    day = date(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


@pytest.mark.parametrize(("month", "before", "after"), [(10, 8, 9), (3, 9, 8)])
async def test_slots_keep_to_the_clock_on_a_london_wall(
    provider: Party, owner: AsyncEngine, month: int, before: int, after: int
) -> None:
    """The clocks change on the last Sunday of October and of March: 09:30 is another hour of UTC from that day on."""
    mediator = await mediates(provider)
    starts = set(await slots_written(owner, mediator))
    assert {at.astimezone(LONDON).time() for at in starts} == {time(9, 30)}
    sunday = next(day for year in (TODAY.year, TODAY.year + 1) if (day := last_sunday(year, month)) > TODAY)
    hours = {sunday - timedelta(days=1): before, sunday: after, sunday + timedelta(days=1): after}
    ahead = {day: hour for day, hour in hours.items() if TODAY < day <= TODAY + SLOTS_AHEAD}
    assert {datetime.combine(day, time(hour, 30), UTC) for day, hour in ahead.items()} <= starts
    assert len(starts) in (371, 372)  # a year and a week, and today where it is early


async def test_leave_removes_and_what_stays_keeps_its_id(provider: Party, owner: AsyncEngine) -> None:
    mediator = await mediates(provider)
    before = await slots_written(owner, mediator)
    path = f"/v1/mediators/{mediator}/availability"
    said = every_day(leave=[{"from_on": in_days(3), "to_on": in_days(5)}], session_minutes=180)
    shown = await puts(provider, path, said)
    assert [shown["leave"], shown["booked_outside"]] == [said["leave"], []]
    after = await slots_written(owner, mediator)
    gone = {at.astimezone(LONDON).date().isoformat() for at in before.keys() - after.keys()}
    assert gone == {in_days(3), in_days(4), in_days(5)}
    assert after.items() <= before.items()
    await puts(provider, path, every_day())
    assert await slots_written(owner, mediator) == before


async def test_leave_over_a_booking_is_shown_and_moves_nothing(la: Party, provider: Party) -> None:
    mediator = await mediates(provider)
    case = await wants_mediation(la, provider)
    slot = (await slots_for(la, case, mediator))[0]
    session = await books(la, case, slot["id"])
    path = f"/v1/mediators/{mediator}/availability"
    away = every_day(leave=[{"from_on": slot["day"], "to_on": slot["day"]}])
    outside = {"session_id": session["id"], "starts_at": slot["starts_at"], "ends_at": slot["ends_at"]}
    assert (await puts(provider, path, away))["booked_outside"] == [outside]
    assert (await provider.gets(path))["booked_outside"] == [outside]
    assert (await la.gets(f"/v1/sessions/{session['id']}"))["status"] == "booked"
    another = await wants_mediation(la, provider)
    assert slot["id"] not in [one["id"] for one in await slots_for(la, another, mediator)]
    assert (await puts(provider, path, every_day()))["booked_outside"] == []
    assert slot["id"] not in [one["id"] for one in await slots_for(la, another, mediator)]  # it is still booked


async def test_other_lengths_leave_a_booking_within_the_hours_where_it_was(la: Party, provider: Party) -> None:
    """No slot is what it was: that says nothing of the hours."""
    mediator = await mediates(provider, every_day("09:30", "12:30"))
    case = await wants_mediation(la, provider)
    session = await books(la, case, (await slots_for(la, case, mediator))[0]["id"])
    path = f"/v1/mediators/{mediator}/availability"
    shorter = every_day("09:00", "13:00", session_minutes=60)
    assert (await puts(provider, path, shorter))["booked_outside"] == []
    [outside] = (await puts(provider, path, every_day("09:30", "12:00", session_minutes=60)))["booked_outside"]
    assert outside["session_id"] == session["id"]
    await puts(provider, path, shorter)
    number = (await provider.gets(f"/v1/mediators/{mediator}"))["registration_number"]
    leaves = a_mediator(registration_number=number, left_on=session["day"])
    await puts(provider, f"/v1/mediators/{mediator}", leaves)
    [outside] = (await provider.gets(path))["booked_outside"]
    assert outside["session_id"] == session["id"]


MORNING = {"starts": "09:00", "ends": "10:00"}


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"weekly": [{"weekday": 7, "valid_from": "2026-01-05", **MORNING}]}, "#/weekly/0/weekday"),
        ({"extra": [{"on": "2027-01-05", "starts": "09:00Z", "ends": "10:00Z"}]}, "#/extra/0/starts"),
        ({"leave": [{"from_on": "2027-01-05", "to_on": "2027-01-04"}]}, "#"),
        ({"extra": [{"on": "2027-01-05", "starts": "10:00", "ends": "10:00"}]}, "#"),
        ({"session_minutes": 14}, "#/session_minutes"),
    ],
)
async def test_impossible_availability_is_pointed_at(provider: Party, said: dict[str, Any], pointer: str) -> None:
    mediator = await mediates(provider)
    answer = await provider.sends("PUT", f"/v1/mediators/{mediator}/availability", json=said)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert (await provider.gets(f"/v1/mediators/{mediator}"))["version"] == 2


async def reasons(party: Party, case: str, mediator: str) -> dict[str, list[str]]:
    """Why each of a mediator's slots, by its London day, does not suit; the mediator as a whole under `never`."""
    found = await party.gets("/v1/slots", case_id=case, mediator_id=mediator, limit=200)
    days: dict[str, list[str]] = {one["day"]: [] for one in found["items"]}
    for one in found["slots_not_suitable"]:
        day = datetime.fromisoformat(one["starts_at"]).astimezone(LONDON).date().isoformat()
        days[day] = [reason["why"] for reason in one["reasons"]]
    for other in found["mediators_not_suitable"]:
        days["never"] = [reason["why"] for reason in other["reasons"]]
    return days


async def test_an_accreditation_ends_after_its_last_day(la: Party, provider: Party) -> None:
    mediator = await mediates(provider, accredited_until=in_days(6))
    case = await wants_mediation(la, provider)
    days = await reasons(la, case, mediator)
    assert [days[in_days(n)] for n in (5, 6, 7, 8)] == [
        [], [], ["accreditation_expired"], ["accreditation_expired"],
    ]  # fmt: skip
    expired = await mediates(provider, accredited_until=in_days(-1))
    assert await reasons(la, case, expired) == {"never": ["accreditation_expired"]}


async def test_a_mediator_who_leaves_has_no_slots_from_that_day(la: Party, provider: Party) -> None:
    said = a_mediator()
    mediator = (await provider.posts("/v1/mediators", said))["id"]
    await puts(provider, f"/v1/mediators/{mediator}/availability", every_day())
    case = await wants_mediation(la, provider)
    await puts(provider, f"/v1/mediators/{mediator}", {**said, "left_on": in_days(4)})
    days = await reasons(la, case, mediator)
    assert max(days) == in_days(3)
    assert not any(days.values())
    await puts(provider, f"/v1/mediators/{mediator}", {**said, "left_on": in_days(0)})
    assert await reasons(la, case, mediator) == {"never": ["no_longer_practising"]}
    await puts(provider, f"/v1/mediators/{mediator}", said)
    assert in_days(4) in await reasons(la, case, mediator)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"independence": {**INDEPENDENT, "employed_by_integrated_care_board": True}}, "not_independent"),
        ({"independence": None}, "independence_not_declared"),
        ({"conflicts": [{"party": "local_authority", "reference": "991"}]}, "conflict_of_interest"),
        ({"areas": ["992"]}, "area_not_served"),
    ],
)
async def test_who_does_not_suit_is_shown_with_the_reason_and_not_held(
    la: Party, other_la: Party, provider: Party, said: dict[str, Any], why: str
) -> None:
    mediator = await mediates(provider, **said)
    ours, theirs = await wants_mediation(la, provider), await wants_mediation(other_la, provider)
    assert await reasons(la, ours, mediator) == {"never": [why]}
    suits_the_other = why in ("conflict_of_interest", "area_not_served")
    assert ("never" not in await reasons(other_la, theirs, mediator)) == suits_the_other


async def test_a_slot_of_whom_does_not_suit_is_not_held(la: Party, other_la: Party, provider: Party) -> None:
    """Not even by whoever knows its id."""
    mediator = await mediates(provider, conflicts=[{"party": "local_authority", "reference": "991"}])
    ours, theirs = await wants_mediation(la, provider), await wants_mediation(other_la, provider)
    slot = (await slots_for(other_la, theirs, mediator))[0]["id"]
    answer = await la.sends("POST", f"/v1/slots/{slot}/hold", json={"case_id": ours})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-suitable")
    assert [one["why"] for one in answer.json()["reasons"]] == ["conflict_of_interest"]


async def test_the_trail_is_chained_and_in_the_providers_feed_alone(
    parties: Parties, la: Party, provider: Party, other_provider: Party
) -> None:
    _, place = await feed(provider)
    said = a_mediator(name="Trail Blazer", conflicts=[{"party": "school", "reference": "URN-9"}])
    mediator = (await provider.posts("/v1/mediators", said))["id"]
    await puts(provider, f"/v1/mediators/{mediator}/availability", every_day())
    await puts(provider, f"/v1/mediators/{mediator}", {**said, "languages": ["en", "cy"]})

    trail = ENTRIES.validate_python(await provider.lists(f"/v1/mediators/{mediator}/events", limit=2))
    assert [(entry.seq, entry.type) for entry in trail] == [
        (1, "mediator-registered"), (2, "availability-changed"), (3, "mediator-changed"),
    ]  # fmt: skip
    assert trail[2].changes == {"languages": ["cy", "en"]}
    previous = GENESIS
    for entry in trail:
        assert entry.previous == previous
        assert entry.hash == (previous := link(previous, hashed_form(entry)))
    assert (await other_provider.sends("GET", f"/v1/mediators/{mediator}/events")).status_code == 404

    async def news() -> list[dict[str, Any]]:
        return [one for one in (await feed(provider, place))[0] if one["record_id"] == mediator]

    shown = await until(lambda found: len(found) == len(trail), news)
    assert [(one["record"], one["case_id"], one["seq"], one["hash"]) for one in shown] == [
        ("mediator", None, entry.seq, entry.hash) for entry in trail
    ]
    others = [other_provider, la, *[await parties.get(slug) for slug in ("sandbox-icb", "sandbox-advice-991")]]
    for other in others:
        assert mediator not in str((await feed(other))[0]), other.slug


async def test_nobody_is_offered_a_bank_holiday_who_did_not_say_so(la: Party, provider: Party) -> None:
    """There is one within any 120 days, which is as far as slots are looked for."""
    holiday = holidays()[0]
    said = every_day()
    case = await wants_mediation(la, provider)
    mediator = await mediates(provider, {"weekly": said["weekly"]})

    async def offered() -> set[str]:
        return {one["day"] for one in await slots_for(la, case, mediator, until=holiday)}

    before = (date.fromisoformat(holiday) - timedelta(days=1)).isoformat()
    days = await offered()
    assert holiday not in days
    assert before in days or before in holidays() or before < in_days(1)
    await puts(provider, f"/v1/mediators/{mediator}/availability", said)
    assert holiday in await offered() or holiday == in_days(0)


async def test_a_number_is_one_persons_however_it_is_spelt_and_no_other_ones(provider: Party) -> None:
    """Spaces, hyphens and capitals do not matter; what else stands in a number does."""
    await provider.posts("/v1/mediators", a_mediator(registration_number="PX-12/3"))
    for same in ("px 12/3", "P X12/3", "PX12/-3"):
        again = await provider.sends("POST", "/v1/mediators", json=a_mediator(registration_number=same))
        assert (again.status_code, again.json()["type"]) == (409, "/problems/already-registered"), same
    for another in ("PX-123", "PX-12.3", "PX-1/23"):
        await provider.posts("/v1/mediators", a_mediator(registration_number=another))
