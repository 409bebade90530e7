"""What was agreed, conceded or ordered: by when it must be done, and what stays open beside it."""

from typing import Any

import pytest

from tests.hard_cases.steps import certified, due, mediated, status
from tests.support.parties import Party

TERMS = [
    ("plan_content", ("F",), "amend_plan", {"amended_plan": "2026-04-13"}),
    ("plan_content", ("I",), "name_setting", {"name_setting": "2026-03-23"}),
    (
        "refusal_to_assess", (), "assess",
        {"notify": "2026-03-23", "refuse_with_reasons": "2026-05-18", "final_plan": "2026-06-15"},
    ),
    ("refusal_to_issue_plan", (), "make_plan", {"draft_plan": "2026-04-13", "final_plan": "2026-05-25"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "sections", "term", "steps"), TERMS, ids=[one[2] for one in TERMS])
async def test_a_written_agreement_binds_like_an_order(
    la: Party, provider: Party, kind: str, sections: tuple[str, ...], term: str, steps: dict[str, str]
) -> None:
    """Agreed on Monday 9 March. Weeks are whole, and the end on a bank holiday (25 May) does not move."""
    case = await mediated(la, provider, "2026-03-09", "full_agreement", kind=kind, sections=sections)
    await provider.records(case, "record-agreement", terms=[{"kind": term}], occurred_on="2026-03-09")
    assert await due(la, case, "carry-out-agreement") == steps


async def test_what_no_appeal_could_order_is_done_in_two_weeks_unless_another_day_is_agreed(
    la: Party, provider: Party
) -> None:
    """Regulation 42(3) and (5). Some guides give two weeks to everything."""
    case = await mediated(la, provider, "2026-03-09", "full_agreement")
    terms: list[dict[str, Any]] = [{"kind": "other_action"}, {"kind": "other_action", "agreed_by": "2026-05-29"}]
    agreed = await provider.records(case, "record-agreement", terms=terms, occurred_on="2026-03-09")
    assert [one["due_on"] for one in agreed["agreement"]["terms"]] == ["2026-03-23", "2026-05-29"]


async def test_a_body_that_agreed_alone_tells_the_authority_in_a_week(la: Party, provider: Party, icb: Party) -> None:
    """The authority was no party to mediation about health. No agreement changes this week (reg 42(4), (5))."""
    case = await la.opens(kind="plan_content", sections=("G",), notice_sent_on="2026-01-12")
    await provider.records(case, "contact-adviser", occurred_on="2026-01-19")
    await provider.records(case, "request-mediation", issues=["G"], occurred_on="2026-01-20")
    await la.records(case, "notify-commissioning-body", occurred_on="2026-01-22")
    await icb.records(case, "arrange-mediation", session_on="2026-03-09", occurred_on="2026-02-10")
    await provider.records(case, "record-session-outcome", outcome="full_agreement", occurred_on="2026-03-09")
    terms = [{"kind": "other_action", "agreed_by": "2026-05-29"}]
    await provider.records(case, "record-agreement", terms=terms, occurred_on="2026-03-09")
    assert await due(icb, case, "report-agreement-to-authority") == "2026-03-16"


async def test_what_is_agreed_is_owed_and_what_is_not_is_appealed(la: Party, provider: Party, tribunal: Party) -> None:
    """F is agreed and I is not: five weeks for the one, and beside that a certificate and an appeal for the other."""
    case = await mediated(la, provider, "2026-03-09", "partial_agreement", kind="plan_content", sections=("F", "I"))
    terms = [{"kind": "amend_plan", "sections": ["F"]}]
    agreed = await provider.records(case, "record-agreement", terms=terms, occurred_on="2026-03-09")
    assert agreed["state"] == "mediation_concluded", "partly agreed is not resolved"
    assert await due(la, case, "carry-out-agreement") == {"amended_plan": "2026-04-13"}
    assert await due(provider, case, "issue-certificate") == "2026-03-12"
    await provider.records(case, "issue-certificate", ground="took_part", occurred_on="2026-03-12")
    await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-04-13")
    assert await status(la, case, "lodge-appeal") == ("met", "2026-04-13")
    assert (await status(la, case, "carry-out-agreement"))[0] == "breached", "the appeal does not excuse it"


async def test_an_appeal_that_is_not_opposed_gives_the_family_its_plan_in_five_weeks(
    la: Party, provider: Party, tribunal: Party
) -> None:
    """Told to the tribunal on 5 May, before the response. The text of 2014 said four weeks. No order is needed."""
    case = await certified(la, provider, "2026-02-13", "2026-02-20", kind="plan_content", sections=("B", "F"))
    await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-04-13")
    shown = await la.records(case, "concede", occurred_on="2026-05-05")
    assert (shown["state"], shown["appeal"]["unopposed_on"]) == ("resolved", "2026-05-05")
    assert await due(la, case, "comply-unopposed") == {"amended_plan": "2026-06-09"}
    assert await due(la, case, "comply-with-order") == {}
