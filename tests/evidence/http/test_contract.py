"""The contract return over HTTP: both sides of a contract get the same bytes, whatever became of the cases."""

from typing import Any

import pytest

from tests.support.parties import Party

PATH = "/v1/exports/contract-return"
QUARTER = "2022-Q1"  # of which no other test records anything
SENT = "2022-01-10"
A, B, WEST, NORTH = "sandbox-provider-a", "sandbox-provider-b", "sandbox-la-992", "sandbox-la-993"


async def alike(authority: Party, provider: Party, quarter: str = QUARTER) -> dict[str, Any]:
    """Return the measures that both sides of a contract get, which must be the same."""
    told = []
    for form in ("application/json", "text/csv"):
        query = {"quarter": quarter, "provider": provider.slug, "authority": authority.slug}
        ours, theirs = [
            await party.sends("GET", PATH, params=query, headers={"Accept": form}) for party in (authority, provider)
        ]
        assert ours.status_code == theirs.status_code == 200, ours.text
        assert ours.content == theirs.content
        told.append(ours)
    answer = told[0].json()
    assert answer["unreadable"] == 0
    return {
        one["measure"] if one["side"] is None else f"{one['measure']} {one['side']}": (
            one["done"], one["of"], one["running"],
        )
        for one in answer["measures"]
    }  # fmt: skip


def grown(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return what was added to each measure between two returns."""
    added = {name: tuple(b - a for a, b in zip(before[name], after[name], strict=True)) for name in after}
    return {name: found for name, found in added.items() if any(found)}


async def requested(authority: Party, provider: Party, **said: Any) -> str:
    case = await authority.opens(notice_sent_on=SENT, **said)
    await provider.records(case, "contact-adviser", occurred_on="2022-01-17")
    await provider.records(case, "request-mediation", issues=["F"], occurred_on="2022-01-18")
    return case


async def test_both_sides_count_alike_and_corrections_count(other_la: Party, provider: Party) -> None:
    before = await alike(other_la, provider)
    case = await requested(other_la, provider)
    await provider.records(case, "arrange-mediation", session_on="2022-02-14", occurred_on="2022-01-20")
    await provider.records(case, "record-session-outcome", outcome="no_agreement", occurred_on="2022-02-14")
    await provider.records(case, "issue-certificate", ground="took_part", occurred_on="2022-02-17")
    after = await alike(other_la, provider)
    assert grown(before, after) == {
        "contact_in_5_days": (1, 1, 0),
        "certificate_in_2_days": (0, 1, 0),
        "certificate_in_3_days": (1, 1, 0),
        "arranged_in_30_days": (1, 1, 0),
        "sessions_held": (1, 1, 0),
    }
    events = await provider.lists(f"/v1/cases/{case}/events")
    seqs = {one["type"]: one["seq"] for one in events}
    said = {"reason": "wrong_date", "seq": seqs["certificate-issued"], "replace": {"occurred_on": "2022-02-15"}}
    await provider.posts(f"/v1/cases/{case}/corrections", said)
    assert grown(after, await alike(other_la, provider)) == {"certificate_in_2_days": (1, 0, 0)}


async def test_after_a_handover_each_provider_answers_for_its_own_time(
    other_la: Party, provider: Party, other_provider: Party
) -> None:
    old, new = await alike(other_la, provider), await alike(other_la, other_provider)
    case = await requested(other_la, provider)
    move = {"provider": B, "reason": "contract ended", "from": "2022-01-24"}
    await other_la.posts(f"/v1/cases/{case}/provider", move)
    await other_provider.records(case, "decline-mediation", occurred_on="2022-01-31")
    await other_provider.records(case, "issue-certificate", ground="declined", occurred_on="2022-02-01")
    events = await other_provider.lists(f"/v1/cases/{case}/events")
    [contact] = [one["seq"] for one in events if one["type"] == "adviser-contacted"]
    said = {"reason": "wrong_date", "seq": contact, "replace": {"occurred_on": "2022-01-18"}}
    await other_provider.posts(f"/v1/cases/{case}/corrections", said)
    assert grown(old, await alike(other_la, provider)) == {"contact_in_5_days": (1, 1, 0)}
    assert grown(new, await alike(other_la, other_provider)) == {
        "certificate_in_2_days": (1, 1, 0),
        "certificate_in_3_days": (1, 1, 0),
    }


async def test_after_a_transfer_each_authority_has_its_own_time(other_la: Party, la: Party, provider: Party) -> None:
    old, new = await alike(other_la, provider), await alike(la, provider)
    case = await requested(other_la, provider, kind="plan_content", sections=("F",))
    moved = {"to_la_code": "991", "moved_on": "2022-01-24", "aware_on": "2022-01-20", "transferred_on": "2022-01-24"}
    await other_la.posts(f"/v1/cases/{case}/transfer", moved)
    await provider.records(case, "arrange-mediation", session_on="2022-02-14", occurred_on="2022-01-27")
    await provider.records(case, "record-session-outcome", outcome="full_agreement", occurred_on="2022-02-14")
    assert grown(old, await alike(other_la, provider)) == {"contact_in_5_days": (1, 1, 0)}
    assert grown(new, await alike(la, provider)) == {"sessions_held": (1, 1, 0)}


async def test_what_happens_in_an_appeal_changes_nothing(other_la: Party, provider: Party, tribunal: Party) -> None:
    case = await other_la.opens(notice_sent_on=SENT)
    await provider.records(case, "contact-adviser", occurred_on="2022-01-17")
    await provider.records(case, "decline-mediation", occurred_on="2022-01-17")
    await provider.records(case, "issue-certificate", ground="declined", occurred_on="2022-01-18")
    before = await alike(other_la, provider)
    await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2022-02-10")
    await tribunal.records(case, "withdraw", occurred_on="2022-03-10")
    assert await alike(other_la, provider) == before


async def test_it_is_for_the_two_sides_alone(
    la: Party, provider: Party, other_provider: Party, tribunal: Party, icb: Party, advice: Party
) -> None:
    pair = {"quarter": QUARTER, "provider": A, "authority": WEST}
    for stranger in (la, other_provider, tribunal, icb, advice):
        answer = await stranger.sends("GET", PATH, params=pair)
        assert answer.status_code == 403, answer.text
        assert answer.headers["content-type"].startswith("application/problem+json")
    assert (await provider.sends("GET", PATH, params=pair)).status_code == 200


async def test_a_caller_need_not_name_itself(other_la: Party, provider: Party) -> None:
    ours = await other_la.gets(PATH, provider=A, quarter=QUARTER)
    assert ours == await provider.gets(PATH, authority="992", quarter=QUARTER)
    assert (await other_la.gets(PATH))["provider"] == A, "its first choice"
    assert (await other_la.gets(PATH))["quarter"] > QUARTER
    assert (await provider.sends("GET", PATH)).status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        "provider=nobody",
        f"provider={NORTH}",
        f"provider={A}&quarter=2014-Q2",
        f"provider={A}&quarter=2099-Q1",
        f"provider={A}&quarter=spring",
        f"provider={A}&provider={B}",
    ],
)
async def test_a_question_that_cannot_be_answered_is_refused(la: Party, query: str) -> None:
    answer = await la.sends("GET", f"{PATH}?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
