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
    "Only the provider sees the exact number. For an authority, we round the number of families from other areas to "
    "the nearest five. For a commissioning body, we round the number of all families to the nearest five. The rounding "
    "protects the privacy of these families."
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
        "mediate. A session that is on hold for a family, or booked, counts as offered even if the provider later "
        "withdrew the mediator's time."
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
        description="Providers record the hours at which each mediator is available. `availability_oldest` is the "
        "time of the oldest record of hours in these figures. `availability_oldest` is `null` if no hours were "
        "recorded. We counted held time, booked time and waiting families at the time `as_of`."
    )


class AreaOutlook(Answer):
    """A forecast of when families of one authority will get no session within their 30 days, and what would prevent
    this. The field `assumption` says what the forecast assumes."""

    area: str = Field(description="The code of the authority.")
    first_breach_week: date | None = Field(
        description="The Monday of the first week in which the 30 days of a family in this area end without a session."
    )
    duties_broken: int
    sessions_short: int = Field(
        description="The number of extra sessions that are needed so that families in this area get a session in "
        "time. Some of the extra sessions go to families of other areas who are ahead in the queue."
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
        description="The number of mediators who cannot take any case in the weeks of the forecast. A mediator can "
        "take no case after the mediator's accreditation has ended, or after leaving the provider. A mediator can "
        "take no case if the mediator is not independent, or has not made the declaration of independence. A "
        "mediator can take no case if the mediator has a conflict of interest with each authority whose area the "
        "mediator serves. The time of mediators who can take no case does not count as offered or free."
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
        "request counts on the day on which the family asked, not on the day on which the request was recorded. Only "
        "the provider sees the exact number. For an authority, we round the number of requests from other areas to "
        "the nearest five. For a commissioning body, we round the number of all requests to the nearest five. The "
        "rounding protects the privacy of these families."
    )
    first_breach_week: date | None = Field(
        description="The Monday of the first week in which the 30 days of a family end without a session. "
        "Families whose 30 days are already over do not count."
    )
    duties_broken: int = Field(
        description="The total number of families that get no session before their 30 days end, over all weeks of "
        "the forecast. The forecast starts this week and covers `weeks` weeks. The forecast ignores languages, "
        "formats and times at which a party cannot come. So the true number of families without a session in time "
        "may be larger. A family's 30 days count as met if a session is held in the week in which the 30 days end, "
        "or earlier. The law asks only that a session be arranged within the 30 days. Families whose 30 days are "
        "already over count in `overdue` instead."
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
            "The forecast for the families of each area. The list has each area from which families wait for a "
            "session now, or are expected to ask for mediation. A provider sees all areas in its own forecast. An "
            "authority sees only the forecast for its own area. For a commissioning body, this list of areas is empty."
        )
    )
    assumption: str
    availability_oldest: datetime | None = Field(
        description="Providers record the hours at which each mediator is available. `availability_oldest` is the "
        "time of the oldest record of hours in this forecast. The hours of the mediators in `mediators_left_out` "
        "are not in the forecast."
    )
    availability_newest: datetime | None = Field(
        description="Providers record the hours at which each mediator is available. `availability_newest` is the "
        "time of the newest record of hours in this forecast."
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
    """One forecast for all the providers that you see, as if they were one provider. The field `assumption` says what
    we assume when we treat several providers as one provider."""

    providers: list[Organisation]


class Unmet(Answer):
    """The number of cases, in one week, for which a search found no free mediator within the 30 days. Each case counts
    in the week of the search."""

    week: date
    cases: int = Field(description="The number of cases for which a search found no free mediator within the 30 days.")
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
        description="The number of cases, by week, for which a search found no free mediator within the 30 days. The "
        "list covers the weeks that you asked for and the four weeks before these weeks. An authority or a "
        "commissioning body sees only the cases whose mediation it arranges. For a provider, the list is empty."
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
        description="The longest time, in seconds, that we may search for the proposal that breaks as few 30-day "
        "duties as possible.",
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
        description="Whether the family can still get 5 working days' notice of the session. If `notice_possible` is "
        "`false`, the family must agree to shorter notice, because its 30 days end too soon."
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
    """Measures of how well a proposal gives slots to the waiting cases. The better of two proposals is the proposal
    that breaks fewer 30-day duties (`duties_broken`). If two proposals have the same `duties_broken`, compare their
    values of `unplaced`, then of `spread`, then of `long_waits`. For each of these four measures, a smaller value is
    better."""

    duties_broken: int = Field(description=f"The number of cases without a session in time. {PLANNED_FOR}")
    unplaced: int
    spread: int = Field(
        description=(
            "A measure of how evenly the mediators share the work: a smaller value is more even. To calculate "
            "`spread`, we square each mediator's number of sessions, and add up the squares."
        )
    )
    long_waits: int = Field(
        description="A measure of how long families wait. A family's wait is the number of days from the start of "
        "its 30-day duty to its session. To calculate `long_waits`, we square each family's wait in days, and add up "
        "the squares. So one wait of 20 days (20 × 20 = 400) counts more than two waits of 10 days "
        "(10 × 10 + 10 × 10 = 200)."
    )
    duties_kept: int
    heaviest_load: int


class AllocationLine(Answer):
    """A proposal in short: its status, and the number of cases with and without a slot."""

    id: UUID
    status: AllocationStatus
    made_at: datetime
    booked_at: datetime | None
    placed: int = Field(description="The number of cases with a slot.")
    unplaced: int = Field(description="The number of cases without a slot.")


class AllocationOut(Answer):
    """A proposal that gives each waiting case a slot, or the reason why the case gets no slot. For comparison with the
    proposal, the answer also shows the results of two simpler methods of giving slots to cases."""

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
            "`true` means that no better proposal exists, by the measures in `judgement`. `false` means that the "
            "time for the search ended before we could be sure that no better proposal exists."
        )
    )
    solver: str
