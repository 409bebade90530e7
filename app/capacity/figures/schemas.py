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
    "If you are not the provider, families of areas that are not yours are counted together, to the nearest five."
)


class WeekFigures(Answer):
    """A provider's figures for one week. The figures count sessions, not slots. If a mediator's slots overlap, we
    count only the sessions that the mediator could hold."""

    provider: str
    area: str | None = Field(
        description="The code of an authority. `area` is `null` for all areas together. A mediator who serves "
        "two areas counts in both areas."
    )
    week: date = Field(description="The Monday of the week.")
    offered: int = Field(
        description="The number of sessions that the mediators offer, on days on which the law allows them to "
        "mediate. The number includes held or booked sessions in time that the provider later withdrew."
    )
    held: int
    booked: int
    free: int
    waiting: int = Field(
        description="The number of families whose 30 days end in this week. The first week also counts families "
        f"whose 30 days ended before that week. {OTHERS_IN_FIVES}"
    )
    utilisation: float | None = Field(
        description=(
            "The share of the offered sessions that are held or booked: `held` plus `booked`, divided by "
            "`offered`. `utilisation` is `null` if no session is offered."
        )
    )
    availability_oldest: datetime | None = Field(
        description="The time at which the oldest hours of a mediator behind these figures were recorded. "
        "`availability_oldest` is `null` if no hours were recorded. We counted held time, booked time and "
        "waiting families at the time `as_of`."
    )


class AreaOutlook(Answer):
    """A forecast for the families of one authority. The field `assumption` says what the forecast assumes."""

    area: str = Field(description="The code of the authority.")
    first_breach_week: date | None = Field(
        description="The Monday of the first week in which the 30 days of a family in this area end without a session."
    )
    duties_broken: int
    sessions_short: int = Field(
        description="The number of extra sessions that this area needs. Some of the extra sessions go to "
        "families of other areas who are ahead in the queue."
    )
    mediator_days_needed: int = Field(
        description="The number of extra days of mediators' work that this area needs, if you look at this area "
        "alone. The sum over all areas may be larger than the total, because one day of work can bring sessions "
        "for two areas."
    )


class Outlook(Answer):
    """When the 30-day duty will be broken at the present rate, and what would prevent it."""

    mediators: int = Field(
        description="The number of registered mediators, including the mediators in `mediators_left_out`."
    )
    mediators_left_out: int = Field(
        description="The number of mediators who may take no case in the weeks that you asked for. A mediator "
        "may take no case after the accreditation has ended, or after leaving. A mediator may also take no case "
        "if the mediator is not independent, or has not made the declaration of independence. A mediator also "
        "counts here if the mediator has a conflict of interest with every authority that the mediator serves. "
        "The time of mediators who may take no case does not count as offered or free."
    )
    waiting: int = Field(
        description=(
            f"The number of families from all authorities that wait for the provider's mediators. {OTHERS_IN_FIVES}"
        )
    )
    overdue: int = Field(
        description="The number of waiting families whose 30 days are already over. Extra sessions come too "
        "late for families whose 30 days are over."
    )
    requests_per_week: float = Field(
        description="The number of requests for mediation in a week, on average over the last four weeks. Each "
        "request counts on the day on which the family asked, not on the day on which the request was recorded. "
        "Requests from areas that are not yours are counted together, to the nearest five."
    )
    first_breach_week: date | None = Field(
        description="The Monday of the first week in which the 30 days of a family end without a session. "
        "Families whose 30 days are already over do not count."
    )
    duties_broken: int = Field(
        description="How many families get no session before their 30 days end. We count the weeks that you asked "
        "for. The forecast takes account only of areas, weeks, and the time that is needed to tell "
        "families of a session. Other needs of families may make the number larger. A family's 30 days "
        "count as met if a session is held in the week in which the 30 days end, or earlier. The law asks "
        "only that a session be arranged within the 30 days. Families whose 30 days are already over "
        "count in `overdue` instead."
    )
    sessions_short: int = Field(
        description="The smallest number of extra sessions with which every family in `duties_broken` would "
        "have a session in time."
    )
    mediator_days_needed: int = Field(
        description="The number of extra days of mediators' work that are needed for the sessions in `sessions_short`."
    )
    areas: list[AreaOutlook] = Field(
        description=(
            "The forecast for each area. You get the areas of the families that wait now or will probably ask. "
            "A provider sees all areas in its own forecast. An authority sees its own area. A commissioning "
            "body sees no area."
        )
    )
    assumption: str
    availability_oldest: datetime | None = Field(
        description="The time at which the oldest hours of a mediator behind this forecast were recorded. The "
        "mediators in `mediators_left_out` do not count for this time."
    )
    availability_newest: datetime | None = Field(
        description="The time at which the newest hours of a mediator behind this forecast were recorded."
    )
    mediators_without_availability: int = Field(
        description="The number of mediators whose hours were never recorded. A mediator without recorded hours "
        "counts as offering no time. The mediators in `mediators_left_out` are not counted here."
    )


