"""Every refusal explains itself: the rule, where it stands, and the shortest lawful way on."""

from datetime import date, timedelta
from typing import Any

from app.cases.domain.words import Action
from tests.support.parties import Party, declines

MEMBERS = {"type", "title", "status", "detail", "action", "state", "rule", "citation", "legislation_url", "reason"}


async def test_an_appeal_without_a_certificate(la: Party) -> None:
    case = await la.opens()
    refused = await la.tries(case, "register-appeal", basis="certificate", occurred_on="2026-02-20")
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    problem = refused.json()
    assert problem["unlock"] == ["contact-adviser", "decline-mediation", "issue-certificate"]
    assert set(problem) == MEMBERS | {"unlock", "unlock_steps", "allowed_now"}
    assert problem["type"].endswith("/problems/refused")
    assert (problem["action"], problem["state"]) == ("register-appeal", "notified")
    assert problem["rule"] == "certificate-before-appeal"
    assert problem["citation"] == "s.55(1), (3) Children and Families Act 2014"
    assert problem["legislation_url"].startswith("https://www.legislation.gov.uk/ukpga/2014/6/section/55")
    assert problem["detail"] == problem["reason"] == "No certificate has been issued for this case."
    assert (await la.sees(case))["version"] == 1


async def test_walking_the_unlock_leads_where_it_says(la: Party, provider: Party, tribunal: Party) -> None:
    case = await la.opens()
    refused = await la.tries(case, "register-appeal", basis="certificate", occurred_on="2026-02-20")
    for action in refused.json()["unlock"]:
        more: dict[str, Any] = {"ground": "declined"} if action == "issue-certificate" else {}
        await provider.records(case, action, occurred_on="2026-02-20", **more)
    await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-02-20")


async def test_another_partys_action_names_its_rule(la: Party, provider: Party) -> None:
    case = await la.opens()
    answer = await la.tries(case, "issue-certificate", ground="declined")
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-yours-to-record")
    assert (answer.json()["rule"], answer.json()["citation"]) == (
        "independent-adviser",
        "s.56(2)-(3) Children and Families Act 2014",
    )
    assert (await provider.tries(case, "concede")).status_code == 403


async def test_a_certificate_issued_to_somebody_else(la: Party, provider: Party, tribunal: Party) -> None:
    case = await la.opens()
    await declines(provider, case)
    lodged: dict[str, Any] = {"basis": "certificate", "appellant_kind": "young_person", "occurred_on": "2026-03-02"}
    refused = await tribunal.tries(case, "register-appeal", **lodged)
    assert (refused.status_code, refused.json()["rule"]) == (409, "certificate-to-the-appellant")
    reissued = await provider.records(
        case, "reissue-certificate", holder_kind="young_person", holder_name="Alex Example", occurred_on="2026-02-20"
    )
    assert reissued["certificate"]["issued_on"] == "2026-02-11"
    assert (await tribunal.records(case, "register-appeal", **lodged))["appellant"]["kind"] == "young_person"


class TestActions:
    async def choices(self, party: Party, case: str, **query: str) -> dict[str, Any]:
        listed = await party.gets(f"/v1/cases/{case}/actions", **query)
        return {choice["action"]: choice for choice in listed["actions"]}

    async def test_all_are_listed_each_with_its_path_and_who_records_it(self, la: Party) -> None:
        case = await la.opens()
        choices = await self.choices(la, case)
        assert list(choices) == list(Action)
        for action, choice in choices.items():
            assert choice["post_to"] == f"/v1/cases/{case}/actions/{action}"
            assert choice["recorded_by"]

    async def test_what_is_refused_says_why_and_what_would_unlock_it(self, la: Party) -> None:
        case = await la.opens()
        choices = await self.choices(la, case, on="2026-02-10")
        refused = [choice for choice in choices.values() if not choice["allowed"] and choice["variants"]]
        assert {"issue-certificate", "claim-exemption"} <= {choice["action"] for choice in refused}
        for choice in refused:
            assert all(choice[member] for member in ("rule", "citation", "legislation_url", "reason")), choice
        assert choices["issue-certificate"]["unlock"] == ["contact-adviser", "decline-mediation"]
        bases = {variant["variant"]: variant for variant in choices["register-appeal"]["variants"]}
        assert bases["permission"]["allowed"] is True
        assert bases["certificate"]["unlock"] == ["contact-adviser", "decline-mediation", "issue-certificate"]
        assert bases["placement_only"]["rule"] == "placement-only-exempt"

    async def test_what_is_allowed_can_be_recorded(self, la: Party, provider: Party) -> None:
        case = await la.opens()
        choices = await self.choices(la, case, on="2026-02-10")
        allowed = {action for action, choice in choices.items() if choice["allowed"]}
        beside = {"record-panel-review", "pass-right", "concede"}
        assert allowed == {"contact-adviser", "request-mediation", "withdraw", "close"} | beside
        await provider.records(case, "contact-adviser", occurred_on="2026-02-10")
        assert (await self.choices(la, case, on="2026-02-10"))["decline-mediation"]["allowed"] is True

    async def test_the_day_is_never_ahead_of_the_clock(self, la: Party) -> None:
        case = await la.opens()
        today = (await la.gets(f"/v1/cases/{case}/actions"))["as_of"]
        ahead = (date.fromisoformat(today) + timedelta(days=30)).isoformat()
        assert (await la.gets(f"/v1/cases/{case}/actions", on=ahead))["as_of"] == today
