"""The machine as JSON: regimes, moves, gates, and what was proven about them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Self

from pydantic import Field

from app.advice.domain.diagram import mermaid as draw_referrals
from app.advice.domain.moves import ReferralMove
from app.advice.domain.words import ReferralAction, ReferralState
from app.cases.domain.assurance import Assurance
from app.cases.domain.diagram import mermaid
from app.cases.domain.gates import Gate as CaseGate
from app.cases.domain.moves import Move
from app.cases.domain.offers import Occasion
from app.cases.domain.words import STAGES, Action, OfferMoment, State
from app.kernel.moves import Gate
from app.kernel.terms import ExemptionGround, OrganisationKind, Party
from app.law.domain.readings import EXPLAINED, Readings
from app.law.domain.regimes import NonattendanceEffect, Regime, RegimeId, Standing, Undecided
from app.law.domain.rulebook import RULEBOOK
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
    standing: Standing
    illustrative: bool
    in_force_from: date | None
    in_force_to: date | None
    source: str
    attendance_required: bool
    nonattendance_effect: NonattendanceEffect = Field(
        description="What follows for a family that does not attend. `bars`: no certificate, so no appeal. "
        "`judge_considers`: the appeal goes on and the judge must consider it. `costs`: it may cost the family money.",
        examples=["bars"],
    )
    exemption_decided_by: OrganisationKind | None
    exemption_decision_days: int | None = Field(
        description="Calendar days after the claim by which an exemption is decided. Null where there are none.",
        examples=[14],
    )
    exemption_if_undecided: Undecided | None = Field(
        description="What a claimed exemption counts as from the day after its last day, if it is not decided by then.",
        examples=["granted"],
    )
    exemption_grounds: list[ExemptionGround] = Field(
        description="The grounds on which a family may claim an exemption.", examples=[["domestic_abuse", "urgency"]]
    )
    arrangement_days: int = Field(description="Calendar days past which a failed arrangement frees the family.")
    absence_renews_days: bool = Field(
        description="Whether the `arrangement_days` count again from a session that the family missed.", examples=[True]
    )
    explained: str

    @classmethod
    def of(cls, regime: Regime) -> Self:
        """Show a regime."""
        exemptions = regime.exemptions
        return cls(
            id=regime.id,
            title=regime.title,
            standing=regime.standing,
            illustrative=regime.standing is Standing.ILLUSTRATIVE,
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
    """How this deployment reads the law where it is unclear."""

    name: str
    in_force: bool
    default: bool
    explained: str


class RegimesAnswer(Answer):
    """Every regime, and the readings in force."""

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


class GateAnswer(Answer):
    """A question that must be answered yes, and the rule that asks it."""

    name: str
    asks: str
    rule: str
    citation: str

    @classmethod
    def of(cls, gate: CaseGate | Gate[Any, Any, Any]) -> Self:
        """Show a gate."""
        return cls(name=gate.name, asks=gate.asks, rule=gate.rule, citation=RULEBOOK.rule(gate.rule).citation)


class MoveAnswer(Answer):
    """One way an action may take a case on."""

    action: Action
    variant: str | None
    says: str
    event: str
    recorded_by: list[OrganisationKind]
    states: list[State] = Field(description="The states in which the case may be.")
    stages: list[State] = Field(description="The stages of mediation from which it leads.")
    target: State | None = Field(description="The stage it leads to; null where the stage stays.")
    rule: str
    citation: str
    legislation_url: str
    gates: list[GateAnswer]

    @classmethod
    def of(cls, move: Move) -> Self:
        """Show a move."""
        rule = RULEBOOK.rule(move.rule)
        return cls(
            action=move.action,
            variant=move.variant,
            says=move.says,
            event=move.event,
            recorded_by=sorted(move.who),
            states=[state for state in State if state in move.states],
            stages=[stage for stage in STAGES if stage in move.stages],
            target=move.target,
            rule=rule.id,
            citation=rule.citation,
            legislation_url=rule.url,
            gates=[GateAnswer.of(gate) for gate in move.gates],
        )


class PathwayAnswer(Answer):
    """The state machine under a regime."""

    regime: RegimeId
    states: list[State]
    moves: list[MoveAnswer]
    diagram: str = Field(description="Mermaid.")

    @classmethod
    def of(cls, regime: RegimeId, moves: Sequence[Move]) -> Self:
        """Show the machine."""
        return cls(
            regime=regime,
            states=list(State),
            moves=[MoveAnswer.of(move) for move in moves if regime in move.regimes],
            diagram=mermaid(regime, moves),
        )


class ReferralMoveAnswer(Answer):
    """The one way in which an action takes a referral on."""

    action: ReferralAction
    says: str
    event: str
    recorded_by: list[OrganisationKind]
    states: list[ReferralState] = Field(description="The states in which the referral may be.")
    target: ReferralState | None = Field(description="The state it leads to; null where the state stays.")
    rule: str
    citation: str
    legislation_url: str
    gates: list[GateAnswer]

    @classmethod
    def of(cls, move: ReferralMove) -> Self:
        """Show a move."""
        rule = RULEBOOK.rule(move.rule)
        return cls(
            action=move.action,
            says=move.says,
            event=move.event,
            recorded_by=sorted(move.who),
            states=[state for state in ReferralState if state in move.states],
            target=move.target,
            rule=rule.id,
            citation=rule.citation,
            legislation_url=rule.url,
            gates=[GateAnswer.of(gate) for gate in move.gates],
        )


class OccasionAnswer(Answer):
    """A moment at which an offer of independent help is owed."""

    moment: OfferMoment
    owed_by: Party
    because: str


class ReferralsAnswer(Answer):
    """The machine of a referral to the advice service, and the moments at which help is offered."""

    states: list[ReferralState]
    moves: list[ReferralMoveAnswer]
    diagram: str = Field(description="Mermaid.")
    offers: list[OccasionAnswer] = Field(description="One offer is owed at a time: that of the latest moment.")

    @classmethod
    def of(cls, moves: Sequence[ReferralMove], occasions: Sequence[Occasion]) -> Self:
        """Show the machine."""
        return cls(
            states=list(ReferralState),
            moves=[ReferralMoveAnswer.of(move) for move in moves],
            diagram=draw_referrals(moves),
            offers=[OccasionAnswer.model_validate(one) for one in occasions],
        )


class PropertyAnswer(Answer):
    """Something that must hold in every reachable state."""

    name: str
    says: str
    holds: bool
    counter_example: list[str] | None = Field(description="The shortest way found to a state where it does not.")


class AssuranceAnswer(Answer):
    """The verdict of the exhaustive search."""

    regime: RegimeId
    holds: bool
    properties: list[PropertyAnswer]
    states_examined: int
    steps_examined: int

    @classmethod
    def of(cls, assurance: Assurance) -> Self:
        """Show the verdict."""
        return cls(
            regime=assurance.regime,
            holds=assurance.holds,
            properties=[PropertyAnswer.model_validate(p) for p in assurance.properties],
            states_examined=assurance.states_examined,
            steps_examined=assurance.steps_examined,
        )


class ReferralAssuranceAnswer(Answer):
    """The verdict of the exhaustive search of referrals."""

    holds: bool
    properties: list[PropertyAnswer]
    states_examined: int
    steps_examined: int
