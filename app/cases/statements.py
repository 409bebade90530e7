"""The SQL of cases, built once. A write is one statement: case, event, certificate and key, or nothing."""

from itertools import product

from app.platform.db.connections import Statement
from app.platform.db.statements import DAYS_AHEAD, KEPT_UNDER_KEY, KEY_KNOWN, as_caller

_CASE = (
    "id, la_id, la_code, provider_id, body_id, la_reference, appellant_reference,"
    " notice_contents::text AS notice_contents, facts::text AS facts, sealed, version, head, opened_at, updated_at,"
    " mediating_provider_id"
)

BEGIN_ON_CASE = Statement(
    f"SELECT days_ahead, fingerprint, status, headers::text AS headers, body, {_CASE}"  # noqa: S608 - our own
    " FROM app_begin(CAST(:organisation_id AS uuid), :asker, :key, CAST(:case AS uuid), :lock, :acts)"
)

_GLANCE = f"{_CASE}, {DAYS_AHEAD} FROM cases WHERE id = (SELECT {as_caller(':case', writes=False)})"
GLANCE_AT_CASE = Statement(f"SELECT {_GLANCE}")
AT_ONCE_ON_CASE = Statement(f"SELECT {KEY_KNOWN}, xmin AS written_by, {_GLANCE}")
"""Begins an action that holds no lock. The key is looked at with the case, in one snapshot. `xmin` is the transaction
that wrote the row: it also tells of a change that is no event, as when what is sealed is sealed with another key."""

_SAME_NOTICE = (
    "SELECT id FROM cases WHERE la_id = {la} AND plain_reference = app_reference(:reference)"
    " AND kind = :kind AND notice_sent_on = :sent_on ORDER BY not_a_duplicate, opened_at, id LIMIT 1"
)
SAME_NOTICE = Statement(_SAME_NOTICE.format(la="app_organisation()"))
"""The case that stands for a notice already; of several, the one that was opened first. By the column: under row-level
security no index serves the function."""
AT_ONCE_ON_NOTICE = Statement(
    f"SELECT {KEY_KNOWN}, {DAYS_AHEAD}, ({_SAME_NOTICE.format(la='CAST(:organisation_id AS uuid)')}) AS same"
    f" WHERE {as_caller(':organisation_id', writes=False)} IS NOT NULL"
)
"""Begins a case that holds no lock. The authority is given: when this is planned, nobody has asked yet, and a plan for
nobody reads all the authority's cases."""

LOCK_CASES = Statement(
    f"SELECT {_CASE} FROM cases WHERE id = ANY(CAST(:ids AS uuid[])) ORDER BY id FOR NO KEY UPDATE"  # noqa: S608 - our own
)
"""No key is changed: whoever only refers to a case, as a referral to the advice service does, need not wait."""

_OPEN = """
written AS (
    INSERT INTO cases (
        id, la_id, la_code, provider_id, body_id, la_reference, appellant_reference, regime, kind, notice_sent_on,
        notice_contents, state, placement_only, arrange_by, offer_on, not_a_duplicate, facts, sealed, version, head,
        opened_at, updated_at
    ) VALUES (
        {this_case}, :la_id, :la_code, :provider_id, :body_id, :la_reference, :appellant_reference, :regime, :kind,
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
    WHERE id = (SELECT {this_case}) AND version = :version - 1
        AND (CAST(:written_by AS xid) IS NULL OR xmin = CAST(:written_by AS xid))
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

_REMEMBER = f"remembered AS ({KEPT_UNDER_KEY} FROM written)"


def _write(*parts: str) -> Statement:
    written = f"WITH {', '.join(part.strip() for part in parts)} SELECT id FROM written"  # noqa: S608 - see above
    return Statement(written.format(this_case=as_caller(":case_id")))


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

STANDS = Statement(
    "SELECT state, regime, kind, notice_sent_on, certificate_number, appeal_basis, permission_granted_on,"
    " exemption_claimed, placement_only, before_tribunal, version, opened_at, updated_at"
    " FROM cases WHERE id = :case_id"
)
"""The columns that repeat a case's facts, so that PostgreSQL can check them."""
