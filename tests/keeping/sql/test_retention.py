"""Retention: a case goes when its period is over, whole and with a receipt; never while open, held or within time."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.keeping.domain.periods import PERIODS
from app.kernel.chain import GENESIS, link
from app.main import create_app
from app.retaining import retain
from app.retention import AlreadyRunning, Over, cases_that_are_over, hashed_receipt, remove_cases
from app.schema import TABLES
from app.settings import Settings
from app.wings import WHOLE
from tests.support.capacity import books, in_days, mediates, puts, slots_for, tables_that_say, wants_mediation
from tests.support.feed import feed
from tests.support.parties import Parties, Party, calling, declines
from tests.support.referrals import a_referral

DAYS = {one.name: one.days for one in PERIODS.values()}
KEPT = DAYS["case_kept_days"]


@pytest.fixture
async def own(own_database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(own_database_url)
    yield engine
    await engine.dispose()


@asynccontextmanager
async def serving(settings: Settings, url: str) -> AsyncIterator[Parties]:
    app = create_app(settings.model_copy(update={"database_url": url}))
    async with app.router.lifespan_context(app), calling(app) as http:
        yield Parties(http)


AGED = (
    text("UPDATE cases SET times_end_on = app_today() - CAST(:days AS integer) WHERE id = CAST(:id AS uuid)"),
    text("ALTER TABLE events DISABLE TRIGGER append_only"),
    text(
        "UPDATE events SET recorded_at = timezone('Europe/London', app_today() - CAST(:last AS integer) + time '12:00')"
        " WHERE case_id = CAST(:id AS uuid) AND type <> 'contact-erased'"
    ),
    text("ALTER TABLE events ENABLE TRIGGER append_only"),
)


async def ages(own: AsyncEngine, case: str, days: int, *, last_event: int | None = None) -> None:
    """Have a case end so many days ago, with its last event on that day or so many days ago."""
    async with own.begin() as connection:
        for change in AGED:
            await connection.execute(change, {"id": case, "days": days, "last": last_event or days})


async def ends(la: Party, **said: Any) -> str:
    """A case whose family gave its dispute up."""
    case = await la.opens(**said)
    await la.records(case, "withdraw", family_confirmed=True, occurred_on="2026-02-03")
    return case


async def over(own: AsyncEngine, **days: int) -> set[str]:
    return {str(one.case_id) async for one in cases_that_are_over(own, {**DAYS, **days})}


async def removes(own: AsyncEngine, most: int = 100) -> list[Over]:
    return [one async for one in remove_cases(own, DAYS, most)]


async def test_only_what_is_over_goes_to_the_day(settings: Settings, own_database_url: str, own: AsyncEngine) -> None:
    async with serving(settings, own_database_url) as parties:
        la = await parties.get("sandbox-la-991")
        due, last_day, held, lifted, late, child, grown = [await ends(la) for _ in range(7)]
        running = await la.opens()
        appealed = await la.opens()
        await declines(await parties.get("sandbox-provider-a"), appealed)
        await la.records(appealed, "register-appeal", basis="certificate", occurred_on="2026-03-16")
        for case in (held, lifted):
            hold = await la.posts(f"/v1/cases/{case}/legal-holds", {"reason": "claim"})
        await la.posts(f"/v1/cases/{lifted}/legal-holds/{hold['id']}/lift", {})
        for case, ended_ago in ((child, DAYS["child_kept_days"]), (grown, DAYS["child_kept_days"] + 1)):
            changes = {"school_age_ends_on": in_days(-ended_ago)}
            assert (await la.sends("PATCH", f"/v1/cases/{case}", json=changes)).is_success
        assert (await la.sends("PUT", f"/v1/cases/{due}/contact", json={"telephone": "01632 960001"})).is_success
        await la.posts(f"/v1/cases/{due}/erasures", {"what": ["contact"], "reason": "requested"})
        for case in (due, held, lifted, child, grown):
            await ages(own, case, KEPT + 1)
        await ages(own, last_day, KEPT)
        await ages(own, late, KEPT + 1, last_event=KEPT)
        for case in (running, appealed):
            async with own.begin() as connection:
                await connection.execute(
                    text("UPDATE cases SET updated_at = updated_at - interval '9 years' WHERE id = CAST(:id AS uuid)"),
                    {"id": case},
                )
        gone = {due, lifted, grown}
        assert await over(own) == gone
        assert await over(own, case_kept_days=KEPT + 1) == set()
        lines = [line async for line in retain(own_database_url, DAYS, 100, dry_run=True)]
        assert [line for line in lines if due in line and "would go" in line]
        assert "3 cases would be removed" in lines
        assert "1 case held back by a legal hold" in lines
        assert [line for line in lines if "2 cases without an end" in line]
        assert not [line for line in lines if held in line]
        assert {str(one.case_id) for one in await removes(own, most=1)} <= gone
        done = [line async for line in retain(own_database_url, DAYS, 100, dry_run=False)]
        assert "2 cases removed" in done
        for case in (last_day, held, late, child, running, appealed):
            assert (await la.sends("GET", f"/v1/cases/{case}")).status_code == 200
        for case in gone:
            assert (await la.sends("GET", f"/v1/cases/{case}")).status_code == 404
        assert await removes(own) == []


async def test_a_case_goes_whole_and_its_receipt_stays(
    settings: Settings, own_database_url: str, own: AsyncEngine
) -> None:
    async with serving(settings, own_database_url) as parties:
        la, provider = await parties.get("sandbox-la-991"), await parties.get("sandbox-provider-a")
        advice, other_la = await parties.get("sandbox-advice-991"), await parties.get("sandbox-la-992")
        mediator = await mediates(provider)
        case, other = await wants_mediation(la, provider), await wants_mediation(la, provider)
        first, second = (await slots_for(la, case, mediator))[:2]
        proposal = f"/v1/capacity/allocations/{(await la.posts('/v1/capacity/allocations', {}))['id']}"
        booked = await books(la, case, first["id"])
        await books(la, other, second["id"])
        await puts(la, f"/v1/cases/{case}/mediation-needs", {"languages": ["cy"]})
        await puts(la, f"/v1/cases/{case}/contact", {"telephone": "01632 960001"})
        assert (await la.sends("PATCH", f"/v1/cases/{case}", json={"child_reference": "C-1"})).is_success
        letter = {"kind": "plan", "dated": "2026-02-02", "sha256": "0" * 64, "location": "EDRMS 7", "readers": []}
        await la.posts(f"/v1/cases/{case}/documents", letter)
        await la.posts(f"/v1/cases/{case}/searches", {})
        await la.posts(f"/v1/cases/{case}/advice-offers", {"moment": "session_fixed"})
        referred = a_referral(case, "contact", "case_dates", given_on=in_days(-1), occurred_on=in_days(0))
        referral = (await la.posts("/v1/referrals", referred))["id"]
        await provider.sees(case)
        hold = await la.posts(f"/v1/cases/{case}/legal-holds", {"reason": "claim"})
        await la.posts(f"/v1/cases/{case}/legal-holds/{hold['id']}/lift", {})
        await provider.posts(f"/v1/sessions/{booked['id']}/cancel", {"cancelled_by": "mediator", "why": "illness"})
        await la.records(case, "withdraw", family_confirmed=True)
        certified = await la.opens()
        await declines(provider, certified)
        await la.records(certified, "withdraw", family_confirmed=True, occurred_on="2026-02-20")
        events = await la.lists(f"/v1/cases/{case}/events")
        _, after = await feed(la)
        await ages(own, case, KEPT + 9)
        await ages(own, certified, KEPT + 1)
        referrals_before = await advice.lists("/v1/referrals")

        [whole, bare] = await removes(own)
        assert (str(whole.case_id), str(bare.case_id)) == (case, certified)
        assert set(await tables_that_say(own, case)) <= {"idempotency", "case_removals"}
        assert (await la.gets(f"/v1/cases/{other}/events/verification"))["intact"]
        assert case not in json.dumps(await la.gets(proposal))
        assert not (await feed(la, after))[0], "a cursor of the feed stays good, though its event is gone"

        [receipt, later] = sorted(await la.lists("/v1/removals", limit=1), key=lambda one: one["seq"])
        assert (receipt["case_id"], receipt["head"], receipt["version"]) == (case, events[-1]["hash"], len(events))
        assert receipt["removed"] == {
            "contact details": 1, "documents": 1, "duties": 5, "events": len(events), "family references": 1,
            "legal holds": 1, "mediation needs": 1, "reads": 1, "searches": 1, "sessions": 1,
        }  # fmt: skip
        assert (receipt["seq"], receipt["previous"], later["previous"]) == (1, GENESIS, receipt["hash"])
        async with own.connect() as connection:
            rows = (await connection.execute(text("SELECT * FROM case_removals ORDER BY seq"))).mappings().all()
        assert [link(row["previous"], hashed_receipt(dict(row))) for row in rows] == [receipt["hash"], later["hash"]]
        assert receipt["hash"] == sha256(f"{receipt['previous']}\n{as_the_page_says(receipt)}".encode()).hexdigest()
        [theirs, _] = sorted(await provider.lists("/v1/removals"), key=lambda one: one["case_id"] != case)
        assert theirs["head"] == receipt["head"]
        assert not {"removed", "hash", "previous", "seq"} & theirs.keys()
        [judged] = await (await parties.get("sandbox-tribunal")).lists("/v1/removals")
        assert (judged["case_id"], judged["head"]) == (certified, later["head"])
        assert not {"ended_on", "kept_until", "removed"} & judged.keys(), "an agreement may have set the last date"
        for stranger in (other_la, advice, await parties.get("sandbox-provider-b")):
            answer = await stranger.sends("GET", "/v1/removals")
            assert answer.status_code == 403 or answer.json()["items"] == []

        [kept] = await advice.lists("/v1/referrals")
        assert (kept["id"], kept["case_id"]) == (referral, None), "the advice service's own record stays"
        assert referrals_before[0]["case_id"] == case
        shown = await advice.gets(f"/v1/referrals/{referral}")
        assert (shown["case"], shown["contact"]["telephone"]) == (None, referred["contact"]["telephone"])
        assert await la.lists("/v1/referrals") == []


def as_the_page_says(receipt: dict[str, Any]) -> str:
    """The receipt as docs/keeping.md says that it is hashed, from what the authority reads."""
    names = ["ended_on", "head", "kept_days", "kept_until", "removed", "seq", "version", "case_id"]
    said = {name: receipt[name] for name in names}
    said |= {"la_id": receipt["authority"]["id"], "removed_at": receipt["removed_at"].replace("Z", "+00:00")}
    return json.dumps(said, sort_keys=True, separators=(",", ":"))


WALLS = {
    "an open case": "UPDATE cases SET state = 'notified'",
    "a case within its period": "UPDATE cases SET times_end_on = times_end_on + 1",
    "a case of another hash": "UPDATE cases SET head = repeat('f', 64)",
    "a held case": "INSERT INTO legal_holds (id, case_id, la_id, reason, sealed, set_at, set_by)"
    " SELECT gen_random_uuid(), id, la_id, 'claim', '', now(), 'x' FROM cases",
}
RECEIPT = text(
    "INSERT INTO case_removals (case_id, la_id, seq, provider_id, before_tribunal, removed_at, ended_on, kept_until,"
    " kept_days, version, head, places, removed, previous, hash) SELECT id, la_id, 1, provider_id, false, now(),"
    " CAST(timezone('Europe/London', now()) AS date) - 2193, CAST(timezone('Europe/London', now()) AS date) - 1, 2192,"
    " version, :head, '{}', '{}', '', '' FROM cases WHERE id = CAST(:id AS uuid)"
)


async def test_the_database_itself_keeps_what_must_be_kept(
    settings: Settings, own_database_url: str, own: AsyncEngine
) -> None:
    async with serving(settings, own_database_url) as parties:
        case = await ends(await parties.get("sandbox-la-991"))
    await ages(own, case, KEPT + 1)
    async with own.connect() as connection:
        head = await connection.scalar(text("SELECT head FROM cases WHERE id = CAST(:id AS uuid)"), {"id": case})
    for change in WALLS.values():
        async with own.connect() as connection:
            await connection.execute(text(f"{change} WHERE id = CAST(:id AS uuid)"), {"id": case})
            with pytest.raises(DBAPIError, match="is not removed"):
                await connection.execute(RECEIPT, {"id": case, "head": head})
            await connection.rollback()
    for table in ("events", "case_reads"):
        async with own.connect() as connection:
            if table == "case_reads":
                await connection.execute(
                    text(
                        "INSERT INTO case_reads SELECT id, date_trunc('hour', now(), 'UTC'), provider_id, 'x', '',"
                        " 'case', la_id, 'mediation_provider', now() FROM cases WHERE id = CAST(:id AS uuid)"
                    ),
                    {"id": case},
                )
            with pytest.raises(DBAPIError, match="append-only"):
                await connection.execute(text(f"DELETE FROM {table} WHERE case_id = CAST(:id AS uuid)"), {"id": case})  # noqa: S608 - one of the two above
    async with own.connect() as connection:
        await connection.execute(RECEIPT, {"id": case, "head": head})
        with pytest.raises(DBAPIError, match="append-only"):
            await connection.execute(text("DELETE FROM case_removals"))


async def test_another_run_does_not_remove_the_same(own: AsyncEngine) -> None:
    async with own.connect() as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(7302, 1)"))
        with pytest.raises(AlreadyRunning):
            await removes(own)


def test_every_table_of_a_case_is_emptied_with_it() -> None:
    """Also a table that is added later: each that names a case is in what some wing removes."""
    names_a_case = {
        table.name
        for table in TABLES
        if "case_id" in table.columns or any(key.column.table.name == "cases" for key in table.foreign_keys)
    } - {"case_removals"}
    removed = {table for wing in WHOLE for one in wing.removes() for table in names_a_case if table in str(one.rows)}
    assert removed == names_a_case
