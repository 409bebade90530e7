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
    """The mediation certificate that is valid now.

    An authority that imports its cases may record a certificate that was issued outside this service. We cannot confirm
    a certificate that was issued outside this service: ask the organisation that issued the certificate.
    """

    number: str = Field(
        description="The number of the certificate. If `told_by_authority` is `true`, the number is the issuer's "
        "number, as the authority recorded the number. `number` is empty if the authority does not know the number."
    )
    ground: CertificateGround
    issued_on: date
    holder_kind: AppellantKind
    told_by_authority: bool = Field(
        False,
        description="`true` means that the authority recorded a certificate that was issued outside this service, so "
        "we cannot confirm the certificate. `told_by_authority` is left out for certificates that this service "
        "issued.",
        exclude_if=lambda told: not told,
    )
    issuer: str | None = Field(
        None,
        description="Who issued the certificate, as the authority recorded. `issuer` is shown only if "
        "`told_by_authority` is `true`.",
        exclude_if=lambda issuer: issuer is None,
    )

    @classmethod
    def of(cls, facts: CaseFacts) -> Self | None:
        """Show the certificate, if there is one."""
        return cls.model_validate(facts.certificate) if facts.certificate else None


class ContactPeriod(Answer):
    """The period in which the family must contact a mediation adviser (regulation 33, the mediation certificate). The
    contact period is separate from the time to appeal. The last day of the contact period stays the same even if it
    falls on a weekend or a holiday.
    """

    closes_on: date
    missed: bool = Field(
        description="`true` means that the family did not contact an adviser in time, so the family has no right to a "
        "mediation certificate. The family may ask the tribunal for permission to appeal without a certificate "
        "(regulation 34(2)). `missed` is always `false` for a dispute about the placement alone, or about health and "
        "social care alone, because no certificate is needed."
    )


class AppealWindow(Answer):
    """The family's time limit for an appeal, under the tribunal's rules. The time limit never blocks an appeal: the
    case shows that an appeal is late, and a judge decides.
    """

    closes_on: date
    closes_at: datetime = Field(description="17:00 in London on the last day of the time limit")
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

    id: UUID = Field(description="The id of the appeal. `GET /v1/appeals/{appeal_id}` shows the record of the appeal.")
    basis: AppealBasis
    registered_on: date
    late: bool
    late_explanation: str | None = None
    permission_granted_on: date | None
    permission_reference: str | None = Field(
        description="The reference of the tribunal's decision. `permission_reference` is `null` if the tribunal itself "
        "recorded its decision."
    )
    tribunal_reference: str | None
    unopposed_on: date | None = Field(
        None,
        description="The day on which the authority told the tribunal, before its response, that it would not oppose "
        "the appeal. The appeal then counts as decided for the family (regulation 45, unopposed appeals).",
    )
    conceded_on: date | None = Field(
        None,
        description="The day on which the authority gave way after its response to the appeal. The appeal then goes on "
        "until the tribunal's order ends the appeal. Only the authority and the tribunal see this day.",
    )
    withdrawn_on: date | None = Field(
        None, description="The day on which the withdrawal of the appeal took effect, with the tribunal's consent."
    )
    outcome: AppealOutcome | None = Field(
        None, description="How the appeal ended. `outcome` is `null` until an outcome is recorded."
    )
    reinstated_on: date | None = Field(
        None, description="The day on which the tribunal reinstated the appeal (took the appeal up again)."
    )
    decision_reference: str | None = Field(
        None,
        description="The reference of the tribunal's last decision on the appeal. `decision_reference` is `null` if "
        "the tribunal itself recorded its decision.",
    )
    basis_stands: bool = Field(
        True,
        description="`false` means that a correction of the case removed what had allowed the appeal, such as the "
        "certificate. After the correction, the appeal stays registered, and the tribunal decides what happens to the "
        "appeal.",
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
    """A step of the tribunal's order, and the day that the tribunal set for this step."""

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
        description="Only for the order `name_setting`: `true` if the school or other setting that the tribunal names "
        "was on the authority's list of settings. `setting_on_list` is `null` if nobody recorded whether the setting "
        "was on the list.",
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
    """What the tribunal ordered. The deadlines `comply-with-order` show whether the authority has carried out the
    order.
    """

    made_on: date
    order_kind: TermKind = Field(description="The kind of the first order. The field `orders` lists every order.")
    directed: list[DirectedDate] = Field(
        [],
        description="The dates that the tribunal directed. Each date replaces the number of weeks that regulation 44 "
        "(time limits for orders) gives for the step.",
    )
    orders: list[OrderOut] = Field(
        [],
        description="Every order of the tribunal, with the sections of the plan that the order is about. The list is "
        "empty if the orders were recorded without sections.",
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