class ProviderForecast(Outlook):
    """A provider's forecast. The forecast counts the families that were sent to this provider, but not families that
    may be sent to it later."""

    provider: Organisation


class JointForecast(Outlook):
    """One forecast for all the providers that you see, as if they were one provider. The field `assumption` says how
    we treat the providers as one."""

    providers: list[Organisation]


class Unmet(Answer):
    """The number of cases, in one week, for which a search found no mediator in time. Each case counts in the week
    of the search."""

    week: date
    cases: int = Field(description="The number of cases for which a search found no mediator in time.")
    reported_though_free: int = Field(
        description="The number of reports that mediation cannot be arranged, although slots were free in time."
    )


class CapacityOut(Answer):
    """The sessions and waiting families by provider, area and week, and the forecasts that follow from them."""

    as_of: datetime = Field(description="The time at which we counted everything in this answer.")
    from_week: date
    weeks: int
    items: list[WeekFigures]
    forecasts: list[ProviderForecast]
    together: JointForecast
    unmet: list[Unmet] = Field(
        description="The cases for which a search found no mediator in time. We count the weeks that you asked for, "
        "and the four weeks before. Only the parties that arrange mediation see cases without a mediator "
        "in time: for a provider, the list is empty."
    )


class InLine(Answer):
    """A case that waits for a session, and why the case has this place in the queue."""

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
    "A session is in time if the day of the session is within the 30 days. The service plans sessions in this "
    "way. The law asks only that a session be arranged within the 30 days. So the deadline `arrange-mediation` "
    "of a case is met if a session was fixed within the 30 days."
)


class AllocateIn(Body):
    """The families that need slots, and how far ahead to look."""

    provider: Reference | None = Field(
        None,
        description=(
            "The provider whose mediators you want. Give the provider's short name in this service. If you "
            "leave `provider` out, we look at all providers that you see."
        ),
    )
    weeks: int = Field(6, ge=1, le=16, strict=True)
    seconds: int = Field(
        10,
        ge=1,
        le=20,
        strict=True,
        description="The longest time that the search for the best proposal may take, in seconds.",
    )


class Placed(Answer):
    """A case, and the slot that we propose for the case."""

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
    due_on: date = Field(
        description=(
            "The last of the 30 days to arrange mediation (regulation 36; regulation 35 if only health is at issue)."
        )
    )
    in_time: bool = Field(description=PLANNED_FOR)
    tell_by: date = Field(
        description=(
            "The last day on which to tell the family: 5 working days before the session (regulation "
            "36, notice of the session)."
        )
    )
    notice_possible: bool = Field(
        description="Whether there is time to tell the family 5 working days before the session. If "
        "`notice_possible` is `false`, the family must agree to shorter notice, because its 30 days end too "
        "soon."
    )
    session_id: UUID | None = Field(
        None, description="The id of the session. `session_id` is `null` until the session is booked."
    )


class Unplaced(Answer):
    """A case for which there is no slot, and the reason."""

    case_id: UUID
    la_reference: str | None
    due_on: date
    why: WhyUnplaced


class Judged(Answer):
    """Measures of how good a proposal is. Compare `duties_broken` first, then `unplaced`, `spread` and `long_waits`.
    For each measure, a smaller value is better."""

    duties_broken: int = Field(description=f"The number of cases without a session in time. {PLANNED_FOR}")
    unplaced: int
    spread: int = Field(
        description=(
            "A measure of how evenly the work is shared. For each mediator, we square the number of "
            "sessions, and add up the squares. A small value means that the work is shared evenly."
        )
    )
    long_waits: int = Field(
        description="A measure of long waits. For each case, we square the number of days since its 30-day duty "
        "began, and add up the squares. One long wait counts more than two short waits."
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
    """A proposal, with a slot or a reason for every waiting case. For comparison, the proposal also shows the
    results of two simple methods."""

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
    proven: bool = Field(
        description=(
            "Whether the proposal is the best possible proposal. `true` means that no better proposal exists. "
            "`false` means that the time for the search ended before we could be sure."
        )
    )
    solver: str
