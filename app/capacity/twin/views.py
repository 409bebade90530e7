"""The answer to a what-if as JSON and in sentences."""

from collections.abc import Iterator
from datetime import timedelta

from app.capacity.domain.twin import JOINING, NO_SHOW, OTHERS, TAKE_UP, Range, Twin, starts, twin_after
from app.capacity.domain.words import Format
from app.capacity.twin.question import Mend, Question, Scenario, WhatIf
from app.capacity.twin.schemas import (
    Assumed,
    FirstLate,
    MediatorsAdded,
    MendOut,
    RangeOut,
    ScenarioOut,
    WeekOut,
    WhatIfOut,
)

CAUTIONS = (
    "Requests come at random, as often as in the last four weeks. The family that is due first gets a session "
    "first. A new request gets a session in the week after the request at the earliest.",
    "The simulation counts in whole weeks: a session in the week in which the 30 days end counts as in time. Times "
    "at which a party cannot come are left out. To protect families, a language counts only if at least five of your "
    "waiting families in one area need the language. A format counts only if at least five of your waiting families "
    "in one area accept no other format.",
    "If a mediator leaves, the mediator's free time is lost, but booked sessions are still held. If somebody does not "
    "come to a session, the family waits for a new session, and the end of its 30 days does not change.",
    "To protect families outside your own area, we count them together, to the nearest five, by the week in which "
    "their 30 days end. `GET /v1/capacity` counts these families in the same way. We work out this answer only from "
    "what you can read in `GET /v1/capacity`.",
)

UNPROVEN = "We have not proven that this number of mediators is the smallest. Fewer mediators may be enough."


def what_if_out(question: Question, found: WhatIf) -> WhatIfOut:
    """Show an answer."""
    twin, after = question.twin, twin_after(question.twin, question.changes)
    mend = found.mend
    return WhatIfOut(
        as_of=twin.today,
        seed=question.seed,
        runs=found.runs,
        words=list(_words(twin, found)),
        today=_scenario(found.today),
        changed=_scenario(found.changed),
        mends=_mend(twin, mend) if mend else None,
        assumptions=[
            Assumed(
                name="take_up",
                today=TAKE_UP,
                changed=TAKE_UP if question.changes.take_up is None else question.changes.take_up,
                source="Cullen 2017: 42 % of about 3,000 families in 109 areas mediated after advice, 2014 to 2016",
            ),
            Assumed(
                name="no_show",
                today=NO_SHOW,
                changed=after.no_show,
                source="An assumption, because we found no published figure for this number",
            ),
            Assumed(
                name="session_hours",
                today=twin.session_hours,
                changed=after.session_hours,
                source="The average length of the free and booked slots of these weeks; 3 hours if there are no slots",
            ),
        ],
        cautions=list(CAUTIONS),
    )


def _range(found: Range) -> RangeOut:
    return RangeOut(low=found.low, middle=found.middle, high=found.high)


def _scenario(found: Scenario) -> ScenarioOut:
    earliest, middle, latest = found.first_late
    return ScenarioOut(
        requests_per_week=found.requests_per_week,
        sessions_free=found.sessions_free,
        late=_range(found.late),
        first_breach_week=FirstLate(earliest=earliest, middle=middle, latest=latest),
        weeks=[
            WeekOut(week=one.week, waiting=_range(one.waiting), held=_range(one.held), late=_range(one.late))
            for one in found.weeks
        ],
    )


def _mend(twin: Twin, found: Mend) -> MendOut:
    return MendOut(
        mediators=sum(one.mediators for one in found.added),
        added=[
            MediatorsAdded(
                mediators=one.mediators,
                area=None if one.kind.area in (OTHERS, JOINING) else one.kind.area,
                joining=one.kind.area == JOINING,
                language=one.kind.need.language,
                format=Format(one.kind.need.format) if one.kind.need.format else None,
            )
            for one in found.added
        ],
        each_brings=found.each_brings,
        starts=twin.first_week + timedelta(weeks=starts(twin)),
        unserved=found.unserved,
        late=_range(found.late),
        proven=found.proven,
    )


def _words(twin: Twin, found: WhatIf) -> Iterator[str]:
    ahead = "week" if twin.weeks == 1 else f"{twin.weeks} weeks"
    for when, scenario in (("Without the change", found.today), ("With the change", found.changed)):
        yield f"{when}, the 30 days of {_said(scenario.late)} end without a session in the next {ahead}."
        earliest, middle, _ = scenario.first_late
        if middle:
            yield f"{when}, this first happens in the week of {middle} or earlier in at least half of the runs."
        elif earliest:
            yield (
                f"{when}, this first happens in the week of {earliest} at the earliest, and only in a few of the runs."
            )
    if (mend := found.mend) is None:
        yield "With the change, no extra mediator is needed."
        return
    number = sum(one.mediators for one in mend.added)
    if number:
        more = "1 more mediator" if number == 1 else f"{number} more mediators"
        yield f"With {more}, the 30 days of {_said(mend.late)} end without a session."
        if not mend.proven:
            yield UNPROVEN
    else:
        yield "No extra mediator would help: the 30 days end before a new mediator could begin."


def _said(found: Range) -> str:
    families = {0: "no family", 1: "1 family"}.get(found.middle, f"{found.middle} families")
    return families if found.low == found.high else f"{families} ({found.low} to {found.high})"
