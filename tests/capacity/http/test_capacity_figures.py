"""The figures of capacity, counted over weeks made by hand, and the line of those who wait."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from app.capacity.domain.forecast import monday
from tests.support.capacity import (
    INDEPENDENT,
    TODAY,
    a_mediator,
    a_service_alone,
    advances,
    books,
    holds,
    in_days,
    mediates,
    puts,
    slots_for,
    tries_to_hold,
    wants_mediation,
)
from tests.support.parties import Parties, Party

NEXT_WEEK = monday(TODAY) + timedelta(weeks=1)
A, B = "sandbox-provider-a", "sandbox-provider-b"
NOTHING = {"offered": 0, "held": 0, "booked": 0, "free": 0, "waiting": 0, "utilisation": None}


@pytest.fixture(scope="module")
async def here(keys: dict[str, Any]) -> AsyncIterator[Parties]:
    """A service that the tests below have to themselves."""
    async with a_service_alone(keys) as parties:
        yield parties


@pytest.fixture
async def alone(keys: dict[str, Any]) -> AsyncIterator[Parties]:
    """One that a single test has to itself."""
    async with a_service_alone(keys) as parties:
        yield parties


def week_of(days: int) -> str:
    """The Monday of the week of a day so far from today."""
    return monday(TODAY + timedelta(days=days)).isoformat()


def windows(*days: int, starts: str = "09:30", ends: str = "16:30", **said: Any) -> dict[str, Any]:
    """Availability on days of next week, 0 being its Monday: two sessions a day unless told otherwise."""
    on = [(NEXT_WEEK + timedelta(days=day)).isoformat() for day in days]
    return {"extra": [{"on": day, "starts": starts, "ends": ends} for day in on], **said}


async def figures(party: Party, week: str, provider: str, area: str | None = None, **query: Any) -> dict[str, Any]:
    """One line of the figures; nothing, where there is no line."""
    shown = await party.gets("/v1/capacity", **query)
    [line] = [
        {name: one[name] for name in NOTHING}
        for one in shown["items"]
        if (one["provider"], one["area"], one["week"]) == (provider, area, week)
    ] or [NOTHING]
    return line


def risen(before: dict[str, Any], after: dict[str, Any]) -> dict[str, int]:
    """By how much each count has risen."""
    return {name: after[name] - before[name] for name in NOTHING if name != "utilisation"}


async def test_a_week_made_by_hand(here: Parties) -> None:
    la, provider, week = await here.get("sandbox-la-991"), await here.get(A), NEXT_WEEK.isoformat()
    places = [(provider, None), (provider, "991"), (provider, "992"), (la, None), (la, "991")]
    before = [await figures(party, week, A, area) for party, area in places]
    mediator = await mediates(provider, windows(1, 2))
    held_for, booked_for = await wants_mediation(la, provider), await wants_mediation(la, provider)
    first, second, *others = await slots_for(la, held_for, mediator)
    assert len(others) == 2
    await holds(la, first["id"], held_for)
    await books(la, booked_for, second["id"])
    for (party, area), earlier in zip(places, before, strict=True):
        now = await figures(party, week, A, area)
        assert risen(earlier, now) == {"offered": 4, "held": 1, "booked": 1, "free": 2, "waiting": 0}
        assert now["utilisation"] == round((now["held"] + now["booked"]) / now["offered"], 3)
    assert not [one for one in (await la.gets("/v1/capacity"))["items"] if one["area"] not in (None, "991")]


async def test_slots_that_overlap_are_counted_as_often_as_they_can_be_held(here: Parties) -> None:
    la, provider, week = await here.get("sandbox-la-991"), await here.get(A), NEXT_WEEK.isoformat()
    before = await figures(provider, week, A)
    hourly = windows(3, starts="09:00", ends="13:00", session_minutes=120, gap_minutes=0, starts_every_minutes=60)
    mediator = await mediates(provider, hourly)
    case = await wants_mediation(la, provider)
    slots = sorted(await slots_for(la, case, mediator), key=lambda slot: str(slot["starts_at"]))
    assert len(slots) == 3
    offered = await figures(provider, week, A)
    assert risen(before, offered) == {"offered": 2, "held": 0, "booked": 0, "free": 2, "waiting": 0}
    await books(la, case, slots[1]["id"])  # it leaves no room on either side
    taken = await figures(provider, week, A)
    assert risen(before, taken) == {"offered": 2, "held": 0, "booked": 1, "free": 0, "waiting": 0}


async def test_what_was_booked_in_hours_that_are_kept_no_more_was_offered_too(here: Parties) -> None:
    """Else a week would seem to be taken more than whole, or taken where nothing is offered."""
    la, provider, week = await here.get("sandbox-la-991"), await here.get(A), NEXT_WEEK.isoformat()
    before = {area: await figures(provider, week, A, area) for area in (None, "991")}
    mediator = await mediates(provider, windows(1, ends="12:30"))
    case = await wants_mediation(la, provider)
    [slot] = await slots_for(la, case, mediator)
    await books(la, case, slot["id"])
    whole = {"offered": 1, "held": 0, "booked": 1, "free": 0, "waiting": 0}
    assert risen(before[None], await figures(provider, week, A)) == whole
    hours = f"/v1/mediators/{mediator}/availability"
    for said, more in (
        ({}, {}),
        (windows(2, ends="12:30"), {"offered": 2, "free": 1}),
        (windows(1, starts="10:00", ends="13:00"), {}),  # it overlaps what is booked: one could be held, and is
    ):
        await puts(provider, hours, said)
        for area, earlier in before.items():
            assert risen(earlier, await figures(provider, week, A, area)) == whole | more


async def test_of_a_week_whose_slots_are_forgotten_nobody_says_what_was_offered(alone: Parties) -> None:
    la, provider = await alone.get("sandbox-la-991"), await alone.get(A)
    mediator = await mediates(provider, windows(1, ends="12:30"))
    case = await wants_mediation(la, provider)
    await books(la, case, (await slots_for(la, case, mediator))[0]["id"])
    await puts(provider, f"/v1/mediators/{mediator}/availability", {})
    week, booked = NEXT_WEEK.isoformat(), {**NOTHING, "booked": 1}
    assert await figures(provider, week, A) == {**booked, "offered": 1, "utilisation": 1.0}
    await advances(la, 120)
    assert await figures(provider, week, A, **{"from": week}) == {**booked, "waiting": 0}


async def test_an_expired_hold_is_no_longer_counted_nor_in_the_way(alone: Parties) -> None:
    la, other_la, provider = [await alone.get(slug) for slug in ("sandbox-la-991", "sandbox-la-992", A)]
    mediator = await mediates(provider, windows(2, 3, ends="12:30"))
    ours, theirs = await wants_mediation(la, provider), await wants_mediation(other_la, provider)
    slot = (await slots_for(la, ours, mediator))[0]["id"]
    held = await holds(la, slot, ours, minutes=5)
    week = NEXT_WEEK.isoformat()
    held_now = await figures(provider, week, A)
    assert held_now == {"offered": 2, "held": 1, "booked": 0, "free": 1, "waiting": 0, "utilisation": 0.5}
    assert (await tries_to_hold(other_la, slot, theirs)).status_code == 409
    await advances(la, 1)
    let_go = await figures(provider, week, A)
    assert let_go == {"offered": 2, "held": 0, "booked": 0, "free": 2, "waiting": 0, "utilisation": 0.0}
    for method in ("GET", "DELETE"):
        assert (await la.sends(method, f"/v1/holds/{held['id']}")).status_code == 404
    assert (await la.gets(f"/v1/cases/{ours}/events"))["items"][-1]["type"] == "slot-held"
    late = await la.sends("POST", "/v1/sessions", json={"hold_id": held["id"]})
    assert (late.status_code, late.json()["type"]) == (409, "/problems/hold-expired")
    await books(other_la, theirs, slot)


async def test_who_waits_is_counted_also_where_nothing_is_offered(alone: Parties) -> None:
    """The week that matters most is the one without a mediator. Who is overdue counts in the first."""
    la, provider = await alone.get("sandbox-la-993"), await alone.get(B)
    for asked in (3, 3, 45):
        await wants_mediation(la, provider, asked=asked)
    for party in (la, provider):
        for area in (None, "993"):
            assert await figures(party, week_of(27), B, area) == NOTHING | {"waiting": 2}
            assert await figures(party, week_of(0), B, area) == NOTHING | {"waiting": 1}
            assert await figures(party, week_of(27), B, area, weeks=1) == NOTHING


async def test_each_is_shown_what_it_works_with(here: Parties) -> None:
    await mediates(await here.get(A), windows(4))
    await mediates(await here.get(B), windows(4), areas=["992", "993"])
    shown = {}
    for slug in ("sandbox-la-991", "sandbox-la-992", "sandbox-la-993", A, B, "sandbox-icb"):
        items = (await (await here.get(slug)).gets("/v1/capacity"))["items"]
        shown[slug] = {(one["provider"], one["area"]) for one in items}
    whole = {(A, None), (B, None)}
    assert shown["sandbox-la-991"] == {(A, None), (A, "991")}
    assert shown["sandbox-la-992"] == whole | {(A, "992"), (B, "992")}
    assert shown["sandbox-la-993"] == {(B, None), (B, "993")}
    assert shown[A] == {(A, None), (A, "991"), (A, "992")}
    assert shown[B] == {(B, None), (B, "992"), (B, "993")}
    assert shown["sandbox-icb"] == shown[A] | shown[B]


async def test_figures_are_narrowed_and_begin_on_a_monday(here: Parties) -> None:
    la = await here.get("sandbox-la-992")
    await mediates(await here.get(B), windows(4), areas=["992"])
    asked = {"from": (NEXT_WEEK + timedelta(days=3)).isoformat(), "weeks": 1, "provider": B, "area": "992"}
    shown = await la.gets("/v1/capacity", **asked)
    assert (shown["from_week"], shown["weeks"]) == (NEXT_WEEK.isoformat(), 1)
    [line] = shown["items"]
    assert (line["provider"], line["area"], line["week"]) == (B, "992", NEXT_WEEK.isoformat())
    assert [one["provider"]["slug"] for one in shown["forecasts"]] == [B]
    for wrong, pointer in (
        ({"provider": "nobody"}, "#/provider"),
        ({"weeks": 54}, "#/weeks"),
        ({"area": "9"}, "#/area"),
    ):
        answer = await la.sends("GET", "/v1/capacity", params=wrong)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    strange = await (await here.get("sandbox-la-991")).sends("GET", "/v1/capacity", params={"provider": B})
    assert strange.status_code == 422


async def test_the_forecast_names_the_week_in_which_a_duty_breaks(alone: Parties) -> None:
    """Two are due in 15 days; one session is free before, with notice. Within 4 weeks no request is due."""
    la, provider = await alone.get("sandbox-la-993"), await alone.get(B)
    for _ in range(2):
        await wants_mediation(la, provider, asked=15)

    async def forecast() -> dict[str, Any]:
        [shown] = (await la.gets("/v1/capacity", weeks=4))["forecasts"]
        return {name: shown[name] for name in ("first_breach_week", "duties_broken", "mediator_days_needed")}

    async def offers(*days: int) -> None:
        window = {"starts": "09:30", "ends": "12:30"}
        await mediates(provider, {"extra": [{"on": in_days(day), **window} for day in days]}, areas=["993"])

    breaks = {"first_breach_week": week_of(15), "mediator_days_needed": 1}
    assert await forecast() == {**breaks, "duties_broken": 2}
    await offers(13)
    assert await forecast() == {**breaks, "duties_broken": 1}
    await offers(14)
    assert await forecast() == {"first_breach_week": None, "duties_broken": 0, "mediator_days_needed": 0}
    await wants_mediation(la, provider, asked=31)
    overdue = (await la.gets("/v1/capacity", weeks=4))["forecasts"][0]
    assert (overdue["waiting"], overdue["overdue"], overdue["requests_per_week"]) == (3, 1, 0.5)
    assert (overdue["first_breach_week"], overdue["duties_broken"]) == (week_of(15), 1)  # it takes one's session
    assert (overdue["mediators"], overdue["mediators_without_availability"]) == (2, 0)


async def test_all_that_a_caller_sees_are_forecast_as_one(alone: Parties) -> None:
    """Authority 992's families wait with its first provider, and the second one has the mediators."""
    la, first, second = [await alone.get(slug) for slug in ("sandbox-la-992", A, B)]
    for _ in range(2):
        await wants_mediation(la, first, asked=15)
    window = {"starts": "09:30", "ends": "12:30"}
    days = {"extra": [{"on": in_days(day), **window} for day in (13, 14)]}
    same = {"registration_number": "BOTH-2", "areas": ["992"]}

    async def forecast(party: Party) -> dict[str, Any]:
        shown = await party.gets("/v1/capacity", weeks=4)
        apart = {one["provider"]["slug"]: one["duties_broken"] for one in shown["forecasts"]}
        names = [one["slug"] for one in shown["together"]["providers"]]
        counts = [shown["together"][name] for name in ("mediators", "waiting", "duties_broken")]
        return {"apart": apart, "together": (names, *counts)}

    mediator = await mediates(second, days, **same)
    assert await forecast(la) == {"apart": {A: 2, B: 0}, "together": ([A, B], 1, 2, 0)}
    assert await forecast(second) == {"apart": {B: 0}, "together": ([B], 1, 0, 0)}
    assert "treats the providers as one" in (await la.gets("/v1/capacity"))["together"]["assumption"]
    # One person with both providers is not there twice: half as late, and in part beside it.
    await puts(second, f"/v1/mediators/{mediator}/availability", {"extra": [{"on": in_days(13), **window}]})
    late = {"extra": [{"on": in_days(13), "starts": "11:00", "ends": "14:00"}]}
    twin = await mediates(first, late, **same)
    assert await forecast(la) == {"apart": {A: 1, B: 0}, "together": ([A, B], 1, 2, 1)}
    beside = {"extra": [*late["extra"], {"on": in_days(14), **window}]}
    await puts(first, f"/v1/mediators/{twin}/availability", beside)
    assert await forecast(la) == {"apart": {A: 0, B: 0}, "together": ([A, B], 1, 2, 0)}


