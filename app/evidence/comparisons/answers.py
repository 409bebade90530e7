"""A comparison and its result, as JSON."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from app.evidence.domain.comparison.assumptions import Confidence, CountedIn
from app.evidence.domain.comparison.words import ComparisonStatus
from app.law.domain.regimes import RegimeId, RegimeStatus
from app.platform.http.fields import Answer


class Range(Answer):
    """A number, and the range in which it lies if the assumptions vary: from the 5th to the 95th of 100 tries."""

    value: float | None = Field(
        description="With the likeliest number of each assumption. Null if the number could identify a family: this "
        "happens only if your own cases are replayed."
    )
    low: float | None
    high: float | None


class Divided(Range):
    """A number with its range, and its parts. The parts have no range of their own."""

    parts: dict[str, int] = Field(description="Empty if a part could identify a family.")


class Days(Answer):
    """Days from the notice. Null if there is no such family."""

    median: int | None = Field(description="Half of the families have it by then.")
    ninth_decile: int | None = Field(description="Nine of ten families have it by then.")


class Counts(Answer):
    """Counts of one group of families."""

    decisions: int
    contacts: int = Field(description="Families that contacted an adviser.")
    certificates: int
    appeals: int
    late_appeals: int
    sent_back: int | None = Field(
        None, description="Appeals in which the tribunal can only send a part of the decision back. Null in edition 1."
    )
    locked_out: int
    delayed: int
    settled: int = Field(description="Disputes that ended in full agreement.")
    requests: int = Field(description="Families that asked for mediation, of their own free will or because they must.")
    sessions: int = Field(description="Sessions that mediators kept free, with those that somebody missed.")
    sessions_held: int
    thirty_days_broken: int = Field(description="Families to which no session was offered in the days for arranging.")


class RegimeFigures(Answer):
    """What the families meet under one regime."""

    title: str
    status: RegimeStatus
    decisions: int
    contacts: int | None
    settled: int | None
    sent_back: int | None = Field(
        None,
        description="Appeals in which the tribunal can only send the decision, or a part of it, back to the authority.",
    )
    requests: int | None
    sessions_held: int | None
    locked_out: Divided = Field(
        description="Families that meant to appeal and have no way to the tribunal as of right, by why. "
        "`family_declined` and `family_did_not_attend`: they must attend, and did not. `exemption_refused` and "
        "`tribunal_undecided`: they claimed an exemption in vain. `authority_absent` and `not_arranged`: the other "
        "side failed. `family_contact_too_late`: after the two months."
    )
    delayed: Divided = Field(
        description="Families whose certificate came more than 30 days after their first contact, by what came first "
        "between them and the certificate."
    )
    certificates: Divided = Field(description="Certificates by their ground.")
    appeals: Range
    late_appeals: Range = Field(description="Appeals that missed their time.")
    sessions: Range
    thirty_days_broken: Range
    mediators_needed: Range = Field(
        description="Mediators that are enough for 95 in 100 requests to get a session in time."
    )
    cost: Divided = Field(description="In pounds, with the families' own costs. A cost that moves is no saving.")
    days_to_certificate: Days
    days_to_tribunal: Days
    differences: dict[str, Range] = Field(
        description="The difference from the first regime. Each try gives both regimes the same families and the same "
        "assumptions, so this range is narrower than the two ranges suggest."
    )
    by_kind: dict[str, Counts]
    by_support: dict[str, Counts] = Field(description="With and without the support of an advice service.")
    by_area: dict[str, Counts] = Field(description="By the size of the authority: its smallest, middle, largest third.")


class Assumed(Answer):
    """One number that no law fixes."""

    name: str
    meaning: str
    unit: CountedIn
    value: float
    low: float
    high: float
    confidence: Confidence = Field(
        description="`found`: a source gives it. `worked_out`: worked out from a source. `assumed`: not published."
    )
    source: str
    as_of: date


class Moves(Answer):
    """How much of the spread of one measure comes from one assumption (Sobol indices)."""

    regime: RegimeId
    measure: str
    assumption: str
    first_order: float = Field(description="The share that this assumption causes alone. Few samples may give -0.1.")
    total: float = Field(description="The share together with all other assumptions.")
    total_within: float = Field(description="Half the width of the 95 % interval of `total`.")


class PopulationTold(Answer):
    """Whose cases were compared."""

    authority: str | None = Field(description="Null: England.")
    decisions: int
    seed: int
    samples: int
    own_cases_of: int | None = Field(None, description="The year of your own cases, if these were replayed.")
    tried_on: int = Field(description="Decisions of the smaller population on which other numbers were tried.")


class Comparison(Answer):
    """How far a comparison is, and what was asked."""

    id: UUID
    status: ComparisonStatus
    progress: float = Field(ge=0, le=1, description="How much of it is done, from 0 to 1.")
    asked: dict[str, Any] = Field(description="What is compared, with the numbers that you left out.")
    asked_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    failure: str | None = None


class ComparisonWithResult(Comparison):
    """A comparison with its result. The members below are null until the comparison is done."""

    edition: int | None = Field(None, description="The same seed and edition give the same bytes.")
    population: PopulationTold | None = None
    by_regime: dict[RegimeId, RegimeFigures] | None = None
    assumptions: list[Assumed] | None = None
    unknowns: list[str] | None = Field(None, description="What no comparison can know.")
    sensitivity: list[Moves] | None = Field(
        None, description="For each regime and measure, the ten assumptions that move it most."
    )
    charts: list[str] | None = Field(None, description="The names of its charts.")
