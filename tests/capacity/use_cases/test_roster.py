"""Whose time the figures of capacity count."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from app.capacity.domain.mediator import Independence
from app.capacity.figures.roster import People, roster_of
from app.capacity.records import StoredMediator
from app.capacity.sandbox import A, B, tell_mediators
from app.platform.sandbox_organisations import BY_SLUG

TODAY = date(2026, 11, 25)


def test_the_sandboxs_mediators_who_may_mediate_for_nobody_are_left_out() -> None:
    """One is not independent, one no longer accredited, one in conflict with the only authority that it serves."""
    told = [stored for stored, _ in tell_mediators(TODAY, datetime.combine(TODAY, datetime.min.time(), UTC))]
    roster = roster_of(told)
    known = {slug: roster.people(TODAY, TODAY, BY_SLUG[slug].id).left_out for slug in (A, B)}
    assert known == {A: 3, B: 0}
    assert roster.people(TODAY, TODAY).left_out == 3
    assert {one.mediator.name for one in roster.entries if one.days is None} == {"Gil Santos", "Hana Sorensen"}
    before = date(2026, 2, 28)  # the last day of an accreditation
    assert roster.people(before, TODAY).left_out == 2


def at(day: int) -> datetime:
    """A day of November 2026."""
    return datetime(2026, 11, day, 9, tzinfo=UTC)


def test_what_has_stood_longest_is_told_for_each_area_and_week_of_those_who_count() -> None:
    first, second, *_ = [stored for stored, _ in tell_mediators(TODAY, at(1)) if stored.provider_id == BY_SLUG[A].id]
    here, there = frozenset({"991"}), frozenset({"992"})
    week, next_week = date(2026, 11, 23), date(2026, 11, 30)

    def one(stored: StoredMediator, number: str, said: datetime | None, **changes: Any) -> StoredMediator:
        good = {"left_on": None, "conflicts": (), "independence": Independence(date(2026, 1, 1))}
        mediator = replace(
            stored.mediator,
            registration_number=number,
            accredited_until=date(2027, 12, 31),
            **{**good, **changes},
        )
        return replace(stored, mediator=mediator, availability_at=said)

    roster = roster_of(
        [
            one(first, "1", at(20), areas=here),
            one(second, "2", at(10), areas=here | there, left_on=date(2026, 11, 28)),
            one(second, "3", at(2), areas=here, left_on=date(2026, 11, 20)),
            one(second, "4", None, areas=there),
        ]
    )
    provider = BY_SLUG[A].id
    assert roster.oldest_said([week, next_week]) == {
        (provider, None, week): at(10), (provider, "991", week): at(10), (provider, "992", week): at(10),
        (provider, None, next_week): at(20), (provider, "991", next_week): at(20),
    }  # fmt: skip
    assert roster.people(TODAY, next_week) == People(4, left_out=1, silent=1, oldest=at(10), newest=at(20))
    assert roster.people(next_week, next_week, provider) == People(4, 2, 1, oldest=at(20), newest=at(20))
    assert roster.people(TODAY, TODAY, BY_SLUG[B].id) == People(0, 0, 0, None, None)
