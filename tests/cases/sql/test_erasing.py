"""The script by which an owner erases one case, as docs/operations.md gives it: it runs, and nothing is left."""

import re

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.platform.db.migrate import ROOT
from tests.support.capacity import books, holds, in_days, mediates, puts, slots_for, tables_that_say, wants_mediation
from tests.support.parties import Party

SCRIPT = re.search(r"```sql\n(BEGIN;.*?COMMIT;)\n```", (ROOT / "docs" / "operations.md").read_text("utf-8"), re.DOTALL)


async def test_the_published_script_erases_a_case_whole(la: Party, provider: Party, owner: AsyncEngine) -> None:
    assert SCRIPT is not None
    mediator = await mediates(provider)
    case, other = await wants_mediation(la, provider), await wants_mediation(la, provider)
    first, second, third = (await slots_for(la, case, mediator))[:3]
    proposal = f"/v1/capacity/allocations/{(await la.posts('/v1/capacity/allocations', {}))['id']}"
    await books(la, case, first["id"])
    await holds(la, second["id"], case)
    await books(la, other, third["id"])
    await puts(la, f"/v1/cases/{case}/mediation-needs", {"languages": ["cy"]})
    await puts(la, f"/v1/cases/{case}/contact", {"telephone": "01632 960001"})
    assert (await la.sends("PATCH", f"/v1/cases/{case}", json={"child_reference": "C-1"})).is_success
    letter = {"kind": "plan", "dated": "2026-02-02", "sha256": "0" * 64, "location": "EDRMS 7", "readers": []}
    await la.posts(f"/v1/cases/{case}/documents", letter)
    await la.posts(f"/v1/cases/{case}/searches", {})
    await la.posts(f"/v1/cases/{case}/advice-offers", {"moment": "session_fixed"})
    consent = {"given_by": "parent", "given_on": in_days(-1), "covers": ["contact"]}
    contact = {"name": "Sam Example", "telephone": "01632 960001"}
    await la.posts("/v1/referrals", {"case_id": case, "person": "parent", "consent": consent, "contact": contact})
    before = await tables_that_say(owner, case)
    assert {
        "cases", "events", "sessions", "holds", "searches", "mediation_needs", "contacts", "families", "documents",
        "referrals", "allocations",
    } <= set(before)  # fmt: skip
    assert {case, other} <= {one["case_id"] for one in (await la.gets(proposal))["placed"]}

    async with owner.begin() as connection:
        for statement in SCRIPT[1].replace(":case", f"'{case}'").split(";"):
            if statement.strip() not in ("", "BEGIN", "COMMIT"):
                await connection.execute(text(statement))

    assert set(await tables_that_say(owner, case)) <= {"idempotency"}
    assert (await la.sends("GET", f"/v1/cases/{case}")).status_code == 404
    assert (await la.gets(f"/v1/cases/{other}/events/verification"))["intact"]
    assert other in [one["case_id"] for one in (await la.gets(proposal))["placed"]]
    assert first["id"] in [slot["id"] for slot in await slots_for(la, other, mediator, until=in_days(40))]
