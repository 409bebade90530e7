"""Writes many cases at once, each with all its events: one statement for each table."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, String, Table

from app.cases.contacts.store import contact_columns
from app.cases.desk import Sealing
from app.cases.families.records import UNKNOWN
from app.cases.families.store import family_columns
from app.cases.records import History, LoggedEvent
from app.cases.statements import KEEP_DUTIES
from app.cases.store_rows import columns, command_kept
from app.cases.tables import cases, contacts, events, families
from app.platform.db.connections import DIALECT, Connection, Statement
from app.platform.db.work import Work
from app.platform.json import as_json


async def write_histories(work: Work, histories: Sequence[History], sealing: Sealing) -> None:
    """Write new cases with their events and their people.

    Raises:
        NotUnique: one of the notices has a case already. Nothing is written.
    """
    if not histories:
        return
    await _write(work.connection, cases, [_case(one, work) for one in histories])
    await _write(work.connection, events, [_event(one, event) for one in histories for event in one.events])
    await work.connection.run(KEEP_DUTIES, _owed(histories))
    of_families = [family_columns(one.case, one.family) for one in histories if one.family != UNKNOWN]
    await _write(work.connection, families, of_families)
    known = [contact_columns(sealing, one.case, one.contact) for one in histories if one.contact is not None]
    await _write(work.connection, contacts, known)


def _owed(histories: Sequence[History]) -> dict[str, Any]:
    return {
        "id": [one.case.id for one in histories],
        "version": [one.case.version for one in histories],
        "owed": [as_json(one.staged.owed) for one in histories],
    }


def _case(history: History, work: Work) -> dict[str, Any]:
    said = columns(history.staged, work.actor)
    said |= {"id": said["case_id"], "opened_at": said["at"], "updated_at": said["at"]}
    said["before_tribunal"] = history.staged.before_tribunal or history.case.facts.certificate is not None
    return {name: value for name, value in said.items() if name in cases.c}


def _event(history: History, event: LoggedEvent) -> dict[str, Any]:
    case = history.case
    return {
        "case_id": case.id, "seq": event.seq, "la_id": case.la_id, "provider_id": case.provider_id,
        "mediating_provider_id": case.mediating_provider_id, "body_id": case.body_id, "type": event.type,
        "action": event.action, "by_kind": event.by, "organisation_id": event.organisation_id,
        "client_id": event.client_id, "on_behalf_of": event.on_behalf_of,
        "occurred_on": event.occurred_on, "recorded_at": event.recorded_at,
        "changes": as_json(event.changes), "about": None if event.about is None else as_json(event.about),
        "command": command_kept(event), "source": event.source, "previous": event.previous, "hash": event.hash,
        "salt": event.covers.salt if event.covers else None, "law_version": event.law_version,
    }  # fmt: skip


async def _write(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    names = tuple(rows[0])
    await connection.run(_insert(table, names), {name: [_told(row[name]) for row in rows] for name in names})


def _told(value: Any) -> Any:
    """Return a value as one item of an array. An array of arrays would be taken apart, so an array goes as text."""
    return f"{{{','.join(map(str, value))}}}" if isinstance(value, tuple) else value


@cache
def _insert(table: Table, names: tuple[str, ...]) -> Statement:
    """Return the statement that writes rows whose columns are given as arrays, in the order of the arrays."""
    arrays = ", ".join(f"CAST(:{name} AS {_type_of(table, name)}[])" for name in names)
    listed = ", ".join(names)
    read = ", ".join(_read(table, name) for name in names)
    return Statement(
        f"INSERT INTO {table.name} ({listed}) SELECT {read}"  # noqa: S608 - names of our own tables
        f" FROM unnest({arrays}) WITH ORDINALITY AS told ({listed}, place) ORDER BY place"
    )


def _type_of(table: Table, name: str) -> str:
    """Return the type of a column. A cast to a limited length would cut a longer text, where an insert refuses it."""
    kind = table.c[name].type
    return "text" if isinstance(kind, String | ARRAY) else kind.compile(dialect=DIALECT)


def _read(table: Table, name: str) -> str:
    kind = table.c[name].type
    return f"CAST({name} AS {kind.compile(dialect=DIALECT)})" if isinstance(kind, ARRAY) else name
