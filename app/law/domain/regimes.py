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
        "The authority decides that the child does not qualify for a specialist provision package, so the child gets "
        "no plan.",
        frozenset({_D.REFUSAL_TO_ISSUE_PLAN}),
        _YES,
        _ORDER,
    ),
    Matter(
        "wrong_package",
        "The family says that the child needs another package than the authority chose. Whether the tribunal can order "
        "provision beyond a package is unclear.",
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
        "The authority decides that the child no longer needs a package, and the plan ends.",
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
    Matter("package_content", "What a package contains.", frozenset(), _NO, TribunalPower.NONE),
    Matter(
        "isp_content",
        "What an individual support plan contains. The family may complain to the school, whose panel has a SEND "
        "specialist from outside.",
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
            binds=Binds.FAMILY,
            absent_other_side_frees=UNKNOWN,
            clock_effect=ClockEffect.FLOOR,
            prior_attendance_months=4,
            commencement=CommencementTest.CHOSEN,
            explained="The consultation left much open. Each value here is a parameter, chosen only to illustrate. "
            "The tribunal decides exemptions, because it is no party to the dispute. The tribunal has fourteen days. "
            "If the tribunal has not decided by then, the exemption counts as granted, so that no family loses its "
            "appeal because nobody decides. The grounds follow those of family mediation meetings (Family Procedure "
            "Rules, Part 3), with two added for this field. A family that does not attend cannot appeal. Under other "
            "laws, a judge considers the absence, or the absence costs the family money. A session must be arranged "
            "within thirty days, as in the law in force.",
        ),
        Regime(
            RegimeId.SEND_REFORM_2026,
            "Mediation stays a choice, and the tribunal names no setting",
            RegimeStatus.ILLUSTRATIVE,
            None,
            None,
            "SEND Reform: putting children and young people first (consultation, 23 February to 18 May 2026); no bill "
            "was found that enacts it",
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
            cohort="Decisions from 1 September 2029 on a new assessment, or on a move to the next phase of education "
            "from September 2030. Not children who have a special school place in September 2029. Not children who "
            "were in Year 3 or above in February 2026: their plans stay at least until they are 16.",
            matters=REFORMED,
            remit_weeks=UNKNOWN,
            appeal_after_reconsideration=UNKNOWN,
            may_name_unlisted=False,
            review="end of each key stage",
            explained="A family that need not mediate today need not mediate under this proposal. We found no change "
            "to the certificate or to the time limits. The tribunal's power changes. About a placement, the tribunal "
            "asks only whether the authority's choice was reasonable. If the choice was not reasonable, the authority "
            "decides again. A family can also appeal about whether its child qualifies for a specialist provision "
            "package. An individual support plan cannot be appealed. Each value here comes from accounts by others "
            "than the government, and much is unknown.",
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
        f"{day} is before {COMMENCEMENT}, when Part 3 of the Act came into force", "appealable-matters"
    )
