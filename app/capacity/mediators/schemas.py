"""Mediators and when they are available, as JSON."""

import re
from datetime import date, datetime, time
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StrictBool, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.capacity.domain.availability import Availability, Extra, Leave, Weekly
from app.capacity.domain.mediator import Conflict, Independence, Mediator, Span
from app.capacity.domain.words import ConflictWith, Format, Register
from app.capacity.mediators.languages import LONGEST_TAG, UnknownLanguage, canonical
from app.cases.schemas.shared import Organisation
from app.law.domain.authorities import why_unknown
from app.law.fields import KnownLaCode
from app.platform.http.fields import Answer, AtMost, Body, Day, Instant, Line, Reference


def _registered(tag: str) -> str:
    """Store a tag in its canonical form, so that two ways to write a language are one."""
    try:
        return canonical(tag)
    except UnknownLanguage:
        raise PydanticCustomError("language", "Input should be the tag of a language registered by IANA") from None


Language = Annotated[
    str,
    StringConstraints(
        max_length=LONGEST_TAG, pattern=r"^([A-Za-z]{2,3}|[Ii][-_][A-Za-z0-9]{2,8})([-_][A-Za-z0-9]{1,8})*$"
    ),
    AfterValidator(_registered),
    Field(
        description="The code of a language (a BCP 47 language tag): for example `en`, `cy`, `ur`, or `bfi` for "
        "British Sign Language. We store the code in its standard spelling. A mediator with `en` also suits "
        "`en-GB`, and the other way round.",
        examples=["en"],
    ),
]
WallClock = Annotated[
    time,
    Field(
        description="A time of day in hours and minutes, in London time.",
        examples=["09:30"],
        json_schema_extra={"format": "time-local"},  # `time` would need an offset
    ),
]


def _no_zone(clock: time) -> time:
    if clock.tzinfo is not None or clock.second or clock.microsecond:
        raise ValueError("a time of day in London, in hours and minutes, without a time zone")
    return clock


LondonTime = Annotated[WallClock, AfterValidator(_no_zone)]


class IndependenceIn(Body):
    """The mediator's declaration of independence (sections 53 and 54, Children and Families Act 2014)."""

    declared_on: Day
    employed_by_local_authority: StrictBool = Field(
        description=(
            "`true` means that a local authority in England employs the mediator, whether or not the mediator serves "
            "that authority's area."
        )
    )
    employed_by_integrated_care_board: StrictBool
    employed_by_nhs_england: StrictBool


class ConflictIn(Body):
    """A conflict of interest that the mediator has declared."""

    party: ConflictWith
    reference: Reference = Field(
        description=(
            "Who the conflict is with: the three-digit code of an authority, or your own reference of a "
            "school or family."
        )
    )

    @model_validator(mode="after")
    def comparable(self) -> Self:
        """Refuse an authority's name: cases know authorities by their codes, so it would never be noticed."""
        if self.party is not ConflictWith.LOCAL_AUTHORITY:
            return self
        if not re.fullmatch("[0-9]{3}", self.reference):
            raise ValueError("name an authority by its three-digit code")
        if (why := why_unknown(self.reference)) is not None:
            raise ValueError(why)
        return self


class ConflictOut(Answer):
    """A conflict of interest, as the mediator declared it."""

    party: ConflictWith
    reference: str


class MediatorIn(Body):
    """The details that a provider records about one of its mediators."""

    name: Line
    registered_with: Register = Field(
        description="The professional body that put the mediator on the joint register of SEND mediators."
    )
    registration_number: str = Field(
        max_length=40,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9 ./-]*$",
        description="The mediator's number in the register. Hyphens, spaces and capitals do not matter: two "
        "spellings of one number mean the same person.",
        examples=["SEND-4711"],
    )
    accredited_until: Day = Field(description="The last day of the mediator's accreditation.")
    languages: Annotated[frozenset[Language], AtMost(30)] = Field(min_length=1)
    formats: Annotated[frozenset[Format], AtMost(len(Format))] = Field(min_length=1)
    areas: Annotated[frozenset[KnownLaCode], AtMost(153)] = Field(
        min_length=1, description="The codes of the authorities whose areas the mediator serves."
    )
    independence: IndependenceIn | None = None
    conflicts: list[ConflictIn] = Field([], max_length=200)
    left_on: Day | None = Field(None, description="The day from which the mediator no longer works for you.")

    def mediator(self) -> Mediator:
        """Return the domain's mediator."""
        return Mediator(
            register=self.registered_with,
            registration_number=self.registration_number,
            accredited_until=self.accredited_until,
            languages=self.languages,
            formats=self.formats,
            areas=self.areas,
            independence=Independence(**self.independence.model_dump()) if self.independence else None,
            conflicts=tuple(Conflict(one.party, one.reference) for one in self.conflicts),
            left_on=self.left_on,
        )


class IndependenceOut(Answer):
    """The mediator's declaration, and whether the mediator counts as independent."""

    declared_on: date
    independent: bool


class MediatorOut(Answer):
    """A mediator. Only the mediator's own provider sees the conflicts of interest."""

    id: UUID
    provider: Organisation
    name: str
    registered_with: Register
    registration_number: str
    accredited_until: date
    languages: list[str]
    formats: list[Format]
    areas: list[str]
    independence: IndependenceOut | None
    conflicts: list[ConflictOut] | None = Field(
        None,
        description=(
            "The conflicts of interest that the mediator has declared: with an authority, a school or a family. "
            "`conflicts` is `null` for every organisation except the mediator's provider."
        ),
    )
    left_on: date | None
    slots_until: date | None = Field(
        description="The last day for which we have made slots (times on offer) from the mediator's hours."
    )
    availability_updated_at: datetime | None = Field(
        description="The time at which the mediator's hours were last recorded."
    )
    version: int
    created_at: datetime
    updated_at: datetime


