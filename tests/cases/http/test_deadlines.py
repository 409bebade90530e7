"""The dates of a case: who owes what by when, how it was worked out, and how it stands."""

from datetime import date, timedelta
from typing import Any

from tests.support.parties import Party, declines


async def deadlines(party: Party, case: str) -> dict[str, Any]:
    listed = (await party.gets(f"/v1/cases/{case}/deadlines"))["deadlines"]
    return {deadline["code"]: deadline for deadline in listed}


async def today(party: Party) -> date:
    return date.fromisoformat((await party.gets("/sandbox/clock"))["today"])


async def test_each_shows_its_rule_and_its_working(la: Party) -> None:
    case = await la.opens(notice_sent_on="2026-02-02")
    appeal = (await deadlines(la, case))["lodge-appeal"]
    assert (appeal["due_on"], appeal["due_at"]) == ("2026-04-02", "2026-04-02T17:00:00+01:00")
    assert appeal["owed_by"] == "family"
    assert all(appeal[member] for member in ("rule", "citation", "legislation_url", "verified", "kind"))
    assert appeal["working"][0]["date"] == "2026-02-02"
    assert appeal["working"][-1]["date"] == "2026-04-02"
    assert all(line["because"] for line in appeal["working"])


async def test_they_answer_as_the_calculator_does(la: Party, provider: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("B", "F"), notice_sent_on="2026-02-02")
    await declines(provider, case)
    known = {
        "notice_sent_on": "2026-02-02",
        "decision_kind": "plan_content",
        "sections": ["B", "F"],
        "mediation_declined_on": "2026-02-10",
        "certificate_issued_on": "2026-02-11",
    }
    answered = (await la.posts("/v1/law/deadlines", known))["deadlines"]
    of_the_case = list((await deadlines(la, case)).values())
    of_a_case = {"status", "done_on", "arranged_on", "arranged_by_day_30", "held_on", "held_by_day_30"}
    of_the_case = [{name: value for name, value in one.items() if name not in of_a_case} for one in of_the_case]
    assert sorted(answered, key=str) == sorted(of_the_case, key=str)


async def test_met_in_time_breached_when_late_and_met_late_when_done(la: Party, provider: Party) -> None:
    case = await la.opens(notice_sent_on="2026-02-02")
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    await provider.records(case, "decline-mediation", occurred_on="2026-02-10")
    standing = await deadlines(la, case)
    assert (standing["contact-adviser"]["status"], standing["contact-adviser"]["done_on"]) == ("met", "2026-02-09")
    assert standing["issue-certificate"]["due_on"] == "2026-02-13"
    assert (standing["issue-certificate"]["status"], standing["issue-certificate"]["done_on"]) == ("breached", None)
    await provider.records(case, "issue-certificate", ground="declined", occurred_on="2026-02-16")
    late = (await deadlines(la, case))["issue-certificate"]
    assert (late["status"], late["done_on"]) == ("met_late", "2026-02-16")


async def test_a_duty_lapses_with_the_case_and_the_familys_time_runs_on(la: Party, provider: Party) -> None:
    day = await today(la)
    case = await la.opens(notice_sent_on=(day - timedelta(days=3)).isoformat())
    await provider.records(case, "contact-adviser")
    await provider.records(case, "request-mediation")
    assert (await deadlines(la, case))["arrange-mediation"]["status"] == "running"
    await la.records(case, "withdraw", family_confirmed=True)
    standing = await deadlines(la, case)
    assert {code: each["status"] for code, each in standing.items() if each["owed_by"] != "family"} == {
        "arrange-mediation": "lapsed"
    }
    assert standing["lodge-appeal"]["status"] == "running"


async def test_an_agreement_leaves_the_family_its_time_to_appeal(la: Party, provider: Party, tribunal: Party) -> None:
    day = await today(la)
    case = await la.opens(notice_sent_on=(day - timedelta(days=20)).isoformat())
    for action, days, said in (
        ("contact-adviser", 15, {}),
        ("request-mediation", 15, {}),
        ("arrange-mediation", 14, {"session_on": (day - timedelta(days=5)).isoformat()}),
        ("record-session-outcome", 5, {"outcome": "full_agreement"}),
        ("record-agreement", 4, {"terms": [{"kind": "assess"}]}),
        ("issue-certificate", 4, {"ground": "took_part"}),
    ):
        await provider.records(case, action, occurred_on=(day - timedelta(days=days)).isoformat(), **said)
    assert (await la.sees(case))["state"] == "resolved"
    for reader in (la, provider, tribunal):
        assert (await deadlines(reader, case))["lodge-appeal"]["status"] == "running"
    await tribunal.records(case, "register-appeal", basis="certificate", occurred_on=day.isoformat())
    assert (await deadlines(la, case))["lodge-appeal"]["status"] == "met"


