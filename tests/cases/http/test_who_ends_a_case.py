"""Who ends a case, and what goes on after: the family alone gives up, the tribunal alone ends an appeal."""

from asyncio import gather
from typing import Any

import pytest

from tests.support.parties import Party, declines

DECISION = {"decision_reference": "EH991/26/00101 of 1 March 2026"}


async def appeals(la: Party, provider: Party, tribunal: Party, **case: Any) -> str:
    opened = await la.opens(**case)
    await declines(provider, opened)
    await tribunal.records(opened, "register-appeal", basis="certificate", occurred_on="2026-02-16")
    return opened


async def shown(party: Party, case: str) -> dict[str, Any]:
    found: dict[str, Any] = await party.gets(f"/v1/cases/{case}")
    return found


async def standing(party: Party, case: str, code: str) -> str:
    found = (await party.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]
    return str(next(one["status"] for one in found if one["code"] == code))


# --- before an appeal ------------------------------------------------------------------------------------------------


async def test_nobody_gives_a_familys_dispute_up_without_its_word(la: Party, provider: Party, tribunal: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("I",))
    for party in (la, provider, tribunal):
        refused = await party.tries(case, "withdraw", occurred_on="2026-02-10")
        assert (refused.status_code, refused.json()["rule"]) == (409, "family-ends-it")
    assert (await shown(la, case))["state"] == "notified"


async def test_a_withdrawal_keeps_the_stage_and_the_familys_next_step_goes_on_from_it(
    la: Party, provider: Party
) -> None:
    case = await la.opens()
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    await provider.records(case, "decline-mediation", occurred_on="2026-02-10")
    ended = await la.records(case, "withdraw", family_confirmed=True, occurred_on="2026-02-11")
    assert (ended["state"], ended["stage"], ended["closed_by_family"]) == ("closed", "mediation_declined", True)
    event = (await la.gets(f"/v1/cases/{case}/events"))["items"][-1]
    assert event["changes"] == {"closed_by_family": True, "closed_on": "2026-02-11"}
    certified = await provider.records(case, "issue-certificate", ground="declined", occurred_on="2026-02-12")
    assert (certified["state"], certified["closed_on"], certified["closed_by_family"]) == ("certified", None, False)


@pytest.mark.parametrize("end", ["withdraw", "close"])
@pytest.mark.parametrize("basis", ["certificate", "permission"])
async def test_an_appeal_follows_a_withdrawal(
    la: Party, provider: Party, tribunal: Party, end: str, basis: str
) -> None:
    case = await la.opens()
    await declines(provider, case)
    await la.records(case, end, family_confirmed=True, occurred_on="2026-02-12")
    appealed = await tribunal.records(case, "register-appeal", basis=basis, occurred_on="2026-02-16")
    assert (appealed["state"], appealed["closed_on"]) == ("appeal_registered", None)
    assert await standing(la, case, "la-response") != "lapsed"


async def test_mediation_asked_for_again_after_a_withdrawal_has_its_days_anew(la: Party, provider: Party) -> None:
    case = await la.opens()
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    await provider.records(case, "request-mediation", occurred_on="2026-02-10")
    await la.records(case, "arrange-mediation", session_on="2026-02-27", occurred_on="2026-02-11")
    await la.records(case, "withdraw", family_confirmed=True, occurred_on="2026-02-12")
    again = await provider.records(case, "request-mediation", occurred_on="2026-03-20")
    assert (again["state"], again["mediation"]["session_on"]) == ("mediation_requested", None)
    due = (await la.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]
    assert next(one["due_on"] for one in due if one["code"] == "arrange-mediation") == "2026-04-19"


# --- once an appeal is registered ------------------------------------------------------------------------------------


ALONE: list[tuple[str, dict[str, Any]]] = [
    ("withdraw", {}),
    ("withdraw", {"family_confirmed": True}),
    ("close", {}),
    ("close", {"family_confirmed": True}),
    ("record-appeal-outcome", {}),
    ("record-appeal-outcome", {"order_kind": "assess"}),
]


@pytest.mark.parametrize(("action", "says"), ALONE, ids=[f"{action} {[*says]}" for action, says in ALONE])
async def test_the_authority_alone_ends_no_appeal(
    la: Party, provider: Party, tribunal: Party, action: str, says: dict[str, Any]
) -> None:
    case = await appeals(la, provider, tribunal)
    refused = await la.tries(case, action, **says, occurred_on="2026-02-20")
    assert refused.status_code == 409
    assert refused.json()["rule"] in ("withdrawal", "tribunal-decides")
    assert (await shown(la, case))["state"] == "appeal_registered"
    assert await standing(la, case, "la-response") != "lapsed"


