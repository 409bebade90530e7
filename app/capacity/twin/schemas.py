"""What-ifs of capacity as JSON."""

from datetime import date
from typing import Annotated

from pydantic import Field

from app.capacity.domain.twin import NO_SHOW, TAKE_UP
from app.capacity.domain.words import Format
from app.law.fields import KnownLaCode
from app.platform.http.fields import Answer, Body, Reference


class JoinsIn(Body):
    """An authority that joins, with its families."""

    decisions_per_week: float = Field(
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

    take_up: float | None = Field(
        None,
        ge=0,
        le=1,
        description=f"The share of families that mediate after advice. Requests grow in proportion. Today: {TAKE_UP}.",
        examples=[1.0],
    )
    mediators_leave: int = Field(
        0, ge=0, le=500, strict=True, description="How many mediators leave. Each run draws by lot who leaves."
    )
    session_hours: float | None = Field(
        None,
        ge=0.5,
        le=8,
        description="How long a session lasts, in hours. The mediators' free hours then hold fewer or more sessions.",
        examples=[4],
    )
    authority_joins: JoinsIn | None = None
    no_show_factor: float = Field(
        1.0,
        ge=0,
        le=10,
        description=f"How many times as many sessions are not held because somebody does not come. Today: {NO_SHOW} of "
        "all sessions.",
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
        description="The starting number for the random numbers. The same seed and the same record give the same "
        "answer.",
    )


class RangeOut(Answer):
    """A number in all runs: 5 of 100 runs have `low` or less, half have `middle` or less, 95 of 100 `high` or less."""

    low: int
    middle: int
    high: int


class WeekOut(Answer):
    """One week, over all runs."""

    week: date = Field(description="The Monday of the week.")
    waiting: RangeOut = Field(description="Families that wait at the end of the week.")
    held: RangeOut = Field(description="New sessions that are held. Sessions that are booked today are not counted.")
    late: RangeOut = Field(description="Families whose 30 days end in this week without a session.")


class FirstLate(Answer):
    """The Monday of the first week in which the 30 days of a family end without a session. Null: in none of the
    weeks."""

    earliest: date | None = Field(description="5 of 100 runs are as early as this, or earlier.")
    middle: date | None
    latest: date | None = Field(description="95 of 100 runs are as early as this, or earlier.")


class ScenarioOut(Answer):
    """What becomes of the thirty days."""

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
        description="A language that they must speak. Null: no language that at least five waiting families need.",
        examples=["pl"],
    )
    format: Format | None = Field(description="A format that they must offer. Null: any.")


class MendOut(Answer):
    """The smallest change that mends it: the fewest mediators with whom families have a session in time. A solver
    (HiGHS) finds these mediators for a run that is worse than 94 of 100 runs. We then simulate all runs with these
    mediators.
    """

    mediators: int = Field(description="How many mediators in all.")
    added: list[MediatorsAdded]
    each_brings: float = Field(
        description="The average number of free sessions in a week, for mediators who have free sessions. At least 1."
    )
    starts: date = Field(description="The Monday of the first week in which the new mediators work.")
    unserved: int = Field(
        description="Sessions that nobody can give in time in that run, because they are due before `starts`."
    )
    late: RangeOut = Field(description="The number `late` of the scenario, if these mediators are added.")
    proven: bool = Field(
        description="True: the optimiser found this number, and the simulation agrees. False: the simulation of that "
        "run needed more or fewer mediators than the optimiser found, or the search stopped before the end."
    )


class WhatIfOut(Answer):
    """What happens to the thirty days, as things are and under the change."""

    as_of: date
    seed: int
    runs: int = Field(description="How often each scenario was simulated.")
    words: list[str] = Field(description="The answer in sentences.")
    today: ScenarioOut
    changed: ScenarioOut
    mends: MendOut | None = Field(description="Null: in at least 95 of 100 runs, no 30 days end without a session.")
    assumptions: list[Assumed]
    cautions: list[str]
