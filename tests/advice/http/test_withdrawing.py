"""Taking a consent back: what it ends, told to the service or to whoever referred, and who may come again after it."""

from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from app.advice.referrals.store import Referrals
from app.kernel.chain import verify
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor
from app.platform.db.journal import entries
from app.platform.journal import hashed_form
from tests.support.capacity import in_days
from tests.support.parties import Parties, Party
from tests.support.referrals import EVERYTHING, HELPED_ON, a_referral, does, helps, reads, refers, tries


def is_chained(trail: dict[str, Any]) -> bool:
    """Whether each entry names the hash of the one before: all that can be seen of a chain without its changes."""
    hashes = [one["hash"] for one in trail["items"]]
    return [one["previous"] for one in trail["items"]][1:] == hashes[:-1]


@pytest.mark.parametrize("told", ["the service", "whoever referred"])
async def test_withdrawal_is_the_end(la: Party, advice: Party, told: str) -> None:
    referral = await refers(la, await la.opens(), *EVERYTHING)
    await helps(advice, referral)
    await does(advice if told == "the service" else la, referral, "withdraw-consent")
    refused = await tries(advice, referral, "record-contact", means="phone")
    assert (refused.status_code, refused.json()["rule"]) == (409, "consent-can-be-withdrawn")
    choices = (await advice.gets(f"/v1/referrals/{referral}/actions"))["actions"]
    assert not any(one["allowed"] for one in choices)
    trail = (await advice.gets(f"/v1/referrals/{referral}/events"))["items"]
    assert trail[-1]["type"] == "consent-withdrawn"
    assert trail[-1]["by"] == ("advice_service" if told == "the service" else None), "nor who referred"
    assert (trail[0]["type"], trail[0]["by"], trail[0]["client_id"]) == ("referral-made", None, None)


async def test_the_chain_is_whole_whoever_withdrew(la: Party, advice: Party, app: FastAPI) -> None:
    """The entry of whoever referred was chained where that organisation could not see."""
    referral = await refers(la, await la.opens(), *EVERYTHING)
    await helps(advice, referral)
    await does(la, referral, "withdraw-consent")
    service = Actor(advice.id, OrganisationKind.ADVICE_SERVICE, advice.slug)
    async with app.state.service.database.work(service) as work:
        found = await entries(work.connection, UUID(referral), 0, 50)
        stored = await Referrals(work.connection).own(UUID(referral))
        assert stored is not None
    verdict = verify([(hashed_form(one), one.previous, one.hash) for one in found], stored.head)
    assert (verdict.intact, verdict.length) == (True, 5)
    assert found[-1].changes["consent"]["withdrawn_on"] == HELPED_ON


async def test_it_cannot_be_taken_back_before_it_was_given(la: Party) -> None:
    referral = await refers(la, await la.opens())
    assert (await tries(la, referral, "withdraw-consent", occurred_on="2026-02-08")).status_code == 409
    assert (await tries(la, referral, "withdraw-consent", occurred_on="2026-02-09")).status_code == 200


async def test_a_withdrawal_told_to_the_service_beats_every_older_consent(
    la: Party, provider: Party, advice: Party
) -> None:
    case = await la.opens()
    by_la, by_provider = await refers(la, case), await refers(provider, case, given_on="2026-02-10")
    young = await refers(la, case, person="young_person")
    await does(advice, by_provider, "withdraw-consent")  # on 12 February
    for ended in (by_la, by_provider):
        bones = await reads(advice, ended)
        assert (bones["state"], bones["contact"], bones["case_id"], bones["consent"]["given_by"]) == (
            "withdrawn", None, None, None,
        )  # fmt: skip
        assert is_chained(await advice.gets(f"/v1/referrals/{ended}/events"))
    assert (await reads(advice, young))["state"] == "new"
    made = await provider.sends("POST", "/v1/referrals", json=a_referral(case, given_on="2026-02-08"))
    assert made.status_code == 201, "whoever else refers is not told"
    assert (await reads(advice, made.json()["id"]))["state"] == "withdrawn"
    assert (await reads(provider, made.json()["id"]))["consent"]["given_on"] == "2026-02-08"
    again = await refers(la, case, given_on="2026-02-12", occurred_on="2026-02-12")
    assert (await reads(advice, again))["state"] == "new"


async def test_one_told_to_whoever_referred_ends_what_that_one_arranged(
    la: Party, provider: Party, advice: Party
) -> None:
    case = await la.opens()
    by_la, by_provider = await refers(la, case), await refers(provider, case)
    await does(la, by_la, "withdraw-consent")
    assert (await reads(advice, by_la))["state"] == "withdrawn"
    assert (await reads(advice, by_provider))["state"] == "new"
    older = await refers(la, case, given_on="2026-02-10")
    assert (await reads(advice, older))["state"] == "withdrawn"
    await does(la, by_la, "withdraw-consent")
    trail = (await advice.gets(f"/v1/referrals/{by_la}/events"))["items"]
    assert [one["type"] for one in trail] == ["referral-made", "consent-withdrawn", "withdrawal-told-again"]
    await does(advice, by_la, "withdraw-consent")  # told to the service too, it reaches further
    assert (await reads(advice, by_provider))["state"] == "withdrawn"
    assert (await tries(advice, by_la, "withdraw-consent")).status_code == 409, "once"


