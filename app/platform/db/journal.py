"""The journal in the database."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from app.kernel.terms import OrganisationKind
from app.platform.db.connections import Connection, Row, Statement
from app.platform.journal import Entry, Record
from app.platform.json import as_json, read_back

_CHANGES: TypeAdapter[Mapping[str, Any]] = TypeAdapter(Mapping[str, Any])

_INSERT = Statement(
    "INSERT INTO journal (record_id, seq, owner_id, record, type, by_kind, organisation_id, client_id, occurred_on,"
    " recorded_at, changes, previous, hash) VALUES (:record_id, :seq, :owner_id, :record, :type, :by_kind,"
    " :organisation_id, :client_id, :occurred_on, :at, CAST(:changes AS jsonb), :previous, :hash)"
)
_OF_RECORD = Statement(
    "SELECT record_id, seq, owner_id, record, type, by_kind, organisation_id, client_id, occurred_on, recorded_at,"
    " changes::text AS changes, previous, hash FROM journal WHERE record_id = :record_id AND seq > :after"
    " ORDER BY seq LIMIT :limit"
)


async def write_entry(connection: Connection, entry: Entry) -> None:
    """Append an entry."""
    values = {
        "record_id": entry.record_id, "seq": entry.seq, "owner_id": entry.owner_id, "record": entry.record,
        "type": entry.type, "by_kind": entry.by, "organisation_id": entry.organisation_id,
        "client_id": entry.client_id, "occurred_on": entry.occurred_on, "at": entry.recorded_at,
        "changes": as_json(entry.changes), "previous": entry.previous, "hash": entry.hash,
    }  # fmt: skip
    await connection.run(_INSERT, values)


async def entries(connection: Connection, record_id: UUID, after: int, limit: int) -> list[Entry]:
    """Return what the journal holds of a record, first to last."""
    rows = await connection.run(_OF_RECORD, {"record_id": record_id, "after": after, "limit": limit})
    return [_read(row) for row in rows]


def _read(row: Row) -> Entry:
    return Entry(
        row.record_id, row.seq, row.owner_id, Record(row.record), row.type, OrganisationKind(row.by_kind),
        row.organisation_id, row.client_id, row.occurred_on, row.recorded_at,
        read_back(_CHANGES, row.changes, "an entry of the journal"), row.previous, row.hash,
    )  # fmt: skip
