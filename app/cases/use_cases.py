"""The use cases of the pathway. Each takes what was loaded and returns what to write: nothing here waits or writes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from app.cases.domain.certificate import CertificateStatement
from app.cases.domain.commands import Command, IssueCertificate, NotifyCommissioningBody, ReissueCertificate
from app.cases.domain.facts import CaseFacts, Certificate
from app.cases.domain.machine import Happened, Pathway, apply
from app.cases.domain.offers import next_offer_on
from app.cases.domain.words import Action
from app.cases.records import LoggedEvent, NewCertificate, Staged, StoredCase, facts_to_json, log, new_salt
from app.kernel.chain import GENESIS
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor


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


class Directory(Protocol):
    """Knows the organisations."""

    def name(self, organisation_id: UUID) -> str:
        """Return an organisation's name."""


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


def record_notice(desk: Desk, notice: Notice, actor: Actor, at: datetime) -> Staged:
    """Open a case: its first event is the notice.

    Raises:
        OutsideKnownLaw: the notice's date is before the Act or beyond the published bank holidays.
    """
    desk.pathway.law.must_answer(notice.facts)
    facts_json = facts_to_json(notice.facts)
    happened = Happened("notice-recorded", None, actor.kind, notice.facts.notice_sent_on, {})
    sealed = desk.sealing.seal(notice.private, str(notice.case_id))
    opened = StoredCase(
        notice.case_id, actor.organisation_id, notice.la_code, notice.provider_id, None, notice.la_reference,
        notice.appellant_reference, notice.notice_contents, notice.facts, sealed, 1, GENESIS, at, at,
    )  # fmt: skip
    event = log(opened, happened, facts_json, actor, desk.draw_salt())
    opened = replace(opened, head=event.hash)
    return _staged(desk, opened, event, facts_json, opened=True, not_a_duplicate=notice.not_a_duplicate)


def take_action(
    desk: Desk,
    case: StoredCase,
    command: Command,
    actor: Actor,
    today: date,
    at: datetime,
    private: Mapping[str, Any] | None = None,
    body_id: UUID | None = None,
    about: Mapping[str, Any] | None = None,
    mediating_provider_id: UUID | None = None,
) -> Staged:
    """Record what happened on a case.

    `private` is added to what is sealed: what a party says in words is for the parties alone, never for the log.
    `about` is what the event says of a record that hangs on the case, and `mediating_provider_id` whose mediator was
    engaged.

    Raises:
        Refusal: the pathway does not allow it; nothing is written.
    """
    happened = desk.pathway.decide(case.facts, command, today)
    mediating = case.mediating_provider_id
    if mediating_provider_id is not None:
        mediating = mediating_provider_id if mediating_provider_id != case.provider_id else None
    facts = apply(case.facts, happened)
    facts_json = facts_to_json(facts)
    changes = {name: facts_json[name] for name in sorted(happened.changes)}
    sealed = case.sealed
    if private:
        kept = desk.sealing.open(sealed, str(case.id))
        said = _with_what_was_asked_before(kept, private) if happened.type == "health-added" else private
        sealed = desk.sealing.seal({**kept, **said}, str(case.id))
    after = replace(
        case,
        facts=facts,
        sealed=sealed,
        version=case.version + 1,
        updated_at=at,
        body_id=body_id if isinstance(command, NotifyCommissioningBody) else case.body_id,
        mediating_provider_id=mediating,
    )
    event = log(after, happened, changes, actor, desk.draw_salt(), about)
    after = replace(after, head=event.hash)
    certificate = None
    if isinstance(command, IssueCertificate | ReissueCertificate) and facts.certificate is not None:
        certificate = _certificate(desk, after, facts.certificate, actor, case.facts.certificate)
    return _staged(desk, after, event, facts_json, certificate=certificate)


def _with_what_was_asked_before(kept: Mapping[str, Any], private: Mapping[str, Any]) -> dict[str, Any]:
    """Return the issues of a request together with those that are added to it."""
    before, added = kept.get("issues") or [], private.get("issues") or []
    return {**private, "issues": [*before, *(issue for issue in added if issue not in before)]}


def note(
    desk: Desk,
    case: StoredCase,
    kind: str,
    about: Mapping[str, Any],
    actor: Actor,
    occurred_on: date,
    at: datetime,
    becomes: Mapping[str, Any] | None = None,
) -> Staged:
    """Log on a case what happened to a record that hangs on it. `becomes` are facts of the case that change with it."""
    happened = Happened(kind, None, actor.kind, occurred_on, becomes or {})
    facts = apply(case.facts, happened)
    facts_json = facts_to_json(facts)
    changes = {name: facts_json[name] for name in sorted(happened.changes)}
    after = replace(case, facts=facts, version=case.version + 1, updated_at=at)
    event = log(after, happened, changes, actor, desk.draw_salt(), about)
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


def may_open_unseen(kind: OrganisationKind, action: Action) -> bool:
    """Whether an organisation may record this action on a case that it does not yet see.

    The tribunal may register an appeal: it is the first that it hears of a family. Nothing else.
    """
    return kind is OrganisationKind.TRIBUNAL and action is Action.REGISTER_APPEAL
