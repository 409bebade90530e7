"""The policy regimes: the law as it stands, and the proposal that would have made attendance compulsory."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.errors import BeforeCommencement
from app.domain.law.model import COMMENCEMENT
from app.domain.terms import OrganisationKind


class Standing(StrEnum):
    """Whether a regime is the law."""

    LAW = "law"
    ILLUSTRATIVE = "illustrative"


class RegimeId(StrEnum):
    """The published names of the regimes."""

    CFA_2014 = "cfa-2014"
    GREEN_PAPER_2022 = "green-paper-2022"


@dataclass(frozen=True, slots=True)
class Regime:
    """A set of rules under which a case begins and stays.

    `attendance_required`: whether declining mediation leaves the gate shut.
    `exemption_decided_by`: who decides a claimed exemption; None where there are none.
    `arrangement_days`: calendar days after the request, past which a failed arrangement frees the family.
    """

    id: RegimeId
    title: str
    standing: Standing
    in_force_from: date | None
    in_force_to: date | None
    source: str
    attendance_required: bool
    exemption_decided_by: OrganisationKind | None
    arrangement_days: int
    explained: str


REGIMES: dict[RegimeId, Regime] = {
    regime.id: regime
    for regime in (
        Regime(
            RegimeId.CFA_2014,
            "Mediation must be considered",
            Standing.LAW,
            COMMENCEMENT,
            None,
            "Children and Families Act 2014, ss.51-57; SI 2014/1530",
            attendance_required=False,
            exemption_decided_by=None,
            arrangement_days=30,
            explained="The family hears from an independent adviser and may then decline. Thirty days is regulation "
            "36; past it a failed arrangement frees the family (regulation 39).",
        ),
        Regime(
            RegimeId.GREEN_PAPER_2022,
            "Mediation must be attended",
            Standing.ILLUSTRATIVE,
            None,
            None,
            "SEND Review: right support, right place, right time (29 March 2022), ch.2; never enacted",
            attendance_required=True,
            exemption_decided_by=OrganisationKind.TRIBUNAL,
            arrangement_days=30,
            explained="The consultation left open who would decide exemptions and how long a family must wait for a "
            "session. Both are parameters here, chosen only to illustrate: the tribunal decides, since it alone "
            "is no party to the dispute; thirty days, as the law has it for arranging mediation.",
        ),
    )
}


def regime_on(day: date) -> RegimeId:
    """Return the regime that is the law on a day."""
    for regime in REGIMES.values():
        if regime.standing is Standing.LAW and regime.in_force_from is not None:
            ends = regime.in_force_to or date.max
            if regime.in_force_from <= day <= ends:
                return regime.id
    raise BeforeCommencement(
        f"{day} is before {COMMENCEMENT}, when Part 3 of the Act came into force", "appealable-matters"
    )
