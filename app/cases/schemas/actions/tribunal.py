"""The bodies of what the tribunal does with an appeal."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, StrictBool, model_validator

from app.cases.domain import commands
from app.cases.domain.proceedings import Ordered
from app.cases.domain.words import Action, AppealOutcome
from app.cases.schemas.actions.body import TRIBUNALS_DECISION, ActionIn, Recording
from app.cases.schemas.shared import DecisionReference
from app.cases.stories import Story, appealed, withdrawn
from app.kernel.terms import PlanSection, TermKind
from app.law.domain.chronology import Directed
from app.law.domain.model import Step
from app.platform.http.fields import Body, Day


class DirectedStepIn(Body):
    """A step of the tribunal's order, and the day that the tribunal sets for this step."""

    step: Step = Field(
        description="One of the steps that an order of this kind requires. The case's deadlines with the code "
        "`comply-with-order` name the steps that the order requires."
    )
    due_on: Day = Field(
        description="The day by which the tribunal orders the step to be carried out. This day replaces the number of "
        "weeks that regulation 44 (time limits for orders) gives."
    )


def _steps(directed: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"step": one["step"], "due_on": one["due_on"]} for one in directed]


class OrderIn(Body):
    """One order of the tribunal.

    The orders that the tribunal can make depend on the decision under appeal (regulation 43(2), the tribunal's powers).
    To see the possible orders, read the rules of `GET /v1/law/rules` whose id begins with `may-order`.
    """

    order_kind: TermKind = Field(
        description="The kind of order. The tribunal makes `other_action` only in a consent order."
    )
    sections: list[PlanSection] = Field(
        [], max_length=8, description="The sections of the plan that the order is about."
    )
    directed: list[DirectedStepIn] = Field(
        [],
        max_length=10,
        description="The dates that the tribunal directed for steps of this order (regulation 44(1), time limits for "
        "orders).",
    )

    setting_on_list: StrictBool | None = Field(
        None,
        description="Only for the order `name_setting`: `true` if the school or other setting that the tribunal names "
        "was on the authority's list of settings. If the case's set of rules (its regime) has `may_name_unlisted: "
        "false`, the tribunal can name only a setting on the authority's list.",
    )

    @model_validator(mode="after")
    def names_a_setting(self) -> Self:
        """Refuse a list where no setting is named."""
        if self.setting_on_list is not None and self.order_kind is not TermKind.NAME_SETTING:
            raise ValueError("send `setting_on_list` only with the order `name_setting`")
        return self

    def ordered(self) -> Ordered:
        """Return the order; its sections in the order of a plan."""
        sections = tuple(one for one in PlanSection if one in self.sections)
        directed = tuple(Directed(one.step, one.due_on) for one in self.directed)
        return Ordered(self.order_kind, sections, directed, self.setting_on_list)


DecidedAs = Literal[
    AppealOutcome.UPHELD,
    AppealOutcome.UPHELD_IN_PART,
    AppealOutcome.DISMISSED,
    AppealOutcome.CONSENT_ORDER,
    AppealOutcome.STRUCK_OUT,
]
"""The outcomes that are the tribunal's decision. The two others have actions of their own."""