class WeeklyIn(Body):
    """Working hours that repeat every week, or every few weeks."""

    weekday: int = Field(ge=0, le=6, strict=True, description="The day of the week: 0 is Monday and 6 is Sunday.")
    starts: LondonTime
    ends: LondonTime
    valid_from: Day
    valid_until: Day | None = Field(None, description="The last day on which these working hours apply.")
    every_weeks: int = Field(
        1,
        ge=1,
        le=8,
        strict=True,
        description=(
            "How often these working hours repeat: 1 means every week, 2 means every second week. The "
            "weeks are counted from the week of `valid_from`."
        ),
    )


class ExtraIn(Body):
    """Working hours on one day."""

    on: Day
    starts: LondonTime
    ends: LondonTime


class LeaveIn(Body):
    """Whole days on which the mediator is away. The first day and the last day are included."""

    from_on: Day
    to_on: Day


class AvailabilityIn(Body):
    """The hours at which a mediator is available. The new hours replace all hours that were recorded before, except
    times from a calendar."""

    weekly: list[WeeklyIn] = Field(
        [],
        max_length=100,
        description=(
            "The weekly working hours. Weekly hours do not apply on Christmas Day or on England's published "
            "bank holidays."
        ),
    )
    extra: list[ExtraIn] = Field(
        [],
        max_length=400,
        description="Extra working hours on single days. You may also give extra hours on a bank holiday.",
    )
    leave: list[LeaveIn] = Field([], max_length=200)
    session_minutes: int = Field(180, ge=15, le=720, strict=True, description="The length of a session in minutes.")
    gap_minutes: int = Field(
        30,
        ge=0,
        le=240,
        strict=True,
        description="The number of minutes that must be free between two sessions of the mediator. We do not offer "
        "or hold a slot that is less than `gap_minutes` away from the mediator's held or booked time. If two "
        "providers send different `gap_minutes` for the same mediator, we use the larger value. If you change "
        "`gap_minutes`, the larger of the old and the new value applies before and after time that is already held "
        "or booked.",
    )
    starts_every_minutes: int | None = Field(
        None,
        ge=5,
        le=720,
        strict=True,
        description="The number of minutes from the start of one slot to the start of the next slot. If a session "
        "lasts longer than `starts_every_minutes`, the slots overlap, and you choose one of the overlapping slots. "
        "If you leave `starts_every_minutes` out, one slot follows the other after `gap_minutes`.",
    )

    @model_validator(mode="after")
    def possible(self) -> Self:
        """Refuse windows that end before they begin: the domain says it in a sentence."""
        self.availability(Availability())
        return self

    def availability(self, before: Availability) -> Availability:
        """Return the domain's availability, beside what a calendar brought."""
        return Availability(
            tuple(Weekly(**one.model_dump()) for one in self.weekly),
            tuple(Extra(**one.model_dump()) for one in self.extra),
            tuple(Leave(**one.model_dump()) for one in self.leave),
            before.busy,
            before.windows,
            self.session_minutes,
            self.gap_minutes,
            self.starts_every_minutes,
        )


class BookedOutside(Answer):
    """A booked session at a time at which the mediator is no longer available. The session is still booked until a
    party moves the session."""

    session_id: UUID
    starts_at: datetime
    ends_at: datetime


class AvailabilityOut(Answer):
    """The hours at which a mediator is available, and the slots and sessions that follow from these hours."""

    mediator_id: UUID
    weekly: list[WeeklyIn]
    extra: list[ExtraIn]
    leave: list[LeaveIn]
    session_minutes: int
    gap_minutes: int
    starts_every_minutes: int | None
    busy_times: int = Field(
        description="The number of busy periods that came from a calendar. We never store what a busy period is about."
    )
    calendar_windows: int = Field(description="The number of free periods that came from a calendar.")
    slots_until: date | None
    updated_at: datetime | None
    booked_outside: list[BookedOutside] = Field(
        description="Booked sessions at times at which the mediator is no longer available. You can move these "
        "sessions, or leave them as they are booked."
    )


class CalendarRead(Answer):
    """What we read from a calendar."""

    busy_times: int
    windows: int
    skipped: list[str] = Field(
        description="The calendar entries that we could not read in full. For each calendar entry, we give its line "
        "in the file, its start, and how we treated the entry. We never say what the entry was about. We name at "
        "most 50 entries.",
        examples=[
            [
                "The VEVENT at line 24 (12 January 2027, 10:00): we do not know its time zone: we read its "
                "time as London time."
            ]
        ],
    )
    availability: AvailabilityOut


class Subscription(Answer):
    """A secret link with which calendar programs read this mediator's booked sessions."""

    url: str = Field(
        description=(
            "The secret link. We show the link only once. Anyone with this link can read the times. "
            "When you make a new link, the old link stops working."
        )
    )


class UnavailableIn(Body):
    """A time at which a party cannot come to a session."""

    starts_at: Instant
    ends_at: Instant

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """Refuse a time that ends before it begins."""
        if self.ends_at <= self.starts_at:
            raise ValueError("ends_at must be later than starts_at")
        return self

    def span(self) -> Span:
        """Return the domain's span."""
        return Span(self.starts_at, self.ends_at)
