"""The policy regimes: the law in force, and the proposal that would have made attendance compulsory."""

from datetime import date

from app.kernel.errors import BeforeCommencement
from app.kernel.terms import ExemptionGround, OrganisationKind
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
    "REGIMES",
    "Exemptions",
    "NonattendanceEffect",
    "Regime",
    "RegimeId",
    "RegimeStatus",
    "Undecided",
    "regime_on",
]

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
