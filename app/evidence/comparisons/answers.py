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
    """A number, and its range. To find the range, we repeat the calculation with many other values of the assumptions.
    90 of 100 results are within the range."""

    value: float | None = Field(
        description="The result with the likeliest value of each assumption. `null` if the number could identify a "
        "family. That can happen only in a comparison of your own cases."
    )
    low: float | None
    high: float | None


class Ends(Answer):
    """The lowest and the highest value of a range."""

    low: int
    high: int


class Divided(Range):
    """A number with its range, and the parts into which the number is divided, for example one part for each reason."""

    parts: dict[str, int] = Field(
        description=(
            "The smaller numbers into which this number is divided, each under its name. Empty if one of them could "
            "identify a family."
        )
    )
    ranges: dict[str, Ends] = Field(
        {},
        description="How much each part changes if the assumptions change: the lower and the upper end of its range, "
        "under the name of the part. Empty in a comparison of your own cases.",
    )


class Days(Answer):
    """How many days families needed from the notice of decision to the certificate or to the appeal. `null` if no
    family got a certificate, or if no family appealed."""

    median: int | None = Field(
        description="Half of the families needed at most this number of days from the notice of decision to the "
        "certificate or to the appeal."
    )
    ninth_decile: int | None = Field(
        description="Nine of ten families needed at most this number of days from the notice of decision to the "
        "certificate or to the appeal."
    )
    ranges: dict[str, Ends] = Field(
        {},
        description="How much `median` and `ninth_decile` change if the assumptions change: the lower and the upper "
        "end of the range of each. Empty in a comparison of your own cases.",
    )


class Counts(Answer):
    """Counts of one group of families. Null if the number could identify a family."""

    decisions: int
    contacts: int | None = Field(description="The number of families that contacted a mediation adviser.")
    certificates: int | None
    appeals: int | None
    late_appeals: int | None
    sent_back: int | None = Field(
        None,
        description="The number of appeals in which the tribunal can only send the decision, or a part of the "
        "decision, back to the authority. `null` if the comparison was made by edition 1 of the program.",
    )
    locked_out: int | None
    delayed: int | None
    settled: int | None = Field(description="The number of disputes that ended in full agreement.")
    requests: int | None = Field(
        description="The number of families that asked for mediation, either by choice or because the rules make "
        "mediation compulsory."
    )
    sessions: int | None = Field(
        description="The number of sessions that used a mediator's time: sessions that were held, and sessions to "
        "which somebody did not come."
    )
    sessions_held: int | None
    thirty_days_broken: int | None = Field(
        description="The number of families that were offered no session within the time limit for arranging mediation."
    )


class GroupCounts(Counts):
    """Counts of one group of families. A range shows how much a count changes if the assumptions change."""

    ranges: dict[str, Ends] = Field(
        {},
        description="How much each count changes if the assumptions change: the lower and the upper end of its range, "
        "under the name of the count. `decisions` has no range, because the number of decisions does not depend on the "
        "assumptions. For an area, we reduce the range for all families to the area's share: an area with 10 % of all "
        "appeals gets 10 % of the range for appeals. In a comparison of your own cases, only the groups in `by_area` "
        "and `by_size` have ranges. `by_area` and `by_size` then have one group each, with all your cases.",
    )


class RegimeFigures(Answer):
    """What happens to the families under one set of rules (regime)."""

    regime: RegimeId = Field(
        description=(
            "The set of rules (regime) to which the figures belong. The field `changed` shows what you changed in "
            "this regime."
        )
    )
    title: str
    status: RegimeStatus
    changed: dict[str, bool | int | str | dict[str, dict[str, str]]] = Field(
        default_factory=dict,
        description="What you changed in this set of rules (regime): your new values, each under its name, and the "
        "`preset` that you chose. The field is empty if you changed nothing.",
    )
    decisions: int
    contacts: int | None
    settled: int | None
    sent_back: int | None = Field(
        None,
        description="The number of appeals in which the tribunal can only send the decision, or a part of the "
        "decision, back to the authority.",
    )
    requests: int | None
    sessions_held: int | None
    locked_out: Divided = Field(
        description="The number of families that wanted to appeal, and that have neither a right to appeal nor the "
        "tribunal's permission, counted by the reason. "
        "`family_declined` and `family_did_not_attend`: under this set of rules the family had to attend "
        "mediation, but did not. `exemption_refused` and `tribunal_undecided`: the family asked to be "
        "exempt from mediation, but this was not granted, or nobody decided in time. `authority_absent`: the authority "
        "did not come to the session. `not_arranged`: nobody arranged mediation. `family_contact_too_late`: the family "
        "contacted an adviser after the two months. `not_appealable`: this set of rules (regime) allows "
        "no appeal about the dispute."
    )
    delayed: Divided = Field(
        description="The number of families whose certificate came more than 30 days after their first contact with "
        "an adviser. `parts` counts each family once, under the first cause of its delay."
    )
    certificates: Divided = Field(
        description="The number of certificates, counted by the reason for which they were issued."
    )
    appeals: Range
    late_appeals: Range = Field(description="The number of appeals that came after the last day to appeal.")
    sessions: Range
    thirty_days_broken: Range
    mediators_needed: Range = Field(
        description="How many mediators are needed so that 95 of 100 families that ask for mediation get a session "
        "in time."
    )
    cost: Divided = Field(
        description="The cost in pounds, including the families' own costs. If a cost moves from one organisation or "
        "person to another, nobody saves anything."
    )
    days_to_certificate: Days
    days_to_tribunal: Days
    differences: dict[str, Range] = Field(
        description="How much each number differs from the same number under the first set of rules (regime) in your "
        "request. We calculate both sets of rules with the same families and the same assumptions. So the difference "
        "is more certain than the ranges of the two numbers suggest."
    )
    by_kind: dict[str, GroupCounts]
    by_support: dict[str, GroupCounts] = Field(
        description="The counts for two groups of families: families that an advice service supported, and other "
        "families."
    )
    by_area: dict[str, GroupCounts] = Field(
        description="The counts for each region. The table `authorities` has the numbers of each authority. If you "
        "name one authority, this field has one region, with the numbers of all families of this authority. For an "
        "authority of the sandbox, this field is empty."
    )
    by_size: dict[str, GroupCounts] = Field(
        description="The counts for three groups, each with a third of the authorities: `large` (the authorities with "
        "the most decisions in a year), `middle`, and `small` (the authorities with the fewest). For an authority of "
        "the sandbox, this field is empty."
    )


