"""The stored ledger is what the audit trails tell; the check finds what was changed past the service, and mends it."""

import asyncio
import os
import sys

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.duties.upkeep import Differs, check_ledgers
from tests.platform.sql.test_walls import as_organisation
from tests.support.parties import Party, declines
from tests.support.walks import a_lot


async def differing(owner: AsyncEngine, app: FastAPI, *, mend: bool = False) -> list[Differs]:
    pathway = app.state.service.pathway
    return [one async for _, found in check_ledgers(owner, pathway, mend=mend) for one in found]


async def test_the_stored_ledger_is_what_the_trails_tell(
    owner: AsyncEngine, app: FastAPI, la: Party, provider: Party, tribunal: Party
) -> None:
    lot = a_lot(7)
    for _ in range(6):
        case = await la.opens()
        await provider.records(case, "contact-adviser", occurred_on="2026-02-09")
        await provider.records(case, "request-mediation", occurred_on="2026-02-10", issues=["other"])
        await la.records(case, "arrange-mediation", occurred_on="2026-02-20", session_on="2026-03-20")
        if lot.random() < 0.5:
            await provider.posts(
                f"/v1/cases/{case}/corrections",
                {"seq": 3, "replace": {"occurred_on": "2026-02-12"}, "reason": "wrong_date"},
            )
        await la.records(case, "cancel-session", occurred_on="2026-03-19")
    certified = await la.opens()
    await declines(provider, certified)
    await tribunal.records(certified, "register-appeal", basis="certificate", occurred_on="2026-03-02")
    for due_on in ("2026-04-02", "2026-04-16"):
        told = [{"what": "evidence", "due_on": due_on, "owed_by": ["family", "local_authority"]}]
        await tribunal.records(certified, "record-directions", occurred_on="2026-03-09", directions=told)
    await tribunal.records(certified, "list-hearing", occurred_on="2026-03-09", listed_for="2026-06-08", format="video")
    evidence = {"code": "send-evidence", "owed_by": "local_authority", "occurred_on": "2026-04-14"}
    await la.records(certified, "complete-duty", **evidence)
    await la.records(certified, "send-bundle", occurred_on="2026-05-20")
    assert await differing(owner, app) == []


async def test_a_case_from_before_the_ledger_is_filled(owner: AsyncEngine, app: FastAPI, la: Party) -> None:
    case = await la.opens()
    told = await la.lists("/v1/duties", case_id=case)
    async with owner.begin() as connection:
        await connection.execute(text("ALTER TABLE duties DISABLE TRIGGER goes_with_its_case"))
        await connection.execute(text("DELETE FROM duties WHERE case_id = CAST(:case AS uuid)"), {"case": case})
        await connection.execute(text("ALTER TABLE duties ENABLE TRIGGER goes_with_its_case"))
    [found] = await differing(owner, app)
    assert (str(found.case_id), found.entries) == (case, len(told))
    await differing(owner, app, mend=True)
    assert await differing(owner, app) == []
    assert await la.lists("/v1/duties", case_id=case) == told


async def verifies(database_url: str, *more: str) -> tuple[int | None, str]:
    """Run the command as an operator does."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app", "duties", *more,
        env={**os.environ, "DATABASE_URL": database_url}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await process.communicate()
    return process.returncode, said.decode()


async def test_the_command_tells_what_differs_and_mends_it(owner: AsyncEngine, la: Party, database_url: str) -> None:
    case = await la.opens()
    async with owner.begin() as connection:
        changed = text(
            "UPDATE duties SET stands = 'met', met_on = due_on"
            " WHERE case_id = CAST(:case AS uuid) AND code = 'lodge-appeal'"
        )
        await connection.execute(changed, {"case": case})
    code, said = await verifies(database_url, "--verify")
    assert (code, f"case {case}: 1 entries" in said) == (1, True)
    assert (await verifies(database_url))[0] == 0
    assert (await verifies(database_url, "--verify"))[0] == 0
    statuses = [one["status"] for one in await la.lists("/v1/duties", case_id=case, code="lodge-appeal")]
    assert statuses == ["passed"]


async def test_the_service_cannot_rewrite_the_ledger(owner: AsyncEngine, la: Party, other_la: Party) -> None:
    case = await la.opens()
    rows = text("SELECT app_keep_duties(CAST(:case AS uuid), 1, '[]', false)")
    for party in (other_la, la):  # its own authority too, once the event is written
        async with as_organisation(owner, party.slug) as connection:
            with pytest.raises(DBAPIError, match="written with an event of its case"):
                await connection.execute(rows, {"case": case})
    for statement in ("UPDATE duties SET stands = 'lapsed'", "DELETE FROM duties", "INSERT INTO duties DEFAULT VALUES"):
        async with as_organisation(owner, la.slug) as connection:
            with pytest.raises(DBAPIError, match="permission denied"):
                await connection.execute(text(statement))


async def test_not_even_the_owner_deletes_a_duty_of_a_case(owner: AsyncEngine, la: Party) -> None:
    await la.opens()
    async with owner.connect() as connection:
        with pytest.raises(DBAPIError, match="append-only"):
            await connection.execute(text("DELETE FROM duties"))
