"""The policy regimes: the law in force, and the proposal that would have made attendance compulsory."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.kernel.errors import BeforeCommencement
from app.kernel.terms import ExemptionGround, OrganisationKind
from app.law.domain.model import COMMENCEMENT


class RegimeStatus(StrEnum):
    """Whether a regime is the law."""

    LAW = "law"
    ILLUSTRATIVE = "illustrative"


class RegimeId(StrEnum):
    """The published names of the regimes."""

    CFA_2014 = "cfa-2014"
    GREEN_PAPER_2022 = "green-paper-2022"


class NonattendanceEffect(StrEnum):
    """What follows for a family that does not attend mediation."""

    BARS = "bars"  # declining leads to no certificate
    JUDGE_CONSIDERS = "judge_considers"  # the appeal goes on, and the judge must consider the absence
    COSTS = "costs"  # the appeal goes on, and the absence may cost the family money
    NONE = "none"


class Undecided(StrEnum):
    """What happens to a claim for an exemption that nobody decides by its last day."""

    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Exemptions:
    """How a regime exempts families from attending.

    `decided_by`: the kind of organisation that decides a claim.
    `decision_days`: the number of calendar days after the claim in which it must be decided.
    `if_undecided`: what the claim counts as after those days without a decision.
    """

    decided_by: OrganisationKind
    decision_days: int
    if_undecided: Undecided
    grounds: tuple[ExemptionGround, ...]


@dataclass(frozen=True, slots=True)
class Regime:
    """A set of rules that applies to a case from start to end.

    `attendance_required`: whether the family must attend mediation before it appeals.
    `nonattendance_effect`: what follows if it does not.
    `exemptions`: how a family is freed from attending. None if no family must attend.
    `arrangement_days`: calendar days after the request; after them the family may appeal if mediation was not arranged.
    `absence_renews_days`: whether those days start again from a session that the family missed. The reading
    `missed_session_gives_days_anew` must be in force too.
    """

    id: RegimeId
    title: str
    status: RegimeStatus
    in_force_from: date | None
    in_force_to: date | None
    source: str
    attendance_required: bool
    nonattendance_effect: NonattendanceEffect
    exemptions: Exemptions | None
    arrangement_days: int
    absence_renews_days: bool
    explained: str

    @property
    def declining_bars(self) -> bool:
        """Whether a family that declines mediation is left without a certificate."""
        return self.attendance_required and self.nonattendance_effect is NonattendanceEffect.BARS


REGIMES: dict[RegimeId, Regime] = {
    regime.id: regime
    for regime in (
        Regime(
            RegimeId.CFA_2014,
            "Mediation must be considered",
            RegimeStatus.LAW,
            COMMENCEMENT,
            None,
            "Children and Families Act 2014, ss.51-57; SI 2014/1530",
            attendance_required=False,
            nonattendance_effect=NonattendanceEffect.NONE,
            exemptions=None,
            arrangement_days=30,
            absence_renews_days=True,
            explained="The family hears from an independent adviser and may then decline mediation. Regulation 36 "
            "gives thirty days to arrange mediation. If mediation is not arranged by then, the family may "
            "have its certificate (regulation 39).",
        ),
        Regime(
            RegimeId.GREEN_PAPER_2022,
            "Mediation must be attended",
            RegimeStatus.ILLUSTRATIVE,
            None,
            None,
            "SEND Review: right support, right place, right time (29 March 2022), ch.2; never enacted",
            attendance_required=True,
            nonattendance_effect=NonattendanceEffect.BARS,
            exemptions=Exemptions(
                decided_by=OrganisationKind.TRIBUNAL,
                decision_days=14,
                if_undecided=Undecided.GRANTED,
                grounds=tuple(ExemptionGround),
            ),
            arrangement_days=30,
            absence_renews_days=True,
            explained="The consultation left much open. Each value here is a parameter, chosen only to illustrate. "
            "The tribunal decides exemptions, because it is no party to the dispute. The tribunal has fourteen days. "
            "If the tribunal has not decided by then, the exemption counts as granted, so that no family loses its "
            "appeal because nobody decides. The grounds follow those of family mediation meetings (Family Procedure "
            "Rules, Part 3), with two added for this field. A family that does not attend cannot appeal. Under other "
            "laws, a judge considers the absence, or the absence costs the family money. A session must be arranged "
            "within thirty days, as in the law in force.",
        ),
    )
}


def regime_on(day: date) -> RegimeId:
    """Return the regime that is the law on a day."""
    for regime in REGIMES.values():
        if regime.status is RegimeStatus.LAW and regime.in_force_from is not None:
            ends = regime.in_force_to or date.max
            if regime.in_force_from <= day <= ends:
                return regime.id
    raise BeforeCommencement(
        f"{day} is before {COMMENCEMENT}, when Part 3 of the Act came into force", "appealable-matters"
    )
