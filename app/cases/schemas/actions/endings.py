"""The bodies of duties, exemptions, and the end of a case."""

from typing import ClassVar, Self

from pydantic import Field, StrictBool, StrictInt, model_validator

from app.cases.domain import commands
from app.cases.domain.words import Action
from app.cases.schemas.actions.body import TRIBUNALS_DECISION, ActionIn, Recording
from app.cases.schemas.shared import DecisionReference
from app.cases.stories import COMPELLED, CONTACTED, EXEMPTION_CLAIMED, Story, appealed
from app.kernel.terms import ExemptionGround, Party, TermKind
from app.law.domain.kinds import Code
from app.law.domain.model import Step
from app.platform.http.fields import Day


class CompleteDutyIn(ActionIn):
    """An organisation carried out a duty that it has on this case. Name the deadline of the duty by the deadline's
    code. If the duty has several steps, also name the step. The tribunal or the authority records what a family did
    within an appeal.
    """

    summary: ClassVar = "Record that a duty was carried out"
    action: ClassVar = Action.COMPLETE_DUTY
    story: ClassVar = Story(action, steps=appealed("MC-CT2J-3ACX-2P84-Q8T7"))
    example: ClassVar = {"occurred_on": "2026-05-06", "code": "la-response"}

    code: Code
    term: TermKind | None = None
    term_index: StrictInt | None = Field(
        None,
        ge=0,
        lt=50,
        description="The number of the term in the agreement, counted from 0, if the agreement has several terms. You "
        "find this number in the field `term_index` of the deadline for the term.",
    )
    step: Step | None = None
    owed_by: Party | None = Field(
        None,
        description="Which party carried out the duty. You need `owed_by` only if the tribunal directed both parties "
        "to do the same thing.",
    )

    def command(self, recording: Recording) -> commands.Command:
        return commands.CompleteDuty(
            **self.on(recording),
            code=self.code,
            term=self.term,
            term_index=self.term_index,
            step=self.step,
            owed_by=self.owed_by,
        )


class ClaimExemptionIn(ActionIn):
    """The family asks to be excused from attending mediation (an exemption). You can record a claim only under a set of
    rules (a regime) that makes mediation compulsory.
    """

    summary: ClassVar = "Claim an exemption from attending mediation"
    action: ClassVar = Action.CLAIM_EXEMPTION
    story: ClassVar = Story(action, steps=CONTACTED, **COMPELLED)
    example: ClassVar = {"occurred_on": "2026-02-11", "ground": "urgency"}

    ground: ExemptionGround = Field(
        ExemptionGround.OTHER,
        description="Why the family should not have to attend mediation. The set of rules for the case (its regime) "
        "lists the possible grounds.",
        examples=["urgency"],
    )
    attended_on: Day | None = Field(
        None,
        description="The day of the mediation that the family attended before it claimed the exemption. Send this day "
        "only with the ground `earlier_mediation`. We check that the earlier mediation is recent enough for the set of "
        "rules that applies to the case (its regime).",
        examples=["2026-01-20"],
    )
    providers_contacted: StrictInt | None = Field(
        None,
        ge=0,
        le=1000,
        description="How many mediation providers the family asked without success. Send this number only with the "
        "ground `no_provider`. The case's set of rules (regime) says how many providers the family must ask for "
        "mediation. If the family asked fewer providers than the set of rules requires, we refuse the family's claim "
        "for an exemption.",
        examples=[5],
    )

    @model_validator(mode="after")
    def evidence_is_for_its_ground(self) -> Self:
        """Refuse evidence for another ground: the case would hold what nobody asks for."""
        if self.attended_on is not None and self.ground is not ExemptionGround.EARLIER_MEDIATION:
            raise ValueError("send `attended_on` only with the ground `earlier_mediation`")
        if self.providers_contacted is not None and self.ground is not ExemptionGround.NO_PROVIDER:
            raise ValueError("send `providers_contacted` only with the ground `no_provider`")
        return self

    def command(self, recording: Recording) -> commands.Command:
        return commands.ClaimExemption(
            **self.on(recording),
            ground=self.ground,
            attended_on=self.attended_on,
            providers_contacted=self.providers_contacted,
        )


class DecideExemptionIn(ActionIn):
    """The exemption from mediation that the family claimed was granted or refused."""

    summary: ClassVar = "Decide the family's claim for an exemption"
    action: ClassVar = Action.DECIDE_EXEMPTION
    story: ClassVar = Story(action, steps=EXEMPTION_CLAIMED, **COMPELLED)
    example: ClassVar = {"occurred_on": "2026-02-18", "granted": True}

    granted: StrictBool

    def command(self, recording: Recording) -> commands.Command:
        return commands.DecideExemption(**self.on(recording), granted=self.granted)


class WithdrawIn(ActionIn):
    """The family gave up the dispute.

    If no appeal is registered, the family must confirm that it gives up the dispute (`family_confirmed`). If the family
    gives up the dispute before an appeal, the end of the case is not final. The family's next step continues the case
    from the stage at which the case ended. Once an appeal is registered, a withdrawal takes effect only if the tribunal
    consents (rule 17(2) of the tribunal's rules). Either the tribunal records the withdrawal, or you give the reference
    of the tribunal's decision in `decision_reference`.
    """

    summary: ClassVar = "Withdraw a dispute or an appeal"
    says_something: ClassVar = True
    action: ClassVar = Action.WITHDRAW
    story: ClassVar = Story(action, steps=CONTACTED)
    example: ClassVar = {"occurred_on": "2026-02-23", "family_confirmed": True}

    family_confirmed: StrictBool = Field(
        False,
        description="`true` means that the family says that it gives up the dispute. If no appeal is registered, "
        "`family_confirmed` must be `true`. The event then shows that the family gave up the dispute.",
    )
    notice_received_on: Day | None = Field(
        None,
        description="After an appeal: the day on which the tribunal received the notice of withdrawal, or the day of "
        "the hearing at which the notice was given. From this day the family has 28 days to ask the tribunal to take "
        "up the appeal again. If you leave `notice_received_on` out, we use `occurred_on`.",
    )
    decision_reference: DecisionReference | None = TRIBUNALS_DECISION

    def command(self, recording: Recording) -> commands.Command:
        return commands.Withdraw(
            **self.on(recording),
            family_confirmed=self.family_confirmed,
            notice_received_on=self.notice_received_on,
            decision_reference=self.decision_reference,
        )


class CloseIn(ActionIn):
    """The dispute is over, so the case is closed. While the family may still appeal, only the family can decide that
    the case is over.

    You cannot close a case while the tribunal has not ended an appeal.
    """

    summary: ClassVar = "Close a case"
    action: ClassVar = Action.CLOSE
    story: ClassVar = Story(action, steps=CONTACTED)
    example: ClassVar = {"occurred_on": "2026-02-23", "family_confirmed": True}

    family_confirmed: StrictBool = Field(
        False,
        description="`true` means that the family says that the case is over. While the family may still appeal, you "
        "must send `true` to close the case, even after a mediation agreement.",
    )

    def command(self, recording: Recording) -> commands.Command:
        return commands.Close(**self.on(recording), family_confirmed=self.family_confirmed)


BODIES: tuple[type[ActionIn], ...] = (
    CompleteDutyIn,
    ClaimExemptionIn,
    DecideExemptionIn,
    WithdrawIn,
    CloseIn,
)
