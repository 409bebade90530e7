"""Who may ask what: what stays before the tribunal, whose name an event is in, and which functions the service calls.

Revision: 0014, after 0013
"""

from alembic import op
import sqlalchemy as sa

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# A case that has come before the tribunal stays in its sight: a dispute about the placement alone, too, that is widened.
# Without that, whoever widens it there would lose the case with the very act, and so could not act.
BEFORE_IT = "placement_only OR exemption_claimed OR certificate_number IS NOT NULL OR appeal_basis IS NOT NULL"
STAYS = f"before_tribunal OR {BEFORE_IT}"
STAY = """
CREATE FUNCTION app_stay_before_tribunal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.before_tribunal := OLD.before_tribunal OR OLD.placement_only OR OLD.exemption_claimed
        OR OLD.certificate_number IS NOT NULL OR OLD.appeal_basis IS NOT NULL;
    RETURN NEW;
END $$
"""
STAYS_BEFORE = """
CREATE TRIGGER stays_before_tribunal BEFORE UPDATE ON cases FOR EACH ROW
WHEN (NEW.before_tribunal IS DISTINCT FROM (OLD.before_tribunal OR OLD.placement_only OR OLD.exemption_claimed
    OR OLD.certificate_number IS NOT NULL OR OLD.appeal_basis IS NOT NULL))
EXECUTE FUNCTION app_stay_before_tribunal()
"""
PARTIES = """
CASE (SELECT app_kind())
    WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
    WHEN 'mediation_provider' THEN (SELECT app_organisation()) IN (provider_id, mediating_provider_id)
    WHEN 'commissioning_body' THEN body_id = (SELECT app_organisation())
    WHEN 'tribunal' THEN (SELECT app_acts()) OR {before}
    ELSE false
END
"""

# As in 0004, but for what has stayed before the tribunal.
CALL_OFF = """
CREATE OR REPLACE FUNCTION app_call_off(p_case uuid, p_at timestamptz) RETURNS TABLE (session_id uuid, released uuid[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    s sessions;
BEGIN
    IF app_kind() <> 'tribunal' OR NOT EXISTS (SELECT FROM cases c WHERE c.id = p_case AND ({before}c.placement_only
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
"""

# An event is in the name of whoever writes it, in the case's trail and in the journal.
OF_EVENTS = """
CASE (SELECT app_kind())
    WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
    WHEN 'mediation_provider' THEN provider_id = (SELECT app_organisation())
        OR EXISTS (SELECT FROM cases c WHERE c.id = case_id)
    WHEN 'commissioning_body' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
    WHEN 'tribunal' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
    ELSE false
END
"""
IN_ITS_OWN_NAME = "organisation_id = (SELECT app_organisation()) AND by_kind = (SELECT app_kind())"
RECORDED = """
organisation_id = (SELECT app_organisation()){in_its_own_kind} AND CASE record
    WHEN 'mediator' THEN owner_id = organisation_id
        AND EXISTS (SELECT FROM mediators m WHERE m.id = record_id AND m.provider_id = owner_id)
    WHEN 'allocation' THEN owner_id = organisation_id
        AND EXISTS (SELECT FROM allocations a WHERE a.id = record_id AND a.organisation_id = owner_id)
    WHEN 'referral' THEN app_records_referral(record_id, owner_id, seq)
    ELSE false
END
"""