@pytest.mark.parametrize("who", ["the tribunal", "the authority, by its reference", "the provider, by its reference"])
async def test_a_withdrawal_takes_effect_with_the_tribunals_consent(
    la: Party, provider: Party, tribunal: Party, who: str
) -> None:
    case = await appeals(la, provider, tribunal)
    party = {"the tribunal": tribunal, "the authority, by its reference": la}.get(who, provider)
    said = {} if party is tribunal else DECISION
    ended = await party.records(case, "withdraw", occurred_on="2026-03-02", notice_received_on="2026-02-23", **said)
    assert (ended["state"], ended["appeal"]["withdrawn_on"]) == ("closed", "2026-03-02")
    assert ended["appeal"]["decision_reference"] == said.get("decision_reference")
    due = (await la.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]
    assert next(one["due_on"] for one in due if one["code"] == "apply-for-reinstatement") == "2026-03-23"


async def test_an_appeal_is_reinstated_within_28_days_of_the_receipt(
    la: Party, provider: Party, tribunal: Party
) -> None:
    case = await appeals(la, provider, tribunal)
    await tribunal.records(case, "withdraw", occurred_on="2026-03-02", notice_received_on="2026-02-23")
    alone = await la.tries(case, "reinstate-appeal", occurred_on="2026-03-20")
    assert (alone.status_code, alone.json()["rule"]) == (409, "reinstatement")
    late = await tribunal.tries(case, "reinstate-appeal", occurred_on="2026-03-24")
    assert (late.status_code, late.json()["unlock_steps"][0]["variant"]) == (409, "time_extended")
    again = await tribunal.records(case, "reinstate-appeal", applied_on="2026-03-23", occurred_on="2026-04-02")
    assert (again["state"], again["appeal"]["withdrawn_on"]) == ("appeal_registered", None)
    assert again["appeal"]["reinstated_on"] == "2026-04-02"
    assert await standing(la, case, "la-response") != "lapsed"
    decided = await la.records(case, "record-appeal-outcome", order_kind="assess", occurred_on="2026-04-20", **DECISION)
    assert decided["state"] == "resolved"


ENDED_BY_A_PARTY: list[tuple[str, dict[str, Any]]] = [
    ("record-appeal-outcome", DECISION),
    ("record-appeal-outcome", {"order_kind": "assess", **DECISION}),
    ("withdraw", DECISION),
    ("concede", {}),
]


@pytest.mark.parametrize(
    ("action", "says"), ENDED_BY_A_PARTY, ids=[f"{action} {[*says]}" for action, says in ENDED_BY_A_PARTY]
)
async def test_the_tribunal_takes_back_an_end_that_a_party_told_wrongly(
    la: Party, provider: Party, tribunal: Party, action: str, says: dict[str, Any]
) -> None:
    """An authority can name a decision that was never made. The appeal must not be lost to the family by it."""
    case = await appeals(la, provider, tribunal)
    await la.records(case, action, occurred_on="2026-03-02", **says)
    again = await tribunal.records(case, "reinstate-appeal", occurred_on="2026-03-09")
    assert (again["state"], again["order"], again["closed_on"]) == ("appeal_registered", None, None)
    assert again["appeal"]["unopposed_on"] is None
    codes = {one["code"] for one in (await la.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]}
    assert not codes & {"comply-with-order", "comply-unopposed", "apply-for-reinstatement"}
    assert await standing(la, case, "la-response") != "lapsed"
    decided = await tribunal.records(case, "record-appeal-outcome", occurred_on="2026-04-01", order_kind="assess")
    assert decided["order"]["made_on"] == "2026-04-01"


async def test_no_party_reopens_an_appeal_that_was_decided(la: Party, provider: Party, tribunal: Party) -> None:
    case = await appeals(la, provider, tribunal)
    await tribunal.records(case, "record-appeal-outcome", occurred_on="2026-03-02", order_kind="assess")
    refused = await la.tries(
        case, "reinstate-appeal", occurred_on="2026-03-09", decision_reference=DECISION["decision_reference"]
    )
    assert (refused.status_code, refused.json()["rule"]) == (409, "reinstatement")


async def test_an_appeal_that_was_struck_out_is_taken_up_again(la: Party, provider: Party, tribunal: Party) -> None:
    case = await appeals(la, provider, tribunal)
    await tribunal.records(case, "record-appeal-outcome", occurred_on="2026-03-02")
    again = await la.records(case, "reinstate-appeal", occurred_on="2026-03-09", **DECISION)
    assert (again["state"], again["appeal"]["reinstated_on"]) == ("appeal_registered", "2026-03-09")


