"""The service with a naive search for slots: `python -m bench.naive expanded | loaded serve ...`.

All else is the service's own: HTTP, token, walls, the judgement of mediators and slots, the order, the answer. Only how
slots and taken time are found differs, and both ways filter in Python.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from app.__main__ import main as serve
from app.capacity.bench import Bench
from app.capacity.domain.availability import expand
from app.capacity.domain.demand import Demand
from app.capacity.domain.mediator import Span
from app.capacity.mediators.layout import slot_id
from app.capacity.records import StoredMediator
from app.capacity.slots import use_cases
from app.capacity.slots.matching import Found, Opening, find, who_suits
from app.capacity.slots.use_cases import AROUND, Look, end_of
from app.capacity.written import availability_from_json
from app.cases.ports import Unit
from app.platform.db.connections import Connection, Statement
from app.platform.db.work import Work

_HOURS = Statement(
    "SELECT id, availability::text AS availability FROM mediators WHERE provider_id = ANY(CAST(:providers AS uuid[]))"
)
_SLOTS = Statement("SELECT mediator_id, starts_at, ends_at FROM slots")
_ENGAGEMENTS = Statement(
    "SELECT mediator_id, person, lower(during) AS starts_at, upper(during) AS ends_at, expires_at FROM engagements"
)

Slot = tuple[UUID, Span]
"""Whose, and when."""

Judged = tuple[Found, Mapping[UUID, StoredMediator]]
"""The slots that suit or do not, and their mediators."""


def _of(work: Unit) -> Connection:
    """Return the connection that a store would be given."""
    assert isinstance(work, Work)
    return work.connection


async def expanded(work: Unit, bench: Bench, asked: Demand, where: Look) -> Judged:
    """Search as if no slots were written out: lay out everybody's availability over the days asked about."""
    assert where.mediator_id is None, "no question of the bench asks for one mediator"
    known = await bench.mediators.of_providers(where.providers)
    rows = await _of(work).run(_HOURS, {"providers": where.providers})
    hours = {row.id: availability_from_json(row.availability) for row in rows}
    laid_out = [(id_, span) for id_ in hours for span in expand(hours[id_], work.today, where.until, bench.england)]
    return await _filtered(work, bench, asked, known, laid_out, where.until)


async def loaded(work: Unit, bench: Bench, asked: Demand, where: Look) -> Judged:
    """Search through every slot of the year, loaded from the table."""
    assert where.mediator_id is None, "no question of the bench asks for one mediator"
    known = await bench.mediators.of_providers(where.providers)
    rows = await _of(work).run(_SLOTS)
    every = [(row.mediator_id, Span(row.starts_at, row.ends_at)) for row in rows]
    return await _filtered(work, bench, asked, known, every, where.until)


async def _filtered(
    work: Unit, bench: Bench, asked: Demand, known: list[StoredMediator], every: Iterable[Slot], until: date
) -> Judged:
    """Keep what lies ahead and may suit, then set each slot against all time taken of its mediator."""
    by_id = {one.id: one for one in known}
    suits = who_suits(known, asked, work.today, until)
    asking = set(suits.worth_asking)
    end = end_of(until)
    around = Span(work.now - AROUND, end + AROUND)
    taken: dict[str, list[Span]] = defaultdict(list)
    load: Counter[UUID] = Counter()
    for row in await _of(work).run(_ENGAGEMENTS):
        if row.expires_at is None or row.expires_at > work.now:
            during = Span(row.starts_at, row.ends_at)
            taken[row.person].append(during)
            load[row.mediator_id] += during.overlaps(around)
    openings = [
        Opening(slot_id(whose, span), whose, span, any(span.overlaps(one) for one in taken[by_id[whose].person]))
        for whose, span in every
        if whose in asking and work.now <= span.starts_at < end
    ]
    openings.sort(key=lambda one: (one.span.starts_at, one.id))
    return find(suits, openings, load, asked, work.now, bench.england), by_id


if __name__ == "__main__":
    use_cases.look = {"expanded": expanded, "loaded": loaded}[sys.argv.pop(1)]
    serve()