class Assumed(Answer):
    """A number that the comparison needs and that no law gives (an assumption)."""

    name: str
    meaning: str
    unit: CountedIn
    value: float
    low: float
    high: float
    confidence: Confidence = Field(
        description="How certain the number is. `found`: a source gives the number. `worked_out`: we calculated the "
        "number from a source. `assumed`: nobody publishes the number."
    )
    source: str
    as_of: date


class Moves(Answer):
    """How strongly one number of the comparison depends on one assumption (measured by Sobol indices)."""

    regime: str = Field(description="The id of the set of rules (regime), or your own name for this regime.")
    measure: str
    assumption: str
    first_order: float = Field(
        description="The share of the result's variation that comes from this assumption alone, from 0 to 1. Shares "
        "are estimates: if an estimate from few samples is outside 0 to 1, we give the nearer end."
    )
    total: float = Field(
        description="The share of the result's variation that comes from this assumption, alone or together with "
        "others, from 0 to 1. With few `samples`, `total` is a rough estimate: `total_within` says how exact it is."
    )
    total_within: float = Field(
        description=(
            "How exact `total` is. The true share probably lies between `total` minus this number and `total` plus "
            "this number (95 % confidence interval)."
        )
    )


class OwnCasesTold(Answer):
    """Which of your own closed cases the comparison used."""

    from_quarter: str
    to_quarter: str
    kind: str | None
    recorded_under: RegimeId


class PopulationTold(Answer):
    """Which families or cases were compared."""

    authority: str | None = Field(
        description="The code of the authority. `null` if the comparison is about the whole of England."
    )
    authority_name: str | None = Field(
        None, description="The name of the authority. `null` for England, and for an authority of the sandbox."
    )
    region: str | None = Field(
        None, description="The region of the authority. `null` for England, and for an authority of the sandbox."
    )
    decisions: int
    seed: int
    samples: int
    own_cases: OwnCasesTold | None = Field(
        None, description="Which of your own closed cases the comparison used. `null` if it used invented families."
    )
    tried_on: int = Field(
        description="The number of decisions for which we repeated the calculation, with other values of the "
        "assumptions, to find the ranges. The number can be smaller than `decisions`."
    )


class Comparison(Answer):
    """How far a comparison has got, and what you asked for."""

    id: UUID
    status: ComparisonStatus
    progress: float = Field(
        ge=0, le=1, description="How much of the comparison is done: 0 is nothing, 1 is everything."
    )
    asked: dict[str, Any] = Field(
        description="What you asked for, including the values that the service chose because you left them out."
    )
    asked_at: datetime
    started_at: datetime | None = Field(
        None,
        description="When the service began to calculate. `null` if the comparison still waits for an earlier "
        "comparison to end. A comparison that waits already has the `status` `running`.",
    )
    finished_at: datetime | None = None
    failure: str | None = None


class ComparisonWithResult(Comparison):
    """A comparison with its result. The fields of the result are `null` until the comparison is done."""

    edition: int | None = Field(
        None,
        description="The edition (version) of the program that made the comparison. If you send the same request with "
        "the same `seed` again, the same edition of the program gives exactly the same result.",
    )
    population: PopulationTold | None = None
    by_regime: dict[str, RegimeFigures] | None = Field(
        None,
        description=(
            "The results of each set of rules (regime), under the id of the regime or under your own name for it."
        ),
    )
    assumptions: list[Assumed] | None = None
    unknowns: list[str] | None = Field(None, description="The facts that nobody knows and no comparison can show.")
    sensitivity: list[Moves] | None = Field(
        None,
        description="For each number under each set of rules (regime): the ten assumptions that change the "
        "number most.",
    )
    charts: list[str] | None = Field(None, description="The names of the charts that you can get for this comparison.")
