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
    """A number and its range. We try many values for the assumptions: 90 of 100 results are within the range."""

    value: float | None = Field(
        description="The result with the likeliest value of each assumption. Null if the number could identify a "
        "family, which happens only with your own cases."
    )
    low: float | None
    high: float | None


class Ends(Answer):
    """The ends of a range."""

    low: int
    high: int


class Divided(Range):
    """A number with its range, and its parts with theirs."""

    parts: dict[str, int] = Field(description="Empty if a part could identify a family.")
    ranges: dict[str, Ends] = Field({}, description="The range of each part. Empty for your own cases.")


class Days(Answer):
    """Days from the notice to the certificate or to the appeal. Null if no family got that far."""

    median: int | None = Field(description="Half of the families needed this number of days, or fewer.")
    ninth_decile: int | None = Field(description="Nine of ten families needed this number of days, or fewer.")


class Counts(Answer):
    """Counts of one group of families. Null if the number could identify a family."""

    decisions: int
    contacts: int | None = Field(description="Families that contacted an adviser.")
    certificates: int | None
    appeals: int | None
    late_appeals: int | None
    sent_back: int | None = Field(
        None,
        description="Appeals in which the tribunal can only send the decision, or a part of it, back to the authority. "
        "Null if the comparison is of edition 1.",
    )
    locked_out: int | None
    delayed: int | None
    settled: int | None = Field(description="Disputes that ended in full agreement.")
    requests: int | None = Field(
        description="Families that asked for mediation, of their own free will or because they must."
    )
    sessions: int | None = Field(
        description="Sessions that took a mediator's time, including sessions to which somebody did not come."
    )
    sessions_held: int | None
    thirty_days_broken: int | None = Field(
        description="Families that were offered no session within the days for arranging mediation."
    )


class GroupCounts(Counts):
    """Counts of one group of families, with their ranges over the assumptions."""

    ranges: dict[str, Ends] = Field(
        {},
        description="The range of each count but `decisions`, by its name. The range of an area is the range of all "
        "families in proportion. With your own cases, only areas have ranges.",
    )


class RegimeFigures(Answer):
    """What happens to the families under one regime."""

    regime: RegimeId = Field(description="The regime whose rules these are, with what you `changed`.")
    title: str
    status: RegimeStatus
    changed: dict[str, bool | int | str] = Field(
        default_factory=dict,
        description="The parameters that you changed, and your `preset`. Empty: the regime as published.",
    )
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
        description="Families that meant to appeal and cannot appeal as of right, by reason. `family_declined` and "
        "`family_did_not_attend`: the family had to attend mediation, and did not. `exemption_refused` and "
        "`tribunal_undecided`: the family claimed an exemption and did not get it. `authority_absent`: the authority "
        "did not come to the session. `not_arranged`: mediation was not arranged. `family_contact_too_late`: the "
        "family contacted an adviser after the two months. `not_appealable`: the set of rules (regime) allows no "
        "appeal."
    )
    delayed: Divided = Field(
        description="Families whose certificate came more than 30 days after their first contact, by the first thing "
        "that held the certificate up."
    )
    certificates: Divided = Field(description="Certificates, by the ground on which they were issued.")
    appeals: Range
    late_appeals: Range = Field(description="Appeals that came after the last day to appeal.")
    sessions: Range
    thirty_days_broken: Range
    mediators_needed: Range = Field(
        description="How many mediators are enough to give 95 of 100 requests a session in time."
    )
    cost: Divided = Field(
        description="In pounds, with the families' own costs. If a cost moves from one party to another, nothing is "
        "saved."
    )
    days_to_certificate: Days
    days_to_tribunal: Days
    differences: dict[str, Range] = Field(
        description="The difference from the first regime. We compare both regimes with the same families and the same "
        "assumptions, so this range is narrower than the ranges of the two regimes suggest."
    )
    by_kind: dict[str, GroupCounts]
    by_support: dict[str, GroupCounts] = Field(
        description="Families with the support of an advice service, and families without this support."
    )
    by_area: dict[str, GroupCounts] = Field(
        description="By region. The table `authorities` has each authority. One authority has one region, with the "
        "numbers of all its families. Empty for an authority of the sandbox."
    )
    by_size: dict[str, GroupCounts] = Field(
        description="By the size of the authority: the smallest third of authorities, the middle third and the largest "
        "third. Empty for an authority of the sandbox."
    )


class Assumed(Answer):
    """One number that no law fixes."""

    name: str
    meaning: str
    unit: CountedIn
    value: float
    low: float
    high: float
    confidence: Confidence = Field(
        description="`found`: a source gives the number. `worked_out`: we worked the number out from a source. "
        "`assumed`: nobody publishes the number."
    )
    source: str
    as_of: date


class Moves(Answer):
    """How much of the spread of one measure comes from one assumption (Sobol indices)."""

    regime: str = Field(description="The id of the regime, or your own name for it.")
    measure: str
    assumption: str
    first_order: float = Field(
        description="The share of the spread that comes from this assumption alone, from 0 to 1. Shares are estimates: "
        "if an estimate from few samples is outside 0 to 1, we give the nearer end."
    )
    total: float = Field(
        description="The share of the spread that comes from this assumption, alone or together with others, from 0 to "
        "1. With 8 samples, only a large `total` says much: read `total_within`."
    )
    total_within: float = Field(description="Half the width of the 95 % interval of `total`.")


class OwnCasesTold(Answer):
    """Which of your own cases were replayed."""

    from_quarter: str
    to_quarter: str
    kind: str | None
    recorded_under: RegimeId


class PopulationTold(Answer):
    """Whose cases were compared."""

    authority: str | None = Field(description="The code of the authority. Null: the whole of England.")
    authority_name: str | None = Field(None, description="Null for England, and for an authority of the sandbox.")
    region: str | None = Field(None, description="The region of the authority. Null as for `authority_name`.")
    decisions: int
    seed: int
    samples: int
    own_cases: OwnCasesTold | None = Field(None, description="Which of your own cases, if these were replayed.")
    tried_on: int = Field(
        description="The number of decisions on which we tried other values for the assumptions. This may be fewer "
        "than `decisions`."
    )


class Comparison(Answer):
    """How far a comparison is, and what was asked."""

    id: UUID
    status: ComparisonStatus
    progress: float = Field(ge=0, le=1, description="How much of the comparison is done, from 0 to 1.")
    asked: dict[str, Any] = Field(description="What you asked for. Numbers that you left out are filled in.")
    asked_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    failure: str | None = None


class ComparisonWithResult(Comparison):
    """A comparison with its result. The members below are null until the comparison is done."""

    edition: int | None = Field(
        None,
        description="The edition of the program that made the comparison. The same `seed` and the same edition give "
        "exactly the same result.",
    )
    population: PopulationTold | None = None
    by_regime: dict[str, RegimeFigures] | None = Field(
        None, description="By the id of the regime, or by your own name for it."
    )
    assumptions: list[Assumed] | None = None
    unknowns: list[str] | None = Field(None, description="What is not known, and so cannot be part of any comparison.")
    sensitivity: list[Moves] | None = Field(
        None, description="For each measure under each regime: the ten assumptions that change the number most."
    )
    charts: list[str] | None = Field(None, description="The names of the charts that you can get.")
