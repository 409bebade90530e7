"""Whose time the figures of capacity count."""

from datetime import UTC, date, datetime

from app.adapters.db.capacity.examples import A, B, tell_mediators
from app.adapters.db.seed import BY_SLUG
from app.services.roll import roll_of

TODAY = date(2026, 11, 25)


def test_the_sandboxs_mediators_who_may_mediate_for_nobody_are_left_out() -> None:
    """One is not independent, one no longer accredited, one in conflict with the only authority that it serves."""
    told = [stored for stored, _ in tell_mediators(TODAY, datetime.combine(TODAY, datetime.min.time(), UTC))]
    roll = roll_of(told)
    known = {slug: roll.left_out(TODAY, TODAY, BY_SLUG[slug].id) for slug in (A, B)}
    assert known == {A: 3, B: 0}
    assert roll.left_out(TODAY, TODAY) == 3
    assert {one.mediator.name for one in roll.entries if one.days is None} == {"Gil Santos", "Hana Sorensen"}
    before = date(2026, 2, 28)  # the last day of an accreditation
    assert roll.left_out(before, TODAY) == 2
