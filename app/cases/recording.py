"""What is written on a case by a notice, by an action, and by records of other wings. Nothing here waits or writes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from app.cases.ahead import dates_ahead
from app.cases.certifying import Certifies, certificate_of, named
from app.cases.contacts.records import Contact, Holder, KnownContact
from app.cases.desk import Desk
from app.cases.domain.commands import Command, IssueCertificate, NotifyCommissioningBody, ReissueCertificate
from app.cases.domain.facts import CaseFacts
from app.cases.domain.offers import next_offer_on
from app.cases.domain.standing import times_end_on
from app.cases.domain.transfer import reference_now, senders_reference
from app.cases.domain.words import Source
from app.cases.families.records import UNKNOWN, Family
from app.cases.issue_steps import STEPS, sealed_steps, steps_of
from app.cases.records import (
    History,
    LoggedEvent,
    Says,
    Staged,
    StoredCase,
    command_to_json,
    facts_to_json,
    log,
)
from app.cases.refusals import StepRefused
from app.kernel.chain import GENESIS
from app.kernel.errors import Refusal
from app.kernel.machine import Happened, apply
from app.platform.actor import Recorded


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of decision as it is recorded. `private` is sealed: the holder's name, for the certificate.

    `body_id` is the commissioning body that was notified before the case was brought in.
    """

    case_id: UUID
    la_id: UUID
    la_code: str
    provider_id: UUID
    la_reference: str | None
    appellant_reference: str | None
    notice_contents: Mapping[str, bool] | None
    facts: CaseFacts
    private: Mapping[str, Any]
    not_a_duplicate: bool = False
    body_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What is recorded with an action, beside its command.

    `private` is added to what is sealed: what a party says in words is for the parties alone, never for the log.
    `about` is what the event says of a record that hangs on the case. `body_id` is the commissioning body that is
    notified, and `mediating_provider_id` the provider whose mediator was engaged. `not_a_duplicate` says that the
    notice is another than one which seems the same.
    """

    private: Mapping[str, Any] | None = None
    about: Mapping[str, Any] | None = None
    body_id: UUID | None = None
    mediating_provider_id: UUID | None = None
    not_a_duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What happened to a record that hangs on a case. `becomes` are facts of the case that change with it."""

    kind: str
    about: Mapping[str, Any]
    occurred_on: date
    becomes: Mapping[str, Any] | None = None
    private: Mapping[str, Any] | None = None
    """What is sealed with the case."""


def contact_changed(on: date) -> Note:
    """Return the note of new contact details. It says that the details changed, and holds none of them."""
    return Note("contact-changed", {"record": "contact"}, on)


@dataclass(frozen=True, slots=True)
class People:
    """The people of a case that is brought in: the family behind it, and how to reach the family."""

    family: Family = UNKNOWN
    contact: Contact | None = None


NOBODY = People()
"""Nothing is said of the people."""


NOTHING_MORE = Said()


def stage_notice(desk: Desk, notice: Notice, recorded: Recorded) -> Staged:
    """Return a new case, of which the notice is the first event.

    Raises:
        OutsideKnownLaw: the notice's date is before the Act or beyond the published bank holidays.
    """
    opened, event, facts_json = _opened(desk, notice, recorded, None)
    owed, again = desk.ledger.after(None, opened.facts, event), notice.not_a_duplicate
    return staged(desk, opened, event, facts_json, opened=True, owed=owed, not_a_duplicate=again)


def _opened(
    desk: Desk, notice: Notice, recorded: Recorded, source: Source | None
) -> tuple[StoredCase, LoggedEvent, dict[str, Any]]:
    """Return a new case with its first event, and its facts as JSON."""
    desk.pathway.law.must_answer(notice.facts)
    facts_json = facts_to_json(notice.facts)
    actor, at = recorded.actor, recorded.at
    on = notice.facts.notice_told_on or notice.facts.notice_sent_on
    happened = Happened("notice-recorded", None, actor.kind, on, {})
    opened = StoredCase(
        id=notice.case_id,
        la_id=notice.la_id,
        la_code=notice.la_code,
        provider_id=notice.provider_id,
        body_id=notice.body_id,
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
    event = log(opened, happened, Says(facts_json, source=source), actor, desk.draw_salt(), desk.pathway.law.version)
    return replace(opened, head=event.hash), event, facts_json


def stage_history(
    desk: Desk, notice: Notice, told: Iterable[Command], recorded: Recorded, people: People = NOBODY
) -> History:
    """Return a new case with its past, as its authority tells it: each step as if its own party had recorded it then.

    Every event says that it was imported, and that the authority recorded it. Contact details are no part of the past:
    the authority records them now, so their event comes last and was not imported.

    Raises:
        OutsideKnownLaw: the notice's date is before the Act or beyond the published bank holidays.
        StepRefused: the pathway does not allow one of the steps.
    """
    case, event, facts_json = _opened(desk, notice, recorded, Source.IMPORTED)
    events, steps = [event], [(case.facts, event)]
    for command in told:
        try:
            happened = desk.pathway.decide(case.facts, command, recorded.today)
        except Refusal as refusal:
            raise StepRefused(command, refusal) from refusal
        happened = replace(happened, by=recorded.actor.kind)
        facts = apply(case.facts, happened)
        facts_json = facts_to_json(facts)
        changes = {name: facts_json[name] for name in sorted(happened.changes)}
        case = replace(case, facts=facts, version=case.version + 1)
        says = Says(changes, command=command_to_json(command), source=Source.IMPORTED)
        events.append(log(case, happened, says, recorded.actor, desk.draw_salt(), desk.pathway.law.version))
        case = replace(case, head=events[-1].hash)
        steps.append((facts, events[-1]))
    known = None
    if people.contact is not None:
        note = contact_changed(recorded.today)
        case = replace(case, version=case.version + 1)
        noted = Happened(note.kind, None, recorded.actor.kind, note.occurred_on, {})
        events.append(
            log(case, noted, Says({}, note.about), recorded.actor, desk.draw_salt(), desk.pathway.law.version)
        )
        case = replace(case, head=events[-1].hash)
        holder = Holder(case.facts.appellant_kind, case.facts.right_passed_on)
        known = KnownContact(people.contact, recorded.actor.organisation_id, case.version, recorded.at, holder)
    owed, again = desk.ledger.told(steps), notice.not_a_duplicate
    last = staged(desk, case, events[-1], facts_json, opened=True, owed=owed, not_a_duplicate=again)
    return History(last, tuple(events), people.family, known)


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
        la_reference=_reference(case, facts),
        sealed=_sealed(desk, case, happened, _with_its_holder(said.private, facts)),
        version=case.version + 1,
        updated_at=recorded.at,
        body_id=said.body_id if isinstance(command, NotifyCommissioningBody) else case.body_id,
        mediating_provider_id=_mediating(case, said.mediating_provider_id),
    )
    says = Says(changes, said.about, command_to_json(command))
    event = log(after, happened, says, recorded.actor, desk.draw_salt(), desk.pathway.law.version)
    after = replace(after, head=event.hash)
    certificate = None
    if isinstance(command, IssueCertificate | ReissueCertificate) and facts.certificate is not None:
        before = case.facts.certificate.issued_here if case.facts.certificate else None
        issues = Certifies(recorded.actor.organisation_id, before)
        certificate = certificate_of(desk, after, facts.certificate, issues)
    owed, again = desk.ledger.after(case.facts, facts, event), said.not_a_duplicate
    return staged(desk, after, event, facts_json, certificate=certificate, owed=owed, not_a_duplicate=again)


