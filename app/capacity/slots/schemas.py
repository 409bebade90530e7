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
    """The reason why a mediator or a slot does not suit the case."""

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
    day: date = Field(description="The day of the session, in London time.")
    formats: list[Format] = Field(description="The formats that both the mediator and the family accept.")
    in_time: bool | None = Field(
        description="Whether the day of the session is within the 30 days (regulation 36; regulation 35 if only "
        "health is at issue). The service plans sessions within the 30 days. The law asks only that a session "
        "be arranged within the 30 days. `in_time` is `null` if the 30 days are not running."
    )
    tell_by: date = Field(
        description=(
            "The last day on which to tell the family: 5 working days before the session (regulation "
            "36, arranging mediation)."
        )
    )
    notice_possible: bool = Field(
        description=(
            "`true` means that the day `tell_by` has not passed. If this day has passed, the family must agree "
            "to shorter notice."
        )
    )
    load: int = Field(
        description="The number of bookings and holds that this mediator has in the four weeks around the slot."
    )


class SlotNotOffered(Answer):
    """A slot that does not suit the case, and every reason."""

    id: UUID
    mediator_id: UUID
    starts_at: datetime
    ends_at: datetime
    reasons: list[ReasonOut]
    hold_id: UUID | None = Field(
        None,
        description=(
            "The id of the hold on this slot for this case. `hold_id` is `null` if no hold of this case is on the slot."
        ),
    )


class MediatorNotSuitable(Answer):
    """A mediator who does not suit the case, and every reason."""

    mediator: MediatorBrief
    reasons: list[ReasonOut]


class NotBookable(Answer):
    """The reason why no slot can be held or booked for the case now. If you still try to hold a slot, the error message
    (problem) gives the same reason."""

    reason: str
    rule: str
    citation: str
    legislation_url: str
    unlock: list[Action] = Field(
        description="The shortest series of actions that the law allows and after which you can hold a slot. The "
        "list is empty if no series of actions makes it possible to hold a slot."
    )


class SlotsFound(Answer):
    """Every slot (time of a mediator) from now to the end of the day `until`. The answer gives the slots that suit the
    case, and says why each other slot does not suit the case."""

    not_bookable: NotBookable | None = Field(
        description="The reason why no slot can be held or booked for the case now. `not_bookable` is `null` if you "
        "can hold a slot. If `not_bookable` is not `null`, the rest of the answer shows the slots that you could "
        "hold if the case allowed a session."
    )
    case_id: UUID
    as_of: datetime
    from_on: date
    until: date = Field(
        description=(
            "The last day on which we looked for slots. This day is never after the last published bank holidays."
        )
    )
    due_on: date | None = Field(
        description="The last of the 30 days to arrange mediation. `due_on` is `null` if the 30 days are not running."
    )
    suitable: int
    suitable_in_time: int | None = Field(
        description=(
            "The number of suitable slots within the 30 days. `suitable_in_time` is `null` if the 30 days are "
            "not running."
        )
    )
    items: list[SlotOffered] = Field(
        description="The suitable slots, sorted by four criteria in this order: within the 30 days, with 5 working "
        "days' notice for the family, smallest `load`, earliest time. You get no more slots than the number in "
        "`limit`. The link `next` leads to more slots."
    )
    not_suitable: dict[WhyNot, int] = Field(
        description="The number of slots that do not suit, for each reason. A slot with several reasons counts "
        "under each of these reasons."
    )
    slots_not_suitable: list[SlotNotOffered] = Field(
        description="The slots that do not suit the case, the earliest slot first, with the reasons for each slot. "
        "You get no more slots than the number in `limit`. These slots are the same on every page of `items`."
    )
    unsuitable_mediators: int = Field(
        description="The number of mediators who do not suit the case on any of the days that we looked at."
    )
    mediators_not_suitable: list[MediatorNotSuitable] = Field(
        description="The mediators who do not suit the case, with their names and the reasons. You get no more "
        "mediators than the number in `limit`. These mediators are the same on every page of `items`."
    )
    next: str | None = Field(
        None,
        description="The address of the next page of `items`. `next` is `null` on the last page. The `Link` "
        "header gives the same address.",
    )


class HoldIn(Body):
    """The case for which you hold a slot, and how long the hold lasts."""

    case_id: UUID
    minutes: int = Field(
        1440,
        ge=5,
        le=4320,
        strict=True,
        description="How long the hold lasts, in minutes. After that time the hold ends.",
    )


class HoldOut(Answer):
    """The time of a mediator that is held for a case."""

    id: UUID
    case_id: UUID
    slot_id: UUID | None
    mediator_id: UUID
    starts_at: datetime
    ends_at: datetime
    held_at: datetime
    expires_at: datetime
    book_at: str = Field(description="The address to which you send `hold_id` (by POST) to book the time.")


