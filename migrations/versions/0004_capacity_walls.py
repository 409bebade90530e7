"""The walls around capacity: who sees a provider's mediators, whose time is taken, and whose session it is.

Revision: 0004, after 0003
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    "mediators", "slots", "engagements", "holds", "sessions", "mediation_needs", "searches", "allocations", "journal",
)

GRANTS = (
    "GRANT SELECT, INSERT, UPDATE ON mediators, sessions, mediation_needs, allocations TO mediation_app",
    "GRANT SELECT, INSERT, DELETE ON slots, holds TO mediation_app",
    "GRANT SELECT, INSERT, UPDATE (expires_at), DELETE ON engagements TO mediation_app",
    "GRANT SELECT, INSERT ON searches, journal TO mediation_app",
    "GRANT USAGE ON SEQUENCE events_position_seq TO mediation_app",
)

# A provider sees its own; an authority the providers that it instructs; a commissioning body those of the authorities
# that it works with, for it may have to arrange mediation itself.
VISIBLE = """
CASE (SELECT app_kind())
    WHEN 'mediation_provider' THEN {provider} = (SELECT app_organisation())
    WHEN 'local_authority' THEN {provider} IN (
        SELECT partner_id FROM partnerships
        WHERE la_id = (SELECT app_organisation()) AND partner_kind = 'mediation_provider')
    WHEN 'commissioning_body' THEN {provider} IN (
        SELECT p.partner_id FROM partnerships p JOIN partnerships b USING (la_id)
        WHERE b.partner_id = (SELECT app_organisation()) AND p.partner_kind = 'mediation_provider')
    ELSE false
END
"""
SEES = VISIBLE.format(provider="provider_id")
OWN = "(SELECT app_kind()) = 'mediation_provider' AND provider_id = (SELECT app_organisation())"

# What hangs on a case is seen by the parties to its mediation: never by the tribunal, before which it is privileged.
OF_A_CASE = """
CASE (SELECT app_kind())
    WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
    WHEN 'mediation_provider' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
    WHEN 'commissioning_body' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
    ELSE false
END
"""
# Whom an authority asked, or holds, beside its first provider is no business of that provider's.
OF_A_HOLD = """
CASE (SELECT app_kind())
    WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
    WHEN 'mediation_provider' THEN
        provider_id = (SELECT app_organisation()) AND EXISTS (SELECT FROM cases c WHERE c.id = case_id)
    WHEN 'commissioning_body' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
    ELSE false
END
"""
# Of its own mediator's session a provider goes on reading, though another took over the case; and of another's, once it
# is over, it changes nothing.
NOT_ANOTHERS = "((SELECT app_kind()) <> 'mediation_provider' OR provider_id = (SELECT app_organisation()))"
OF_AN_ARRANGER = """
CASE (SELECT app_kind())
    WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
    WHEN 'commissioning_body' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
    ELSE false
