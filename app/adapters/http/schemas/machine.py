"""The machine as JSON: regimes, moves, gates, and what was proven about them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Self

from pydantic import Field

from app.adapters.http.schemas.base import Answer
from app.adapters.http.schemas.law import RuleAnswer
from app.domain.law.readings import EXPLAINED, Readings
from app.domain.law.regimes import Regime, RegimeId, Standing
from app.domain.law.rulebook import RULEBOOK
from app.domain.pathway.assurance import Assurance
from app.domain.pathway.diagram import mermaid
from app.domain.pathway.moves import Move
from app.domain.pathway.words import STAGES, Action, State
from app.domain.terms import OrganisationKind


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
    exemption_decided_by: OrganisationKind | None
    arrangement_days: int = Field(description="Calendar days past which a failed arrangement frees the family.")
    explained: str

    @classmethod
    def of(cls, regime: Regime) -> Self:
        """Show a regime."""
        values = {name: getattr(regime, name) for name in cls.model_fields if name != "illustrative"}
        return cls(**values, illustrative=regime.standing is Standing.ILLUSTRATIVE)


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
            gates=[
                GateAnswer(name=g.name, asks=g.asks, rule=g.rule, citation=RULEBOOK.rule(g.rule).citation)
                for g in move.gates
            ],
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
