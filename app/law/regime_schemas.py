"""Regimes, readings and the rules in force, as JSON."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from pydantic import Field, StrictBool, StrictInt, StrictStr

from app.kernel.terms import DecisionKind, ExemptionGround, OrganisationKind, PlanSection
from app.law.domain.matters import Appealable, Matter, TribunalPower
from app.law.domain.model import Verified
from app.law.domain.presets import PRESETS, Preset, PresetName
from app.law.domain.readings import EXPLAINED, Readings
from app.law.domain.regime import IN_FORCE, Regime, RegimeId
from app.law.domain.regime_rows import EVIDENCE, PARAMETERS, Row, rows
from app.law.domain.regime_values import NonattendanceEffect, RegimeStatus, Undecided
from app.law.domain.regimes import REGIMES
from app.law.schemas import RuleAnswer
from app.platform.http.fields import Answer


class RulesAnswer(Answer):
    """The rules in force on a day."""

    on: date
    regime: RegimeId
    rules: list[RuleAnswer]


class ParameterAnswer(Answer):
    """A parameter of a regime, with its source."""

    name: str
    says: str
    value: StrictStr | StrictBool | StrictInt | None = Field(
        description="The value. `unknown` means that we found nothing about this in the regime. Null means that the "
        "set of rules (regime) has no such parameter.",
        examples=["floor"],
    )
    source: str
    verified: Verified = Field(description="How far we checked the value against its source.")
    note: str | None
    obeyed: bool = Field(
        description="True: the pathway or the calculator asks for this value. False: the value is only shown, and "
        "`limit` says why."
    )
    limit: str | None = Field(
        description="What no case holds. For this reason the pathway cannot obey the value, or not in everything. "
        "Otherwise null.",
        examples=["A case does not hold the day of the decision. The day of the notice counts as that day."],
    )
    assumed: str | None = Field(description="What the pathway does while the value is unknown. Otherwise null.")

    @classmethod
    def of(cls, row: Row) -> Self:
        """Show a row."""
        return cls(
            name=row.parameter.name,
            says=row.parameter.says,
            value=row.value,
            source=row.cite.source,
            verified=row.cite.verified,
            note=row.cite.note,
            obeyed=row.parameter.obeyed,
            limit=row.parameter.limit,
            assumed=row.parameter.assumed if row.is_unknown else None,
        )


class GroundAnswer(Answer):
    """A ground of exemption under a regime, and what the family shows for it."""

    ground: ExemptionGround
    evidence: str
    source: str
    verified: Verified
    look_back_months: int | None = Field(
        description="An earlier event counts if it was at most this number of months before the claim. Null: no limit.",
        examples=[4],
    )

    @classmethod
    def all_of(cls, regime: Regime) -> list[Self]:
        """Show every ground of a regime. Empty if nobody must attend."""
        grounds = regime.exemptions.grounds if regime.exemptions else ()
        return [
            cls(
                ground=one,
                evidence=EVIDENCE[one].shows,
                source=EVIDENCE[one].cite.source,
                verified=EVIDENCE[one].cite.verified,
                look_back_months=regime.prior_attendance_months if one is ExemptionGround.EARLIER_MEDIATION else None,
            )
            for one in grounds
        ]


class MatterAnswer(Answer):
    """A matter in dispute under a regime."""

    name: str
    says: str
    decision_kinds: list[DecisionKind] = Field(
        description="The decisions of today's law that raise the matter. Empty if no decision of today raises it."
    )
    sections: list[PlanSection] = Field(description="The sections of a plan that raise the matter. Empty: any.")
    appealable: Appealable
    tribunal_power: TribunalPower

    @classmethod
    def of(cls, matter: Matter) -> Self:
        """Show a matter."""
        return cls(
            name=matter.name,
            says=matter.says,
            decision_kinds=sorted(matter.kinds),
            sections=sorted(matter.about),
            appealable=matter.appealable,
            tribunal_power=matter.power,
        )


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
        "set of rules (regime) has no exemptions.",
        examples=[14],
    )
    exemption_if_undecided: Undecided | None = Field(
        description="Whether a claim for an exemption counts as granted or refused after its last day, if the claim is "
        "not decided by then. `waits`: the claim waits until somebody decides it.",
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
    grounds: list[GroundAnswer] = Field(description="The grounds of exemption, each with its evidence.")
    matters: list[MatterAnswer] = Field(description="What may be appealed, and what the tribunal may do about it.")
    parameters: list[ParameterAnswer] = Field(description="Every parameter as a row, with its source.")
    unknown: list[str] = Field(
        description="The parameters that are unknown, by name. A matter that is unknown has the name `matter:` and "
        "its own.",
        examples=[["remit_weeks"]],
    )

    @classmethod
    def of(cls, regime: Regime) -> Self:
        """Show a regime."""
        exemptions, found = regime.exemptions, rows(regime)
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
            grounds=GroundAnswer.all_of(regime),
            matters=[MatterAnswer.of(one) for one in regime.matters],
            parameters=[ParameterAnswer.of(one) for one in found],
            unknown=[
                *(one.parameter.name for one in found if one.is_unknown),
                *(f"matter:{one.name}" for one in regime.matters if one.is_unknown),
            ],
        )


class PresetAnswer(Answer):
    """Parameters of another law that sends people to mediation. `POST /v1/evidence/comparisons` applies them to a
    regime (`preset`), and `GET /v1/law/assurance` says what they would do to families."""

    name: PresetName
    title: str
    source: str
    verified: Verified
    note: str | None
    parameters: dict[str, StrictStr | StrictBool | StrictInt | None] = Field(
        description="The parameters that differ from the law in force, as `parameters` of a regime names them.",
        examples=[{"clock_effect": "three_months_added"}],
    )

    @classmethod
    def of(cls, preset: Preset) -> Self:
        """Show a preset, applied to the law in force."""
        before, after = REGIMES[IN_FORCE], preset.on(REGIMES[IN_FORCE])
        changed = {one.name: one.of(after) for one in PARAMETERS if one.of(after) != one.of(before)}
        return cls(
            name=preset.name,
            title=preset.title,
            source=preset.source,
            verified=preset.verified,
            note=preset.note,
            parameters=changed,
        )


class ReadingAnswer(Answer):
    """Our reading of a point on which the law is unclear."""

    name: str
    in_force: bool
    default: bool
    explained: str


class RegimesAnswer(Answer):
    """The law in force, the proposals, our readings of unclear law, and what other laws say."""

    regimes: list[RegimeAnswer]
    readings: list[ReadingAnswer]
    presets: list[PresetAnswer]

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
            presets=[PresetAnswer.of(one) for one in PRESETS.values()],
        )
