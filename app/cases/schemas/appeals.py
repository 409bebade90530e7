"""The way to the tribunal, as JSON: the certificate, the times to appeal, the appeal and its order."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from app.cases.domain.appealed import appeal_id, appeal_outcome
from app.cases.domain.facts import CaseFacts
from app.cases.domain.proceedings import Ordered
from app.cases.domain.words import AppealOutcome
from app.kernel.terms import AppealBasis, AppellantKind, CertificateGround, PlanSection, TermKind
from app.law.domain.chronology import Directed
from app.law.domain.deadlines import Deadline
from app.law.domain.model import Step
from app.platform.http.fields import Answer


class CertificateSummary(Answer):
    """The certificate in force.

    An authority that imports its cases may record a certificate that was issued outside this service. We did not issue
    this certificate and cannot confirm it: ask the issuer.
    """

    number: str = Field(
        description="The number of the certificate. If `told_by_authority` is true: the issuer's number, as the "
        "authority told us. Empty if the authority does not know the number."
    )
    ground: CertificateGround
    issued_on: date
    holder_kind: AppellantKind
    told_by_authority: bool = Field(
        False,
        description="True: the authority told us about this certificate. We did not issue this certificate and cannot "
        "confirm it. Left out for our own certificates.",
        exclude_if=lambda told: not told,
    )
    issuer: str | None = Field(
        None,
        description="Who issued the certificate, as the authority told us. Present only if `told_by_authority` is "
        "true.",
        exclude_if=lambda issuer: issuer is None,
    )

    @classmethod
    def of(cls, facts: CaseFacts) -> Self | None:
        """Show the certificate, if there is one."""
        return cls.model_validate(facts.certificate) if facts.certificate else None


class ContactPeriod(Answer):
    """The time to contact an adviser (reg 33). This period is separate from the time to appeal. The last day does not
    move for weekends or holidays."""

    closes_on: date
    missed: bool = Field(
        description="True: the family did not contact an adviser in time, so the family is not entitled to a "
        "certificate. The family may ask the tribunal for permission to appeal without a certificate (reg 34(2)). "
        "Always false for a dispute that needs no certificate: about the placement alone, or about health and social "
        "care alone."
    )


class AppealWindow(Answer):
    """A time limit in the tribunal's rules for the family. This time limit never blocks an appeal: a late appeal is
    marked as late, and a judge decides."""

    closes_on: date
    closes_at: datetime = Field(description="17:00 in London on that day")
    rule: str
    citation: str

    @classmethod
    def of(cls, found: Deadline | None) -> Self | None:
        """Show the deadline of an application to the tribunal, if one is running."""
        if found is None or found.due_at is None:
            return None
        return cls(closes_on=found.due_on, closes_at=found.due_at, rule=found.rule.id, citation=found.rule.citation)


class AppealSummary(Answer):
    """The appeal registered with the tribunal."""

    id: UUID = Field(description="The appeal's own record: `GET /v1/appeals/{appeal_id}`.")
    basis: AppealBasis
    registered_on: date
    late: bool
    late_explanation: str | None = None
    permission_granted_on: date | None
    permission_reference: str | None = Field(
        description="The reference of the tribunal's decision. Null if the tribunal recorded its decision itself."
    )
    tribunal_reference: str | None
    unopposed_on: date | None = Field(
        None,
        description="The day on which the authority told the tribunal, before its response, that it would not oppose "
        "the appeal. The appeal then counts as decided for the family (reg 45).",
    )
    conceded_on: date | None = Field(
        None,
        description="The day on which the authority gave way after its response. The appeal goes on until the "
        "tribunal's order ends it. Only the authority and the tribunal see this day.",
    )
    withdrawn_on: date | None = Field(
        None, description="The day on which the withdrawal took effect, with the tribunal's consent (r.17)."
    )
    outcome: AppealOutcome | None = Field(None, description="How the appeal ended. Null until an outcome is recorded.")
    reinstated_on: date | None = Field(None, description="The day on which the tribunal reinstated the appeal.")
    decision_reference: str | None = Field(
        None,
        description="The reference of the tribunal's last decision on the appeal. Null if the tribunal recorded its "
        "decision itself.",
    )
    basis_stands: bool = Field(
        True,
        description="False: after a correction of the case, the basis of the appeal no longer exists. The appeal "
        "stays registered. The tribunal decides what follows.",
    )

    @classmethod
    def of(cls, case_id: UUID, facts: CaseFacts, said: Mapping[str, Any]) -> Self | None:
        """Show the appeal of a case, if one is registered."""
        appeal = facts.appeal
        if appeal is None:
            return None
        return cls(
            id=appeal_id(case_id, appeal.number),
            basis=appeal.basis,
            registered_on=appeal.registered_on,
            late=appeal.late,
            late_explanation=said.get("late_explanation"),
            permission_granted_on=appeal.permission_granted_on,
            permission_reference=appeal.permission_reference,
            tribunal_reference=appeal.tribunal_reference,
            unopposed_on=facts.unopposed_notified_on,
            conceded_on=appeal.conceded_on,
            withdrawn_on=appeal.withdrawn_on,
            outcome=appeal_outcome(facts),
            reinstated_on=appeal.reinstated_on,
            decision_reference=appeal.decision_reference,
            basis_stands=appeal.basis_stands,
        )


class DirectedDate(Answer):
    """A step of the order, and the day that the tribunal set for this step."""

    step: Step
    due_on: date


def dates_of(directed: Iterable[Directed]) -> list[DirectedDate]:
    """Show the dates that are for steps of an order."""
    return [DirectedDate(step=one.step, due_on=one.due_on) for one in directed if one.of_order and one.step]


class OrderOut(Answer):
    """One order of the tribunal."""

    order_kind: TermKind
    sections: list[PlanSection]
    directed: list[DirectedDate]
    setting_on_list: bool | None = Field(
        None,
        description="For `name_setting`: whether the authority had listed the setting that the tribunal names. Null if "
        "this was not recorded.",
    )

    @classmethod
    def of(cls, one: Ordered) -> Self:
        """Show an order."""
        return cls(
            order_kind=one.order_kind,
            sections=list(one.sections),
            directed=dates_of(one.directed),
            setting_on_list=one.setting_on_list,
        )


class OrderMade(Answer):
    """What the tribunal ordered. The deadlines `comply-with-order` show whether the order is carried out."""

    made_on: date
    order_kind: TermKind = Field(description="The kind of the first order. `orders` lists every order.")
    directed: list[DirectedDate] = Field(
        [],
        description="The dates that the tribunal directed. Each date replaces the weeks that regulation 44 gives for "
        "its step.",
    )
    orders: list[OrderOut] = Field(
        [], description="Every order, with its sections. Empty if the orders were recorded without sections."
    )

    @classmethod
    def of(cls, facts: CaseFacts) -> Self | None:
        """Show the order, if the tribunal made one."""
        if facts.order_made_on is None or facts.order_kind is None:
            return None
        return cls(
            made_on=facts.order_made_on,
            order_kind=facts.order_kind,
            directed=dates_of(facts.directed),
            orders=[OrderOut.of(one) for one in facts.orders],
        )