# One referral ends: it is read here, by its id, for its service and for whoever referred alone. The rest is as in 0006.
END_REFERRAL = """
CREATE FUNCTION app_end_referral({given}, p_client text, p_on date, p_at text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $${read}
DECLARE
    again boolean := r.consent_withdrawn_on IS NOT NULL;
    to_service boolean := app_organisation() = r.service_id;
    kind text := CASE WHEN again THEN 'withdrawal-told-again' ELSE 'consent-withdrawn' END;
    day text := to_char(p_on, 'YYYY-MM-DD');
    consent jsonb := r.facts->'consent' || jsonb_build_object('withdrawn_on', day);
    changes text := CASE WHEN again THEN '{{}}' ELSE format(
        '{{"consent":{{"covers":[%s],"given_by":"%s","given_on":"%s","withdrawn_on":"%s"}},"stage":"withdrawn"}}',
        (SELECT string_agg('"' || one || '"', ',' ORDER BY one COLLATE "C") FROM unnest(r.consent_covers) one),
        r.person, to_char(r.consent_given_on, 'YYYY-MM-DD'), day) END;
    said text := format('{{"by":"%s","changes":%s,"client_id":%s,"occurred_on":"%s","organisation_id":"%s",'
        '"owner_id":"%s","record":"referral","record_id":"%s","recorded_at":"%s","seq":%s,"type":"%s"}}',
        app_kind(), changes, to_json(p_client), day, app_organisation(), r.service_id, r.id, p_at, r.version + 1, kind);
    chained text := encode(sha256(convert_to(r.head || chr(10) || said, 'UTF8')), 'hex');
BEGIN
    INSERT INTO journal (record_id, seq, owner_id, record, type, by_kind, organisation_id, client_id, occurred_on,
        recorded_at, changes, previous, hash)
    VALUES (r.id, r.version + 1, r.service_id, 'referral', kind, app_kind(), app_organisation(), p_client, p_on,
        p_at::timestamptz, changes::jsonb, r.head, chained);
    DELETE FROM referral_contents WHERE referral_id = r.id;
    UPDATE referrals SET state = 'withdrawn',
        consent_withdrawn_on = CASE WHEN to_service THEN greatest(r.consent_withdrawn_on, p_on)
            ELSE coalesce(r.consent_withdrawn_on, p_on) END,
        withdrawal_told_to = CASE WHEN to_service THEN r.service_id
            ELSE coalesce(r.withdrawal_told_to, app_organisation()) END,
        withdrawn_at = CASE WHEN to_service THEN p_at::timestamptz ELSE coalesce(r.withdrawn_at, p_at::timestamptz) END,
        facts = CASE WHEN again THEN facts ELSE facts || jsonb_build_object('stage', 'withdrawn', 'consent', consent) END,
        version = r.version + 1, head = chained, updated_at = p_at::timestamptz
    WHERE id = r.id;
END{end} $$
"""
BY_ITS_ID = {
    "given": "p_referral uuid",
    "read": """
DECLARE
    r referrals;
BEGIN
    SELECT * INTO r FROM referrals o
    WHERE o.id = p_referral AND app_organisation() IN (o.service_id, o.source_organisation_id) FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;""",
    "end": """;
END""",
}
AS_IT_IS_GIVEN = {"given": "r referrals", "read": "", "end": ""}
WITHDRAW = """
CREATE OR REPLACE FUNCTION app_withdraw_consent(p_referral uuid, p_client text, p_on date, p_at text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    told referrals;
    r referrals;
    done boolean := false;
BEGIN
    SELECT * INTO told FROM referrals o WHERE o.id = p_referral AND (o.source_organisation_id = app_organisation()
        OR (app_kind() = 'advice_service' AND o.service_id = app_organisation()));
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM app_one_at_a_time(told.service_id, told.case_id, told.person);
    FOR r IN SELECT * FROM referrals o WHERE (o.id = told.id OR o.case_id = told.case_id) AND CASE WHEN told.service_id <> app_organisation() THEN o.id = told.id
            OR (o.source_organisation_id = app_organisation() AND o.case_id = told.case_id AND o.person = told.person
                AND o.consent_given_on <= p_on)
        WHEN o.id = told.id THEN o.consent_withdrawn_on IS NULL OR o.withdrawal_told_to <> o.service_id
        ELSE o.consent_withdrawn_on IS NULL AND o.service_id = told.service_id AND o.case_id = told.case_id
            AND o.person = told.person AND o.consent_given_on <= p_on END ORDER BY o.id FOR UPDATE
    LOOP
        PERFORM app_end_referral({one}, p_client, p_on, p_at);
        done := true;
    END LOOP;
    RETURN done;
END $$
"""

# Which duties a service is told that were done: the codes of the deadlines that it is told, as the table in the domain
# has them (`app.domain.pathway.who_sees`).
CODES_TOLD = """
CREATE FUNCTION app_codes_told(p_mediation boolean) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY['contact-adviser', 'lodge-appeal', 'apply-for-leave', 'la-response', 'comply-with-order', 'comply-unopposed']
        || CASE WHEN p_mediation THEN ARRAY['issue-certificate', 'notify-commissioning-body', 'arrange-mediation',
            'commissioning-body-arrange-mediation', 'notify-session'] ELSE '{}' END
$$
"""
DATES_SEEN = (
    "regime", "kind", "notice_sent_on", "appellant_kind", "sections", "first_contact_on", "unopposed_notified_on",
    "order_made_on", "order_kind",
)
MEDIATION_SEEN = (
    "declined_on", "requested_on", "under_way", "health_raised", "health_only", "body_notified_on", "arranged_on",
    "session_on", "concluded_on", "cannot_arrange_reported_on",
)


def _by_name(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}', p_facts->'{name}'" for name in names)


