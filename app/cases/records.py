"""What the use cases load and store: a case, a logged event, and the JSON form of both."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime
from functools import cache
from secrets import token_hex
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from app.cases.ahead import NO_DATES, DatesAhead
from app.cases.contacts.records import KnownContact
from app.cases.domain.commands import Command
from app.cases.domain.corrections import CORRECTIONS
from app.cases.domain.facts import CaseFacts
from app.cases.domain.words import Action, CorrectionReason, Source, TransferBecause
from app.cases.families.records import UNKNOWN, Family
from app.kernel.chain import link
from app.kernel.machine import Happened
from app.kernel.terms import OrganisationKind
from app.kernel.unreadable import Unreadable
from app.platform.actor import Actor
from app.platform.json import read_back

_FACTS: TypeAdapter[CaseFacts] = TypeAdapter(CaseFacts)


def facts_to_json(facts: CaseFacts) -> dict[str, Any]:
    """Write facts as JSON values; sets in a fixed order, so that equal facts are equal bytes."""
    values: dict[str, Any] = _FACTS.dump_python(facts, mode="json")
    values["sections"].sort()
    return values


def facts_from_json(text: str) -> CaseFacts:
    """Read facts back. Raises Unreadable where they were changed past the service."""
    facts = read_back(_FACTS, text, "the facts of a case")
    if _FAR.search(text) and not all(day.year in _YEARS for day in _days(facts)):
        raise Unreadable("the days of a case")
    return facts


_KINDS: Mapping[Action, type[Command]] = {kind.action: kind for kind in Command.__subclasses__()}


@cache
def _form(action: Action) -> TypeAdapter[Command]:
    """Return how an action's command is written. It is made when it is first asked for: most are never asked for."""
    return TypeAdapter(_KINDS[action])


def command_to_json(command: Command) -> dict[str, Any]:
    """Write what an action was recorded with as JSON values; sets in a fixed order."""
    values: dict[str, Any] = _form(command.action).dump_python(command, mode="json")
    if "sections" in values:
        values["sections"].sort()
    return values


def command_from_json(action: Action, values: Mapping[str, Any]) -> Command:
    """Read a command back. Raises Unreadable where it was changed past the service."""
    return read_back(_form(action), json.dumps(values), "what an action was recorded with")


_YEARS = range(2000, 3000)
"""At the ends of the calendar nothing can be counted: there is no day before the first, and none after the last."""
_FAR = re.compile(r'"(?!2)\d{4}-\d\d-\d\d')
"""What is, or looks like, a day of another year: a reference may look like one too."""


def _days(said: Any) -> Iterator[date]:
    """Yield each day among facts."""
    if isinstance(said, date):
        yield said
    elif isinstance(said, tuple):
        for one in said:
            yield from _days(one)
    elif is_dataclass(said):
        for one in fields(said):
            yield from _days(getattr(said, one.name))


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case as it stands in the database."""

    id: UUID
    la_id: UUID
    la_code: str
    provider_id: UUID
    body_id: UUID | None
    la_reference: str | None
    """None while nobody has told it: an adviser recorded the notice, and the letter bears no reference."""
    appellant_reference: str | None
    notice_contents: Mapping[str, bool] | None
    facts: CaseFacts
    sealed: bytes
    version: int
    head: str
    opened_at: datetime
    updated_at: datetime
    mediating_provider_id: UUID | None = None
    """The provider whose mediator conducts the session, if it is not the provider that advised."""


def facts_if_readable(text: str) -> CaseFacts | None:
    """Read facts back for a list: one case that cannot be read hides no other."""
    try:
        return facts_from_json(text)
    except Unreadable:
        return None


@dataclass(frozen=True, slots=True)
class Outline:
    """What is enough to read and check the audit trail of a case: its facts cannot be read, or the caller reads the
    trail up to the day on which another authority took the case over."""

    id: UUID
    la_code: str
    la_reference: str | None
    appellant_reference: str | None
    notice_contents: Mapping[str, bool] | None
    version: int
    head: str
    handed_over: bool = False
    """Whether the case has another authority now. The trail then ends where the caller's time ended."""


