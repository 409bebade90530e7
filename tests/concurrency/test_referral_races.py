"""Races over one referral, between two workers of the service on one database."""

from asyncio import gather
from collections import Counter
from collections.abc import AsyncIterator

import httpx2
import pytest

from app.main import create_app
from app.settings import Settings
from tests.support.parties import Parties, Party, calling
from tests.support.referrals import a_referral, does, reads, refers, tries

pytestmark = pytest.mark.usefixtures("in_line_for_long")


@pytest.fixture(scope="module")
async def second_worker(settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    """Another process of the service, as far as the database can tell."""
    app = create_app(settings)
    async with app.router.lifespan_context(app), calling(app) as http:
        yield http


@pytest.fixture(scope="module")
async def colleague(advice: Party, second_worker: httpx2.AsyncClient) -> Party:
    """The same service, through the other worker."""
    return Party(advice.slug, second_worker, advice.token)


async def test_of_two_who_open_it_one_does(la: Party, advice: Party, colleague: Party) -> None:
    referral = await refers(la, await la.opens())
    answers = await gather(*(tries(one, referral, "open") for one in (advice, colleague) * 3))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 5}
    assert (await reads(advice, referral))["version"] == 2


async def test_a_withdrawal_against_an_acceptance(la: Party, advice: Party, colleague: Party) -> None:
    """Whoever comes first, the consent is gone in the end, and nothing is recorded after it."""
    await gather(*(withdrawal_against_acceptance(la, advice, colleague) for _ in range(5)))


async def withdrawal_against_acceptance(la: Party, advice: Party, colleague: Party) -> None:
    referral = await refers(la, await la.opens())
    await does(advice, referral, "open")
    withdrawn, accepted = await gather(tries(la, referral, "withdraw-consent"), tries(colleague, referral, "accept"))
    assert withdrawn.status_code == 200
    assert accepted.status_code in (200, 409)
    shown = await reads(advice, referral)
    assert (shown["state"], shown["version"]) == ("withdrawn", 4 if accepted.status_code == 200 else 3)
    trail = (await advice.gets(f"/v1/referrals/{referral}/events"))["items"]
    assert [one["seq"] for one in trail] == list(range(1, shown["version"] + 1))
    assert trail[-1]["type"] == "consent-withdrawn"


async def test_two_withdrawals_are_one(la: Party, advice: Party, colleague: Party) -> None:
    referral = await refers(la, await la.opens())
    answers = await gather(*(tries(one, referral, "withdraw-consent") for one in (la, advice, la, colleague)))
    assert [answers[place].status_code for place in (0, 2)] == [200, 200], "whoever referred is told nothing"
    trail = (await advice.gets(f"/v1/referrals/{referral}/events"))["items"]
    assert [one["seq"] for one in trail] == list(range(1, len(trail) + 1))
    told = Counter(one["type"] for one in trail)
    assert told["consent-withdrawn"] == 1
    assert told["withdrawal-told-again"] in (1, 2), "by whoever referred, once or twice: the service was first, or not"


async def test_no_older_consent_slips_past_a_withdrawal(la: Party, provider: Party, advice: Party) -> None:
    """Whoever comes first: a referral that was there is ended, one that comes after ends as it is made."""

    async def once() -> None:
        case = await la.opens()
        first = await refers(la, case)
        withdrawn, made = await gather(
            tries(advice, first, "withdraw-consent"),
            provider.sends("POST", "/v1/referrals", json=a_referral(case, given_on="2026-02-10")),
        )
        assert (withdrawn.status_code, made.status_code) == (200, 201)
        for referral in (first, made.json()["id"]):
            assert (await reads(advice, referral))["state"] == "withdrawn"

    await gather(*(once() for _ in range(8)))


async def test_nor_past_one_that_reaches_beyond_one_service(parties: Parties) -> None:
    """Told to the authority that arranged help with two services: whichever is first, both have ended."""
    westhaven, one, beside = [
        await parties.get(slug) for slug in ("sandbox-la-992", "sandbox-advice-992", "sandbox-advice-993")
    ]

    async def once() -> None:
        case = await westhaven.opens()
        first = await refers(westhaven, case)
        withdrawn, made = await gather(
            tries(westhaven, first, "withdraw-consent"),
            westhaven.sends("POST", "/v1/referrals", json=a_referral(case, advice_service=beside.slug)),
        )
        assert (withdrawn.status_code, made.status_code) == (200, 201)
        assert (await reads(one, first))["state"] == "withdrawn"
        assert (await reads(beside, made.json()["id"]))["state"] == "withdrawn"

    await gather(*(once() for _ in range(8)))


async def test_a_family_that_comes_by_itself_meets_its_authoritys_referral(
    la: Party, provider: Party, advice: Party, colleague: Party
) -> None:
    """Neither waits for the other in a circle: one would fail, and be told by it that the other is there."""

    async def once() -> None:
        case = await la.opens()
        bodies: tuple[tuple[Party, dict[str, str]], ...] = (
            (la, {}),
            (advice, {"source": "family"}),
            (provider, {}),
            (colleague, {"source": "family"}),
        )
        answers = await gather(
            *(one.sends("POST", "/v1/referrals", json=a_referral(case, **more)) for one, more in bodies)
        )
        assert {answer.status_code for answer in answers} <= {201, 409}
        assert [answers[place].status_code for place in (0, 2)] == [201, 201]

    for _ in range(8):
        await once()


async def test_one_referral_sent_ten_times_at_once_is_made_once(la: Party, second_worker: httpx2.AsyncClient) -> None:
    case = await la.opens()
    clerks = [la, Party(la.slug, second_worker, la.token)] * 5
    answers = await gather(*(one.sends("POST", "/v1/referrals", json=a_referral(case)) for one in clerks))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 9}


async def test_of_two_families_that_came_one_is_recorded(la: Party, advice: Party, colleague: Party) -> None:
    """On consents of different days: the service's own list has one living referral of a person on a case."""
    case = await la.opens()
    bodies = [a_referral(case, given_on=f"2026-02-0{day}") for day in (5, 6, 7, 8)]
    callers = [advice, colleague, advice, colleague]
    answers = await gather(
        *(one.sends("POST", "/v1/referrals", json=body) for one, body in zip(callers, bodies, strict=True))
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 3}


async def test_one_moment_is_offered_once(la: Party, provider: Party) -> None:
    path = f"/v1/cases/{await la.opens()}/advice-offers"
    said = {"moment": "notice", "made_on": "2026-02-03"}
    answers = await gather(*(party.sends("POST", path, json=said) for party in (la, provider) * 3))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 5}


async def test_of_many_who_ask_for_figures_first_all_are_told_the_same(
    la: Party, advice: Party, second_worker: httpx2.AsyncClient
) -> None:
    """Counted twice, they could differ by the one family that came between."""
    cases = [await la.opens(notice_sent_on="2019-02-04") for _ in range(10)]
    for case in cases[:5]:
        await refers(advice, case, source="family")
    clerks = [la, Party(la.slug, second_worker, la.token)] * 4
    newcomer = refers(advice, cases[5], source="family")
    effect = "/v1/advice-services/effect"
    told, *_ = await gather(gather(*(one.gets(effect, quarter="2019-Q1") for one in clerks)), newcomer)
    assert len({one["counted_at"] for one in told}) == 1
    assert all(one == told[0] for one in told)
