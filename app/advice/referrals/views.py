"""Referrals as JSON. The advice service sees what the consent covers. The organisation that referred sees a receipt."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.advice.domain.facts import ReferralFacts
from app.advice.domain.words import ConsentCovers, ReferralState
from app.advice.referrals.recording import (
    Choice,
    Receipt,
    StoredReferral,
    choices,
    contact_about,
    note_about,
)
from app.advice.referrals.schemas.referrals import (
    CaseSeen,
    ConsentOut,
    ConsentSaid,
    ContactIn,
    ContactMade,
    DateSeen,
    DecisionSeen,
    NoteOut,
    Referral,
    ReferralChoice,
    ReferralChoices,
    ReferralMade,
    ReferralRead,
    ReferralReceipt,
)
from app.advice.refusals import ReferralRefuses
from app.advice.services.use_cases import Turn
from app.advice.services.views import alternative_out, chosen_out
from app.cases.domain.standing import deadlines_on
from app.cases.domain.words import State
from app.cases.records import facts_if_readable
from app.cases.unit import Service
from app.cases.views import organisation
from app.cases.who_sees import date_told, facts_told, state_told
from app.kernel.errors import NotYours
from app.kernel.readers import advice
from app.kernel.terms import DecisionKind, OrganisationKind
from app.law.domain.rulebook import RULEBOOK
from app.platform.db.connections import Row
from app.platform.db.directory import Organisations
from app.platform.http.problems import NotYoursToRecord, Problem, Refused


def referral_out(stored: StoredReferral, organisations: Organisations) -> Referral:
    """Show a referral to its advice service, without its sealed parts. After the consent is withdrawn, only its id and
    dates remain."""
    facts, consent = stored.facts, stored.facts.consent
    bare = facts.state is ReferralState.WITHDRAWN
    by = stored.source_organisation_id
    return Referral(
        id=stored.id,
        state=facts.state,
        version=stored.version,
        area=organisations.by_id(stored.la_id).la_code or "",
        case_id=None if bare else stored.case_id,
        source=None if bare else facts.source,
        referred_by=organisation(by, organisations) if by and not bare and by != stored.service_id else None,
        person=None if bare else facts.person,
        consent=ConsentOut(
            given_by=None if bare else consent.given_by,
            given_on=consent.given_on,
            covers=[] if bare else sorted(consent.covers),
            withdrawn_on=consent.withdrawn_on,
        ),
        referred_on=facts.referred_on,
        opened_on=facts.opened_on,
        accepted_on=facts.accepted_on,
        declined_on=facts.declined_on,
        decline_reason=facts.decline_reason,
        wait_listed_on=facts.wait_listed_on,
        started_on=facts.started_on,
        contacts=[ContactMade(on=one.on, means=one.means) for one in facts.contacts],
        days_to_first_contact=facts.days_to_first_contact,
        closed_on=facts.closed_on,
        outcome=facts.outcome,
        level_of_help=facts.level,
        referred_at=stored.referred_at,
        updated_at=stored.updated_at,
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """What an advice service may read beside its referral: what is sealed, the case, and other referrals of the
    person."""

    contents: bytes | None
    notes: Sequence[Row]
    case: Row | None
    others: Sequence[UUID]


def referral_read(service: Service, stored: StoredReferral, beside: Beside, today: date) -> ReferralRead:
    """Show a referral to its advice service, with everything that the advice service may read."""
    shown = referral_out(stored, service.organisations)
    return ReferralRead(
        **{name: getattr(shown, name) for name in Referral.model_fields},
        contact=_contact(service, stored, beside.contents),
        notes=[_note(service, stored, row) for row in beside.notes],
        case=case_seen(service, stored.facts, beside.case, today) if beside.case is not None else None,
        same_person=list(beside.others),
    )


def _contact(service: Service, stored: StoredReferral, contents: bytes | None) -> ContactIn | None:
    if not contents or not stored.facts.consent.allows(ConsentCovers.CONTACT):
        return None
    return ContactIn(**service.seal.open(contents, contact_about(stored.id)))


def _note(service: Service, stored: StoredReferral, row: Row) -> NoteOut:
    said = service.seal.open(row.sealed, note_about(stored.id, row.id))["note"]
    return NoteOut(id=row.id, note=said, written_at=row.written_at)


def case_seen(service: Service, facts: ReferralFacts, case: Row, today: date) -> CaseSeen:
    """Show the parts of a case that the consent covers. The database has checked this, and this function checks it
    again."""
    allows = facts.consent.allows
    decision = _decision(case) if allows(ConsentCovers.DECISION) and case.kind is not None else None
    dated = allows(ConsentCovers.CASE_DATES) and case.facts is not None
    mediation = allows(ConsentCovers.MEDIATION)
    return CaseSeen(
        decision=decision,
        state=state_told(State(case.state), advice(mediation=mediation)) if dated else None,
        deadlines=_deadlines(service, case.facts, today, mediation=mediation) if dated else None,
        session_on=case.session_on if mediation else None,
    )


def _decision(case: Row) -> DecisionSeen | None:
    """Show the decision. None if it cannot be read."""
    try:
        kind = DecisionKind(case.kind)
        return DecisionSeen(kind=kind, paragraph=kind.paragraph, sections=json.loads(case.sections or "[]"))
    except ValueError:
        return None


def _deadlines(service: Service, said: str, today: date, *, mediation: bool) -> list[DateSeen] | None:
    """Show the dates of a case. None if they cannot be read: the referral itself is still shown."""
    read = facts_if_readable(said)
    if read is None:
        return None
    facts = facts_told(read, advice(mediation=mediation))
    # After the end, how the mediation stands would tell an agreement, which leaves the right to a certificate.
    reader = advice(mediation=mediation and facts.closed_on is None)
    return [
        DateSeen(
            code=one.deadline.code,
            due_on=one.deadline.due_on,
            due_at=one.deadline.due_at,
            owed_by=one.deadline.owed_by,
            status=one.status,
            rule=one.deadline.rule.id,
            citation=one.deadline.rule.citation,
        )
        for one in deadlines_on(facts, today, service.pathway.law)
        if date_told(one.deadline.code, reader)
    ]


def receipt_out(receipt: Receipt, organisations: Organisations) -> ReferralReceipt:
    """Show a referral to the organisation that made it."""
    said = receipt.facts.consent
    return ReferralReceipt(
        id=receipt.id,
        case_id=receipt.case_id,
        advice_service=organisation(receipt.service_id, organisations),
        source=receipt.facts.source,
        person=receipt.facts.person,
        consent=ConsentSaid(given_by=said.given_by, given_on=said.given_on, covers=sorted(said.covers)),
        referred_on=receipt.facts.referred_on,
        referred_at=receipt.referred_at,
        help_is_given=True if receipt.help_is_given else None,
    )


def choices_out(
    referral_id: UUID, facts: ReferralFacts, by: OrganisationKind, today: date, *, own: bool
) -> ReferralChoices:
    """Show every action: allowed, or why not and what would unlock it. `own`: the reader is the advice service, which
    knows the state."""
    return ReferralChoices(
        referral_id=referral_id,
        state=facts.state if own else None,
        as_of=today,
        actions=[_choice(referral_id, one) for one in choices(facts, by, today)],
    )


def _choice(referral_id: UUID, one: Choice) -> ReferralChoice:
    shown = ReferralChoice(
        action=one.action,
        allowed=one.refusal is None,
        recorded_by=list(one.recorded_by),
        post_to=f"/v1/referrals/{referral_id}/actions/{one.action}",
        unlock=list(one.unlock),
    )
    if one.refusal is None:
        return shown
    rule = RULEBOOK.rule(one.refusal.rule_id)
    return shown.model_copy(
        update={
            "rule": rule.id,
            "citation": rule.citation,
            "legislation_url": rule.url,
            "reason": one.refusal.reason,
        }
    )


def made_out(stored: StoredReferral, turn: Turn, organisations: Organisations) -> ReferralMade:
    """Show a referral that was just made."""
    chosen = chosen_out(organisations, turn)
    return ReferralMade(
        id=stored.id,
        case_id=stored.case_id,
        advice_service=chosen,
        source=stored.facts.source,
        person=stored.facts.person,
        referred_on=stored.facts.referred_on,
        full=chosen.full,
        alternative=alternative_out(organisations, turn),
    )


def refused_on_referral(error: ReferralRefuses) -> Problem:
    """Explain a refusal, with its rule and the shortest lawful way to the action."""
    rule, reason = RULEBOOK.rule(error.refusal.rule_id), error.reason
    members: dict[str, Any] = {"rule": rule.id, "citation": rule.citation, "legislation_url": rule.url}
    if isinstance(error.refusal, NotYours):
        return NotYoursToRecord(reason, action=error.action, state=error.state, reason=reason, unlock=[], **members)
    return Refused(action=error.action, state=error.state, reason=reason, unlock=error.way, **members)
