"""The events of a provider and an authority, as PostgreSQL holds them."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Final
from uuid import UUID

from app.cases.records import LoggedEvent, Outline
from app.cases.statements import EVENT
from app.cases.store_trail import logged
from app.evidence.domain.contract import ARRANGEMENT_DAYS
from app.evidence.exports.contract_use_cases import Pair
from app.kernel.london import LONDON
from app.platform.db.connections import Connection, Statement

AT_ONCE: Final = 200
"""How many cases are read at a time: with their events, some megabytes."""

_CASES = Statement(
    "SELECT DISTINCT case_id FROM events WHERE la_id = :la AND provider_id = :provider AND recorded_at >= :since"
    " AND case_id > CAST(:after AS uuid) ORDER BY case_id LIMIT :limit"
)
_EVENTS = Statement(
    f"SELECT {EVENT} FROM events WHERE case_id = ANY(CAST(:ids AS uuid[])) AND la_id = :la AND provider_id = :provider"  # noqa: S608 - columns of our own
    " ORDER BY case_id, seq"
)


class PairEvents:
    """The events that were recorded while cases were with a pair. Each side of the pair sees all of them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def trails(self, pair: Pair, since: date) -> AsyncIterator[Sequence[Sequence[LoggedEvent]]]:
        """Yield the events of each case that had one recorded since a day, some cases at a time.

        A certificate becomes due 30 days after the request, so cases of the 30 days before are read too.
        """
        earliest = datetime.combine(since - timedelta(days=ARRANGEMENT_DAYS + 1), time(), LONDON)
        whose = {"la": pair.la_id, "provider": pair.provider_id}
        after = UUID(int=0)
        while True:
            place = {**whose, "since": earliest, "after": after, "limit": AT_ONCE}
            cases = [row.case_id for row in await self._connection.run(_CASES, place)]
            if not cases:
                return
            after = cases[-1]
            rows = await self._connection.run(_EVENTS, {**whose, "ids": cases})
            yield [
                [logged(row, _nothing_known(case)) for row in found]
                for case, found in groupby(rows, key=lambda row: row.case_id)
            ]


def _nothing_known(case_id: UUID) -> Outline:
    """Return the outline of a case that the caller may no longer see. Nothing of the notice is needed here."""
    return Outline(case_id, "", None, None, None, 0, "")
