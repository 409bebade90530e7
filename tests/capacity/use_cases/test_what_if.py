"""What a what-if may look at: for an authority, nothing of another's families that the figures of capacity hide."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest

from app.capacity.bench import Bench
from app.capacity.domain.twin import OTHERS, Changes, Joins, Need
from app.capacity.figures.ports import Arrivals, Waiting
from app.capacity.needs import Needs
from app.capacity.twin.question import QUESTION, Question
from app.capacity.twin.use_cases import MOST_FAMILIES, Ask, look
from app.cases.ports import Unit
from app.cases.refusals import WrongInput
from app.kernel.suppression import FEW
from app.kernel.terms import OrganisationKind
from app.law.holidays import england

PROVIDER, LA = uuid4(), uuid4()
TODAY = date(2026, 6, 3)  # a Wednesday
NEXT_WEEK = date(2026, 6, 8)


def some_bench(
    waiting: list[Waiting], arrivals: list[Arrivals], needs: dict[Any, Needs] | None = None, own: str | None = "991"
) -> Bench:
    async def gives(found: Any) -> Any:
        return found

    needs = needs or {}
    cases = [SimpleNamespace(id=each, la_code=own) for each in needs]
    return cast(
        "Bench",
        SimpleNamespace(
            england=england(),
            partners=SimpleNamespace(
                partners=lambda *_: [PROVIDER],
                providers_beside=lambda _: [PROVIDER],
                by_id=lambda _: SimpleNamespace(la_code=own),
            ),
            mediators=SimpleNamespace(of_providers=lambda _: gives([]), with_elsewhere=lambda *_: gives([])),
            allocations=SimpleNamespace(waiting=lambda *_: gives(cases)),
            needs=SimpleNamespace(of_all=lambda _: gives(needs)),
            figures=SimpleNamespace(
                session_minutes=lambda _: gives(180),
                arrivals=lambda _: gives(arrivals),
                waiting=lambda: gives(waiting),
                offered=lambda *_: gives([]),
                twice=lambda *_: gives([]),
            ),
        ),
    )


async def looks(bench: Bench, kind: OrganisationKind, changes: Changes = Changes(), weeks: int = 6) -> Question:  # noqa: B008 - frozen
    asks = LA if kind is OrganisationKind.LOCAL_AUTHORITY else PROVIDER
    now = datetime(2026, 6, 3, 9, tzinfo=UTC)
    work = SimpleNamespace(today=TODAY, now=now, actor=SimpleNamespace(kind=kind, organisation_id=asks))
    return await look(cast("Unit", work), bench, Ask(weeks, 1, changes))


def lines(*of: tuple[str, date, int]) -> list[Waiting]:
    return [Waiting(PROVIDER, area, due, number) for area, due, number in of]


OURS = ("991", date(2026, 6, 12), 2)
ONE = lines(OURS, ("992", NEXT_WEEK, 3), ("993", NEXT_WEEK + timedelta(days=2), 1), ("992", date(2026, 5, 1), 1))
OTHER = lines(OURS, ("993", NEXT_WEEK + timedelta(days=4), 4), ("994", date(2026, 6, 1), 1))
"""Other families: of another area, due on another day of the same week, or overdue for another time."""


async def test_an_authority_asks_about_no_more_than_the_figures_of_capacity_show() -> None:
    """The question is the same to the byte, so no answer to any change can tell the two lists apart."""
    came = [Arrivals(PROVIDER, "991", 4), Arrivals(PROVIDER, "992", 3), Arrivals(PROVIDER, "993", 1)]
    others_came = [Arrivals(PROVIDER, "991", 4), Arrivals(PROVIDER, "994", 4)]
    asked = [
        QUESTION.dump_json(await looks(some_bench(*world), OrganisationKind.LOCAL_AUTHORITY))
        for world in ((ONE, came), (OTHER, others_came))
    ]
    assert asked[0] == asked[1]
    for secret in (b"992", b"993", b"994", b"2026-05-01"):
        assert secret not in asked[0]


async def test_an_authority_sees_its_own_families_by_their_day() -> None:
    twin = (await looks(some_bench(ONE, []), OrganisationKind.LOCAL_AUTHORITY)).twin
    assert [(one.area, one.due_on, one.families) for one in twin.waiting] == [
        ("991", date(2026, 6, 12), 2),
        (OTHERS, date(2026, 6, 14), 5),  # one overdue and four due by then: together and in fives
    ]


async def test_a_provider_asks_about_every_area() -> None:
    twin = (await looks(some_bench(ONE, []), OrganisationKind.MEDIATION_PROVIDER)).twin
    assert {one.area for one in twin.waiting} == {"991", "992", "993"}


async def test_an_area_of_others_is_not_named_by_an_authority_that_joins() -> None:
    changes = [Changes(authority_joins=Joins(3.0, (area,))) for area in ("992", "993")]
    asked = [await looks(some_bench(ONE, []), OrganisationKind.LOCAL_AUTHORITY, each) for each in changes]
    assert asked[0] == asked[1]


@pytest.mark.parametrize(("polish", "shown"), [(FEW - 1, ()), (FEW, (Need(language="pl"),))])
async def test_a_language_is_named_if_five_families_need_it(polish: int, shown: tuple[Need, ...]) -> None:
    needs = {uuid4(): Needs(languages=frozenset({"en", "pl"})) for _ in range(polish)}
    needs |= {uuid4(): Needs(languages=frozenset({"pl"}), interpreter="pl") for _ in range(3)}
    twin = (await looks(some_bench(ONE, [], needs), OrganisationKind.LOCAL_AUTHORITY)).twin
    assert tuple(one.need for one in twin.needs) == shown
    assert all(one.share == polish / (polish + 3) for one in twin.needs)


async def test_a_commissioning_body_sees_no_area_apart_and_no_need() -> None:
    bench = some_bench(ONE, [], {uuid4(): Needs(languages=frozenset({"pl"})) for _ in range(9)}, own=None)
    twin = (await looks(bench, OrganisationKind.COMMISSIONING_BODY)).twin
    assert ({one.area for one in twin.waiting}, twin.needs) == ({OTHERS}, ())


async def test_too_many_families_are_refused() -> None:
    many = lines(("991", NEXT_WEEK, MOST_FAMILIES + 1))
    with pytest.raises(WrongInput, match="Ask for fewer weeks"):
        await looks(some_bench(many, []), OrganisationKind.MEDIATION_PROVIDER)
