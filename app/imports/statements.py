"""The SQL of imports, built once."""

from app.platform.db.connections import Statement
from app.platform.db.statements import AS_MANY

LEASE_SECONDS = 30
"""How long a worker may be silent before another goes on with its import. A batch takes less than one second."""
_LEASE = f"clock_timestamp() + interval '{LEASE_SECONDS} seconds'"
_OPEN = "status IN ('received', 'running')"

_COLUMNS = (
    "id, status, dry_run, format, encoding, delimiter, columns::text AS columns, rows, worked, received_at, started_at,"
    " finished_at, failure"
)

OPEN_IMPORTS = Statement(f"SELECT count(*) AS count FROM imports WHERE {_OPEN} AND la_id = app_organisation()")  # noqa: S608 - ours
TAKE_IN = Statement(
    "INSERT INTO imports (id, la_id, client_id, status, dry_run, format, encoding, delimiter, columns, rows,"
    " received_at)"
    " VALUES (:id, :la_id, :client_id, 'received', :dry_run, :format, :encoding, :delimiter, CAST(:columns AS jsonb),"
    " :rows, :at)"
)
TAKE_IN_PARTS = Statement(
    "INSERT INTO import_parts (id, import_id, la_id, place, rows, sealed)"
    " SELECT id, CAST(:import_id AS uuid), CAST(:la_id AS uuid), place, rows, sealed FROM unnest("
    "CAST(:ids AS uuid[]), CAST(:places AS integer[]), CAST(:rows AS integer[]), CAST(:sealed AS bytea[]))"
    " AS told (id, place, rows, sealed)"
)
FORGET_OLDEST = Statement(
    "DELETE FROM imports WHERE id IN (SELECT id FROM imports WHERE la_id = app_organisation()"  # noqa: S608 - our own
    f" AND NOT ({_OPEN}) ORDER BY received_at DESC, id DESC OFFSET :kept)"
)

