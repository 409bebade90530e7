"""Showing what is stored: from a stored case to the JSON that parties read."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.records import StoredCase
from app.cases.schemas import cases as schemas
from app.cases.sight import ToldEvent
from app.kernel.unreadable import Unreadable
from app.law.domain.deadlines import Deadline
from app.platform.db.directory import Organisations


def case(
    stored: StoredCase,
    law: Law,
    organisations: Organisations,
    today: date,
    private: Mapping[str, Any] | None = None,
) -> schemas.Case:
    """Show a case as its reader is told it (`case_told`). `private` are the sealed words that the reader may read."""
    facts = stored.facts
    window = law.appeal_window(facts)
    placement_only = facts.placement_only(law.readings)
    missed = facts.appealable and not placement_only and facts.contact_missed(today)
    contents = stored.notice_contents
    mediating = stored.mediating_provider_id
    said = private or {}
    return schemas.Case(
        id=stored.id,
        la_code=stored.la_code,
        la_reference=stored.la_reference,
        regime=facts.regime,
        state=facts.state,
        stage=facts.stage,
        version=stored.version,
        decision=schemas.Decision(
            kind=facts.kind,
            paragraph=facts.kind.paragraph,
            notice_sent_on=facts.notice_sent_on,
            notice_printed_on=facts.notice_printed_on,
            sections=sorted(facts.sections),
            notice_contents=_contents(contents) if contents else None,
            notice_faults=[name for name, said_so in (contents or {}).items() if said_so is False],
        ),
        appellant=schemas.Appellant(kind=facts.appellant_kind, reference=stored.appellant_reference),
        provider=organisation(stored.provider_id, organisations),
        mediating_provider=organisation(mediating, organisations) if mediating else None,
        placement_only=placement_only,
        appealable=facts.appealable,
        mediation=schemas.Mediation(
            contacted_on=facts.contacted_on,
            declined_on=facts.declined_on,
            requested_on=facts.requested_on,
            issues=said.get("issues"),
            health_provision_wanted=said.get("health_provision_wanted"),
            commissioning_body_notified_on=facts.body_notified_on,
            arranged_on=facts.arranged_on,
            session_on=facts.session_on,
            session_outcome=facts.session_outcome,
            concluded_on=facts.concluded_on,
            cannot_arrange_reported_on=facts.cannot_arrange_reported_on,
        ),
        certificate=schemas.CertificateSummary.model_validate(facts.certificate) if facts.certificate else None,
        agreement=schemas.Agreement(
            made_on=facts.agreement_made_on,
            terms=[schemas.AgreementTerm(kind=term.kind, agreed_by=term.agreed_by) for term in facts.agreement_terms],
        )
        if facts.agreement_made_on
        else None,
        conceded_on=facts.conceded_on,
        contact_period=schemas.ContactPeriod(closes_on=facts.contact_closes_on, missed=missed),
        certificate_window_missed=missed,
        leave_window=_window(law.leave_window(facts)) if missed else None,
        appeal_window=_window(window),
        appeal=schemas.AppealSummary(
            basis=facts.appeal.basis,
            registered_on=facts.appeal.registered_on,
            late=facts.appeal.late,
            late_explanation=said.get("late_explanation"),
            permission_granted_on=facts.appeal.permission_granted_on,
            permission_reference=facts.appeal.permission_reference,
            tribunal_reference=facts.appeal.tribunal_reference,
            unopposed_on=facts.unopposed_notified_on,
            conceded_on=facts.appeal.conceded_on,
            withdrawn_on=facts.appeal.withdrawn_on,
            reinstated_on=facts.appeal.reinstated_on,
            decision_reference=facts.appeal.decision_reference,
        )
        if facts.appeal
        else None,
        order=_order(facts),
        exemption=_exemption(facts, law),
        panel=schemas.PanelReview(reviewed_on=facts.panel_reviewed_on) if facts.panel_reviewed_on else None,
        resolved_on=facts.resolved_on,
        closed_on=facts.over_on,
        closed_by_family=facts.closed_by_family,
        opened_at=stored.opened_at,
        updated_at=stored.updated_at,
    )


def _contents(said: Mapping[str, bool]) -> schemas.NoticeContents:
    try:
        return schemas.NoticeContents.model_validate(said)
    except ValueError:
        raise Unreadable("the contents of a notice") from None


def _order(facts: CaseFacts) -> schemas.OrderMade | None:
    if facts.order_made_on is None or facts.order_kind is None:
        return None
    directed = [schemas.DirectedDate(step=one.step, due_on=one.due_on) for one in facts.directed]
    return schemas.OrderMade(made_on=facts.order_made_on, order_kind=facts.order_kind, directed=directed)


def _exemption(facts: CaseFacts, law: Law) -> schemas.Exemption | None:
    if facts.exemption_claimed_on is None:
        return None
    exemptions = law.regime(facts).exemptions
    return schemas.Exemption(
        claimed_on=facts.exemption_claimed_on,
        ground=facts.exemption_ground,
        decided_on=facts.exemption_decided_on,
        granted=facts.exemption_granted,
        decide_by=facts.exemption_due(exemptions),
        if_undecided=exemptions.if_undecided if exemptions else None,
    )


def _window(found: Deadline | None) -> schemas.AppealWindow | None:
    if found is None or found.due_at is None:
        return None
    return schemas.AppealWindow(
        closes_on=found.due_on, closes_at=found.due_at, rule=found.rule.id, citation=found.rule.citation
    )


def organisation(organisation_id: UUID, organisations: Organisations) -> schemas.Organisation:
    """Show an organisation by its names."""
    found = organisations.by_id(organisation_id)
    return schemas.Organisation(id=found.id, slug=found.slug, name=found.name)


def event(told: ToldEvent) -> schemas.Event:
    """Show an event as its reader is told it."""
    return schemas.Event.model_validate(told)
