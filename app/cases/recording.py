"""What is written on a case by a notice, by an action, and by records of other wings. Nothing here waits or writes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from app.cases.domain.certificate import CertificateStatement
from app.cases.domain.commands import Command, IssueCertificate, NotifyCommissioningBody, ReissueCertificate
from app.cases.domain.facts import CaseFacts, Certificate
from app.cases.domain.machine import Pathway
from app.cases.domain.offers import next_offer_on
from app.cases.records import LoggedEvent, NewCertificate, Staged, StoredCase, facts_to_json, log, new_salt
from app.kernel.chain import GENESIS
from app.kernel.machine import Happened, apply
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor, Recorded


class Sealing(Protocol):
    """Keeps what only a certificate, or a party to the case, may read."""

    def seal(self, payload: Mapping[str, Any], about: str) -> bytes:
        """Seal a payload about a case."""

    def open(self, token: bytes, about: str) -> dict[str, Any]:
        """Open what was sealed about a case."""


class Signing(Protocol):
    """Signs certificates."""

    def sign(self, statement: CertificateStatement) -> str:
        """Return the certificate as signed text."""


class Registered(Protocol):
    """An organisation as registered."""

    @property
    def id(self) -> UUID:
        """Its id."""

    @property
    def kind(self) -> OrganisationKind:
        """What it is."""

    @property
    def slug(self) -> str:
        """Its short name."""

    @property
    def la_code(self) -> str | None:
        """An authority's code."""


class Directory(Protocol):
    """Knows the organisations, and which of them work together."""

    @property
    def all(self) -> Sequence[Registered]:
        """Every organisation."""

    def name(self, organisation_id: UUID) -> str:
        """Return an organisation's name."""

    def by_id(self, organisation_id: UUID) -> Registered:
        """Return an organisation."""

    def partner(self, la_id: UUID, kind: OrganisationKind, named: str | None) -> UUID | None:
        """Return the organisation of a kind that an authority names, or its first choice, if it works with it."""

    def partners(self, la_id: UUID, kind: OrganisationKind) -> list[UUID]:
        """Return the organisations of a kind that an authority works with, its first choice first."""

    def providers_beside(self, organisation_id: UUID) -> list[UUID]:
        """Return the mediation providers of every authority that an organisation works with."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the use cases work with."""

    pathway: Pathway
    sealing: Sealing
    signing: Signing
    draw_number: Callable[[], str]
    directory: Directory
    draw_salt: Callable[[], str] = new_salt
    """Draws what makes an event's hash tell nothing to whoever is not told of the event."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of decision as an authority records it. `private` is sealed: the holder's name, for the certificate."""

    case_id: UUID
    la_code: str
    provider_id: UUID
    la_reference: str
    appellant_reference: str | None
    notice_contents: Mapping[str, bool] | None
    facts: CaseFacts
    private: Mapping[str, Any]
    not_a_duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What is recorded with an action, beside its command.

    `private` is added to what is sealed: what a party says in words is for the parties alone, never for the log.
    `about` is what the event says of a record that hangs on the case. `body_id` is the commissioning body that is
    notified, and `mediating_provider_id` the provider whose mediator was engaged.
    """

    private: Mapping[str, Any] | None = None
    about: Mapping[str, Any] | None = None
    body_id: UUID | None = None
    mediating_provider_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What happened to a record that hangs on a case. `becomes` are facts of the case that change with it."""

    kind: str
    about: Mapping[str, Any]
    occurred_on: date
    becomes: Mapping[str, Any] | None = None


NOTHING_MORE = Said()


def stage_notice(desk: Desk, notice: Notice, recorded: Recorded) -> Staged:
    """Return a new case, of which the notice is the first event.

    Raises:
        OutsideKnownLaw: the notice's date is before the Act or beyond the published bank holidays.
    """
    desk.pathway.law.must_answer(notice.facts)
    facts_json = facts_to_json(notice.facts)
    actor, at = recorded.actor, recorded.at
    happened = Happened("notice-recorded", None, actor.kind, notice.facts.notice_sent_on, {})
    opened = StoredCase(
        id=notice.case_id,
        la_id=actor.organisation_id,
        la_code=notice.la_code,
        provider_id=notice.provider_id,
        body_id=None,
        la_reference=notice.la_reference,
        appellant_reference=notice.appellant_reference,
        notice_contents=notice.notice_contents,
        facts=notice.facts,
        sealed=desk.sealing.seal(notice.private, str(notice.case_id)),
        version=1,
        head=GENESIS,
        opened_at=at,
        updated_at=at,
    )
    event = log(opened, happened, facts_json, actor, desk.draw_salt())
    opened = replace(opened, head=event.hash)
    return _staged(desk, opened, event, facts_json, opened=True, not_a_duplicate=notice.not_a_duplicate)


