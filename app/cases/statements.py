"""The SQL of cases, built once. A write is one statement: case, event, certificate and key, or nothing."""

from itertools import product

from app.cases.families.store import SEEN
from app.platform.db.connections import Statement
from app.platform.db.statements import DAYS_AHEAD, KEPT_UNDER_KEY, KEY_KNOWN, as_caller


def logged_by(seen: str, ahead: str) -> str:
    """Return the part of a statement that logs a read of the case in `seen`."""
    now = f"(now() + {ahead} * interval '1 day')"
    return (
        "logged AS (INSERT INTO case_reads"  # noqa: S608 - our own
        " (case_id, hour, organisation_id, client_id, on_behalf_of, surface, la_id, by_kind, read_at)"
        f" SELECT id, date_trunc('hour', {now}, 'UTC'), CAST(:organisation_id AS uuid), :client_id, :on_behalf_of,"
        f" :surface, la_id, CAST(:asker AS text), {now} FROM {seen} ON CONFLICT DO NOTHING)"
    )


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
GLANCE_AT_CASE = Statement(f"SELECT {SEEN}, {_GLANCE}")
LOOK_AT_CASE = Statement(
    f"WITH seen AS (SELECT {SEEN}, {_GLANCE}), {logged_by('seen', 'coalesce(days_ahead, 0)')} SELECT * FROM seen"  # noqa: S608 - our own
)
"""The same for another organisation than the authority: the statement also logs the read."""
LOG_READ = Statement(
    f"WITH seen AS (SELECT id, la_id, {DAYS_AHEAD} FROM cases WHERE id = CAST(:case AS uuid)),"  # noqa: S608 - our own
    f" {logged_by('seen', 'coalesce(days_ahead, 0)')} SELECT"
)
READS_OF_CASE = Statement(
    "SELECT read_at, hour, organisation_id, by_kind, client_id, on_behalf_of, surface FROM case_reads"
    " WHERE case_id = :case_id AND (hour, organisation_id, client_id, on_behalf_of, surface)"
    " < (:hour, :organisation_id, :client_id, :on_behalf_of, :surface)"
    " ORDER BY hour DESC, organisation_id DESC, client_id DESC, on_behalf_of DESC, surface DESC LIMIT :limit"
)
AT_ONCE_ON_CASE = Statement(f"SELECT {KEY_KNOWN}, xmin AS written_by, {_GLANCE}")
"""Begins an action that holds no lock. The key is looked at with the case, in one snapshot. `xmin` is the transaction
that wrote the row: it also tells of a change that is no event, as when what is sealed is sealed with another key."""

_SAME_NOTICE = (
    "app_same_notice(CAST(:la AS uuid), :kind, CAST(:days AS date[]), :reference, :appellant, CAST(:but AS uuid),"
    " :holder)"
)
SAME_NOTICE = Statement(f"SELECT id, sure FROM {_SAME_NOTICE}")  # noqa: S608 - our own
"""The cases that may stand for a notice already, the surest first; an id is empty if the caller may not see the case.
"""
AT_ONCE_ON_NOTICE = Statement(
    f"SELECT {KEY_KNOWN}, {DAYS_AHEAD}, (SELECT bool_or(sure) FROM {_SAME_NOTICE}) AS same"  # noqa: S608 - our own
    f" WHERE {as_caller(':organisation_id', writes=False)} IS NOT NULL"
)
"""Begins a case that holds no lock."""

ANY_AUTHORITY = Statement("SELECT set_config('app.any_authority', 'on', true)")
"""Has the policy `opened_by` let an adviser open a case of any registered authority, until the transaction ends."""

LOCK_CASES = Statement(
    f"SELECT {_CASE} FROM cases WHERE id = ANY(CAST(:ids AS uuid[])) ORDER BY id FOR NO KEY UPDATE"  # noqa: S608 - our own
)
"""No key is changed: whoever only refers to a case, as a referral to the advice service does, need not wait."""

