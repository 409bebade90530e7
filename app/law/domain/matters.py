"""What may be appealed under a regime, and what the tribunal may do about it."""

from dataclasses import dataclass
from enum import StrEnum

from app.kernel.terms import DecisionKind, PlanSection


class Appealable(StrEnum):
    """Whether a family can appeal to the tribunal about a matter (something that families dispute). `unknown`: we found
    no proposal about this."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"  # no proposal was found: the pathway assumes that today's right stays


class TribunalPower(StrEnum):
    """What the tribunal can do about a matter that the family disputes in its appeal. `order`: the tribunal decides in
    the authority's place. `review_and_remit`: the tribunal can only cancel (quash) the decision, and the authority then
    decides again."""

    ORDER = "order"  # it decides in the authority's place
    REVIEW_AND_REMIT = "review_and_remit"  # it may quash the decision; the authority then reconsiders
    NONE = "none"
    UNKNOWN = "unknown"  # the pathway assumes today's orders


class Remits(StrEnum):
    """What of a dispute the tribunal sends back to the authority, and does not decide."""

    NOTHING = "nothing"
    PLACEMENT = "placement"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter in dispute under a regime.

    `kinds`: the decisions of today's law that raise the matter. None: no decision does, so no case can be about it.
    `about`: the sections of a plan that raise it. Empty: any.
    """

    name: str
    says: str
    kinds: frozenset[DecisionKind]
    appealable: Appealable
    power: TribunalPower
    about: frozenset[PlanSection] = frozenset()

    @property
    def is_unknown(self) -> bool:
        """Whether it is unknown if the matter may be appealed, or what the tribunal may do about it."""
        return self.appealable is Appealable.UNKNOWN or self.power is TribunalPower.UNKNOWN

    def is_raised_by(self, kind: DecisionKind, sections: frozenset[PlanSection]) -> bool:
        """Whether a dispute about these sections of a decision raises the matter."""
        return kind in self.kinds and (not self.about or bool(self.about & sections))


def of_today() -> tuple[Matter, ...]:
    """Return the six matters of section 51(2)."""
    said = {
        DecisionKind.REFUSAL_TO_ASSESS: "The authority refuses an assessment.",
        DecisionKind.REFUSAL_TO_ISSUE_PLAN: "The authority refuses to make a plan after an assessment.",
        DecisionKind.PLAN_CONTENT: "The special educational needs, the provision or the placement in a plan.",
        DecisionKind.REFUSAL_TO_REASSESS: "The authority refuses a re-assessment.",
        DecisionKind.REFUSAL_TO_AMEND: "The authority refuses to amend a plan after a review or re-assessment.",
        DecisionKind.CEASE_TO_MAINTAIN: "The authority decides to cease a plan.",
    }
    return tuple(
        Matter(kind, says, frozenset({kind}), Appealable.YES, TribunalPower.ORDER) for kind, says in said.items()
    )