def stage_action(
    desk: Desk, case: StoredCase, command: Command, recorded: Recorded, said: Said = NOTHING_MORE
) -> Staged:
    """Return a case after an action.

    Raises:
        Refusal: the pathway does not allow it.
    """
    happened = desk.pathway.decide(case.facts, command, recorded.today)
    facts = apply(case.facts, happened)
    facts_json = facts_to_json(facts)
    changes = {name: facts_json[name] for name in sorted(happened.changes)}
    after = replace(
        case,
        facts=facts,
        sealed=_sealed(desk, case, happened, said.private),
        version=case.version + 1,
        updated_at=recorded.at,
        body_id=said.body_id if isinstance(command, NotifyCommissioningBody) else case.body_id,
        mediating_provider_id=_mediating(case, said.mediating_provider_id),
    )
    event = log(after, happened, changes, recorded.actor, desk.draw_salt(), said.about)
    after = replace(after, head=event.hash)
    certificate = None
    if isinstance(command, IssueCertificate | ReissueCertificate) and facts.certificate is not None:
        certificate = _certificate(desk, after, facts.certificate, recorded.actor, case.facts.certificate)
    return _staged(desk, after, event, facts_json, certificate=certificate)


def _sealed(desk: Desk, case: StoredCase, happened: Happened, private: Mapping[str, Any] | None) -> bytes:
    """Return what is sealed of a case once more is said in words."""
    if not private:
        return case.sealed
    kept = desk.sealing.open(case.sealed, str(case.id))
    said = _with_what_was_asked_before(kept, private) if happened.type == "health-added" else private
    return desk.sealing.seal({**kept, **said}, str(case.id))


def _mediating(case: StoredCase, engaged: UUID | None) -> UUID | None:
    """Return whose mediator conducts the session, where that is not the provider that advised."""
    if engaged is None:
        return case.mediating_provider_id
    return engaged if engaged != case.provider_id else None


def _with_what_was_asked_before(kept: Mapping[str, Any], private: Mapping[str, Any]) -> dict[str, Any]:
    """Return the issues of a request together with those that are added to it."""
    before, added = kept.get("issues") or [], private.get("issues") or []
    return {**private, "issues": [*before, *(issue for issue in added if issue not in before)]}


def stage_note(desk: Desk, case: StoredCase, note: Note, recorded: Recorded) -> Staged:
    """Return a case with an event of a record that hangs on it."""
    happened = Happened(note.kind, None, recorded.actor.kind, note.occurred_on, note.becomes or {})
    facts = apply(case.facts, happened)
    facts_json = facts_to_json(facts)
    changes = {name: facts_json[name] for name in sorted(happened.changes)}
    after = replace(case, facts=facts, version=case.version + 1, updated_at=recorded.at)
    event = log(after, happened, changes, recorded.actor, desk.draw_salt(), note.about)
    return _staged(desk, replace(after, head=event.hash), event, facts_json)


def _staged(desk: Desk, case: StoredCase, event: LoggedEvent, facts_json: dict[str, Any], **more: Any) -> Staged:
    law, facts = desk.pathway.law, case.facts
    waits_until = facts.waits_until(law.regime(facts).arrangement_days, law.readings)
    placement_only = facts.placement_only(law.readings)
    offer_on = next_offer_on(facts, placement_only=placement_only)
    return Staged(case, event, facts_json, placement_only, waits_until, offer_on, **more)


def _certificate(
    desk: Desk, case: StoredCase, issued: Certificate, actor: Actor, before: Certificate | None
) -> NewCertificate:
    """Sign the certificate, and seal the signed text: it holds a name."""
    name = desk.sealing.open(case.sealed, str(case.id)).get("name", "")
    statement = statement_of(desk, case, issued, actor.organisation_id, name)
    token = desk.signing.sign(statement)
    return NewCertificate(
        issued.number,
        issued.ground,
        issued.holder_kind,
        issued.issued_on,
        desk.sealing.seal({"token": token}, issued.number),
        before.number if before else None,
    )


def statement_of(desk: Desk, case: StoredCase, issued: Certificate, issuer_id: UUID, name: str) -> CertificateStatement:
    """Say what a certificate says, and nothing else."""
    return CertificateStatement(
        number=issued.number,
        issued_to=name,
        holder_kind=issued.holder_kind,
        decision_kind=case.facts.kind,
        notice_sent_on=case.facts.notice_sent_on,
        la_code=case.la_code,
        la_name=desk.directory.name(case.la_id),
        la_reference=case.la_reference,
        ground=issued.ground,
        issued_on=issued.issued_on,
        issuer=desk.directory.name(issuer_id),
        regime=case.facts.regime,
    )