_OPEN = """
written AS (
    INSERT INTO cases (
        id, la_id, la_code, provider_id, body_id, la_reference, appellant_reference, regime, kind, notice_sent_on,
        notice_printed_on, notice_status, notice_contents, state, placement_only, before_tribunal, arrange_by, offer_on,
        times_end_on,
        not_a_duplicate, facts, sealed, version, head, opened_at, updated_at, due_on, due_dates, mediation_due_on,
        mediation_due_dates, tribunal_due_on, tribunal_due_dates
    ) VALUES (
        {this_case}, :la_id, :la_code, :provider_id, :body_id, :la_reference, :appellant_reference, :regime, :kind,
        :notice_sent_on, :notice_printed_on, :notice_status, CAST(:notice_contents AS jsonb), :state, :placement_only,
        :before_tribunal, :arrange_by, :offer_on, :times_end_on, :not_a_duplicate, CAST(:facts AS jsonb), :sealed,
        :version, :head, :at,
        :at, :due_on, :due_dates, :mediation_due_on, :mediation_due_dates, :tribunal_due_on, :tribunal_due_dates
    ) RETURNING id
)"""

_SAVE = """
written AS (
    UPDATE cases SET
        provider_id = :provider_id, body_id = :body_id, mediating_provider_id = :mediating_provider_id, state = :state,
        placement_only = :placement_only, la_reference = :la_reference, notice_sent_on = :notice_sent_on,
        notice_printed_on = :notice_printed_on, notice_status = :notice_status,
        not_a_duplicate = not_a_duplicate OR :not_a_duplicate, arrange_by = :arrange_by, offer_on = :offer_on,
        times_end_on = :times_end_on,
        certificate_number = :certificate_number, certificate_told = :certificate_told, appeal_basis = :appeal_basis,
        permission_granted_on = :permission_granted_on, exemption_claimed = :exemption_claimed,
        due_on = :due_on, due_dates = :due_dates, mediation_due_on = :mediation_due_on,
        mediation_due_dates = :mediation_due_dates, tribunal_due_on = :tribunal_due_on,
        tribunal_due_dates = :tribunal_due_dates, facts = CAST(:facts AS jsonb), sealed = :sealed, version = :version,
        head = :head, updated_at = :at
    WHERE id = (SELECT {this_case}) AND version = :version - 1
        AND (CAST(:written_by AS xid) IS NULL OR xmin = CAST(:written_by AS xid))
    RETURNING id
)"""

_LOG = """
logged AS (
    INSERT INTO events (
        case_id, seq, la_id, provider_id, mediating_provider_id, type, action, by_kind, organisation_id, client_id,
        occurred_on, recorded_at, changes, about, command, source, previous, hash, salt, body_id,
        on_behalf_of, law_version
    )
    SELECT id, :version, :la_id, :provider_id, :mediating_provider_id, :type, :action, :by_kind, :organisation_id,
           :client_id, :occurred_on, :at, CAST(:changes AS jsonb), CAST(:about AS jsonb), CAST(:command AS jsonb),
           :source, :previous, :head, :salt, :body_id, :on_behalf_of, :law_version
    FROM written
    RETURNING case_id AS id
)"""

_CERTIFY = """
certified AS (
    INSERT INTO certificates (
        number, case_id, la_id, issuer_id, ground, holder_kind, issued_on, status, sealed_token, recorded_at, replaces
    )
    SELECT :certificate_number, id, :la_id, :organisation_id, :ground, :holder_kind, :issued_on, 'active',
           :sealed_token, :at, :replaces
    FROM written
)"""

_REMEMBER = f"remembered AS ({KEPT_UNDER_KEY} FROM written)"


_OWED = ", app_keep_duties(id, :version, CAST(:owed AS jsonb), :retold)"
"""The ledger asks for the event, so the statement reads the event that it has written."""


def _write(*parts: str, beside: str) -> Statement:
    written = f"WITH {', '.join(part.strip() for part in parts)} SELECT id{beside} FROM logged"  # noqa: S608 - see above
    return Statement(written.format(this_case=as_caller(":case_id")))


WRITE: dict[tuple[bool, bool, bool, bool], Statement] = {
    (opened, certified, remembered, owed): _write(
        _OPEN if opened else _SAVE,
        _LOG,
        *([_CERTIFY] if certified else []),
        *([_REMEMBER] if remembered else []),
        beside=_OWED if owed else "",
    )
    for opened, certified, remembered, owed in product((False, True), repeat=4)
}
"""By: whether a case is opened, a certificate issued, a key remembered, the ledger of duties changed."""

