"""The steps of a case that a row describes: for each, a command of the pathway and the column that it comes from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.cases.domain import commands
from app.cases.domain.conceded import Promised
from app.cases.domain.panels import PanelAnswer
from app.cases.domain.proceedings import IssueNow, Ordered
from app.cases.domain.stakes import THE_DECISION
from app.cases.domain.words import AppealOutcome
from app.imports.domain.lists import ToldTerm
from app.imports.domain.row import Row
from app.imports.domain.words import Health
from app.kernel.terms import HEALTH_SECTIONS, AppealBasis, OrganisationKind, Party, PlanSection, TermKind
from app.law.domain.chronology import Term
from app.law.domain.kinds import Code

LA, PROVIDER = OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER
BODY = OrganisationKind.COMMISSIONING_BODY


@dataclass(frozen=True, slots=True)
class Step:
    """A command, and the column that gives its day."""

    column: str
    command: commands.Command


def steps(row: Row) -> list[Step]:
    """Return what happened to a case, by its days. On one day the order is that of the pathway.

    Each step is the act of the party whose act it is in law, whichever party knows of it.
    """
    return sorted(_told(row), key=lambda step: step.command.occurred_on)


def _told(row: Row) -> Iterator[Step]:
    yield from _before_mediation(row)
    yield from _mediation(row)
    yield from _certificate(row)
    yield from _agreement(row)
    yield from _appeal(row)


def _before_mediation(row: Row) -> Iterator[Step]:
    if row.contacted_on:
        yield Step("contacted_on", commands.ContactAdviser(by=PROVIDER, occurred_on=row.contacted_on))
    if row.requested_on:
        raised, only = row.health in (Health.YES, Health.ONLY), row.health is Health.ONLY
        asked = commands.RequestMediation(by=LA, occurred_on=row.requested_on, health_raised=raised, health_only=only)
        yield Step("requested_on", asked)
    if row.declined_on:
        yield Step("declined_on", commands.DeclineMediation(by=PROVIDER, occurred_on=row.declined_on))
    if row.commissioning_body_notified_on:
        told = commands.NotifyCommissioningBody(by=LA, occurred_on=row.commissioning_body_notified_on)
        yield Step("commissioning_body_notified_on", told)
    yield from _review(row)


def _review(row: Row) -> Iterator[Step]:
    if row.panel_reviewed_on is None:
        return
    reviewed = commands.RecordPanelReview(
        by=LA,
        occurred_on=row.panel_reviewed_on,
        members=tuple(seat.members for seat in row.panel_members),
        followed_law=row.panel_followed_law,
        met_standards=row.panel_met_standards,
        recommendation=row.panel_recommendation,
    )
    yield Step("panel_reviewed_on", reviewed)
    if row.panel_answer not in (None, PanelAnswer.PENDING) and row.panel_answered_on:
        answered = commands.AnswerPanelReview(
            by=LA,
            occurred_on=row.panel_answered_on,
            authority_answer=row.panel_answer,
            reviewed_on=row.panel_reviewed_on,
        )
        yield Step("panel_answered_on", answered)


def _mediation(row: Row) -> Iterator[Step]:
    if row.arranged_on:
        fixed = commands.ArrangeMediation(by=LA, occurred_on=row.arranged_on, session_on=row.session_on)
        yield Step("arranged_on", fixed)
    ended_on = row.session_outcome_on or row.session_on
    if row.session_outcome and ended_on:
        ended = commands.RecordSessionOutcome(by=PROVIDER, occurred_on=ended_on, outcome=row.session_outcome)
        yield Step("session_outcome", ended)
    if row.cannot_arrange_reported_on:
        told = commands.ReportCannotArrange(by=LA, occurred_on=row.cannot_arrange_reported_on)
        yield Step("cannot_arrange_reported_on", told)


def _certificate(row: Row) -> Iterator[Step]:
    if row.certificate_issued_on and row.certificate_ground:
        issued = commands.IssueCertificate(
            by=PROVIDER,
            occurred_on=row.certificate_issued_on,
            ground=row.certificate_ground,
            number=row.certificate_number or "",
            told_by_authority=True,
            issuer=row.certificate_issuer,
        )
        yield Step("certificate_issued_on", issued)


def _agreement(row: Row) -> Iterator[Step]:
    if row.agreement_made_on:
        terms = tuple(Term(one.kind, one.by, one.owed_by, one.sections) for one in row.agreement_terms)
        agreed = commands.RecordAgreement(by=LA, occurred_on=row.agreement_made_on, terms=terms)
        yield Step("agreement_made_on", agreed)
        for index, term in enumerate(row.agreement_terms):
            if term.kept:
                done = commands.CompleteDuty(
                    by=_owes(row, term),
                    occurred_on=term.kept,
                    code=Code.CARRY_OUT_AGREEMENT,
                    term=term.kind,
                    term_index=index,
                )
                yield Step("agreement_terms", done)
    if row.conceded_on:
        promised = tuple(Promised(one.kind, one.by, one.sections) for one in row.promises if one.by)
        sections = frozenset(row.conceded_sections)
        gave_way = commands.Concede(by=LA, occurred_on=row.conceded_on, sections=sections, promises=promised)
        yield Step("promises" if promised else "conceded_on", gave_way)
        for number, promise in enumerate(row.promises, 1):
            if promise.kept:
                yield Step("promises", commands.KeepPromise(by=LA, occurred_on=promise.kept, promise=number))


def _owes(row: Row, term: ToldTerm) -> OrganisationKind:
    """Return who carries out a term: of health, the commissioning body, where it was told of the mediation."""
    if term.owed_by is not None or term.kind is not TermKind.OTHER_ACTION:
        return BODY if term.owed_by is Party.COMMISSIONING_BODY else LA
    about_health = bool(term.sections) and HEALTH_SECTIONS.issuperset(term.sections)
    told = row.commissioning_body_notified_on is not None
    return BODY if row.health is Health.ONLY or (about_health and told) else LA


def _appeal(row: Row) -> Iterator[Step]:
    if row.appeal_registered_on:
        registered = commands.RegisterAppeal(
            by=LA,
            occurred_on=row.appeal_registered_on,
            basis=_basis(row),
            permission_reference=row.permission_reference,
            tribunal_reference=row.tribunal_reference,
        )
        yield Step("appeal_registered_on", registered)
    if row.response_sent_on:
        sent = commands.CompleteDuty(by=LA, occurred_on=row.response_sent_on, code=Code.LA_RESPONSE)
        yield Step("response_sent_on", sent)
    yield from _issues(row)
    if row.appeal_ended_on:
        yield Step("appeal_ended_on", _end(row, row.appeal_ended_on))
    if row.withdrawn_on:
        withdrawn = commands.Withdraw(
            by=LA, occurred_on=row.withdrawn_on, family_confirmed=True, decision_reference=row.decision_reference
        )
        yield Step("withdrawn_on", withdrawn)


def _issues(row: Row) -> Iterator[Step]:
    """Yield the changes of the issues of the appeal, those of one day together."""
    for day, issues in groupby(sorted(row.appeal_issues, key=lambda one: one.since), key=lambda one: one.since):
        changed = commands.ChangeAppealIssues(
            by=LA,
            occurred_on=day,
            changes=tuple(IssueNow(one.section or THE_DECISION, one.section, one.status) for one in issues),
            decision_reference=row.decision_reference,
        )
        yield Step("appeal_issues", changed)


def _end(row: Row, ended_on: date) -> commands.Command:
    """Return the command that ends the appeal. A family's withdrawal, and an unopposed appeal, have their own."""
    match row.appeal_outcome:
        case AppealOutcome.UNOPPOSED:
            return commands.Concede(by=LA, occurred_on=ended_on)
        case AppealOutcome.WITHDRAWN:
            reference = row.decision_reference
            return commands.Withdraw(by=LA, occurred_on=ended_on, family_confirmed=True, decision_reference=reference)
    return commands.RecordAppealOutcome(
        by=LA,
        occurred_on=ended_on,
        order_kind=row.appeal_order,
        orders=tuple(Ordered(one.kind, one.sections) for one in row.appeal_orders),
        outcome=row.appeal_outcome,
        decision_reference=row.decision_reference,
    )


def _basis(row: Row) -> AppealBasis:
    if row.appeal_basis:
        return row.appeal_basis
    if row.certificate_issued_on:
        return AppealBasis.CERTIFICATE
    if row.permission_reference:
        return AppealBasis.PERMISSION
    return AppealBasis.PLACEMENT_ONLY if PlanSection.I in row.sections else AppealBasis.CERTIFICATE
