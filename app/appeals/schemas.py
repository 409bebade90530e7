"""An appeal as JSON, and the body that records how it ended."""

from datetime import date, datetime
from typing import Any, ClassVar, Literal, Self
from uuid import UUID

from pydantic import Field, StrictBool, model_validator

from app.appeals.domain.past import Became
from app.appeals.domain.resolvable import Resolvable, Sure
from app.cases.domain.words import (
    AppealOutcome,
    AppealState,
    ChildsViewsGiven,
    DirectedFor,
    HearingFormat,
    HearingKind,
    IssueStatus,
    Track,
)
from app.cases.schemas.actions.agreements import ConcedeIn
from app.cases.schemas.actions.body import TRIBUNALS_DECISION, ActionIn
from app.cases.schemas.actions.endings import WithdrawIn
from app.cases.schemas.actions.tribunal import OrderIn, RecordAppealOutcomeIn
from app.cases.schemas.appeals import AppealWindow, OrderMade
from app.cases.schemas.shared import DecisionReference, OccurredOn
from app.kernel.suppression import Shown
from app.kernel.terms import AppealBasis, DecisionKind, Party, PlanSection
from app.law.domain.bundles import BundlePartKind
from app.platform.http.fields import Answer, Body, Day, LaCode


class Grounds(Answer):
    """The decision and the sections that the appeal is about."""

    paragraph: str = Field(
        description="The paragraph of section 51(2) of the Children and Families Act 2014 that makes it possible to "
        "appeal this decision."
    )
    sections: list[PlanSection] = Field(
        description="The disputed sections of the plan. The list is empty if there is no plan."
    )


class IssueOut(Answer):
    """One issue of an appeal."""

    id: str
    about: str
    section: PlanSection | None
    status: IssueStatus
    since: date | None = Field(
        description="The first day on which the issue had its present status. `since` is `null` if the status has "
        "not changed since the issue began."
    )


class EarlierOut(Answer):
    """How issues like this issue ended in earlier appeals of your authority."""

    appeals: int = Field(
        description="The number of earlier appeals that we counted. We count at most your authority's last 20 ended "
        "appeals that had an issue like this issue."
    )
    settled: int | None = Field(
        description="In how many of the counted appeals you gave way on the issue, the parties agreed on the issue, "
        "or the tribunal found for the family. `settled` is `null` if `settled` or `not_settled` would be smaller "
        "than 5."
    )
    not_settled: int | None = Field(
        description="In how many of the counted appeals the issue was not settled: for example, the issue was "
        "dismissed, withdrawn or struck out. `not_settled` is `null` if `settled` is `null`."
    )

    @classmethod
    def of(cls, counts: Shown[Became]) -> Self:
        """Show the counts."""
        parts = counts.parts or {}
        return cls(
            appeals=counts.total or 0, settled=parts.get(Became.SETTLED), not_settled=parts.get(Became.NOT_SETTLED)
        )


class ResolvableOut(Answer):
    """An issue that the parties can perhaps settle. We only advise: we do not close the issue."""

    issue: str = Field(description="The id of the issue.")
    because: str
    sure: Sure = Field(
        description="How likely it is that the parties can settle the issue. `certain` means that the record shows "
        "that the parties can settle the issue. If the value is `likely` or `possible`, ask the other party "
        "whether the issue can be settled."
    )
    earlier: EarlierOut | None = Field(
        None,
        description="How issues like this issue ended in earlier appeals of your authority, if we base our advice on "
        "these appeals. Only the authority of the appeal sees `earlier`.",
    )

    @classmethod
    def of(cls, one: Resolvable) -> Self:
        """Show an issue and its reason."""
        earlier = EarlierOut.of(one.earlier) if one.earlier else None
        return cls(issue=one.issue, because=one.because, sure=one.sure, earlier=earlier)


