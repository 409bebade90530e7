"""What mediation and appeals of a quarter cost, as JSON. Pounds are whole pounds."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import ClassVar, Self

from pydantic import Field

from app.evidence.burden.schemas import WAY
from app.evidence.burden.use_cases import Counted
from app.evidence.costs.columns import TABLE
from app.evidence.domain.burden import Way
from app.evidence.domain.cost_figures import Answers, CostFigures, CostGroup, Counting, Said
from app.evidence.domain.cost_money import Compared, Spent, compared, spent, spent_by
from app.evidence.domain.cost_words import words
from app.evidence.domain.costs import FINDINGS, Confidence, Finding, Item, Pays, Row, Unit, costs_on
from app.evidence.domain.intervals import Interval
from app.kernel.suppression import FEW
from app.law.domain.quarters import Quarter
from app.platform.http.fields import Answer

CAUTION = (
    "This is not an experiment. Families choose whether to mediate, and the groups differ in other ways, so a "
    "difference between groups does not show what caused it, or that anything was saved. A family may still appeal "
    "later. Most unit costs are assumptions, because nobody publishes them. We do not show here how many families an "
    "advice service supported: together with the figures of your advice service, this could identify a family. `GET "
    "/v1/advice-services/effect` compares the outcomes of families with and without support."
)
CONFIDENCE = (
    "`source_read`: read in the source itself. `reported`: told by another source. `third_hand`: told by a source that "
    "quotes another. `assumption`: nobody publishes the number. We guessed, with a wide range."
)
ITEM = (
    "`session`: one mediation session. `adviser_hour`: one hour of a mediation adviser. `adviser_hours`: the "
    "hours of advice for one family. `appeal_authority`, `appeal_tribunal`, `appeal_family`: what one appeal "
    "costs the authority, the tribunal and the family. `ombudsman_payment`: one payment to a family for action "
    "that came late."
)


class UnitCost(Answer):
    """What one thing costs, with its range and source."""

    item: Item = Field(description=ITEM)
    unit: Unit
    pays: Pays | None = Field(description="Who bears the cost. Null for a number of hours.")
    value: float = Field(description="The middle assumption, or the number that the source gives.", examples=[900])
    low: float = Field(examples=[300])
    high: float = Field(examples=[2000])
    price_year: int | None = Field(description="The year of the prices.", examples=[2024])
    since: date = Field(description="We use this row for quarters that end on this day or later.")
    source: str
    confidence: Confidence = Field(description=CONFIDENCE)

    @classmethod
    def of(cls, row: Row) -> Self:
        """Show a row."""
        return cls(
            item=row.item,
            unit=row.unit,
            pays=row.pays,
            value=row.value,
            low=row.low,
            high=row.high,
            price_year=row.price_year,
            since=row.since,
            source=row.source,
            confidence=row.confidence,
        )


class ResearchFinding(Answer):
    """What research or the press says. Your own figures do not use it."""

    name: str = Field(examples=["fewer_appeals_after_mediation"])
    value: float = Field(examples=[13.58])
    low: float | None = Field(description="Null if the source gives no range.", examples=[10.2])
    high: float | None = Field(examples=[16.97])
    unit: str = Field(examples=["appeals per 100 families"])
    source: str
    confidence: Confidence = Field(description=CONFIDENCE)

    @classmethod
    def of(cls, found: Finding) -> Self:
        """Show a finding."""
        return cls(
            name=found.name,
            value=found.value,
            low=found.low,
            high=found.high,
            unit=found.unit,
            source=found.source,
            confidence=found.confidence,
        )


class CostAnswer(Answer):
    """How many families gave one answer."""

    answer: list[Said] = Field(
        description=f"If an answer has fewer than {FEW} families, we count it together with other answers.",
        examples=[["plan_content"]],
    )
    families: int


class CostCounted(Answer):
    """A question about each family, and how many families have each answer."""

    question: Counting = Field(
        description="`appealed`: an appeal was registered before we counted. `decision`: the kind of decision in "
        "dispute."
    )
    answers: list[CostAnswer]


class Money(Answer):
    """What something cost: the lowest and the highest amount."""

    item: Item = Field(description=ITEM)
    pays: Pays
    least: int = Field(description="The smallest possible number of sessions, of families advised, or of appeals.")
    most: int = Field(description="The largest possible number. The figures do not always give the exact number.")
    low: int = Field(description="Pounds: `least` times the lowest unit cost.", examples=[9000])
    high: int = Field(description="Pounds: `most` times the highest unit cost.", examples=[96000])

    @classmethod
    def of(cls, found: Spent) -> Self:
        """Show what something cost."""
        return cls(
            item=found.item,
            pays=found.pays,
            least=found.least,
            most=found.most,
            low=round(found.low),
            high=round(found.high),
        )


class GroupCosts(Answer):
    """The families with the same `way`, or with one of several ways that are counted together."""

    ways: list[Way] = Field(
        description=f"We count several ways together if fewer than {FEW} families have the same `way`, or if their "
        f"appeals alone could identify a family. {WAY}"
    )
    families: int
    several_sessions: int | None = Field(
        description="How many families had more than one session. Null unless every family of the group mediated. "
        f"Also null if this number, or the rest of the group, is smaller than {FEW}."
    )
    questions: list[CostCounted] = Field(
        description="What the families of the group disputed, and how many appealed. A question is left out of every "
        "group if it could identify a family of one group."
    )
    money: list[Money] = Field(description="Appeals are left out if their number could identify a family.")

    @classmethod
    def of(cls, group: CostGroup, costs: Mapping[Item, Row]) -> Self:
        """Show a group."""
        return cls(
            ways=list(group.ways),
            families=group.families,
            several_sessions=group.several_sessions,
            questions=_questions(group.answers),
            money=[Money.of(one) for one in spent_by(group, costs)],
        )


class Per100(Answer):
    """A number per 100 families, with its 95 % interval."""

    value: float = Field(examples=[22.5])
    low: float = Field(examples=[12.1])
    high: float = Field(examples=[36.0])

    @classmethod
    def of(cls, found: Interval) -> Self:
        """Show a share per 100 families."""
        return cls(value=round(100 * found.value, 1), low=round(100 * found.low, 1), high=round(100 * found.high, 1))


class MoneyPer100(Answer):
    """What a difference in appeals amounts to, in pounds per 100 families."""

    item: Item
    low: int
    high: int


class Comparison(Answer):
    """How many families appealed in two groups. A difference does not show an effect."""

    group: Way
    beside: Way
    appeals_of_group: Per100 = Field(description="Appeals per 100 families of `group`. The interval is Wilson's.")
    appeals_beside: Per100 = Field(description="Appeals per 100 families of `beside`. The interval is Wilson's.")
    difference: Per100 = Field(
        description="`appeals_of_group` minus `appeals_beside`. The interval is worked out by Newcombe's method."
    )
    money_per_100: list[MoneyPer100] = Field(
        description="What the difference in appeals amounts to, in pounds: from the lowest to the highest possible "
        "amount. A negative number means that `group` appealed less than `beside`. This does not show a saving."
    )

    @classmethod
    def of(cls, found: Compared) -> Self:
        """Show a comparison."""
        return cls(
            group=found.one,
            beside=found.other,
            appeals_of_group=Per100.of(found.appeals),
            appeals_beside=Per100.of(found.other_appeals),
            difference=Per100.of(found.difference),
            money_per_100=[
                MoneyPer100(item=item, low=round(low), high=round(high)) for item, (low, high) in found.money.items()
            ],
        )


class CostEvidence(Answer):
    """What mediation and appeals cost, for the families of one quarter. No number identifies a family."""

    table: ClassVar = TABLE

    quarter: str = Field(description="The quarter in which the notices were sent.", examples=["2026-Q1"])
    counted_at: datetime = Field(description="When we counted. The counts of a quarter never change after that.")
    caution: str = CAUTION
    families: int | None = Field(description=f"Null if there are fewer than {FEW}.", examples=[64])
    questions: list[CostCounted] = Field(description="The answers of all families together.")
    money: list[Money] = Field(description="For all families together. Empty if there are too few families.")
    groups: list[GroupCosts]
    comparisons: list[Comparison] = Field(
        description="We compare two groups only if each group has only one `way`, and only if the figures may "
        "show their appeals."
    )
    words: list[str] = Field(description="The comparisons in sentences, and how the groups differ.")
    costs: list[UnitCost]
    research: list[ResearchFinding]

    @classmethod
    def of(cls, quarter: Quarter, counted: Counted[CostFigures]) -> Self:
        """Show the figures of a quarter, and work out the money."""
        found, costs = counted.figures, costs_on(quarter.last_day)
        pairs: Sequence[Compared] = tuple(compared(found, costs))
        return cls(
            quarter=str(quarter),
            counted_at=counted.counted_at,
            families=found.families,
            questions=_questions(found.answers),
            money=[Money.of(one) for one in spent(found, costs)],
            groups=[GroupCosts.of(group, costs) for group in found.groups],
            comparisons=[Comparison.of(pair) for pair in pairs],
            words=list(words(found, tuple(pairs))),
            costs=[UnitCost.of(row) for row in costs.values()],
            research=[ResearchFinding.of(one) for one in FINDINGS],
        )


def _questions(answers: Answers) -> list[CostCounted]:
    return [
        CostCounted(
            question=counting,
            answers=[CostAnswer(answer=list(one.answers), families=one.families) for one in said],
        )
        for counting, said in answers.items()
    ]