END
"""

BY_ITSELF = "organisation_id = (SELECT app_organisation())"

POLICIES = (
    f"CREATE POLICY visible ON mediators FOR SELECT TO mediation_app USING ({SEES})",
    f"CREATE POLICY own ON mediators FOR INSERT TO mediation_app WITH CHECK ({OWN})",
    f"CREATE POLICY own_change ON mediators FOR UPDATE TO mediation_app USING ({OWN})",
    f"CREATE POLICY visible ON slots FOR SELECT TO mediation_app USING ({SEES})",
    f"CREATE POLICY own ON slots FOR INSERT TO mediation_app WITH CHECK ({OWN})",
    f"CREATE POLICY own_withdrawn ON slots FOR DELETE TO mediation_app USING ({OWN})",
    # A person's time is taken whoever took it: where two providers register one mediator, each sees that, not for whom.
    "CREATE POLICY visible ON engagements FOR SELECT TO mediation_app USING ("
    "person IN (SELECT person FROM mediators)"
    " OR EXISTS (SELECT FROM sessions s WHERE s.engagement_id = engagements.id))",
    f"CREATE POLICY visible_taken ON engagements FOR INSERT TO mediation_app WITH CHECK ({SEES})",
    "CREATE POLICY booked ON engagements FOR UPDATE TO mediation_app"
    " USING (EXISTS (SELECT FROM holds h WHERE h.id = engagements.id)) WITH CHECK (expires_at IS NULL)",
    # Let go by a party to what it is taken for; once it has expired, by whoever wants the time next.
    "CREATE POLICY released ON engagements FOR DELETE TO mediation_app USING ("
    "EXISTS (SELECT FROM holds h WHERE h.id = engagements.id)"
    " OR EXISTS (SELECT FROM sessions s WHERE s.engagement_id = engagements.id)"
    " OR expires_at <= now() + make_interval(days => coalesce((SELECT days_ahead FROM sandbox_clock), 0)))",
    f"CREATE POLICY parties ON holds TO mediation_app USING ({OF_A_HOLD}) WITH CHECK ({OF_A_HOLD} AND {BY_ITSELF})",
    f"CREATE POLICY parties ON sessions FOR SELECT TO mediation_app USING ({OF_A_CASE} OR {OWN})",
    f"CREATE POLICY booked ON sessions FOR INSERT TO mediation_app WITH CHECK ({OF_A_CASE} AND {NOT_ANOTHERS})",
    f"CREATE POLICY changed ON sessions FOR UPDATE TO mediation_app"
    f" USING ({OF_A_CASE} AND ({NOT_ANOTHERS} OR status = 'booked')) WITH CHECK ({OF_A_CASE})",
    f"CREATE POLICY parties ON mediation_needs TO mediation_app USING ({OF_A_CASE})",
    f"CREATE POLICY arrangers ON searches TO mediation_app USING ({OF_AN_ARRANGER})"
    f" WITH CHECK ({OF_AN_ARRANGER} AND {BY_ITSELF})",
    "CREATE POLICY own ON allocations TO mediation_app USING (organisation_id = (SELECT app_organisation()))",
    "CREATE POLICY own ON journal FOR SELECT TO mediation_app USING (owner_id = (SELECT app_organisation()))",
    # Of a mediator, and of a proposal, its own organisation alone records anything: nobody else's entry may stand in the
    # way of its chain.
    "CREATE POLICY recorded ON journal FOR INSERT TO mediation_app"
    " WITH CHECK (organisation_id = (SELECT app_organisation()) AND CASE record"
    " WHEN 'mediator' THEN owner_id = organisation_id AND EXISTS ("
    "SELECT FROM mediators m WHERE m.id = record_id AND m.provider_id = owner_id)"
    " WHEN 'allocation' THEN owner_id = organisation_id AND EXISTS ("
    "SELECT FROM allocations a WHERE a.id = record_id AND a.organisation_id = owner_id)"
    " ELSE false END)",
)

# The provider that mediates is a party beside the one that advised, where an authority turned to a second one.
PARTIES = """
CASE (SELECT app_kind())
    WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
    WHEN 'mediation_provider' THEN {mine}
    WHEN 'commissioning_body' THEN body_id = (SELECT app_organisation())
    WHEN 'tribunal' THEN (SELECT app_acts()) OR placement_only OR exemption_claimed
        OR certificate_number IS NOT NULL OR appeal_basis IS NOT NULL
    ELSE false
END
"""
MINE = "provider_id = (SELECT app_organisation())"
MINE_BESIDE = "(SELECT app_organisation()) IN (provider_id, mediating_provider_id)"
OF_EVENTS = """
CASE (SELECT app_kind())
    WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
    WHEN 'mediation_provider' THEN provider_id = (SELECT app_organisation()){beside}
    WHEN 'commissioning_body' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
    WHEN 'tribunal' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
    ELSE false
END
"""
BESIDE = """
        OR EXISTS (SELECT FROM cases c WHERE c.id = case_id)"""

APPEND_ONLY = "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal" \
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"

# Asked at the commit: a session is written after the time that it takes.
TAKEN_FOR_GOOD = (
    """
CREATE FUNCTION app_must_be_of_a_session() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM engagements e WHERE e.id = NEW.id AND e.expires_at IS NULL
        AND NOT EXISTS (SELECT FROM sessions s WHERE s.engagement_id = e.id)) THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'of_a_session',
            MESSAGE = 'a mediator''s time is taken for good by a session alone';
    END IF;
    RETURN NULL;
