"""Reads the journal of a referral as its history: what can be decided again, as far as corrections have changed it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from app.advice.domain.commands import Close, Command, Decline, RecordContact
from app.advice.domain.corrections import CORRECTED, CORRECTIONS, History, Recorded
from app.advice.domain.facts import Consent, ReferralFacts
from app.advice.domain.moves import MOVES
from app.advice.domain.words import ConsentCovers
from app.advice.referrals.recording import FACTS
from app.cases.past_corrections import PastCorrection, Told, gathered
from app.kernel.london import london_day
from app.kernel.unreadable import Unreadable
from app.platform.journal import Entry
from app.platform.json import read_back

MADE = 1
"""The place of the first entry, which says who was referred and with which consent."""
COMMANDS: Mapping[str, type[Command]] = {move.event: move.command for move in MOVES}
_READ: Mapping[type[Command], TypeAdapter[Command]] = {kind: TypeAdapter(kind) for kind in COMMANDS.values()}


def command_to_json(command: Command) -> dict[str, Any]:
    """Write what an action was recorded with as JSON values."""
    values: dict[str, Any] = _READ[type(command)].dump_python(command, mode="json")
    return values


def history_of(entries: Sequence[Entry]) -> History:
    """Return the history that the entries of a referral tell.

    Raises:
        Unreadable: an entry was changed past the service.
    """
    try:
        return _history_of(entries)
    except (AttributeError, LookupError, TypeError, ValueError):
        raise Unreadable("an entry of a referral") from None


def _history_of(entries: Sequence[Entry]) -> History:
    made: ReferralFacts = read_back(FACTS, json.dumps(dict(entries[0].changes)), "the facts of a referral")
    recorded: dict[int, Recorded] = {}
    for entry in entries[1:]:
        if entry.type in CORRECTIONS:
            said = entry.changes["correction"]
            if said["corrects"] == MADE:
                made = replace(made, consent=_consent(made.consent, said["consent"]))
                continue
            recorded[said["corrects"]] = _again(recorded[said["corrects"]], entry)
        else:
            recorded[entry.seq] = Recorded(entry.seq, entry.type, london_day(entry.recorded_at), _command(entry))
    return History(made, tuple(recorded.values()))


def past_corrections(entries: Sequence[Entry]) -> list[PastCorrection[Entry]]:
    """Return the corrections in the whole audit trail of a referral, first to last.

    Raises:
        Unreadable: an entry was changed past the service.
    """
    try:
        return gathered(_told(entry) for entry in entries)
    except (AttributeError, LookupError, TypeError, ValueError):
        raise Unreadable("an entry of a referral") from None


def _told(entry: Entry) -> Told[Entry]:
    facts = {name: value for name, value in entry.changes.items() if name != "correction"}
    if entry.type in CORRECTIONS:
        said = entry.changes["correction"]
        again = _consent_said(facts) if said["corrects"] == MADE else said.get("command")
        return Told(entry, facts, again, said["corrects"], "with" in said)
    return Told(entry, facts, _consent_said(facts) if entry.seq == MADE else command_to_json(_command(entry)))


def _consent_said(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a correction can say of the entry that made the referral."""
    return {name: facts["consent"][name] for name in ("covers", "given_on")}


def _consent(consent: Consent, said: Mapping[str, Any]) -> Consent:
    """Return a consent as a later entry corrects it. An older entry says nothing of its day."""
    covers = frozenset(map(ConsentCovers, said["covers"]))
    given_on = date.fromisoformat(said["given_on"]) if "given_on" in said else consent.given_on
    return replace(consent, covers=covers, given_on=given_on)


def _command(entry: Entry) -> Command:
    """Return the action that an entry recorded: what changed says all of it."""
    kind, changes = COMMANDS[entry.type], entry.changes
    said: dict[str, Any] = {"by": entry.by, "occurred_on": entry.occurred_on.isoformat()}
    if kind is Decline:
        said["reason"] = changes["decline_reason"]
    elif kind is RecordContact:
        said["means"] = changes["contacts"][-1]["means"]
    elif kind is Close:
        said |= {"outcome": changes["outcome"], "level": changes["level"]}
    return _read(kind, said)


def _again(recorded: Recorded, entry: Entry) -> Recorded:
    """Return an entry as a later entry corrects it."""
    if entry.type != CORRECTED:
        return replace(recorded, voided=True)
    command = _read(type(recorded.command), entry.changes["correction"]["command"])
    return replace(recorded, command=command, recorded_on=london_day(entry.recorded_at), voided=False)


def _read(kind: type[Command], said: Mapping[str, Any]) -> Command:
    return read_back(_READ[kind], json.dumps(said), "what was recorded on a referral")
