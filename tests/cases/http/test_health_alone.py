"""Mediation about health alone, over HTTP: the commissioning body sees what it owes, and says that it has done it."""

from typing import Any

from tests.support.parties import Party


async def agreed(la: Party, provider: Party, icb: Party, *sections: str, issues: list[str]) -> str:
    case = await la.opens(kind="plan_content", sections=sections, notice_sent_on="2026-02-02")
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    await provider.records(case, "request-mediation", occurred_on="2026-02-10", issues=issues)
    await la.records(case, "notify-commissioning-body", occurred_on="2026-02-12")
    await icb.records(case, "arrange-mediation", occurred_on="2026-02-16", session_on="2026-03-03")
    await provider.records(case, "record-session-outcome", occurred_on="2026-03-03", outcome="full_agreement")
    await icb.records(case, "record-agreement", occurred_on="2026-03-03", terms=[{"kind": "other_action"}])
    return case


async def shown(party: Party, case: str, code: str) -> Any:
    listed = (await party.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]
    return next((one for one in listed if one["code"] == code), None)


async def test_the_body_owes_what_it_agreed_and_completes_it(la: Party, provider: Party, icb: Party) -> None:
    case = await agreed(la, provider, icb, "G", issues=["G"])
    for reader in (icb, la, provider):
        owed = await shown(reader, case, "carry-out-agreement")
        assert (owed["owed_by"], owed["due_on"]) == ("commissioning_body", "2026-03-17")
        assert (await shown(reader, case, "notify-session"))["owed_by"] == "commissioning_body"
        assert await shown(reader, case, "issue-certificate") is None
    refused = await la.tries(case, "complete-duty", code="carry-out-agreement", occurred_on="2026-03-10")
    assert (refused.status_code, refused.json()["rule"]) == (409, "duty-of-its-party")
    offered = {one["action"] for one in (await icb.gets(f"/v1/cases/{case}/actions"))["actions"] if one["allowed"]}
    assert "complete-duty" in offered
    await icb.records(case, "complete-duty", code="carry-out-agreement", occurred_on="2026-03-10")
    done = await shown(icb, case, "carry-out-agreement")
    assert (done["status"], done["done_on"]) == ("met", "2026-03-10")


async def test_beside_other_issues_it_stays_the_authoritys(la: Party, provider: Party, icb: Party) -> None:
    case = await agreed(la, provider, icb, "F", "G", issues=["F", "G"])
    assert (await shown(icb, case, "carry-out-agreement"))["owed_by"] == "local_authority"
    assert (await shown(la, case, "issue-certificate"))["due_on"] == "2026-03-06"
    refused = await icb.tries(case, "complete-duty", code="carry-out-agreement", occurred_on="2026-03-10")
    assert refused.status_code == 409
    await la.records(case, "complete-duty", code="carry-out-agreement", occurred_on="2026-03-10")
