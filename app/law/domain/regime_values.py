"""The words in which a regime says what it asks: who must attend, what staying away does, who is exempt."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.kernel.terms import ExemptionGround, OrganisationKind


class Unknown(StrEnum):
    """The value of a parameter on which a regime says nothing, or nothing that was found."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN


class RegimeStatus(StrEnum):
    """Whether a set of rules (regime) is the law, or a proposal that is shown only as an illustration."""

    LAW = "law"
    ILLUSTRATIVE = "illustrative"


class Binds(StrEnum):
    """Whom a regime obliges to attend mediation."""

    AUTHORITY = "authority"  # it must take part if the family asks for mediation; the family need not
    FAMILY = "family"
    BOTH_SIDES = "both_sides"


class MayEnd(StrEnum):
    """Who may end a mediation after the family has asked for mediation and before the first session."""

    FAMILY = "family"  # it may decline
    AUTHORITY = "authority"  # it, or the commissioning body, may report that it cannot arrange mediation
    EITHER = "either"
    NEITHER = "neither"


class NonattendanceEffect(StrEnum):
    """What happens if the family does not attend mediation. `bars`: the family gets no certificate, so it cannot
    appeal. `judge_considers`: the appeal goes on, and the judge must consider the absence. `costs`: the appeal goes on,
    and the family may have to pay money because it did not attend."""

    BARS = "bars"  # declining leads to no certificate
    JUDGE_CONSIDERS = "judge_considers"  # the appeal goes on, and the judge must consider the absence
    COSTS = "costs"  # the appeal goes on, and the absence may cost the family money
    NONE = "none"


class Undecided(StrEnum):
    """What happens if nobody decides a family's claim for an exemption in time. `granted`: the family's claim counts as
    granted. `refused`: the family's claim counts as refused. `waits`: the claim waits until somebody decides it."""

    GRANTED = "granted"
    REFUSED = "refused"
    WAITS = "waits"  # the regime says nothing: the claim waits until somebody decides it


class ExemptionMode(StrEnum):
    """Whether a family is exempt as soon as it claims an exemption from mediation, or only if the claim is granted."""

    DECIDED_FIRST = "decided_first"
    SELF_CERTIFIED = "self_certified"  # the claim frees the family, until the decider tests and refuses it


class ClockEffect(StrEnum):
    """How mediation changes the time in which the family may appeal."""

    NONE = "none"
    FLOOR = "floor"  # the time never ends before one month after the certificate
    STOP_AND_FLOOR = "stop_and_floor"  # the days of mediation are not counted, and there is a floor of one month
    THREE_MONTHS_ADDED = "three_months_added"  # a request in time makes the time three months longer


class CommencementTest(StrEnum):
    """Which day decides whether a regime applies to a case."""

    NOTICE = "notice"  # the day on which the notice was sent
    DECISION = "decision"
    ISSUE = "issue"  # the day on which proceedings begin
    CHOSEN = "chosen"  # none: the case was opened under the regime to illustrate it


@dataclass(frozen=True, slots=True)
class Exemptions:
    """How a regime exempts families from attending.

    `decided_by`: the kind of organisation that decides a claim.
    `decision_days`: the number of calendar days after the claim in which it must be decided. None: no limit.
    `if_undecided`: what the claim counts as after those days without a decision.
    """

    decided_by: OrganisationKind
    decision_days: int | None
    if_undecided: Undecided
    grounds: tuple[ExemptionGround, ...]
    mode: ExemptionMode = ExemptionMode.DECIDED_FIRST

    @property
    def self_certified(self) -> bool:
        """Whether a claim frees the family until it is refused."""
        return self.mode is ExemptionMode.SELF_CERTIFIED
