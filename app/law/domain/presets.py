"""What other laws that send people to mediation say, as bundles of parameters that may be applied to a regime."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from app.kernel.terms import ExemptionGround, OrganisationKind
from app.law.domain.model import Verified
from app.law.domain.regime import Regime
from app.law.domain.regime_values import (
    Binds,
    ClockEffect,
    CommencementTest,
    ExemptionMode,
    Exemptions,
    MayEnd,
    NonattendanceEffect,
    Undecided,
)

_G = ExemptionGround


class PresetName(StrEnum):
    """The name of a preset: the values of another law that sends people to mediation, for example in family
    proceedings."""

    SMALL_CLAIMS = "small-claims"
    MIAM = "miam"
    ACAS = "acas"
    WALES_2012 = "wales-2012"


@dataclass(frozen=True, slots=True)
class Preset:
    """A bundle of parameters of another law. `changes` are members of `Regime`, with their values."""

    name: PresetName
    title: str
    source: str
    verified: Verified
    changes: Mapping[str, Any]
    note: str | None = None

    def on(self, regime: Regime) -> Regime:
        """Return a regime with these parameters in place of its own. Its name and its matters stay."""
        return replace(regime, **self.changes)


PRESETS: Final[Mapping[PresetName, Preset]] = {
    one.name: one
    for one in (
        Preset(
            PresetName.SMALL_CLAIMS,
            "Small claims: a free appointment with a mediator",
            "CPR Practice Direction 51ZE; r.27.14(2A) CPR",
            Verified.SECONDARY,
            {
                "attendance_required": True,
                "binds": Binds.BOTH_SIDES,
                "nonattendance_effect": NonattendanceEffect.JUDGE_CONSIDERS,
                "exemptions": None,
                "certificate_required": False,
                "session_window_days": 28,
                "absent_other_side_frees": True,
                "clock_effect": ClockEffect.NONE,
                "commencement": CommencementTest.ISSUE,
            },
            "The claim starts before the appointment. So the appointment neither prevents a claim nor changes a "
            "time limit. The court must consider a sanction for somebody who does not attend. No type of claim is "
            "exempt.",
        ),
        Preset(
            PresetName.MIAM,
            "Family proceedings: a meeting about mediation",
            "Family Procedure Rules 2010, Part 3 and r.28.3(7), as amended from 29 April 2024 (SI 2023/1324)",
            Verified.PRIMARY,
            {
                "attendance_required": True,
                "binds": Binds.FAMILY,
                "nonattendance_effect": NonattendanceEffect.BARS,
                "exemptions": Exemptions(
                    OrganisationKind.TRIBUNAL,
                    None,
                    Undecided.WAITS,
                    (
                        _G.DOMESTIC_ABUSE,
                        _G.CHILD_PROTECTION,
                        _G.URGENCY,
                        _G.EARLIER_MEDIATION,
                        _G.ACCESS,
                        _G.NO_PROVIDER,
                    ),
                    ExemptionMode.SELF_CERTIFIED,
                ),
                "prior_attendance_months": 4,
                "providers_to_contact": 5,
                "clock_effect": ClockEffect.NONE,
                "commencement": CommencementTest.ISSUE,
            },
            "The applicant claims an exemption on the form. The court checks the claim, and may tell the "
            "applicant to attend a meeting first. The rules set no time limit for this check.",
        ),
        Preset(
            PresetName.ACAS,
            "Employment: early conciliation",
            "Employment Tribunals Act 1996, s.18A; Employment Rights Act 1996, s.207B; SI 2014/254",
            Verified.SECONDARY,
            {
                "attendance_required": False,
                "nonattendance_effect": NonattendanceEffect.NONE,
                "exemptions": None,
                "arrangement_days": 84,
                "session_window_days": 84,
                "absent_other_side_frees": True,
                "clock_effect": ClockEffect.STOP_AND_FLOOR,
                "may_end_mediation": MayEnd.EITHER,
                "commencement": CommencementTest.NOTICE,
            },
            "Early conciliation lasts twelve weeks if it was notified on or after 1 December 2025. Before that "
            "day, it lasted six weeks.",
        ),
        Preset(
            PresetName.WALES_2012,
            "Wales before 2021: the time to appeal is longer after a referral",
            "Special Educational Needs Tribunal for Wales Regulations 2012 (WSI 2012/322), reg 12(2)",
            Verified.PRIMARY,
            {"certificate_required": False, "clock_effect": ClockEffect.THREE_MONTHS_ADDED},
            "If the dispute is referred to mediation in time, the family has three more months to appeal. There "
            "is no certificate.",
        ),
    )
}
