"""Partnerships by the day: on each day at most one first choice, and a change reaches no day that it does not name."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.administration.domain.partnerships import (
    FIRST_CHOICE,
    OTHER,
    Changes,
    NotPartners,
    Overlap,
    Period,
    after,
    choose_first,
    end,
    first_gap,
    work_together,
)

BEGIN = date(2026, 9, 1)
DAYS = [BEGIN + timedelta(days=number) for number in range(9)]
PARTNERS = [UUID(int=number) for number in (1, 2, 3)]

a_day = st.sampled_from(DAYS)
a_partner = st.sampled_from(PARTNERS)
an_act = st.one_of(
    st.tuples(st.just("work"), a_partner, a_day, st.one_of(st.none(), a_day), st.booleans()),
    st.tuples(st.just("choose"), a_partner, a_day),
    st.tuples(st.just("end"), a_partner, a_day),
)


def on(periods: list[Period], day: date) -> dict[UUID, bool]:
    """Return who is a partner on a day, and whether it is the first choice."""
    return {one.partner_id: one.first_choice for one in periods if one.holds_on(day)}


def asked(known: list[Period], act: tuple) -> tuple[Changes, dict[date, dict[UUID, bool]]]:  # type: ignore[type-arg]
    """Return what an act changes, and what must then be true of each day."""
    said = {day: on(known, day) for day in DAYS}
    match act:
        case ("work", partner, begins, ends, first):
            ends = None if ends is None else max(begins, ends)
            named = [day for day in DAYS if begins <= day and (ends is None or day <= ends)]
            changes = work_together(known, Period(partner, begins, ends, FIRST_CHOICE if first else OTHER))
            for day in named:
                said[day] = {each: mark and not first for each, mark in said[day].items()} | {partner: first}
        case ("choose", partner, begins):
            changes = choose_first(known, partner, begins)
            period = next(one for one in known if one.partner_id == partner and one.holds_on(begins))
            for day in DAYS:
                if day >= begins and period.holds_on(day):
                    said[day] = dict.fromkeys(said[day], False) | {partner: True}
        case (_, partner, last):
            changes = end(known, partner, last)
            for day in DAYS:
                if day > last:
                    said[day].pop(partner, None)
    return changes, said


@settings(max_examples=150)
@given(st.lists(an_act, max_size=8))
def test_each_act_changes_the_days_that_it_names_and_no_other(acts: list[tuple]) -> None:  # type: ignore[type-arg]
    known: list[Period] = []
    for act in acts:
        try:
            changes, said = asked(known, act)
        except (Overlap, NotPartners):
            continue
        applied(known, changes)
        known = [replace(one, id=one.id or uuid4()) for one in after(known, changes)]
        assert {day: on(known, day) for day in DAYS} == said, act
        assert all(sum(on(known, day).values()) <= 1 for day in DAYS)


def applied(known: list[Period], changes: Changes) -> None:
    """Apply one change after the other, as the database does: no two rows clash at any moment."""
    rows = {one.id: one for one in known}
    for one in changes.gone:
        del rows[one.id]
        no_clash(list(rows.values()))
    for one in changes.changed:
        assert one.id in rows
        rows[one.id] = one
        no_clash(list(rows.values()))
    for one in changes.made:
        assert one.id is None, "what is stored already is changed and not made"
        rows[uuid4()] = one
        no_clash(list(rows.values()))


def no_clash(rows: list[Period]) -> None:
    for day in DAYS:
        that_day = [one for one in rows if one.holds_on(day)]
        assert len(that_day) == len({one.partner_id for one in that_day})
        assert sum(one.first_choice for one in that_day) <= 1


def test_two_periods_of_one_pair_share_no_day() -> None:
    known = [Period(PARTNERS[0], DAYS[0], DAYS[3])]
    with pytest.raises(Overlap):
        work_together(known, Period(PARTNERS[0], DAYS[3]))
    assert work_together(known, Period(PARTNERS[0], DAYS[4])).made


def test_nobody_is_chosen_or_ended_who_is_no_partner() -> None:
    for act in (choose_first, end):
        with pytest.raises(NotPartners):
            act([Period(PARTNERS[0], DAYS[1])], PARTNERS[0], DAYS[0])


@pytest.mark.parametrize(
    ("periods", "gap"),
    [
        ([], DAYS[2]),
        ([(0, None)], None),
        ([(0, 4)], DAYS[5]),
        ([(0, 4), (5, None)], None),
        ([(0, 4), (6, None)], DAYS[5]),
        ([(3, None)], DAYS[2]),
        ([(0, 4), (2, 6)], DAYS[7]),
    ],
)
def test_the_first_day_without_a_partner(periods: list[tuple[int, int | None]], gap: date | None) -> None:
    known = [Period(PARTNERS[0], DAYS[first], None if last is None else DAYS[last]) for first, last in periods]
    assert first_gap(known, DAYS[2]) == gap
