"""A stored case and its events as a party may see them: the table of who sees what, applied to records."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.cases.contacts.records import KnownContact
from app.cases.domain.words import Action, Source
from app.cases.records import LoggedEvent, StoredCase, corrects
from app.cases.who_sees import (
    ABOUT,
    COMMAND,
    CONTACT,
    HAND_OFF,
    MEDIATING_PROVIDER,
    NAME,
    NOTICE,
    READERS,
    WITHHELD,
    WORDS,
    changes_told,
    date_told,
    event_told,
    facts_told,
)
from app.kernel.london import london_day
from app.kernel.readers import Reader
from app.kernel.terms import AppellantKind, OrganisationKind
from app.law.domain.versions import UNVERSIONED
from app.platform.actor import Actor

OF_A_CORRECTION = ("record", "corrects", "type", "reason")
"""What every reader of a corrected event is told of its correction."""
OF_A_HOLD = frozenset({"slot-held", "hold-released"})
"""Events of a hold. A provider is told of holds of its own mediators' time alone, and never of another provider's."""
OF_A_DUTY = frozenset({"duty-cause-given", "duty-contested"})
"""Events in which a party speaks of a duty. They are for the readers of the duty's deadline."""
OF_A_DOCUMENT = frozenset({"document-recorded", "document-changed", "document-withdrawn"})
"""Events of a document. They are for its owner, and for the kinds of organisation that the document names."""


def case_told(stored: StoredCase, kind: OrganisationKind) -> StoredCase:
    """Return a case as a kind of organisation may see it. Everything that it is shown is made from this."""
    reader = Reader(kind)
    facts = facts_told(stored.facts, reader)
    mediating = stored.mediating_provider_id if reader in MEDIATING_PROVIDER else None
    if facts is stored.facts and mediating == stored.mediating_provider_id:
        return stored
    return replace(stored, facts=facts, mediating_provider_id=mediating)


def words_told(private: Mapping[str, Any], kind: OrganisationKind) -> dict[str, Any]:
    """Return the sealed words of a case that a kind of organisation may read."""
    reader = Reader(kind)
    return {name: words for name, words in private.items() if reader in WORDS.get(name, ())}


def words_of(stored: StoredCase, private: Mapping[str, Any], kind: OrganisationKind) -> dict[str, Any]:
    """Return the sealed words of a case that a kind of organisation may read of this case.

    A commissioning body that was not notified yet has been told nothing of the request.
    """
    if kind is OrganisationKind.COMMISSIONING_BODY and stored.facts.body_notified_on is None:
        return {}
    return words_told(private, kind)


def is_name_told(stored: StoredCase, reads: Actor) -> bool:
    """Whether an organisation may read the name of the person who holds the right to appeal, as it is sealed with the
    case: the authority, and the provider that prints the name on the certificate.
    """
    if Reader(reads.kind) not in NAME:
        return False
    return reads.organisation_id in (stored.la_id, stored.provider_id)


def is_notice_told(stored: StoredCase, reads: Actor) -> bool:
    """Whether an organisation may have the text of the notice: the authority, and the provider that it instructs."""
    if Reader(reads.kind) not in NOTICE:
        return False
    return reads.organisation_id in (stored.la_id, stored.provider_id)


def is_hand_off_told(stored: StoredCase, reads: Actor) -> bool:
    """Whether an organisation may have the answers for the tribunal's form: the tribunal, the authority, and the
    provider that the authority instructs."""
    if Reader(reads.kind) not in HAND_OFF:
        return False
    return reads.kind is OrganisationKind.TRIBUNAL or is_notice_told(stored, reads)


def may_write_contact(writes: Actor) -> bool:
    """Whether an organisation may record how to reach a family."""
    return Reader(writes.kind) in CONTACT


def is_contact_told(stored: StoredCase, written_by: UUID, reads: Actor) -> bool:
    """Whether an organisation may read how to reach a family: the provider of the case, the provider that mediates
    until the mediation ends, and the organisation that wrote it. The policy of the table says the same in SQL.
    """
    if not may_write_contact(reads):
        return False
    mediates = reads.organisation_id == stored.mediating_provider_id and stored.facts.under_way
    return mediates or reads.organisation_id in (written_by, stored.provider_id)


def is_contact_of_holder(stored: StoredCase, known: KnownContact) -> bool:
    """Whether contact details reach the person who holds the right to appeal now, and not the former holder.

    There is one parent and one young person in a case, but one alternative person may follow another. Details that do
    not say whom they reach are of the holder on the day on which they were recorded.
    """
    facts, holder = stored.facts, known.holder
    if holder is None:
        return facts.right_passed_on is None or london_day(known.updated_at) > facts.right_passed_on
    if holder.kind is not facts.appellant_kind:
        return False
    return holder.kind is not AppellantKind.ALTERNATIVE_PERSON or holder.since == facts.right_passed_on


@dataclass(frozen=True, slots=True)
class Beside:
    """What decides beside its type who is told of an event.

    `duty` is the code of the duty that it completes. `held_with` is the provider whose time it holds or lets go; an
    older event does not say, and is then for the provider that recorded it. `corrected` is the type of the event that
    it corrects, whose readers are its own. `told_to` are the kinds of organisation that a document names.
    """

    duty: str | None = None
    held_with: str | None = None
    corrected: str | None = None
    told_to: Collection[str] = ()


