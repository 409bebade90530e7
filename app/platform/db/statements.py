"""The SQL of the hot path, built once. A write is one statement: case, event, certificate and key, or nothing."""

from itertools import product

from app.platform.db.connections import Statement

BEGIN = Statement(
    "SELECT days_ahead, fingerprint, status, headers::text AS headers, body"
    " FROM app_begin(CAST(:organisation AS uuid), :kind, :key, NULL, false, false)"
)

BEGIN_ON_CASE = Statement(
    "SELECT days_ahead, fingerprint, status, headers::text AS headers, body, id, la_id, la_code, provider_id, body_id,"
    " la_reference, appellant_reference, notice_contents::text AS notice_contents, facts::text AS facts, sealed,"
    " version, head, opened_at, updated_at, mediating_provider_id"
    " FROM app_begin(CAST(:organisation AS uuid), :kind, :key, CAST(:case AS uuid), :lock, :acts)"
)

LOCK_CASES = Statement(
    "SELECT id, la_id, la_code, provider_id, body_id, la_reference, appellant_reference,"
    " notice_contents::text AS notice_contents, facts::text AS facts, sealed, version, head, opened_at, updated_at,"
    " mediating_provider_id FROM cases WHERE id = ANY(CAST(:ids AS uuid[])) ORDER BY id FOR NO KEY UPDATE"
)
"""No key is changed: whoever only refers to a case, as a referral to the advice service does, need not wait."""

_OPEN = """
written AS (
    INSERT INTO cases (
        id, la_id, la_code, provider_id, body_id, la_reference, appellant_reference, regime, kind, notice_sent_on,
        notice_contents, state, placement_only, arrange_by, offer_on, not_a_duplicate, facts, sealed, version, head,
        opened_at, updated_at
    ) VALUES (
        :case_id, :la_id, :la_code, :provider_id, :body_id, :la_reference, :appellant_reference, :regime, :kind,
        :notice_sent_on, CAST(:notice_contents AS jsonb), :state, :placement_only, :arrange_by, :offer_on,
        :not_a_duplicate, CAST(:facts AS jsonb), :sealed, :version, :head, :at, :at
    ) RETURNING id
)"""

_SAVE = """
written AS (
    UPDATE cases SET
        body_id = :body_id, mediating_provider_id = :mediating_provider_id, state = :state,
        placement_only = :placement_only, arrange_by = :arrange_by, offer_on = :offer_on,
        certificate_number = :certificate_number, appeal_basis = :appeal_basis,
        permission_granted_on = :permission_granted_on, exemption_claimed = :exemption_claimed,
        facts = CAST(:facts AS jsonb), sealed = :sealed, version = :version, head = :head, updated_at = :at
    WHERE id = :case_id AND version = :version - 1
    RETURNING id
)"""

_LOG = """
logged AS (
    INSERT INTO events (
        case_id, seq, la_id, provider_id, mediating_provider_id, type, action, by_kind, organisation_id, client_id,
        occurred_on, recorded_at, changes, about, previous, hash, salt, body_id
    )
    SELECT id, :version, :la_id, :provider_id, :mediating_provider_id, :type, :action, :by_kind, :organisation_id,
           :client_id, :occurred_on, :at, CAST(:changes AS jsonb), CAST(:about AS jsonb), :previous, :head, :salt,
           :body_id
    FROM written
)"""

_CERTIFY = """
certified AS (
    INSERT INTO certificates (
        number, case_id, la_id, issuer_id, ground, holder_kind, issued_on, status, sealed_token, recorded_at
    )
    SELECT :certificate_number, id, :la_id, :organisation_id, :ground, :holder_kind, :issued_on, 'active',
           :sealed_token, :at
    FROM written
)"""

_REMEMBER = """
remembered AS (
    INSERT INTO idempotency (organisation_id, key, fingerprint, status, headers, body, recorded_at)
    VALUES (:organisation_id, :key, :fingerprint, :status, CAST(:headers AS jsonb), :body, :at)
)"""


def _write(*parts: str) -> Statement:
    return Statement(f"WITH {', '.join(part.strip() for part in parts)} SELECT count(*) FROM written")  # noqa: S608 - see above


WRITE: dict[tuple[bool, bool, bool], Statement] = {
    (opened, certified, remembered): _write(
        _OPEN if opened else _SAVE,
        _LOG,
        *([_CERTIFY] if certified else []),
        *([_REMEMBER] if remembered else []),
    )
    for opened, certified, remembered in product((False, True), repeat=3)
}
"""By: whether a case is opened, a certificate issued, a key remembered."""

REPLACE = Statement("UPDATE certificates SET status = 'superseded' WHERE number = :replaces AND status = 'active'")
"""Apart and first: at most one certificate of a case is active, and one statement's parts see no order."""

REMEMBER = Statement(
    "INSERT INTO idempotency (organisation_id, key, fingerprint, status, headers, body, recorded_at)"
    " VALUES (:organisation_id, :key, :fingerprint, :status, CAST(:headers AS jsonb), :body, :at)"
)

AS_MANY = "(SELECT CAST(:limit AS bigint))"
"""How many rows a page has: in a query of its own, which the planner does not look into. It would take a plan made for
this very page to be cheaper than one for all, and make one for each; that takes longer than all else about a page. So
the place from which a page goes on is written, too."""
ORGANISATIONS = Statement("SELECT id, slug, kind, name, la_code, sandbox FROM organisations")
PARTNERSHIPS = Statement("SELECT la_id, partner_id, partner_kind, rank FROM partnerships ORDER BY la_id, rank")
CLIENT = Statement(
    "SELECT c.client_id, c.organisation_id, app_secret_form(c.client_id) AS secret_form, c.scopes, o.kind, o.la_code"
    " FROM clients c JOIN organisations o ON o.id = c.organisation_id WHERE c.client_id = :client_id AND NOT c.disabled"
)
PROVES = Statement("SELECT app_proves(:client_id, :hashed) AS proven")
READY = Statement("SELECT 1")
UPKEEP = Statement("SELECT command, done_at FROM upkeep")
MARK = Statement(
    "SELECT CASE WHEN current_setting('transaction_read_only') = 'off'"
    " THEN pg_logical_emit_message(true, 'mediation', 'ready') IS NOT NULL ELSE false END AS kept"
)
"""Writes to the log and to no table: its commit is as real as any."""
DAYS_AHEAD = Statement("SELECT days_ahead FROM sandbox_clock")
ADVANCE = Statement(
    "INSERT INTO sandbox_clock (one, days_ahead) VALUES (true, :days)"
    " ON CONFLICT (one) DO UPDATE SET days_ahead = sandbox_clock.days_ahead + :days"
    " WHERE current_date + sandbox_clock.days_ahead + :days <= CAST(:limit AS date) RETURNING days_ahead"
)
