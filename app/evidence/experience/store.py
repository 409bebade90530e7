"""Links, counts and publications of families' experience, as PostgreSQL holds them."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from pydantic import TypeAdapter

from app.evidence.domain.burden import Way
from app.evidence.domain.experience import Cell, Cells, Stage
from app.evidence.domain.experience_figures import ExperienceFigures
from app.evidence.experience.use_cases import CountedExperience, Link, Published
from app.evidence.tables import ANY_WAY
from app.law.domain.quarters import Quarter
from app.platform.db.connections import Connection, Row, Statement
from app.platform.db.work import Database
from app.platform.json import read_back

KIND: Final = "experience"
_FIGURES: TypeAdapter[ExperienceFigures] = TypeAdapter(ExperienceFigures)

_MADE = Statement("SELECT ends_on, times FROM feedback_links WHERE case_id = :case_id AND stage = :stage")
_MAKE = Statement(
    "INSERT INTO feedback_links (case_id, stage, ends_on, times) VALUES (:case_id, :stage, :ends_on, 1)"
    " ON CONFLICT (case_id, stage) DO UPDATE SET ends_on = excluded.ends_on, times = feedback_links.times + 1"
)
_COUNT = Statement(
    "SELECT app_count_experience(:once, :ends_on, :la, :first, :stage, :way, CAST(:counts AS integer[]))"
)
_CELLS = Statement(
    "SELECT stage, way, families, counts FROM experience_counts WHERE la_id = :organisation AND first_day = :first"
)
_COUNTED = Statement(
    "SELECT published::text AS published, counted_at FROM evidence_figures"
    " WHERE la_id = :organisation AND kind = :kind AND first_day = :first"
)
_KEEP = Statement(
    "INSERT INTO evidence_figures (la_id, kind, first_day, published, counted_at)"
    " VALUES (:organisation, :kind, :first, CAST(:published AS jsonb), :at) ON CONFLICT DO NOTHING"
)
_PUBLISH = Statement(
    "INSERT INTO evidence_publications (la_id, kind, first_day, published_at)"
    " VALUES (:organisation, :kind, :first, :at) ON CONFLICT DO NOTHING"
)
_PUBLIC_SINCE = Statement(
    "SELECT published_at FROM evidence_publications WHERE la_id = :organisation AND kind = :kind AND first_day = :first"
)
PUBLISHED = Statement("SELECT * FROM app_published_evidence(:la_code, :kind, :first)")


class LinksOfCases:
    """For which stages of cases a link was made, as one organisation sees it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def made(self, case_id: UUID, stage: Stage) -> tuple[date, int] | None:
        """Return the last day of the latest link, and how many there were. None if there was none."""
        rows = await self._connection.run(_MADE, {"case_id": case_id, "stage": stage})
        return (rows[0].ends_on, rows[0].times) if rows else None

    async def keep(self, case_id: UUID, stage: Stage, ends_on: date) -> None:
        """Store that a link was made."""
        await self._connection.run(_MAKE, {"case_id": case_id, "stage": stage, "ends_on": ends_on})


class CountsOfAnswers:
    """Where families' answers are counted. Nobody is told what was counted."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def count(self, link: Link, quarter: Quarter, counts: Sequence[int]) -> None:
        """Add a family's answers to the counts, unless the link was used before. Nothing says which of the two."""
        values = {
            "once": hashlib.sha256(link.once.encode()).hexdigest(),
            "ends_on": link.ends_on,
            "la": link.la_id,
            "first": quarter.first_day,
            "stage": link.stage,
            "way": link.way or ANY_WAY,
            "counts": counts,
        }
        await self._connection.run(_COUNT, values)


class ExperienceOfAuthority:
    """The counts of an authority's families, and what it published of them."""

    def __init__(self, connection: Connection, organisation_id: UUID) -> None:
        self._connection = connection
        self._organisation_id = organisation_id

    async def counted(self, quarter: Quarter) -> CountedExperience | None:
        """Return the figures of a quarter. None if the quarter was not counted."""
        rows = await self._connection.run(_COUNTED, self._key(quarter))
        return CountedExperience(_figures(rows[0]), rows[0].counted_at) if rows else None

    async def keep(self, quarter: Quarter, counted: CountedExperience) -> None:
        """Store figures. If two callers ask first at the same moment, the second count is dropped."""
        said = _FIGURES.dump_json(counted.figures).decode()
        await self._connection.run(_KEEP, self._key(quarter) | {"published": said, "at": counted.counted_at})

    async def cells(self, quarter: Quarter) -> Cells:
        """Return the counts of a quarter."""
        rows = await self._connection.run(_CELLS, self._key(quarter))
        return {
            (Stage(row.stage), None if row.way == ANY_WAY else Way(row.way)): Cell(row.families, tuple(row.counts))
            for row in rows
        }

    async def publish(self, quarter: Quarter, at: datetime) -> datetime:
        """Publish the figures of a quarter, and return since when they are public."""
        await self._connection.run(_PUBLISH, self._key(quarter) | {"at": at})
        [row] = await self._connection.run(_PUBLIC_SINCE, self._key(quarter))
        since: datetime = row.published_at
        return since

    def _key(self, quarter: Quarter) -> dict[str, object]:
        return {"organisation": self._organisation_id, "kind": KIND, "first": quarter.first_day}


async def published(database: Database, la_code: str, quarter: Quarter) -> Published | None:
    """Return what an authority made public of a quarter. None if it made nothing public."""
    rows = await database.read(PUBLISHED, {"la_code": la_code, "kind": KIND, "first": quarter.first_day})
    if not rows:
        return None
    [row] = rows
    return Published(la_code, row.name, CountedExperience(_figures(row), row.counted_at), row.published_at)


def _figures(row: Row) -> ExperienceFigures:
    return read_back(_FIGURES, row.published, "what was published")