class ResponseOut(Answer):
    """The authority's response to the appeal."""

    due_on: date | None = Field(
        description="The last day for the authority's response: the date that the tribunal directed. If the tribunal "
        "directed no date, the authority must respond by the end of the 30 working days."
    )
    due_at: datetime | None
    sent_on: date | None
    late: bool | None = Field(
        description="`true` if the response is late. `late` is `null` while the authority still has time and has not "
        "sent its response."
    )
    asked_for_time: bool
    late_reasons: str | None = Field(None, description="Why the response is late, as the authority told the tribunal.")
    copied_to_family_on: date | None
    childs_views: ChildsViewsGiven | None
    missing: list[str] = Field(
        description="What the record of the response does not have, although rule 21 (the authority's response) "
        "requires it: `childs_views` (the child's views), `copy_to_family` (a copy for the family) or "
        "`request_for_time` (a request for more time)."
    )


class DirectionOut(Answer):
    """A date that the tribunal directed for a step of the appeal."""

    what: DirectedFor
    due_on: date
    made_on: date
    by_staff: bool
    owed_by: list[Party] = Field(
        description="The parties that must carry out the step. The list is empty if the tribunal named no party."
    )


class HearingOut(Answer):
    """The hearing of the appeal, as it was last fixed."""

    listed_on: date | None = Field(
        description="The day of the hearing. `listed_on` is `null` if the hearing was put off and has no new day."
    )
    listed_at: datetime | None
    format: HearingFormat
    kind: HearingKind
    adjourned: bool
    times_adjourned: int


class BundlePartOut(Answer):
    """A part of the hearing bundle: how many pages were sent, and how many pages the tribunal's practice direction
    allows.
    """

    part: BundlePartKind
    pages: int | None
    limit: int | None


class BundleOut(Answer):
    """The hearing bundle: the documents that the authority sends to the tribunal and the family for the hearing."""

    due_on: date | None = Field(
        description="The last day for sending the hearing bundle: the date that the tribunal directed, or 10 working "
        "days before the hearing. `due_on` is `null` until the tribunal's directed date or the day of the hearing is "
        "known."
    )
    sent_on: date | None
    permission_reference: str | None
    parts: list[BundlePartOut]
    rule: str
    citation: str


class RecommendationsOut(Answer):
    """The tribunal's recommendations on health and social care. A recommendation of the tribunal is not binding."""

    on: list[Literal["health", "social_care"]]
    made_on: date
    reply_due_on: date = Field(
        description="The last day for a written reply to the tribunal's recommendation. The commissioning body "
        "replies to a recommendation about health, and the authority replies to a recommendation about social "
        "care. The reply gives reasons for each recommendation that the commissioning body or the authority "
        "will not follow. The tribunal may direct a different day for the reply."
    )
    rule: str
    citation: str


class AppealLine(Answer):
    """An appeal, as a list of appeals shows it."""

    id: UUID
    case_id: UUID
    la_code: LaCode
    la_reference: str | None
    tribunal_reference: str | None
    track: Track
    kind: DecisionKind
    state: AppealState
    outcome: AppealOutcome | None
    basis: AppealBasis
    late: bool
    registered_on: date
    ended_on: date | None
    hearing_on: date | None
    hearing_format: HearingFormat | None
    notice_sent_on: date
    next_due_on: date | None = Field(
        description="The next day on which something is due on the case, such as the authority's response or a step "
        "of an order. If several deadlines are running, the day is the last day of the deadline that ends "
        "first. We use only deadlines that you may see. `next_due_on` is `null` if nothing is due, if the case "
        "has a later appeal, or if your organisation is not a party to the appeal."
    )
    updated_at: datetime


