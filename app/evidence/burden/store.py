"""The cases of a quarter and what was published of them, as PostgreSQL holds them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter

from app.cases.records import Outline, facts_if_readable
from app.cases.statements import EVENT
from app.cases.store_trail import logged
from app.evidence.burden.use_cases import Counted, F, Told
from app.evidence.domain.burden_figures import BurdenFigures
from app.evidence.domain.cost_figures import CostFigures
from app.evidence.domain.panels import PanelFigures, Seats
from app.evidence.domain.released import QuarterFigures
from app.evidence.domain.settings import SettingFigures
from app.law.domain.quarters import Quarter
from app.platform.db.connections import Connection, Statement
from app.platform.db.statements import NO_YEAR_BEING_TOLD
from app.platform.json import read_back

BURDEN: Final = "burden"
COSTS: Final = "costs"
PANELS: Final = "panels"
SETTINGS: Final = "settings"
AT_ONCE: Final = 200
"""How many cases are read at a time: with their events, some megabytes."""
_BURDEN: TypeAdapter[BurdenFigures] = TypeAdapter(BurdenFigures)
_COSTS: TypeAdapter[CostFigures] = TypeAdapter(CostFigures)
_PANELS: TypeAdapter[Mapping[Seats, PanelFigures]] = TypeAdapter(Mapping[Seats, PanelFigures])
_SETTINGS: TypeAdapter[SettingFigures] = TypeAdapter(SettingFigures)

_PUBLISHED = Statement(
    "SELECT published::text AS published, counted_at FROM evidence_figures"
    " WHERE la_id = :organisation AND kind = :kind AND first_day = :first"
)
_PUBLISH = Statement(
    "INSERT INTO evidence_figures (la_id, kind, first_day, published, counted_at)"
    " SELECT :organisation, :kind, CAST(:first AS date), CAST(:published AS jsonb), :at"
    f" WHERE {NO_YEAR_BEING_TOLD} ON CONFLICT DO NOTHING"
)
_CASES = Statement(
    "SELECT id, la_code, la_reference, appellant_reference, notice_contents, version, head, facts::text AS facts"
    " FROM cases WHERE la_id = :organisation AND notice_sent_on BETWEEN :first AND :last AND id > :after"
    " ORDER BY id LIMIT :limit"
)
_EVENTS = Statement(
    f"SELECT {EVENT} FROM events WHERE case_id = ANY(CAST(:ids AS uuid[])) ORDER BY case_id, seq"  # noqa: S608 - columns of our own
)


class CasesOfAQuarter:
    """An authority's cases by the quarter of their notices, and the figures that were published of them."""

    def __init__(self, connection: Connection, organisation_id: UUID) -> None:
        self._connection = connection
        self._organisation_id = organisation_id
        self._counted: dict[tuple[str, Quarter], tuple[str, datetime]] = {}
        """What was counted here, and may be too early to be kept."""

    async def burden(self, quarter: Quarter) -> Counted[BurdenFigures] | None:
        """Return what was published about the burden of a quarter. None if nothing was."""
        return await self._published(BURDEN, quarter, _BURDEN)

    async def costs(self, quarter: Quarter) -> Counted[CostFigures] | None:
        """Return what was published about the costs of a quarter. None if nothing was."""
        return await self._published(COSTS, quarter, _COSTS)

    async def panels(self, quarter: Quarter) -> Counted[Mapping[Seats, PanelFigures]] | None:
        """Return what was published about the panels of a quarter. None if nothing was."""
        return await self._published(PANELS, quarter, _PANELS)

    async def settings(self, quarter: Quarter) -> Counted[SettingFigures] | None:
        """Return what was published about the settings of a quarter. None if nothing was."""
        return await self._published(SETTINGS, quarter, _SETTINGS)

    async def keep(self, quarter: Quarter, figures: QuarterFigures, at: datetime) -> None:
        """Store what is published. If two callers ask first at the same moment, the second count is dropped.

        While the year of a sandbox is being told, nothing is stored, and the caller gets its own count.
        """
        of_each = {
            BURDEN: _BURDEN.dump_json(figures.burden),
            COSTS: _COSTS.dump_json(figures.costs),
            PANELS: _PANELS.dump_json(figures.panels),
            SETTINGS: _SETTINGS.dump_json(figures.settings),
        }
        for kind, said in of_each.items():
            await self._connection.run(_PUBLISH, self._key(kind, quarter) | {"published": said.decode(), "at": at})
            self._counted[kind, quarter] = said.decode(), at

    async def cases(self, quarter: Quarter) -> AsyncIterator[Sequence[Told]]:
        """Yield the cases of a quarter that can be read, some at a time."""
        after = UUID(int=0)
        while True:
            rows = await self._connection.run(
                _CASES,
                {
                    "organisation": self._organisation_id,
                    "first": quarter.first_day,
                    "last": quarter.last_day,
                    "after": after,
                    "limit": AT_ONCE,
                },
            )
            if not rows:
                return
            after = rows[-1].id
            events = await self._connection.run(_EVENTS, {"ids": [row.id for row in rows]})
            by_case = {case: list(found) for case, found in groupby(events, key=lambda row: row.case_id)}
            told: list[Told] = []
            for row in rows:
                facts = facts_if_readable(row.facts)
                if facts is None or row.id not in by_case:
                    continue
                outline = Outline(
                    id=row.id,
                    la_code=row.la_code,
                    la_reference=row.la_reference,
                    appellant_reference=row.appellant_reference,
                    notice_contents=row.notice_contents,
                    version=row.version,
                    head=row.head,
                )
                told.append((facts, [logged(event, outline) for event in by_case[row.id]]))
            yield told

    async def _published(self, kind: str, quarter: Quarter, reading: TypeAdapter[F]) -> Counted[F] | None:
        rows = await self._connection.run(_PUBLISHED, self._key(kind, quarter))
        found = (rows[0].published, rows[0].counted_at) if rows else self._counted.get((kind, quarter))
        return Counted(read_back(reading, found[0], "what was published"), found[1]) if found else None

    def _key(self, kind: str, quarter: Quarter) -> dict[str, object]:
        return {"organisation": self._organisation_id, "kind": kind, "first": quarter.first_day}
