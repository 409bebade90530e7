"""The parameters of a regime that a caller may change in a comparison, under the names by which regimes are served."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StrictBool, model_validator

from app.evidence.domain.comparison.capacity import LEAST_WEEKS
from app.kernel.terms import OrganisationKind
from app.law.domain.presets import PresetName
from app.law.domain.regime_values import ClockEffect, ExemptionMode, MayEnd
from app.law.domain.regimes import REGIMES, NonattendanceEffect, Undecided
from app.platform.http.fields import AtMost, Body

MOST_MATTERS = max(len(regime.matters) for regime in REGIMES.values())
FEWEST_DAYS = 7 * LEAST_WEEKS
Days = Annotated[int, Field(ge=FEWEST_DAYS, le=365, strict=True)]
NOT_COUNTED = {
    "binds": "An authority that stays away frees the family, whoever must attend. So this service reads the law.",
    "prior_attendance_months": "An invented family claims an exemption whose evidence is not tested.",
    "providers_to_contact": "An invented family claims an exemption whose evidence is not tested.",
    "remit_weeks": "A comparison follows a case only until the appeal is registered.",
    "appeal_after_reconsideration": "A comparison follows a case only until the appeal is registered.",
    "may_name_unlisted": "A comparison follows a case only until the appeal is registered.",
    "commencement": "All families of a comparison are under the same set of rules (regime).",
    "in_force_from": "All families of a comparison are under the same set of rules (regime).",
    "in_force_to": "All families of a comparison are under the same set of rules (regime).",
    "cohort": "A case does not record the child's age, year group or school place.",
    "review": "A case does not record when the plan was made or reviewed.",
}
"""The parameters of a regime that change no number of a comparison, each with the reason. They cannot be sent."""


class MatterChange(Body):
    """Your change for one matter (something that families dispute, such as the placement): whether a family can appeal
    about the matter, and what the tribunal can do."""

    appealable: Literal["yes", "no"] | None = None
    tribunal_power: Literal["order", "review_and_remit"] | None = None

    @model_validator(mode="after")
    def says_something(self) -> Self:
        """Refuse a change that changes nothing."""
        if not self.model_dump(exclude_none=True):
            raise ValueError("send appealable, tribunal_power, or both")
        return self


class Parameters(Body):
    """The values in a set of rules (regime) that you want to change, for example a time limit in days. Every value that
    you leave out stays as it is. The values have the same names as in `GET /v1/law/regimes`. The service rejects a
    value that no comparison uses. For example, the service rejects `remit_weeks`, because a comparison follows a case
    only until the appeal is registered."""

    preset: PresetName | None = Field(
        None,
        description="The name of another law that sends people to mediation. The service first replaces values of the "
        "set of rules (regime) by the values in the preset, and then makes your other changes. `GET /v1/law/regimes` "
        "lists the names as `presets`.",
        examples=["miam"],
    )
    attendance_required: StrictBool | None = Field(None, description="`true` if the family must attend mediation.")
    nonattendance_effect: NonattendanceEffect | None = Field(
        None,
        description="What happens if the family does not attend mediation. Only `bars` keeps a family from appealing. "
        "A comparison gives the same numbers for all other values of this field.",
    )
    arrangement_days: Days | None = Field(
        None,
        description="The number of calendar days in which mediation must be arranged. In a comparison of invented "
        f"families, no session takes place earlier than {FEWEST_DAYS} days after the request.",
    )
    absence_renews_days: StrictBool | None = Field(
        None,
        description="`true` if the days for arranging mediation (`arrangement_days`) start again when the family "
        "misses a session. Your own cases do not say whether a family that missed a session came to the next session. "
        "So in a comparison of your own cases, this value changes the results only a little.",
    )
    renewed_days: Days | None = Field(
        None,
        description="If the days for arranging mediation start again: how many days there are the second time. If you "
        "leave this out, mediation must again be arranged within the number of days in `arrangement_days`.",
    )
    session_window_days: Days | None = Field(
        None,
        description="The number of calendar days in which the mediation session must take place.",
    )
    absent_other_side_frees: StrictBool | None = Field(
        None,
        description="`true` if the family counts as having taken part in mediation although the authority did "
        "not come.",
    )
    certificate_required: StrictBool | None = Field(
        None,
        description="`true` if an appeal needs a mediation certificate. If you send `false`, a family still asks for "
        "a certificate, but can appeal if it gets none.",
    )
    may_end_mediation: MayEnd | None = Field(
        None,
        description="Who may end a mediation after the family has asked for mediation and before the first session. In "
        "a comparison of invented families, no authority ends a mediation.",
    )
    placement_only_exempt: StrictBool | None = Field(
        None, description="`true` if a dispute about the placement alone needs no certificate."
    )
    clock_effect: ClockEffect | None = Field(
        None, description="How mediation changes the time in which the family may appeal."
    )
    exemption_decided_by: OrganisationKind | None = Field(
        None,
        description="Who decides a family's claim for an exemption. If the set of rules (regime) has no exemptions, "
        "this field adds exemptions for every ground, without a time limit for the decision. If the set of rules "
        "already has exemptions, this field changes no number, because we assume that every organisation would decide "
        "a claim in the same way.",
    )
    exemption_mode: ExemptionMode | None = Field(
        None,
        description="`decided_first`: the family must wait until its claim for an exemption is decided. "
        "`self_certified`: the adviser can issue a certificate as soon as the family claims an exemption, unless the "
        "claim has been refused by then.",
    )
    exemption_decision_days: int | None = Field(
        None,
        ge=1,
        le=365,
        strict=True,
        description="The number of calendar days in which a family's claim for an exemption must be decided.",
    )
    exemption_if_undecided: Undecided | None = Field(
        None,
        description="What happens if nobody decides a family's claim for an exemption in time. Send `granted` or "
        "`refused` only if the set of rules (regime) or `exemption_decision_days` sets a time limit for the decision.",
    )
    matters: Annotated[dict[str, MatterChange], AtMost(MOST_MATTERS)] | None = Field(
        None,
        min_length=1,
        description="Your changes to what a family can appeal about, and to what the tribunal can do. Write each "
        "change under the name of its matter (something that families dispute), such as `placement_unreasonable`. For "
        "each set of rules (regime), `GET /v1/law/regimes` lists the names of the matters that families dispute.",
        examples=[{"placement_unreasonable": {"tribunal_power": "order"}}],
    )

    def changes(self) -> dict[str, Any]:
        """Return what changes, by the names of the parameters."""
        return self.model_dump(exclude_none=True)
