"""Records to measure on: cases walked through the service's own API, then copied in the database by the thousand.

A copied row is what the service wrote, with ids and a notice's day of its own: the same facts, sizes and constraints.
One authority of 153 asks; its share of the cases is the same at every size, so that a larger database makes its lists
longer too. The hashes of copied events do not chain; nothing measured here recomputes them.
"""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from app.platform.sandbox_organisations import BY_SLUG
from app.platform.sealing import Seal
from app.settings import SANDBOX_SEALING_KEY
from bench.load import ask, request

AUTHORITY, PROVIDER, TRIBUNAL = "sandbox-la-991", "sandbox-provider-a", "sandbox-tribunal"
OTHER_AUTHORITIES = 152
SHARE = 20
"""One case in so many is the asking authority's."""

NOTICE = {
    "la_reference": "EHC-2026-0117",
    "decision": {"kind": "refusal_to_assess", "notice_sent_on": "2026-02-02"},
    "appellant": {"kind": "parent", "name": "Sam Example", "reference": "P-20931"},
}
CONTACT = ("contact-adviser", {"occurred_on": "2026-02-09"})
DECLINE = ("decline-mediation", {"occurred_on": "2026-02-10"})
CERTIFY = ("issue-certificate", {"ground": "declined", "occurred_on": "2026-02-12"})
APPEAL = ("register-appeal", {"basis": "certificate", "occurred_on": "2026-03-10"})
CLOSE = ("close", {"family_confirmed": True, "occurred_on": "2026-03-10"})
REQUEST = ("request-mediation", {"issues": ["F"], "occurred_on": "2026-02-10"})
ARRANGE = ("arrange-mediation", {"session_on": "2026-03-02", "occurred_on": "2026-02-16"})
ADJOURN = ("record-session-outcome", {"outcome": "adjourned", "occurred_on": "2026-03-02"})
CONCLUDE = ("record-session-outcome", {"outcome": "no_agreement", "occurred_on": "2026-03-02"})
WALKS = (
    (CONTACT, DECLINE, CERTIFY, APPEAL),
    (CONTACT, DECLINE, CERTIFY, CLOSE),
    (CONTACT, REQUEST, ARRANGE, CONCLUDE),
    (CONTACT, REQUEST, ARRANGE, ADJOURN),
)
"""Five events each, with the notice. The last leaves a session to be arranged anew."""

_AS_LETTERS = str.maketrans("0123456789", "ghijklmnop")
_PEOPLE = f"""
INSERT INTO organisations (id, slug, kind, name, la_code)
SELECT md5('authority' || n)::uuid, 'bench-' || n, 'local_authority', 'Authority ' || n, (200 + n)::text
FROM generate_series(1, {OTHER_AUTHORITIES}) n ON CONFLICT DO NOTHING
"""
_COPIED = """
CREATE TEMP TABLE copied ON COMMIT DROP AS
SELECT n, md5($1::text || n)::uuid AS new_id, ($2::uuid[])[1 + n % cardinality($2)] AS id,
       CASE WHEN n % $4 = 0 THEN $5 ELSE md5('authority' || (1 + n % $6))::uuid END AS new_la,
       now() - ($3 - n) * (interval '3 years' / $3) AS at
FROM generate_series(1, $3::int) n
"""
_CASES = """
INSERT INTO cases (id, la_id, la_code, provider_id, la_reference, appellant_reference, regime, kind, notice_sent_on,
    state, placement_only, arrange_by, offer_on, certificate_number, appeal_basis, facts, sealed, version, head,
    opened_at, updated_at, not_a_duplicate)
SELECT new_id, new_la, la_code, provider_id, 'EHC-' || n, 'P-' || n, regime, kind, notice_sent_on - n % 365,
    state, placement_only, arrange_by, offer_on - n % 365,
    CASE WHEN certificate_number IS NOT NULL THEN left('MC-' || new_id, 23) END, appeal_basis,
    facts || jsonb_build_object('notice_sent_on', notice_sent_on - n % 365), sealed, version, head,
    at - interval '28 days', at, true
FROM copied JOIN cases USING (id) ORDER BY n
"""
_EVENTS = """
INSERT INTO events (case_id, seq, la_id, provider_id, type, action, by_kind, organisation_id, client_id, occurred_on,
    recorded_at, changes, previous, hash, xid)
SELECT new_id, seq, new_la, e.provider_id, type, action, by_kind, organisation_id, client_id, occurred_on,
    at - interval '1 week' * (5 - seq), changes, previous, hash,
    ($1::bigint + n)::text::xid8
FROM copied JOIN events e ON e.case_id = copied.id ORDER BY n, seq
"""
"""The feed stands in the order of transactions, and copied events would all be of one: each case's get one of those
that were used up for it."""
_CERTIFICATES = """
INSERT INTO certificates (number, case_id, la_id, issuer_id, ground, holder_kind, issued_on, status, sealed_token,
    recorded_at)
SELECT left('MC-' || new_id, 23), new_id, new_la, issuer_id, ground, holder_kind, issued_on, status, sealed_token, at
FROM copied JOIN certificates c ON c.case_id = copied.id ORDER BY n
"""
_DUTIES = """
INSERT INTO duties (id, case_id, la_id, provider_id, before_tribunal, tribunal_told, mediation_told, owner_id, code,
    owed_by, counted_from, due_on, rule, opened_on, stands, met_on, ended_on, ended_by, ended_as, version)
SELECT md5(new_id::text || d.id)::uuid, new_id, new_la, d.provider_id, before_tribunal, tribunal_told, mediation_told,
    CASE WHEN owner_id = d.la_id THEN new_la ELSE owner_id END, code, owed_by, counted_from - n % 365, due_on - n % 365,
    rule, opened_on - n % 365, stands, met_on - n % 365, ended_on - n % 365, ended_by, ended_as, version
FROM copied JOIN duties d ON d.case_id = copied.id ORDER BY n
"""


