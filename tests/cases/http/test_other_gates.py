"""The ways to the tribunal beside the usual one, and the disputes that have none."""

from typing import Any

import pytest

from tests.support.parties import Party, declines


async def test_an_appeal_about_the_placement_alone_needs_no_certificate(la: Party, tribunal: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("I",))
    assert (await tribunal.sees(case))["placement_only"] is True
    appealed = await tribunal.records(case, "register-appeal", basis="placement_only", occurred_on="2026-03-02")
    assert (appealed["state"], appealed["certificate"]) == ("appeal_registered", None)


async def test_mediation_stays_open_beside_a_placement_appeal(la: Party, provider: Party, tribunal: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("I",))
    await tribunal.records(case, "register-appeal", basis="placement_only", occurred_on="2026-03-02")
    asked = await provider.records(case, "request-mediation", issues=["I"], occurred_on="2026-03-03")
    assert (asked["state"], asked["stage"]) == ("appeal_registered", "mediation_requested")


async def test_widening_a_placement_appeal_opens_the_gate_anew(la: Party, provider: Party, tribunal: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("I",))
    await tribunal.records(case, "register-appeal", basis="placement_only", occurred_on="2026-02-05")
    widened = await la.tries(case, "widen-grounds", sections=["F"], occurred_on="2026-02-06")
    assert widened.status_code == 409
    assert widened.json()["rule"] == "certificate-before-appeal"
    await declines(provider, case)
    widened = await la.tries(case, "widen-grounds", sections=["F"], occurred_on="2026-02-12")
    assert (widened.status_code, widened.json()["decision"]["sections"]) == (200, ["F", "I"])


async def test_the_tribunals_permission_widens_a_placement_appeal_too(la: Party, tribunal: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("I",))
    await tribunal.records(case, "register-appeal", basis="placement_only", occurred_on="2026-02-05")
    widened = await la.records(
        case, "widen-grounds", sections=["F"], permission_reference="EH991/26/00005", occurred_on="2026-02-12"
    )
    assert widened["appeal"]["basis"] == "permission"
    assert widened["appeal"]["permission_granted_on"] == "2026-02-12"
    assert widened["appeal"]["permission_reference"] == "EH991/26/00005"


@pytest.mark.parametrize("sections", [("G",), ("C", "G"), ("D", "H1", "H2")])
async def test_health_and_social_care_alone_carry_no_appeal(
    la: Party, provider: Party, tribunal: Party, sections: tuple[str, ...]
) -> None:
    case = await la.opens(kind="plan_content", sections=sections)
    assert (await la.sees(case))["appealable"] is False
    assert (await la.sees(case))["appeal_window"] is None
    await declines(provider, case)
    refused = await tribunal.tries(case, "register-appeal", basis="certificate", occurred_on="2026-03-02")
    assert (refused.status_code, refused.json()["rule"]) == (409, "education-sections-only")
    assert "The family can still ask for mediation" in refused.json()["reason"]


async def test_a_commissioning_body_sees_a_case_from_its_notification_on(
    la: Party, provider: Party, icb: Party
) -> None:
    case = await la.opens(kind="plan_content", sections=("G",))
    await provider.records(case, "contact-adviser", occurred_on="2026-02-06")
    await provider.records(
        case, "request-mediation", issues=["G"], health_provision_wanted="Weekly therapy", occurred_on="2026-02-09"
    )
    assert (await icb.sends("GET", f"/v1/cases/{case}")).status_code == 404
    assert case not in [line["id"] for line in await icb.lists("/v1/cases")]

    await la.records(case, "notify-commissioning-body", occurred_on="2026-02-11")
    assert (await icb.sees(case))["mediation"]["health_provision_wanted"] == "Weekly therapy"
    assert case in [line["id"] for line in await icb.lists("/v1/cases")]
    due = {d["code"]: d["due_on"] for d in (await icb.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]}
    # Health alone: the thirty days are the commissioning body's and run from its notification.
    assert due["commissioning-body-arrange-mediation"] == "2026-03-13"
    assert "arrange-mediation" not in due

    arranged = await icb.records(case, "arrange-mediation", session_on="2026-03-10", occurred_on="2026-02-20")
    assert arranged["state"] == "mediation_arranged"
    held = await provider.records(case, "record-session-outcome", outcome="partial_agreement", occurred_on="2026-03-10")
    assert held["state"] == "mediation_concluded"


async def test_an_authority_notifies_only_a_body_it_works_with(la: Party, provider: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("G",))
    await provider.records(case, "request-mediation", issues=["health"], occurred_on="2026-02-09")
    answer = await la.tries(case, "notify-commissioning-body", commissioning_body="sandbox-provider-a")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#/commissioning_body"