def _reference(case: StoredCase, facts: CaseFacts) -> str | None:
    """Return the reference of a case after something has happened on it."""
    return reference_now(facts, senders_reference(case.facts, case.la_reference))


DROPPED = "dropped"
"""The issues that a step drops: the other words of the step are what is left."""
ADDED_TO_A_REQUEST = frozenset({"health-added", "issues-added"})


def _with_its_holder(private: Mapping[str, Any] | None, after: CaseFacts) -> Mapping[str, Any] | None:
    """Say of a new name whose name it is: the name of the person who holds the right after the action."""
    if private is None or "name" not in private:
        return private
    return {**private, **named(private["name"], after.appellant_kind)}


def _sealed(desk: Desk, case: StoredCase, happened: Happened, private: Mapping[str, Any] | None) -> bytes:
    """Return what is sealed with a case after a party has said more in words."""
    if not private:
        return case.sealed
    kept = desk.sealing.open(case.sealed, str(case.id))
    words = {name: value for name, value in private.items() if name != DROPPED}
    said = _with_what_was_asked_before(kept, words) if happened.type in ADDED_TO_A_REQUEST else words
    if "issues" in words:
        step = {"issues": private.get(DROPPED, words["issues"])}
        if wanted := words.get("health_provision_wanted"):
            step["health_provision_wanted"] = wanted
        said = {**said, STEPS: sealed_steps({**steps_of(kept), case.version + 1: step})}
    return desk.sealing.seal({**kept, **said}, str(case.id))


def _mediating(case: StoredCase, engaged: UUID | None) -> UUID | None:
    """Return the provider whose mediator conducts the session, if it is not the provider that advised."""
    if engaged is None:
        return case.mediating_provider_id
    return engaged if engaged != case.provider_id else None


def _with_what_was_asked_before(kept: Mapping[str, Any], private: Mapping[str, Any]) -> dict[str, Any]:
    """Return the issues of a request together with those that are added to it."""
    before, added = kept.get("issues") or [], private.get("issues") or []
    known = {issue.casefold() for issue in before}
    return {**private, "issues": [*before, *(issue for issue in added if issue.casefold() not in known)]}


def stage_note(desk: Desk, case: StoredCase, note: Note, recorded: Recorded) -> Staged:
    """Return a case with an event of a record that hangs on it."""
    happened = Happened(note.kind, None, recorded.actor.kind, note.occurred_on, note.becomes or {})
    facts = apply(case.facts, happened)
    facts_json = facts_to_json(facts)
    changes = {name: facts_json[name] for name in sorted(happened.changes)}
    sealed = _sealed(desk, case, happened, note.private)
    reference, version = _reference(case, facts), case.version + 1
    after = replace(case, facts=facts, la_reference=reference, sealed=sealed, version=version, updated_at=recorded.at)
    event = log(after, happened, Says(changes, note.about), recorded.actor, desk.draw_salt(), desk.pathway.law.version)
    owed = desk.ledger.after(case.facts, facts, event)
    return staged(desk, replace(after, head=event.hash), event, facts_json, owed=owed)


def staged(desk: Desk, case: StoredCase, event: LoggedEvent, facts_json: dict[str, Any], **more: Any) -> Staged:
    law, facts = desk.pathway.law, case.facts
    waits_until = facts.waits_until(law.regime(facts), law.readings)
    placement_only = facts.placement_only(law.readings)
    offer_on = next_offer_on(facts, needs_certificate=law.needs_certificate(facts))
    ahead, over_on = dates_ahead(facts, law), times_end_on(facts, law)
    open_to_all = not law.regime(facts).asks_certificate
    times = (waits_until, over_on, offer_on, ahead)
    return Staged(case, event, facts_json, placement_only, *times, before_tribunal=open_to_all, **more)
