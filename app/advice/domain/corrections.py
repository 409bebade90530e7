"""The history of a referral, corrected: every action is decided again, by the same table of moves. Pure.

A correction replaces one entry of the history, or voids one. The corrected facts are the facts that the referral would
have if everything had been recorded right the first time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.advice.domain.commands import Command
from app.advice.domain.facts import ReferralFacts
from app.advice.domain.machine import Referrals
from app.kernel.errors import Refusal
from app.kernel.machine import apply

CORRECTED, VOIDED = "entry-corrected", "entry-voided"
CORRECTIONS = frozenset({CORRECTED, VOIDED})
"""The types of the entries that correct another."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One action on a referral, at its place in the audit trail. `recorded_on` is the day of recording in London."""

    seq: int
    kind: str
    recorded_on: date
    command: Command
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Fallen:
    """An entry that the corrected history refuses, and the refusal."""

    entry: Recorded
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Folded:
    """What a history comes to: the facts, and the entries that it refuses."""

    facts: ReferralFacts
    fallen: tuple[Fallen, ...]


@dataclass(frozen=True, slots=True)
class History:
    """A referral as it was made, and everything recorded on it since, in order."""

    made: ReferralFacts
    entries: tuple[Recorded, ...] = ()

    def at(self, seq: int) -> Recorded | None:
        """Return what was recorded at a place."""
        return next((one for one in self.entries if one.seq == seq), None)

    def corrected(self, becomes: Mapping[int, Command | None], on: date) -> "History":
        """Return the history as it is corrected on a day. None in place of a command voids the entry."""
        return replace(self, entries=tuple(_corrected(one, becomes, on) for one in self.entries))


def _corrected(entry: Recorded, becomes: Mapping[int, Command | None], on: date) -> Recorded:
    if entry.seq not in becomes:
        return entry
    command = becomes[entry.seq]
    if command is None:
        return replace(entry, voided=True)
    return replace(entry, command=command, recorded_on=on, voided=False)


def retell(referrals: Referrals, history: History) -> Folded:
    """Decide a history again, entry by entry. A refused entry changes nothing, and the entries after it are tried."""
    facts, fallen = history.made, []
    for entry in standing(history.entries):
        try:
            facts = apply(facts, referrals.decide(facts, entry.command, entry.recorded_on))
        except Refusal as refusal:
            fallen.append(Fallen(entry, refusal))
    return Folded(facts, tuple(fallen))


def standing(entries: Iterable[Recorded]) -> Sequence[Recorded]:
    """Return the entries that were not voided."""
    return [one for one in entries if not one.voided]
