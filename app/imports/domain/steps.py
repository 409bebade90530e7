"""The steps of a case that a row tells of: each a command of the pathway, and the column that it comes from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.cases.domain import commands
from app.imports.domain.row import COLUMNS, Row
from app.imports.domain.words import Health
from app.kernel.terms import AppealBasis, OrganisationKind, PlanSection
from app.law.domain.chronology import Term
from app.law.domain.kinds import Code

LA, PROVIDER = OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is refused: the column, and the reason in words; and the rule of law, where one refuses it."""

    column: str
    reason: str
    rule: str | None = None
    citation: str | None = None


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
        terms = tuple(Term(kind) for kind in row.agreement_terms)
        agreed = commands.RecordAgreement(by=LA, occurred_on=row.agreement_made_on, terms=terms)
        yield Step("agreement_made_on", agreed)
    if row.conceded_on:
        yield Step("conceded_on", commands.Concede(by=LA, occurred_on=row.conceded_on))


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
    if row.appeal_ended_on:
        ended = commands.RecordAppealOutcome(
            by=LA,
            occurred_on=row.appeal_ended_on,
            order_kind=row.appeal_order,
            decision_reference=row.decision_reference,
        )
        yield Step("appeal_ended_on", ended)
    if row.withdrawn_on:
        withdrawn = commands.Withdraw(
            by=LA, occurred_on=row.withdrawn_on, family_confirmed=True, decision_reference=row.decision_reference
        )
        yield Step("withdrawn_on", withdrawn)


def _basis(row: Row) -> AppealBasis:
    if row.appeal_basis:
        return row.appeal_basis
    if row.certificate_issued_on:
        return AppealBasis.CERTIFICATE
    if row.permission_reference:
        return AppealBasis.PERMISSION
    return AppealBasis.PLACEMENT_ONLY if PlanSection.I in row.sections else AppealBasis.CERTIFICATE


_NEEDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("representative_name", ("representative_relation",)),
    ("representative_relation", ("representative_name",)),
    ("representative_telephone", ("representative_name",)),
    ("representative_email", ("representative_name",)),
    ("health", ("requested_on",)),
    ("commissioning_body", ("commissioning_body_notified_on",)),
    ("session_on", ("arranged_on",)),
    ("session_outcome", ("arranged_on",)),
    ("session_outcome_on", ("session_outcome",)),
    ("certificate_issued_on", ("certificate_ground",)),
    ("certificate_ground", ("certificate_issued_on",)),
    ("certificate_number", ("certificate_issued_on",)),
    ("certificate_issuer", ("certificate_issued_on",)),
    ("agreement_made_on", ("agreement_terms",)),
    ("agreement_terms", ("agreement_made_on",)),
    ("appeal_basis", ("appeal_registered_on",)),
    ("tribunal_reference", ("appeal_registered_on",)),
    ("permission_reference", ("appeal_registered_on",)),
    ("response_sent_on", ("appeal_registered_on",)),
    ("appeal_ended_on", ("appeal_registered_on",)),
    ("appeal_order", ("appeal_ended_on",)),
    ("decision_reference", ("appeal_registered_on",)),
)
"""Columns that say nothing without another column."""


def incomplete(row: Row) -> list[Fault]:
    """Return what a row leaves out of what it tells: no day is made up for it."""
    found = [
        Fault(other, f"{name} needs {other} as well")
        for name, others in _NEEDS
        for other in others
        if _said(row, name) and not _said(row, other)
    ]
    if row.session_outcome and not (row.session_outcome_on or row.session_on):
        found.append(Fault("session_on", "session_outcome needs session_on or session_outcome_on as well"))
    if says_contact(row) and not any(_said(row, name) for name in _REACHES):
        found.append(Fault("contact_telephone", "Give a telephone number or an e-mail address for the contact"))
    return list(dict.fromkeys(found))


_REACHES = ("contact_telephone", "contact_email", "representative_telephone", "representative_email")
"""A contact has one of these: without them nobody can be reached."""
_OF_CONTACT = tuple(name for name in COLUMNS if name.startswith(("contact_", "representative_")))


def says_contact(row: Row) -> bool:
    """Whether a row has contact details."""
    return any(_said(row, name) for name in _OF_CONTACT)


def _said(row: Row, name: str) -> bool:
    value: object = getattr(row, name)
    if isinstance(value, date):
        return True
    return bool(value) and value is not Health.NO