FORM = 4
"""The form in which an event is hashed now. An event keeps the form that it was written in."""
WITHOUT_LAW = 3
"""The form before events kept the version of the law."""
WITHOUT_COMMAND = 2
"""The form before events kept their command."""


@dataclass(frozen=True, slots=True)
class Covers:
    """What an event's hash covers beside the event.

    `salt` is random. A reader who is not told of an event does not get it, and so cannot try out what the hash was made
    of. `readers` are the organisations on which it depends who may read the case. `opening` stands in the first event
    alone: what the notice said that never changes.
    """

    salt: str
    readers: Mapping[str, str | None]
    opening: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event of a case as the log keeps it, linked to the one before."""

    case_id: UUID
    seq: int
    type: str
    action: Action | None
    by: OrganisationKind
    organisation_id: UUID
    client_id: str
    occurred_on: date
    recorded_at: datetime
    changes: Mapping[str, Any]
    previous: str
    hash: str
    about: Mapping[str, Any] | None = None
    """What happened to a record that hangs on the case, such as its session. Says nothing new of the case itself."""
    covers: Covers | None = None
    """What the hash covers beside the event since its second form; None in an event of the first form."""
    command: Mapping[str, Any] | None = None
    """What an action was recorded with, since the third form: its command, which a correction decides again. Empty in
    the event of what is no action; None in an event of an earlier form."""
    on_behalf_of: str | None = None
    """The person who recorded it, by the organisation's own pseudonym."""
    source: Source | None = None
    """How it came here, if its party did not record it here: its hash then covers this."""
    law_version: str | None = None
    """The version of the law under which it was written, since the fourth form. None in an event of an earlier form."""

    @property
    def form(self) -> int | None:
        """The form in which it is hashed; None for the first."""
        if self.covers is None:
            return None
        if self.command is None:
            return WITHOUT_COMMAND
        return WITHOUT_LAW if self.law_version is None else FORM


def corrects(event: LoggedEvent) -> int | None:
    """Return the place of the event that an event corrects; None for an event that corrects none."""
    if event.type not in CORRECTIONS or event.about is None:
        return None
    place: int = event.about["corrects"]
    return place


def new_salt() -> str:
    """Draw a salt."""
    return token_hex(16)


def covers(case: StoredCase, salt: str) -> Covers:
    """Return what the hash of an event covers beside it, from the case as it stands after the event."""
    readers = readers_of(case.la_id, case.provider_id, case.mediating_provider_id, case.body_id)
    return Covers(salt, readers, opening_of(case) if case.version == 1 else None)


def readers_of(la_id: UUID, provider_id: UUID, mediating: UUID | None, body: UUID | None) -> dict[str, str | None]:
    """Return the organisations that may read a case, apart from the tribunal, in the form that is hashed."""
    return {
        "la_id": str(la_id),
        "provider_id": str(provider_id),
        "mediating_provider_id": str(mediating) if mediating else None,
        "body_id": str(body) if body else None,
    }


def opening_of(case: StoredCase | Outline) -> dict[str, Any]:
    """Return what the notice says besides the facts and what never changes, in the form that is hashed."""
    contents = case.notice_contents
    return {
        "la_code": case.la_code,
        "la_reference": case.la_reference,
        "appellant_reference": case.appellant_reference,
        "notice_contents": dict(contents) if isinstance(contents, Mapping) else contents,
    }