def is_event_told(kind: str, beside: Beside, recorded_by: UUID, reads: Actor) -> bool:
    """Whether a party is told of an event."""
    reader, held_with = Reader(reads.kind), beside.held_with
    if beside.corrected is not None:
        return event_told(kind, None, reader) and event_told(beside.corrected, beside.duty, reader)
    if not event_told(kind, beside.duty, reader):
        return False
    if kind in OF_A_HOLD and reads.kind is OrganisationKind.MEDIATION_PROVIDER:
        return (held_with or str(recorded_by)) == str(reads.organisation_id)
    if kind in OF_A_DOCUMENT:
        return recorded_by == reads.organisation_id or reads.kind in beside.told_to
    return True


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event as a party may see it. What is withheld is None or empty, and `redacted` says so."""

    case_id: UUID
    seq: int
    type: str
    action: Action | None
    by: OrganisationKind | None
    organisation_id: UUID | None
    client_id: str | None
    occurred_on: date | None
    recorded_at: datetime
    changes: Mapping[str, Any]
    about: Mapping[str, Any] | None
    previous: str
    hash: str
    redacted: bool
    form: int | None = None
    salt: str | None = None
    law_version: str | None = None
    readers: Mapping[str, str | None] | None = None
    opening: Mapping[str, Any] | None = None
    command: Mapping[str, Any] | None = None
    source: Source | None = None
    on_behalf_of: str | None = None
    corrects: int | None = None
    corrected_by: int | None = None


def tell_event(
    event: LoggedEvent, reads: Actor, own_holds: Collection[str] = (), corrected_by: int | None = None
) -> ToldEvent:
    """Return an event as a party may see it.

    `own_holds` are the holds that a provider may see. `corrected_by` is the place of the event that last corrected it.
    """
    about = event.about or {}
    beside = Beside(duty_completed(event), about.get("provider_id"), told_to=about.get("readers") or ())
    if (place := corrects(event)) is not None:
        beside = Beside(about.get("duty"), corrected=about["type"])
    told = is_event_told(event.type, beside, event.organisation_id, reads)
    if not told:
        return ToldEvent(
            case_id=event.case_id,
            seq=event.seq,
            type=WITHHELD,
            action=None,
            by=None,
            organisation_id=None,
            client_id=None,
            occurred_on=None,
            recorded_at=event.recorded_at,
            changes={},
            about=None,
            previous=event.previous,
            hash=event.hash,
            redacted=True,
            form=event.form,
        )
    changes = changes_told(event.changes, Reader(reads.kind), event.type)
    about_told, covered = _about(event, reads, own_holds), event.covers
    redacted = changes != event.changes or about_told != event.about
    if covered is not None and Reader(reads.kind) not in READERS:
        redacted = True
    if event.command is not None and Reader(reads.kind) not in COMMAND:
        redacted = True
    own = event.organisation_id == reads.organisation_id
    if event.on_behalf_of is not None and not own:
        redacted = True
    shown = ToldEvent(
        case_id=event.case_id,
        seq=event.seq,
        type=event.type,
        action=event.action,
        by=event.by,
        organisation_id=event.organisation_id,
        client_id=event.client_id,
        occurred_on=event.occurred_on,
        recorded_at=event.recorded_at,
        changes=changes,
        about=about_told,
        previous=event.previous,
        hash=event.hash,
        redacted=redacted,
        form=event.form,
        source=event.source,
        law_version=event.law_version or UNVERSIONED,
        on_behalf_of=event.on_behalf_of if own else None,
        corrects=place,
        corrected_by=corrected_by,
    )
    if redacted:
        return shown
    shown = replace(shown, command=event.command)
    if covered is None:
        return shown
    return replace(shown, salt=covered.salt, readers=covered.readers, opening=covered.opening)


def duty_completed(event: LoggedEvent) -> str | None:
    """Return the code of the duty that an event completes, or that a party speaks of in it."""
    if event.type in OF_A_DUTY:
        spoken_of: str = (event.about or {})["duty"]
        return spoken_of
    if event.type != "duty-completed":
        return None
    code: str = event.changes["completed"][-1]["code"]
    return code


def _about_correction(about: Mapping[str, Any], reader: Reader) -> Mapping[str, Any]:
    """Return what every reader is told of a correction, and which of the deadlines that it sees leave a party less."""
    told = {name: about[name] for name in OF_A_CORRECTION if name in about}
    shortens = [code for code in about.get("shortens", ()) if date_told(code, reader)]
    return {**told, "shortens": shortens} if shortens else told


def _about(event: LoggedEvent, reads: Actor, own_holds: Collection[str]) -> Mapping[str, Any] | None:
    if event.about is not None and corrects(event) is not None and Reader(reads.kind) not in ABOUT:
        return _about_correction(event.about, Reader(reads.kind))
    if event.type in OF_A_DOCUMENT:
        return event.about
    if event.about is None or Reader(reads.kind) not in ABOUT:
        return None
    if reads.kind is not OrganisationKind.MEDIATION_PROVIDER or event.type in OF_A_HOLD:
        return event.about
    if "holds_released" not in event.about:
        return event.about
    own = [one for one in event.about["holds_released"] if one in own_holds]
    rest = {name: value for name, value in event.about.items() if name != "holds_released"}
    return {**rest, "holds_released": own} if own else rest or None
