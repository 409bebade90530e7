"""Slots, holds, needs and searches as JSON."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool

from app.capacity.domain.words import AccessNeed, Format, WhyNot
from app.capacity.mediators.schemas import Language, UnavailableIn
from app.capacity.needs import Needs
from app.capacity.searches.use_cases import AlsoAsked, Search
from app.cases.domain.words import Action
from app.platform.http.fields import Answer, AtMost, Body, Day, Reference


class ReasonOut(Answer):
    """Why a mediator or a slot does not suit."""

    why: WhyNot
    says: str
    rule: str | None = None
    citation: str | None = None


class MediatorBrief(Answer):
    """The mediator of a slot."""

    id: UUID
    name: str
    provider_id: UUID
    provider: str


class SlotOffered(Answer):
    """A free slot that suits the case."""

    id: UUID
    mediator: MediatorBrief
    starts_at: datetime
    ends_at: datetime
    day: date = Field(description="In London.")
    formats: list[Format] = Field(description="The formats that both the mediator and the family accept.")
    in_time: bool | None = Field(
        description="Whether the day of the session is within the 30 days (reg 36, or reg 35 if only health is at "
        "issue). The service plans sessions within the 30 days. The law asks only that a session be arranged within "
        "the 30 days. Null if the 30 days are not running."
    )
    tell_by: date = Field(
        description="The last day on which to tell the family, 5 working days before the session (reg 36)."
    )
    notice_possible: bool = Field(
        description="True if `tell_by` has not passed. If it has passed, the family must agree to shorter notice."
    )
    load: int = Field(description="How many bookings and holds this mediator has in the four weeks around the slot.")


class SlotNotOffered(Answer):
    """A slot that does not suit, and every reason why."""

    id: UUID
    mediator_id: UUID
    starts_at: datetime
    ends_at: datetime
    reasons: list[ReasonOut]
    hold_id: UUID | None = Field(None, description="The hold on this slot for this case, if there is a hold.")


class MediatorNotSuitable(Answer):
    """A mediator that does not suit the case, and every reason why."""

    mediator: MediatorBrief
    reasons: list[ReasonOut]


class NotBookable(Answer):
    """Why no slot can be held or booked for the case now. You get the same reason if you try to hold a slot."""

    reason: str
    rule: str
    citation: str
    legislation_url: str
    unlock: list[Action] = Field(
        description="The shortest lawful sequence of actions after which a slot can be held. Empty if no such "
        "sequence exists."
    )


class SlotsFound(Answer):
    """Every slot between now and the last of the 30 days: the suitable slots, best first, and why the other slots do
    not suit."""

    not_bookable: NotBookable | None = Field(
        description="Why nothing can be held or booked for the case now. Null if a slot can be held. Otherwise the "
        "rest of the answer shows the slots that you could hold if the case allowed it."
    )
    case_id: UUID
    as_of: datetime
    from_on: date
    until: date = Field(
        description="The last day that we looked at. This day is never after the last published bank holidays."
    )
    due_on: date | None = Field(description="The last of the 30 days. Null if the 30 days are not running.")
    suitable: int
    suitable_in_time: int | None = Field(description="Null if the 30 days are not running.")
    items: list[SlotOffered] = Field(
        description="The suitable slots, best first. The list holds no more than the number in `limit`. The link "
        "`next` leads to more."
    )
    not_suitable: dict[WhyNot, int] = Field(
        description="The number of slots that do not suit, for each reason. A slot with several reasons counts under "
        "each of these reasons."
    )
    slots_not_suitable: list[SlotNotOffered] = Field(
        description="The earliest slots that do not suit. The list holds no more than the number in `limit`. Every "
        "page shows the same slots."
    )
    unsuitable_mediators: int = Field(
        description="The number of mediators who do not suit on any day that we looked at."
    )
    mediators_not_suitable: list[MediatorNotSuitable] = Field(
        description="The mediators who do not suit, by name. The list holds no more than the number in `limit`. "
        "Every page shows the same mediators."
    )
    next: str | None = Field(
        None,
        description="The address of the next page of `items`. Null on the last page. The `Link` header gives "
        "the same address.",
    )


class HoldIn(Body):
    """The case for which you hold a slot, and for how long."""

    case_id: UUID
    minutes: int = Field(
        1440, ge=5, le=4320, strict=True, description="How long the hold lasts. The hold then ends by itself."
    )


class HoldOut(Answer):
    """A mediator's time that is held for a case."""

    id: UUID
    case_id: UUID
    slot_id: UUID | None
    mediator_id: UUID
    starts_at: datetime
    ends_at: datetime
    held_at: datetime
    expires_at: datetime
    book_at: str = Field(description="The address to which you POST `hold_id` to book the time.")


