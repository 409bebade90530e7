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
    """The rules of law that are in force on one day."""

    on: date
    regime: RegimeId
    rules: list[RuleAnswer]


class ParameterAnswer(Answer):
    """A question about mediation (a parameter), with the answer that a set of rules (regime) gives to the question, and
    the source of the answer."""

    name: str
    says: str
    value: StrictStr | StrictBool | StrictInt | None = Field(
        description="The answer to the question (parameter). `unknown`: we found nothing about the question in this "
        "set of rules (regime). `null`: the question does not arise under this set of rules.",
        examples=["floor"],
    )
    source: str
    verified: Verified = Field(description="How closely we have checked the answer against its source.")
    note: str | None
    obeyed: bool = Field(
        description="`true` if the service applies the answer (`value`) when it checks an action or works out a date. "
        "`false` if the service only shows the answer: `limit` says why."
    )
    limit: str | None = Field(
        description="The reason why the service cannot fully apply the answer (`value`) to every case. `limit` is "
        "`null` if the service can fully apply the answer to every case.",
        examples=["A case does not record the day of the decision. The day of the notice counts as that day."],
    )
    assumed: str | None = Field(
        description="What the service assumes about a question to which we found no answer in the set of rules. "
        "`assumed` is `null` if the answer is known."
    )

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
    """A reason for which a family need not attend mediation (an exemption), and what the family must show for that
    reason."""

    ground: ExemptionGround
    evidence: str
    source: str
    verified: Verified
    look_back_months: int | None = Field(
        description="When the family claims the exemption, its earlier mediation must not be older than this number "
        "of months. `null` if there is no such limit.",
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
    """A matter that a family can dispute under a set of rules (regime)."""

    name: str
    says: str
    decision_kinds: list[DecisionKind] = Field(
        description="The kinds of decision under today's law that can lead to a dispute about this matter. Empty if "
        "today's law has no such decision."
    )
    sections: list[PlanSection] = Field(
        description="The sections of the plan to which a dispute about this matter belongs. Empty if a dispute about "
        "this matter can belong to any section of the plan."
    )
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
    """A set of rules for mediation before an appeal (regime): the law in force or a proposal."""

    id: RegimeId
    title: str
    standing: RegimeStatus
    illustrative: bool
    in_force_from: date | None
    in_force_to: date | None
    source: str
    attendance_required: bool
    nonattendance_effect: NonattendanceEffect = Field(
        description="What happens if the family does not attend mediation. `bars`: the family gets no certificate, "
        "so it cannot appeal. `judge_considers`: the appeal goes on, and the judge must consider the absence. "
        "`costs`: the appeal goes on, and the family may have to pay money because it did not attend.",
        examples=["bars"],
    )
    exemption_decided_by: OrganisationKind | None
    exemption_decision_days: int | None = Field(
        description="When a family claims an exemption, the claim must be decided within this number of calendar "
        "days. `null` if this set of rules (regime) has no exemptions.",
        examples=[14],
    )
    exemption_if_undecided: Undecided | None = Field(
        description="What happens if nobody decides a claim for an exemption in time. `granted`: the family's claim "
        "counts as granted. `refused`: the family's claim counts as refused. `waits`: the claim waits until somebody "
        "decides it.",
        examples=["granted"],
    )
    exemption_grounds: list[ExemptionGround] = Field(
        description="The reasons for which a family can ask to be exempt from attending mediation.",
        examples=[["domestic_abuse", "urgency"]],
    )
    arrangement_days: int = Field(
        description="Mediation must be arranged within this number of calendar days. If nobody has arranged "
        "mediation after these days, the family may appeal."
    )
    absence_renews_days: bool = Field(
        description="`true` if the days for arranging mediation (`arrangement_days`) start again when the family "
        "misses a session.",
        examples=[True],
    )
    explained: str
    grounds: list[GroundAnswer] = Field(
        description="The reasons for an exemption, each with the evidence that the family must show."
    )
    matters: list[MatterAnswer] = Field(
        description="What a family can appeal about, and what the tribunal can do about each matter."
    )
    parameters: list[ParameterAnswer] = Field(
        description="Every question about mediation (parameter), with what this set of rules says about the question, "
        "and the source."
    )
    unknown: list[str] = Field(
        description="The names of the questions (parameters) to which we found no answer. The list also has an entry "
        "for each matter of dispute for which `appealable` or `tribunal_power` is `unknown`: the word `matter:`, "
        "followed by the name of the matter.",
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
    """A preset: a group of values (parameters) taken from another law that sends people to mediation. In `POST
    /v1/evidence/comparisons`, you can apply a preset to a set of rules (field `preset`), and compare the results. `GET
    /v1/law/assurance` says how families would be harmed if the values of a preset replaced values of a set of rules."""

    name: PresetName
    title: str
    source: str
    verified: Verified
    note: str | None
    parameters: dict[str, StrictStr | StrictBool | StrictInt | None] = Field(
        description="The questions about mediation (parameters) on which this law differs from the law in force, each "
        "with what this law says. The questions have the same names as in the field `parameters` of a set of rules "
        "(regime).",
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
    """A point on which the law is unclear, and how this service reads the law there."""

    name: str
    in_force: bool
    default: bool
    explained: str


class RegimesAnswer(Answer):
    """The law in force, the proposals, how this service reads unclear law, and what other laws say about mediation."""

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
