"""The state machine as JSON: regimes, moves, gates, and what was proven about them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Self

from pydantic import Field, StrictBool, StrictInt, StrictStr

from app.cases.domain.diagram import mermaid
from app.cases.domain.findings import Finding
from app.cases.domain.moves import AnyMove
from app.cases.domain.words import STAGES, Action, State
from app.kernel.assure import Assurance
from app.kernel.moves import Gate
from app.kernel.terms import OrganisationKind
from app.law.domain.presets import PresetName
from app.law.domain.regime import Regime, RegimeId
from app.law.domain.regime_rows import PARAMETERS
from app.law.domain.regimes import REGIMES
from app.law.domain.rulebook import RULEBOOK
from app.platform.http.fields import Answer


class GateAnswer(Answer):
    """A condition for an action, written as a question. The action is allowed only if the answer to the question is
    yes. The field `rule` names the rule of law from which the condition comes."""

    name: str
    asks: str
    rule: str
    citation: str

    @classmethod
    def of(cls, gate: Gate[Any, Any, Any]) -> Self:
        """Show a gate."""
        return cls(name=gate.name, asks=gate.asks, rule=gate.rule, citation=RULEBOOK.rule(gate.rule).citation)


class MoveAnswer(Answer):
    """A step of the case (a *move*): one change that an action can make to the case."""

    action: Action
    variant: str | None
    says: str
    event: str
    recorded_by: list[OrganisationKind]
    states: list[State] = Field(description="The states of the case in which this step of the case is possible.")
    stages: list[State] = Field(description="The stages of mediation in which this step of the case is possible.")
    target: State | None = Field(
        description="The stage of the case or of its mediation after this step. `target` is `null` if the stage does "
        "not change."
    )
    rule: str
    citation: str
    legislation_url: str
    gates: list[GateAnswer]

    @classmethod
    def of(cls, move: AnyMove) -> Self:
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
    """The states of a case, and the steps (*moves*) that lead from one state to another, under a set of rules (a
    regime)."""

    regime: RegimeId
    states: list[State]
    moves: list[MoveAnswer]
    diagram: str = Field(
        description="The diagram of the states and of the steps between the states, in the text format Mermaid."
    )

    @classmethod
    def of(cls, regime: Regime, moves: Sequence[AnyMove]) -> Self:
        """Show the machine."""
        return cls(
            regime=regime.id,
            states=list(State),
            moves=[MoveAnswer.of(move) for move in moves if move.exists(regime)],
            diagram=mermaid(regime, moves),
        )


class PropertyAnswer(Answer):
    """A property: something that must be true in every state that a case can reach."""

    name: str
    says: str
    holds: bool
    counter_example: list[str] | None = Field(
        description="If the property is not true in every state: the shortest sequence of steps found after which the "
        "property is false. Otherwise `null`."
    )


class FindingAnswer(Answer):
    """A finding: one way in which a set of rules (a regime) harms families, with the shortest sequence of steps that
    leads to the harm. A finding is a weakness of the set of rules, not a fault of the service.
    """

    regime: RegimeId
    preset: PresetName | None = Field(
        None,
        description="The preset (a group of values taken from another law that sends people to mediation) that was "
        "applied to the set of rules. `preset` is `null` if no preset was applied.",
        examples=["miam"],
    )
    name: str
    says: str = Field(description="What the set of rules (the regime) should do for families, but does not do.")
    hurts: str = Field(description="Which families the weakness of the set of rules harms, and how.")
    shortest_path: list[str] = Field(
        description="The steps by which a case comes from the notice to the point at which the family is harmed."
    )
    changed: dict[str, StrictStr | StrictBool | StrictInt | None] = Field(
        description="What was changed in the set of rules (the regime) before the check: one parameter, or the "
        "parameters of the preset, with the new values. `changed` is empty if the set of rules was checked as it is, "
        "without a change.",
        examples=[{"exemption_if_undecided": "refused"}],
    )

    @classmethod
    def of(cls, regime: RegimeId, finding: Finding) -> Self:
        """Show a finding."""
        published, changed = REGIMES[regime], replace(REGIMES[regime], **finding.changed)
        return cls(
            regime=regime,
            preset=finding.preset,
            name=finding.question.name,
            says=finding.question.says,
            hurts=finding.question.hurts,
            shortest_path=list(finding.way),
            changed={one.name: one.of(changed) for one in PARAMETERS if one.of(changed) != one.of(published)},
        )


class AssuranceAnswer(Answer):
    """The result of the check of every state that a case can reach."""

    regime: RegimeId
    holds: bool
    properties: list[PropertyAnswer]
    states_examined: int
    steps_examined: int
    findings: list[FindingAnswer] = Field(
        [],
        description="The weaknesses in the set of rules through which families are harmed. We check the set of rules "
        "as it is, and again with one parameter changed. A finding is a weakness of the set of rules, not of the "
        "service. The `properties` are about the service, and must be true under every set of rules.",
    )
    findings_of_presets: list[FindingAnswer] = Field(
        [],
        description="The weaknesses that the set of rules would have if the values of a preset replaced its own "
        "values. A preset is a group of values taken from another law that sends people to mediation. `GET "
        "/v1/law/regimes` lists the presets, with the law from which we took each preset.",
    )

    @classmethod
    def of(cls, regime: RegimeId, assurance: Assurance[AnyMove]) -> Self:
        """Show the verdict."""
        return cls(
            regime=regime,
            holds=assurance.holds,
            properties=[PropertyAnswer.model_validate(p) for p in assurance.properties],
            states_examined=assurance.states_examined,
            steps_examined=assurance.steps_examined,
        )
