"""The history of a case, corrected: every action is decided again, by the same moves and the same law. Pure.

A history is what the notice said, and all that was recorded on the case since. A correction replaces one entry of the
history, or voids one. The corrected facts are the facts that the case would have if everything had been recorded right
the first time.

A registered appeal is never undone: it is before the tribunal, which alone decides what follows. Where the corrected
history has nothing left that the appeal rests on, the appeal stays and says so (`basis_stands`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from app.cases.domain.commands import (
    ChangeAppealIssues,
    ClaimExemption,
    Close,
    Command,
    IssueCertificate,
    ListHearing,
    PassRight,
    RecordAgreement,
    RecordAppealOutcome,
    RecordDirections,
    RegisterAppeal,
    ReinstateAppeal,
    ReissueCertificate,
    RequestMediation,
    WidenGrounds,
    Withdraw,
)
from app.cases.domain.duties import agreed_to_less
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.machine import Pathway
from app.cases.domain.moved import TransferDays
from app.cases.domain.offers import moment_came_on
from app.cases.domain.standing import DeadlineOnDay, DeadlineStatus, deadlines_on
from app.cases.domain.transfer import TRANSFERRED
from app.kernel.errors import Refusal
from app.kernel.machine import apply, changed
from app.kernel.moves import Changed
from app.kernel.terms import OrganisationKind, Party
from app.law.domain.deadlines import Deadline
from app.law.domain.kinds import Code, Part

ACCURATE = "record-is-kept-accurate"
"""The rule that every correction rests on."""
THE_NOTICE = 1
"""The place of the first event, which opens every case."""
CORRECTED, VOIDED = "event-corrected", "event-voided"
CORRECTIONS = frozenset({CORRECTED, VOIDED})
"""The types of the events that correct another."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing recorded on a case after its notice, at its place in the audit trail.

    An action has its command. What is no action, such as an offer of independent help, has the facts that it changed.
    `recorded_on` is the day of recording in London: no day after it could be recorded. A voided entry keeps its place,
    and may be brought back.
    """

    seq: int
    kind: str
    recorded_on: date
    occurred_on: date
    command: Command | None = None
    becomes: Changed = field(default_factory=dict)
    voided: bool = False


Becomes = Command | CaseFacts | TransferDays | None


@dataclass(frozen=True, slots=True)
class Correction:
    """What is put in the place of an entry: another command, another notice, other days of a transfer; or None, where
    the entry is voided."""

    seq: int
    becomes: Becomes


@dataclass(frozen=True, slots=True)
class History:
    """What opened a case, and everything recorded on it since, in order."""

    opening: CaseFacts
    entries: tuple[Entry, ...] = ()

    def at(self, seq: int) -> Entry | None:
        """Return what was recorded at a place; None for the notice, and where nothing was recorded."""
        return next((one for one in self.entries if one.seq == seq), None)

    def corrected(self, corrections: Sequence[Correction], on: date) -> "History":
        """Return the history as it is corrected on a day."""
        by_seq = {one.seq: one.becomes for one in corrections}
        notice = by_seq.get(THE_NOTICE)
        return History(
            notice if isinstance(notice, CaseFacts) else self.opening,
            tuple(_corrected(one, by_seq, on) for one in self.entries),
        )

    def last_transfer(self) -> Entry | None:
        """Return the entry of the last transfer to another authority: its days alone have deadlines."""
        return next((one for one in reversed(self.entries) if one.kind == TRANSFERRED), None)

    def last_passing(self) -> Entry | None:
        """Return the entry that passed the right to the person who holds it now."""
        standing = (one for one in reversed(self.entries) if not one.voided)
        return next((one for one in standing if passes(one.command)), None)

    def last_certifying(self) -> Entry | None:
        """Return the entry that issued the certificate in force, or issued it again."""
        certifies = IssueCertificate | ReissueCertificate
        standing = (one for one in reversed(self.entries) if not one.voided)
        return next((one for one in standing if isinstance(one.command, certifies)), None)


def passes(command: Becomes) -> bool:
    """Whether a command passes the right to another person."""
    return isinstance(command, PassRight) or (
        isinstance(command, ReissueCertificate) and command.holder_kind is not None
    )


def with_days(entry: Entry, days: TransferDays) -> Entry:
    """Return the entry of a transfer on other days."""
    becomes = {**entry.becomes, "transferred": days.on(entry.becomes["transferred"])}
    return replace(entry, occurred_on=days.transferred_on, becomes=becomes)


def _corrected(entry: Entry, corrections: Mapping[int, Becomes], on: date) -> Entry:
    if entry.seq not in corrections:
        return entry
    becomes = corrections[entry.seq]
    if isinstance(becomes, TransferDays):
        return with_days(entry, becomes)
    if not isinstance(becomes, Command):
        return replace(entry, voided=True)
    return replace(entry, command=becomes, occurred_on=becomes.occurred_on, recorded_on=on, voided=False)


def whose_word(command: Command, by: OrganisationKind) -> Party | None:
    """Return for whom an authority recorded something: it corrects that only with that party's agreement.

    `by` recorded it. What an authority imported of a provider is its own account of its own files, and needs nobody.
    """
    if by is not OrganisationKind.LOCAL_AUTHORITY:
        return None
    match command:
        case RegisterAppeal() | RecordAppealOutcome() | ReinstateAppeal() | RecordDirections() | ListHearing():
            return Party.TRIBUNAL
        case ChangeAppealIssues(decision_reference=str()):
            return Party.TRIBUNAL
        case Withdraw(decision_reference=str()):
            return Party.TRIBUNAL
        case Withdraw() | RequestMediation() | WidenGrounds() | ClaimExemption() | RecordAgreement():
            return Party.FAMILY
        case Close(family_confirmed=True) | ChangeAppealIssues(family_confirmed=True):
            return Party.FAMILY
    return None


@dataclass(frozen=True, slots=True)
class Fallen:
    """An entry that the history refuses, where it stands in it, and the refusal."""

    entry: Entry
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Folded:
    """What a history comes to: the facts, the entries that it refuses, and the appeals that it keeps all the same.

    `types` are the events of the actions that it allows, by their places.
    """

    facts: CaseFacts
    fallen: tuple[Fallen, ...]
    kept: tuple[Fallen, ...]
    types: Mapping[int, str] = field(default_factory=dict)


def retell(pathway: Pathway, history: History, must_stand: frozenset[int] = frozenset()) -> Folded:
    """Decide a history again, entry by entry. An entry that is refused changes nothing, and those after it are tried.

    `must_stand` are the places at which even a registered appeal is refused: what a correction itself says of it.
    """
    facts = history.opening
    fallen: list[Fallen] = []
    kept: list[Fallen] = []
    types: dict[int, str] = {}
    for step in steps(pathway, history, must_stand):
        facts = step.facts
        if step.refusal is not None:
            (kept if step.kept else fallen).append(Fallen(step.entry, step.refusal))
        elif step.type is not None:
            types[step.entry.seq] = step.type
    return Folded(facts, tuple(fallen), tuple(kept), types)


@dataclass(frozen=True, slots=True)
class Retold:
    """One entry decided again, and the facts after it. `kept` says that it counts although it is refused.

    `type` is the event of an action that is allowed.
    """

    entry: Entry
    facts: CaseFacts
    refusal: Refusal | None = None
    kept: bool = False
    type: str | None = None


def steps(pathway: Pathway, history: History, must_stand: frozenset[int] = frozenset()) -> Iterator[Retold]:
    """Yield each entry of a history as it is decided again, without those that are voided."""
    facts = history.opening
    for entry in history.entries:
        if entry.voided:
            continue
        step = _decided(pathway, facts, entry, must_stand)
        facts = step.facts
        yield step


def _decided(pathway: Pathway, facts: CaseFacts, entry: Entry, must_stand: frozenset[int]) -> Retold:
    if entry.command is None:
        return Retold(entry, changed(facts, _beside(facts, entry)))
    try:
        happened = pathway.decide(facts, entry.command, entry.recorded_on)
        return Retold(entry, apply(facts, happened), type=happened.type)
    except Refusal as refusal:
        if not isinstance(entry.command, RegisterAppeal) or entry.seq in must_stand:
            return Retold(entry, facts, refusal)
        registered = changed(facts, _registered_all_the_same(pathway, facts, entry.command))
        return Retold(entry, registered, refusal, kept=True)


def _beside(facts: CaseFacts, entry: Entry) -> Changed:
    """Return what changes with something that is no action, where earlier facts may have been corrected.

    An offer was made for a moment, and keeps it; the moment may have come on another day. A family that agreed to
    shorter notice agreed about the duty as it is known now.
    """
    again = dict(entry.becomes)
    if again.get("offers"):
        made = again["offers"][-1]
        came_on = moment_came_on(facts, made.moment)
        again["offers"] = (*facts.offers, replace(made, due_on=came_on or made.due_on))
    if "completed" in again:
        again["completed"] = agreed_to_less(facts, entry.occurred_on)
    return again


def _registered_all_the_same(pathway: Pathway, facts: CaseFacts, command: RegisterAppeal) -> Changed:
    """Return what changes with an appeal that is before the tribunal, though the corrected history refuses it."""
    law = pathway.law
    move = next(one for one in pathway.moves_of(command.action) if one.which(command, law, law.regime(facts)))
    registered = dict(move.becomes(facts, command, law))
    return registered | {"appeal": replace(registered["appeal"], basis_stands=False)}


class TakesAway(StrEnum):
    """What a correction takes from a party with a deadline."""

    TIME_OF_THE_FAMILY = "right-shortened"  # the family's own time ends earlier, or is gone
    TIME_OF_A_PARTY = "duty-sooner"  # a party must do its duty earlier
    DUTY_TO_THE_FAMILY = "duty-later"  # a party may do its duty later, or owes it no more


@dataclass(frozen=True, slots=True)
class Moved:
    """A deadline before and after a correction, each with its status. None: there is no such deadline then."""

    code: Code
    before: DeadlineOnDay | None
    after: DeadlineOnDay | None

    @property
    def takes_away(self) -> TakesAway | None:
        """What a party loses: the family of its time or, where a duty is not done in time, somebody of theirs."""
        before, after = self.before, self.after
        if before is None:
            return None
        sooner = after is not None and after.deadline.due_on < before.deadline.due_on
        if before.deadline.owed_by is Party.FAMILY:
            return TakesAway.TIME_OF_THE_FAMILY if sooner or after is None else None
        if (after or before).status not in _NOT_IN_TIME_YET:
            return None
        if sooner:
            return TakesAway.TIME_OF_A_PARTY
        later = after is None or after.deadline.due_on > before.deadline.due_on
        return TakesAway.DUTY_TO_THE_FAMILY if later else None


def moved(before: CaseFacts, after: CaseFacts, law: Law, today: date) -> list[Moved]:
    """Return every deadline of a case as it was and as it is, in the order of its first day."""
    was, now = (_by_place(deadlines_on(facts, today, law)) for facts in (before, after))
    both = [Moved(place[0], was.get(place), now.get(place)) for place in {**was, **now}]
    return sorted(both, key=lambda one: (_first_day(one), one.code))


_NOT_IN_TIME_YET = frozenset({DeadlineStatus.RUNNING, DeadlineStatus.BREACHED, DeadlineStatus.MET_LATE})
_Place = tuple[Code, int | None, object, Party | None]


def _by_place(deadlines: Sequence[DeadlineOnDay]) -> dict[_Place, DeadlineOnDay]:
    """Return deadlines by what tells one from another: code, term and step, and within an appeal the party."""
    return {_place(one.deadline): one for one in deadlines}


def _place(one: Deadline) -> _Place:
    party = one.owed_by if one.code.kind.part_of is Part.APPEAL else None
    return one.code, one.term_index, one.rule.clock and one.rule.clock.step, party


def _first_day(one: Moved) -> date:
    return min(each.deadline.due_on for each in (one.before, one.after) if each is not None)