async def test_it_ends_all_that_rests_on_the_consent_whatever_became_of_it(
    la: Party, provider: Party, advice: Party
) -> None:
    """On two consents before it. Not on one after it, nor another person's, on another case, by somebody else."""
    case = await la.opens()
    first = await refers(la, case, *EVERYTHING)
    await helps(advice, first)
    await does(advice, first, "close", outcome="other")
    second = await refers(la, case, *EVERYTHING, given_on="2026-02-10")
    await helps(advice, second)
    after = await refers(la, case, given_on="2026-02-13", occurred_on="2026-02-13")
    others = [
        await refers(la, case, person="young_person"), await refers(la, await la.opens()),
        await refers(provider, case), after,
    ]  # fmt: skip
    await does(la, first, "withdraw-consent")  # on 12 February
    for ended in (first, second):
        bones = await reads(advice, ended)
        assert (bones["state"], bones["contact"], bones["notes"]) == ("withdrawn", None, [])
        assert is_chained(await advice.gets(f"/v1/referrals/{ended}/events"))
    assert [(await reads(advice, other))["state"] for other in others] == ["new"] * 4


async def test_it_ends_what_that_one_arranged_with_another_service_too(parties: Parties) -> None:
    westhaven, one, beside = [
        await parties.get(slug) for slug in ("sandbox-la-992", "sandbox-advice-992", "sandbox-advice-993")
    ]
    case = await westhaven.opens()
    first, second = await refers(westhaven, case), await refers(westhaven, case, advice_service=beside.slug)
    await does(westhaven, first, "withdraw-consent")
    assert (await reads(one, first))["state"] == (await reads(beside, second))["state"] == "withdrawn"
    other = await westhaven.opens()
    await does(westhaven, await refers(westhaven, other), "withdraw-consent")
    older = await refers(westhaven, other, advice_service=beside.slug)
    assert (await reads(beside, older))["state"] == "withdrawn", "and what it arranges after that on an older one"


async def test_one_told_to_a_service_reaches_no_further_than_it(parties: Parties) -> None:
    westhaven, one, beside = [
        await parties.get(slug) for slug in ("sandbox-la-992", "sandbox-advice-992", "sandbox-advice-993")
    ]
    case = await westhaven.opens()
    await does(one, await refers(westhaven, case), "withdraw-consent")
    asked = await refers(westhaven, case, advice_service=beside.slug)
    assert (await reads(beside, asked))["state"] == "new"


@pytest.mark.parametrize("first", ["whoever referred", "the service"])
async def test_one_told_to_both_reaches_as_far_as_told_to_each(parties: Parties, first: str) -> None:
    """What the service was told takes nothing from what whoever referred was told: that reaches its other service."""
    westhaven, one, beside = [
        await parties.get(slug) for slug in ("sandbox-la-992", "sandbox-advice-992", "sandbox-advice-993")
    ]
    case = await westhaven.opens()
    referral = await refers(westhaven, case)
    for party in (westhaven, one) if first == "whoever referred" else (one, westhaven):
        await does(party, referral, "withdraw-consent")  # on 12 February
    older = await refers(westhaven, case, advice_service=beside.slug)
    bones = await reads(beside, older)
    assert (bones["state"], bones["consent"]["withdrawn_on"]) == ("withdrawn", "2026-02-12")
    after = await refers(westhaven, case, advice_service=beside.slug, given_on="2026-02-12", occurred_on="2026-02-12")
    assert (await reads(beside, after))["state"] == "new"


async def test_one_told_again_counts_from_the_later_day_on(la: Party, provider: Party, advice: Party) -> None:
    """A family that consented anew and takes that back says so of the referral that it knows."""
    case = await la.opens()
    referral = await refers(la, case)
    await does(la, referral, "withdraw-consent")  # on 12 February
    await does(la, referral, "withdraw-consent", occurred_on="2026-02-16")
    between = {"given_on": "2026-02-14", "occurred_on": "2026-02-15"}
    assert (await reads(advice, await refers(la, case, **between)))["state"] == "withdrawn"
    assert (await reads(advice, await refers(provider, case, **between)))["state"] == "new", "it ends its own alone"


async def test_an_authority_keeps_no_family_from_its_service(la: Party, advice: Party) -> None:
    """It may say again and again that a consent was taken back: one given since stands."""
    case = await la.opens()
    by_la = await refers(la, case)
    await does(la, by_la, "withdraw-consent")  # on 12 February
    await does(la, by_la, "withdraw-consent", occurred_on="2026-02-12")
    refused = await advice.sends(
        "POST", "/v1/referrals", json=a_referral(case, given_on="2026-02-11", occurred_on="2026-02-13")
    )
    assert refused.status_code == 409
    came = await refers(advice, case, given_on="2026-02-13", occurred_on="2026-02-13", source="family")
    assert (await reads(advice, came))["state"] == "new"


@pytest.mark.parametrize("withdrawn_on", ["2026-02-09", "2026-02-12"])
async def test_nobody_comes_back_to_a_service_on_a_consent_from_before(
    la: Party, advice: Party, withdrawn_on: str
) -> None:
    """However early it says that the consent was taken back: what counts is the day on which it said so."""
    case = await la.opens()
    await does(advice, await refers(la, case), "withdraw-consent", occurred_on=withdrawn_on)
    body = a_referral(case, given_on=in_days(-1), occurred_on=in_days(0))
    refused = await advice.sends("POST", "/v1/referrals", json=body)
    assert (refused.status_code, refused.json()["rule"]) == (409, "consent-can-be-withdrawn")
    new = await refers(advice, case, given_on=in_days(0), occurred_on=in_days(0))
    assert (await reads(advice, new))["state"] == "new"
