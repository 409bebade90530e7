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
    "This is not an experiment. Families choose whether to mediate, and the groups also differ in other ways. So "
    "a difference between groups does not show its cause, and does not show that anything was saved. A family may "
    "still appeal later. Most unit costs are assumptions, because nobody publishes them. We do not show how many "
    "families an advice service supported. Together with the figures of your advice service, that number could "
    "identify a family. `GET /v1/advice-services/effect` compares the outcomes of families with and without "
    "support."
)
CONFIDENCE = (
    "How certain the number is. `source_read`: we read the number in its source. `reported`: we did not read the "
    "original source, but another source that reports the number. `third_hand`: a source quotes another source that "
    "reports the number. `assumption`: nobody publishes the number, so we guessed, with a wide range."
)
ITEM = (
    "What the cost is for. `session`: one mediation session. `adviser_hour`: one hour of a mediation adviser. "
    "`adviser_hours`: how many hours of advice one family needs. `appeal_authority`, `appeal_tribunal` and "
    "`appeal_family`: what one appeal costs the authority, the tribunal and the family. `ombudsman_payment`: one "
    "payment that the Ombudsman recommends because the authority acted late."
)


class UnitCost(Answer):
    """What one thing costs (a unit cost), with its range and its source."""

    item: Item = Field(description=ITEM)
    unit: Unit
    pays: Pays | None = Field(
        description="Who pays the cost. `null` if `value` is a number of hours (`adviser_hours`) and not a cost in "
        "pounds."
    )
    value: float = Field(
        description="The cost in pounds, or the number of hours, as the `source` gives it. If nobody publishes the "
        "number, this is our guess.",
        examples=[900],
    )
    low: float = Field(examples=[300])
    high: float = Field(examples=[2000])
    price_year: int | None = Field(
        description="The year in whose prices the cost is given. `null` if `value` is a number of hours "
        "(`adviser_hours`) and not a cost in pounds.",
        examples=[2024],
    )
    since: date = Field(description="We use this cost for quarters that end on this day or later.")
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
    """A number from research or from the press, for information. We do not use this number to calculate your own
    figures."""

    name: str = Field(examples=["fewer_appeals_after_mediation"])
    value: float = Field(examples=[13.58])
    low: float | None = Field(description="`null` if the source gives no range.", examples=[10.2])
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
    """The number of families with one answer to a question, such as `yes` to `appealed`. If we count several answers
    together, the number is for all these answers."""

    answer: list[Said] = Field(
        description=f"The answer. If an answer applies to fewer than {FEW} families, we count it together with "
        "another answer.",
        examples=[["plan_content"]],
    )
    families: int


class CostCounted(Answer):
    """A question about the families, such as `appealed`, and the number of families with each answer."""

    question: Counting = Field(
        description="The question that the service answers for each family, from the record of its case. `appealed`: "
        "was an appeal registered before we counted? `decision`: which kind of decision does the family dispute?"
    )
    answers: list[CostAnswer]


class Money(Answer):
    """One kind of cost, such as the cost of sessions, for all families of the group together: the lowest and the
    highest possible amount."""

    item: Item = Field(description=ITEM)
    pays: Pays
    least: int = Field(
        description="The smallest number that fits the published figures: of sessions, of families with advice, or of "
        "appeals. The published figures do not always give the exact number."
    )
    most: int = Field(
        description="The largest number that fits the published figures: of sessions, of families with advice, or of "
        "appeals. The published figures do not always give the exact number."
    )
    low: int = Field(
        description="The lowest amount in pounds: `least` multiplied by the lowest unit cost.", examples=[9000]
    )
    high: int = Field(
        description="The highest amount in pounds: `most` multiplied by the highest unit cost.", examples=[96000]
    )

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
    """A group of families with the same value of `way`, for example all families that declined mediation. We count
    small groups together, so that nobody can identify a family. For small groups that we count together, `ways` has
    several values."""

    ways: list[Way] = Field(
        description=f"The values of `way` in this group. If fewer than {FEW} families have the same value, or if the "
        f"number of their appeals could identify a family, we count several values together. {WAY}"
    )
    families: int
    several_sessions: int | None = Field(
        description="How many families had more than one session. We count them only in the group of families that "
        f"mediated: in other groups, the field is `null`. The field is also `null` if fewer than {FEW} families had "
        f"several sessions, or if fewer than {FEW} had exactly one."
    )
    questions: list[CostCounted] = Field(
        description="What the families of the group disputed, and how many of them appealed. If a question could "
        "identify a family in one group, we leave the question out of every group."
    )
    money: list[Money] = Field(
        description="What mediation and appeals cost for the group. We leave out the cost of appeals if the number of "
        "appeals could identify a family."
    )

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
    """A number per 100 families, with the range in which the true number probably lies (95 % confidence interval)."""

    value: float = Field(examples=[22.5])
    low: float = Field(examples=[12.1])
    high: float = Field(examples=[36.0])

    @classmethod
    def of(cls, found: Interval) -> Self:
        """Show a share per 100 families."""
        return cls(value=round(100 * found.value, 1), low=round(100 * found.low, 1), high=round(100 * found.high, 1))


class MoneyPer100(Answer):
    """The cost, in pounds per 100 families, of the difference in the number of appeals between two groups of
    families."""

    item: Item
    low: int
    high: int


class Comparison(Answer):
    """A comparison of two groups of families (`group` and `beside`): how many families of each group appealed. A
    difference between the groups does not show its cause."""

    group: Way
    beside: Way
    appeals_of_group: Per100 = Field(
        description=(
            "How many families of the first group (`group`) appealed, per 100 families. The range shows where the "
            "true number probably lies (95 % confidence interval, Wilson's method)."
        )
    )
    appeals_beside: Per100 = Field(
        description=(
            "How many families of the second group (`beside`) appealed, per 100 families. The range shows where the "
            "true number probably lies (95 % confidence interval, Wilson's method)."
        )
    )
    difference: Per100 = Field(
        description=(
            "The difference between the two groups: `appeals_of_group` minus `appeals_beside`. The range shows "
            "where the true difference probably lies (95 % confidence interval, Newcombe's method)."
        )
    )
    money_per_100: list[MoneyPer100] = Field(
        description="The cost, in pounds per 100 families, of the difference in the number of appeals between the two "
        "groups: the lowest and the highest possible amount. A negative number means that the first group (`group`) "
        "appealed less often than the second group (`beside`). The number does not show that mediation saved money."
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
    """What mediation and appeals cost, for the families with a notice of decision in one quarter. No number here can
    identify a family."""

    table: ClassVar = TABLE

    quarter: str = Field(
        description="The quarter of the year in which the notices of decision were sent.", examples=["2026-Q1"]
    )
    counted_at: datetime = Field(
        description="The time at which we counted. After that, the numbers of the quarter never change."
    )
    caution: str = CAUTION
    families: int | None = Field(
        description=f"The number of families in these figures. `null` if there are fewer than {FEW}.", examples=[64]
    )
    questions: list[CostCounted] = Field(
        description="Each question about the families, and the number of all families to which each answer applies."
    )
    money: list[Money] = Field(
        description="What mediation and appeals cost for all families together. The list is empty if there are fewer "
        f"than {FEW} families, because the costs could then identify a family."
    )
    groups: list[GroupCosts]
    comparisons: list[Comparison] = Field(
        description="How often the families of one group appealed, compared with the families of another group. We "
        "compare two groups only if each group has a single value of `way`, and if the number of its appeals cannot "
        "identify a family."
    )
    words: list[str] = Field(
        description="The comparisons in sentences. The sentences also say which kinds of decision the families of "
        "each group disputed."
    )
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