async def test_the_tribunal_permits_an_appeal_without_a_certificate(la: Party, tribunal: Party) -> None:
    case = await la.opens()
    assert (await tribunal.sends("GET", f"/v1/cases/{case}")).status_code == 404
    appealed = await tribunal.records(case, "register-appeal", basis="permission", occurred_on="2026-04-20")
    assert appealed["appeal"]["permission_granted_on"] == "2026-04-20"
    assert (await tribunal.sees(case))["state"] == "appeal_registered"


async def test_an_authority_records_permission_by_its_reference_only(la: Party) -> None:
    case = await la.opens()
    without = await la.tries(case, "register-appeal", basis="permission", occurred_on="2026-04-20")
    assert (without.status_code, without.json()["rule"]) == (409, "permission-without-certificate")
    granted = await la.records(
        case, "register-appeal", basis="permission", permission_reference="EH991/26/00004", occurred_on="2026-04-20"
    )
    assert granted["appeal"]["basis"] == "permission"
    assert (await la.sees(case))["appeal"]["permission_reference"] == "EH991/26/00004"
    event = (await la.gets(f"/v1/cases/{case}/events"))["items"][-1]
    assert event["changes"]["appeal"]["permission_reference"] == "EH991/26/00004", "a fact with a source, never a flag"


async def test_a_late_appeal_is_registered_and_marked(la: Party, provider: Party, tribunal: Party) -> None:
    case = await la.opens()
    await declines(provider, case)
    assert (await la.sees(case))["appeal_window"]["closes_at"] == "2026-04-02T17:00:00+01:00"
    late = await tribunal.records(
        case,
        "register-appeal",
        basis="certificate",
        received_at="2026-04-02T17:01:00+01:00",
        late_explanation="The letter went to an old address.",
    )
    assert (late["state"], late["appeal"]["late"]) == ("appeal_registered", True)
    assert (await tribunal.sees(case))["appeal"]["late_explanation"] == "The letter went to an old address."
    trail = await la.sends("GET", f"/v1/cases/{case}/events")
    assert "old address" not in trail.text


async def test_a_missed_contact_window_is_no_dead_end(la: Party, provider: Party, tribunal: Party) -> None:
    case = await la.opens(notice_sent_on="2026-02-02")
    contacted = await provider.records(case, "contact-adviser", occurred_on="2026-04-03")
    assert contacted["certificate_window_missed"] is True
    await provider.records(case, "decline-mediation", occurred_on="2026-04-03")
    refused = await provider.tries(case, "issue-certificate", ground="declined", occurred_on="2026-04-06")
    assert (refused.status_code, refused.json()["rule"]) == (409, "permission-without-certificate")
    assert "tribunal can give permission" in refused.json()["reason"]
    appealed = await tribunal.records(case, "register-appeal", basis="permission", occurred_on="2026-04-20")
    assert appealed["state"] == "appeal_registered"


async def test_contact_on_the_last_day_is_in_time(la: Party, provider: Party) -> None:
    case = await la.opens(notice_sent_on="2026-02-02")
    contacted = await provider.records(case, "contact-adviser", occurred_on="2026-04-02")
    assert contacted["certificate_window_missed"] is False
    await provider.records(case, "decline-mediation", occurred_on="2026-04-03")
    certified = await provider.records(case, "issue-certificate", ground="declined", occurred_on="2026-04-08")
    assert certified["state"] == "certified"


