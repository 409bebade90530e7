"""How a referral works, as JSON: its moves, its gates, and the result of the check of every state."""

from collections.abc import Sequence
from typing import Self

from pydantic import Field

from app.advice.domain.diagram import mermaid
from app.advice.domain.moves import ReferralMove
from app.advice.domain.words import ReferralAction, ReferralState
from app.cases.domain.offers import Occasion
from app.cases.domain.words import OfferMoment
from app.cases.schemas.machine import GateAnswer, PropertyAnswer
from app.kernel.terms import OrganisationKind, Party
from app.law.domain.rulebook import RULEBOOK
from app.platform.http.fields import Answer


class ReferralMoveAnswer(Answer):
    """A step of a referral: an action, and how the action may change the referral."""

    action: ReferralAction
    says: str
    event: str
    recorded_by: list[OrganisationKind]
    states: list[ReferralState] = Field(description="The states of the referral in which this step is possible.")
    target: ReferralState | None = Field(
        description="The state of the referral after this step. `target` is `null` if the state does not change."
    )
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
    """A stage of a case at which a family must be offered independent help."""

    moment: OfferMoment
    owed_by: Party
    because: str


class ReferralsAnswer(Answer):
    """The states and steps of a referral to the advice service, and the stages of a case at which help must be
    offered."""

    states: list[ReferralState]
    moves: list[ReferralMoveAnswer]
    diagram: str = Field(description="The diagram of the states and steps, in Mermaid (a text format for diagrams).")
    offers: list[OccasionAnswer] = Field(
        description="The stages of a case at which a family must be offered help. Only one offer of help is due at a "
        "time: the offer of the latest stage that the case has reached."
    )

    @classmethod
    def of(cls, moves: Sequence[ReferralMove], occasions: Sequence[Occasion]) -> Self:
        """Show the machine."""
        return cls(
            states=list(ReferralState),
            moves=[ReferralMoveAnswer.of(move) for move in moves],
            diagram=mermaid(moves),
            offers=[OccasionAnswer.model_validate(one) for one in occasions],
        )


class ReferralAssuranceAnswer(Answer):
    """Whether each property is true in every state that a referral can reach."""

    holds: bool
    properties: list[PropertyAnswer]
    states_examined: int
    steps_examined: int
