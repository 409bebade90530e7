"""The policy regimes: the law in force, the proposal of 2022 for compulsory attendance, and the reform of 2026.

`app.law.domain.regime_rows` cites where each value comes from, and how far it was checked.
"""

from datetime import date

from app.kernel.errors import BeforeCommencement
from app.kernel.terms import DecisionKind, ExemptionGround, OrganisationKind, PlanSection
from app.law.domain.matters import Appealable, Matter, TribunalPower
from app.law.domain.model import COMMENCEMENT
from app.law.domain.regime import Regime, RegimeId
from app.law.domain.regime_values import (
    UNKNOWN,
    Binds,
    ClockEffect,
    CommencementTest,
    Exemptions,
    NonattendanceEffect,
    RegimeStatus,
    Undecided,
)

__all__ = [
    "PROPOSALS",
    "REGIMES",
    "Exemptions",
    "NonattendanceEffect",
    "Regime",
    "RegimeId",
    "RegimeStatus",
    "Undecided",
    "regime_on",
]

_D, _YES, _NO, _OPEN = DecisionKind, Appealable.YES, Appealable.NO, Appealable.UNKNOWN
_ORDER = TribunalPower.ORDER

REFORMED: tuple[Matter, ...] = (
    Matter(
        "refusal_to_assess", "The authority refuses an assessment.", frozenset({_D.REFUSAL_TO_ASSESS}), _YES, _ORDER
    ),
    Matter(
        "package_not_eligible",
        "The authority decides that the child does not qualify for a specialist provision package. So the child "
        "gets no plan.",
        frozenset({_D.REFUSAL_TO_ISSUE_PLAN}),
        _YES,
        _ORDER,
    ),
    Matter(
        "wrong_package",
        "The family says that the child needs another package than the authority chose. It is unclear whether the "
        "tribunal can order provision that goes beyond a package.",
        frozenset({_D.PLAN_CONTENT}),
        _YES,
        TribunalPower.UNKNOWN,
        frozenset({PlanSection.B, PlanSection.F}),
    ),
    Matter(
        "placement_unreasonable",
        "The family says that the placement chosen by the authority was not a reasonable choice.",
        frozenset({_D.PLAN_CONTENT}),
        _YES,
        TribunalPower.REVIEW_AND_REMIT,
        frozenset({PlanSection.I}),
    ),
    Matter(
        "package_no_longer_needed",
        "The authority decides that the child no longer needs a package. So the plan ends.",
        frozenset({_D.CEASE_TO_MAINTAIN}),
        _YES,
        _ORDER,
    ),
    Matter(
        "refusal_to_reassess",
        "The authority refuses a re-assessment. We found no proposal about this.",
        frozenset({_D.REFUSAL_TO_REASSESS}),
        _OPEN,
        TribunalPower.UNKNOWN,
    ),
    Matter(
        "refusal_to_amend",
        "The authority refuses to amend a plan. We found no proposal about this.",
        frozenset({_D.REFUSAL_TO_AMEND}),
        _OPEN,
        TribunalPower.UNKNOWN,
    ),
    Matter(
        "package_content", "The family disagrees with what a package contains.", frozenset(), _NO, TribunalPower.NONE
    ),
    Matter(
        "isp_content",
        "The family disagrees with what an individual support plan contains. Under the proposal, it could "
        "complain to the school. A complaints panel of the school, with a SEND specialist from outside, would "
        "hear the complaint.",
        frozenset(),
        _NO,
        TribunalPower.NONE,
    ),
)
"""What may be appealed under the reform of 2026, as others tell it. No decision of today raises the last two."""

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
            binds=Binds.AUTHORITY,
            absent_other_side_frees=UNKNOWN,
            clock_effect=ClockEffect.FLOOR,
            commencement=CommencementTest.NOTICE,
            explained="An independent adviser informs the family, and the family may then decline mediation. If the "
            "family wants mediation, the authority has thirty days to arrange it (regulation 36). If nobody "
            "arranges mediation by then, the family may have its certificate (regulation 39).",
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
            binds=Binds.FAMILY,
            absent_other_side_frees=UNKNOWN,
            clock_effect=ClockEffect.FLOOR,
            prior_attendance_months=4,
            commencement=CommencementTest.CHOSEN,
            explained="The consultation left many questions open. We answered these questions ourselves, only to "
            "illustrate the proposal. In our version of the proposal, the tribunal decides whether a family is exempt, "
            "because the tribunal takes no side in the dispute. In our version of the proposal, the tribunal would "
            "have fourteen days to decide a family's claim for an exemption. If the tribunal did not decide the claim "
            "in time, the family would count as exempt. So the family would keep its right to appeal even if the "
            "tribunal did not decide the claim in time. The reasons for an exemption follow the rules for family "
            "mediation meetings (Family Procedure Rules, Part 3). To the reasons in these rules, we added two reasons "
            "of our own, for disputes about special educational needs. Under this proposal, a family that does not "
            "attend mediation could not appeal. Some other laws on mediation are less strict than this proposal. Under "
            "these laws, the dispute goes on even if a person does not attend mediation. A judge considers the "
            "person's absence, or the person may have to pay money because of the absence. Under this proposal, a "
            "session would have to be arranged within thirty days, as in the law in force.",
        ),
        Regime(
            RegimeId.SEND_REFORM_2026,
            "Mediation stays a choice, and the tribunal names no setting",
            RegimeStatus.ILLUSTRATIVE,
            None,
            None,
            "SEND Reform: putting children and young people first (consultation, 23 February to 18 May 2026); we "
            "found no bill that would make it law",
            attendance_required=False,
            nonattendance_effect=NonattendanceEffect.NONE,
            exemptions=None,
            arrangement_days=30,
            absence_renews_days=True,
            binds=Binds.AUTHORITY,
            absent_other_side_frees=UNKNOWN,
            placement_only_exempt=UNKNOWN,
            certificate_required=UNKNOWN,
            clock_effect=ClockEffect.FLOOR,
            commencement=CommencementTest.DECISION,
            cohort="The proposal would apply to two kinds of decision from 1 September 2029: decisions on a new "
            "assessment, and decisions on the child's next phase of education from September 2030. The proposal "
            "would not apply to children who have a special school place in September 2029. It would also not "
            "apply to children who were in Year 3 or above in February 2026: they would keep their plans at least "
            "until they are 16.",
            matters=REFORMED,
            remit_weeks=UNKNOWN,
            appeal_after_reconsideration=UNKNOWN,
            may_name_unlisted=False,
            review="end of each key stage",
            explained="Under this proposal, mediation would stay voluntary. We found nothing in this proposal that "
            "would change the certificate or the time limits. But under this proposal, the tribunal would have fewer "
            "powers than today. In a dispute about a placement under this proposal, the tribunal would decide only "
            "whether the authority's choice of a school or other setting was reasonable. If the tribunal found the "
            "authority's choice of a placement unreasonable, the authority would have to decide again. Under this "
            "proposal, a family could also appeal if the authority decides that the child does not qualify for a "
            "specialist provision package. Under this proposal, a family could not appeal about an individual support "
            "plan. Our information comes from reports about the consultation, not from the government itself, and much "
            "is unknown.",
        ),
    )
}

PROPOSALS = tuple(regime.id for regime in REGIMES.values() if regime.status is RegimeStatus.ILLUSTRATIVE)
"""The regimes that are not law."""


def regime_on(day: date) -> RegimeId:
    """Return the regime that is the law on a day."""
    for regime in REGIMES.values():
        if regime.status is RegimeStatus.LAW and regime.in_force_from is not None:
            ends = regime.in_force_to or date.max
            if regime.in_force_from <= day <= ends:
                return regime.id
    raise BeforeCommencement(
        f"{day} is before {COMMENCEMENT}, the day on which Part 3 of the Children and Families Act came into force",
        "appealable-matters",
    )
