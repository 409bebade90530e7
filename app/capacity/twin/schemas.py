"""What-ifs of capacity as JSON."""

from datetime import date
from typing import Annotated

from pydantic import Field, StrictFloat

from app.capacity.domain.twin import NO_SHOW, TAKE_UP
from app.capacity.domain.words import Format
from app.law.fields import KnownLaCode
from app.platform.http.fields import Answer, Body, Reference


class JoinsIn(Body):
    """A change to simulate: an authority joins the service, and its families also ask for mediation."""

    decisions_per_week: StrictFloat = Field(
        ge=0,
        le=500,
        description="The number of appealable decisions that the authority makes in a week. `take_up` is the share "
        "of these decisions after which the family asks for mediation.",
    )
    areas: Annotated[list[KnownLaCode], Field(min_length=1, max_length=200)] | None = Field(
        None,
        description="The areas whose mediators would also serve the families of the authority that joins the "
        "service. If you leave `areas` out, the simulation assumes that all mediators whom you can see would serve "
        "this authority's families.",
        examples=[["991"]],
    )


class ChangesIn(Body):
    """What changes in the simulation. If you leave a field out, the simulation assumes no change in that field."""

    take_up: StrictFloat | None = Field(
        None,
        ge=0,
        le=1,
        description="The share of families that choose mediation after they spoke to a mediation adviser, from 0 "
        "(no family) to 1 (all families). If the share doubles, the number of requests for mediation also doubles. "
        f"We assume that the share of families that mediate is {TAKE_UP} today.",
        examples=[1.0],
    )
    mediators_leave: int = Field(
        0,
        ge=0,
        le=500,
        strict=True,
        description="The number of mediators who leave. In each run of the simulation, the mediators who leave are "
        "chosen at random.",
    )
    session_hours: StrictFloat | None = Field(
        None,
        ge=0.5,
        le=8,
        description=(
            "The length of a session in hours. If sessions get longer, fewer sessions fit into the "
            "mediators' free hours."
        ),
        examples=[4],
    )
    authority_joins: JoinsIn | None = None
    no_show_factor: StrictFloat = Field(
        1.0,
        ge=0,
        le=10,
        description="A factor for the share of sessions that are not held because somebody does not come. The value "
        "2 means that this share of sessions is twice as large as today. We assume that today somebody does not "
        f"come to {NO_SHOW * 100:g} of 100 sessions, so these sessions are not held.",
        examples=[2.0],
    )


class WhatIfIn(Body):
    """What changes, and how many weeks to look ahead."""

    provider: Reference | None = Field(
        None,
        description=(
            "The provider whose mediators you ask about. Give the provider's short name in this service. If you "
            "leave `provider` out, we look at all providers that you see."
        ),
    )
    weeks: int = Field(12, ge=1, le=53, strict=True)
    changes: ChangesIn
    seed: int = Field(
        1,
        ge=0,
        le=2**31 - 1,
        strict=True,
        description="A number that you choose, from which the simulation makes its random choices. If you send "
        "the same `seed` again, you get the same answer until the stored data change.",
    )


class RangeOut(Answer):
    """The range of a number over all runs of the simulation. In 5 of 100 runs of the simulation the number is `low` or
    less. In half of the runs the number is `middle` or less, and in 95 of 100 runs the number is `high` or less."""

    low: int
    middle: int
    high: int


class WeekOut(Answer):
    """The figures of one week. Each figure has three values (`low`, `middle` and `high`), because the runs of the
    simulation have different results."""

    week: date = Field(description="The Monday of the week.")
    waiting: RangeOut = Field(description="The number of families that wait at the end of the week.")
    held: RangeOut = Field(
        description="The number of sessions that take place in this week. Sessions that are already booked today are "
        "not counted."
    )
    late: RangeOut = Field(description="The number of families whose 30 days end in this week without a session.")


class FirstLate(Answer):
    """The Monday of the first week in which the 30-day duty is broken: the 30 days of a family end without a session.
    `earliest` is `null` if the 30-day duty is broken in fewer than 5 of 100 runs of the simulation. `middle` is `null`
    if the 30-day duty is broken in fewer than 50 of 100 runs. `latest` is `null` if the 30-day duty is broken in fewer
    than 95 of 100 runs."""

    earliest: date | None = Field(
        description=(
            "The Monday of a week. In 5 of 100 runs of the simulation, the 30-day duty is first broken in this week "
            "or earlier."
        )
    )
    middle: date | None = Field(
        description=(
            "The Monday of a week. In half of the runs of the simulation, the 30-day duty is first broken in this "
            "week or earlier."
        )
    )
    latest: date | None = Field(
        description=(
            "The Monday of a week. In 95 of 100 runs of the simulation, the 30-day duty is first broken in this week "
            "or earlier."
        )
    )