FACTS_SEEN = f"""
CREATE OR REPLACE FUNCTION app_facts_seen(p_facts jsonb, p_state text, p_mediation boolean) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object({_by_name(DATES_SEEN)},
        'stage', app_stage_seen(p_facts->>'stage', p_mediation),
        'certificate', CASE WHEN jsonb_typeof(p_facts->'certificate') = 'object' THEN
            p_facts->'certificate' || '{{{{"number": "", "ground": "declined"}}}}'::jsonb END,
        'appeal', CASE WHEN jsonb_typeof(p_facts->'appeal') = 'object' THEN jsonb_build_object('basis', 'certificate',
            'registered_on', p_facts->'appeal'->'registered_on', 'late', p_facts->'appeal'->'late') END,
        'completed', (SELECT coalesce(jsonb_agg(done ORDER BY place), '[]'::jsonb)
            FROM jsonb_array_elements(p_facts->'completed') WITH ORDINALITY AS found(done, place)
            WHERE {{told}}),
        'closed_on', CASE WHEN p_state IN ('resolved', 'closed') THEN p_facts->'notice_sent_on' END)
        || CASE WHEN p_mediation THEN jsonb_build_object({_by_name(MEDIATION_SEEN)}) ELSE '{{{{}}}}'::jsonb END
$$
"""
BY_THE_TABLE = "done->>'code' = ANY(app_codes_told(p_mediation))"
BY_NAME = """done->>'code' IN ('la-response', 'comply-with-order', 'comply-unopposed')
                OR (p_mediation AND done->>'code' = 'notify-session')"""

# What the service itself never calls: parts of other functions, which run as the owner; and what triggers run, which
# asks no right of whoever writes. A role that may execute a trigger's function may put it on a table of its own.
NOT_CALLED = (
    "app_one_at_a_time", "app_must_be_of_a_session", "app_cover_own_case", "app_meet_withdrawal",
    "app_answer_of_holder", "app_no_more_offers", "app_ask_new_holder",
)
PUBLIC_BEFORE = ("app_must_be_of_a_session",)


def upgrade() -> None:
    # A migration that cannot have its lock at once gives up, rather than queue the whole service behind it.
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.add_column('cases', sa.Column('before_tribunal', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.execute(STAY)
    op.execute(STAYS_BEFORE)
    _tribunal_index(STAYS)
    op.execute(f"ALTER POLICY parties ON cases USING ({PARTIES.format(before=STAYS)})")
    op.execute(CALL_OFF.format(before="c.before_tribunal OR "))
    op.execute(f"ALTER POLICY parties ON events USING ({OF_EVENTS}) WITH CHECK (({OF_EVENTS}) AND {IN_ITS_OWN_NAME})")
    op.execute(f"ALTER POLICY recorded ON journal WITH CHECK ({RECORDED.format(in_its_own_kind=' AND by_kind = (SELECT app_kind())')})")
    # Nothing of a certificate changes but whether it stands.
    op.execute("REVOKE UPDATE ON certificates FROM mediation_app")
    op.execute("GRANT UPDATE (status) ON certificates TO mediation_app")
    _end_referral("referrals", BY_ITS_ID)
    op.execute(WITHDRAW.format(one="r.id"))
    op.execute("REVOKE ALL ON FUNCTION app_end_referral FROM PUBLIC")
    op.execute(CODES_TOLD)
    op.execute(FACTS_SEEN.format(told=BY_THE_TABLE))
    for function in (*NOT_CALLED, "app_stay_before_tribunal", "app_facts_seen", "app_codes_told"):
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC, mediation_app")
    for function in ("app_facts_seen", "app_codes_told"):
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO mediation_app")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    for function in NOT_CALLED:
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {'PUBLIC' if function in PUBLIC_BEFORE else 'mediation_app'}")
    op.execute(FACTS_SEEN.format(told=BY_NAME))
    op.execute("DROP FUNCTION app_codes_told")
    _end_referral("uuid", AS_IT_IS_GIVEN)
    op.execute(WITHDRAW.format(one="r"))
    op.execute("REVOKE ALL ON FUNCTION app_end_referral FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION app_end_referral TO mediation_app")
    op.execute("REVOKE UPDATE (status) ON certificates FROM mediation_app")
    op.execute("GRANT UPDATE ON certificates TO mediation_app")
    op.execute(f"ALTER POLICY recorded ON journal WITH CHECK ({RECORDED.format(in_its_own_kind='')})")
    op.execute("DROP POLICY parties ON events")
    op.execute(f"CREATE POLICY parties ON events TO mediation_app USING ({OF_EVENTS})")
    op.execute(CALL_OFF.format(before=""))
    op.execute(f"ALTER POLICY parties ON cases USING ({PARTIES.format(before=BEFORE_IT)})")
    _tribunal_index(BEFORE_IT)
    op.execute("DROP TRIGGER stays_before_tribunal ON cases")
    op.execute("DROP FUNCTION app_stay_before_tribunal")
    op.drop_column('cases', 'before_tribunal')


def _tribunal_index(condition: str) -> None:
    op.execute("DROP INDEX cases_tribunal_idx")
    op.create_index('cases_tribunal_idx', 'cases', [sa.literal_column('updated_at DESC'), sa.literal_column('id DESC')],
        unique=False, postgresql_where=sa.text(condition))


def _end_referral(given_before: str, how: dict[str, str]) -> None:
    op.execute(f"DROP FUNCTION app_end_referral({given_before}, text, date, text)")
    op.execute(END_REFERRAL.format(**how))
