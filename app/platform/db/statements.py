"""The SQL that every wing uses, built once: the start of a request, its key, the registered clients, the clock."""

from app.platform.db.connections import Statement

BOUND_ROLE = "mediation_app"
"""The role that row-level security binds."""

BEGIN = Statement(
    "SELECT days_ahead, fingerprint, status, headers::text AS headers, body"
    " FROM app_begin(CAST(:organisation_id AS uuid), :asker, :key, NULL, false, false)"
)

_KEY = "CAST(:key AS text)"


def as_caller(record: str, *, writes: bool = True) -> str:
    """Return what says who asks before the first row is met, and is the record's id. A writer locks its key."""
    key = _KEY if writes else "NULL"
    return f"app_bind(CAST(:organisation_id AS uuid), :asker, {key}, CAST({record} AS uuid))"


DAYS_AHEAD = "(SELECT days_ahead FROM sandbox_clock) AS days_ahead"
KEY_KNOWN = f"EXISTS (SELECT FROM idempotency WHERE organisation_id = :organisation_id AND key = {_KEY}) AS key_known"

KEPT_UNDER_KEY = (
    "INSERT INTO idempotency (organisation_id, key, fingerprint, status, headers, body, recorded_at)"
    f" SELECT :organisation_id, {_KEY}, :fingerprint, :status, CAST(:headers AS jsonb), :body, :at"
)
REMEMBER = Statement(f"{KEPT_UNDER_KEY} WHERE {as_caller(':organisation_id')} IS NOT NULL")

AS_MANY = "(SELECT CAST(:limit AS bigint))"
"""The number of rows of a page, as a subquery that the planner does not look into.

If the planner saw the number, it would take a plan for this page to be cheaper than a general plan, and make one for
each page. That takes longer than the rest of a page. The position from which a page continues is written in the same
way.
"""

ORGANISATIONS = Statement("SELECT id, slug, kind, name, la_code, sandbox, disabled FROM organisations")
PARTNERSHIPS = Statement(
    "SELECT p.la_id, p.partner_id, p.partner_kind, p.begins_on, p.ends_on"
    " FROM partnerships p JOIN organisations o ON o.id = p.partner_id ORDER BY p.la_id, p.rank, p.begins_on, o.slug"
)
ADMITTED = Statement(
    "SELECT c.client_id, c.scopes FROM clients c JOIN organisations o ON o.id = c.organisation_id"
    " WHERE NOT c.disabled AND NOT o.disabled"
)
CLIENT = Statement(
    "SELECT c.client_id, c.organisation_id, app_secret_form(c.client_id) AS secret_form, c.scopes, o.kind, o.la_code,"
    " (SELECT string_agg(s.slot || ' ' || s.made_at, ',' ORDER BY s.slot) FROM client_secrets s"
    " WHERE s.client_id = c.client_id AND coalesce(s.retires_at > app_now(), true)) AS live_secrets"
    " FROM clients c JOIN organisations o ON o.id = c.organisation_id"
    " WHERE c.client_id = :client_id AND NOT c.disabled AND NOT o.disabled"
)
PROVES = Statement("SELECT app_proves(:client_id, :hashed) AS proven")
READY = Statement("SELECT 1")
UPKEEP = Statement("SELECT command, done_at FROM upkeep")
MARK = Statement(
    "SELECT CASE WHEN current_setting('transaction_read_only') = 'off'"
    " THEN pg_logical_emit_message(true, 'mediation', 'ready') IS NOT NULL ELSE false END AS kept"
)
"""Writes to the log and to no table: its commit is as real as any."""
NO_YEAR_BEING_TOLD = "NOT EXISTS (SELECT FROM sandbox_year)"
"""The condition of keeping a figure. Families appear in the past quarters of a sandbox while its year is being told."""
CLOCK = Statement("SELECT days_ahead FROM sandbox_clock")
ADVANCE = Statement(
    "INSERT INTO sandbox_clock (one, days_ahead) VALUES (true, :days)"
    " ON CONFLICT (one) DO UPDATE SET days_ahead = sandbox_clock.days_ahead + :days"
    " WHERE current_date + sandbox_clock.days_ahead + :days <= CAST(:limit AS date) RETURNING days_ahead"
)