class ScenarioOut(Answer):
    """The result of the simulation for the coming weeks: in `today` without the change, in `changed` with the
    change."""

    requests_per_week: float
    sessions_free: int = Field(
        description="The total number of free sessions over all weeks of the simulation, before any mediator leaves."
    )
    late: RangeOut = Field(
        description="The total number of families that get no session before their 30 days end, over all weeks of "
        "the simulation. Families whose 30 days ended before today do not count."
    )
    first_breach_week: FirstLate
    weeks: list[WeekOut]


class Assumed(Answer):
    """A number that the simulation assumes, for example the share of families that mediate (`take_up`)."""

    name: str = Field(examples=["take_up"])
    today: float
    changed: float
    source: str


class MediatorsAdded(Answer):
    """A group of extra mediators who are needed. All mediators of a group have the same area, language and format."""

    mediators: int
    area: str | None = Field(
        description="The code of the area that the extra mediators serve. `area` is `null` if your figures do not "
        "show the area separately. `area` is also `null` if the extra mediators serve the authority in "
        "`authority_joins`."
    )
    joining: bool = Field(
        description="`true` means that the extra mediators serve the families of the authority in `authority_joins`."
    )
    language: str | None = Field(
        description="A language that the extra mediators must speak. `language` is `null` if the mediators need no "
        "certain language. To protect families, `language` names a language only if at least five of your waiting "
        "families in one area need the language.",
        examples=["pl"],
    )
    format: Format | None = Field(
        description=(
            "A format of mediation that the extra mediators must offer. `format` is `null` if any format will do."
        )
    )


class MendOut(Answer):
    """The extra mediators who are needed so that families get a session in time. To find the number of extra mediators,
    we choose one run of the simulation in which many families get no session in time. In at most 5 of 100 runs, more
    families get no session in time than in the chosen run. A computer program (the solver HiGHS) looks for the smallest
    number of extra mediators with which the families in this run get a session in time. To check this number of
    mediators, we repeat the run with the extra mediators. If families are still without a session in time, we add one
    mediator and repeat the run. If the mediators are enough for the families in the run, we also try the run with one
    mediator fewer. We keep the smallest number of mediators that was enough for the families in the run. In the end, we
    simulate all runs with the extra mediators."""

    mediators: int = Field(description="The number of extra mediators who are needed, in all areas together.")
    added: list[MediatorsAdded]
    each_brings: float = Field(
        description="The number of sessions that we expect of each extra mediator in a week. We take all mediators "
        "who have free sessions, and calculate how many free sessions one of them has per week on average. If the "
        "average is below 1, we use 1."
    )
    starts: date = Field(description="The Monday of the first week in which the new mediators work.")
    unserved: int = Field(
        description=(
            "The number of sessions that families do not get in time even with extra mediators. Families need these "
            "sessions before extra mediators can begin to work (`starts`)."
        )
    )
    late: RangeOut = Field(
        description=(
            "The total number of families, over all weeks of the simulation, that get no session before their 30 "
            "days end even with the extra mediators."
        )
    )
    proven: bool = Field(
        description="Whether `mediators` is proven to be the smallest number of extra mediators that is enough. The "
        "proof is about one run of the simulation in which many families get no session in time. `true` means that "
        "the computer program proved that fewer extra mediators than `mediators` are not enough for the families in "
        "this run. `true` also means that we repeated this run with the extra mediators, and that the number "
        "`mediators` was enough. `false` means that fewer extra mediators than `mediators` may be enough. `proven` is "
        "`false` if the simulation needed more or fewer extra mediators than the program found. `proven` is also "
        "`false` if the program stopped before the end of its search."
    )


class WhatIfOut(Answer):
    """What happens in the coming weeks without the change (`today`) and with the change (`changed`)."""

    as_of: date
    seed: int
    runs: int = Field(
        description="How many times we simulated the weeks without the change. We simulated the weeks with the change "
        "the same number of times as without the change."
    )
    words: list[str] = Field(description="The answer in sentences.")
    today: ScenarioOut
    changed: ScenarioOut
    mends: MendOut | None = Field(
        description=(
            "The extra mediators who are needed so that families get a session within their 30 days. `mends` is "
            "`null` if no extra mediators are needed. No extra mediators are needed if, in at least 95 of 100 runs, "
            "every family has a session within its 30 days."
        )
    )
    assumptions: list[Assumed]
    cautions: list[str]