NOT_INDEPENDENT = {**INDEPENDENT, "employed_by_local_authority": True}


@pytest.mark.parametrize(
    ("said", "left_out", "offered"),
    [
        ({"independence": NOT_INDEPENDENT}, 1, (0, 0)),
        ({"independence": None}, 1, (0, 0)),
        ({"accredited_until": in_days(-1)}, 1, (0, 0)),
        ({"accredited_until": in_days(12)}, 0, (1, 1)),
        ({"left_on": in_days(13)}, 0, (1, 1)),
        ({"left_on": in_days(0)}, 1, (0, 0)),
        ({"conflicts": [{"party": "local_authority", "reference": "993"}]}, 0, (2, 0)),
        ({"areas": ["993"], "conflicts": [{"party": "local_authority", "reference": "993"}]}, 1, (0, 0)),
        ({}, 0, (2, 2)),
    ],
)
async def test_whoever_may_mediate_nobody_is_left_out_and_said_to_be(
    alone: Parties, said: dict[str, Any], left_out: int, offered: tuple[int, int]
) -> None:
    """One serves areas 992 and 993, on two days. Lawful ones count; in 993, if lawful there."""
    la, provider = await alone.get("sandbox-la-993"), await alone.get(B)
    await wants_mediation(la, provider, asked=15)
    before = (await la.gets("/v1/capacity", provider=B))["forecasts"][0]
    days = {"extra": [{"on": in_days(day), "starts": "09:30", "ends": "12:30"} for day in (12, 13)]}
    mediator = await mediates(provider, days, areas=["992", "993"])
    number = (await provider.gets(f"/v1/mediators/{mediator}"))["registration_number"]
    changed = a_mediator(**{"areas": ["992", "993"], "registration_number": number, **said})
    await puts(provider, f"/v1/mediators/{mediator}", changed)
    shown = await la.gets("/v1/capacity", provider=B)
    whole, area = [sum(one["free"] for one in shown["items"] if one["area"] == named) for named in (None, "993")]
    assert (whole, area) == offered
    for forecast in (shown["forecasts"][0], shown["together"]):
        assert forecast["mediators"] == before["mediators"] + 1
        assert forecast["mediators_left_out"] == before["mediators_left_out"] + left_out
        assert forecast["duties_broken"] == (0 if area else 1)


