"""What-ifs of capacity as JSON."""

from datetime import date
from typing import Annotated

from pydantic import Field, StrictFloat

from app.capacity.domain.twin import NO_SHOW, TAKE_UP
from app.capacity.domain.words import Format
from app.law.fields import KnownLaCode
from app.platform.http.fields import Answer, Body, Reference


class JoinsIn(Body):
    """An authority that joins, with its families."""

    decisions_per_week: StrictFloat = Field(
        ge=0,
        le=500,
        description="How many appealable decisions the authority makes in a week. The share "
        "`take_up` of these decisions leads to a request.",
    )
    areas: Annotated[list[KnownLaCode], Field(min_length=1, max_length=200)] | None = Field(
        None,
        description="The mediators of these areas serve the families of the authority. If you leave this out: all "
        "mediators that you see.",
        examples=[["991"]],
    )


class ChangesIn(Body):
    """What changes. A member that you leave out stays as it is today."""

    take_up: StrictFloat | None = Field(
        None,
        ge=0,
        le=1,
        description="The share of families that mediate after advice. The number of requests grows in proportion. "
        f"Today: {TAKE_UP}.",
        examples=[1.0],
    )
    mediators_leave: int = Field(
        0, ge=0, le=500, strict=True, description="How many mediators leave. In each run, chance decides who leaves."
    )
    session_hours: StrictFloat | None = Field(
        None,
        ge=0.5,
        le=8,
        description="The length of a session in hours. Fewer or more sessions then fit into the mediators' free hours.",
        examples=[4],
    )
    authority_joins: JoinsIn | None = None
    no_show_factor: StrictFloat = Field(
        1.0,
        ge=0,
        le=10,
        description=f"2 means that twice as many sessions as today are not held because somebody does not come. Today: "
        f"{NO_SHOW} of all sessions.",
        examples=[2.0],
    )


class WhatIfIn(Body):
    """What changes, and how far to look ahead."""

    provider: Reference | None = Field(
        None,
        description="One provider: its short name in this service. If you leave this out: all providers that you see.",
    )
    weeks: int = Field(12, ge=1, le=53, strict=True)
    changes: ChangesIn
    seed: int = Field(
        1,
        ge=0,
        le=2**31 - 1,
        strict=True,
        description="The starting number for the random numbers. The same seed gives the same answer until the stored "
        "data change.",
    )


class RangeOut(Answer):
    """A range. In 5 of 100 runs the number is `low` or less, in half of them `middle` or less, in 95 `high` or less."""

    low: int
    middle: int
    high: int


class WeekOut(Answer):
    """The figures of one week. Each figure is a range over all runs."""

    week: date = Field(description="The Monday of the week.")
    waiting: RangeOut = Field(description="Families that wait at the end of the week.")
    held: RangeOut = Field(
        description="New sessions that are held. Sessions that are already booked today are not counted."
    )
    late: RangeOut = Field(description="Families whose 30 days end in this week without a session.")


class FirstLate(Answer):
    """The Monday of the first week in which the 30 days of a family end without a session. Null: no such week."""

    earliest: date | None = Field(
        description="In 5 of 100 runs, this is the first such week, or there is an earlier one."
    )
    middle: date | None = Field(
        description="In half of the runs, this is the first such week, or there is an earlier one."
    )
    latest: date | None = Field(
        description="In 95 of 100 runs, this is the first such week, or there is an earlier one."
    )


class ScenarioOut(Answer):
    """What happens in the coming weeks, with or without the change."""

    requests_per_week: float
    sessions_free: int = Field(description="Free sessions in all these weeks, before any mediator leaves.")
    late: RangeOut = Field(
        description="Families whose 30 days end without a session, in all these weeks. Families who are overdue today "
        "do not count."
    )
    first_breach_week: FirstLate
    weeks: list[WeekOut]


class Assumed(Answer):
    """A number that the simulation uses."""

    name: str = Field(examples=["take_up"])
    today: float
    changed: float
    source: str


class MediatorsAdded(Answer):
    """Mediators of one kind to add."""

    mediators: int
    area: str | None = Field(
        description="The code of the area that they serve. Null: an area that your figures do not show "
        "separately, or the authority that joins."
    )
    joining: bool = Field(description="True: they serve the authority that joins.")
    language: str | None = Field(
        description="A language that these mediators must speak. Null: they need no certain language. We look only at "
        "languages that at least five waiting families need.",
        examples=["pl"],
    )
    format: Format | None = Field(description="A format that these mediators must offer. Null: any format.")


class MendOut(Answer):
    """Extra mediators who would give families a session in time. A solver (HiGHS) looks for the smallest number of them
    for a run that is worse than 94 of 100 runs. If the simulation of this run shows that more or fewer are needed, we
    add or remove mediators one by one. We then simulate all runs again with these mediators.
    """

    mediators: int = Field(description="How many extra mediators, in all areas together.")
    added: list[MediatorsAdded]
    each_brings: float = Field(
        description="How many sessions in a week we expect of each extra mediator: the average of today's mediators "
        "who have free sessions, and at least 1."
    )
    starts: date = Field(description="The Monday of the first week in which the new mediators work.")
    unserved: int = Field(
        description="Sessions that this run needs before `starts`, so that no extra mediator can give them."
    )
    late: RangeOut = Field(
        description="With these mediators: families whose 30 days end without a session, in all these weeks."
    )
    proven: bool = Field(
        description="True: the solver proved that this is the smallest number for that run. The simulation agrees: "
        "none of these mediators can be left out. False: fewer mediators may be enough. The simulation needed more or "
        "fewer than the solver found, or the search stopped before the end."
    )


class WhatIfOut(Answer):
    """What happens in the coming weeks without the change (`today`) and with the change (`changed`)."""

    as_of: date
    seed: int
    runs: int = Field(description="How often each scenario was simulated.")
    words: list[str] = Field(description="The answer in sentences.")
    today: ScenarioOut
    changed: ScenarioOut
    mends: MendOut | None = Field(
        description="Null: nothing to mend. In at least 95 of 100 runs, every family has a session within its 30 days."
    )
    assumptions: list[Assumed]
    cautions: list[str]
