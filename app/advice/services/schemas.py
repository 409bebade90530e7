"""Advice services, offers of independent help and their effect, as JSON. Open Referral UK's names where it has them."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Literal, Self
from uuid import NAMESPACE_OID, UUID, uuid5

from pydantic import Field, model_validator

from app.advice.domain.disclosure import SMALLEST_PUBLISHED
from app.advice.domain.figures import Effect, Figures
from app.advice.domain.quarters import Quarter
from app.advice.domain.words import OfferAnswer, OfferDeclineReason, ReferredPerson
from app.advice.offers.use_cases import Offer
from app.advice.services.records import Room
from app.advice.services.use_cases import SayCapacity
from app.cases.domain.words import OfferMoment, State
from app.cases.schemas.cases import OccurredOn
from app.cases.schemas.deadlines import OfferDueOut
from app.kernel.terms import AppellantKind, OrganisationKind
from app.platform.http.fields import Answer, Body, Day, Line


class UnitIn(Body):
    """What is counted: `unit` of the Human Services Data Specification 3."""

    name: Line = Field(examples=["families"])


class UnitOut(Answer):
    """What is counted. The same name always has the same id."""

    id: UUID
    name: str


class CapacityIn(Body):
    """How much room a service has. It replaces what was said before."""

    unit: UnitIn = Field(UnitIn(name="families"), description="What is counted; families, if left out.")
    available: int = Field(ge=0, le=100_000, strict=True, description="How many more can be taken. 0: the next waits.")
    maximum: int | None = Field(None, ge=0, le=100_000, strict=True, description="Left out: there is none.")
    description: Line | None = Field(None, description="A line for organisations that refer. Nothing about a family.")

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
    """`service_capacity` of the Human Services Data Specification 3."""

    id: UUID
    service_id: UUID
    unit: UnitOut
    available: int
    maximum: int | None
    description: str | None
    updated: datetime

    @classmethod
    def of(cls, room: Room) -> Self:
        """Show what a service says of its room."""
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
    """An advice service (SENDIASS): whom it serves, and how much room it says it has."""

    id: UUID
    slug: str
    name: str
    areas: list[str] = Field(description="Codes of the authorities whose families it serves.", examples=[["991"]])
    service_capacity: ServiceCapacityOut | None = Field(description="Null where the service has said nothing.")
    full: bool = Field(
        description="The service says that it has no room. A person who is referred waits, and is told so."
    )


class OfferIn(Body):
    """That a family was offered independent help, and what it said. An answer is optional, and so is a reason."""

    moment: OfferMoment | None = Field(
        None,
        description="The moment of the offer: the one that is due, or one that waits for an answer. You may leave it "
        "out with an answer: we then use the moment that waits, or none if no offer was made.",
    )
    made_on: Day | None = Field(None, description="The day of the offer; today if left out.")
    answer: OfferAnswer = OfferAnswer.NO_ANSWER
    answered_by: ReferredPerson | None = Field(
        None,
        description="Who answered. If you leave this out: the holder of the right to appeal on that day. Only the "
        "holder answers: a parent's answer is refused where the right is a young person's, and ends no offers.",
    )
    reason: OfferDeclineReason | None = Field(None, description="Why the family declined, if it cares to say.")
    occurred_on: OccurredOn = None

    @model_validator(mode="after")
    def consistent(self) -> Self:
        """Refuse two days for one offer, and a reason for what was not declined."""
        if self.made_on and self.occurred_on and self.made_on != self.occurred_on:
            raise ValueError("made_on and occurred_on are one day: give one of them")
        if self.reason is not None and self.answer is not OfferAnswer.DECLINED:
            raise ValueError("a reason belongs to an offer that was declined")
        if self.answered_by is not None and self.answer is OfferAnswer.NO_ANSWER:
            raise ValueError("answered_by belongs to an answer")
        if self.moment is None and self.answer is OfferAnswer.NO_ANSWER:
            raise ValueError("an offer has a moment: only an answer may come without one")
        return self

    def command(self, must_be_version: Callable[[int], None]) -> Offer:
        """Return the command."""
        return Offer(
            moment=self.moment,
            made_on=self.made_on or self.occurred_on,
            answer=self.answer,
            reason=self.reason,
            answered_by=self.answered_by,
            must_be_version=must_be_version,
        )


class OfferDueOnCase(OfferDueOut):
    """An offer that is owed, and on which case."""

    case_id: UUID
    la_code: str
    la_reference: str
    owed_since: date = Field(description="Since when some offer has been owed, of this moment or of one before it.")
    post_to: str = Field(description="Where to record that it was made.")


class ReferralOwed(Answer):
    """That a family said yes to your organisation, which has not referred it yet, and on which case."""

    case_id: UUID
    la_code: str
    la_reference: str
    moment: OfferMoment = Field(
        description="The moment of the offer that it accepted; `unasked`: it said yes without an offer."
    )
    made_on: date = Field(description="The day of that offer; or of the answer, where there was no offer.")
    person: AppellantKind = Field(description="The holder of the right to appeal, who said yes: refer this person.")
    post_to: str = Field(description="Where to refer, with the person's consent.")


class OfferOut(Answer):
    """An offer that was made. Only the organisation that heard the family's answer reads it."""

    moment: OfferMoment
    due_on: date = Field(description="The day on which its moment had come.")
    made_on: date
    made_by: OrganisationKind
    own: bool = Field(description="Whether your organisation recorded it.")
    answer: Literal[OfferAnswer.ACCEPTED, OfferAnswer.DECLINED] | None = Field(
        description="As your organisation recorded it. Null: no answer, or an answer to another organisation. You "
        "cannot tell which."
    )
    reason: OfferDeclineReason | None
    to_refer: bool = Field(
        description="True: the family said yes to your organisation, and you owe the referral "
        "(`POST /v1/referrals`). `GET /v1/advice-offers/to-refer` lists them over all cases. It says nothing of what "
        "others did. Until you refer the family, the answer can be corrected to `declined`."
    )