async def test_sessions_serve_their_areas_alone_and_not_before_notice(alone: Parties) -> None:
    """What the optimiser cannot give, the forecast does not promise."""
    la, provider = await alone.get("sandbox-la-993"), await alone.get(B)
    for _ in range(2):
        await wants_mediation(la, provider, asked=12)
    window = {"starts": "09:30", "ends": "16:30"}
    await mediates(provider, {"extra": [{"on": in_days(16), **window}]}, areas=["992"])
    await mediates(provider, {"extra": [{"on": in_days(1), **window}]}, areas=["993"])

    async def broken() -> tuple[int, int]:
        [shown] = (await provider.gets("/v1/capacity", weeks=4))["forecasts"]
        proposed = await provider.posts("/v1/capacity/allocations", {"weeks": 4})
        return shown["duties_broken"], proposed["judgement"]["duties_broken"]

    assert await broken() == (2, 2)
    await mediates(provider, {"extra": [{"on": in_days(16), **window}]}, areas=["993"])
    assert await broken() == (0, 0)


async def test_a_request_counts_as_recent_by_its_own_day(alone: Parties) -> None:
    """Whoever asked four weeks ago to the day is of the weeks before: else one a week would be a quarter more."""
    la, provider = await alone.get("sandbox-la-993"), await alone.get(B)
    for asked in (27, 28, 90):
        await wants_mediation(la, provider, asked=asked)
    [shown] = (await provider.gets("/v1/capacity"))["forecasts"]
    assert (shown["waiting"], shown["requests_per_week"]) == (3, 0.25)