WAITING = Statement("SELECT id, la_id, client_id FROM app_imports_waiting(CAST(:holder AS uuid))")
CLAIM = Statement(
    "WITH held AS ("  # noqa: S608 - our own
    f"UPDATE imports SET status = 'running', holder = :holder, lease_until = {_LEASE},"
    " started_at = coalesce(started_at, :at),"
    " attempts = attempts + CASE WHEN holder = :holder THEN 0 ELSE 1 END"
    f" WHERE id = :id AND {_OPEN}"
    " AND (lease_until IS NULL OR lease_until < clock_timestamp() OR holder = :holder)"
    " RETURNING id, dry_run, attempts)"
    " SELECT held.id, held.dry_run, held.attempts, first.id AS part_id, first.sealed FROM held LEFT JOIN LATERAL ("
    "SELECT id, sealed FROM import_parts WHERE import_id = held.id ORDER BY place LIMIT 1) AS first ON true"
)
"""Takes an import for a worker, with the rows that wait first."""
EARLIER_CASES = Statement("SELECT id, facts::text AS facts FROM cases WHERE id = ANY(CAST(:ids AS uuid[]))")
KNOWN_CASES = Statement(
    "SELECT asked.ref, asked.plain, c.id, c.kind, c.notice_sent_on, c.notice_status, c.sealed, i.told::text AS told,"
    " t.sealed AS contact"
    " FROM (SELECT ref, app_reference(ref) AS plain FROM unnest(CAST(:references AS text[])) AS told (ref)) AS asked"
    " LEFT JOIN LATERAL ((SELECT * FROM cases WHERE la_id = app_organisation()"
    " AND plain_reference ~>=~ asked.plain AND plain_reference ~<=~ asked.plain"
    " ORDER BY plain_reference USING ~<~) UNION ALL (SELECT * FROM cases WHERE la_id = app_organisation()"
    " AND plain_ended_reference ~>=~ asked.plain AND plain_ended_reference ~<=~ asked.plain"
    " AND facts->>'transferred' IS NULL ORDER BY plain_ended_reference USING ~<~)) AS c ON true"
    " LEFT JOIN imported_cases i ON i.case_id = c.id LEFT JOIN contacts t ON t.case_id = c.id"
    " ORDER BY c.not_a_duplicate, c.opened_at, c.id"
)
"""The plain form of each reference, and its cases. A plan is kept, though the authority had no case when the plan was
made. So each reference asks for the order of the index of references: another index would read every case."""
GONE_CASES = Statement(
    "SELECT asked.plain, said.kind, said.sent_on FROM unnest(CAST(:plain AS text[])) AS asked (plain), LATERAL ("
    "SELECT * FROM transfers WHERE from_la_id = app_organisation()"
    " AND plain_reference ~>=~ asked.plain AND plain_reference ~<=~ asked.plain"
    " ORDER BY plain_reference USING ~<~) AS t, LATERAL ("
    "SELECT (array_agg(e.changes->>'kind' ORDER BY e.seq DESC) FILTER (WHERE e.changes ? 'kind'))[1] AS kind,"
    " (array_agg(e.changes->>'notice_sent_on' ORDER BY e.seq DESC) FILTER (WHERE e.changes ? 'notice_sent_on'))[1]"
    " AS sent_on, bool_or(e.seq = 1 AND e.la_id = t.from_la_id) AS own"
    " FROM events e WHERE e.case_id = t.case_id AND e.seq <= t.version) AS said"
    " WHERE said.own AND NOT EXISTS (SELECT FROM cases c WHERE c.id = t.case_id)"
)
"""The notices under each reference whose case another authority has now, as the trail of the asking authority's own
time says."""
UNANSWERED = Statement(
    "SELECT told.place, same.id FROM unnest(CAST(:references AS text[]), CAST(:kinds AS text[]),"
    " CAST(:sent_on AS date[]), CAST(:printed_on AS date[]), CAST(:appellants AS text[]), CAST(:holders AS text[]))"
    " WITH ORDINALITY AS told (reference, kind, sent_on, printed_on, appellant, holder, place),"
    " LATERAL (SELECT * FROM app_same_notice(app_organisation(), told.kind,"
    " array_remove(ARRAY[told.sent_on, told.printed_on], NULL), told.reference,"
    " told.appellant, NULL, told.holder) LIMIT 1) AS same WHERE NOT same.sure OR same.id IS NULL"
)
"""The notices that an adviser recorded without a reference, and that the authority has not answered: one of them may be
the notice of a row. Without an id: the case of the notice was transferred to another authority."""
KNOWN_ROWS = Statement(
    "SELECT r.row, r.plain_reference, r.kind, r.notice_sent_on, r.told::text AS told"
    " FROM unnest(CAST(:plain AS text[])) AS asked (plain), LATERAL ("
    "SELECT * FROM import_rows WHERE import_id = :id AND verdict = 'would_import'"
    " AND plain_reference >= asked.plain AND plain_reference <= asked.plain ORDER BY plain_reference) AS r"
    " ORDER BY r.row"
)
"""Likewise."""
KEEP_ROWS = Statement(
    "INSERT INTO import_rows (import_id, la_id, row, verdict, says, la_reference, kind, notice_sent_on, case_id,"
    " faults, told)"
    " SELECT CAST(:id AS uuid), CAST(:la_id AS uuid), * FROM unnest(CAST(:row AS integer[]), CAST(:verdict AS text[]),"
    " CAST(:says AS text[]), CAST(:la_reference AS text[]), CAST(:kind AS text[]), CAST(:sent_on AS date[]),"
    " CAST(:case_id AS uuid[]), CAST(:faults AS jsonb[]), CAST(:told AS jsonb[]))"
)
KEEP_ORIGINS = Statement(
    "INSERT INTO imported_cases (import_id, la_id, case_id, row, told)"
    " SELECT CAST(:id AS uuid), CAST(:la_id AS uuid), * FROM unnest(CAST(:case_id AS uuid[]), CAST(:row AS integer[]),"
    " CAST(:told AS jsonb[]))"
)
FORGET_PART = Statement("DELETE FROM import_parts WHERE id = :part")
GO_ON = Statement(
    "UPDATE imports SET worked = worked + :rows, attempts = 0,"  # noqa: S608 - our own
    " status = CASE WHEN worked + :rows = rows THEN 'done' ELSE status END,"
    " finished_at = CASE WHEN worked + :rows = rows THEN CAST(:at AS timestamptz) END,"
    f" lease_until = {_LEASE}"
    " WHERE id = :id AND status = 'running' AND holder = :holder RETURNING status"
)
FAIL = Statement(
    "WITH gone AS (DELETE FROM import_parts WHERE import_id = :id)"
    " UPDATE imports SET status = 'failed', failure = :failure, finished_at = :at"
    " WHERE id = :id AND status = 'running' AND holder = :holder"
)
CANCEL = Statement(
    "WITH cancelled AS (UPDATE imports SET status = 'cancelled', finished_at = :at"  # noqa: S608 - our own
    f" WHERE id = :id AND {_OPEN} RETURNING id)"
    " DELETE FROM import_parts WHERE import_id IN (SELECT id FROM cancelled)"
)

IMPORT = Statement(f"SELECT {_COLUMNS} FROM imports WHERE id = :id")  # noqa: S608 - our own
COUNTS = Statement("SELECT verdict, count(*) AS count FROM import_rows WHERE import_id = :id GROUP BY verdict")
IMPORTS = Statement(
    f"SELECT {_COLUMNS} FROM imports WHERE la_id = app_organisation()"  # noqa: S608 - our own
    " AND (CAST(:received_at AS timestamptz) IS NULL OR (received_at, id) <"
    " (CAST(:received_at AS timestamptz), CAST(:id AS uuid)))"
    f" ORDER BY received_at DESC, id DESC LIMIT {AS_MANY}"
)
ROWS = Statement(
    "SELECT row, verdict, says, la_reference, case_id, faults::text AS faults FROM import_rows"  # noqa: S608 - our own
    " WHERE import_id = :id AND row > :after"
    " AND (CAST(:verdicts AS text[]) IS NULL OR verdict = ANY(CAST(:verdicts AS text[])))"
    f" ORDER BY row LIMIT {AS_MANY}"
)