async def test_a_late_appeal_has_passed_its_time_though_lodged_on_the_day(
    la: Party, provider: Party, tribunal: Party
) -> None:
    case = await la.opens(notice_sent_on="2026-02-02")
    await declines(provider, case)
    await tribunal.records(case, "register-appeal", basis="certificate", received_at="2026-04-02T17:00:01+01:00")
    lodged = (await deadlines(la, case))["lodge-appeal"]
    assert (lodged["status"], lodged["done_on"]) == ("passed", "2026-04-02")


async def test_an_order_starts_the_authoritys_duties(la: Party, tribunal: Party) -> None:
    case = await la.opens(kind="plan_content", sections=("I",))
    await tribunal.records(case, "register-appeal", basis="placement_only", occurred_on="2026-03-02")
    ended = await tribunal.records(case, "record-appeal-outcome", order_kind="name_setting", occurred_on="2026-06-01")
    assert ended["state"] == "resolved"
    owed = (await deadlines(la, case))["comply-with-order"]
    assert (owed["due_on"], owed["step"]) == ("2026-06-15", "name_setting")
    await la.records(case, "complete-duty", code="comply-with-order", step="name_setting", occurred_on="2026-06-10")
    assert (await deadlines(la, case))["comply-with-order"]["status"] == "met"


async def test_whether_the_session_was_held_in_the_30_days_is_shown_too(la: Party, provider: Party) -> None:
    case = await la.opens(notice_sent_on="2026-02-02")
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    await provider.records(case, "request-mediation", occurred_on="2026-02-10")
    await la.records(case, "arrange-mediation", session_on="2026-03-19", occurred_on="2026-02-12")
    await provider.records(case, "record-session-outcome", outcome="no_agreement", occurred_on="2026-03-19")
    shown = (await deadlines(la, case))["arrange-mediation"]
    assert (shown["due_on"], shown["status"]) == ("2026-03-12", "met")
    assert (shown["arranged_on"], shown["arranged_by_day_30"]) == ("2026-02-12", True)
    assert (shown["held_on"], shown["held_by_day_30"]) == ("2026-03-19", False)
    assert (await deadlines(la, case))["contact-adviser"]["held_by_day_30"] is None


async def test_a_family_that_missed_its_contact_sees_its_time_for_leave(la: Party, provider: Party) -> None:
    case = await la.opens(notice_sent_on="2026-01-12")
    shown = await provider.records(case, "contact-adviser", occurred_on="2026-03-13")
    assert shown["certificate_window_missed"] is True
    assert (shown["leave_window"]["closes_on"], shown["leave_window"]["rule"]) == ("2026-03-12", "apply-for-leave")
    found = await deadlines(la, case)
    assert (found["apply-for-leave"]["status"], found["contact-adviser"]["status"]) == ("passed", "passed")
    in_time = await la.opens(notice_sent_on="2026-02-02")
    assert (await provider.records(in_time, "contact-adviser", occurred_on="2026-02-09"))["leave_window"] is None


async def test_health_beside_the_placement_is_placement_only(la: Party, tribunal: Party) -> None:
    for kind in ("plan_content", "refusal_to_amend"):
        case = await la.opens(kind=kind, sections=("I", "G"), notice_sent_on="2026-02-13")
        shown = await la.sees(case)
        assert shown["placement_only"] is True
        assert shown["certificate_window_missed"] is shown["contact_period"]["missed"] is False
        assert shown["leave_window"] is None
        assert "contact-adviser" not in await deadlines(la, case)
        appealed = await tribunal.records(case, "register-appeal", basis="placement_only", occurred_on="2026-03-02")
        assert appealed["state"] == "appeal_registered"