@pytest.mark.parametrize("responded", ["2026-02-19", "2026-02-20", "2026-02-21"])
async def test_a_response_told_afterwards_undoes_no_unopposed_appeal(
    la: Party, provider: Party, tribunal: Party, responded: str
) -> None:
    """Told as of the day before, it took all that the authority owed under regulation 45 away."""
    case = await appeals(la, provider, tribunal)
    await la.records(case, "concede", occurred_on="2026-02-20")
    late = await la.tries(case, "complete-duty", code="la-response", occurred_on=responded)
    assert (late.status_code, late.json()["rule"]) == (409, "duty-of-its-party")
    owed = (await la.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]
    assert [one["step"] for one in owed if one["code"] == "comply-unopposed"] == [
        "notify", "refuse_with_reasons", "final_plan",
    ]  # fmt: skip


async def test_a_withdrawal_and_an_appeal_at_once_leave_the_appeal(la: Party, provider: Party, tribunal: Party) -> None:
    cases = [await la.opens() for _ in range(6)]
    for case in cases:
        await declines(provider, case)
        given_up, lodged = await gather(
            la.tries(case, "withdraw", family_confirmed=True, occurred_on="2026-02-16"),
            tribunal.tries(case, "register-appeal", basis="certificate", occurred_on="2026-02-16"),
        )
        assert lodged.status_code == 200
        assert given_up.status_code in (200, 409)
        assert (await shown(la, case))["state"] == "appeal_registered"


# --- concessions, orders, and what the case shows --------------------------------------------------------------------


async def test_a_concession_before_the_response_is_unopposed_and_after_it_waits_for_an_order(
    la: Party, provider: Party, tribunal: Party
) -> None:
    early, late = await appeals(la, provider, tribunal), await appeals(la, provider, tribunal)
    unopposed = await la.records(early, "concede", occurred_on="2026-02-20")
    assert (unopposed["state"], unopposed["appeal"]["unopposed_on"]) == ("resolved", "2026-02-20")
    await la.records(late, "complete-duty", code="la-response", occurred_on="2026-02-19")
    conceded = await la.records(late, "concede", occurred_on="2026-02-20")
    assert (conceded["state"], conceded["resolved_on"]) == ("appeal_registered", None)
    assert (conceded["appeal"]["conceded_on"], conceded["appeal"]["unopposed_on"]) == ("2026-02-20", None)
    assert "comply-unopposed" not in {
        one["code"] for one in (await la.gets(f"/v1/cases/{late}/deadlines"))["deadlines"]
    }
    again = await la.tries(late, "concede", occurred_on="2026-02-23")
    assert (again.status_code, again.json()["rule"]) == (409, "consent-order")
    assert (await shown(la, late))["appeal"]["conceded_on"] == "2026-02-20"
    ordered = await tribunal.records(
        late,
        "record-appeal-outcome",
        order_kind="assess",
        directed=[{"step": "notify", "due_on": "2026-03-05"}],
        occurred_on="2026-03-02",
    )
    assert ordered["order"] == {
        "made_on": "2026-03-02", "order_kind": "assess", "directed": [{"step": "notify", "due_on": "2026-03-05"}],
        "orders": [],
    }  # fmt: skip
    due = {
        one["step"]: one["due_on"]
        for one in (await la.gets(f"/v1/cases/{late}/deadlines"))["deadlines"]
        if one["code"] == "comply-with-order"
    }
    assert due == {"notify": "2026-03-05", "refuse_with_reasons": "2026-05-11", "final_plan": "2026-06-08"}
    assert (await shown(tribunal, late))["order"] == ordered["order"]


async def test_a_directed_date_that_fits_no_step_of_the_order_is_refused(
    la: Party, provider: Party, tribunal: Party
) -> None:
    case = await appeals(la, provider, tribunal)
    for directed in (
        [{"step": "cease", "due_on": "2026-03-05"}],
        [{"step": "notify", "due_on": "2026-03-01"}],
        [{"step": "notify", "due_on": "2026-03-05"}, {"step": "notify", "due_on": "2026-03-06"}],
    ):
        refused = await tribunal.tries(
            case, "record-appeal-outcome", order_kind="assess", directed=directed, occurred_on="2026-03-02"
        )
        assert (refused.status_code, refused.json()["rule"]) == (409, "directed-date")


