"""The cases that figures count, as PostgreSQL holds them."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from app.cases.domain.setting import Setting
from app.cases.records import facts_from_json
from app.evidence.domain.outcomes import Outcome, became
from app.evidence.domain.panels import ReviewedCase
from app.evidence.domain.settings import DisputedSetting
from app.platform.db.connections import Connection, Row, Statement
from app.platform.json import read_back

_SETTING: TypeAdapter[Setting] = TypeAdapter(Setting)

_OF_A_YEAR = """
SELECT (facts->'{fact}')::text AS said, jsonb_typeof(facts->'appeal') = 'object' AS appealed
FROM cases WHERE la_id = :organisation AND notice_sent_on BETWEEN :first AND :last
    AND jsonb_typeof(facts->'{fact}') = '{kind}'"""
_REVIEWED = Statement(
    "SELECT facts::text AS facts FROM cases WHERE la_id = :organisation AND notice_sent_on BETWEEN :first AND :last"
    " AND jsonb_typeof(facts->'panels') = 'array' AND facts->'panels' <> '[]'"
)
_ABOUT_SETTINGS = Statement(_OF_A_YEAR.format(fact="setting", kind="object"))


class CountedCases:
    """The cases of an authority, read one year at a time."""

    def __init__(self, connection: Connection, organisation_id: UUID) -> None:
        self._connection = connection
        self._organisation_id = organisation_id

    async def reviewed(self, first: date, last: date) -> list[ReviewedCase]:
        """Return the cases that a panel reviewed."""
        rows = await self._connection.run(_REVIEWED, self._of(first, last))
        reviewed = [facts_from_json(row.facts) for row in rows]
        return [ReviewedCase(facts.panels, became(facts)) for facts in reviewed]

    async def about_settings(self, first: date, last: date) -> list[DisputedSetting]:
        """Return the disputes about Section I of which something is known of the setting."""
        rows = await self._connection.run(_ABOUT_SETTINGS, self._of(first, last))
        return [DisputedSetting(read_back(_SETTING, row.said, "the setting of a case"), _outcome(row)) for row in rows]

    def _of(self, first: date, last: date) -> dict[str, Any]:
        return {"organisation": self._organisation_id, "first": first, "last": last}


def _outcome(row: Row) -> Outcome:
    return Outcome.APPEALED if row.appealed else Outcome.NOT_APPEALED
