"""Advice services and figures as JSON. Where Open Referral UK has a name, the name is the same."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Self
from uuid import NAMESPACE_OID, UUID, uuid5

from pydantic import Field, model_validator

from app.advice.domain.disclosure import SMALLEST_PUBLISHED
from app.advice.domain.figures import Effect, Figures, Outcomes
from app.advice.services.records import Room
from app.advice.services.use_cases import SayCapacity
from app.cases.domain.words import State
from app.law.domain.quarters import Quarter
from app.platform.http.fields import Answer, Body, Line


class UnitIn(Body):
    """The unit of the numbers `available` and `maximum`, for example `families`. The Human Services Data Specification
    3 calls this `unit`."""

    name: Line = Field(examples=["families"])


class UnitOut(Answer):
    """The unit of the numbers `available` and `maximum`, for example `families`. The same name always has the same
    id."""

    id: UUID
    name: str


class CapacityIn(Body):
    """How many more families an advice service can help. The new numbers replace the numbers that you recorded
    before."""

    unit: UnitIn = Field(
        UnitIn(name="families"),
        description="The unit of the numbers `available` and `maximum`, for example `families`. If you leave `unit` "
        "out, the unit is families.",
    )
    available: int = Field(
        ge=0,
        le=100_000,
        strict=True,
        description=(
            "The number of families (or other units) that the advice service can still take. If the number is 0, the "
            "advice service is full, and the next family must wait for help."
        ),
    )
    maximum: int | None = Field(
        None,
        ge=0,
        le=100_000,
        strict=True,
        description=(
            "The maximum number of families (or other units) that the advice service can help at one time. If you "
            "leave `maximum` out, there is no maximum."
        ),
    )
    description: Line | None = Field(
        None,
        description="A message for organisations that refer families. The message must say nothing about a family.",
    )

    @model_validator(mode="after")
    def possible(self) -> Self:
        """Refuse more room than there is at most."""
        if self.maximum is not None and self.available > self.maximum:
            raise ValueError("available cannot be more than maximum")
        return self

    def command(self, service_id: UUID, must_be_version: Callable[[int], None]) -> SayCapacity:
        """Return the command."""
        return SayCapacity(
            service_id=service_id,
            unit=self.unit.name,
            available=self.available,
            maximum=self.maximum,
            description=self.description,
            must_be_version=must_be_version,
        )


class ServiceCapacityOut(Answer):
    """How many more families an advice service can help. The Human Services Data Specification 3 calls this
    `service_capacity`."""

    id: UUID
    service_id: UUID
    unit: UnitOut
    available: int
    maximum: int | None
    description: str | None
    updated: datetime

    @classmethod
    def of(cls, room: Room) -> Self:
        """Show what an advice service says of its room."""
        said = room.capacity
        return cls(
            id=room.id,
            service_id=room.service_id,
            unit=UnitOut(id=uuid5(NAMESPACE_OID, f"unit:{said.unit}"), name=said.unit),
            available=said.available,
            maximum=said.maximum,
            description=room.description,
            updated=said.updated,
        )


class AdviceServiceOut(Answer):
    """An advice service (SENDIASS), the areas that it serves, and how many more families it can help."""

    id: UUID
    slug: str
    name: str
    areas: list[str] = Field(
        description="The codes of the authorities whose families the advice service helps.", examples=[["991"]]
    )
    service_capacity: ServiceCapacityOut | None = Field(
        description=(
            "How many more families the advice service can help. `service_capacity` is `null` if the advice service "
            "has not recorded this."
        )
    )
    full: bool = Field(
        description="`true` means that the advice service says that it is full. A person who is referred to a full "
        "advice service must wait for help, and is told about the wait."
    )


class CountOut(Answer):
    """A number of families. The field `count` is `null` if the number could identify one of the families."""

    count: int | None
    suppressed: bool

    @classmethod
    def of(cls, count: int | None) -> Self:
        """Show a published count."""
        return cls(count=count, suppressed=count is None)


class MeasureOut(Answer):
    """A figure that is a median or a share. The value is empty if it could show too much about a family, or if there
    are no data."""

    value: float | None
    suppressed: bool = Field(
        description=(
            "`true` means that we withhold the value. If `suppressed` is `false` and the value is empty, there "
            "are no data."
        )
    )

    @classmethod
    def of(cls, value: float | None, *, told: bool) -> Self:
        """Show a published figure."""
        return cls(value=value, suppressed=not told)


CAUTION = (
    "These figures are not an experiment. Families choose whether to ask for help, and the advice service "
    "chooses whom it can help. Families with support may differ from other families in many ways. So a "
    "difference between the two groups does not show what support does. Disputes that have not ended are not "
    "counted."
)


class RateOut(Answer):
    """The number of families with this result, and their share of the group."""

    families: int
    share: float = Field(description="The share of the ended disputes that had this result, from 0 to 1.")

    @classmethod
    def of(cls, families: int | None, ended: int) -> Self | None:
        """Show a rate, if it may be shown."""
        return None if families is None else cls(families=families, share=round(families / ended, 3))


class OutcomesOut(Answer):
    """How the disputes of a group of families ended. A rate is `null` if it could show something about one family. A
    rate is also `null` if all disputes of the quarter that have ended had this result, or none had. A share of 0 or 1
    would show how each family's dispute ended."""

    ended: int = Field(description="The number of families of this group whose dispute has ended.")
    settled: RateOut | None = Field(
        description=(
            "The families whose dispute was settled. The field `settled_with_support` explains when a "
            "dispute counts as settled."
        )
    )
    declined: RateOut | None = Field(
        description="The families that said no to mediation and did not ask for mediation afterwards."
    )
    appealed: RateOut | None = Field(
        description="The families that appealed, including families that later withdrew the appeal."
    )

    @classmethod
    def of(cls, found: Outcomes | None) -> Self | None:
        """Show outcomes, if they may be shown."""
        if found is None:
            return None
        settled, declined, appealed = [
            RateOut.of(number, found.ended) for number in (found.settled, found.declined, found.appealed)
        ]
        return cls(ended=found.ended, settled=settled, declined=declined, appealed=appealed)


