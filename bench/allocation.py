"""How many of the thirty-day duties an optimiser saves: `python -m bench.allocation`. No database, no network.

The week is invented, not measured: no figures on mediators' diaries are published. Its shape is what makes the work
hard in life: few mediators in an area, fewer with the language, formats that not everybody takes, days that do not
suit, and starts on offer that overlap, of which a mediator can keep only some.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from importlib.metadata import version
from random import Random
from statistics import median
from time import perf_counter
from uuid import UUID

from app.capacity.allocations.optimiser import propose
from app.capacity.domain.allocation import (
    Assignment,
    Judgement,
    Opening,
    Question,
    Waiting,
    first_come_first_served,
    flaws,
    judge,
    oldest_duty_first,
)
from app.capacity.domain.mediator import Span
from app.capacity.domain.words import Format
from bench.report import table

MONDAY = date(2026, 11, 2)
"""The day on which it is asked. London keeps UTC until the end of March."""
WEEKS, MEDIATORS, ROUNDS = 6, 40, 5
SOLVER = f"HiGHS {version('highspy')}, with one thread"
AREAS = [f"{code}" for code in range(991, 999)]
LANGUAGES = ["pl", "ur", "bsl"]
STARTS = [time(9, 30), time(10, 30), time(13, 0), time(14, 0)]
"""Of three hours each: the first two overlap, the last two, and the second and third."""
HALF_DAYS = [(weekday, morning) for weekday in range(5) for morning in (True, False)]
ANY = frozenset(Format)
WANTED = [ANY, ANY, frozenset({Format.IN_PERSON}), frozenset({Format.VIDEO, Format.PHONE})]
OFFERED = [ANY, frozenset({Format.VIDEO, Format.PHONE}), frozenset({Format.IN_PERSON})]


def _optimised(asked: Question) -> tuple[Assignment, bool]:
    proposal = propose(asked)
    return proposal.assignment, proposal.proven


WAYS: Mapping[str, Callable[[Question], tuple[Assignment, bool]]] = {
    "first come, first served": lambda asked: (first_come_first_served(asked), False),
    "oldest duty first": lambda asked: (oldest_duty_first(asked), False),
    "optimiser": _optimised,
}


@dataclass(frozen=True, slots=True)
class Diary:
    """What an invented mediator offers: where, in which languages, how, and on which weekdays."""

    mediator_id: UUID
    areas: frozenset[str]
    languages: frozenset[str]
    formats: frozenset[Format]
    weekdays: frozenset[int]


@dataclass(frozen=True, slots=True)
class Way:
    """One way of assigning: what it reached, and the seconds of each round."""

    judgement: Judgement
    seconds: tuple[float, ...]
    proven: bool


@dataclass(frozen=True, slots=True)
class Allocated:
    """What was asked, and what each way came to."""

    cases: int
    openings: int
    hopeless: int
    """Cases that nobody could serve in time: no suitable opening lies within their thirty days."""
    ways: Mapping[str, Way]


def allocation(cases: int = 500, seed: int = 7) -> Allocated:
    """Answer one invented question in each way, five times over, each time as if it had never been seen."""
    asked = question(cases, seed)
    found: dict[str, list[tuple[Judgement, float, bool]]] = {name: [] for name in WAYS}
    for _ in range(ROUNDS):
        for name, way in WAYS.items():
            afresh = replace(asked)  # which forgets what it has worked out
            started = perf_counter()
            assignment, proven = way(afresh)
            spent = perf_counter() - started
            assert not flaws(asked, assignment)
            found[name].append((judge(asked, assignment), spent, proven))
    ways = {}
    for name, rounds in found.items():
        judgements, seconds, sure = zip(*rounds, strict=True)
        ways[name] = Way(max(judgements), seconds, all(sure))  # the worst, should the time ever run out
    hopeless = sum(
        all(opening.london_day > one.due_on for opening in asked.suitable[case_id])
        for case_id, one in asked.cases.items()
    )
    return Allocated(cases, len(asked.openings), hopeless, ways)


def text(found: Allocated) -> str:
    """Show what each way came to."""
    columns = (
        "", "cases without a session in time", "cases without any session", "most sessions of one mediator",
        "unevenness: sum of the squares of the mediators' sessions", "days from request to session, all cases together",
        "seconds", "proven to be the best plan",
    )  # fmt: skip
    rows = []
    for name, way in found.ways.items():
        one = way.judgement
        reached = one.duties_broken, one.unplaced, one.heaviest_load, one.spread, f"{one.waiting_days:,}"
        rows.append((name, *reached, f"{median(way.seconds):.2f}", "yes" if way.proven else "no"))
    title = (
        f"### Sessions for many cases at once (allocation): {found.cases} cases, {MEDIATORS} mediators, "
        f"{found.openings:,} free slots in {WEEKS} weeks"
    )
    told = (
        f"For {found.hopeless} cases, no mediator has a suitable slot within the 30 days, so no plan of sessions could "
        "be in time."
    )
    return "\n\n".join(
        (title, table(columns, rows), f"{told} The figures are medians of {ROUNDS} rounds. The optimiser is {SOLVER}.")
    )


def question(cases: int, seed: int) -> Question:
    """Invent so many waiting cases, and six weeks of forty mediators' diaries."""
    chance = Random(seed)  # noqa: S311 - repeatable on purpose
    diaries = [_diary(chance) for _ in range(MEDIATORS)]
    openings = [(diary, opening) for diary in diaries for opening in _openings(diary, chance)]
    waiting, suits = [], {}
    for _ in range(cases):
        asked = MONDAY - timedelta(days=chance.choice([*range(28), 33]))  # a few are past due before it begins
        told = asked + timedelta(days=chance.randrange(6))
        one = Waiting(_id(chance), told + timedelta(days=30), asked)
        area, wanted = chance.choice(AREAS[:4] + AREAS), chance.choice(WANTED)
        language = chance.choice(LANGUAGES) if chance.random() < 0.1 else "en"
        cannot = frozenset(chance.sample(HALF_DAYS, chance.randrange(4)))
        waiting.append(one)
        suits[one.case_id] = frozenset(
            opening.slot_id
            for diary, opening in openings
            if area in diary.areas and language in diary.languages and wanted & diary.formats
            if (opening.london_day.weekday(), opening.span.starts_at.hour < 12) not in cannot
        )
    load = {diary.mediator_id: chance.randrange(7) for diary in diaries}
    return Question(tuple(waiting), tuple(opening for _, opening in openings), suits, load)


def _diary(chance: Random) -> Diary:
    languages = {"en", chance.choice(LANGUAGES)} if chance.random() < 0.2 else {"en"}
    return Diary(
        _id(chance),
        frozenset(chance.sample(AREAS, chance.randint(1, 3))),
        frozenset(languages),
        chance.choice(OFFERED),
        frozenset(chance.sample(range(5), chance.randint(1, 2))),
    )


def _openings(diary: Diary, chance: Random) -> Iterator[Opening]:
    """Offer three of the four starts of each day worked."""
    for day in (MONDAY + timedelta(days=days) for days in range(7 * WEEKS)):
        if day.weekday() in diary.weekdays:
            for start in sorted(chance.sample(STARTS, 3)):
                starts_at = datetime.combine(day, start, UTC)
                yield Opening(_id(chance), diary.mediator_id, Span(starts_at, starts_at + timedelta(hours=3)), day)


def _id(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.allocation", description="Measure the optimiser")
    parser.add_argument("--cases", type=int, default=500)
    parser.add_argument("--seed", type=int, default=7)
    print(text(allocation(**vars(parser.parse_args()))))


if __name__ == "__main__":
    main()