class NeedsIn(Body):
    """What the family needs for the mediation of this case. These needs replace all needs that you recorded before.
    We store the needs encrypted, and no log holds the needs."""

    formats: Annotated[frozenset[Format], AtMost(len(Format))] = Field(
        frozenset(Format), min_length=1, description="The formats that the family accepts."
    )
    languages: Annotated[frozenset[Language], AtMost(10)] = Field(
        frozenset(),
        description=(
            "The languages that the mediator must speak. The mediator must speak every language in this list."
        ),
    )
    interpreter: Language | None = Field(
        None,
        description="The language of an interpreter. If there is an interpreter, the mediator need not speak "
        "any of the languages.",
    )
    access: Annotated[frozenset[AccessNeed], AtMost(len(AccessNeed))] = frozenset()
    school_reference: Reference | None = Field(
        None,
        description=(
            "Your reference of the child's school. We use this reference to find conflicts of interest. Never "
            "give the name of the school."
        ),
    )
    family_reference: Reference | None = Field(
        None,
        description="Your reference of the family. We use this reference to find conflicts of interest. Never "
        "give a person's name. If you leave `family_reference` out, we use the reference of the appellant on "
        "the case.",
    )
    unavailable: list[UnavailableIn] = Field([], max_length=200, description="The times at which a party cannot come.")

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
    """The session that was booked before these needs were recorded, and whether the session still suits the case."""

    session_id: UUID
    suits: bool | None = Field(
        description="Whether the session's mediator, time and format still suit the case. `suits` is `null` if the "
        "time and the format suit, but the mediator belongs to another provider. You may not see whether a mediator "
        "of another provider suits the case."
    )
    reasons: list[ReasonOut] = Field(
        description=(
            "The reasons why the session no longer suits the case. The session is still booked until a party moves "
            "the session or calls it off."
        )
    )
    interpreter_booked_on: date | None = Field(
        description="The day on which an interpreter was found. `interpreter_booked_on` is `null` if no "
        "interpreter was found for the language that is needed now."
    )


class NeedsOut(Answer):
    """What the family needs for the mediation of this case."""

    case_id: UUID
    formats: list[Format]
    languages: list[str]
    interpreter: str | None
    access: list[AccessNeed]
    school_reference: str | None
    family_reference: str | None
    unavailable: list[UnavailableIn]
    booked: BookedBefore | None = Field(
        None,
        description=(
            "The session that is booked and has not begun. `booked` is `null` if no session is booked, "
            "or if the booked session has begun."
        ),
    )
    version: int
    updated_at: datetime | None


class AskedIn(Body):
    """A provider that you asked for a mediator directly, for example by telephone, and not through this service."""

    provider: Reference
    asked_on: Day = Field(
        description="The day on which you asked the provider for a mediator. This day must not be before the family "
        "asked for mediation."
    )
    free_in_time: StrictBool = Field(description="Whether the provider had a free mediator within the 30 days.")


class SearchIn(Body):
    """A search for a mediator in time among all providers that the authority instructs. We store the result."""

    also_asked: list[AskedIn] = Field([], max_length=20)
    report_if_none: bool = Field(
        False,
        strict=True,
        description=(
            "If no mediator is free in time, report immediately that mediation cannot be arranged (regulation 39: the "
            "adviser then issues the certificate)."
        ),
    )

    def search(self) -> Search:
        """Return the search that is wanted."""
        others = [AlsoAsked(one.provider, one.asked_on, one.free_in_time) for one in self.also_asked]
        return Search(others, self.report_if_none)


class AskedOut(Answer):
    """A provider that was asked for a mediator, and its answer."""

    provider: str
    asked_on: date
    by: str = Field(
        description="How you asked the provider for a mediator. `slots` means that the search looked at the "
        "provider's slots in this service. `other` means that you asked the provider directly, for example by "
        "telephone."
    )
    mediators: int
    suitable: int
    free_in_time: int = Field(
        description="The number of the provider's free slots within the 30 days for arranging mediation. The law "
        "asks only that a session be arranged within the 30 days. The session itself may be held after the 30 days."
    )
    free_with_notice: int | None = Field(
        description="The number of the provider's free slots for which the family can get 5 working days' notice of "
        "the session (regulation 36). If a slot leaves less than 5 working days' notice, the family must agree to "
        "the shorter notice. `free_with_notice` is `null` if you asked the provider for a mediator directly, for "
        "example by telephone."
    )
    free_later: int
    reasons: dict[str, int] = Field(
        description="For each reason, the number of the provider's mediators and slots that do not suit the case."
    )


class SearchOut(Answer):
    """A search for a mediator, as it was recorded."""

    id: UUID
    case_id: UUID
    made_at: datetime
    due_on: date | None
    asked: list[AskedOut]
    free_in_time: int = Field(
        description="The number of free slots within the 30 days for arranging mediation. Time that is held or "
        "booked for this case counts as free."
    )
    free_with_notice: int = Field(
        description=(
            "The number of free slots in this service for which the family can get 5 working days' notice of the "
            "session."
        )
    )
    reported: bool = Field(
        description="Whether the search led immediately to a report that mediation cannot be arranged "
        "(`report-cannot-arrange`). The party that arranges mediation may report that mediation cannot be arranged "
        "even if slots were free in time."
    )
    next: str | None = Field(None, description="The address of the action that you may take after this search.")
