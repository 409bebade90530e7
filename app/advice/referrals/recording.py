"""What is written when a referral is made and when an action is recorded on it. Nothing here waits or writes.

A referral has two readers. Its advice service reads all of it. The organisation that made it reads a receipt. The
receipt holds only what that organisation wrote, so it cannot reveal what happened to the referral later.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from app.advice.domain.commands import Command, RecordContact
from app.advice.domain.corrections import CORRECTIONS
from app.advice.domain.facts import ReferralFacts
from app.advice.domain.machine import Referrals
from app.advice.domain.moves import MOVES
from app.advice.domain.search import unlock, usual
from app.advice.domain.words import ReferralAction, ReferralState
from app.kernel.errors import Refusal
from app.kernel.machine import apply
from app.kernel.terms import OrganisationKind
from app.platform.actor import Recorded
from app.platform.journal import Book, Entry, Position, Record, enter

FACTS: TypeAdapter[ReferralFacts] = TypeAdapter(ReferralFacts)
REFERRALS = Referrals()
REFERRAL_ENTRIES = Book(Record.REFERRAL, frozenset({"referral-made", *(move.event for move in MOVES), *CORRECTIONS}))

LIVE = frozenset(ReferralState) - {ReferralState.DECLINED, ReferralState.CLOSED, ReferralState.WITHDRAWN}
"""The states in which a second referral of the same person on the same case would be one too many."""


MOST_CONTACTS = 500
"""How many contacts are kept of one referral, and with them its notes: one on every working day of two years. Each is
read and chained with all before it, so that without a bound one referral could weigh on everybody."""


class ConsentBecame(StrEnum):
    """What became of the correction of a consent: as much as the organisation that referred may know."""

    DONE = "done"
    NONE = "none"  # the organisation made no such referral
    KNOWN = "known"  # the organisation made another referral with this consent
    FULL = "full"  # the organisation has corrected this consent as often as it can


class TooManyContacts(Exception):
    """A referral holds as many contacts as are kept of one."""


def facts_to_json(facts: ReferralFacts) -> dict[str, Any]:
    """Write facts as JSON values; sets in a fixed order, so that equal facts are equal bytes."""
    values: dict[str, Any] = FACTS.dump_python(facts, mode="json")
    values["consent"]["covers"].sort()
    return values


@dataclass(frozen=True, slots=True)
class StoredReferral:
    """A referral as its advice service sees it. After the consent is withdrawn it names neither the case nor the
    referrer."""

    id: UUID
    service_id: UUID
    la_id: UUID
    case_id: UUID | None
    source_organisation_id: UUID | None
    facts: ReferralFacts
    version: int
    head: str
    referred_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """A referral as the organisation that made it sees it: always as new. `help_is_given` is shown only if the family
    agreed."""

    id: UUID
    service_id: UUID
    case_id: UUID
    facts: ReferralFacts
    help_is_given: bool
    referred_at: datetime

    @property
    def version(self) -> int:
        """Another number for each of its two forms, and none for what the receipt does not tell."""
        return 2 if self.help_is_given else 1


def contact_about(referral_id: UUID) -> str:
    """Say what a person's contact details are sealed about."""
    return f"{referral_id}/contact"


def note_about(referral_id: UUID, note_id: UUID) -> str:
    """Say what a note is sealed about."""
    return f"{referral_id}/note/{note_id}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a referral belongs: its advice service, its area, and its case if it has one."""

    service_id: UUID
    la_id: UUID
    case_id: UUID | None


def make(referral_id: UUID, place: Place, facts: ReferralFacts, recorded: Recorded) -> tuple[StoredReferral, Entry]:
    """Make a referral. The journal belongs to the advice service from the first entry, whichever organisation wrote
    that entry."""
    actor, at = recorded.actor, recorded.at
    said = facts_to_json(facts)
    position = Position(REFERRAL_ENTRIES, referral_id, place.service_id)
    entry = enter(position, "referral-made", said, recorded, facts.referred_on)
    stored = StoredReferral(
        id=referral_id,
        service_id=place.service_id,
        la_id=place.la_id,
        case_id=place.case_id,
        source_organisation_id=actor.organisation_id,
        facts=facts,
        version=1,
        head=entry.hash,
        referred_at=at,
        updated_at=at,
    )
    return stored, entry


def record(stored: StoredReferral, command: Command, recorded: Recorded) -> tuple[StoredReferral, Entry]:
    """Record what happened to a referral, as its advice service says.

    Raises:
        Refusal: the table of moves does not allow it; nothing is written.
        TooManyContacts: it is one contact more than are kept; nothing is written.
    """
    happened = REFERRALS.decide(stored.facts, command, recorded.today)
    if isinstance(command, RecordContact) and len(stored.facts.contacts) >= MOST_CONTACTS:
        raise TooManyContacts(
            f"A referral can have at most {MOST_CONTACTS} contacts. Close this referral and refer the person again"
        )
    facts = apply(stored.facts, happened)
    said = facts_to_json(facts)
    changes = {name: said[name] for name in sorted(happened.changes)}
    position = Position(REFERRAL_ENTRIES, stored.id, stored.service_id, stored.version + 1, stored.head)
    entry = enter(position, happened.type, changes, recorded, happened.occurred_on)
    return replace(stored, facts=facts, version=entry.seq, head=entry.hash, updated_at=recorded.at), entry


def may_pass_on(receipt: Receipt, command: Command, today: date) -> None:
    """Check whether the organisation that referred may record this. It may record only a withdrawal of the consent.

    Raises:
        Refusal: it is the advice service's to record; or the day lies ahead, or before the consent.
    """
    REFERRALS.decide(receipt.facts, command, today)


@dataclass(frozen=True, slots=True)
class Choice:
    """An action on a referral today: allowed, or the refusal and the shortest lawful way to it."""

    action: ReferralAction
    recorded_by: tuple[OrganisationKind, ...]
    refusal: Refusal | None
    unlock: tuple[ReferralAction, ...]


def choices(facts: ReferralFacts, by: OrganisationKind, today: date) -> list[Choice]:
    """Return for every action whether an organisation may record it today."""
    return [_choice(facts, usual(action, today, by), today) for action in ReferralAction]


def _choice(facts: ReferralFacts, command: Command, today: date) -> Choice:
    who = tuple(sorted({kind for move in MOVES if move.action is command.action for kind in move.who}))
    try:
        REFERRALS.decide(facts, command, today)
    except Refusal as refusal:
        return Choice(command.action, who, refusal, way_to(facts, command, today))
    return Choice(command.action, who, None, ())


def way_to(facts: ReferralFacts, command: Command, today: date) -> tuple[ReferralAction, ...]:
    """Return the fewest actions of the advice service that would unlock a command. Empty if the command is not the
    advice service's own."""
    if command.by is not OrganisationKind.ADVICE_SERVICE:
        return ()
    return tuple(unlock(REFERRALS, facts, command, today) or ())
