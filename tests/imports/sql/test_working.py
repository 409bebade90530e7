"""Workers that die over an import or meet over one: each row gets one verdict, and each notice one case."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.cases.store import on_cases
from app.imports import store
from app.imports.intake import take_in
from app.imports.sealed_parts import ROWS as PART
from app.imports.unit import Ground, Worker
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor
from app.platform.db.connections import NotUnique
from app.platform.sandbox_organisations import BY_SLUG
from tests.support.parties import REFERENCES, Party, a_notice
from tests.support.waiting import until

ROWS = PART + 20
LA = Actor(BY_SLUG["sandbox-la-991"].id, OrganisationKind.LOCAL_AUTHORITY, "sandbox-la-991")


async def pieces(references: list[str]) -> AsyncIterator[bytes]:
    yield b"la_reference,decision_kind,notice_sent_on,appellant_kind\n"
    for reference in references:
        yield f"{reference},a,02/02/2026,parent\n".encode()


async def held_by(app: FastAPI, worker: Worker, references: list[str]) -> UUID:
    """Take a file in for one worker: no other may work on it while its lease lasts."""
    service, import_id = app.state.service, uuid4()
    taken = await take_in(pieces(references), service.seal)
    async with on_cases(service.database, LA) as work:
        await store.take_in(work, import_id, False, taken.caseload, taken.parts.sealed)
        assert await store.claim(work, import_id, worker.holder)
        await work.commit()
    return import_id


async def lets_go(owner: AsyncEngine, import_id: UUID) -> None:
    """Let the lease run out, as if the worker had been silent for long."""
    statement = text("UPDATE imports SET lease_until = clock_timestamp() - interval '1 second' WHERE id = :id")
    async with owner.begin() as connection:
        await connection.execute(statement, {"id": import_id})


async def finished(la: Party, import_id: UUID) -> Any:
    ended = ("done", "failed")
    return await until(lambda one: one["status"] in ended, partial(la.gets, f"/v1/imports/{import_id}", limit=200))


def references(many: int) -> list[str]:
    return [f"WORK-{next(REFERENCES)}" for _ in range(many)]


async def test_another_worker_goes_on_where_one_died(app: FastAPI, la: Party, owner: AsyncEngine) -> None:
    dies, ground, told = Worker(), Ground.of(app.state.service), references(ROWS)
    import_id = await held_by(app, dies, told)
    assert await dies.one_part(ground, LA, import_id) is True
    half = await la.gets(f"/v1/imports/{import_id}")
    assert (half["status"], half["worked"], half["verdicts"]["imported"]) == ("running", PART, PART)
    assert await Worker().one_part(ground, LA, import_id) is False  # it is held
    await lets_go(owner, import_id)
    app.state.jobs.wake()
    done = await finished(la, import_id)
    assert (done["status"], done["worked"], done["verdicts"]["imported"]) == ("done", ROWS, ROWS)
    assert await dies.one_part(ground, LA, import_id) is False  # it comes back to life, too late
    assert len({row["case_id"] for row in done["items"]}) == ROWS


async def test_a_cancelled_import_keeps_what_went_in_and_no_row_more(
    app: FastAPI, la: Party, other_la: Party, provider: Party, owner: AsyncEngine
) -> None:
    worker, ground, told = Worker(), Ground.of(app.state.service), references(ROWS)
    import_id = await held_by(app, worker, told)
    path = f"/v1/imports/{import_id}"
    assert await worker.one_part(ground, LA, import_id) is True
    for stranger in (other_la, provider):
        assert (await stranger.sends("DELETE", path)).status_code == 404
    ended = (await la.sends("DELETE", path)).json()
    assert (ended["status"], ended["worked"], ended["verdicts"]["imported"]) == ("cancelled", PART, PART)
    assert ended["finished_at"] is not None
    assert await worker.one_part(ground, LA, import_id) is False
    assert (await la.sends("DELETE", path)).json() == ended
    async with owner.connect() as connection:
        waiting = text("SELECT count(*) FROM import_parts WHERE import_id = :id")
        assert (await connection.execute(waiting, {"id": import_id})).scalar_one() == 0
    again = await held_by(app, worker, told)
    while await worker.one_part(ground, LA, again):
        pass
    done = (await la.sends("DELETE", f"/v1/imports/{again}")).json()
    assert (done["status"], done["worked"]) == ("done", ROWS)
    assert (done["verdicts"]["already_there"], done["verdicts"]["imported"]) == (PART, ROWS - PART)


async def test_a_part_that_is_written_while_its_import_is_cancelled_is_there_whole_or_not_at_all(
    app: FastAPI, la: Party
) -> None:
    for pause in (0, 0.01, 0.03):
        worker, told = Worker(), references(20)
        import_id = await held_by(app, worker, told)
        work = asyncio.create_task(worker.one_part(Ground.of(app.state.service), LA, import_id))
        await asyncio.sleep(pause)
        ended = (await la.sends("DELETE", f"/v1/imports/{import_id}")).json()
        assert await work is False
        cases = [case for one in told for case in await la.lists("/v1/cases", la_reference=one)]
        assert len(cases) == ended["verdicts"]["imported"] == ended["worked"]
        assert (ended["status"], len(cases)) in (("cancelled", 0), ("done", 20))


async def test_two_workers_over_one_part_write_it_once(app: FastAPI, la: Party, owner: AsyncEngine) -> None:
    first, second, ground, told = Worker(), Worker(), Ground.of(app.state.service), references(3)
    import_id = await held_by(app, first, told)
    await lets_go(owner, import_id)
    await asyncio.gather(*(worker.one_part(ground, LA, import_id) for worker in (first, second)))
    done = await finished(la, import_id)
    assert [row["verdict"] for row in done["items"]] == ["imported"] * 3
    for reference in told:
        assert len(await la.lists("/v1/cases", la_reference=reference)) == 1


async def test_one_import_of_an_authority_runs_at_a_time(app: FastAPI) -> None:
    first, second, ground = Worker(), Worker(), Ground.of(app.state.service)
    import_id = await held_by(app, first, references(1))
    with pytest.raises(NotUnique, match="imports_one_at_a_time_idx"):
        await held_by(app, second, references(1))
    assert await first.one_part(ground, LA, import_id) is False


async def test_after_five_deaths_over_one_part_the_import_is_given_up(
    app: FastAPI, la: Party, owner: AsyncEngine
) -> None:
    import_id = await held_by(app, Worker(), references(1))
    for _ in range(5):
        await lets_go(owner, import_id)
        async with on_cases(app.state.service.database, LA) as work:
            held = await store.claim(work, import_id, uuid4())
            await work.commit()
        if held is None:  # the service's own worker was quicker
            break
    await lets_go(owner, import_id)
    app.state.jobs.wake()
    ended = await finished(la, import_id)
    assert ended["status"] == "done" or "Send the file again" in ended["failure"]


async def test_a_notice_that_is_recorded_at_the_same_moment_makes_one_case(la: Party) -> None:
    [reference] = references(1)
    row = f"la_reference,decision_kind,notice_sent_on,appellant_kind\n{reference},a,02/02/2026,parent\n"
    notice = a_notice(la_reference=reference)
    sent, *_ = await asyncio.gather(
        la.sends("POST", "/v1/imports", content=row.encode()),
        *(la.sends("POST", "/v1/cases", json=notice) for _ in range(4)),
    )
    done = await finished(la, sent.json()["id"])
    [case] = await la.lists("/v1/cases", la_reference=reference)
    [verdict] = done["items"]
    assert (verdict["verdict"] in ("imported", "already_there"), verdict["case_id"]) == (True, case["id"])