async def test_nothing_is_said_of_cases_that_the_reader_does_not_see(alone: Parties) -> None:
    la, other_la, provider = [await alone.get(slug) for slug in ("sandbox-la-991", "sandbox-la-992", A)]
    await wants_mediation(other_la, provider, asked=20)
    await wants_mediation(la, provider)
    [line] = (await la.gets("/v1/capacity/waiting"))["items"]
    assert (
        line["why_here"] == f"The case is due by {in_days(27)}: none of the waiting cases that you see is due sooner."
    )
    seen_by_the_provider = (await provider.gets("/v1/capacity/waiting"))["items"]
    assert seen_by_the_provider[1]["why_here"].startswith(f"The case is due by {in_days(27)}: 1 of the waiting cases")


async def test_how_many_wait_is_one_figure_over_all_authorities(alone: Parties) -> None:
    """Both authorities draw on the same mediators: each sees its own families, and all others together in fives."""
    la, other_la, provider = [await alone.get(slug) for slug in ("sandbox-la-991", "sandbox-la-992", A)]
    ours, theirs = await wants_mediation(la, provider), await wants_mediation(other_la, provider)
    for party, waiting in ((la, 1), (provider, 2)):
        [forecast] = (await party.gets("/v1/capacity"))["forecasts"]
        assert forecast["waiting"] == waiting
        assert (await figures(party, week_of(27), A))["waiting"] == waiting
        assert (await figures(party, week_of(27), A, "991"))["waiting"] == 1
    lines = {party.slug: (await party.gets("/v1/capacity/waiting"))["items"] for party in (la, other_la, provider)}
    assert {slug: {line["case_id"] for line in shown} for slug, shown in lines.items()} == {
        la.slug: {ours}, other_la.slug: {theirs}, A: {ours, theirs},
    }  # fmt: skip


