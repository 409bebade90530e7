"""What the way to the certificate costs, over HTTP: of one case in words, of a quarter in figures that stay."""

from typing import Any

import pytest

from app.evidence.domain.burden import Way
from tests.support.parties import Party, declines

QUARTER = "2024-Q2"  # of which no other test records a notice
SENT = "2024-04-08"


async def declined(la: Party, provider: Party) -> str:
    case = await la.opens(notice_sent_on=SENT)
    for action, said in (
        ("contact-adviser", {"occurred_on": "2024-04-15"}),
        ("decline-mediation", {"occurred_on": "2024-04-16"}),
        ("issue-certificate", {"ground": "declined", "occurred_on": "2024-04-19"}),
    ):
        await provider.records(case, action, **said)
    return case


async def never_offered(la: Party, provider: Party) -> str:
    case = await la.opens(notice_sent_on=SENT)
    await provider.records(case, "contact-adviser", occurred_on="2024-04-15")
    await provider.records(case, "request-mediation", issues=["F"], occurred_on="2024-04-16")
    return case


async def test_the_parties_read_what_the_gate_cost_a_family(
    la: Party, other_la: Party, provider: Party, other_provider: Party, tribunal: Party, icb: Party, advice: Party
) -> None:
    case = await never_offered(la, provider)
    for reader in (la, provider):
        told = await reader.gets(f"/v1/cases/{case}/burden")
        assert (told["way"], told["contacts"], told["days_to_certificate"]) == ("never_offered", 2, None)
        assert told["time_ran_out"] is True
        assert [one["party"] for one in told["days_late"]] == ["local_authority"]
        assert told["words"][0] == "The family asked for mediation, but no session was ever fixed."
    for stranger in (other_la, other_provider, tribunal, icb, advice):
        answer = await stranger.sends("GET", f"/v1/cases/{case}/burden")
        assert answer.status_code in (403, 404)
        assert "never_offered" not in answer.text


async def test_the_tribunal_is_not_told_what_the_gate_cost_a_family_that_appealed(
    la: Party, provider: Party, tribunal: Party
) -> None:
    case = await la.opens()
    await declines(provider, case)
    await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-03-10")
    assert (await tribunal.sees(case))["id"] == case
    assert (await tribunal.sends("GET", f"/v1/cases/{case}/burden")).status_code == 404


async def test_a_corrected_record_counts_as_it_stands(la: Party, provider: Party) -> None:
    case = await declined(la, provider)
    before = await provider.gets(f"/v1/cases/{case}/burden")
    events = await provider.lists(f"/v1/cases/{case}/events")
    [place] = [one["seq"] for one in events if one["type"] == "adviser-contacted"]
    said = {"seq": place, "reason": "wrong_date", "replace": {"occurred_on": "2024-04-12"}}
    await provider.posts(f"/v1/cases/{case}/corrections", said)
    after = await provider.gets(f"/v1/cases/{case}/burden")
    assert (before["days_to_certificate"], after["days_to_certificate"]) == (4, 7)


async def test_a_quarter_is_counted_once_and_few_families_are_not_told(
    la: Party, other_la: Party, provider: Party
) -> None:
    for _ in range(6):
        await declined(la, provider)
        await never_offered(la, provider)
    await declined(other_la, provider)
    told = await la.gets("/v1/evidence/burden", quarter=QUARTER)
    assert told["families"] >= 12
    sizes = {way: group["families"] for group in told["groups"] for way in group["ways"]}
    assert len(sizes) == len(Way), "a way that no family went is counted together with another"
    assert min(sizes.values()) >= 5
    assert sizes["declined"] != sizes["never_offered"] or len(told["groups"]) == 2
    late = {answer["answer"][0]: answer["families"] for answer in _question(told, "authority_late")}
    assert late["yes"] >= 6, "the authority fixed no session in thirty days"
    assert late["yes"] + late["no"] == told["families"]
    await declined(la, provider)
    assert await la.gets("/v1/evidence/burden", quarter=QUARTER) == told, "published figures stay"
    costs = await la.gets("/v1/evidence/costs", quarter=QUARTER)
    assert costs["counted_at"] == told["counted_at"], "both are counted at one moment, and so in the same groups"
    assert {way: group["families"] for group in costs["groups"] for way in group["ways"]} == sizes
    assert (costs["families"], costs["comparisons"], costs["words"]) == (told["families"], [], [])
    assert {one["item"] for one in costs["money"]} == {"session", "adviser_hour"}, "nobody appealed: no number is told"
    few = await other_la.gets("/v1/evidence/burden", quarter=QUARTER)
    assert (few["families"], few["questions"], few["groups"]) == (None, [], [])


def _question(told: Any, name: str) -> Any:
    [found] = [one["answers"] for one in told["questions"] if one["question"] == name]
    return found


async def test_the_figures_are_for_an_authority(provider: Party, tribunal: Party, icb: Party) -> None:
    for caller in (provider, tribunal, icb):
        for path in ("/v1/evidence/burden", "/v1/evidence/costs"):
            answer = await caller.sends("GET", path, params={"quarter": QUARTER})
            assert answer.status_code == 403
            assert answer.json()["type"].endswith("not-yours-to-record")


@pytest.mark.parametrize("quarter", ["2014-Q2", "2999-Q4", "2024", "2024-Q5", "spring"])
async def test_a_quarter_that_cannot_be_counted_is_refused(la: Party, quarter: str) -> None:
    answer = await la.sends("GET", "/v1/evidence/burden", params={"quarter": quarter})
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
