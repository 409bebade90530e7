"""The figures of capacity, the waiting list, and allocations, as JSON."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from app.capacity.domain.allocation import WhyUnplaced
from app.capacity.domain.words import AllocationStatus, Format
from app.cases.domain.words import State
from app.cases.schemas.cases import Organisation
from app.platform.http.fields import Answer, Body, Reference


class WeekFigures(Answer):
    """A provider's week. Sessions, not slots: of slots that overlap only as many count as one mediator could hold."""

    provider: str
    area: str | None = Field(description="An authority's code; null for the whole. A mediator of two areas is in both.")
    week: date = Field(description="Its Monday.")
    offered: int = Field(
        description="Only on days on which the mediator may lawfully mediate; with what was held or booked in time "
        "that was taken back since."
    )
    held: int
    booked: int
    free: int
    waiting: int = Field(description="Families whose 30 days end in this week, or ended before it in the first.")
    utilisation: float | None = Field(description="Held and booked over offered; null where nothing is offered.")
    availability_oldest: datetime | None = Field(
        description="How old the figure is: when the availability behind it that has stood longest untouched was last "
        "said. Null where none was. What is taken of it, and who waits, is as of `as_of`."
    )


class AreaOutlook(Answer):
    """What of a forecast is about one authority's families, under the same assumption."""

    area: str = Field(description="The authority's code.")
    first_breach_week: date | None = Field(description="The first week in which one of its due days passes.")
    duties_broken: int
    sessions_short: int = Field(
        description="How many of the extra sessions are for it: of these some go to families of other areas, who are "
        "ahead and make room."
    )
    mediator_days_needed: int = Field(
        description="In extra mediator-days of its own. All areas' may come to more than the whole's: one day can "
        "bring sessions for two."
    )


class Outlook(Answer):
    """When the 30-day duty breaks at the present rate, and what would mend it."""

    mediators: int = Field(description="All who are registered, those left out among them.")
    mediators_left_out: int = Field(
        description="Mediators who may take no case in these weeks: the accreditation has ended, they are not "
        "independent or have not declared it, they have left, or there is a conflict with the authority of every area "
        "that they serve. Their time does not count as offered or free."
    )
    waiting: int = Field(description="All that wait for these mediators, of whichever authority.")
    overdue: int = Field(description="Those of them whose 30 days are over already: no session can mend that.")
    requests_per_week: float = Field(
        description="Over the last four weeks, by the day on which the family asked and not that of the telling."
    )
    first_breach_week: date | None = Field(
        description="The Monday of the first week in which a due day that is still to come passes without a session."
    )
    duties_broken: int = Field(
        description="How many due days pass without a session in the weeks asked for. The forecast looks at areas, "
        "weeks and notice: other needs of families may break more. A due day counts as kept if a session is held in "
        "its week or earlier. The law asks only that one be arranged by then. `overdue` counts the overdue families."
    )
    sessions_short: int = Field(description="The fewest extra sessions that would let none of those days pass.")
    mediator_days_needed: int = Field(description="The same in extra mediator-days.")
    areas: list[AreaOutlook] = Field(
        description="The same for each area from which anybody waits or comes: all of them to a provider of itself, to "
        "an authority its own, to a commissioning body none."
    )
    assumption: str
    availability_oldest: datetime | None = Field(
        description="When the availability that has stood longest untouched was last said; of those left out nothing."
    )
    availability_newest: datetime | None = Field(description="When any of them was last said.")
    mediators_without_availability: int = Field(
        description="Those not left out who have never said when they are available: they count as offering nothing."
    )


class ProviderForecast(Outlook):
    """A provider's forecast. It counts the families that were sent to it, and no others that may yet be."""

    provider: Organisation


class JointForecast(Outlook):
    """One forecast for all the providers that you see, as if they were one: its `assumption` says what that means."""

    providers: list[Organisation]


class Unmet(Answer):
    """Unmet demand in a week, by the day of the search."""

    week: date
    cases: int = Field(description="Cases for which a search found no mediator in time.")
    reported_though_free: int = Field(
        description="Reports that mediation cannot be arranged, made though slots were free in time."
    )


class CapacityOut(Answer):
    """Capacity by provider, area and week, with what it comes to."""

    as_of: datetime = Field(
        description="When all of this was counted: what is held and booked, who waits, and what is still to come."
    )
    from_week: date
    weeks: int
    items: list[WeekFigures]
    forecasts: list[ProviderForecast]
    together: JointForecast
    unmet: list[Unmet] = Field(
        description="In the weeks asked for and the four before. For the parties that arrange; empty for a provider."
    )


class InLine(Answer):
    """A case that waits for a session, and why it stands where it stands."""

    position: int
    case_id: UUID
    la_code: str
    la_reference: str
    provider: str
    state: State
    requested_on: date | None
    due_on: date
    overdue_days: int
    why_here: str


PLANNED_FOR = (
    "In time is a session whose own day lies within the 30 days: for that the service plans. The duty in law is to "
    "arrange within them: `arrange-mediation` among a case's deadlines is met once a session was fixed by then."
)


class AllocateIn(Body):
    """The families to give slots to, and how far to look ahead."""

    provider: Reference | None = Field(
        None, description="One provider, by its name here; all that you see if left out."
    )
    weeks: int = Field(6, ge=1, le=16, strict=True)
    seconds: int = Field(10, ge=1, le=20, strict=True, description="The longest that may be spent on finding the best.")


class Placed(Answer):
    """A case, and the slot that it is proposed to have."""

    case_id: UUID
    la_reference: str
    slot_id: UUID
    mediator_id: UUID
    mediator: str
    provider_id: UUID
    provider: str
    starts_at: datetime
    ends_at: datetime
    format: Format
    due_on: date = Field(description="The last of the 30 days (reg 36; reg 35 where health alone is at issue).")
    in_time: bool = Field(description=PLANNED_FOR)
    tell_by: date = Field(description="The last day on which to tell the family, 5 working days before (reg 36).")
    notice_possible: bool = Field(
        description="False where the 30 days end before anybody could be told in time: the family must agree to less."
    )
    session_id: UUID | None = Field(None, description="Once it is booked.")


class Unplaced(Answer):
    """A case for which there is no slot, and why."""

    case_id: UUID
    la_reference: str
    due_on: date
    why: WhyUnplaced


class Judged(Answer):
    """How good an assignment is. Smaller is better, in this order."""

    duties_broken: int = Field(description=f"Cases without a session in time. {PLANNED_FOR}")
    unplaced: int
    spread: int = Field(description="The squares of the mediators' loads, summed.")
    long_waits: int = Field(description="The squares of the days each duty has run, summed.")
    duties_kept: int
    heaviest_load: int


class AllocationLine(Answer):
    """A proposal on the list of them."""

    id: UUID
    status: AllocationStatus
    made_at: datetime
    booked_at: datetime | None
    placed: int = Field(description="How many cases have a slot.")
    unplaced: int = Field(description="How many have none.")


class AllocationOut(Answer):
    """A proposal: every waiting case given a slot or a reason, beside what the plain ways would have come to."""

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
    proven: bool = Field(description="Whether nothing better exists; else the time ran out.")
    solver: str
