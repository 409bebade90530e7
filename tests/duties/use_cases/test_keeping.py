"""The ledger as it is written with each event equals the ledger that the whole audit trail tells, with corrections."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.cases.domain.corrections import retell
from app.cases.domain.standing import deadlines_on
from app.cases.history import history_of
from app.cases.records import Staged
from app.duties.domain.ledger import present
from app.duties.recording import duty_id, rows
from app.duties.telling import entries_of
from tests.cases.use_cases import test_correcting as correcting
from tests.cases.use_cases.test_correcting import ONE_DESK, Told
from tests.cases.use_cases.test_recording import TODAY
from tests.support.walks import a_lot, next_step

PATHWAY = ONE_DESK.pathway


@dataclass
class Written(Told):
    """A case, and the ledger as the database keeps it."""

    stored: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def add(self, *staged: Staged) -> None:
        super().add(*staged)
        for one in staged:
            for row in one.owed:
                known = self.stored.get(row["id"])
                keeps = known is not None and not one.retold
                self.stored[row["id"]] = {**row, "opened_on": known["opened_on"]} if known and keeps else row


def told(case: Written) -> dict[str, Mapping[str, Any]]:
    return {row["id"]: row for row in rows(case.case.id, entries_of(PATHWAY, case.events).values())}


async def a_corrected_case(seed: int) -> Written:
    lot = a_lot(seed)
    walked = correcting.a_walk(lot, steps=7)
    case = Written(list(walked.events), walked.case)
    case.stored = told(case)
    for _ in range(2):
        seq, days = lot.randint(1, case.case.version), lot.choice([None, -9, -4, 4, 30])
        if (case.events[seq - 1].action is None and seq > 1) or (seq == 1 and days is None):
            continue
        if days is None and seq in {one.seq for one in history_of(case.events).history.entries if one.voided}:
            continue  # nothing is voided twice
        await correcting.corrected_whole(case, seq, days)
        _goes_on(case, lot)
    return case


def _goes_on(case: Written, lot: Any) -> None:
    day = max(event.occurred_on for event in case.events if event.action is not None or event.seq == 1)
    command = next_step(PATHWAY, case.case.facts, min(day, TODAY), TODAY, lot)
    if command is not None:
        correcting.take(case, command)


@pytest.mark.parametrize("seed", range(12))
async def test_what_is_written_step_by_step_is_what_the_trail_tells(seed: int) -> None:
    for number in range(5):
        case = await a_corrected_case(seed * 5 + number)
        assert case.stored == told(case)
        for owed in present(case.case.facts, PATHWAY.law):
            assert str(duty_id(case.case.id, owed)) in case.stored
        assert len(deadlines_on(case.case.facts, TODAY, PATHWAY.law)) == len(present(case.case.facts, PATHWAY.law))


def test_a_walk_is_written_step_by_step() -> None:
    """Also without a correction, the entries of each event make up the whole ledger."""
    for seed in range(20):
        walked = correcting.a_walk(a_lot(900 + seed))
        case = Written([], walked.case)
        assert rebuilt(case, walked) == told(Written(walked.events, walked.case))


def rebuilt(case: Written, walked: Told) -> dict[str, Mapping[str, Any]]:
    """Write the entries of each event, as the service did when it was recorded."""
    before = None
    for number, event in enumerate(walked.events, 1):
        after = history_of(walked.events[:number])
        facts = retell(PATHWAY, after.history).facts
        for row in ONE_DESK.ledger.after(before, facts, event):
            known = case.stored.get(row["id"])
            case.stored[row["id"]] = {**row, "opened_on": known["opened_on"]} if known else row
        before = facts
    return case.stored
