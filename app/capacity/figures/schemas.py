"""Capacity figures, the waiting list and allocations as JSON."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from app.capacity.domain.allocation import WhyUnplaced
from app.capacity.domain.words import AllocationStatus, Format
from app.cases.domain.words import State
from app.cases.schemas.shared import Organisation
from app.platform.http.fields import Answer, Body, Reference

OTHERS_IN_FIVES = (
    "If you are not the provider, families of areas that are not yours are counted together: we add them up from the "
    "earliest week on, and round each sum to the nearest five."
)


class WeekFigures(Answer):
    """A provider's figures for one week. The figures count sessions, not slots. If a mediator's slots overlap, we count
    only the sessions that the mediator could hold."""

    provider: str
    area: str | None = Field(
        description="The code of an authority. Null: all areas together. A mediator who serves two areas counts in "
        "both."
    )
    week: date = Field(description="The Monday of the week.")
    offered: int = Field(
        description="The sessions that the mediators offer, on days on which they may lawfully mediate. The number "
        "includes sessions held or booked in time that was later withdrawn."
    )
    held: int
    booked: int
    free: int
    waiting: int = Field(
        description="The number of families whose 30 days end in this week. The first week also counts families whose "
        f"30 days ended before it. {OTHERS_IN_FIVES}"
    )
    utilisation: float | None = Field(
        description="`held` plus `booked`, divided by `offered`. Null if nothing is offered."
    )
    availability_oldest: datetime | None = Field(
        description="When the oldest availability behind these figures was recorded. Null if no availability was "
        "recorded. The held and booked time and the waiting families are counted at `as_of`."
    )


class AreaOutlook(Answer):
    """A forecast for the families of one authority, under the same assumption."""

    area: str = Field(description="The code of the authority.")
    first_breach_week: date | None = Field(
        description="The Monday of the first week in which the 30 days of a family in this area end without a session."
    )
    duties_broken: int
    sessions_short: int = Field(
        description="The number of extra sessions that this area needs. Some of these sessions go to families of "
        "other areas who are ahead in the queue."
    )
    mediator_days_needed: int = Field(
        description="The extra mediator-days that this area needs, looked at on its own. The sum over all areas "
        "may be larger than the total, because one day can bring sessions for two areas."
    )


class Outlook(Answer):
    """When the 30-day duty will be broken at the present rate, and what would prevent it."""

    mediators: int = Field(
        description="The number of registered mediators, including the mediators in `mediators_left_out`."
    )
    mediators_left_out: int = Field(
        description="The number of mediators who may take no case in these weeks. Such a mediator's accreditation "
        "has ended, or the mediator is not independent, has not made the declaration of independence, "
        "has left, or has a conflict with every authority that the mediator serves. The time of these "
        "mediators does not count as offered or free."
    )
    waiting: int = Field(
        description=f"The number of families that wait for these mediators, from all authorities. {OTHERS_IN_FIVES}"
    )
    overdue: int = Field(
        description="The number of waiting families whose 30 days are already over. Extra sessions come too late for "
        "these families."
    )
    requests_per_week: float = Field(
        description="Counted over the last four weeks. Each request counts on the day on which the family asked, not "
        "on the day on which it was recorded. Requests from areas that are not yours are counted together, to the "
        "nearest five."
    )
    first_breach_week: date | None = Field(
        description="The Monday of the first week in which the 30 days of a family end without a session. Families "
        "whose 30 days are already over do not count."
    )
    duties_broken: int = Field(
        description="The number of families whose 30 days end without a session in the weeks that you asked for. "
        "The forecast looks only at areas, at weeks, and at the time that is needed to tell families of a session. "
        "Other needs "
        "of families may make the number larger. A family's 30 days count as met if a session is held in the week "
        "in which they end, or earlier. The law asks only that a session be arranged by then. Families whose 30 "
        "days are already over count in `overdue` instead."
    )
    sessions_short: int = Field(
        description="The smallest number of extra sessions with which every family in `duties_broken` would have a "
        "session in time."
    )
    mediator_days_needed: int = Field(
        description="The number of extra mediator-days that are needed for the sessions in `sessions_short`."
    )
    areas: list[AreaOutlook] = Field(
        description=(
            "The same figures for each area. The areas are those of the families that wait, and of the families that "
            "will probably ask. A provider sees all areas in its own forecast. An authority sees its own area. A "
            "commissioning body sees no area."
        )
    )
    assumption: str
    availability_oldest: datetime | None = Field(
        description="When the oldest availability behind this forecast was recorded. The mediators in "
        "`mediators_left_out` are not taken into account."
    )
    availability_newest: datetime | None = Field(
        description="When the newest availability behind this forecast was recorded."
    )
    mediators_without_availability: int = Field(
        description="The number of mediators who have never recorded when they are available. These mediators count "
        "as offering no time. The mediators in `mediators_left_out` are not counted here."
    )


class ProviderForecast(Outlook):
    """A provider's forecast. This forecast counts the families that were sent to this provider, but not families that
    may be sent to it later."""

    provider: Organisation


class JointForecast(Outlook):
    """One forecast for all the providers that you see, as if they were one provider. `assumption` says what that
    means."""

    providers: list[Organisation]


class Unmet(Answer):
    """Cases without a mediator in time, for one week. The day of the search decides the week."""

    week: date
    cases: int = Field(description="The number of cases for which a search found no mediator in time.")
    reported_though_free: int = Field(
        description="How many reports said that mediation cannot be arranged, although slots were free in time."
    )


class CapacityOut(Answer):
    """Capacity by provider, area and week, and the forecasts that follow from it."""

    as_of: datetime = Field(description="When we counted everything in this answer.")
    from_week: date
    weeks: int
    items: list[WeekFigures]
    forecasts: list[ProviderForecast]
    together: JointForecast
    unmet: list[Unmet] = Field(
        description="Cases without a mediator in time, in the weeks that you asked for and the four weeks before. "
        "Only the parties that arrange mediation see these: a provider gets an empty list."
    )


class InLine(Answer):
    """A case that waits for a session, and why it has this place in the queue."""

    position: int
    case_id: UUID
    la_code: str
    la_reference: str | None
    provider: str
    state: State
    requested_on: date | None
    due_on: date
    overdue_days: int
    why_here: str


PLANNED_FOR = (
    "A session is in time if its own day is within the 30 days: the service plans for such a day. The law asks only "
    "that a session be arranged within the 30 days: the deadline `arrange-mediation` of a case is met if a session "
    "was fixed by then."
)


class AllocateIn(Body):
    """Which families to give slots to, and how far to look ahead."""

    provider: Reference | None = Field(
        None,
        description="One provider: its short name in this service. If you leave this out: all providers that you see.",
    )
    weeks: int = Field(6, ge=1, le=16, strict=True)
    seconds: int = Field(
        10, ge=1, le=20, strict=True, description="The longest time that the search for the best proposal may take."
    )


class Placed(Answer):
    """A case, and the slot that is proposed for it."""

    case_id: UUID
    la_reference: str | None
    slot_id: UUID
    mediator_id: UUID
    mediator: str
    provider_id: UUID
    provider: str
    starts_at: datetime
    ends_at: datetime
    format: Format
    due_on: date = Field(description="The last of the 30 days (reg 36, or reg 35 if only health is at issue).")
    in_time: bool = Field(description=PLANNED_FOR)
    tell_by: date = Field(
        description="The last day on which to tell the family, 5 working days before the session (reg 36)."
    )
    notice_possible: bool = Field(
        description="False if the 30 days end before anyone could tell the family in time. The family must then agree "
        "to shorter notice."
    )
    session_id: UUID | None = Field(None, description="Null until the session is booked.")


class Unplaced(Answer):
    """A case for which there is no slot, and why."""

    case_id: UUID
    la_reference: str | None
    due_on: date
    why: WhyUnplaced


class Judged(Answer):
    """How good a proposal is. Compare `duties_broken` first, then `unplaced`, `spread` and `long_waits`. Smaller is
    better."""

    duties_broken: int = Field(description=f"The number of cases without a session in time. {PLANNED_FOR}")
    unplaced: int
    spread: int = Field(
        description="The sum of the squares of the mediators' loads. This sum is small if work is shared evenly."
    )
    long_waits: int = Field(
        description="A measure of long waits. For each case, the days since its 30-day duty began are squared. The "
        "squares are then added up. One long wait weighs more than two short waits."
    )
    duties_kept: int
    heaviest_load: int


class AllocationLine(Answer):
    """A proposal in the list of proposals."""

    id: UUID
    status: AllocationStatus
    made_at: datetime
    booked_at: datetime | None
    placed: int = Field(description="The number of cases with a slot.")
    unplaced: int = Field(description="The number of cases without a slot.")


class AllocationOut(Answer):
    """A proposal: a slot or a reason for every waiting case. The proposal also shows the results of two simple methods,
    for comparison.
    """

    id: UUID
    status: AllocationStatus
    made_at: datetime
    booked_at: datetime | None
    waiting: int
    slots: int
    placed: list[Placed]
    unplaced: list[Unplaced]
    judgement: Judged
    first_come_first_served: Judged
    oldest_duty_first: Judged
    proven: bool = Field(description="True: no better proposal exists. False: the time for the search ran out first.")
    solver: str