class OffersOut(Answer):
    """What is due to a family, what was offered, and which service to name."""

    case_id: UUID
    as_of: date
    due: list[OfferDueOut] = Field(
        description="At most one: that of the latest moment. Empty after the holder of the right to appeal has "
        "answered, whatever the answer and to whichever organisation."
    )
    to_come: list[OfferDueOut] = Field(description="What will be due, if nothing else happens until then.")
    missed: list[OfferDueOut] = Field(
        description="Moments that passed without an offer, with the day since which the offer was owed and the party "
        "that owed it. The offer is no longer owed: a later moment took its place, the family answered, the authority "
        "conceded, or the case ended."
    )
    made: list[OfferOut]
    advice_service: AdviceServiceOut | None = Field(description="The authority's first choice; null where it has none.")
    alternative: AdviceServiceOut | None = Field(description="Another of the area that has room, if that one is full.")


class HelpOut(Answer):
    """Whether an authority may know that a family is being helped."""

    help_is_given: Literal[True] | None = Field(
        description="True: it is, and the family agreed that you know. Null: that is not known to you. Never false."
    )


class CountOut(Answer):
    """A count of families, or nothing where it would tell too much of one of them."""

    count: int | None
    suppressed: bool

    @classmethod
    def of(cls, count: int | None) -> Self:
        """Show a published count."""
        return cls(count=count, suppressed=count is None)


class MeasureOut(Answer):
    """A median or a share; or nothing: withheld, as it would tell too much, or without a basis."""

    value: float | None
    suppressed: bool = Field(description="True: withheld. False beside a null: there is nothing to work it out from.")

    @classmethod
    def of(cls, value: float | None, *, told: bool) -> Self:
        """Show a published figure."""
        return cls(value=value, suppressed=not told)


class FiguresOut(Answer):
    """The figures of one stage of mediation, or of all: each is there, or withheld."""

    stage: State | None = Field(description="Null: all stages together.")
    families: CountOut = Field(
        description="Families whose notice was sent in the quarter. One notice counts as one family."
    )
    offered: CountOut = Field(description="Families that were offered help, as each case's events show.")
    consented: CountOut = Field(description="Families that were referred, with or without an offer before.")
    accepted: CountOut = Field(
        description="Of the referred families: those that the service accepted, waiting ones included."
    )
    waiting: CountOut = Field(description="Of the accepted: who still waited when it was counted.")
    median_days_to_first_contact: MeasureOut = Field(
        description="From the referral, of the accepted. No basis where there are none, or half of them had no contact "
        "yet."
    )
    settled_with_support: MeasureOut = Field(
        description="Among families that help reached before their dispute ended: the share whose dispute was settled. "
        "Help reached a family if the service accepted it, took it off the waiting list, and was in touch with it on a "
        "day before the dispute ended. A dispute has ended when its case is resolved (a full agreement, or the end of "
        "its appeal) or closed; a concession ends no dispute until the case is closed. A dispute is settled if it has "
        "an agreement, a concession or an appeal that was not opposed, unless an order of the tribunal ended it. A "
        "service is not told how disputes ended, so it gets no figure here."
    )
    settled_without_support: MeasureOut = Field(
        description="The same share among all other families whose dispute has ended: help reached them late or never."
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
        )


class EffectOut(Answer):
    """What the advice service reached in an area.

    The counts are made so that a reader who knows only an area's real cases cannot tell whether a family was helped.
    An authority that records invented families, or old notices just before it asks, could learn more: these fill the
    groups. Its own trail then shows what it did.
    """

    area: str
    quarter: str = Field(description="The families are those whose notice was sent in it.", examples=["2026-Q1"])
    first_day: date
    last_day: date
    counted_at: datetime = Field(
        description="At your first asking. A quarter is counted once, and never again, whatever is recorded later."
    )
    smallest_published: int = Field(
        description="No smaller number of families is published, nor any figure of help unless so many unknown to the "
        "reader stand in it, and so many outside. `families` and `offered` the authority counts itself: may be all."
    )
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
