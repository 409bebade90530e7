"""The SQL of the hot path, built once. A write is one statement: case, event, certificate and key, or nothing."""

from itertools import product

from app.platform.db.connections import Statement

BEGIN = Statement(
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
    FROM written RETURNING seq
)"""

_CERTIFY = """
certified AS (
    INSERT INTO certificates (
        number, case_id, la_id, issuer_id, ground, holder_kind, issued_on, status, sealed_token, recorded_at
    )
    SELECT :certificate_number, id, :la_id, :organisation_id, :ground, :holder_kind, :issued_on, 'active',
           :sealed_token, :at
    FROM written RETURNING number
)"""

_REMEMBER = """
remembered AS (
    INSERT INTO idempotency (organisation_id, key, fingerprint, status, headers, body, recorded_at)
    VALUES (:organisation_id, :key, :fingerprint, :status, CAST(:headers AS jsonb), :body, :at) RETURNING key
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

SAME_NOTICE = Statement(
    "SELECT id FROM cases WHERE la_id = app_organisation() AND plain_reference = app_reference(:reference)"
    " AND kind = :kind AND notice_sent_on = :sent_on ORDER BY not_a_duplicate, opened_at, id LIMIT 1"
)
"""The case that stands for a notice already; of several, the one that was opened first. By the column: under row-level
security no index serves the function."""

REMEMBER = Statement(
    "INSERT INTO idempotency (organisation_id, key, fingerprint, status, headers, body, recorded_at)"
    " VALUES (:organisation_id, :key, :fingerprint, :status, CAST(:headers AS jsonb), :body, :at)"
)

EVENTS_OF_CASE = Statement(
    "SELECT case_id, seq, type, action, by_kind, organisation_id, client_id, occurred_on, recorded_at,"
    " changes::text AS changes, about::text AS about, previous, hash, salt, la_id, provider_id, mediating_provider_id,"
    " body_id FROM events"
    " WHERE case_id = :case_id AND seq > :after ORDER BY seq LIMIT :limit"
)

HOLDS_IN_TRAIL = Statement(
    "SELECT about->>'hold_id' AS hold_id FROM events"
    " WHERE case_id = :case_id AND type = 'slot-held' AND about->>'provider_id' = :provider"
)

AS_MANY = "(SELECT CAST(:limit AS bigint))"
"""How many rows a page has: in a query of its own, which the planner does not look into. It would take a plan made for
this very page to be cheaper than one for all, and make one for each; that takes longer than all else about a page. So
the place from which a page goes on is written, too."""
_BEYOND = (
    "(xid, position) > ((SELECT CAST(CAST(:xid AS text) AS xid8)), (SELECT CAST(:position AS bigint)))"
    " AND xid < (SELECT app_feed_horizon())"
)
_FROM_CASES = (
    "(SELECT case_id, 'case' AS record, case_id AS record_id, seq, type, action, by_kind, organisation_id, client_id,"  # noqa: S608 - the texts above
    " occurred_on, recorded_at, hash, xid::text::bigint AS number, position, xid,"
    " CASE WHEN type = 'duty-completed' THEN changes->'completed'->-1->>'code' END AS duty,"
    " CASE WHEN type IN ('slot-held', 'hold-released') THEN about->>'provider_id' END AS held_with FROM events"
    f" WHERE {{mine}} {_BEYOND} ORDER BY events.xid, events.position LIMIT {AS_MANY})"
)
_FROM_THE_JOURNAL = (
    "(SELECT NULL::uuid AS case_id, record, record_id, seq, type, NULL::varchar AS action,"  # noqa: S608 - likewise
    " CASE WHEN record <> 'referral' OR organisation_id = owner_id THEN by_kind END AS by_kind, organisation_id,"
    " client_id, occurred_on, recorded_at, hash, xid::text::bigint AS number, position, xid, NULL AS duty,"
    " NULL AS held_with FROM journal"
    f" WHERE owner_id = app_organisation() AND {_BEYOND} ORDER BY journal.xid, journal.position LIMIT {AS_MANY})"
)


def _feed(*parts: str) -> Statement:
    both = " UNION ALL ".join(parts)
    return Statement(f"SELECT * FROM ({both}) AS feed ORDER BY feed.xid, feed.position LIMIT {AS_MANY}")  # noqa: S608 - the texts above


FEED = {
    "local_authority": _feed(_FROM_CASES.format(mine="la_id = app_organisation() AND"), _FROM_THE_JOURNAL),
    "mediation_provider": _feed(
        _FROM_CASES.format(mine="provider_id = app_organisation() AND"),
        _FROM_CASES.format(mine="mediating_provider_id = app_organisation() AND"),
        _FROM_THE_JOURNAL,
    ),
    "advice_service": _feed(_FROM_THE_JOURNAL),
    "other": _feed(_FROM_CASES.format(mine=""), _FROM_THE_JOURNAL),
}
"""Ordered by transaction first: a row of an open transaction can then never appear behind a cursor. By the column, in
so many words: the number alone would be the text above, which no index is in the order of. Each part reads no further
than the page is long, along an index of its own."""

STANDS = Statement(
    "SELECT state, regime, kind, notice_sent_on, certificate_number, appeal_basis, permission_granted_on,"
    " exemption_claimed, placement_only, before_tribunal, version, opened_at, updated_at"
    " FROM cases WHERE id = :case_id"
)
"""The columns that repeat a case's facts, so that PostgreSQL can check them."""
CERTIFICATES_OF_CASE = Statement(
    "SELECT number, issuer_id, ground, holder_kind, issued_on, status, sealed_token FROM app_certificates_of(:case_id)"
)
CERTIFICATE = Statement(
    "SELECT number, case_id, issuer_id, ground, holder_kind, issued_on, status, sealed_token, recorded_at"
    " FROM certificates WHERE number = :number"
)
VERIFY = Statement("SELECT * FROM app_verify_certificate(:number, :asked_by, :at)")
LOOKUPS = Statement(
    "SELECT id, answer, asked_by, recorded_at, times, COALESCE(last_at, recorded_at) AS last_at"
    " FROM certificate_lookups"
    " WHERE number = :number AND id > :after ORDER BY id LIMIT :limit"
)

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
TRACE = Statement(
    "INSERT INTO certificate_lookups (number, answer, asked_by, recorded_at) VALUES (:number, :answer, :asked_by, :at)"
)