class FiguresOut(Answer):
    """The figures for the families whose cases have come to one stage of mediation, or for all families. We withhold a
    figure if it could show whether one family was helped."""

    stage: State | None = Field(description="The stage of mediation. `stage` is `null` for all stages together.")
    families: CountOut = Field(
        description=(
            "The number of families to which a notice was sent in the quarter. If a family was sent two notices in "
            "the quarter, we count the family twice."
        )
    )
    offered: CountOut = Field(
        description="The number of families that were offered help, as the events of their cases show."
    )
    consented: CountOut = Field(
        description=(
            "The number of families that were referred to the advice service, whether or not they were "
            "offered help first."
        )
    )
    accepted: CountOut = Field(
        description="The number of referred families that the advice service accepted, including families that wait."
    )
    waiting: CountOut = Field(
        description="The number of families that the advice service accepted, and that were waiting for help when "
        "we counted."
    )
    median_days_to_first_contact: MeasureOut = Field(
        description="The median number of days from the referral to the first contact, for accepted families. The "
        "median is `null` if the advice service accepted no family. The median is also `null` if at least half "
        "of the accepted families have not had a first contact yet."
    )
    settled_with_support: MeasureOut = Field(
        description="The share of settled disputes, among families that got help before their dispute ended. A family "
        "got help if the advice service accepted the family and was in touch with the family on a day before the "
        "dispute ended. Contact with a family that is still on a waiting list does not count as help. A dispute has "
        "ended when the case is closed or resolved. A case is resolved by a full agreement or by the end of its "
        "appeal. After a concession, the dispute ends only when the case is closed. A dispute counts as settled if it "
        "has an agreement, a concession or an appeal that was not opposed. A dispute that ended by an order of the "
        "tribunal does not count as settled. An advice service must not learn how a single dispute ended. If all "
        "disputes of a stage ended in the same way, a figure for this stage would show how each dispute ended. So an "
        "advice service sees this figure only for all stages together."
    )
    settled_without_support: MeasureOut = Field(
        description="The share of settled disputes, among families that got no help before their dispute ended. "
        "These families got help too late, or never."
    )
    with_support: OutcomesOut | None = Field(
        description='How disputes ended for families with support. "With support" means that the family got help '
        "before its dispute ended. `with_support` is `null` if the rates could show something about one family, or if "
        "no dispute has ended. `with_support` is also `null` if an earlier version of the service counted the quarter. "
        "To protect families, we show the rates only if each result of a dispute has at least five families with "
        "support and five without support."
    )
    without_support: OutcomesOut | None = Field(
        description=(
            "How disputes ended for families that got no help before their dispute ended. An advice service sees "
            "this figure only for families that were referred to that advice service."
        )
    )

    @classmethod
    def of(cls, one: Figures) -> Self:
        """Show figures."""
        return cls(
            stage=one.stage,
            families=CountOut.of(one.families),
            offered=CountOut.of(one.offered),
            consented=CountOut.of(one.consented),
            accepted=CountOut.of(one.accepted),
            waiting=CountOut.of(one.waiting),
            median_days_to_first_contact=MeasureOut.of(one.median_days_to_first_contact, told=one.accepted is not None),
            settled_with_support=MeasureOut.of(one.settled_with_support, told=one.endings_told),
            settled_without_support=MeasureOut.of(one.settled_without_support, told=one.endings_told),
            with_support=OutcomesOut.of(one.with_support),
            without_support=OutcomesOut.of(one.without_support),
        )


class EffectOut(Answer):
    """What the advice service achieved in an area.

    We withhold some figures, so that no figure reveals whether one family was helped. Withholding figures protects each
    family as long as the authority of the area records only real families. The protection is weaker if an authority
    records invented families, or records old notices just before it asks for the figures. If invented families or old
    notices make a small group look large, we might publish a figure that reveals a real family. But the authority's
    audit trail would then show the invented families and the old notices.
    """

    area: str
    quarter: str = Field(
        description="The quarter. The figures cover families to which a notice was sent in this quarter.",
        examples=["2026-Q1"],
    )
    first_day: date
    last_day: date
    counted_at: datetime = Field(
        description="The time at which we counted the figures. We count a quarter on your first request for its "
        "figures, and never count the quarter again. So the figures do not change, whatever is recorded later."
    )
    smallest_published: int = Field(
        description="The smallest number of families that we publish. A smaller number, except 0, could identify a "
        "family, so we withhold it. A figure about help divides families into two groups: the families that the figure "
        "counts, and all other families. To protect families, we publish the figure only if each group has at least "
        "this many families. This number counts only families about which the reader of the figures knows nothing "
        "beyond what the case shows. `families` and `offered` need no second group of families, because the authority "
        "can count these two numbers from its own cases."
    )
    caution: str = CAUTION
    overall: FiguresOut
    by_stage: list[FiguresOut]

    @classmethod
    def of(cls, area: str, quarter: Quarter, effect: Effect, counted_at: datetime) -> Self:
        """Show what was published of a quarter."""
        return cls(
            area=area,
            quarter=str(quarter),
            first_day=quarter.first_day,
            last_day=quarter.last_day,
            counted_at=counted_at,
            smallest_published=SMALLEST_PUBLISHED,
            overall=FiguresOut.of(effect.overall),
            by_stage=[FiguresOut.of(one) for one in effect.by_stage],
        )
