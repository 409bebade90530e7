"""`occurred_on` is when it happened, `recorded_at` when we were told. Late is normal; ahead or out of order is not."""

from datetime import date, datetime, timedelta

import pytest

from tests.support.parties import Party, a_notice


async def today(party: Party) -> date:
    return date.fromisoformat((await party.gets("/sandbox/clock"))["today"])


async def test_what_happened_earlier_is_recorded_late(la: Party, provider: Party) -> None:
    case = await la.opens(notice_sent_on="2026-02-02")
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    event = (await la.gets(f"/v1/cases/{case}/events"))["items"][-1]
    assert event["occurred_on"] == "2026-02-09"
    assert datetime.fromisoformat(event["recorded_at"]).date() > date(2026, 2, 9)


async def test_left_out_it_is_today(la: Party, provider: Party) -> None:
    now = await today(la)
    case = await la.opens(notice_sent_on=now.isoformat())
    shown = await provider.records(case, "contact-adviser")
    assert shown["mediation"]["contacted_on"] == now.isoformat()


async def test_tomorrow_has_not_come(la: Party, provider: Party) -> None:
    now = await today(la)
    case = await la.opens()
    refused = await provider.tries(case, "contact-adviser", occurred_on=(now + timedelta(days=1)).isoformat())
    assert refused.status_code == 409
    assert "is in the future" in refused.json()["reason"]


async def test_nothing_happens_before_the_notice(la: Party, provider: Party) -> None:
    case = await la.opens(notice_sent_on="2026-02-02")
    refused = await provider.tries(case, "contact-adviser", occurred_on="2026-02-01")
    assert refused.status_code == 409
    assert "before the notice" in refused.json()["reason"]
    on_the_day = await provider.tries(case, "contact-adviser", occurred_on="2026-02-02")
    assert on_the_day.status_code == 200


async def test_an_outcome_does_not_come_before_its_session(la: Party, provider: Party) -> None:
    case = await la.opens()
    await provider.records(case, "contact-adviser", occurred_on="2026-02-06")
    await provider.records(case, "request-mediation", occurred_on="2026-02-06")
    await la.records(case, "arrange-mediation", session_on="2026-02-20", occurred_on="2026-02-12")
    refused = await provider.tries(case, "record-session-outcome", outcome="no_agreement", occurred_on="2026-02-19")
    assert refused.status_code == 409
    assert "session on 2026-02-20" in refused.json()["reason"]


async def test_a_notice_is_not_sent_tomorrow(la: Party) -> None:
    tomorrow = (await today(la) + timedelta(days=1)).isoformat()
    answer = await la.sends("POST", "/v1/cases", json=a_notice(notice_sent_on=tomorrow))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/decision/notice_sent_on")


@pytest.mark.parametrize(("day", "status"), [("2014-08-31", 422), ("2014-09-01", 201)])
async def test_the_act_began_on_a_day(la: Party, day: str, status: int) -> None:
    answer = await la.sends("POST", "/v1/cases", json=a_notice(notice_sent_on=day))
    assert answer.status_code == status
    if status == 422:
        assert (answer.json()["type"], answer.json()["code"]) == ("/problems/outside-known-law", "before-commencement")


async def test_an_appeal_received_late_in_the_evening_is_received_that_day_in_london(
    la: Party, tribunal: Party
) -> None:
    case = await la.opens(kind="plan_content", sections=("I",))
    lodged = await tribunal.records(case, "register-appeal", basis="placement_only", received_at="2026-03-31T23:30:00Z")
    assert lodged["appeal"]["registered_on"] == "2026-04-01"


async def test_detained_persons_are_sent_elsewhere(la: Party) -> None:
    answer = await la.sends("POST", "/v1/cases", json=a_notice(detained=True))
    assert (answer.status_code, answer.json()["code"]) == (422, "separate-scheme")