def hashed_form(event: LoggedEvent) -> dict[str, Any]:
    """The members of an event that its hash covers: all of them."""
    about: dict[str, Any] = {} if event.about is None else {"about": event.about}  # older events have no such member
    if event.covers is not None:
        about |= {"form": event.form, "salt": event.covers.salt, "readers": event.covers.readers}
        if event.covers.opening is not None:
            about["opening"] = event.covers.opening
    if event.command is not None:
        about["command"] = event.command
    if event.law_version is not None:
        about["law_version"] = event.law_version
    if event.source is not None:
        about["source"] = event.source
    if event.on_behalf_of is not None:
        about["on_behalf_of"] = event.on_behalf_of
    return about | {
        "case_id": str(event.case_id),
        "seq": event.seq,
        "type": event.type,
        "action": event.action,
        "by": event.by,
        "organisation_id": str(event.organisation_id),
        "client_id": event.client_id,
        "occurred_on": event.occurred_on.isoformat(),
        "recorded_at": event.recorded_at.isoformat(),
        "changes": event.changes,
    }


@dataclass(frozen=True, slots=True)
class Says:
    """What an event says as JSON: the facts that change, the record beside the case, and the action's command; and how
    the event came here."""

    changes: Mapping[str, Any]
    about: Mapping[str, Any] | None = None
    command: Mapping[str, Any] = field(default_factory=dict)
    source: Source | None = None


def log(after: StoredCase, happened: Happened, says: Says, actor: Actor, salt: str, law_version: str) -> LoggedEvent:
    """Link what happened to a case's log. `after` is the case as it then stands, but for its head: that is the last."""
    event = LoggedEvent(
        case_id=after.id,
        seq=after.version,
        type=happened.type,
        action=happened.action,
        by=happened.by,
        organisation_id=actor.organisation_id,
        client_id=actor.client_id,
        on_behalf_of=actor.on_behalf_of,
        occurred_on=happened.occurred_on,
        recorded_at=after.updated_at,
        changes=says.changes,
        previous=after.head,
        hash="",
        about=says.about,
        covers=covers(after, salt),
        command=says.command,
        source=says.source,
        law_version=law_version,
    )
    return replace(event, hash=link(event.previous, hashed_form(event)))


@dataclass(frozen=True, slots=True)
class NewCertificate:
    """A new certificate, with its signed text sealed."""

    number: str
    ground: str
    holder_kind: str
    issued_on: date
    sealed_token: bytes
    replaces: str | None = None
    issuer_id: UUID | None = None
    """Its issuer. A correction by the authority may have it written again in the issuer's name."""


@dataclass(frozen=True, slots=True)
class Revoked:
    """A certificate that no longer stands, and why: the reason is public."""

    number: str
    reason: CorrectionReason


@dataclass(frozen=True, slots=True)
class Staged:
    """Everything that one request writes, at once and at its end."""

    case: StoredCase
    event: LoggedEvent
    facts_json: dict[str, Any]
    placement_only: bool
    arrange_by: date | None = None
    """The last day on which a waiting family should have its session. None if the family does not wait."""
    times_end_on: date | None = None
    """The last day on which a time of an ended case runs; None while the case goes on."""
    offer_on: date | None = None
    """The day from which an offer of independent help is owed, if the holder of the right has answered none."""
    ahead: DatesAhead = NO_DATES
    """The days on which something is still to be done."""
    before_tribunal: bool = False
    """Whether the tribunal sees the case from its opening: under a regime that asks for no certificate."""
    certificate: NewCertificate | None = None
    revoked: Revoked | None = None
    notice_corrected: bool = False
    """Whether the columns change that repeat the notice."""
    opened: bool = False
    not_a_duplicate: bool = False
    """Whether a notice that seems to have been recorded before is said to be another: what once was said stands."""
    received: TransferBecause | None = None
    """Why the case has another authority from this event on. The authority before it writes this."""
    owed: Sequence[Mapping[str, Any]] = ()
    """The entries of the ledger of duties that the event opens or changes."""
    retold: bool = False
    """Whether the entries are told again, so that also the day on which each was opened may be another."""


@dataclass(frozen=True, slots=True)
class History:
    """A case that is brought in with its past: the case as it stands now, and every event that led there."""

    staged: Staged
    events: tuple[LoggedEvent, ...]
    family: Family = UNKNOWN
    contact: KnownContact | None = None

    @property
    def case(self) -> StoredCase:
        """The case as it stands now."""
        return self.staged.case