class TestGreenPaper:
    """The proposal of 2022: mediation must be attended."""

    async def opened(self, la: Party, provider: Party) -> str:
        case = await la.opens(regime="green-paper-2022")
        await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
        return case

    async def test_declining_leads_to_no_certificate(self, la: Party, provider: Party) -> None:
        case = await self.opened(la, provider)
        await provider.records(case, "decline-mediation", occurred_on="2026-02-10")
        refused = await provider.tries(case, "issue-certificate", ground="declined", occurred_on="2026-02-11")
        assert (refused.status_code, refused.json()["rule"]) == (409, "attendance-compulsory")

    async def test_attending_does(self, la: Party, provider: Party) -> None:
        case = await self.opened(la, provider)
        await provider.records(case, "request-mediation", occurred_on="2026-02-10")
        await la.records(case, "arrange-mediation", session_on="2026-02-20", occurred_on="2026-02-12")
        await provider.records(case, "record-session-outcome", outcome="no_agreement", occurred_on="2026-02-20")
        certified = await provider.records(case, "issue-certificate", ground="took_part", occurred_on="2026-02-23")
        assert certified["state"] == "certified"

    async def test_an_exemption_is_decided_by_the_tribunal(self, la: Party, provider: Party, tribunal: Party) -> None:
        case = await self.opened(la, provider)
        await provider.records(case, "claim-exemption", occurred_on="2026-02-10")
        by_the_authority = await la.tries(case, "decide-exemption", granted=False, occurred_on="2026-02-12")
        assert (by_the_authority.status_code, by_the_authority.json()["rule"]) == (403, "exemption-frees")
        await tribunal.records(case, "decide-exemption", granted=True, occurred_on="2026-02-12")
        certified = await provider.records(case, "issue-certificate", ground="exempt", occurred_on="2026-02-13")
        assert certified["certificate"]["ground"] == "exempt"

    async def test_a_silent_decider_does_not_shut_the_gate(self, la: Party, provider: Party) -> None:
        case = await self.opened(la, provider)
        await provider.records(case, "claim-exemption", occurred_on="2026-02-10", ground="child_out_of_school")
        shown = await provider.gets(f"/v1/cases/{case}/deadlines")
        [due] = [one for one in shown["deadlines"] if one["code"] == "decide-exemption"]
        assert (due["due_on"], due["owed_by"], due["rule"]) == ("2026-02-24", "tribunal", "exemption-decided-in-time")
        exemption = (await provider.sees(case))["exemption"]
        assert (exemption["ground"], exemption["decide_by"]) == ("child_out_of_school", "2026-02-24")
        assert (exemption["granted"], exemption["if_undecided"]) == (None, "granted")
        early = await provider.tries(case, "issue-certificate", ground="exempt", occurred_on="2026-02-24")
        assert (early.status_code, early.json()["rule"]) == (409, "exemption-frees")
        certified = await provider.records(case, "issue-certificate", ground="exempt", occurred_on="2026-02-25")
        assert certified["certificate"]["ground"] == "exempt"

    async def test_the_evidence_of_a_claim_is_told_to_whoever_is_told_of_the_claim(
        self, la: Party, provider: Party, tribunal: Party
    ) -> None:
        case = await self.opened(la, provider)
        says = {"ground": "earlier_mediation", "attended_on": "2026-01-20", "occurred_on": "2026-02-10"}
        await provider.records(case, "claim-exemption", **says)
        for reader in (la, provider, tribunal):
            exemption = (await reader.sees(case))["exemption"]
            assert (exemption["attended_on"], exemption["providers_contacted"]) == ("2026-01-20", None)
        record = await la.gets(f"/v1/cases/{case}/record")
        assert record["case"]["exemption"]["attended_on"] == "2026-01-20"
        [claim] = [one for one in record["events"] if one["type"] == "exemption-claimed"]
        assert claim["changes"]["exemption_attended_on"] == "2026-01-20"

    @pytest.mark.parametrize(
        "says",
        [
            {"ground": "urgency", "attended_on": "2026-01-20"},
            {"ground": "earlier_mediation", "providers_contacted": 5},
            {"providers_contacted": 5},
        ],
    )
    async def test_no_evidence_is_kept_for_a_ground_that_does_not_ask_for_it(
        self, la: Party, provider: Party, says: dict[str, Any]
    ) -> None:
        case = await self.opened(la, provider)
        refused = await provider.tries(case, "claim-exemption", occurred_on="2026-02-10", **says)
        assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[-1]) == (422, "invalid-input")

    async def test_the_regimes_show_what_they_leave_open(self, la: Party) -> None:
        shown = {one["id"]: one for one in (await la.gets("/v1/law/regimes"))["regimes"]}
        law, proposal = shown["cfa-2014"], shown["green-paper-2022"]
        assert (law["nonattendance_effect"], law["exemption_decision_days"], law["exemption_grounds"]) == (
            "none", None, [],
        )  # fmt: skip
        assert (proposal["nonattendance_effect"], proposal["exemption_decision_days"]) == ("bars", 14)
        assert proposal["exemption_if_undecided"] == "granted"
        assert {"domestic_abuse", "urgency", "phase_transfer", "other"} <= set(proposal["exemption_grounds"])

    async def test_its_certificate_says_that_it_is_not_law(self, la: Party, provider: Party, tribunal: Party) -> None:
        case = await self.opened(la, provider)
        await provider.records(case, "claim-exemption", occurred_on="2026-02-10")
        await tribunal.records(case, "decide-exemption", granted=True, occurred_on="2026-02-12")
        shown = await provider.records(case, "issue-certificate", ground="exempt", occurred_on="2026-02-13")
        number = shown["certificate"]["number"]
        assert (await la.gets(f"/v1/certificates/{number}/verification"))["illustrative"] is True

    async def test_its_exemption_does_not_exist_under_the_law(self, la: Party) -> None:
        case = await la.opens()
        refused = await la.tries(case, "claim-exemption")
        assert refused.status_code == 409
        assert "The set of rules that applies to this case (its regime) has no action" in refused.json()["reason"]