async def test_the_line_is_by_due_day_and_says_why(alone: Parties) -> None:
    la, provider = await alone.get("sandbox-la-993"), await alone.get(B)
    fresh, same_day, overdue, sooner = [await wants_mediation(la, provider, asked=asked) for asked in (5, 5, 40, 9)]
    whole = (await la.gets("/v1/capacity/waiting"))["items"]
    assert [line["position"] for line in whole] == [1, 2, 3, 4]
    assert [line["case_id"] for line in whole] == [overdue, sooner, *sorted((fresh, same_day))]
    assert [(line["due_on"], line["overdue_days"]) for line in whole] == [
        (in_days(-10), 10), (in_days(21), 0), (in_days(25), 0), (in_days(25), 0),
    ]  # fmt: skip
    assert [line["why_here"] for line in whole] == [
        f"The case was due by {in_days(-10)}: none of the waiting cases that you see is due sooner.",
        f"The case is due by {in_days(21)}: 1 of the waiting cases that you see is due sooner.",
        f"The case is due by {in_days(25)}: 2 of the waiting cases that you see are due sooner.",
        f"The case is due by {in_days(25)}: 2 of the waiting cases that you see are due sooner."
        " 1 of the cases with the same due date asked earlier or on the same day.",
    ]
    for limit in (1, 2, 3):
        assert await provider.lists("/v1/capacity/waiting", limit=limit) == whole
    await la.records(sooner, "withdraw", family_confirmed=True)
    left = (await la.gets("/v1/capacity/waiting"))["items"]
    assert [line["case_id"] for line in left] == [one["case_id"] for one in (whole[0], *whole[2:])]