KEEP_DUTIES = Statement(
    "SELECT app_keep_duties(id, version, CAST(owed AS jsonb), false)"
    " FROM unnest(CAST(:id AS uuid[]), CAST(:version AS integer[]), CAST(:owed AS text[])) AS told (id, version, owed)"
)
"""The ledgers of cases that are brought in."""

TRANSFER = Statement(
    "SELECT app_transfer_case(CAST(:case_id AS uuid), :version, CAST(:la_id AS uuid), CAST(:provider_id AS uuid),"
    " CAST(:mediating_provider_id AS uuid), CAST(:body_id AS uuid), :because, :client_id, :on_behalf_of,"
    " CAST(:occurred_on AS date), CAST(:at AS timestamptz), CAST(:about AS jsonb), :previous, :head, :salt,"
    " :law_version) AS done"
)
"""The last that the old authority writes: the new authority has the case after it."""
HANDED_OVER = Statement(
    "SELECT case_id AS id, la_code, la_reference, appellant_reference, notice_contents::text AS notice_contents,"
    " version, head FROM transfers WHERE case_id = :case_id AND from_la_id = :organisation_id"
    " ORDER BY version DESC LIMIT 1"
)
"""The case as the caller handed it over last."""

OPEN_WITH_PROVIDER = Statement(
    "SELECT id FROM cases WHERE la_id = :la AND provider_id = :provider AND state <> 'closed'"
    " AND (CAST(:after AS uuid) IS NULL OR id > CAST(:after AS uuid)) ORDER BY id LIMIT :limit"
)
"""The open cases of an authority with a provider. Whose they are is said again: PostgreSQL has an index for it."""

REPLACE = Statement("UPDATE certificates SET status = 'superseded' WHERE number = :replaces AND status = 'active'")
"""Apart and first: at most one certificate of a case is active, and one statement's parts see no order."""

REVOKE = Statement(
    "UPDATE certificates SET status = 'revoked', revoked_because = :reason WHERE number = :number AND status = 'active'"
    " RETURNING number"
)
WRITE_AGAIN = Statement(
    "SELECT app_write_certificate_again(CAST(:case_id AS uuid), :replaces, :number, :holder_kind, :sealed_token,"
    " CAST(:at AS timestamptz)) AS written"
)
NOTICE_CORRECTED = Statement(
    "UPDATE cases SET regime = :regime, kind = :kind, appellant_reference = :appellant_reference,"
    " notice_contents = CAST(:notice_contents AS jsonb) WHERE id = :case_id RETURNING id"
)
"""Apart, under the case's lock: an action changes none of these."""

EVENT = (
    "case_id, seq, type, action, by_kind, organisation_id, client_id, occurred_on, recorded_at,"
    " changes::text AS changes, about::text AS about, command::text AS command, source, previous, hash, salt, la_id,"
    " on_behalf_of, provider_id, mediating_provider_id, body_id, law_version"
)
"""The columns from which an event is read back."""

EVENTS_OF_CASE = Statement(
    f"SELECT {EVENT} FROM events WHERE case_id = :case_id AND seq > :after ORDER BY seq LIMIT :limit"  # noqa: S608 - the columns above
)

CORRECTED_BY = Statement(
    "SELECT CAST(about->>'corrects' AS integer) AS seq, max(seq) AS corrected_by FROM events"
    " WHERE case_id = :case_id AND type IN ('event-corrected', 'event-voided') GROUP BY 1"
)
"""By which event each was corrected last."""

HOLDS_IN_TRAIL = Statement(
    "SELECT about->>'hold_id' AS hold_id FROM events"
    " WHERE case_id = :case_id AND type = 'slot-held' AND about->>'provider_id' = :provider"
)

STANDS = Statement(
    "SELECT state, regime, kind, notice_sent_on, notice_printed_on, notice_status, certificate_number,"
    " certificate_told, appeal_basis, permission_granted_on, exemption_claimed, placement_only, before_tribunal,"
    " version, opened_at, updated_at FROM cases WHERE id = :case_id"
)
"""The columns that repeat a case's facts, so that PostgreSQL can check them."""