async def test_what_is_told_once_keeps_its_first_day(la: Party, provider: Party) -> None:
    case = await la.opens(regime="green-paper-2022")
    await la.records(case, "concede", occurred_on="2026-02-10")
    assert (await la.tries(case, "concede", occurred_on="2026-02-11")).status_code == 409
    await provider.records(case, "claim-exemption", ground="safeguarding", occurred_on="2026-02-12")
    found = await shown(la, case)
    assert found["conceded_on"] == "2026-02-10"
    assert (found["exemption"]["claimed_on"], found["exemption"]["granted"]) == ("2026-02-12", None)


# --- the right, and what unlocks -------------------------------------------------------------------------------------


async def test_a_young_persons_right_goes_to_no_parent_by_any_chain(
    la: Party, provider: Party, tribunal: Party
) -> None:
    case = await la.opens(appellant={"kind": "young_person", "name": "Kim Example"})
    await declines(provider, case)
    passed = {"holder_kind": "alternative_person", "holder_name": "Alex Example", "occurred_on": "2026-02-13"}
    assert (await provider.records(case, "reissue-certificate", **passed))["appellant"]["kind"] == "alternative_person"
    to_parent: dict[str, Any] = {"holder_kind": "parent", "holder_name": "Sam Example", "occurred_on": "2026-02-16"}
    assert (await provider.tries(case, "reissue-certificate", **to_parent)).status_code == 409
    for basis in ("certificate", "permission"):
        said: dict[str, Any] = {"basis": basis, "appellant_kind": "parent", "occurred_on": "2026-02-16"}
        assert (await tribunal.tries(case, "register-appeal", **said)).status_code == 409
    back = {"holder_kind": "young_person", "holder_name": "Kim Example", "occurred_on": "2026-02-17"}
    assert (await provider.records(case, "reissue-certificate", **back))["appellant"]["kind"] == "young_person"


async def test_the_way_to_close_a_case_is_the_familys_word(la: Party) -> None:
    case = await la.opens()
    for action in ("close", "withdraw"):
        refused = (await la.tries(case, action, occurred_on="2026-02-10")).json()
        assert refused["unlock"] == [action]
        assert refused["unlock_steps"] == [
            {
                "action": action,
                "variant": "family_confirmed",
                "needs": "the family's confirmation: send `family_confirmed`",
            }
        ]


async def test_what_unlocks_a_closed_case_is_itself_allowed(la: Party) -> None:
    case = await la.opens()
    await la.records(case, "withdraw", family_confirmed=True, occurred_on="2026-02-10")
    choices = (await la.gets(f"/v1/cases/{case}/actions"))["actions"]
    allowed = {one["action"] for one in choices if one["allowed"]}
    assert {"contact-adviser", "request-mediation"} <= allowed
    assert {one["unlock"][0] for one in choices if one["unlock"]} <= allowed


async def test_health_is_added_to_a_request_without_declining_it(la: Party, provider: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("F", "G"))
    await provider.records(case, "request-mediation", issues=["F"], occurred_on="2026-02-10")
    added = await provider.records(case, "request-mediation", issues=["health"], occurred_on="2026-02-16")
    assert (added["state"], added["mediation"]["requested_on"]) == ("mediation_requested", "2026-02-10")
    assert (await shown(provider, case))["mediation"]["issues"] == ["F", "health"]
    due = {one["code"]: one["due_on"] for one in (await la.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]}
    assert (due["arrange-mediation"], due["notify-commissioning-body"]) == ("2026-03-12", "2026-02-19")
    twice = await provider.tries(case, "request-mediation", issues=["health"], occurred_on="2026-02-17")
    assert (twice.status_code, twice.json()["unlock"]) == (409, [])


async def test_what_unlocks_a_missed_contact_says_as_of_which_day(la: Party, provider: Party, tribunal: Party) -> None:
    """A contact made in time may be recorded late: followed to the letter, as of today, the way led nowhere."""
    case = await la.opens(notice_sent_on="2026-02-02")
    asked = (tribunal.tries(case, "register-appeal", basis="certificate"), provider.tries(case, "reissue-certificate"))
    for refused in asked:
        steps = (await refused).json()["unlock_steps"]
        assert {step["occurred_on"] for step in steps} == {"2026-04-02"}
    for step in steps:
        said = {"ground": step["variant"]} if step["action"] == "issue-certificate" else {}
        await provider.records(case, step["action"], occurred_on=step["occurred_on"], **said)
    assert (await provider.tries(case, "reissue-certificate")).status_code == 200