class NeedsIn(Body):
    """What the mediation of this case needs. These needs replace all needs that were recorded before. We store the
    needs encrypted. No log holds the needs.
    """

    formats: Annotated[frozenset[Format], AtMost(len(Format))] = Field(
        frozenset(Format), min_length=1, description="The formats that the family accepts."
    )
    languages: Annotated[frozenset[Language], AtMost(10)] = Field(
        frozenset(), description="The mediator must speak every language in this list."
    )
    interpreter: Language | None = Field(
        None,
        description="The language of an interpreter. With an interpreter, the mediator need not speak any of the "
        "languages.",
    )
    access: Annotated[frozenset[AccessNeed], AtMost(len(AccessNeed))] = frozenset()
    school_reference: Reference | None = Field(
        None, description="Your reference of the child's school, for finding conflicts of interest. Never a name."
    )
    family_reference: Reference | None = Field(
        None,
        description="Your reference of the family, for finding conflicts of interest. Never a name. If you leave "
        "this out: the appellant's reference on the case.",
    )
    unavailable: list[UnavailableIn] = Field([], max_length=200, description="Times at which a party cannot come.")

    def needs(self) -> Needs:
        """Return the needs."""
        return Needs(
            self.formats,
            self.languages,
            self.interpreter,
            self.access,
            self.school_reference,
            self.family_reference,
            tuple(one.span() for one in self.unavailable),
        )


class BookedBefore(Answer):
    """The session that was booked before these needs were recorded, and whether it still suits."""

    session_id: UUID
    suits: bool | None = Field(
        description="Whether the session's mediator, time and format still suit the case. Null: the mediator belongs "
        "to another provider, so you may not see whether the mediator suits. Everything else suits."
    )
    reasons: list[ReasonOut] = Field(
        description="Why the session does not suit. The session stays booked until a party moves it or calls it off."
    )
    interpreter_booked_on: date | None = Field(
        description="The day on which an interpreter was found. Null again if that interpreter was for another "
        "language."
    )


class NeedsOut(Answer):
    """What the mediation of this case needs."""

    case_id: UUID
    formats: list[Format]
    languages: list[str]
    interpreter: str | None
    access: list[AccessNeed]
    school_reference: str | None
    family_reference: str | None
    unavailable: list[UnavailableIn]
    booked: BookedBefore | None = Field(
        None, description="The session that is booked and has not begun, if there is one."
    )
    version: int
    updated_at: datetime | None


class AskedIn(Body):
    """A provider that you asked yourself, and not through its slots in this service."""

    provider: Reference
    asked_on: Day = Field(
        description="The day on which you asked. This day cannot be before the family asked for mediation."
    )
    free_in_time: StrictBool = Field(description="Whether the provider had a mediator free in time.")


class SearchIn(Body):
    """A search for a mediator in time among all providers that the authority instructs. We store the result."""

    also_asked: list[AskedIn] = Field([], max_length=20)
    report_if_none: bool = Field(
        False,
        strict=True,
        description="If no mediator is free in time, report at once that mediation cannot be arranged (reg 39).",
    )

    def search(self) -> Search:
        """Return the search that is wanted."""
        others = [AlsoAsked(one.provider, one.asked_on, one.free_in_time) for one in self.also_asked]
        return Search(others, self.report_if_none)


class AskedOut(Answer):
    """A provider that was asked, and its answer."""

    provider: str
    asked_on: date
    by: str = Field(
        description="`slots`: the search looked at the provider's slots here. `other`: the provider was asked in "
        "another way."
    )
    mediators: int
    suitable: int
    free_in_time: int = Field(
        description="The number of free slots within the 30 days for arranging mediation. The law asks only that a "
        "session be arranged within the 30 days, so a later session may still be arranged in time."
    )
    free_with_notice: int | None = Field(
        description="How many of these free slots leave time to tell the family 5 working days before (reg 36). A "
        "family that does not agree to shorter notice can come only to such a slot. Null if the provider was asked in "
        "another way."
    )
    free_later: int
    reasons: dict[str, int] = Field(description="For each reason, how many other mediators and slots do not suit.")


class SearchOut(Answer):
    """A search, as it was recorded."""

    id: UUID
    case_id: UUID
    made_at: datetime
    due_on: date | None
    asked: list[AskedOut]
    free_in_time: int = Field(
        description="The number of free slots within the 30 days for arranging mediation. Time that is held or booked "
        "for this case counts as free."
    )
    free_with_notice: int = Field(
        description="How many of the free slots found here leave time to tell the family 5 working days before."
    )
    reported: bool = Field(
        description="Whether the search led at once to `report-cannot-arrange`. A report is possible even if slots "
        "were free in time, because the party that arranges decides whether mediation can be arranged."
    )
    next: str | None = Field(None, description="The address of the action that may follow from this search.")
