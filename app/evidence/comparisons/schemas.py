"""What a caller asks of a comparison, as JSON."""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StrictBool, StrictFloat, model_validator
from pydantic_core import PydanticCustomError, PydanticKnownError

from app.evidence.domain.comparison.assumed import NAMES
from app.evidence.domain.comparison.assumptions import Changed
from app.evidence.domain.comparison.england import COUNTED
from app.evidence.domain.comparison.order import Order
from app.evidence.domain.comparison.population import ENGLAND, FEWEST_DECISIONS, MOST_DECISIONS, usual_decisions
from app.evidence.domain.comparison.scenarios import Scenario
from app.evidence.domain.comparison.selecting import MOST_QUARTERS, Selection
from app.law.domain.presets import PresetName
from app.law.domain.quarters import Quarter
from app.law.domain.regime import IN_FORCE
from app.law.domain.regime_values import ClockEffect, MayEnd
from app.law.domain.regimes import NonattendanceEffect, RegimeId, Undecided
from app.law.fields import KnownLaCode
from app.platform.http.fields import AtMost, Body

MOST_REGIMES = 6
OwnKind = Literal["refusal_to_assess", "refusal_to_issue_plan", "plan_content", "other"]
"""The kinds of decision into which figures are divided."""


class Synthetic(Body):
    """Invented families. No real case is read."""

    authority: KnownLaCode | None = Field(
        None,
        description="The code of one authority, in `GET /v1/law/authorities` or of the sandbox. Leave this out for "
        "England.",
    )
    decisions: int | None = Field(
        None,
        ge=FEWEST_DECISIONS,
        le=MOST_DECISIONS,
        strict=True,
        description="The number of appealable decisions in one year. If you leave this out: "
        f"{ENGLAND:,} for England. For one authority, the number follows from its published refusals and plans. If "
        f"nothing is published, it is the average of {round(ENGLAND / len(COUNTED)):,}.",
    )
    seed: int = Field(
        1,
        ge=0,
        le=2**31 - 1,
        strict=True,
        description="The starting number for the random numbers. The same seed and the same edition give the same "
        "result.",
    )


_QUARTER = "^20[0-9]{2}-Q[1-4]$"


class OwnCases(Body):
    """Your own closed cases. Every figure then protects families: small numbers are not shown."""

    year: int | None = Field(
        None,
        ge=2014,
        le=2099,
        strict=True,
        description="The year of the notices. You can ask for a year from 1 July of the next year.",
    )
    from_quarter: str | None = Field(
        None,
        max_length=7,
        pattern=_QUARTER,
        description="In place of `year`: the first quarter of the notices. Each quarter of its years must then have "
        "at least ten closed cases, or none. So no two periods differ by a few families.",
        examples=["2024-Q1"],
    )
    to_quarter: str | None = Field(
        None,
        max_length=7,
        pattern=_QUARTER,
        description=f"The last quarter. A period has at most {MOST_QUARTERS} quarters. You can ask for a quarter from "
        "1 July of the next year.",
        examples=["2024-Q3"],
    )
    kind: OwnKind | None = Field(
        None,
        description="The kind of decision. You can choose a kind only for whole years, and only if each kind has at "
        "least ten closed cases in each year, or none. If you leave this out: every kind.",
    )
    recorded_under: RegimeId = Field(
        IN_FORCE, description="The regime of the cases. If you leave this out: the law in force."
    )
    seed: int = Field(
        1,
        ge=0,
        le=2**31 - 1,
        strict=True,
        description="The starting number for the random numbers. We use random numbers where your cases do not show "
        "what would happen.",
    )

    @model_validator(mode="after")
    def one_period(self) -> Self:
        """Refuse a year beside quarters, and half a period."""
        quarters = (self.from_quarter is not None) + (self.to_quarter is not None)
        if quarters != (2 if self.year is None else 0):
            raise ValueError("give either year, or from_quarter and to_quarter")
        return self

    def selection(self) -> Selection:
        """Return which cases are asked for."""
        first = Quarter(self.year, 1) if self.year is not None else Quarter.read(str(self.from_quarter))
        last = Quarter(self.year, 4) if self.year is not None else Quarter.read(str(self.to_quarter))
        return Selection(first, last, self.recorded_under, self.kind)


class Population(Body):
    """Whose cases are compared: invented families, or your own closed cases."""

    synthetic: Synthetic | None = None
    own_cases: OwnCases | None = None

    @model_validator(mode="after")
    def one_of_both(self) -> Self:
        """Refuse both, or neither."""
        if (self.synthetic is None) == (self.own_cases is None):
            raise ValueError("give either synthetic or own_cases")
        return self


