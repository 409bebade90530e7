"""Fills the ledger of cases that have none yet, and proves that the stored ledger is what the audit trails tell.

Each event of a case writes its part of the ledger. So this is for cases from before the ledger, for the day on which
`READINGS` or the list of bank holidays changes, and for a check. The database's owner runs it. The service may run
meanwhile: each batch of cases is locked for less than a second.
"""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as UUIDS

from app.cases.domain.machine import Pathway
from app.cases.history import BeforeCommands
from app.cases.records import LoggedEvent, Outline
from app.cases.store_trail import logged
from app.duties.recording import rows
from app.duties.telling import entries_of
from app.kernel.unreadable import Unreadable

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

BATCH = 200

_SEE_EVERY_ROW = text("SET LOCAL row_security = off")
_LOCK = text(
    "SELECT id FROM cases WHERE id > :after AND (:every OR NOT EXISTS (SELECT FROM duties WHERE case_id = cases.id))"
    " ORDER BY id LIMIT :batch FOR NO KEY UPDATE"
)
_IDS = bindparam("ids", type_=ARRAY(UUIDS(as_uuid=True)))
_EVENTS = text(
    "SELECT case_id, seq, type, action, by_kind, organisation_id, client_id, occurred_on, recorded_at,"
    " changes::text AS changes, about::text AS about, command::text AS command, source, previous, hash, salt, la_id,"
    " on_behalf_of, provider_id, mediating_provider_id, body_id, law_version FROM events WHERE case_id = ANY(:ids)"
    " ORDER BY case_id, seq"
).bindparams(_IDS)
_STORED = text(
    "SELECT d.case_id, d.id, d.tribunal_told, d.mediation_told, d.code, d.term, d.term_index, d.step, d.owed_by,"
    " d.counted_from, d.due_on, d.rule, d.opened_on, d.stands, d.met_on, d.ended_on, d.ended_by, d.ended_as,"
    " (d.la_id, d.provider_id) = (c.la_id, c.provider_id) AND d.body_id IS NOT DISTINCT FROM c.body_id"
    " AND d.mediating_provider_id IS NOT DISTINCT FROM c.mediating_provider_id AND (d.stands <> 'owed' OR d.owner_id"
    " IS NOT DISTINCT FROM app_owes(d.owed_by, c.la_id, c.provider_id, c.mediating_provider_id, c.body_id)) AS theirs"
    " FROM duties d JOIN cases c ON c.id = d.case_id WHERE d.case_id = ANY(:ids)"
).bindparams(_IDS)
_STORE = text("SELECT app_store_duties(:case, CAST(:rows AS jsonb), true)")


@dataclass(frozen=True, slots=True)
class Differs:
    """A case whose stored ledger is not what its audit trail tells: how many entries differ.

    `entries` is None if the trail cannot be told again.
    """

    case_id: UUID
    entries: int | None


Checked = tuple[int, list[Differs]]
"""How many cases were compared, and those that differed."""


async def fill_ledgers(engine: "AsyncEngine", pathway: Pathway) -> int:
    """Tell the ledger of each case that has none, and return of how many. A case may have no duty at all."""
    return sum([len(found) async for _, found in check_ledgers(engine, pathway, mend=True, every_case=False)])


async def check_ledgers(
    engine: "AsyncEngine", pathway: Pathway, *, mend: bool, every_case: bool = True
) -> AsyncIterator[Checked]:
    """Compare the ledger of every case with its audit trail, a batch at a time. With `mend`, store what differs.

    Yields the number of cases of each batch, and those that differed.
    """
    after = UUID(int=0)
    while True:
        async with engine.begin() as connection:
            await connection.execute(_SEE_EVERY_ROW)
            ids = list(
                (await connection.execute(_LOCK, {"after": after, "every": every_case, "batch": BATCH})).scalars()
            )
            if not ids:
                return
            yield len(ids), await _check(connection, pathway, ids, mend=mend)
        after = ids[-1]


async def _check(connection: "AsyncConnection", pathway: Pathway, ids: list[UUID], *, mend: bool) -> list[Differs]:
    trails: dict[UUID, list[LoggedEvent]] = {case_id: [] for case_id in ids}
    for event in await connection.execute(_EVENTS, {"ids": ids}):
        row: Any = event  # has the columns of any other row of events
        trails[row.case_id].append(logged(row, Outline(row.case_id, "", None, None, None, 0, "")))
    stored: dict[UUID, dict[str, Mapping[str, Any]]] = {case_id: {} for case_id in ids}
    for entry in (await connection.execute(_STORED, {"ids": ids})).mappings():
        stored[entry["case_id"]][str(entry["id"])] = _as_written({**entry})
    found = []
    for case_id, events in trails.items():
        try:
            told = {row["id"]: {**row, "theirs": True} for row in rows(case_id, entries_of(pathway, events).values())}
        except (BeforeCommands, Unreadable):
            found.append(Differs(case_id, None))
            continue
        known = stored[case_id]
        wrong = [one for one in told.keys() | known.keys() if told.get(one) != known.get(one)]
        if wrong:
            found.append(Differs(case_id, len(wrong)))
        if wrong and mend:
            right = json.dumps([told[one] for one in wrong if one in told])
            await connection.execute(_STORE, {"case": case_id, "rows": right})
    return found


def _as_written(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stored entry as it is written, to compare."""
    plain = {name: value for name, value in row.items() if name != "case_id"}
    return {name: str(value) if name == "id" or hasattr(value, "isoformat") else value for name, value in plain.items()}
