"""What a caller asks of a comparison, as JSON."""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StrictFloat, model_validator
from pydantic_core import PydanticCustomError, PydanticKnownError

from app.evidence.comparisons.parameters import Parameters
from app.evidence.domain.comparison.assumed import NAMES
from app.evidence.domain.comparison.assumptions import Changed, NotAnAssumption
from app.evidence.domain.comparison.england import COUNTED
from app.evidence.domain.comparison.order import Order
from app.evidence.domain.comparison.population import ENGLAND, FEWEST_DECISIONS, MOST_DECISIONS, usual_decisions
from app.evidence.domain.comparison.scenarios import NotOfThisRegime, Scenario
from app.evidence.domain.comparison.selecting import MOST_QUARTERS, Selection
from app.law.domain.quarters import Quarter
from app.law.domain.regime import IN_FORCE
from app.law.domain.regimes import RegimeId
from app.law.fields import KnownLaCode
from app.platform.http.fields import AtMost, Body

MOST_REGIMES = 6
OwnKind = Literal["refusal_to_assess", "refusal_to_issue_plan", "plan_content", "other"]
"""The kinds of decision into which figures are divided."""


class Synthetic(Body):
    """Compare what happens to invented families under different sets of rules (regimes). For this comparison, the
    service reads no real case."""

    authority: KnownLaCode | None = Field(
        None,
        description="The code of one authority. `GET /v1/law/authorities` lists the codes. You can also send the "
        "code of an authority of the sandbox. Leave this out to compare all of England.",
    )
    decisions: int | None = Field(
        None,
        ge=FEWEST_DECISIONS,
        le=MOST_DECISIONS,
        strict=True,
        description="How many decisions that can be appealed there are in one year. If you leave this out, the "
        f"service uses {ENGLAND:,} decisions a year for England. For one authority, the service estimates the number "
        "of decisions in a year from the authority's published numbers of refusals and plans. For an authority without "
        "published numbers, the service uses the average of England's authorities: "
        f"{round(ENGLAND / len(COUNTED)):,} decisions in a year.",
    )
    seed: int = Field(
        1,
        ge=0,
        le=2**31 - 1,
        strict=True,
        description="A number of your choice, from which the service makes all random numbers of the comparison. If "
        "you send the same number again, the same edition of the program gives the same result.",
    )


_QUARTER = "^20[0-9]{2}-Q[1-4]$"


class OwnCases(Body):
    """Compare what would have happened to your own closed cases under different sets of rules (regimes). We hide small
    numbers, so that no figure can identify a family."""

    year: int | None = Field(
        None,
        ge=2014,
        le=2099,
        strict=True,
        description="The year in which the notices of decision were sent. You can compare a year from 1 July of the "
        "following year: 2024 from 1 July 2025.",
    )
    from_quarter: str | None = Field(
        None,
        max_length=7,
        pattern=_QUARTER,
        description="The first quarter of the period that you want to compare. A case belongs to the quarter in which "
        "its notice of decision was sent. Send this field if you do not send `year`. In the calendar years of your "
        "period, each quarter must have at least ten closed cases, or no closed case. Otherwise a reader could "
        "subtract the numbers of two periods from each other, and learn about a few families.",
        examples=["2024-Q1"],
    )
    to_quarter: str | None = Field(
        None,
        max_length=7,
        pattern=_QUARTER,
        description="The last quarter of the period that you want to compare. A case belongs to the quarter in which "
        f"its notice of decision was sent. You can choose at most {MOST_QUARTERS} quarters. You can compare a quarter "
        "from 1 July of the following year: a quarter of 2024 from 1 July 2025.",
        examples=["2024-Q3"],
    )
    kind: OwnKind | None = Field(
        None,
        description="The kind of decision that you want to compare. You can choose one kind of decision only if your "
        "period consists of whole calendar years. If you choose one kind, each kind of decision must have at least ten "
        "closed cases in each year, or no closed case, so that no figure can identify a family. If you leave this out, "
        "the comparison includes cases of all kinds of decision.",
    )
    recorded_under: RegimeId = Field(
        IN_FORCE,
        description="The set of rules (regime) under which the cases were recorded. If you leave this out, "
        "the service uses the law in force.",
    )
    seed: int = Field(
        1,
        ge=0,
        le=2**31 - 1,
        strict=True,
        description="A number of your choice. From this number, the service chooses the other values of the "
        "assumptions that it tries to find the ranges. This number does not change what a family does: that follows "
        "from a secret number of each case.",
    )

    @model_validator(mode="after")
    def one_period(self) -> Self:
        """Refuse a year beside quarters, and half a period."""
        quarters = (self.from_quarter is not None) + (self.to_quarter is not None)
        if quarters != (2 if self.year is None else 0):
            raise ValueError("send either year, or from_quarter and to_quarter")
        return self

    def selection(self) -> Selection:
        """Return which cases are asked for."""
        first = Quarter(self.year, 1) if self.year is not None else Quarter.read(str(self.from_quarter))
        last = Quarter(self.year, 4) if self.year is not None else Quarter.read(str(self.to_quarter))
        return Selection(first, last, self.recorded_under, self.kind)