class Parameters(Body):
    """Parameters of a regime that you change. A parameter that you leave out stays as it is."""

    preset: PresetName | None = Field(
        None,
        description="The parameters of another law, put in place of the regime's own before the changes below. "
        "`GET /v1/law/regimes` lists the presets.",
        examples=["miam"],
    )
    attendance_required: StrictBool | None = Field(None, description="Whether the family must attend mediation.")
    nonattendance_effect: NonattendanceEffect | None = Field(None, description="What follows if the family stays away.")
    arrangement_days: int | None = Field(
        None, ge=1, le=365, strict=True, description="Calendar days in which mediation must be arranged."
    )
    absence_renews_days: StrictBool | None = Field(
        None, description="Whether the `arrangement_days` begin again after a session that the family missed."
    )
    renewed_days: int | None = Field(
        None,
        ge=1,
        le=365,
        strict=True,
        description="How many days the new period then has. If you leave this out: as many as `arrangement_days`.",
    )
    session_window_days: int | None = Field(
        None, ge=1, le=365, strict=True, description="Calendar days in which the session must be held."
    )
    absent_other_side_frees: StrictBool | None = Field(
        None, description="Whether the family counts as having taken part if the authority stays away."
    )
    certificate_required: StrictBool | None = Field(None, description="Whether an appeal needs a certificate.")
    may_end_mediation: MayEnd | None = Field(
        None, description="Who may end a mediation that the family asked for, before a session is held."
    )
    placement_only_exempt: StrictBool | None = Field(
        None, description="Whether a dispute about the placement alone needs no certificate."
    )
    clock_effect: ClockEffect | None = Field(None, description="What mediation does to the time for appealing.")
    decision_days: int | None = Field(
        None, ge=1, le=365, strict=True, description="Calendar days for deciding a claim for an exemption."
    )
    if_undecided: Undecided | None = Field(
        None, description="What happens if a claim for an exemption is not decided in time."
    )


class AssumptionChange(Body):
    """Your own number in place of an assumption. Without `low` and `high`, we treat the number as certain."""

    value: StrictFloat = Field(ge=-1, le=1_000_000, allow_inf_nan=False)
    low: StrictFloat | None = Field(None, ge=-1, le=1_000_000, allow_inf_nan=False)
    high: StrictFloat | None = Field(None, ge=-1, le=1_000_000, allow_inf_nan=False)


class NamedRegime(Body):
    """A regime with changes, under a name of your own. So a regime can stand beside itself."""

    regime: RegimeId
    name: str = Field(
        max_length=40,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9 ,.:()'%-]{0,39}$",
        description="Your name for it. The answer, every table, chart and the report use this name. Use "
        "each name once, and no id of a regime.",
        examples=["Today's law with MIAM's rules"],
    )
    parameters: Parameters = Field(default_factory=Parameters, description="The parameters that you change.")


def _published(given: Any) -> Any:
    """Read the id of a regime as that regime, with its id as its name."""
    if isinstance(given, str):
        if given not in set(RegimeId):
            raise PydanticKnownError("enum", {"expected": " or ".join(f"'{one}'" for one in RegimeId)})
        return NamedRegime(regime=RegimeId(given), name=given)
    if isinstance(given, dict) and given.get("name") in list(RegimeId):
        raise PydanticCustomError("name", "The name is the id of a regime: choose another name")
    return given


Entry = Annotated[NamedRegime, BeforeValidator(_published, json_schema_input_type=RegimeId | NamedRegime)]
"""A regime as published, by its id, or a regime with a name."""


class ComparisonAsked(Body):
    """What to compare."""

    population: Population
    regimes: Annotated[
        list[Entry],
        Field(
            default_factory=lambda: [NamedRegime(regime=one, name=one.value) for one in RegimeId],
            min_length=1,
            max_length=MOST_REGIMES,
            description="The regimes. We compare the other regimes with the first. Write the id of a regime, or an "
            "object with a `name` of your own and its `parameters`. If you leave this out: all regimes. See "
            "`GET /v1/law/regimes`.",
        ),
    ]
    parameters: Annotated[dict[RegimeId, Parameters], AtMost(MOST_REGIMES)] = Field(
        {}, description="For each regime that you gave by its id, the parameters that you change."
    )
    assumptions: Annotated[dict[str, AssumptionChange], AtMost(len(NAMES))] = Field(
        {}, description="Your own numbers, by the name of the assumption. A finished comparison lists all names."
    )
    samples: Literal[8, 16, 32, 64, 128, 256] = Field(
        64,
        description="How many times we try other values for the assumptions. With more tries, the ranges are more "
        "reliable.",
    )

    @model_validator(mode="after")
    def each_once(self) -> Self:
        """Refuse a name or an id that stands twice, and parameters of a regime whose id is not among the regimes."""
        names = [one.name for one in self.regimes]
        if len(set(names)) < len(names):
            raise ValueError("use each id and each name once. To compare a regime with itself, give it a name")
        if not self.parameters.keys() <= set(names):
            raise ValueError("parameters name a regime whose id is not among the regimes")
        return self

    def scenarios(self) -> tuple[Scenario, ...]:
        """Return what is compared."""
        of_ids = {str(one): new for one, new in self.parameters.items()}
        return tuple(
            Scenario(one.name, one.regime, _changes(of_ids.get(one.name, one.parameters))) for one in self.regimes
        )

    def order(self) -> Order:
        """Return the order.

        Raises:
            NotAnAssumption: no assumption has a name, or a number is impossible for it.
        """
        own = self.population.own_cases
        told = self.population.synthetic or Synthetic(decisions=FEWEST_DECISIONS, seed=own.seed if own else 1)
        order = Order(
            decisions=told.decisions or usual_decisions(told.authority),
            seed=told.seed,
            scenarios=self.scenarios(),
            authority=told.authority,
            samples=self.samples,
            assumptions={name: Changed(new.value, new.low, new.high) for name, new in self.assumptions.items()},
            own=None if own is None else (),
            selection=None if own is None else own.selection(),
        )
        order.rows()
        return order


def _changes(parameters: Parameters) -> dict[str, Any]:
    return parameters.model_dump(exclude_none=True)
