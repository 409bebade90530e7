"""The last day to appeal, and the authority's time to respond: where counting plain days gives a wrong date."""

import pytest

from tests.hard_cases.steps import certified, declined, due, status
from tests.support.parties import Party


async def test_a_certificate_inside_the_two_months_takes_no_time_away(
    la: Party, provider: Party, tribunal: Party
) -> None:
    """Letter of Monday 2 February. The family declines on the 10th. A month from the certificate would be 13 March."""
    case = await la.opens(notice_sent_on="2026-02-02")
    await declined(provider, case, "2026-02-10")
    assert await due(provider, case, "issue-certificate") == "2026-02-13", "three working days"
    await provider.records(case, "issue-certificate", ground="declined", occurred_on="2026-02-13")
    assert (await la.sees(case))["appeal_window"]["closes_at"] == "2026-04-02T17:00:00+01:00"
    await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-04-02")
    assert await status(la, case, "lodge-appeal") == ("met", "2026-04-02")


async def test_a_certificate_that_arrives_after_the_two_months_still_leaves_a_month(
    la: Party, provider: Party, tribunal: Party
) -> None:
    """Letter of 2 February, first call on its last day, 2 April. The family decides after that."""
    case = await la.opens(notice_sent_on="2026-02-02")
    await provider.records(case, "contact-adviser", occurred_on="2026-04-02")
    await provider.records(case, "decline-mediation", occurred_on="2026-04-14")
    await provider.records(case, "issue-certificate", ground="declined", occurred_on="2026-04-17")
    assert await due(la, case, "lodge-appeal") == "2026-05-18", "17 May is a Sunday"
    appealed = await tribunal.records(case, "register-appeal", basis="certificate", occurred_on="2026-05-18")
    assert appealed["appeal"]["late"] is False


@pytest.mark.parametrize(
    ("sent", "window", "contact"),
    [("2025-12-31", "2026-03-02", "2026-02-28"), ("2023-12-31", "2024-02-29", "2024-02-29")],
)
async def test_a_letter_of_new_years_eve_runs_to_the_short_end_of_february(
    la: Party, sent: str, window: str, contact: str
) -> None:
    """28 February 2026 is a Saturday: the appeal has until Monday, the call to the adviser has not."""
    case = await la.opens(notice_sent_on=sent)
    assert (await due(la, case, "lodge-appeal"), await due(la, case, "contact-adviser")) == (window, contact)


@pytest.mark.parametrize(
    ("sent", "issued", "window"),
    [
        pytest.param("2025-10-01", "2025-11-29", "2026-01-02", id="29 December: past 1 January"),
        pytest.param("2026-01-05", "2026-01-31", "2026-03-05", id="two months are later than a short February"),
        pytest.param("2025-11-28", "2026-01-28", "2026-03-02", id="28 February is a Saturday"),
        pytest.param("2026-02-03", "2026-02-20", "2026-04-07", id="Good Friday: past Easter Monday"),
        pytest.param("2026-05-05", "2026-06-30", "2026-07-30", id="a certificate of 30 June ends in July"),
        pytest.param("2026-05-05", "2026-07-01", "2026-09-01", id="a day later it ends in September"),
    ],
)
async def test_a_window_that_ends_on_a_protected_day_moves_past_it(
    la: Party, provider: Party, sent: str, issued: str, window: str
) -> None:
    case = await certified(la, provider, sent, issued)
    assert await due(la, case, "lodge-appeal") == window


async def test_two_months_that_end_in_august_end_in_september(la: Party) -> None:
    """15 August is protected, and 31 August 2026 is a bank holiday."""
    case = await la.opens(notice_sent_on="2026-06-15")
    assert await due(la, case, "lodge-appeal") == "2026-09-01"
    assert await due(la, case, "contact-adviser") == "2026-08-15", (
        "the call to the adviser is no act before the tribunal"
    )


@pytest.mark.parametrize(("at", "late"), [("17:00:00", False), ("17:05:00", True)])
async def test_five_past_five_on_christmas_eve_is_late_and_registered_all_the_same(
    la: Party, provider: Party, tribunal: Party, at: str, late: bool
) -> None:
    """Nothing protects 24 December. What is received after five is of the next day (r.12(1))."""
    case = await certified(la, provider, "2025-10-24", "2025-11-03")
    appealed = await tribunal.records(case, "register-appeal", basis="certificate", received_at=f"2025-12-24T{at}Z")
    assert (appealed["state"], appealed["appeal"]["late"]) == ("appeal_registered", late)


@pytest.mark.parametrize(
    ("sent", "received", "day"),
    [("2026-05-05", "2026-07-01", "2026-09-10"), ("2025-10-06", "2025-12-01", "2026-01-20")],
)
async def test_the_authoritys_response_does_not_count_august_or_christmas(
    la: Party, tribunal: Party, sent: str, received: str, day: str
) -> None:
    """30 working days. Counted plainly, they would end on 12 August and on 15 January."""
    case = await la.opens(kind="plan_content", sections=("I",), notice_sent_on=sent)
    await tribunal.records(case, "register-appeal", basis="placement_only", occurred_on=received)
    assert await due(la, case, "la-response") == day


async def test_a_discrimination_claim_has_six_months_no_holidays_and_no_certificate(la: Party) -> None:
    for sent, day in (("2026-02-12", "2026-08-12"), ("2026-06-29", "2026-12-29")):
        said = {"notice_sent_on": sent, "claim": "disability_discrimination"}
        answered = (await la.posts("/v1/law/deadlines", said))["deadlines"]
        assert [(one["code"], one["due_on"]) for one in answered] == [("lodge-appeal", day)]
