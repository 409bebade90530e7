"""Offers of independent help as JSON: what is due, what was made, and what a family answered."""

from collections.abc import Callable
from datetime import date
from typing import Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.advice.domain.words import OfferAnswer, OfferDeclineReason, ReferredPerson
from app.advice.offers.use_cases import Offer
from app.advice.services.schemas import AdviceServiceOut
from app.cases.domain.words import OfferMoment
from app.cases.schemas.deadlines import OfferDueOut
from app.cases.schemas.shared import OccurredOn
from app.kernel.terms import AppellantKind, OrganisationKind
from app.platform.http.fields import Answer, Body, Day


class OfferIn(Body):
    """An offer of independent help to a family, and the family's answer to the offer. You may leave out the family's
    answer, and the reason why the family declined the offer."""

    moment: OfferMoment | None = Field(
        None,
        description="The stage of the case at which help was offered, for example `notice`. To record a "
        "new offer, give the stage at which the offer is due. To record the answer to an earlier offer, give the "
        "stage of the offer that the family has not answered yet. If you record an answer, you may leave out the "
        "stage: the answer then belongs to the offer that the family has not answered yet. If a family accepts or "
        "declines help without an offer, we record the family's answer without a stage.",
    )
    made_on: Day | None = Field(
        None, description="The day on which you made the offer. If you leave `made_on` out, the day is today."
    )
    answer: OfferAnswer = OfferAnswer.NO_ANSWER
    answered_by: ReferredPerson | None = Field(
        None,
        description="The person who answered the offer. If you leave `answered_by` out, the answer is from the "
        "holder of the right to appeal on that day. Only the holder of the right to appeal can answer the "
        "offer. If the young person holds the right to appeal, we refuse a parent's answer, and offers to the "
        "young person are still due.",
    )
    reason: OfferDeclineReason | None = Field(
        None, description="The reason why the family declined, if the family gave a reason."
    )
    occurred_on: OccurredOn = None

    @model_validator(mode="after")
    def consistent(self) -> Self:
        """Refuse two days for one offer, and a reason for what was not declined."""
        if self.made_on and self.occurred_on and self.made_on != self.occurred_on:
            raise ValueError("made_on and occurred_on mean the same day: give only one of them")
        if self.reason is not None and self.answer is not OfferAnswer.DECLINED:
            raise ValueError("give a reason only if the family declined the offer")
        if self.answered_by is not None and self.answer is OfferAnswer.NO_ANSWER:
            raise ValueError("give answered_by only together with an answer")
        if self.moment is None and self.answer is OfferAnswer.NO_ANSWER:
            raise ValueError(
                "give the stage of the offer in moment: you can leave the stage out only if you record an answer"
            )
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
    """An offer of help that is due, with its case."""

    case_id: UUID
    la_code: str
    la_reference: str | None
    owed_since: date = Field(
        description=(
            "The day since which an offer of help to this family has been due. The case may be at a later stage now "
            "than on the day on which the offer of help became due."
        )
    )
    post_to: str = Field(description="The address at which you record that you made the offer.")


class ReferralOwed(Answer):
    """A family that told your organisation that it accepts help, and that you have not yet referred to an advice
    service."""

    case_id: UUID
    la_code: str
    la_reference: str | None
    moment: OfferMoment = Field(
        description=(
            "The stage of the case at which the family accepted the offer of help. `unasked` means that the family "
            "accepted help without an offer."
        )
    )
    made_on: date = Field(
        description="The day of the offer of help. If the family accepted help before any organisation offered it, "
        "`made_on` is the day on which the family accepted."
    )
    person: AppellantKind = Field(
        description="The holder of the right to appeal, who said yes to the offer. Refer this person."
    )
    post_to: str = Field(description="The address at which you make the referral, with the person's consent.")


class OfferOut(Answer):
    """An offer of help that was made. Only the organisation that recorded the family's answer can read the answer."""

    moment: OfferMoment
    due_on: date = Field(description="The day on which the offer of help was due.")
    made_on: date
    made_by: OrganisationKind
    own: bool = Field(description="Whether your organisation recorded the offer of help.")
    answer: Literal[OfferAnswer.ACCEPTED, OfferAnswer.DECLINED] | None = Field(
        description="The family's answer, as your organisation recorded it. `answer` is `null` if the family "
        "gave no answer, or gave its answer to another organisation. We do not say whether the family gave no "
        "answer or told another organisation."
    )
    reason: OfferDeclineReason | None
    to_refer: bool = Field(
        description="`true` means that the family said yes to your organisation, and you must now refer the "
        "family (`POST /v1/referrals`). `GET /v1/advice-offers/to-refer` lists all families that you must "
        "refer. `to_refer` says nothing about what other organisations did. Until you refer the family, you can "
        "change the answer to `declined`."
    )


class OffersOut(Answer):
    """The offers of help that are due to a family, the offers that were made, and the advice service that you can offer
    to the family."""

    case_id: UUID
    as_of: date
    due: list[OfferDueOut] = Field(
        description="The offer of help that is due now. At any time, only one offer of help is due: the offer for the "
        "latest stage of the case. After the holder of the right to appeal has accepted or declined an offer, this "
        "list is empty for every organisation. So the list of due offers does not reveal the family's answer to an "
        "offer."
    )
    to_come: list[OfferDueOut] = Field(
        description="The offers of help that will be due later, if nothing else happens first."
    )
    missed: list[OfferDueOut] = Field(
        description="The stages of the case at which no offer of help was made. Each entry shows from which day "
        "the offer was due, and which organisation had to make the offer. The offer is no longer due because a "
        "later stage came, the family answered, the authority conceded, or the case ended."
    )
    made: list[OfferOut]
    advice_service: AdviceServiceOut | None = Field(
        description=(
            "The authority's first choice of advice service. `advice_service` is `null` if the authority has no "
            "advice service."
        )
    )
    alternative: AdviceServiceOut | None = Field(
        description=(
            "Another advice service of the area that can take more families. You get `alternative` only if the advice "
            "service that the authority named as its first choice is full."
        )
    )


class HelpOut(Answer):
    """Whether an authority may know that an advice service is helping a family."""

    help_is_given: Literal[True] | None = Field(
        description="`true` means that the advice service is helping the family, and the family agreed that you "
        "may know about the help. `null` means that we do not tell you whether the family receives help. The "
        "value is never `false`."
    )
