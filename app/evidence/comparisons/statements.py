"""The SQL of comparisons, built once."""

from app.platform.db.connections import Statement
from app.platform.db.statements import AS_MANY

LEASE_SECONDS = 30
"""How long a worker may be silent before another worker takes its comparison."""
_LEASE = f"clock_timestamp() + interval '{LEASE_SECONDS} seconds'"
_COLUMNS = "id, status, asked::text AS asked, progress, asked_at, started_at, finished_at, failure"

ONE_AT_A_TIME = Statement(
    "SELECT pg_advisory_xact_lock(hashtextextended(CAST(app_organisation() AS text), 12)) IS NULL AS locked"
)
"""Requests that come at once would each count the others as not yet there."""
OPEN = Statement(
    "SELECT count(*) AS count FROM evidence_comparisons WHERE status = 'running' AND la_id = app_organisation()"
)
ASK = Statement(
    "INSERT INTO evidence_comparisons (id, la_id, client_id, status, asked, asked_at)"
    " VALUES (:id, :la_id, :client_id, 'running', CAST(:asked AS json), :at)"
)
FORGET_OLDEST = Statement(
    "DELETE FROM evidence_comparisons WHERE id IN (SELECT id FROM evidence_comparisons"
    " WHERE la_id = app_organisation() AND status <> 'running' ORDER BY asked_at DESC, id DESC OFFSET :kept)"
)
COMPARISON = Statement(
    f"SELECT {_COLUMNS}, result::text AS result, charts::text AS charts FROM evidence_comparisons WHERE id = :id"  # noqa: S608 - our own
)
COMPARISONS = Statement(
    f"SELECT {_COLUMNS} FROM evidence_comparisons WHERE la_id = app_organisation()"  # noqa: S608 - our own
    " AND (CAST(:asked_at AS timestamptz) IS NULL OR (asked_at, id) <"
    " (CAST(:asked_at AS timestamptz), CAST(:id AS uuid)))"
    f" ORDER BY asked_at DESC, id DESC LIMIT {AS_MANY}"
)
READINGS = Statement(
    "UPDATE evidence_readings SET used_at = :at WHERE la_id = app_organisation() AND regime = :regime"
    " AND first_day = ANY(CAST(:days AS date[])) RETURNING first_day, families::text AS families"
)
"""What the cases of some quarters said when they were read first. They are read once, so that nobody can compare two
readings."""
OWN_CASES = Statement(
    "SELECT facts::text AS facts FROM cases WHERE la_id = app_organisation() AND regime = :regime"
    " AND notice_sent_on BETWEEN :first AND :last ORDER BY id LIMIT :most"
)
KEEP_READING = Statement(
    "INSERT INTO evidence_readings (la_id, first_day, regime, families, read_at, used_at)"
    " VALUES (app_organisation(), :first, :regime, CAST(:families AS json), :at, :at)"
    " ON CONFLICT (la_id, first_day, regime) DO UPDATE SET used_at = excluded.used_at"
    " RETURNING first_day, families::text AS families"
)
"""Keeps a reading, and returns the one that is kept: another request may have been first."""
CANCEL = Statement(
    "UPDATE evidence_comparisons SET status = 'cancelled', finished_at = :at, holder = NULL, lease_until = NULL"
    " WHERE id = :id AND status = 'running'"
)

WAITING = Statement("SELECT id, la_id, client_id FROM app_comparisons_waiting()")
CLAIM = Statement(
    f"UPDATE evidence_comparisons SET holder = :holder, lease_until = {_LEASE},"  # noqa: S608 - our own
    " started_at = coalesce(started_at, :at), attempts = attempts + 1"
    " WHERE id = :id AND status = 'running' AND (lease_until IS NULL OR lease_until < clock_timestamp())"
    " RETURNING asked::text AS asked, attempts"
)
"""Takes a comparison for a worker. Two workers that try at once wait for each other, and one finds nothing."""
GO_ON = Statement(
    f"UPDATE evidence_comparisons SET lease_until = {_LEASE}, progress = greatest(progress, :progress)"  # noqa: S608 - our own
    " WHERE id = :id AND status = 'running' AND holder = :holder RETURNING id"
)
FINISH = Statement(
    "UPDATE evidence_comparisons SET status = 'done', progress = 1, result = CAST(:result AS json),"
    " charts = CAST(:charts AS json), finished_at = :at, holder = NULL, lease_until = NULL"
    " WHERE id = :id AND status = 'running' AND holder = :holder"
)
FAIL = Statement(
    "UPDATE evidence_comparisons SET status = 'failed', failure = :failure, finished_at = :at, holder = NULL,"
    " lease_until = NULL WHERE id = :id AND status = 'running' AND holder = :holder"
)
RELEASE = Statement(
    "UPDATE evidence_comparisons SET holder = NULL, lease_until = NULL, attempts = attempts - 1"
    " WHERE id = :id AND status = 'running' AND holder = :holder"
)
"""A worker that ends lets go: another takes the comparison at once."""