class RecordAppealOutcomeIn(ActionIn):
    """The tribunal ended the appeal. If the tribunal made an order, the time limits of regulation 44 (time limits for
    orders) run from the day in `occurred_on`.

    If an authority records the end of an appeal, the authority must give the reference of the tribunal's decision. If
    the tribunal itself records the end of an appeal, the tribunal may leave out the reference of its decision.
    """

    summary: ClassVar = "Record how an appeal ended"
    says_something: ClassVar = True
    action: ClassVar = Action.RECORD_APPEAL_OUTCOME
    story: ClassVar = Story(action, steps=appealed("MC-MEVS-3P98-NXQZ-W9VH"))
    example: ClassVar = {
        "occurred_on": "2026-07-13",
        "order_kind": "assess",
        "directed": [{"step": "notify", "due_on": "2026-07-20"}],
        "decision_reference": "EH991/26/00101 of 13 July 2026",
    }

    outcome: DecidedAs | None = Field(
        None,
        description="How the tribunal decided. To record a withdrawal, use `withdraw`. To record that the authority "
        "does not oppose the appeal, use `concede`.",
    )
    orders: list[OrderIn] = Field(
        [],
        max_length=8,
        description="What the tribunal ordered: one entry for each kind of order. Each order has its own deadlines.",
    )
    recommends_health: StrictBool = Field(
        False, description="`true` means that the tribunal made recommendations on health."
    )
    recommends_care: StrictBool = Field(
        False, description="`true` means that the tribunal made recommendations on social care."
    )
    order_kind: TermKind | None = Field(
        None,
        description="If the tribunal made only one order, and the order names no sections of the plan, you can send "
        "the kind of the order here instead of sending `orders`. Leave `order_kind` out if you send `orders`, or if "
        "the tribunal made no order.",
    )
    directed: list[DirectedStepIn] = Field(
        [],
        max_length=10,
        description="The dates that the tribunal directed for steps of the order in `order_kind` (regulation 44(1), "
        "time limits for orders).",
    )
    decision_reference: DecisionReference | None = TRIBUNALS_DECISION

    @classmethod
    def known(cls, command: Mapping[str, Any], said: Mapping[str, object]) -> dict[str, Any]:
        """Return the body that was recorded: a step of an order has no other name here."""
        body = super().known(command, said)
        orders = [{**one, "directed": _steps(one["directed"])} for one in body.get("orders", ())]
        return body | {"directed": _steps(body.get("directed", ())), "orders": orders}

    def command(self, recording: Recording) -> commands.Command:
        return commands.RecordAppealOutcome(
            **self.on(recording),
            outcome=self.outcome,
            orders=tuple(one.ordered() for one in self.orders),
            recommends_health=self.recommends_health,
            recommends_care=self.recommends_care,
            order_kind=self.order_kind,
            directed=tuple(Directed(one.step, one.due_on) for one in self.directed),
            decision_reference=self.decision_reference,
        )


class ReinstateAppealIn(ActionIn):
    """The tribunal took up an appeal again (reinstatement). The appeal continues from where it ended.

    After a withdrawal, the application for reinstatement must reach the tribunal within 28 days after the tribunal
    received the notice of withdrawal. See the deadline `apply-for-reinstatement`. An appeal that ended without an
    order, for example because the tribunal struck the appeal out, can be reinstated too.

    If the case shows an order, or the end of an unopposed appeal, only the tribunal itself can record the
    reinstatement. The tribunal records a reinstatement if it set its decision aside, or if the decision was recorded by
    mistake. After the reinstatement, the order and its deadlines no longer apply.
    """

    summary: ClassVar = "Record that an appeal is taken up again"
    says_something: ClassVar = True
    action: ClassVar = Action.REINSTATE_APPEAL
    story: ClassVar = Story(action, steps=withdrawn("MC-FHNW-5YRQ-EDTA-4GA2"))
    example: ClassVar = {
        "occurred_on": "2026-04-27",
        "applied_on": "2026-04-20",
        "decision_reference": "EH991/26/00101 of 27 April 2026",
    }

    applied_on: Day | None = Field(
        None,
        description="The day on which the tribunal received the application for reinstatement. If you leave "
        "`applied_on` out, we use `occurred_on`.",
    )
    time_extended: StrictBool = Field(
        False,
        description="`true` if the application for reinstatement came after the 28 days, and the tribunal allowed more "
        "time.",
    )
    decision_reference: DecisionReference | None = TRIBUNALS_DECISION

    def command(self, recording: Recording) -> commands.Command:
        return commands.ReinstateAppeal(
            **self.on(recording),
            applied_on=self.applied_on,
            time_extended=self.time_extended,
            decision_reference=self.decision_reference,
        )


BODIES: tuple[type[ActionIn], ...] = (
    RecordAppealOutcomeIn,
    ReinstateAppealIn,
)
