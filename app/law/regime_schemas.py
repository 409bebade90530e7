"""Regimes, readings and the rules in force, as JSON."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from pydantic import Field

from app.kernel.terms import ExemptionGround, OrganisationKind
from app.law.domain.readings import EXPLAINED, Readings
from app.law.domain.regimes import NonattendanceEffect, Regime, RegimeId, RegimeStatus, Undecided
from app.law.schemas import RuleAnswer
from app.platform.http.fields import Answer


class RulesAnswer(Answer):
    """The rules in force on a day."""

    on: date
    regime: RegimeId
    rules: list[RuleAnswer]


class RegimeAnswer(Answer):
    """A policy regime and its parameters."""

    id: RegimeId
    title: str
    standing: RegimeStatus
    illustrative: bool
    in_force_from: date | None
    in_force_to: date | None
    source: str
    attendance_required: bool
    nonattendance_effect: NonattendanceEffect = Field(
        description="What follows if the family does not attend. `bars`: no certificate, so no appeal. "
        "`judge_considers`: the appeal goes on, and the judge must consider the absence. `costs`: the appeal goes on, "
        "and the absence may cost the family money.",
        examples=["bars"],
    )
    exemption_decided_by: OrganisationKind | None
    exemption_decision_days: int | None = Field(
        description="An exemption must be decided within this number of calendar days after the claim. Null if the "
        "regime has no exemptions.",
        examples=[14],
    )
    exemption_if_undecided: Undecided | None = Field(
        description="Whether a claim for an exemption counts as granted or refused after its last day, if the claim is "
        "not decided by then.",
        examples=["granted"],
    )
    exemption_grounds: list[ExemptionGround] = Field(
        description="The grounds on which a family may claim an exemption.", examples=[["domestic_abuse", "urgency"]]
    )
    arrangement_days: int = Field(
        description="The number of calendar days for arranging mediation. After these days, the family may appeal if "
        "mediation was not arranged."
    )
    absence_renews_days: bool = Field(
        description="Whether the `arrangement_days` start again from a session that the family missed.", examples=[True]
    )
    explained: str

    @classmethod
    def of(cls, regime: Regime) -> Self:
        """Show a regime."""
        exemptions = regime.exemptions
        return cls(
            id=regime.id,
            title=regime.title,
            standing=regime.status,
            illustrative=regime.status is RegimeStatus.ILLUSTRATIVE,
            in_force_from=regime.in_force_from,
            in_force_to=regime.in_force_to,
            source=regime.source,
            attendance_required=regime.attendance_required,
            nonattendance_effect=regime.nonattendance_effect,
            exemption_decided_by=exemptions.decided_by if exemptions else None,
            exemption_decision_days=exemptions.decision_days if exemptions else None,
            exemption_if_undecided=exemptions.if_undecided if exemptions else None,
            exemption_grounds=list(exemptions.grounds) if exemptions else [],
            arrangement_days=regime.arrangement_days,
            absence_renews_days=regime.absence_renews_days,
            explained=regime.explained,
        )


class ReadingAnswer(Answer):
    """Our reading of a point on which the law is unclear."""

    name: str
    in_force: bool
    default: bool
    explained: str


class RegimesAnswer(Answer):
    """The law in force, the proposal, and our readings of unclear law."""

    regimes: list[RegimeAnswer]
    readings: list[ReadingAnswer]

    @classmethod
    def of(cls, regimes: Iterable[Regime], readings: Readings) -> Self:
        """Show regimes and readings."""
        default = Readings()
        return cls(
            regimes=[RegimeAnswer.of(regime) for regime in regimes],
            readings=[
                ReadingAnswer(
                    name=name, in_force=getattr(readings, name), default=getattr(default, name), explained=text
                )
                for name, text in EXPLAINED.items()
            ],
        )
