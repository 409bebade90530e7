"""What the forecast says would mend it, to whom it is told for which area, and how old it is."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from app.capacity.domain.forecast import monday
from tests.support.capacity import (
    TODAY,
    a_mediator,
    a_service_alone,
    advances,
    in_days,
    mediates,
    puts,
    wants_mediation,
)
from tests.support.parties import Parties

A, B = "sandbox-provider-a", "sandbox-provider-b"


@pytest.fixture
async def alone(keys: dict[str, Any]) -> AsyncIterator[Parties]:
    """A service that a single test has to itself."""
    async with a_service_alone(keys) as parties:
        yield parties


def week_of(days: int) -> str:
    """The Monday of the week of a day so far from today."""
    return monday(TODAY + timedelta(days=days)).isoformat()


async def test_as_many_sessions_as_are_named_mend_it_and_one_fewer_does_not(alone: Parties) -> None:
    """On the due day one session is free, of a mediator of both areas; two families who are overdue are ahead."""
    la, other_la, provider = [await alone.get(slug) for slug in ("sandbox-la-991", "sandbox-la-992", A)]
    for whose, asked in ((la, 40), (other_la, 38), (la, 14)):
        await wants_mediation(whose, provider, asked=asked)

    async def offers(*areas: str) -> None:
        day = {"extra": [{"on": in_days(16), "starts": "09:30", "ends": "12:30"}]}
        await mediates(provider, day, areas=list(areas))

    async def broken_and_short() -> tuple[int, int]:
        [shown] = (await provider.gets("/v1/capacity", weeks=4))["forecasts"]
        return shown["duties_broken"], shown["sessions_short"]

    await offers("991", "992")
    assert await broken_and_short() == (1, 2)
    await offers("991")
    assert await broken_and_short() == (1, 1)
    await offers("991")
    assert await broken_and_short() == (0, 0)


async def test_each_authority_is_told_of_its_own_families_apart(alone: Parties) -> None:
    """What breaks for another authority is in the provider's whole, and in no line of its own for anybody else."""
    la, other_la, provider, icb = [
        await alone.get(slug) for slug in ("sandbox-la-991", "sandbox-la-992", A, "sandbox-icb")
    ]
    await wants_mediation(la, provider, asked=10)
    for _ in range(3):
        await wants_mediation(other_la, provider, asked=12)
    ours = {"area": "991", "first_breach_week": week_of(20), "duties_broken": 1, "sessions_short": 1}
    theirs = {"area": "992", "first_breach_week": week_of(18), "duties_broken": 3, "sessions_short": 3}
    told = {
        la: [ours | {"mediator_days_needed": 1}],
        other_la: [theirs | {"mediator_days_needed": 2}],
        provider: [ours | {"mediator_days_needed": 1}, theirs | {"mediator_days_needed": 2}],
        icb: [],
    }
    in_all = {la: 1 + 5, other_la: 3 + 0, provider: 4, icb: 5}  # those who are not told apart, to the nearest five
    for party, areas in told.items():
        shown = await party.gets("/v1/capacity", weeks=5, provider=A)
        for forecast in (shown["forecasts"][0], shown["together"]):
            assert forecast["areas"] == areas
            assert (forecast["first_breach_week"], forecast["duties_broken"]) == (week_of(18), in_all[party])
            needed = (in_all[party], -(-in_all[party] // 2))
            assert (forecast["sessions_short"], forecast["mediator_days_needed"]) == needed


async def test_each_figure_says_how_old_it_is(alone: Parties) -> None:
    """Of those who count: what somebody who left had said last is no measure of what is offered now."""
    provider = await alone.get(B)
    said: dict[str, str] = {}
    day = {"extra": [{"on": in_days(10), "starts": "09:30", "ends": "12:30"}]}

    async def mediator(name: str, areas: list[str], **more: Any) -> None:
        number = f"AGE-{name}"
        known = await mediates(provider, day, areas=areas, registration_number=number)
        said[name] = (await provider.gets(f"/v1/mediators/{known}/availability"))["updated_at"]
        if more:
            await puts(provider, f"/v1/mediators/{known}", a_mediator(areas=areas, registration_number=number, **more))
        await advances(provider, 1)

    assert not await provider.lists("/v1/mediators"), "nobody else's word is in the way"
    await mediator("left", ["992"], left_on=in_days(0))
    await mediator("here", ["992"])
    await mediator("there", ["992", "993"])
    shown = await provider.gets("/v1/capacity", **{"from": in_days(10), "weeks": 1})
    ages = {(one["area"], one["week"]): one["availability_oldest"] for one in shown["items"]}
    week = week_of(10)
    assert ages == {(None, week): said["here"], ("992", week): said["here"], ("993", week): said["there"]}
    for forecast in (shown["forecasts"][0], shown["together"]):
        assert (forecast["availability_oldest"], forecast["availability_newest"]) == (said["here"], said["there"])
        assert (forecast["mediators"], forecast["mediators_left_out"]) == (3, 1)


async def test_no_question_about_capacity_tells_of_a_single_family_of_another_authority(alone: Parties) -> None:
    """Families of another authority come one by one. An authority asks for every week, area and provider, before and
    after each of them: nothing changes until the nearest five does."""
    la, other_la, provider = [await alone.get(slug) for slug in ("sandbox-la-991", "sandbox-la-992", A)]
    await wants_mediation(la, provider, asked=10)
    questions: list[dict[str, Any]] = [{}, {"provider": A}, {"area": "991"}, {"weeks": 1}, {"weeks": 5}]
    questions += [{"from": in_days(days), "weeks": 2} for days in (-14, 0, 14)]

    async def asks() -> list[Any]:
        answers = []
        for question in questions:
            shown = await la.gets("/v1/capacity", **question)
            shown.pop("as_of")
            answers.append(shown)
        asked = {"weeks": 6, "changes": {"take_up": 1.0, "session_hours": 4}, "seed": 3}
        what_if = (await la.sends("POST", "/v1/capacity/what-if", json=asked)).json()
        what_if.pop("as_of")
        return [*answers, what_if]

    waiting, told = [], []
    for _ in range(5):
        told.append(await asks())
        waiting.append(told[-1][0]["forecasts"][0]["waiting"])
        await wants_mediation(other_la, provider, asked=12)
    assert waiting == [1, 1, 1, 6, 6]
    assert told[0] == told[1] == told[2]
    assert told[3] == told[4]
