"""The walls: an application role, row-level security between organisations, and an append-only log.

Revision: 0002, after 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# The service works as this role, never as the owner: so that no code path can step over a policy.
ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mediation_app') THEN
        CREATE ROLE mediation_app NOLOGIN;
    END IF;
    EXECUTE format('GRANT mediation_app TO %I', current_user);
END $$
"""

GRANTS = """
GRANT SELECT ON organisations, clients, partnerships, sandbox_clock TO mediation_app;
GRANT INSERT, UPDATE ON sandbox_clock TO mediation_app;
GRANT SELECT, INSERT, UPDATE ON cases, certificates TO mediation_app;
GRANT SELECT, INSERT ON events, certificate_lookups TO mediation_app;
GRANT SELECT, INSERT, DELETE ON idempotency TO mediation_app;
"""

WHO = """
CREATE FUNCTION app_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('app.organisation', true), '')::uuid $$;
CREATE FUNCTION app_kind() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT current_setting('app.kind', true) $$;
CREATE FUNCTION app_acts() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT current_setting('app.acts', true) = 'on' $$;
"""

# The tribunal sees what has come before it, or may: a certificate, a placement appeal, an exemption, an appeal. Where
# it records something itself (app_acts), it may open any case whose number it was given: a family may ask it for
# permission to appeal when nothing else has happened yet.
POLICIES = """
ALTER TABLE cases ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON cases TO mediation_app USING (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
        WHEN 'mediation_provider' THEN provider_id = (SELECT app_organisation())
        WHEN 'commissioning_body' THEN body_id = (SELECT app_organisation())
        WHEN 'tribunal' THEN (SELECT app_acts()) OR placement_only OR exemption_claimed
            OR certificate_number IS NOT NULL OR appeal_basis IS NOT NULL
        ELSE false
    END
);
ALTER TABLE certificates ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON certificates TO mediation_app USING (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
        WHEN 'mediation_provider' THEN issuer_id = (SELECT app_organisation())
        WHEN 'tribunal' THEN true
        ELSE false
    END
) WITH CHECK ((SELECT app_kind()) = 'mediation_provider' AND issuer_id = (SELECT app_organisation()));
ALTER TABLE certificate_lookups ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_visible_certificates ON certificate_lookups FOR SELECT TO mediation_app USING (
    EXISTS (SELECT FROM certificates c WHERE c.number = certificate_lookups.number)
);
CREATE POLICY anybody_leaves_a_trace ON certificate_lookups FOR INSERT TO mediation_app WITH CHECK (true);
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON events TO mediation_app USING (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
        WHEN 'mediation_provider' THEN provider_id = (SELECT app_organisation())
        WHEN 'commissioning_body' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        WHEN 'tribunal' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        ELSE false
    END
);
ALTER TABLE idempotency ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON idempotency TO mediation_app USING (organisation_id = (SELECT app_organisation()));
"""

APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'the event log is append-only' USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

