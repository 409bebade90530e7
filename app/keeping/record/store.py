"""What the record of a case reads beside the stores of the other wings."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.platform.db.connections import Row, Statement
from app.platform.db.work import Work

_CERTIFICATES = Statement(
    "SELECT c.number, c.issuer_id, c.ground, c.holder_kind, c.issued_on, n.status, n.revoked_because, c.replaces,"
    " c.sealed_token, c.recorded_at FROM certificates c, app_certificate_now(c.number) n"
    " WHERE c.case_id = :case_id ORDER BY c.recorded_at, c.number"
)
_TRACES = Statement(
    "INSERT INTO certificate_lookups (number, answer, asked_by, recorded_at)"
    " SELECT number, 'read', :asked_by, :at FROM unnest(CAST(:numbers AS text[])) AS number"
)
_LOOKED_UP = Statement(
    "SELECT number, CASE WHEN asked_by LIKE 'public %' THEN 'public' ELSE asked_by END AS asked_by,"
    " sum(times)::integer AS times, min(recorded_at) AS first_at, max(coalesce(last_at, recorded_at)) AS last_at"
    " FROM certificate_lookups WHERE number = ANY(CAST(:numbers AS text[])) GROUP BY 1, 2 ORDER BY 1, 4, 2"
)
_READS = Statement(
    "SELECT organisation_id, by_kind, client_id, CASE WHEN organisation_id = :own THEN on_behalf_of ELSE '' END"
    " AS on_behalf_of, surface, min(read_at) AS first_at, max(read_at) AS last_at,"
    " count(DISTINCT hour)::integer AS hours FROM case_reads WHERE case_id = :case_id"
    " GROUP BY 1, 2, 3, 4, 5 ORDER BY 6, 1, 3, 5, 4"
)
_IMPORTED = Statement("SELECT import_id, row, told::text AS told FROM imported_cases WHERE case_id = :case_id")


async def certificates_of(work: Work, case_id: UUID) -> tuple[Sequence[Row], Sequence[Row]]:
    """Return the certificates of a case that the caller may see, and who looked each of them up. Both leave a trace:
    this is a look-up too.
    """
    found = await work.connection.run(_CERTIFICATES, {"case_id": case_id})
    numbers = [row.number for row in found]
    if not numbers:
        return (), ()
    looked = await work.connection.run(_LOOKED_UP, {"numbers": numbers})
    await work.connection.run(_TRACES, {"numbers": numbers, "asked_by": work.actor.client_id, "at": work.now})
    return found, looked


async def reads_of(work: Work, case_id: UUID) -> Sequence[Row]:
    """Return the reads of a case that the caller may see, put together by client and by part of the case."""
    return await work.connection.run(_READS, {"case_id": case_id, "own": work.actor.organisation_id})


async def imported_as(work: Work, case_id: UUID) -> dict[str, Any] | None:
    """Return the row with which the asking authority imported a case. None if it did not."""
    rows = await work.connection.run(_IMPORTED, {"case_id": case_id})
    return {**rows[0], "told": json.loads(rows[0].told)} if rows else None