class AppealOut(Answer):
    """An appeal, from its registration to its end.

    Only the authority and the tribunal see how the appeal is prepared and heard. Other organisations see only that an
    appeal is registered, and how the appeal ended. For organisations other than the authority and the tribunal,
    `issues`, `response`, `directions`, `hearing`, `bundle` and `resolvable` are `null`.
    """

    id: UUID
    case_id: UUID
    la_code: LaCode
    la_reference: str | None
    tribunal_reference: str | None
    track: Track
    kind: DecisionKind
    grounds: Grounds
    basis: AppealBasis
    basis_stands: bool
    registered_on: date
    late: bool
    late_explanation: str | None = None
    permission_granted_on: date | None
    state: AppealState = Field(
        description="How far the appeal has come. An organisation that is not a party to the appeal sees `registered` "
        "until the appeal ends."
    )
    issues: list[IssueOut] | None
    response: ResponseOut | None
    directions: list[DirectionOut] | None
    hearing: HearingOut | None
    bundle: BundleOut | None
    resolvable: list[ResolvableOut] | None = Field(
        description="Issues that the parties can perhaps settle, with the reason. We only advise: we do not close an "
        "issue."
    )
    outcome: AppealOutcome | None = Field(
        description="How the appeal ended. `outcome` is `null` until an outcome is recorded."
    )
    ended_on: date | None
    order: OrderMade | None
    recommendations: RecommendationsOut | None
    conceded_on: date | None
    withdrawal_received_on: date | None
    reinstatement_window: AppealWindow | None = Field(
        description="The time in which the family can ask the tribunal to take up a withdrawn appeal again "
        "(reinstatement). The family can ask for reinstatement until 28 days after the tribunal received the family's "
        "notice that it withdraws the appeal."
    )
    reinstated_on: date | None
    decision_reference: str | None
    later_appeal: bool = Field(
        description="`true` means that another appeal was later registered on this case. You can record nothing more "
        "on this appeal."
    )
    version: int = Field(description="The version number of the case. The header `ETag` has the same number.")
    updated_at: datetime


class AppealOutcomeIn(Body):
    """How the appeal ended.

    With the outcome `upheld`, `upheld_in_part` or `consent_order`, send at least one order. Each order has its own
    deadlines. `unopposed`: the authority tells the tribunal, before its response, that it does not oppose the appeal.
    Only the authority records this outcome. `withdrawn`: the family withdraws the appeal, and the tribunal consents.
    """

    example: ClassVar = {
        "occurred_on": "2026-07-13",
        "outcome": "upheld",
        "orders": [{"order_kind": "assess", "directed": [{"step": "notify", "due_on": "2026-07-20"}]}],
        "decision_reference": "EH991/26/00101 of 13 July 2026",
    }

    occurred_on: OccurredOn = None
    outcome: AppealOutcome
    orders: list[OrderIn] = Field(
        [], max_length=8, description="What the tribunal ordered. Give each kind of order only once."
    )
    recommends_health: StrictBool = Field(
        False, description="`true` means that the tribunal made recommendations on health."
    )
    recommends_care: StrictBool = Field(
        False, description="`true` means that the tribunal made recommendations on social care."
    )
    notice_received_on: Day | None = Field(
        None, description="Only for a withdrawal: the day on which the tribunal received the notice of withdrawal."
    )
    decision_reference: DecisionReference | None = TRIBUNALS_DECISION

    @model_validator(mode="after")
    def orders_are_the_tribunals(self) -> "AppealOutcomeIn":
        """Refuse what the tribunal decides where it decided nothing, and a withdrawal's day where nobody withdrew."""
        ends_itself = self.outcome in (AppealOutcome.UNOPPOSED, AppealOutcome.WITHDRAWN)
        if ends_itself and (self.orders or self.recommends_health or self.recommends_care):
            raise ValueError("an appeal that is unopposed or withdrawn has no orders and no recommendations")
        if self.decision_reference and self.outcome is AppealOutcome.UNOPPOSED:
            raise ValueError(
                "an unopposed appeal has no `decision_reference`, because the authority gives way and the tribunal "
                "decides nothing"
            )
        if self.notice_received_on and self.outcome is not AppealOutcome.WITHDRAWN:
            raise ValueError("give `notice_received_on` only for a withdrawal")
        return self

    def action(self) -> ActionIn:
        """Return the action of the case that says the same."""
        said: dict[str, Any] = {"occurred_on": self.occurred_on}
        match self.outcome:
            case AppealOutcome.UNOPPOSED:
                return ConcedeIn(**said)
            case AppealOutcome.WITHDRAWN:
                # This body is valid, and its outcome says something. Validated by itself, an empty action is refused.
                return WithdrawIn.model_construct(
                    **said,
                    notice_received_on=self.notice_received_on,
                    decision_reference=self.decision_reference,
                )
        return RecordAppealOutcomeIn(
            **said,
            outcome=self.outcome,
            orders=self.orders,
            recommends_health=self.recommends_health,
            recommends_care=self.recommends_care,
            decision_reference=self.decision_reference,
        )
