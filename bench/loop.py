"""The bare loop: an action's statements one by one over asyncpg, with nothing around them. A floor, not a service.

It is told the cases on its standard input and says each one's seconds on its standard output. For each case, over one
of its connections, on the service's own tables and columns:

    BEGIN
    1  SELECT set_config(...)                       who asks, for row-level security; only with the walls up
    2  SELECT ... FROM cases ... FOR UPDATE
    3  SELECT ... FROM idempotency
    4  UPDATE cases
    5  INSERT INTO events                           with the SHA-256 of the one before and of this one's JSON
    6  SELECT app_keep_duties(...)                  the entries of the ledger that the action ends, as JSON
    7  INSERT INTO idempotency                      with an answer as long as the service's
    8  COMMIT

There is no HTTP, no token, no law, no decision, no answer to build and no log line. With the walls up it works as the
service's role under row-level security; with the walls down as the owner of the tables, one statement fewer. The owner
is no party of a case, so it calls the function behind app_keep_duties, which asks nobody who they are.
"""

import asyncio
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import uvloop

WHO = "SELECT set_config('app.organisation', $1, true), set_config('app.kind', 'mediation_provider', true)"
CASE = (
    "SELECT id, la_id, la_code, provider_id, body_id, la_reference, appellant_reference, notice_contents, facts,"
    " sealed, version, head, opened_at, updated_at, mediating_provider_id FROM cases WHERE id = $1 FOR UPDATE"
)
KEY = "SELECT fingerprint, status, headers, body FROM idempotency WHERE organisation_id = $1 AND key = $2"
SAVE = (
    "UPDATE cases SET body_id = $2, state = $3, placement_only = $4, certificate_number = $5, appeal_basis = $6,"
    " permission_granted_on = $7, exemption_claimed = $8, facts = $9, sealed = $10, version = $11, head = $12,"
    " updated_at = $13, mediating_provider_id = $14, arrange_by = $15, offer_on = $16"
    " WHERE id = $1 AND version = $11 - 1"
)
LOG = (
    "INSERT INTO events (case_id, seq, la_id, provider_id, type, action, by_kind, organisation_id, client_id,"
    " occurred_on, recorded_at, changes, previous, hash, mediating_provider_id, about)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
)
LEDGER = "SELECT app_keep_duties($1, $2, $3, false)"
LEDGER_OF_THE_OWNER = "SELECT app_store_duties($1, $3, false) FROM cases WHERE id = $1 AND version = $2"
REMEMBER = (
    "INSERT INTO idempotency (organisation_id, key, fingerprint, status, headers, body, recorded_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)"
)
OF_THE_NOTICE = ("counted_from", "due_on", "opened_on")
"""The days of an entry that follow from the day of its notice."""
NOTICED_ON, CONTACTED_ON = date(2026, 2, 2), date(2026, 2, 9)
HEADERS = '{"content-type":"application/json","etag":"\\"2\\""}'


def ended(case_id: UUID, noticed_on: date, duties: Sequence[dict[str, Any]]) -> str:
    """Return the entries of the ledger that the action ends, as `bench.records` copied them: their ids and days."""
    moved = NOTICED_ON - noticed_on
    entries = []
    for duty in duties:
        own = hashlib.md5(f"{case_id}{duty['id']}".encode(), usedforsecurity=False).hexdigest()
        days = {name: date.fromisoformat(duty[name]) - moved for name in OF_THE_NOTICE if duty[name] is not None}
        late = duty["stands"] == "lapsed" and days["due_on"] < CONTACTED_ON
        told = {name: day.isoformat() for name, day in days.items()}
        entries.append(duty | told | {"id": own, "stands": "missed" if late else duty["stands"]})
    return json.dumps(entries)


async def advance(connection: Any, case_id: UUID, told: dict[str, Any]) -> None:
    """Record a first contact on one case."""
    key, provider = str(uuid4()), UUID(told["provider"])
    await connection.execute("BEGIN")
    if told["walls"]:
        await connection.fetchrow(WHO, str(provider))
    case = await connection.fetchrow(CASE, case_id)
    if await connection.fetchrow(KEY, provider, key) is not None:
        raise RuntimeError("a key came twice")
    at = datetime.now(UTC)
    facts = json.loads(case["facts"])
    changes = {"contacted_on": CONTACTED_ON.isoformat(), "stage": "adviser_contacted"}
    happened = {
        "case_id": str(case_id), "seq": case["version"] + 1, "type": "adviser-contacted", "action": "contact-adviser",
        "by": "mediation_provider", "organisation_id": str(provider), "client_id": "bench",
        "occurred_on": CONTACTED_ON.isoformat(), "recorded_at": at.isoformat(), "changes": changes,
    }  # fmt: skip
    canonical = json.dumps(happened, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    head = hashlib.sha256(f"{case['head']}\n{canonical}".encode()).hexdigest()
    await connection.execute(
        SAVE, case_id, case["body_id"], "adviser_contacted", False, None, None, None, False,
        json.dumps(facts | changes), case["sealed"], case["version"] + 1, head, at, case["mediating_provider_id"],
        None, CONTACTED_ON,
    )  # fmt: skip
    await connection.execute(
        LOG, case_id, case["version"] + 1, case["la_id"], case["provider_id"], "adviser-contacted", "contact-adviser",
        "mediation_provider", provider, "bench", CONTACTED_ON, at, json.dumps(changes), case["head"], head,
        case["mediating_provider_id"], None,
    )  # fmt: skip
    ledger = LEDGER if told["walls"] else LEDGER_OF_THE_OWNER
    duties = ended(case_id, date.fromisoformat(facts["notice_sent_on"]), told["duties"])
    if await connection.fetchval(ledger, case_id, case["version"] + 1, duties) != len(told["duties"]):
        raise RuntimeError("the ledger was not written")
    fingerprint = hashlib.sha256(key.encode()).hexdigest()
    answer = "x" * told["answer_bytes"]
    await connection.execute(REMEMBER, provider, key, fingerprint, 200, HEADERS, answer, at)
    await connection.execute("COMMIT")


async def serve(told: dict[str, Any]) -> None:
    """Connect, then advance the cases of each line until there are no more lines."""
    pool = [await asyncpg.connect(**told["database"]) for _ in range(told["connections"])]
    if told["walls"]:
        for connection in pool:
            await connection.execute("SET ROLE mediation_app")

    async def work(connection: Any, pending: Iterator[str], seconds: list[float]) -> None:
        for case in pending:
            began = perf_counter()
            await advance(connection, UUID(case), told)
            seconds.append(perf_counter() - began)

    while line := await asyncio.to_thread(sys.stdin.readline):
        pending, seconds = iter(json.loads(line)), list[float]()
        await asyncio.gather(*(work(connection, pending, seconds) for connection in pool))
        print(json.dumps(seconds), flush=True)


if __name__ == "__main__":
    uvloop.run(serve(json.loads(sys.argv[1])))