async def token(port: int, client: str) -> str:
    """Get an access token of one of the sandbox's clients."""
    basic = b64encode(f"{client}:{client}-secret".encode()).decode()
    form = b"grant_type=client_credentials"
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(form))}
    answer = await ask(port, request("POST", "/oauth/token", Authorization=f"Basic {basic}", **headers) + form)
    return str(answer["access_token"])


def action(case: UUID | str, taken: tuple[str, Mapping[str, Any]], bearer: str) -> bytes:
    """Write a request that records an action, under a key of its own."""
    name, body = taken
    return request("POST", f"/v1/cases/{case}/actions/{name}", bearer, body, Idempotency_Key=str(uuid4()))


def notice(bearer: str) -> bytes:
    """Write a request that opens a case. Its reference has letters alone: drawn digits may make an NHS number."""
    key = str(uuid4())
    reference = f"EHC-{key.translate(_AS_LETTERS)}"
    return request("POST", "/v1/cases", bearer, NOTICE | {"la_reference": reference}, Idempotency_Key=key)


async def walk(port: int, *steps: Sequence[tuple[str, Mapping[str, Any]]]) -> list[UUID]:
    """Open a case for each list of steps and take it through them; return the cases."""
    authority, provider, tribunal = [await token(port, who) for who in (AUTHORITY, PROVIDER, TRIBUNAL)]
    bearers = {"register-appeal": tribunal, "close": authority}
    opened = []
    for walked in steps:
        case = (await ask(port, notice(authority)))["id"]
        for step in walked:
            await ask(port, action(case, step, bearers.get(step[0], provider)))
        opened.append(UUID(case))
    return opened


async def copy(
    connection: asyncpg.Connection,
    originals: Sequence[UUID],
    count: int,
    share: int = SHARE,
    *,
    with_events: bool = True,
) -> None:
    """Copy cases with all their records until there are `count` more, one in `share` the authority's.

    Without events there are no certificates either: only cases and duties, in a third of the time.

    Triggers of foreign keys rest meanwhile (they would check five million times what a join has just found), and so
    do the indexes that are not keys; every CHECK and every unique key works.
    """
    indexes = await connection.fetch(
        "SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS made FROM pg_index"
        " WHERE indrelid IN ('cases'::regclass, 'events'::regclass, 'certificates'::regclass, 'duties'::regclass)"
        " AND NOT indisunique"
    )
    la = BY_SLUG[AUTHORITY].id
    first = await _use_up_transactions(connection, count) if with_events else 0
    async with connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        for index in indexes:
            await connection.execute(f"DROP INDEX {index['name']}")
        await connection.execute(_PEOPLE)
        await connection.execute(_COPIED, str(uuid4()), originals, count, share, la, OTHER_AUTHORITIES)
        await connection.execute(_CASES)
        if with_events:
            await connection.execute(_EVENTS, first)
            await connection.execute(_CERTIFICATES)
        await connection.execute(_DUTIES)
        for index in indexes:
            await connection.execute(index["made"])
    await connection.execute("VACUUM (ANALYZE)")


async def duties_ended(connection: asyncpg.Connection, before: UUID, after: UUID) -> list[dict[str, Any]]:
    """Return the entries of the ledger that the last event of a case ended, under the ids of the case before it.

    Args:
        connection: the owner's.
        before: a case without that event.
        after: the same case with it.
    """
    rows = await connection.fetch(
        "SELECT to_jsonb(ended) || jsonb_build_object('id', owed.id) AS told FROM duties ended"
        " JOIN cases c ON c.id = ended.case_id AND c.version = ended.version"
        " JOIN duties owed ON owed.case_id = $1 AND (owed.code, owed.owed_by) = (ended.code, ended.owed_by)"
        " WHERE ended.case_id = $2 ORDER BY ended.code", before, after,
    )  # fmt: skip
    return [json.loads(row["told"]) for row in rows]


async def _use_up_transactions(connection: asyncpg.Connection, count: int) -> int:
    """Let so many transactions come and go with nothing written, and return the number of the one before them."""
    first = int(await connection.fetchval("SELECT pg_current_xact_id()::text"))
    loop = f"FOR n IN 1..{count} LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP;"
    await connection.execute(f"DO $$BEGIN {loop} END$$")
    return first


async def cases(connection: asyncpg.Connection, state: str, events: int, limit: int) -> list[UUID]:
    """Choose cases of the authority at random, in a state and with so many events."""
    found = await connection.fetch(
        "SELECT id FROM cases WHERE la_id = $1 AND state = $2 AND version = $3 ORDER BY md5(id::text) LIMIT $4",
        BY_SLUG[AUTHORITY].id, state, events, limit,
    )  # fmt: skip
    return [row["id"] for row in found]


async def seal(connection: asyncpg.Connection, chosen: Sequence[UUID]) -> None:
    """Seal the names of copied cases anew, each for its own case: only so can the service open them for a reader."""
    keys = Seal([SANDBOX_SEALING_KEY])
    sealed = [(case, keys.seal({"name": "Sam Example"}, str(case))) for case in chosen]
    await connection.executemany("UPDATE cases SET sealed = $2 WHERE id = $1", sealed)
