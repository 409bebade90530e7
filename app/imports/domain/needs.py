"""Which cells a row still needs, and which of its cells contradict each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.cases.domain.panels import PanelAnswer
from app.cases.domain.stakes import THE_DECISION, WITH_SECTIONS
from app.cases.domain.words import AppealOutcome
from app.imports.domain.row import COLUMNS, Row
from app.imports.domain.words import Health
from app.kernel.terms import PlanSection


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is refused: the column, and the reason in words; and the rule of law, where one refuses it."""

    column: str
    reason: str
    rule: str | None = None
    citation: str | None = None


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
    ("follows_reference", ("follows_because",)),
    ("follows_because", ("follows_reference",)),
    ("panel_members", ("panel_reviewed_on",)),
    ("panel_followed_law", ("panel_reviewed_on",)),
    ("panel_met_standards", ("panel_reviewed_on",)),
    ("panel_recommendation", ("panel_reviewed_on",)),
    ("panel_answer", ("panel_recommendation",)),
    ("panel_answered_on", ("panel_answer",)),
    ("agreement_made_on", ("agreement_terms",)),
    ("agreement_terms", ("agreement_made_on",)),
    ("conceded_sections", ("conceded_on",)),
    ("promises", ("conceded_on",)),
    ("appeal_basis", ("appeal_registered_on",)),
    ("tribunal_reference", ("appeal_registered_on",)),
    ("permission_reference", ("appeal_registered_on",)),
    ("response_sent_on", ("appeal_registered_on",)),
    ("appeal_ended_on", ("appeal_registered_on",)),
    ("appeal_issues", ("appeal_registered_on",)),
    ("appeal_outcome", ("appeal_ended_on",)),
    ("appeal_order", ("appeal_ended_on",)),
    ("appeal_orders", ("appeal_ended_on",)),
    ("decision_reference", ("appeal_registered_on",)),
)
"""Columns that say nothing without another column."""


def incomplete(row: Row) -> list[Fault]:
    """Return what a row leaves out of what it tells: no day is made up for it."""
    found = [
        Fault(other, f"If you fill in {name}, you must also fill in {other}")
        for name, others in _NEEDS
        for other in others
        if _said(row, name) and not _said(row, other)
    ]
    if row.session_outcome and not (row.session_outcome_on or row.session_on):
        found.append(
            Fault(
                "session_on", "If you fill in session_outcome, you must also fill in session_on or session_outcome_on"
            )
        )
    found += _of_the_panel(row)
    found += _of_the_appeal(row)
    if says_contact(row) and not any(_said(row, name) for name in _REACHES):
        found.append(Fault("contact_telephone", "Give a telephone number or an e-mail address for the contact"))
    return list(dict.fromkeys(found))


def _of_the_panel(row: Row) -> Iterator[Fault]:
    answered = row.panel_answer not in (None, PanelAnswer.PENDING)
    if answered and row.panel_answered_on is None:
        yield Fault("panel_answered_on", "If you fill in panel_answer, you must also fill in panel_answered_on")
    if row.panel_answered_on and not answered:
        yield Fault("panel_answered_on", "Fill in panel_answered_on only if panel_answer is accepted or rejected")


def _of_the_appeal(row: Row) -> Iterator[Fault]:
    if row.appeal_order and row.appeal_orders:
        yield Fault("appeal_order", "Write all orders in the column appeal_orders, and leave appeal_order empty")
    if row.appeal_outcome in (AppealOutcome.UNOPPOSED, AppealOutcome.WITHDRAWN):
        for name in ("appeal_order", "appeal_orders"):
            if _said(row, name):
                yield Fault(name, f"An appeal that ended as {row.appeal_outcome} cannot have an order")
    begun: set[PlanSection | None] = {*row.sections} if row.decision_kind in WITH_SECTIONS else set()
    if any(one.section not in (begun or {None}) for one in row.appeal_issues):
        about = " ".join(section for section in row.sections if section in begun) or THE_DECISION
        yield Fault("appeal_issues", f"This appeal can only have these issues: {about}")


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
