"""Imports in the database: what came in, what waits, and what became of each row."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from app.cases.contacts.records import Contact
from app.cases.contacts.store import contact_opened
from app.cases.desk import Sealing
from app.cases.domain.facts import CaseFacts
from app.cases.domain.words import NoticeStatus
from app.cases.records import History, facts_if_readable
from app.cases.store_many import write_histories
from app.imports import statements
from app.imports.domain.reading import Caseload
from app.imports.domain.row import Row as Told
from app.imports.domain.words import RowVerdict
from app.imports.records import Judged, Known
from app.imports.sealed_parts import Part
from app.imports.use_cases import Shelf
from app.kernel.terms import DecisionKind
from app.kernel.unreadable import Unreadable
from app.platform.db.connections import Connection, Row
from app.platform.db.work import Work
from app.platform.json import as_json
from app.platform.sealing import CannotOpen, Seal

IMPORTS_KEPT = 50
"""How many finished imports of an authority are kept; a new one lets go of the oldest."""


class Waits(NamedTuple):
    """The rows of one part, sealed."""

    id: UUID
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Held:
    """An import that this worker holds."""

    id: UUID
    dry_run: bool
    attempts: int
    part: Waits | None
    """The rows that wait first; None if no row waits."""


class Lost(Exception):
    """Another worker has gone on with the import: what this one made of its rows is not kept."""


async def take_in(work: Work, import_id: UUID, dry_run: bool, caseload: Caseload, parts: Sequence[Part]) -> None:
    """Store a file that came in, its rows sealed."""
    la_id = work.actor.organisation_id
    await work.connection.run(statements.FORGET_OLDEST, {"kept": IMPORTS_KEPT})
    received = {
        "id": import_id, "la_id": la_id, "client_id": work.actor.client_id, "dry_run": dry_run,
        "format": caseload.form, "encoding": caseload.encoding, "delimiter": caseload.delimiter,
        "columns": json.dumps(caseload.named), "rows": caseload.rows, "at": work.now,
    }  # fmt: skip
    await work.connection.run(statements.TAKE_IN, received)
    told = {
        "import_id": import_id, "la_id": la_id, "ids": [part.id for part in parts],
        "places": list(range(len(parts))), "rows": [part.rows for part in parts],
        "sealed": [part.sealed for part in parts],
    }  # fmt: skip
    await work.connection.run(statements.TAKE_IN_PARTS, told)


async def waiting_already(work: Work) -> int:
    """Return how many imports of the authority are not finished."""
    [row] = await work.connection.run(statements.OPEN_IMPORTS)
    return int(row.count)


async def claim(work: Work, import_id: UUID, holder: UUID) -> Held | None:
    """Take an import for this worker, with the rows that wait first; None where another worker holds it."""
    found = await work.connection.run(statements.CLAIM, {"id": import_id, "holder": holder, "at": work.now})
    if not found:
        return None
    [row] = found
    waits = None if row.part_id is None else Waits(row.part_id, row.sealed)
    return Held(row.id, row.dry_run, row.attempts, waits)


async def shelf_of(work: Work, held: Held, asking: Sequence[Told], seal: Seal) -> Shelf:
    """Return the notices that are known under the references of some rows, or that may be theirs."""
    followed = {row.follows_reference for row in asking if row.follows_reference is not None}
    asked = sorted({row.la_reference for row in asking} | followed)
    rows = await work.connection.run(statements.KNOWN_CASES, {"references": asked})
    shelf = Shelf({row.ref: row.plain for row in rows})
    earlier = await _earlier(work, [row.id for row in rows if row.id is not None and row.ref in followed])
    for row in {row.id: row for row in rows if row.id is not None}.values():
        told = None if row.told is None else json.loads(row.told)
        name = _name(seal, row) if told is not None else None
        contact = None if row.contact is None else _contact(seal, row)
        unconfirmed = row.notice_status != NoticeStatus.CONFIRMED
        kind = DecisionKind(row.kind)
        one = Known(
            kind,
            row.notice_sent_on,
            row.id,
            told,
            name,
            contact=contact,
            unconfirmed=unconfirmed,
            facts=earlier.get(row.id),
        )
        shelf.known.setdefault(row.plain, []).append(one)
    plain = sorted(set(shelf.plain.values()))
    for row in await work.connection.run(statements.GONE_CASES, {"plain": plain}):
        gone = Known(DecisionKind(row.kind), date.fromisoformat(row.sent_on), gone=True)
        shelf.known.setdefault(row.plain, []).append(gone)
    notices = {
        "references": [row.la_reference for row in asking], "kinds": [row.decision_kind for row in asking],
        "sent_on": [row.notice_sent_on for row in asking], "printed_on": [row.notice_printed_on for row in asking],
        "appellants": [row.appellant_reference for row in asking], "holders": [row.appellant_kind for row in asking],
    }  # fmt: skip
    for row in await work.connection.run(statements.UNANSWERED, notices):
        if row.id is None:
            shelf.transferred.add(asking[row.place - 1])
        else:
            shelf.unanswered[asking[row.place - 1]] = row.id
    if held.dry_run:
        for row in await work.connection.run(statements.KNOWN_ROWS, {"id": held.id, "plain": plain}):
            one = Known(DecisionKind(row.kind), row.notice_sent_on, told=json.loads(row.told), row=row.row)
            shelf.known.setdefault(row.plain_reference, []).append(one)
    return shelf


async def _earlier(work: Work, case_ids: Sequence[UUID]) -> dict[UUID, CaseFacts]:
    """Return the facts of the cases from which a decision in the file may follow, as far as they can be read."""
    rows = await work.connection.run(statements.EARLIER_CASES, {"ids": case_ids}) if case_ids else []
    return {row.id: facts for row in rows if (facts := facts_if_readable(row.facts)) is not None}


def _name(seal: Seal, row: Row) -> str | None:
    try:
        name: str | None = seal.open(row.sealed, str(row.id)).get("name")
    except CannotOpen:
        return None
    return name


def _contact(seal: Seal, row: Row) -> Contact | None:
    try:
        return contact_opened(seal, row.id, row.contact)
    except (CannotOpen, Unreadable):
        return None


@dataclass(frozen=True, slots=True)
class Worked:
    """What was made of one part of an import."""

    part_id: UUID
    judged: Sequence[Judged]
    histories: Sequence[History]


async def keep(
    work: Work, held: Held, holder: UUID, worked: Worked, sealing: Sealing, *, written: bool = False
) -> bool:
    """Write the cases and the verdicts of one part, and let go of its rows. Return whether the import is done.

    `written` says that the cases were written before, in this work.

    Raises:
        NotUnique: one of the notices got a case meanwhile. Nothing is written.
        Lost: another worker has gone on with the import.
    """
    # First: it waits for another worker that writes the same part, and then finds that the import was lost to it.
    went_on = {"id": held.id, "holder": holder, "rows": len(worked.judged), "at": work.now}
    rows = await work.connection.run(statements.GO_ON, went_on)
    if not rows:
        raise Lost
    if not written:
        await write_histories(work, worked.histories, sealing)
    about = {"id": held.id, "la_id": work.actor.organisation_id}
    await work.connection.run(statements.KEEP_ROWS, about | _verdicts(worked.judged))
    origins = [one for one in worked.judged if one.verdict is RowVerdict.IMPORTED]
    if origins:
        told = {
            "case_id": [one.case_id for one in origins],
            "row": [one.row for one in origins],
            "told": [as_json(one.told or {}) for one in origins],
        }
        await work.connection.run(statements.KEEP_ORIGINS, about | told)
    await work.connection.run(statements.FORGET_PART, {"part": worked.part_id})
    return bool(rows[0].status == "done")


def _verdicts(judged: Sequence[Judged]) -> dict[str, list[Any]]:
    return {
        "row": [one.row for one in judged],
        "verdict": [one.verdict for one in judged],
        "says": [one.says for one in judged],
        "la_reference": [one.la_reference for one in judged],
        "kind": [one.kind for one in judged],
        "sent_on": [one.sent_on for one in judged],
        "case_id": [one.case_id for one in judged],
        "faults": [json.dumps([asdict(fault) for fault in one.faults], ensure_ascii=False) for one in judged],
        "told": [None if one.told is None else as_json(one.told) for one in judged],
    }


async def give_up(work: Work, import_id: UUID, holder: UUID, failure: str) -> None:
    """Note that an import cannot go on, and let go of the rows that waited. What was imported stays."""
    values = {"id": import_id, "holder": holder, "failure": failure, "at": work.now}
    await work.connection.run(statements.FAIL, values)


async def cancel(work: Work, import_id: UUID) -> None:
    """End an import that is not finished, and let go of the rows that wait. What was imported stays.

    A part that is being written now is written first: then its verdicts count. A part that is only judged is lost.
    """
    await work.connection.run(statements.CANCEL, {"id": import_id, "at": work.now})


async def find(connection: Connection, import_id: UUID) -> tuple[Row, Mapping[str, int]] | None:
    """Return an import with the number of rows of each verdict; None where the caller has none with this id."""
    found = await connection.run(statements.IMPORT, {"id": import_id})
    if not found:
        return None
    counts = await connection.run(statements.COUNTS, {"id": import_id})
    return found[0], {row.verdict: row.count for row in counts}


async def list_rows(
    connection: Connection, import_id: UUID, after: int, limit: int, verdicts: Sequence[str] | None = None
) -> list[Row]:
    """Return the verdicts on rows, in the order of the file."""
    values = {"id": import_id, "after": after, "limit": limit, "verdicts": verdicts}
    return await connection.run(statements.ROWS, values)
