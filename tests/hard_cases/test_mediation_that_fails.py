"""Mediation that the family wanted and did not get, or that the authority made needless: the family keeps its way."""

from tests.hard_cases.steps import certified, declined, due, status
from tests.support.parties import Party


async def test_an_authority_that_cancels_twice_over_christmas_frees_the_family(
    la: Party, provider: Party, tribunal: Party
) -> None:
    """Mediation asked for on 5 December 2025. The adviser is told on 5 January, the day after the 30 days."""
    case = await la.opens(notice_sent_on="2025-11-25")
    await provider.records(case, "contact-adviser", occurred_on="2025-12-04")
    await provider.records(case, "request-mediation", issues=["other"], occurred_on="2025-12-05")
    await la.records(case, "arrange-mediation", session_on="2025-12-18", occurred_on="2025-12-10")
    await la.records(case, "cancel-session", occurred_on="2025-12-16")
    await la.records(case, "arrange-mediation", session_on="2026-01-02", occurred_on="2025-12-17")
    await la.records(case, "cancel-session", occurred_on="2026-01-02")
    assert await due(la, case, "arrange-mediation") == "2026-01-04", "a Sunday, and it stays there"
    early = await provider.tries(case, "issue-certificate", ground="not_arranged", occurred_on="2026-01-04")
    assert (early.status_code, early.json()["rule"]) == (409, "issue-certificate-not-arranged")
    await la.records(case, "report-cannot-arrange", occurred_on="2026-01-05")
    assert await status(la, case, "arrange-mediation") == ("breached", None)
    assert await due(provider, case, "issue-certificate") == "2026-01-08"
    await provider.records(case, "issue-certificate", ground="not_arranged", occurred_on="2026-01-08")
    assert await due(la, case, "lodge-appeal") == "2026-02-09"
    waits = await la.records(case, "arrange-mediation", session_on="2026-01-20", occurred_on="2026-01-12")
    assert waits["mediation"]["session_on"] == "2026-01-20", "the family may still wait for its session"
    appealed = await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-01-13")
    assert appealed["state"] == "appeal_registered", "or appeal at once"
    [breach] = await la.lists("/v1/duties", case_id=case, code="arrange-mediation")
    assert (breach["status"], breach["breached_on"], breach["met_on"]) == ("met_late", "2026-01-05", "2026-01-12")


async def test_the_adviser_works_between_christmas_and_new_year(la: Party, provider: Party) -> None:
    """Told on Christmas Eve: three working days later is New Year's Eve. The tribunal's shut days count."""
    case = await la.opens(notice_sent_on="2025-11-03")
    await provider.records(case, "contact-adviser", occurred_on="2025-11-24")
    await provider.records(case, "request-mediation", issues=["other"], occurred_on="2025-11-24")
    await la.records(case, "report-cannot-arrange", occurred_on="2025-12-24")
    assert await due(provider, case, "issue-certificate") == "2025-12-31"
    await provider.records(case, "issue-certificate", ground="not_arranged", occurred_on="2026-01-02")
    assert await status(la, case, "issue-certificate") == ("met_late", "2026-01-02"), "issued all the same"


async def test_a_concession_by_e_mail_before_the_session_starts_no_time_and_stops_none(
    la: Party, provider: Party, tribunal: Party
) -> None:
    """Conceded on 6 May, session due on the 20th. Nothing was agreed in mediation, so regulation 42 is silent."""
    case = await la.opens(kind="plan_content", sections=("B", "F"), notice_sent_on="2026-04-01")
    await provider.records(case, "contact-adviser", occurred_on="2026-04-20")
    await provider.records(case, "request-mediation", issues=["F"], occurred_on="2026-04-21")
    await la.records(case, "arrange-mediation", session_on="2026-05-20", occurred_on="2026-04-22")
    conceded = await la.records(case, "concede", occurred_on="2026-05-06")
    assert (conceded["state"], await due(la, case, "carry-out-agreement")) == ("mediation_arranged", {})
    agreed = await la.tries(case, "record-agreement", terms=[{"kind": "amend_plan"}], occurred_on="2026-05-06")
    assert (agreed.status_code, agreed.json()["rule"]) == (409, "agreement-needs-mediation")
    closed = await la.tries(case, "close", family_confirmed=False, occurred_on="2026-05-06")
    assert (closed.status_code, closed.json()["rule"]) == (409, "family-ends-it")
    await provider.records(case, "decline-mediation", occurred_on="2026-05-06")
    assert await due(provider, case, "issue-certificate") == "2026-05-11"
    await provider.records(case, "issue-certificate", ground="declined", occurred_on="2026-05-11")
    assert await due(la, case, "lodge-appeal") == "2026-06-11"
    appealed = await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-06-01")
    assert appealed["state"] == "appeal_registered"


