"""What a change of the law would touch, over HTTP: own cases alone, page by page, and nothing is written."""

from typing import Any

import pytest

from app.amendments import use_cases
from tests.support.parties import Party

PATH = "/v1/law/changes"
SHORTER = {"rules": {"lodge-within-two-months": {"period": {"amount": 1, "unit": "months"}}}}
HELD = {"readings": {"session_fixed_in_thirty_days_is_enough": False}}


async def asks(party: Party, change: Any, **query: Any) -> dict[str, Any]:
    """Return every page as one answer. The totals are added up."""
    answer = await party.sends("POST", PATH, json=change, params=query)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    page, examined = found, found["totals"]["examined"]
    while page["next"]:
        page = (await party.sends("POST", page["next"], json=change)).json()
        found["items"] += page["items"]
        examined += page["totals"]["examined"] if page["totals"] else 0
    return {**found, "examined": examined}


async def test_each_party_is_told_of_its_own_cases_alone(
    la: Party, other_la: Party, provider: Party, tribunal: Party, advice: Party
) -> None:
    case = await la.opens(notice_sent_on="2026-02-02")
    before = await la.gets(f"/v1/cases/{case}/deadlines")
    for reader in (la, provider):
        found = await asks(reader, SHORTER, limit=200)
        [mine] = [one for one in found["items"] if one["case_id"] == case]
        [one] = [one for one in mine["deadlines"] if one["code"] == "lodge-appeal"]
        assert (one["before"]["due_on"], one["after"]["due_on"]) == ("2026-04-02", "2026-03-02")
        assert (one["days"], one["worse_for"]) == (-31, "family")
    for stranger in (other_la, tribunal):
        assert case not in [one["case_id"] for one in (await asks(stranger, SHORTER))["items"]]
    assert (await advice.sends("POST", PATH, json=SHORTER)).status_code == 403
    assert await la.gets(f"/v1/cases/{case}/deadlines") == before


async def test_each_case_is_listed_once_and_counted_once(la: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        await la.opens(notice_sent_on="2026-02-02")
    whole = await asks(la, SHORTER, limit=200)
    pages = await asks(la, SHORTER, limit=2)
    assert [one["case_id"] for one in pages["items"]] == [one["case_id"] for one in whole["items"]]
    assert pages["totals"] == whole["totals"]
    monkeypatch.setattr(use_cases, "MOST", 2)
    monkeypatch.setattr("app.amendments.routes.AT_ONCE", 2)
    bounded = await asks(la, SHORTER, limit=3)
    assert [one["case_id"] for one in bounded["items"]] == [one["case_id"] for one in whole["items"]]
    assert bounded["examined"] == whole["examined"]
    assert bounded["totals"]["complete"] is False


@pytest.mark.parametrize(
    ("change", "pointer", "says"),
    [
        ({"rules": {"nothing": {"period": {"amount": 1, "unit": "days"}}}}, "#/rules/nothing", "no rule with the id"),
        (
            {"rules": {"independent-mediator": {"period": {"amount": 1, "unit": "days"}}}},
            "#/rules/independent-mediator",
            "sets no deadline",
        ),
        ({"readings": {"nothing": True}}, "#/readings/nothing", "no reading of the law with the name `nothing`"),
        ({"bank_holidays": {"add": ["2026-12-25"]}}, "#/bank_holidays/add/0", "already"),
        ({"bank_holidays": {"remove": ["2026-12-24"]}}, "#/bank_holidays/remove/0", "not a bank holiday"),
        ({"bank_holidays": {"add": ["2099-01-05"]}}, "#/bank_holidays/add/0", "not between"),
        ({}, "#", "at least one"),
        ({"rules": {"la-response": {"period": {"amount": 401, "unit": "days"}}}}, None, "400"),
        ({"rules": {"la-response": {"period": {"amount": True, "unit": "days"}}}}, None, "integer"),
        ({"readings": {"session_fixed_in_thirty_days_is_enough": "1"}}, None, "boolean"),
        ({"rule": {}}, "#/rule", "not"),
    ],
)
async def test_what_the_law_does_not_have_is_named(la: Party, change: Any, pointer: str | None, says: str) -> None:
    answer = await la.sends("POST", PATH, json=change)
    assert answer.status_code == 422
    [fault] = answer.json()["errors"]
    assert pointer is None or fault["pointer"] == pointer
    assert says in fault["detail"]


async def test_a_question_too_many_is_asked_to_come_back(la: Party) -> None:
    from app.amendments.routes import _PLACES, AT_THE_SAME_TIME

    for _ in range(AT_THE_SAME_TIME):
        assert _PLACES.acquire(blocking=False)
    try:
        answer = await la.sends("POST", PATH, json=SHORTER)
    finally:
        for _ in range(AT_THE_SAME_TIME):
            _PLACES.release()
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert (await la.sends("POST", PATH, json=SHORTER)).status_code == 200


@pytest.mark.parametrize("agrees", [False, True])
async def test_an_agreement_keeps_no_closed_case_in_the_tribunals_count(
    la: Party, provider: Party, tribunal: Party, agrees: bool
) -> None:
    case = await la.opens(
        decision={"kind": "plan_content", "sections": ["B", "F"], "notice_sent_on": "2025-02-03"}, not_a_duplicate=True
    )
    await provider.records(case, "contact-adviser", occurred_on="2025-02-10")
    await provider.records(case, "request-mediation", occurred_on="2025-02-11")
    await la.records(case, "arrange-mediation", occurred_on="2025-02-17", session_on="2025-03-04")
    await provider.records(case, "record-session-outcome", occurred_on="2025-03-04", outcome="partial_agreement")
    if agrees:
        term = {"kind": "amend_plan", "agreed_by": "2027-03-01", "sections": ["B"]}
        await provider.records(case, "record-agreement", occurred_on="2025-03-05", terms=[term])
    before = await asks(tribunal, HELD), await asks(la, HELD)
    await provider.records(case, "issue-certificate", occurred_on="2025-03-06", ground="took_part")
    await la.records(case, "close", family_confirmed=True, occurred_on="2025-06-05")
    after = await asks(tribunal, HELD), await asks(la, HELD)
    assert after[0]["examined"] == before[0]["examined"]
    assert case not in [one["case_id"] for one in after[0]["items"]]
    assert after[1]["examined"] == before[1]["examined"] - (not agrees)
