"""The bodies of an appeal and of its further grounds."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field, StrictBool, model_validator

from app.cases.domain import commands
from app.cases.domain.words import Action
from app.cases.schemas.actions.body import ActionIn, Recording
from app.cases.schemas.shared import DecisionReference
from app.cases.stories import Story, certified
from app.kernel.london import LONDON
from app.kernel.terms import AppealBasis, AppellantKind, DecisionKind, PlanSection
from app.platform.http.fields import Instant, Passage


class RegisterAppealIn(ActionIn):
    """The tribunal received an appeal. You can register a late appeal too: the case shows that the appeal is late."""

    summary: ClassVar = "Register an appeal"
    action: ClassVar = Action.REGISTER_APPEAL
    story: ClassVar = Story(action, steps=certified("MC-EB7H-DFCJ-TMH7-2PTR"))
    example: ClassVar = {
        "basis": "certificate",
        "received_at": "2026-03-26T10:30:00Z",
        "tribunal_reference": "EH991/26/00101",
    }

    basis: AppealBasis
    received_at: Instant | None = Field(
        None,
        description="The date and time at which the tribunal received the appeal, to the minute. On the last day, an "
        "appeal is in time if the appeal arrives by 17:00 in London.",
    )
    appellant_kind: AppellantKind | None = Field(
        None, description="Who appeals, if the person who appeals is not the person that the case shows."
    )
    late_explanation: Passage | None = Field(
        None, description="Why the appeal is late. We store this explanation for the judge, encrypted."
    )
    permission_reference: DecisionReference | None = Field(
        None,
        description="The reference of the tribunal's decision that gives permission to appeal without a certificate.",
    )
    tribunal_reference: str | None = Field(
        None, max_length=14, pattern=r"^EH[0-9]{3}/[0-9]{2}/[0-9]{5}$", examples=["EH991/26/00001"]
    )

    phase_transfer: StrictBool = Field(
        False,
        description="`true` means that the appeal is about the plan for the child's next phase of education.",
    )

    @classmethod
    def known(cls, command: Mapping[str, Any], said: Mapping[str, object]) -> dict[str, Any]:
        """The instant and the day of a receipt say the same: whichever is said again stands alone."""
        again = {"received_at", "occurred_on"} if said.keys() & {"received_at", "occurred_on"} else set()
        return {name: value for name, value in super().known(command, said).items() if name not in again}

    @model_validator(mode="after")
    def received_on_its_day(self) -> "RegisterAppealIn":
        """Refuse two days for one receipt."""
        if self.received_at and self.occurred_on and self.received_at.astimezone(LONDON).date() != self.occurred_on:
            raise ValueError("`received_at` and `occurred_on` must be on the same day")
        return self

    def command(self, recording: Recording) -> commands.Command:
        on = self.on(recording)
        if self.received_at and not self.occurred_on:
            on["occurred_on"] = self.received_at.astimezone(LONDON).date()
        return commands.RegisterAppeal(
            **on,
            basis=self.basis,
            appellant_kind=self.appellant_kind,
            received_at=self.received_at,
            permission_reference=self.permission_reference,
            tribunal_reference=self.tribunal_reference,
            phase_transfer=self.phase_transfer,
        )

    def private(self) -> dict[str, Any]:
        return {"late_explanation": self.late_explanation} if self.late_explanation else {}


class WidenGroundsIn(ActionIn):
    """The family disputes further sections of the plan, in addition to the sections that the case shows."""

    summary: ClassVar = "Add disputed sections of a plan"
    action: ClassVar = Action.WIDEN_GROUNDS
    story: ClassVar = Story(action, DecisionKind.PLAN_CONTENT, frozenset({PlanSection.I}))
    example: ClassVar = {"occurred_on": "2026-02-16", "sections": ["F"]}

    sections: list[PlanSection] = Field(min_length=1, max_length=8)
    permission_reference: DecisionReference | None = Field(
        None,
        description="The reference of the tribunal's decision that gives permission to add the sections without a "
        "certificate. You must give the reference if the appeal was about the placement alone and the family has no "
        "certificate.",
    )

    def command(self, recording: Recording) -> commands.Command:
        return commands.WidenGrounds(
            **self.on(recording), sections=frozenset(self.sections), permission_reference=self.permission_reference
        )


BODIES: tuple[type[ActionIn], ...] = (
    RegisterAppealIn,
    WidenGroundsIn,
)