# One round trip opens a request: who asks, what the key answered before, and the case, locked where it will change.
# Each statement of a volatile function sees what was committed before it, so the key is read after the locks.
BEGIN = """
CREATE FUNCTION app_begin(
    p_organisation uuid, p_kind text, p_key text, p_case uuid, p_lock boolean, p_acts boolean
) RETURNS TABLE (
    days_ahead integer, fingerprint varchar, status integer, headers jsonb, body text,
    id uuid, la_id uuid, la_code varchar, provider_id uuid, body_id uuid, la_reference varchar,
    appellant_reference varchar, notice_contents jsonb, facts jsonb, sealed bytea, version integer, head varchar,
    opened_at timestamptz, updated_at timestamptz
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM set_config('app.organisation', p_organisation::text, true), set_config('app.kind', p_kind, true),
            set_config('app.acts', CASE WHEN p_acts THEN 'on' ELSE 'off' END, true);
    IF p_key IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(p_organisation::text || p_key, 0));
    END IF;
    IF p_case IS NOT NULL AND p_lock THEN
        SELECT c.id, c.la_id, c.la_code, c.provider_id, c.body_id, c.la_reference, c.appellant_reference,
               c.notice_contents, c.facts, c.sealed, c.version, c.head, c.opened_at, c.updated_at
        INTO id, la_id, la_code, provider_id, body_id, la_reference, appellant_reference,
             notice_contents, facts, sealed, version, head, opened_at, updated_at
        FROM cases c WHERE c.id = p_case FOR UPDATE;
    ELSIF p_case IS NOT NULL THEN
        SELECT c.id, c.la_id, c.la_code, c.provider_id, c.body_id, c.la_reference, c.appellant_reference,
               c.notice_contents, c.facts, c.sealed, c.version, c.head, c.opened_at, c.updated_at
        INTO id, la_id, la_code, provider_id, body_id, la_reference, appellant_reference,
             notice_contents, facts, sealed, version, head, opened_at, updated_at
        FROM cases c WHERE c.id = p_case;
    END IF;
    IF p_key IS NOT NULL THEN
        SELECT i.fingerprint, i.status, i.headers, i.body INTO fingerprint, status, headers, body
        FROM idempotency i WHERE i.organisation_id = p_organisation AND i.key = p_key;
    END IF;
    SELECT s.days_ahead INTO days_ahead FROM sandbox_clock s;
    RETURN NEXT;
END $$
"""

# The public may ask whether a certificate stands; it learns no name, and leaves a trace on the certificate. A number
# that is nobody's leaves none: anybody could fill the table with those.
VERIFY = """
CREATE FUNCTION app_verify_certificate(p_number text, p_asked_by text, p_at timestamptz)
RETURNS TABLE (
    status varchar, ground varchar, issued_on date, la_code varchar, kind varchar, notice_sent_on date, regime varchar
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO certificate_lookups (number, answer, asked_by, recorded_at)
    SELECT c.number, c.status, p_asked_by, p_at FROM certificates c WHERE c.number = p_number;
    RETURN QUERY
    SELECT c.status, c.ground, c.issued_on, k.la_code, k.kind, k.notice_sent_on, k.regime
    FROM certificates c JOIN cases k ON k.id = c.case_id WHERE c.number = p_number;
END $$;
REVOKE ALL ON FUNCTION app_verify_certificate FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_verify_certificate TO mediation_app;
"""


def upgrade() -> None:
    # A migration that cannot have its lock at once gives up, rather than queue the whole service behind it.
    op.execute("SET LOCAL lock_timeout = '3s'")
    for script in (ROLE, BEGIN):
        op.execute(script)
    for script in (GRANTS, WHO, POLICIES, APPEND_ONLY, VERIFY):
        for statement in _statements(script):
            op.execute(statement)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute("DROP TRIGGER append_only ON events")
    for table in ("cases", "certificates", "certificate_lookups", "events", "idempotency"):
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        for policy in ("parties", "own", "of_visible_certificates", "anybody_leaves_a_trace"):
            op.execute(f"DROP POLICY IF EXISTS {policy} ON {table}")
    for function in (
        "app_verify_certificate", "app_begin", "app_acts", "app_kind", "app_organisation", "refuse_change",
    ):
        op.execute(f"DROP FUNCTION {function}")
    op.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM mediation_app")


def _statements(script: str) -> list[str]:
    """Split a script at the semicolons that stand at a line's end outside a function's body."""
    found: list[str] = []
    buffer: list[str] = []
    inside = False
    for line in script.strip().splitlines():
        buffer.append(line)
        inside ^= line.count("$$") % 2 == 1
        if line.rstrip().endswith(";") and not inside:
            found.append("\n".join(buffer).rstrip().rstrip(";"))
            buffer = []
    if "".join(buffer).strip():
        found.append("\n".join(buffer))
    return found
