"""The ledger as the cases write it: the entries that each event opens or changes, as JSON values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from app.cases.domain.corrections import History
from app.cases.domain.facts import CaseFacts
from app.cases.domain.machine import Pathway
from app.cases.history import Trail
from app.cases.owed import Rows
from app.cases.records import LoggedEvent
from app.cases.who_sees import date_told
from app.duties.domain.ledger import Duty, Owed, changes, corrected, follow, tell
from app.duties.telling import entries_of, happening, retold
from app.kernel.readers import Reader


@dataclass(frozen=True, slots=True)
class DutiesKept:
    """Says which entries of the ledger an event of a case writes."""

    pathway: Pathway

    def after(self, before: CaseFacts | None, after: CaseFacts, event: LoggedEvent) -> Rows:
        """Return what an event opens or changes."""
        if not event.changes:
            return ()
        return rows(event.case_id, follow(before, after, happening(event), self.pathway.law))

    def told(self, steps: Sequence[tuple[CaseFacts, LoggedEvent]]) -> Rows:
        """Return the whole ledger of a case that is brought in with its past."""
        entries = tell(((facts, happening(event)) for facts, event in steps), self.pathway.law)
        return rows(steps[0][1].case_id, entries.values())

    def corrected(self, trail: Trail, history: History, correction: LoggedEvent) -> Rows:
        """Return what a correction opens or changes."""
        before = entries_of(self.pathway, trail.events)
        after = corrected(before, retold(self.pathway, history), happening(correction))
        return rows(correction.case_id, changes(before, after))


def rows(case_id: UUID, duties: Iterable[Duty]) -> list[dict[str, Any]]:
    """Return entries as JSON values."""
    return [row(case_id, one) for one in duties]


def row(case_id: UUID, duty: Duty) -> dict[str, Any]:
    """Return an entry as JSON values, under the id that it always has."""
    owed, ended_by = duty.owed, duty.ended_by
    return {
        "id": str(duty_id(case_id, owed)),
        "tribunal_told": date_told(owed.code, Reader.TRIBUNAL),
        "mediation_told": date_told(owed.code, Reader.MEDIATION_PROVIDER),
        "code": owed.code.value,
        "term": owed.term and owed.term.value,
        "term_index": owed.term_index,
        "step": owed.step and owed.step.value,
        "owed_by": owed.owed_by.value,
        "counted_from": _day(owed.counted_from),
        "due_on": _day(owed.due_on),
        "rule": duty.rule,
        "opened_on": _day(duty.opened_on),
        "stands": duty.stands.value,
        "met_on": _day(duty.met_on),
        "ended_on": _day(duty.ended_on),
        "ended_by": ended_by and ended_by.seq,
        "ended_as": ended_by and ended_by.kind,
    }


def duty_id(case_id: UUID, owed: Owed) -> UUID:
    """Return the id of an entry. The same duty of a case always has the same id."""
    parts = (owed.code, owed.rule, owed.term, owed.term_index, owed.step, owed.owed_by, owed.counted_from, owed.due_on)
    return uuid5(case_id, "/".join("" if part is None else str(part) for part in parts))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
