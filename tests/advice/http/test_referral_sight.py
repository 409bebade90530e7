"""What a service reads of a case: whole answers compared, of cases between which it must see no difference."""

from collections.abc import Awaitable, Callable
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.cases.records import facts_from_json
from app.cases.who_sees import facts_told
from app.kernel.readers import advice as as_advice
from app.platform.json import as_json
from tests.platform.sql.test_walls import as_organisation
from tests.support.parties import Party
from tests.support.referrals import EVERYTHING, reads, refers

DATES = ("contact", "case_dates")
SESSION_ON, CERTIFIED_ON = "2026-03-06", "2026-03-09"
Way = Callable[[Party, Party, str], Awaitable[None]]


async def requested(_: Party, provider: Party, case: str) -> None:
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    await provider.records(case, "request-mediation", issues=["F"], occurred_on="2026-02-10")


async def arranged(la: Party, provider: Party, case: str) -> None:
    await requested(la, provider, case)
    await la.records(case, "arrange-mediation", session_on=SESSION_ON, occurred_on="2026-02-11")


async def held(la: Party, provider: Party, case: str, outcome: str = "no_agreement") -> None:
    await arranged(la, provider, case)
    await provider.records(case, "record-session-outcome", outcome=outcome, occurred_on=SESSION_ON)


async def agreed_in_part(la: Party, provider: Party, case: str) -> None:
    await held(la, provider, case, "partial_agreement")
    await provider.records(case, "record-agreement", terms=[{"kind": "amend_plan"}], occurred_on=SESSION_ON)


async def missed(la: Party, provider: Party, case: str) -> None:
    await held(la, provider, case, "family_did_not_attend")


async def adjourned(la: Party, provider: Party, case: str) -> None:
    await held(la, provider, case, "adjourned")


async def not_arranged(la: Party, provider: Party, case: str) -> None:
    await requested(la, provider, case)
    await la.records(case, "report-cannot-arrange", occurred_on="2026-03-16")


async def certified_after_declining(_: Party, provider: Party, case: str) -> None:
    await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
    await provider.records(case, "decline-mediation", occurred_on="2026-02-10")
    await provider.records(case, "issue-certificate", ground="declined", occurred_on=CERTIFIED_ON)


async def certified_after_taking_part(la: Party, provider: Party, case: str) -> None:
    await held(la, provider, case)
    await provider.records(case, "issue-certificate", ground="took_part", occurred_on=CERTIFIED_ON)


async def certified_after_agreeing_in_part(la: Party, provider: Party, case: str) -> None:
    await agreed_in_part(la, provider, case)
    await provider.records(case, "issue-certificate", ground="took_part", occurred_on=CERTIFIED_ON)


async def agreed(la: Party, provider: Party, case: str) -> None:
    await held(la, provider, case, "full_agreement")
    await provider.records(case, "record-agreement", terms=[{"kind": "amend_plan"}], occurred_on=SESSION_ON)


async def held_and_withdrawn(la: Party, provider: Party, case: str) -> None:
    await held(la, provider, case)
    await provider.records(case, "withdraw", family_confirmed=True, occurred_on="2026-03-20")


async def arranged_and_given_up(la: Party, provider: Party, case: str) -> None:
    await arranged(la, provider, case)
    await la.records(case, "concede", occurred_on="2026-02-20")
    await la.records(case, "close", family_confirmed=True, occurred_on="2026-02-21")


async def agreed_and_closed(la: Party, provider: Party, case: str) -> None:
    await agreed(la, provider, case)
    await la.records(case, "close", family_confirmed=True, occurred_on="2026-04-20")


ALIKE: dict[str, tuple[tuple[str, ...], tuple[Way, ...], str]] = {
    "asked for": (
        DATES, (requested, arranged, held, agreed_in_part, missed, adjourned, not_arranged), "mediation_requested",
    ),
    "certified": (
        DATES, (certified_after_declining, certified_after_taking_part, certified_after_agreeing_in_part), "certified",
    ),
    "over": (DATES, (agreed, held_and_withdrawn, arranged_and_given_up, agreed_and_closed), "closed"),
    "why there was none": (EVERYTHING, (missed, adjourned), "mediation_requested"),
    "what came of a session": (EVERYTHING, (held, agreed_in_part), "mediation_concluded"),
    "certified after a session": (
        EVERYTHING, (certified_after_taking_part, certified_after_agreeing_in_part), "certified",
    ),
    "over after a session": (EVERYTHING, (agreed, held_and_withdrawn, agreed_and_closed), "closed"),
}  # fmt: skip


@pytest.mark.parametrize(("covers", "ways", "state"), ALIKE.values(), ids=ALIKE)
async def test_the_service_sees_no_difference(
    la: Party, provider: Party, advice: Party, owner: AsyncEngine, covers: tuple[str, ...], ways: tuple[Way, ...],
    state: str,
) -> None:  # fmt: skip
    told: list[tuple[Any, Any]] = []
    for way in ways:
        case = await la.opens(kind="plan_content", sections=("F",))
        await way(la, provider, case)
        referral = await refers(la, case, *covers)
        async with as_organisation(owner, advice.slug) as connection:
            asked = text("SELECT * FROM app_case_for_advice(CAST(:referral AS uuid))")
            row = (await connection.execute(asked, {"referral": referral})).one()._mapping
        async with owner.connect() as connection:
            known = await connection.execute(text("SELECT facts FROM cases WHERE id = CAST(:id AS uuid)"), {"id": case})
            facts = facts_from_json(as_json(known.scalar_one()))
        seen = facts_from_json(as_json(row["facts"]))
        reader = as_advice(mediation="mediation" in covers)
        assert facts_told(facts, reader) == seen, "the code would hide as much as the database"
        told.append(((await reads(advice, referral))["case"], dict(row)))
    assert told[0][0]["state"] == state
    assert {"contact-adviser", "lodge-appeal"} <= {one["code"] for one in told[0][0]["deadlines"]}
    for one, next_one in pairwise(told):
        assert one == next_one


async def test_with_mediation_covered_its_own_dates_are_shown(la: Party, provider: Party, advice: Party) -> None:
    """Whatever the ground: a certificate's line is there after a session as after a decline."""
    for way, session_on in ((certified_after_declining, None), (certified_after_taking_part, SESSION_ON)):
        case = await la.opens(kind="plan_content", sections=("F",))
        await way(la, provider, case)
        seen = (await reads(advice, await refers(la, case, *EVERYTHING)))["case"]
        assert "issue-certificate" in [one["code"] for one in seen["deadlines"]]
        assert seen["session_on"] == session_on