END $$
""",
    "CREATE CONSTRAINT TRIGGER of_a_session AFTER INSERT OR UPDATE ON engagements DEFERRABLE INITIALLY DEFERRED"
    " FOR EACH ROW WHEN (NEW.expires_at IS NULL) EXECUTE FUNCTION app_must_be_of_a_session()",
)

# How many families wait for a provider's mediators is one figure, whichever authorities they are of: an authority that
# saw only its own would think the queue shorter than it is. The areas are for matching sessions that serve them: what is
# shown is one number. No case can be told from it. A request counts on its own day: a case brought in later is no news.
FIGURES = (
    f"""
CREATE FUNCTION app_sees_provider(p_provider uuid) RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT {VISIBLE.format(provider="p_provider")} $$
""",
    """
CREATE FUNCTION app_waiting() RETURNS TABLE (provider_id uuid, area varchar, due_on date, waiting bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH seen AS MATERIALIZED (
        SELECT o.id FROM organisations o WHERE o.kind = 'mediation_provider' AND app_sees_provider(o.id))
    SELECT c.provider_id, c.la_code, c.arrange_by, count(*) FROM seen JOIN cases c ON c.provider_id = seen.id
    WHERE c.arrange_by IS NOT NULL GROUP BY 1, 2, 3
$$
""",
    """
CREATE FUNCTION app_arrivals(p_since date) RETURNS TABLE (provider_id uuid, area varchar, requested bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.provider_id, o.la_code, count(*) FROM events e JOIN organisations o ON o.id = e.la_id
    WHERE e.action = 'request-mediation' AND e.occurred_on >= p_since AND app_sees_provider(e.provider_id) GROUP BY 1, 2
$$
""",
    # Calendar programs send no token: whoever holds the secret address reads that mediator's booked times, and no more.
    """
CREATE FUNCTION app_calendar(p_hash text, p_from timestamptz) RETURNS TABLE (
    name varchar, session_id uuid, starts_at timestamptz, ends_at timestamptz, format varchar, version integer,
    updated_at timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.name, s.id, s.starts_at, s.ends_at, s.format, s.version, s.updated_at
    FROM mediators m LEFT JOIN sessions s
        ON s.mediator_id = m.id AND s.status <> 'cancelled' AND s.starts_at >= p_from
    WHERE m.calendar_hash = p_hash ORDER BY s.starts_at
$$
""",
    # Whoever is party to a case's mediation knows how many slots are held for it, and lets them go with its need, also
    # those with another provider's mediators: which they are, each sees of its own.
    """
CREATE FUNCTION app_arranges(p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM cases c WHERE c.id = p_case AND CASE app_kind()
        WHEN 'local_authority' THEN c.la_id = app_organisation()
        WHEN 'mediation_provider' THEN app_organisation() IN (c.provider_id, c.mediating_provider_id)
        WHEN 'commissioning_body' THEN c.body_id = app_organisation()
        ELSE false END)
$$
""",
    """
CREATE FUNCTION app_held(p_case uuid, p_at timestamptz) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*) FROM holds h WHERE h.case_id = p_case AND h.expires_at > p_at AND app_arranges(p_case)
$$
""",
    """
CREATE FUNCTION app_let_go(p_case uuid, p_at timestamptz) RETURNS uuid[]
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM engagements e USING holds h WHERE h.id = e.id AND h.case_id = p_case AND app_arranges(p_case)
        RETURNING e.id, e.expires_at)
    SELECT array_agg(gone.id ORDER BY gone.id) FROM gone WHERE gone.expires_at > p_at
$$
""",
    # The tribunal reads no session, and a family may give its dispute up before it: a session ahead is then called off
    # on the family's word, and the mediator's time is free. Told is which, for the case's trail; nothing else of it.
    """
CREATE FUNCTION app_call_off(p_case uuid, p_at timestamptz) RETURNS TABLE (session_id uuid, released uuid[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    s sessions;
BEGIN
    IF app_kind() <> 'tribunal' OR NOT EXISTS (SELECT FROM cases c WHERE c.id = p_case AND (c.placement_only
        OR c.exemption_claimed OR c.certificate_number IS NOT NULL OR c.appeal_basis IS NOT NULL)) THEN
        RETURN;
    END IF;
    WITH gone AS (
        DELETE FROM engagements e USING holds h WHERE h.id = e.id AND h.case_id = p_case RETURNING e.id, e.expires_at)
    SELECT array_agg(gone.id ORDER BY gone.id) INTO released FROM gone WHERE gone.expires_at > p_at;
    SELECT * INTO s FROM sessions b WHERE b.case_id = p_case AND b.status = 'booked' AND b.starts_at > p_at FOR UPDATE;
    IF FOUND THEN
        UPDATE sessions b SET status = 'cancelled', engagement_id = NULL, version = b.version + 1, updated_at = p_at,
            facts = b.facts || jsonb_build_object('status', 'cancelled', 'cancelled_by', 'parent_or_young_person',
                'cancelled_on', (p_at AT TIME ZONE 'Europe/London')::date, 'why_cancelled', 'case_needs_none')
        WHERE b.id = s.id;
        DELETE FROM engagements e WHERE e.id = s.engagement_id;
        session_id := s.id;
    END IF;
    RETURN NEXT;
END $$
""",
)
DEFINERS = ("app_waiting", "app_arrivals", "app_calendar", "app_call_off", "app_arranges", "app_held", "app_let_go")

COLUMNS = """
    days_ahead integer, fingerprint varchar, status integer, headers jsonb, body text,
    id uuid, la_id uuid, la_code varchar, provider_id uuid, body_id uuid, la_reference varchar,
    appellant_reference varchar, notice_contents jsonb, facts jsonb, sealed bytea, version integer, head varchar,
    opened_at timestamptz, updated_at timestamptz"""
MEDIATING = ", mediating_provider_id uuid"

BEGIN = """
CREATE FUNCTION app_begin(
    p_organisation uuid, p_kind text, p_key text, p_case uuid, p_lock boolean, p_acts boolean
) RETURNS TABLE ({columns}
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
               c.notice_contents, c.facts, c.sealed, c.version, c.head, c.opened_at, c.updated_at{read}
        INTO id, la_id, la_code, provider_id, body_id, la_reference, appellant_reference,
             notice_contents, facts, sealed, version, head, opened_at, updated_at{into}
        FROM cases c WHERE c.id = p_case FOR {lock};
    ELSIF p_case IS NOT NULL THEN
        SELECT c.id, c.la_id, c.la_code, c.provider_id, c.body_id, c.la_reference, c.appellant_reference,
               c.notice_contents, c.facts, c.sealed, c.version, c.head, c.opened_at, c.updated_at{read}
        INTO id, la_id, la_code, provider_id, body_id, la_reference, appellant_reference,
             notice_contents, facts, sealed, version, head, opened_at, updated_at{into}
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


def _begin(*, mediating: bool) -> None:
    op.execute("DROP FUNCTION app_begin")
    op.execute(
        BEGIN.format(
            columns=COLUMNS + (MEDIATING if mediating else ""),
            read=", c.mediating_provider_id" if mediating else "",
            into=", mediating_provider_id" if mediating else "",
            # No key is changed: what only refers to a case need not wait for it, nor in a circle.
            lock="NO KEY UPDATE" if mediating else "UPDATE",
        )
    )


def _parties(*, mediating: bool) -> None:
    for table, using in (
        ("cases", PARTIES.format(mine=MINE_BESIDE if mediating else MINE)),
        ("events", OF_EVENTS.format(beside=BESIDE if mediating else "")),
    ):
        op.execute(f"ALTER POLICY parties ON {table} USING ({using})")


def upgrade() -> None:
    # A migration that cannot have its lock at once gives up, rather than queue the whole service behind it.
    op.execute("SET LOCAL lock_timeout = '3s'")
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    for statement in (*GRANTS, *POLICIES, APPEND_ONLY, *TAKEN_FOR_GOOD, *FIGURES):
        op.execute(statement)
    for function in DEFINERS:
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO mediation_app")
    _parties(mediating=True)
    _begin(mediating=True)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    _begin(mediating=False)
    _parties(mediating=False)
    for function in (*DEFINERS, "app_sees_provider"):
        op.execute(f"DROP FUNCTION {function}")
    op.execute("DROP TRIGGER append_only ON journal")
    op.execute("DROP TRIGGER of_a_session ON engagements")
    op.execute("DROP FUNCTION app_must_be_of_a_session()")
    for statement in POLICIES:
        name, table = statement.split()[2], statement.split()[4]
        op.execute(f"DROP POLICY {name} ON {table}")
    op.execute("REVOKE ALL ON SEQUENCE events_position_seq FROM mediation_app")
    op.execute(f"REVOKE ALL ON {', '.join(TABLES)} FROM mediation_app")
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