class Population(Body):
    """What the comparison is about: invented families, or your own closed cases. Send one of these two fields."""

    synthetic: Synthetic | None = None
    own_cases: OwnCases | None = None

    @model_validator(mode="after")
    def one_of_both(self) -> Self:
        """Refuse both, or neither."""
        if (self.synthetic is None) == (self.own_cases is None):
            raise ValueError("send either synthetic or own_cases")
        return self


class NotComparable(ValueError):
    """What is asked fits the schema, but no comparison can do it. `steps` lead to the fault in the body."""

    def __init__(self, steps: tuple[str, ...], reason: str) -> None:
        super().__init__(reason)
        self.steps, self.reason = steps, reason
        self.code = "assumption" if "assumptions" in steps else "parameter"


class AssumptionChange(Body):
    """Your own number, which replaces one of our assumptions. If you send no `low` and `high`, we treat your number as
    certain."""

    value: StrictFloat = Field(ge=-1, le=1_000_000, allow_inf_nan=False)
    low: StrictFloat | None = Field(None, ge=-1, le=1_000_000, allow_inf_nan=False)
    high: StrictFloat | None = Field(None, ge=-1, le=1_000_000, allow_inf_nan=False)


class NamedRegime(Body):
    """A set of rules (regime) that you change, under a name of your own. In this way you can compare a regime with your
    changed version of the same regime."""

    regime: RegimeId
    name: str = Field(
        max_length=40,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9 ,.:()'%-]{0,39}$",
        description="Your name for the changed set of rules (regime). The answer, every table, chart and the report "
        "use this name. Each name must be different, and must not be the id of a regime.",
        examples=["Today's law with MIAM's rules"],
    )
    parameters: Parameters = Field(
        default_factory=Parameters,
        description="Your new values for this set of rules (regime), for example a time limit in days.",
    )


def _published(given: Any) -> Any:
    """Read the id of a regime as that regime, with its id as its name."""
    if isinstance(given, str):
        if given not in set(RegimeId):
            raise PydanticKnownError("enum", {"expected": " or ".join(f"'{one}'" for one in RegimeId)})
        return NamedRegime(regime=RegimeId(given), name=given)
    if isinstance(given, dict) and str(given.get("name")).strip().casefold() in set(RegimeId):
        raise PydanticCustomError("name", "The name is the id of a regime: choose another name")
    return given


Entry = Annotated[NamedRegime, BeforeValidator(_published, json_schema_input_type=RegimeId | NamedRegime)]
"""A regime as published, by its id, or a regime with a name."""


class ComparisonAsked(Body):
    """What you want to compare."""

    population: Population
    regimes: Annotated[
        list[Entry],
        Field(
            default_factory=lambda: [NamedRegime(regime=one, name=one.value) for one in RegimeId],
            min_length=1,
            max_length=MOST_REGIMES,
            description="The sets of rules (regimes) to compare. We compare every other regime with the first regime "
            "in the list. Write the id of a regime, or an object with a `name` of your own and its "
            "`parameters`. If you leave this field out, we compare all regimes. `GET /v1/law/regimes` "
            "lists the regimes.",
        ),
    ]
    parameters: Annotated[dict[RegimeId, Parameters], AtMost(MOST_REGIMES)] = Field(
        {},
        description=(
            "Your new values for sets of rules (regimes), for example a time limit in days. Write the new values for "
            "a regime under the id of the regime. Use this field only for a regime that you list by its id in "
            "`regimes`. A regime with a `name` of your own has its own `parameters`."
        ),
    )
    assumptions: Annotated[dict[str, AssumptionChange], AtMost(len(NAMES))] = Field(
        {},
        description="Your own numbers, which replace our assumptions. Write each number under the name of its "
        "assumption. The result of every comparison lists the names of all assumptions.",
    )
    samples: Literal[8, 16, 32, 64, 128, 256] = Field(
        64,
        description="How often we repeat the calculation with other values of the assumptions. With more "
        "repetitions, the ranges are more reliable.",
    )

    @model_validator(mode="after")
    def each_once(self) -> Self:
        """Refuse a name or an id that stands twice, and parameters of a regime whose id is not among the regimes."""
        names = [one.name for one in self.regimes]
        if len({name.casefold() for name in names}) < len(names):
            raise ValueError(
                "use each id and each name once. To compare a regime with a changed version of it, give the changed "
                "version a name"
            )
        if not self.parameters.keys() <= set(names):
            raise ValueError("parameters name a regime whose id is not among the regimes")
        return self

    def scenarios(self) -> tuple[Scenario, ...]:
        """Return what is compared."""
        of_ids = {str(one): new for one, new in self.parameters.items()}
        return tuple(
            Scenario(one.name, one.regime, of_ids.get(one.name, one.parameters).changes()) for one in self.regimes
        )

    def order(self) -> Order:
        """Return the order.

        Raises:
            NotComparable: no assumption has a name, a number is impossible for it, or a regime has no such parameter.
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
        try:
            order.rows()
        except NotAnAssumption as wrong:
            raise NotComparable(("assumptions", wrong.name), wrong.reason) from None
        for place, scenario in enumerate(order.scenarios):
            try:
                scenario.ruled()
            except NotOfThisRegime as wrong:
                where = ("regimes", str(place), "parameters") if scenario.named else ("parameters", scenario.name)
                raise NotComparable((*where, *wrong.member), wrong.reason) from None
        return order
