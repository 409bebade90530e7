"""The use case of corrections of a referral: put right what the advice service recorded, and decide the rest again.

`consenting` corrects the consent.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from app.advice.bench import Bench
from app.advice.domain.commands import Command
from app.advice.domain.corrections import CORRECTED, CORRECTIONS, VOIDED, Folded, Recorded, retell
from app.advice.domain.machine import TAKEN_BACK
from app.advice.domain.words import ReferralState
from app.advice.referrals.history import command_to_json, history_of
from app.advice.referrals.recording import REFERRAL_ENTRIES, REFERRALS, StoredReferral, facts_to_json
from app.advice.refusals import LaterEntriesStand, ReferralRefuses, SpeaksForItself
from app.advice.services.use_cases import OF_THE_SERVICE
from app.cases.domain.corrections import ACCURATE
from app.cases.domain.words import CorrectionReason
from app.cases.ports import Unit, any_version
from app.cases.refusals import WrongInput
from app.kernel.errors import GateClosed, NotNow, Unseen
from app.platform.actor import Recorded as RecordedBy
from app.platform.journal import Entry, Position, enter

MOST_ENTRIES = 2000
"""How many entries a referral may have for a correction: all of them are read and decided again."""

Remake = Callable[[Command], Command]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One entry to be corrected. `remake` says what is right; without it the entry is voided."""

    seq: int
    remake: Remake | None = None
    pointer: str = "#"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectReferral:
    """Correct entries of a referral. The first of `asked` is the correction; the others are what it brings with it."""

    referral_id: UUID
    asked: Sequence[Asked]
    reason: CorrectionReason
    dry_run: bool = False
    must_be_version: Callable[[int], None] = any_version


@dataclass(frozen=True, slots=True)
class Corrected:
    """A referral before and after a correction. `places` are the entries that are corrected."""

    before: StoredReferral
    after: StoredReferral
    places: Sequence[int]
    folded: Folded


async def correct_referral(work: Unit, bench: Bench, told: CorrectReferral) -> Corrected:
    """Correct what the advice service recorded on its referral, and return the referral before and after.

    Raises:
        Unseen: there is no such referral.
        SpeaksForItself: the organisation that referred asks. What became of its referral is not its to know.
        ReferralRefuses: an entry cannot be corrected, or the table of moves refuses the entry as corrected.
        LaterEntriesStand: later entries do not stand in the corrected history, and are not corrected with it.
        WrongInput: there is no such entry.
    """
    stored = await _own(work, bench, told)
    told.must_be_version(stored.version)
    if stored.facts.state is ReferralState.WITHDRAWN:
        raise ReferralRefuses(NotNow(TAKEN_BACK_SAYS, TAKEN_BACK), CORRECT, stored.facts.state)
    entries = await bench.referrals.trail(stored.id, MOST_ENTRIES + 1)
    if len(entries) + len(told.asked) > MOST_ENTRIES:
        raise _refused(stored, f"A referral can have at most {MOST_ENTRIES} entries in its audit trail.")
    history = history_of(entries)
    made = {one.seq: _made(stored, entries, history.at(one.seq), one) for one in told.asked}
    folded = retell(REFERRALS, history.corrected(made, work.today))
    for fallen in folded.fallen:
        if fallen.entry.seq in made:
            raise ReferralRefuses(fallen.refusal, fallen.entry.command.action, stored.facts.state)
    after, written = stage_correction(work.recorded, stored, folded, told, made)
    corrected = Corrected(stored, after, list(made), folded)
    if told.dry_run:
        return corrected
    if folded.fallen:
        raise LaterEntriesStand(folded.fallen)
    await bench.referrals.correct(after, written)
    return corrected


CORRECT: Final = "correct"
TAKEN_BACK_SAYS = "The person withdrew the consent, so you can record nothing more on this referral."
MADE = (
    "This entry says who was referred, and with which consent. You cannot correct this entry. If the consent "
    "covers less, or was given on another day, the organisation that referred the person corrects the consent. "
    "Otherwise withdraw the consent, and refer the person again."
)
A_CORRECTION = "This entry is itself a correction. Name the entry that it corrects."
NOTHING_CHANGES = "Entry {} already says this, so your correction would change nothing. We stored nothing."
ALREADY_VOIDED = "This entry is already void. To bring the entry back, correct it with `replace`."


async def _own(work: Unit, bench: Bench, told: CorrectReferral) -> StoredReferral:
    if work.actor.kind is not OF_THE_SERVICE:
        if await bench.referrals.receipt(told.referral_id) is None:
            raise Unseen
        raise SpeaksForItself(
            "Only the advice service can correct what it recorded. Your organisation can withdraw the consent."
        )
    stored = await bench.referrals.locked(told.referral_id)
    if stored is None:
        raise Unseen
    return stored


def _made(stored: StoredReferral, entries: Sequence[Entry], recorded: Recorded | None, asked: Asked) -> Command | None:
    """Return what stands in the place of an entry; None where the entry is voided."""
    if not 0 < asked.seq <= len(entries):
        raise WrongInput(f"{asked.pointer}/seq", "This referral has no entry with this number", "seq")
    if recorded is None:
        raise _refused(stored, A_CORRECTION if entries[asked.seq - 1].type in CORRECTIONS else MADE)
    if asked.remake is not None:
        command = asked.remake(recorded.command)
        if command == recorded.command and not recorded.voided:
            raise _refused(stored, NOTHING_CHANGES.format(asked.seq))
        return command
    if recorded.voided:
        raise _refused(stored, ALREADY_VOIDED)
    return None


def _refused(stored: StoredReferral, reason: str) -> ReferralRefuses:
    return ReferralRefuses(GateClosed(reason, ACCURATE), CORRECT, stored.facts.state)


def stage_correction(
    recorded: RecordedBy,
    stored: StoredReferral,
    folded: Folded,
    told: CorrectReferral,
    made: Mapping[int, Command | None],
) -> tuple[StoredReferral, list[Entry]]:
    """Return the referral after a correction, with one entry for each thing corrected. The first has every change."""
    before, after = facts_to_json(stored.facts), facts_to_json(folded.facts)
    changes: dict[str, Any] = {name: value for name, value in sorted(after.items()) if before[name] != value}
    written: list[Entry] = []
    changed, first = stored, next(iter(made))
    for seq, command in made.items():
        said: dict[str, Any] = {"corrects": seq, "reason": told.reason}
        said |= {"command": command_to_json(command)} if command is not None else {}
        said |= {"with": first} if seq != first else {}
        position = Position(REFERRAL_ENTRIES, stored.id, stored.service_id, changed.version + 1, changed.head)
        kind = VOIDED if command is None else CORRECTED
        entry = enter(position, kind, {**({} if written else changes), "correction": said}, recorded)
        written.append(entry)
        changed = replace(changed, facts=folded.facts, version=entry.seq, head=entry.hash, updated_at=recorded.at)
    return changed, written