async def test_an_authority_that_stays_away_because_of_a_lawyer_shuts_nobody_out(la: Party, provider: Party) -> None:
    """The family may bring a supporter of its choice, and the authority must take part (Kumar v Hillingdon)."""
    rules = {one["id"]: one for one in (await la.gets("/v1/law/rules"))["rules"]}
    assert "supporter" in rules["supporter-of-choice"]["says"]
    assert rules["authority-takes-part"]["owed_by"] == "local_authority"
    case = await la.opens()
    await provider.records(case, "contact-adviser", occurred_on="2026-02-06")
    await provider.records(case, "request-mediation", issues=["other"], occurred_on="2026-02-06")
    await la.records(case, "arrange-mediation", session_on="2026-02-20", occurred_on="2026-02-12")
    stayed_away = {"outcome": "authority_did_not_attend", "occurred_on": "2026-02-20"}
    await provider.records(case, "record-session-outcome", **stayed_away)
    shown = await provider.records(case, "issue-certificate", ground="took_part", occurred_on="2026-02-23")
    assert shown["certificate"]["ground"] == "took_part"


async def test_health_issues_travel_in_three_working_days_and_are_mediated_in_thirty(
    la: Party, provider: Party, icb: Party
) -> None:
    """Raised on Monday 2 March, passed on by Thursday. Thirty days from then end on a Saturday, and stay there."""
    case = await la.opens(kind="plan_content", sections=("G",), notice_sent_on="2026-02-13")
    await provider.records(case, "contact-adviser", occurred_on="2026-02-27")
    await provider.records(case, "request-mediation", issues=["health"], occurred_on="2026-03-02")
    assert await due(la, case, "notify-commissioning-body") == "2026-03-05"
    await la.records(case, "notify-commissioning-body", occurred_on="2026-03-05")
    assert await due(icb, case, "commissioning-body-arrange-mediation") == "2026-04-04"
    assert await due(icb, case, "arrange-mediation") == {}, "the authority owes no session about health alone"


async def test_a_first_call_one_day_after_the_two_months_is_no_dead_end(
    la: Party, provider: Party, tribunal: Party
) -> None:
    """Letter of 12 January, first call on 13 March: no certificate, and the tribunal may still permit the appeal."""
    case = await la.opens(notice_sent_on="2026-01-12")
    await declined(provider, case, "2026-03-13")
    assert (await la.sees(case))["certificate_window_missed"] is True
    refused = await provider.tries(case, "issue-certificate", ground="declined", occurred_on="2026-03-16")
    assert refused.json()["rule"] == "permission-without-certificate"
    assert "The advice service can help" in refused.json()["reason"]
    appealed = await tribunal.records(case, "register-appeal", basis="permission", occurred_on="2026-03-16")
    assert appealed["appeal"]["permission_granted_on"] == "2026-03-16"
    asks = await provider.records(case, "request-mediation", issues=["other"], occurred_on="2026-03-17")
    assert asks["stage"] == "mediation_requested", "mediation is not lost either"


async def test_a_family_that_asked_the_authority_in_time_and_the_adviser_late_gets_its_certificate(
    la: Party, provider: Party
) -> None:
    """Asked on 10 February. The two months end on 2 April. The adviser hears of it on 7 April."""
    case = await la.opens(notice_sent_on="2026-02-02")
    await la.records(case, "request-mediation", issues=["other"], occurred_on="2026-02-10")
    early = await provider.tries(case, "issue-certificate", ground="not_arranged", occurred_on="2026-04-07")
    assert early.json()["unlock"] == ["contact-adviser"], "no certificate without information and advice"
    heard = await provider.records(case, "contact-adviser", occurred_on="2026-04-07")
    assert heard["certificate_window_missed"] is False
    shown = await provider.records(case, "issue-certificate", ground="not_arranged", occurred_on="2026-04-08")
    assert shown["certificate"]["ground"] == "not_arranged"
    assert await due(la, case, "lodge-appeal") == "2026-05-08"


async def test_an_appeal_about_the_school_alone_needs_no_certificate_and_keeps_mediation(
    la: Party, tribunal: Party
) -> None:
    """Final plan of 13 February. Some advisers wrongly refuse mediation on the school alone."""
    case = await la.opens(kind="plan_content", sections=("I",), notice_sent_on="2026-02-13")
    assert await due(la, case, "contact-adviser") == {}
    assert await due(la, case, "lodge-appeal") == "2026-04-13"
    appealed = await tribunal.records(case, "register-appeal", basis="placement_only", occurred_on="2026-04-13")
    assert appealed["appeal"]["late"] is False
    await la.records(case, "request-mediation", issues=["I"], occurred_on="2026-04-14")
    assert await due(la, case, "arrange-mediation") == "2026-05-14"


async def test_one_certificate_is_not_followed_by_a_second_with_a_later_month(la: Party, provider: Party) -> None:
    """The family declines, and a month would begin again with each new certificate. A copy keeps the first date."""
    case = await certified(la, provider, "2026-02-02", "2026-03-20")
    again = await provider.tries(case, "issue-certificate", ground="declined", occurred_on="2026-04-10")
    assert again.status_code == 409
    lost = await provider.records(case, "reissue-certificate", occurred_on="2026-04-10")
    assert lost["certificate"]["issued_on"] == "2026-03-20"
    assert await due(la, case, "lodge-appeal") == "2026-04-20"
