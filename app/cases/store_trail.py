"""The audit trail of a case in the database: its events, and which of them were corrected."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.cases import statements
from app.cases.domain.words import Action, Source
from app.cases.records import Covers, LoggedEvent, Outline, StoredCase, opening_of, readers_of
from app.kernel.terms import OrganisationKind
from app.law.domain.versions import UNVERSIONED
from app.platform.db.connections import Connection, Row


@dataclass(frozen=True, slots=True)
class EventsOfCase:
    """The events of one case, which its unit of work has locked."""

    connection: Connection
    case: StoredCase

    async def of_case(self, case_id: UUID) -> Sequence[LoggedEvent]:
        """Return every event of the case, from first to last."""
        assert case_id == self.case.id  # noqa: S101 - a unit of work has one case
        return await events_of(self.connection, self.case, 0, self.case.version)


async def corrections_of(connection: Connection, case_id: UUID) -> Mapping[int, int]:
    """Return by which event each corrected event of a case was corrected last."""
    rows = await connection.run(statements.CORRECTED_BY, {"case_id": case_id})
    return {row.seq: row.corrected_by for row in rows}


async def events_of(connection: Connection, case: StoredCase | Outline, after: int, limit: int) -> list[LoggedEvent]:
    """Return events of a case, from the one after a place."""
    rows = await connection.run(statements.EVENTS_OF_CASE, {"case_id": case.id, "after": after, "limit": limit})
    return [logged(row, case) for row in rows]


def logged(row: Row, case: StoredCase | Outline) -> LoggedEvent:
    """Read an event of a case back as it was logged."""
    covered = None
    if row.salt is not None:
        readers = readers_of(row.la_id, row.provider_id, row.mediating_provider_id, row.body_id)
        covered = Covers(row.salt, readers, _opening(row, case) if row.seq == 1 else None)
    return LoggedEvent(
        case_id=row.case_id,
        seq=row.seq,
        type=row.type,
        action=None if row.action is None else Action(row.action),
        by=OrganisationKind(row.by_kind),
        organisation_id=row.organisation_id,
        client_id=row.client_id,
        on_behalf_of=row.on_behalf_of,
        occurred_on=row.occurred_on,
        recorded_at=row.recorded_at,
        changes=json.loads(row.changes),
        previous=row.previous,
        hash=row.hash,
        about=None if row.about is None else json.loads(row.about),
        covers=covered,
        command=None if row.command is None else {} if row.seq == 1 else json.loads(row.command),
        source=None if row.source is None else Source(row.source),
        law_version=None if row.law_version == UNVERSIONED else row.law_version,
    )


def _opening(row: Row, case: StoredCase | Outline) -> Mapping[str, Any]:
    """Return what the notice said, as the first event keeps it; an older event leaves that to its case."""
    kept: Mapping[str, Any] | None = None if row.command is None else json.loads(row.command)
    return opening_of(case) if kept is None else kept
