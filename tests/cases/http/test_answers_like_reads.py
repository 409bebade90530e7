"""The answer to an action shows the sealed words that a read of the case shows to the same caller."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.cases.http.test_intake import letter
from tests.support.parties import Party, declines

ISSUES = ["The speech therapy in Section F"]


async def answers_as_read(party: Party, case: str, action: str, **said: Any) -> Any:
    """Record an action, and return the answer if a read shows the same."""
    shown, read = await party.records(case, action, **said), await party.sees(case)
    for member in ("mediation", "notice_dispute", "appeal"):
        assert shown[member] == read[member], (action, member)
    return shown


async def test_the_words_of_a_request_and_of_a_dispute(la: Party, provider: Party) -> None:
    case = (await provider.posts("/v1/cases", letter("WORDS-1")))["id"]
    why = {"reason": "other", "explanation": "The letter has no signature."}
    disputed = await answers_as_read(la, case, "dispute-notice", occurred_on="2026-03-16", **why)
    assert disputed["notice_dispute"]["explanation"] == why["explanation"]
    contacted = await answers_as_read(provider, case, "contact-adviser", occurred_on="2026-03-17")
    assert contacted["notice_dispute"]["explanation"] == why["explanation"], "of an earlier action"
    asked = await answers_as_read(provider, case, "request-mediation", occurred_on="2026-03-17", issues=ISSUES)
    assert asked["mediation"]["issues"] == ISSUES
    changed = await la.sends("PATCH", f"/v1/cases/{case}", json={"child_reference": "WORDS-C"})
    assert changed.json()["mediation"]["issues"] == ISSUES


async def test_the_words_of_a_late_appeal_are_the_judges(la: Party, provider: Party, tribunal: Party) -> None:
    case = await la.opens()
    await declines(provider, case)
    late = {"late_explanation": "The letter came while we were abroad.", "occurred_on": "2026-06-30"}
    shown = await answers_as_read(tribunal, case, "register-appeal", basis="certificate", **late)
    assert shown["appeal"]["late_explanation"] == late["late_explanation"]
    assert (await provider.sees(case))["appeal"]["late_explanation"] is None


@pytest.mark.parametrize("action", ["request-mediation", "notify-commissioning-body"])
async def test_a_stored_answer_keeps_the_words_sealed(
    la: Party, provider: Party, owner: AsyncEngine, action: str
) -> None:
    case = await la.opens()
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    asked = {"issues": ["About Quillington"], "health_provision_wanted": "Therapy", "occurred_on": "2026-02-10"}
    key = {"Idempotency-Key": f"words-{action}"}
    if action == "request-mediation":
        sent = [await la.tries(case, action, headers=key, **asked) for _ in range(2)]
    else:
        await la.records(case, "request-mediation", **asked)
        sent = [await la.tries(case, action, headers=key, occurred_on="2026-02-11") for _ in range(2)]
    assert "Quillington" in sent[0].text, sent[0].text
    assert sent[0].content == sent[1].content
    async with owner.connect() as connection:
        found = await connection.execute(text("SELECT count(*) FROM idempotency t WHERE t::text LIKE '%Quillington%'"))
        assert found.scalar_one() == 0
