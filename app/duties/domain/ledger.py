"""The ledger of a case: each duty that a party ever owed, folded from the case's history. Pure.

A duty is an entry of the ledger from the moment its deadline first appears on the case. The entry follows its deadline
while the case has it. When the deadline moves or goes, the entry stays: if its day was over by then, the breach stays.
A correction tells the history again, and the ledger follows it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.cases.domain.corrections import CORRECTIONS
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.standing import Standing, gone_once_done, standings
from app.duties.domain.words import DutyStatus, Stands, status_on
from app.kernel.terms import Party, TermKind
from app.law.domain.chronology import Chronology
from app.law.domain.deadlines import Deadline
from app.law.domain.kinds import Code, Limits, Part
from app.law.domain.model import Direction, Step


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of the case: its place in the audit trail, its type, and its day."""

    seq: int
    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class Owed:
    """What makes a duty one duty: who owes what, by which rule, counted from which day, and by which day.

    If one of these changes, another duty takes its place. If the latest of several days counts, it does not matter
    which rule gives that day: `rule` and `counted_from` are then None.
    """

    code: Code
    rule: str | None
    term: TermKind | None
    term_index: int | None
    step: Step | None
    owed_by: Party
    counted_from: date | None
    due_on: date

    @property
    def place(self) -> tuple[Code, int | None, Step | None, Party | None]:
        """What tells one deadline of a case from another on a day. Two parties to an appeal may owe the same."""
        party = self.owed_by if self.code.kind.part_of is Part.APPEAL else None
        return self.code, self.term_index, self.step, party


@dataclass(frozen=True, slots=True)
class Duty:
    """An entry of the ledger. `ended_by` is the event that ended the wait, or that moved the day."""

    owed: Owed
    rule: str
    opened_on: date
    stands: Stands
    met_on: date | None = None
    ended_on: date | None = None
    ended_by: Happening | None = None

    def status(self, today: date) -> DutyStatus:
        """Return how the duty stands on a day."""
        return status_on(self.stands, self.owed.owed_by, self.owed.due_on, today)


Entries = Mapping[Owed, Duty]
"""A ledger: its entries, by what makes each of them one duty."""


def follow(before: CaseFacts | None, after: CaseFacts, event: Happening, law: Law) -> list[Duty]:
    """Return the entries that an event opens or changes. `before` is None for the event that opens the case."""
    was = present(before, law) if before is not None else {}
    now = present(after, law)
    changed = [
        _entry(owed, one, event)
        for owed, one in now.items()
        if (known := was.get(owed)) is None or _seen(known) != _seen(one)
    ]
    if was.keys() <= now.keys():
        return changed
    opened = {owed.place: one for owed, one in now.items() if owed not in was}
    gone = {owed: one for owed, one in was.items() if owed not in now}
    done = {owed: gone_once_done(after, one.deadline, law) for owed, one in gone.items()}
    changed += [_entry(owed, one, event) for owed, one in done.items() if one is not None]
    left = (_left(owed, one, opened.get(owed.place), event) for owed, one in gone.items() if done[owed] is None)
    return [one for one in left if one is not None] + changed


def kept(entries: Entries, changed: Iterable[Duty]) -> Entries:
    """Return a ledger with entries that were opened or changed. An entry keeps the day on which it was opened."""
    found = dict(entries)
    for one in changed:
        known = found.get(one.owed)
        found[one.owed] = one if known is None else replace(one, opened_on=known.opened_on)
    return found


def tell(steps: Iterable[tuple[CaseFacts, Happening]], law: Law) -> Entries:
    """Return the ledger of a history: the facts after each event, first to last."""
    entries: Entries = {}
    before: CaseFacts | None = None
    for after, event in steps:
        entries = kept(entries, follow(before, after, event, law))
        before = after
    return entries


def corrected(before: Entries, after: Entries, correction: Happening) -> Entries:
    """Return the ledger after a correction: the corrected history's, and what only the history before it had."""
    never = {owed: _never_owed(one, correction) for owed, one in before.items() if owed not in after}
    return {**never, **after}


def changes(before: Entries, after: Entries) -> Sequence[Duty]:
    """Return the entries of a ledger that are new, or are not as they were."""
    return [one for owed, one in after.items() if before.get(owed) != one]


def present(facts: CaseFacts, law: Law) -> dict[Owed, Standing]:
    """Return the deadlines that a case has, by what makes each of them one duty."""
    chronology = facts.chronology()
    return {_identity(one.deadline, chronology): one for one in standings(facts, law)}


def _identity(deadline: Deadline, facts: Chronology) -> Owed:
    clock = deadline.rule.clock
    since = facts.on(clock.runs_from) if clock else None
    any_rule = deadline.code.kind.limits is Limits.THE_LATEST
    return Owed(
        code=deadline.code,
        rule=None if any_rule else deadline.rule.id,
        term=deadline.term,
        term_index=deadline.term_index,
        step=clock.step if clock else None,
        owed_by=deadline.owed_by,
        counted_from=None if any_rule else since or deadline.working[0].date,
        due_on=deadline.due_on,
    )


def _seen(one: Standing) -> tuple[object, ...]:
    """Return what an entry says of a deadline beside what makes it one duty."""
    return one.deadline.rule.id, one.done_on, one.kept, one.ended_on


def _entry(owed: Owed, one: Standing, event: Happening) -> Duty:
    """Return the entry of a deadline that the case has."""
    entry = Duty(owed, one.deadline.rule.id, _opened_on(one.deadline, event), Stands.OWED)
    if one.done_on is not None:
        return replace(entry, stands=Stands.MET if one.kept else Stands.LATE, met_on=one.done_on)
    if one.ended_on is None:
        return entry
    stands = Stands.LAPSED if one.lapsed else Stands.MISSED
    return replace(entry, stands=stands, ended_on=one.ended_on, ended_by=event)


def _opened_on(deadline: Deadline, event: Happening) -> date:
    """Return the day from which a duty is owed: it counts from there or, where it counts back, it was fixed then."""
    clock, first = deadline.rule.clock, deadline.working[0].date
    counts_back = clock.period.direction is Direction.BEFORE if clock else first > deadline.due_on
    return event.on if counts_back else first


def _left(owed: Owed, was: Standing, follows: Standing | None, event: Happening) -> Duty | None:
    """Return what becomes of an entry whose deadline the case does not have any more. None: it stays as it is."""
    if was.done_on is not None:
        if not was.kept or follows is None or follows.done_on != was.done_on:
            return None
        stands = Stands.SUPERSEDED  # the same act keeps the duty that takes its place
    elif was.ended_on is not None:
        return None
    elif event.on > owed.due_on:
        stands = Stands.MISSED
    else:
        stands = Stands.LAPSED if follows is None else Stands.SUPERSEDED
    opened_on = _opened_on(was.deadline, event)
    return Duty(owed, was.deadline.rule.id, opened_on, stands, ended_on=event.on, ended_by=event)


def _never_owed(one: Duty, correction: Happening) -> Duty:
    """Return an entry that the corrected history does not have. It names the correction that first took it away."""
    if one.stands is Stands.SUPERSEDED and one.ended_by is not None and one.ended_by.kind in CORRECTIONS:
        return one
    return replace(one, stands=Stands.SUPERSEDED, met_on=None, ended_on=correction.on, ended_by=correction)
