"""A case is removed while somebody reads it, or writes beside it: the case is not there any more, and nothing fails."""

import asyncio
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.settings import Settings
from tests.keeping.sql.test_retention import KEPT, ages, own, removes, serving
from tests.support.capacity import books, in_days, mediates, slots_for, wants_mediation
from tests.support.parties import Party
from tests.support.referrals import a_referral
from tests.support.waiting import until

__all__ = ["own"]

WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
BESIDE = text("LOCK TABLE families IN SHARE MODE")
"""Has the removal wait when it holds the lock of its case and has deleted nothing that a reader needs."""


async def test_what_asks_during_the_removal_finds_no_case(
    settings: Settings, own_database_url: str, own: AsyncEngine
) -> None:
    async def waiting() -> int:
        async with own.connect() as connection:
            count: int = (await connection.execute(WAITING)).scalar_one()
            return count

    async with serving(settings, own_database_url) as parties:
        la, provider = await parties.get("sandbox-la-991"), await parties.get("sandbox-provider-a")
        mediator = await mediates(provider)
        case = await wants_mediation(la, provider)
        session = await books(la, case, (await slots_for(la, case, mediator))[0]["id"])
        await provider.posts(f"/v1/sessions/{session['id']}/cancel", {"cancelled_by": "mediator", "why": "illness"})
        await la.records(case, "withdraw", family_confirmed=True)
        await ages(own, case, KEPT + 1)
        at = f"/v1/cases/{case}"
        referral = a_referral(case, "contact", given_on=in_days(-1), occurred_on=in_days(0))
        asks: list[tuple[Party, str, str, Any]] = [
            *[(provider, "GET", f"{at}{part}", None) for part in ("", "/actions", "/deadlines", "/events", "/record")],
            (provider, "GET", f"{at}/events/verification", None),
            (provider, "GET", f"{at}/mediation-needs", None),
            (provider, "GET", f"{at}/advice-offers", None),
            (provider, "GET", f"/v1/sessions/{session['id']}", None),
            (provider, "PUT", f"{at}/contact", {"telephone": "01632 960001"}),
            (provider, "PUT", f"{at}/mediation-needs", {"languages": ["cy"]}),
            (la, "PATCH", at, {"child_reference": "C-1"}),
            (la, "POST", f"{at}/legal-holds", {"reason": "claim"}),
            (la, "POST", f"{at}/searches", {}),
            (la, "POST", f"{at}/advice-offers", {"moment": "session_fixed"}),
            (la, "POST", f"{at}/corrections", {"seq": 1, "replace": {}, "reason": "other"}),
            (la, "POST", "/v1/referrals", referral),
        ]
        async with own.connect() as beside:
            await beside.execute(BESIDE)
            removal = asyncio.create_task(removes(own))
            await until(lambda count: count == 1, waiting)
            answers = []
            for party, method, path, body in asks:
                asked = asyncio.create_task(party.sends(method, path, json=body))
                answers.append((method, path, asked))
            await until(lambda count: count > 3, waiting)
            await asyncio.sleep(0.3)
            await beside.rollback()
        assert [str(one.case_id) for one in await removal] == [case]
        told = {f"{method} {path}": (await asked).status_code for method, path, asked in answers}
    assert {where: status for where, status in told.items() if status != 404} == {}
