"""Another person holds the right to appeal, or another authority has the case: what was gained before is kept."""

from typing import Any

from tests.hard_cases.steps import certified, due
from tests.support.parties import Party


async def test_a_child_who_leaves_school_age_before_the_appeal_appeals_in_its_own_name(
    la: Party, provider: Party, tribunal: Party
) -> None:
    """Born on 20 May 2010: of age after Friday 26 June 2026. The parent has the certificate. The appeal comes after."""
    case = await certified(la, provider, "2026-06-01", "2026-06-10", school_age_ends_on="2026-06-26")
    before = await due(la, case, "lodge-appeal")
    own: Any = {"basis": "certificate", "occurred_on": "2026-06-29", "appellant_kind": "young_person"}
    refused = await tribunal.tries(case, "register-appeal", **own)
    assert (refused.status_code, refused.json()["rule"]) == (409, "certificate-to-the-appellant")
    assert "reissue-certificate" in refused.json()["unlock"]
    again = await provider.records(
        case, "reissue-certificate", holder_kind="young_person", holder_name="Robin Example", occurred_on="2026-06-29"
    )
    assert (again["certificate"]["holder_kind"], again["certificate"]["issued_on"]) == ("young_person", "2026-06-10")
    assert await due(la, case, "lodge-appeal") == before == "2026-09-01"
    appealed = await tribunal.records(case, "register-appeal", **own)
    assert appealed["state"] == "appeal_registered"


async def test_two_siblings_in_one_envelope_have_two_certificates_and_two_last_days(
    la: Party, provider: Party, tribunal: Party
) -> None:
    family = {"family_reference": "F-SIBLINGS"}
    elder = await certified(la, provider, "2026-01-12", "2026-02-20", child_reference="C-1", **family)
    younger = await certified(la, provider, "2026-01-12", "2026-02-27", child_reference="C-2", **family)
    windows = [await due(la, case, "lodge-appeal") for case in (elder, younger)]
    assert windows == ["2026-03-20", "2026-03-27"]
    await tribunal.records(elder, "register-appeal", basis="certificate", occurred_on="2026-03-02")
    assert (await la.sees(younger))["state"] == "certified"
    third = await la.opens(notice_sent_on="2026-01-12", child_reference="C-3", **family)
    refused = await la.tries(third, "register-appeal", basis="certificate", occurred_on="2026-03-02")
    assert refused.json()["rule"] == "certificate-before-appeal", "a sibling's certificate is no certificate"


async def test_a_family_that_moves_at_short_notice_keeps_its_certificate_against_the_new_authority(
    la: Party, other_la: Party, provider: Party, tribunal: Party
) -> None:
    """Told on 2 March of a move on the 9th: 15 working days, the day of the news counted, and then six weeks."""
    case = await certified(la, provider, "2026-02-02", "2026-02-11", kind="plan_content", sections=("F",))
    window = await due(la, case, "lodge-appeal")
    move = {"to_la_code": "992", "moved_on": "2026-03-09", "aware_on": "2026-03-02", "transferred_on": "2026-03-20"}
    gone = await la.posts(f"/v1/cases/{case}/transfer", move)
    assert (gone["due_on"], gone["explain_by"]) == ("2026-03-20", "2026-05-01")
    assert await due(other_la, case, "lodge-appeal") == window
    appealed = await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-03-23")
    assert (appealed["state"], appealed["la_code"]) == ("appeal_registered", "992")


async def test_a_family_that_moves_with_good_notice_takes_its_plan_along_on_the_day(la: Party, provider: Party) -> None:
    """Told on 2 March of a move on 1 April: more than 15 working days before."""
    case = await certified(la, provider, "2026-02-02", "2026-02-11", kind="plan_content", sections=("F",))
    move = {"to_la_code": "992", "moved_on": "2026-04-01", "aware_on": "2026-03-02", "transferred_on": "2026-04-02"}
    gone = await la.posts(f"/v1/cases/{case}/transfer", move)
    assert gone["due_on"] == "2026-04-01"


async def test_a_new_decision_about_the_same_child_has_its_own_time_and_its_own_certificate(
    la: Party, provider: Party
) -> None:
    """The authority agreed to assess, and now refuses a plan. The certificate about the first decision is spent."""
    first = await certified(la, provider, "2026-01-12", "2026-01-20", child_reference="C-AGAIN")
    second = await la.opens(kind="refusal_to_issue_plan", notice_sent_on="2026-05-05", child_reference="C-AGAIN")
    assert await due(la, second, "lodge-appeal") == "2026-07-06"
    refused = await la.tries(second, "register-appeal", basis="certificate", occurred_on="2026-05-06")
    assert refused.json()["rule"] == "certificate-before-appeal"
    assert first in [one["id"] for one in (await la.sees(second))["linked_cases"]]
