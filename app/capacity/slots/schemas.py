"""Slots, holds and searches, as JSON."""

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
    formats: list[Format] = Field(description="Those that mediator and family have in common.")
    in_time: bool | None = Field(
        description="Whether the session's own day lies within the 30 days (reg 36; reg 35 where health alone is at "
        "issue), for which the service plans. The duty itself is to arrange within them. Null where they do not run."
    )
    tell_by: date = Field(description="The last day on which to tell the family, 5 working days before (reg 36).")
    notice_possible: bool = Field(description="Whether that day has not passed; else the family must agree to less.")
    load: int = Field(description="How often this mediator is booked or held in the four weeks around.")


class SlotNotOffered(Answer):
    """A slot that does not suit, and every reason why."""

    id: UUID
    mediator_id: UUID
    starts_at: datetime
    ends_at: datetime
    reasons: list[ReasonOut]
    hold_id: UUID | None = Field(None, description="The hold by which it is kept for this very case, where it is.")


class MediatorNotSuitable(Answer):
    """A mediator that does not suit the case, and every reason why."""

    mediator: MediatorBrief
    reasons: list[ReasonOut]


class NotBookable(Answer):
    """Why no slot can be held or booked for the case as it stands, in the words in which holding one is refused."""

    reason: str
    rule: str
    citation: str
    legislation_url: str
    unlock: list[Action] = Field(description="The shortest lawful way to it; empty where there is none.")


class SlotsFound(Answer):
    """Every slot between now and the last of the 30 days: what suits, best first, and why the rest does not."""

    not_bookable: NotBookable | None = Field(
        description="Why nothing can be held or booked for the case now; null where it can. What follows is then what "
        "would be there for it."
    )
    case_id: UUID
    as_of: datetime
    from_on: date
    until: date = Field(description="The last day looked at; none is beyond the published bank holidays.")
    due_on: date | None = Field(description="The last of the 30 days; null where they do not run.")
    suitable: int
    suitable_in_time: int | None = Field(description="Null where the 30 days do not run.")
    items: list[SlotOffered] = Field(description="Best first, as many as `limit` says; `next` leads on.")
    not_suitable: dict[WhyNot, int] = Field(description="Every slot that does not suit, counted by each reason.")
    slots_not_suitable: list[SlotNotOffered] = Field(
        description="The earliest of them, as many as `limit` says, and the same on every page."
    )
    unsuitable_mediators: int = Field(description="How many mediators suit on no day looked at.")
    mediators_not_suitable: list[MediatorNotSuitable] = Field(
        description="The first of them by name, as many as `limit` says, and the same on every page."
    )
    next: str | None = Field(
        None, description="The address of the next page of `items`; null on the last one. Also in `Link`."
    )


class HoldIn(Body):
    """For which case a slot is held, and for how long."""

    case_id: UUID
    minutes: int = Field(
        1440, ge=5, le=4320, strict=True, description="Until it lets go by itself: a day, unless you say otherwise."
    )


class HoldOut(Answer):
    """A mediator's time, held for a case."""

    id: UUID
    case_id: UUID
    slot_id: UUID | None
    mediator_id: UUID
    starts_at: datetime
    ends_at: datetime
    held_at: datetime
    expires_at: datetime
    book_at: str = Field(description="Where to POST `hold_id` to book it.")


class NeedsIn(Body):
    """What this case's mediation needs. It replaces what was said before. Sealed, and never in the log."""

    formats: Annotated[frozenset[Format], AtMost(len(Format))] = Field(
        frozenset(Format), min_length=1, description="Those the family will take."
    )
    languages: Annotated[frozenset[Language], AtMost(10)] = Field(
        frozenset(), description="The mediator speaks each of them."
    )
    interpreter: Language | None = Field(None, description="Of this language: the mediator then need not speak any.")
    access: Annotated[frozenset[AccessNeed], AtMost(len(AccessNeed))] = frozenset()
    school_reference: Reference | None = Field(None, description="To find conflicts of interest. Never a name.")
    family_reference: Reference | None = Field(
        None, description="Likewise; the appellant's reference on the case if left out."
    )
    unavailable: list[UnavailableIn] = Field([], max_length=200, description="When a party cannot come.")

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
    """The session that was booked before the needs were said: it sees to them, or does not suit any more."""

    session_id: UUID
    suits: bool | None = Field(
        description="Whether its mediator, time and format still suit; null where nothing is known against it, but its "
        "mediator is another provider's, whom you may not see."
    )
    reasons: list[ReasonOut] = Field(
        description="Why it does not suit. It stays booked until a party moves it or calls it off."
    )
    interpreter_booked_on: date | None = Field(description="Null again where one was found for another language.")


class NeedsOut(Answer):
    """What this case's mediation needs."""

    case_id: UUID
    formats: list[Format]
    languages: list[str]
    interpreter: str | None
    access: list[AccessNeed]
    school_reference: str | None
    family_reference: str | None
    unavailable: list[UnavailableIn]
    booked: BookedBefore | None = Field(None, description="The session that is booked and has not begun, if any.")
    version: int
    updated_at: datetime | None


class AskedIn(Body):
    """A provider that was asked by other means than its slots here."""

    provider: Reference
    asked_on: Day = Field(description="Not before the family asked for mediation.")
    free_in_time: StrictBool = Field(description="Whether it had anybody in time.")


class SearchIn(Body):
    """Look for a mediator in time, with every provider that the authority instructs, and keep the answer."""

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
    """The provider that was asked, and the answer."""

    provider: str
    asked_on: date
    by: str = Field(description="`slots` for what it offers here; `other` for asking by other means.")
    mediators: int
    suitable: int
    free_in_time: int = Field(
        description="Free slots whose own day lies within the 30 days. The duty in law is to arrange within them: a "
        "session after them may still be arranged in time."
    )
    free_with_notice: int | None = Field(
        description="How many of those leave time to tell the family 5 working days before (reg 36): one that does not "
        "agree to less can come to no other. Null where the provider was asked by other means."
    )
    free_later: int
    reasons: dict[str, int] = Field(description="Why not: mediators and slots, counted by reason.")


class SearchOut(Answer):
    """A search as it was recorded."""

    id: UUID
    case_id: UUID
    made_at: datetime
    due_on: date | None
    asked: list[AskedOut]
    free_in_time: int = Field(
        description="How many free slots were found whose own day lies within the 30 days. Time that is held or booked "
        "for this case counts as free."
    )
    free_with_notice: int = Field(
        description="How many of those found here leave time to tell the family 5 working days before."
    )
    reported: bool = Field(
        description="Whether `report-cannot-arrange` followed from it at once: also where slots were free in time, for "
        "whether mediation can be arranged is the arranger's to say."
    )
    next: str | None = Field(None, description="What may follow from it.")
