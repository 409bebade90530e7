"""Referrals to the advice service: its room, who was referred, what is sealed of it, what was offered; and the walls.

Revision: 0005, after 0004
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OFFER_OPEN = "offer_on IS NOT NULL AND NOT offer_answered"
TABLES = ("advice_offers", "referral_notes", "referral_contents", "referrals", "service_capacity")

# Column by column: no statement of the service can move a referral to another case, or touch the consent.
GRANTS = (
    "GRANT SELECT, INSERT, UPDATE ON service_capacity TO mediation_app",
    "GRANT SELECT, INSERT, UPDATE (state, facts, version, head, updated_at) ON referrals TO mediation_app",
    "GRANT SELECT, INSERT ON referral_contents, referral_notes, advice_offers TO mediation_app",
)

OF_THE_SERVICE = "(SELECT app_kind()) = 'advice_service' AND service_id = (SELECT app_organisation())"
OF_WHOEVER_REFERRED = "source_organisation_id = (SELECT app_organisation())"
CONSENT_STANDS = "EXISTS (SELECT FROM referrals r WHERE r.id = referral_id AND r.consent_withdrawn_on IS NULL)"

# A service refers to itself whoever comes to it, in an area that it serves; others refer on a case that they see.
REFERS = f"""
{OF_WHOEVER_REFERRED} AND source_kind = (SELECT app_kind()) AND state = 'new' AND version = 1
AND EXISTS (SELECT FROM partnerships p WHERE p.la_id = referrals.la_id AND p.partner_id = service_id)
AND CASE WHEN source_kind = 'advice_service' THEN service_id = source_organisation_id
        AND app_taken_back_since(service_id, case_id, person, consent_given_on) IS NULL
    ELSE EXISTS (SELECT FROM cases c WHERE c.id = case_id) END
"""

POLICIES = (
    "CREATE POLICY everybody ON service_capacity FOR SELECT TO mediation_app USING (true)",
    f"CREATE POLICY own ON service_capacity FOR INSERT TO mediation_app WITH CHECK ({OF_THE_SERVICE})",
    f"CREATE POLICY own_change ON service_capacity FOR UPDATE TO mediation_app USING ({OF_THE_SERVICE})",
    # Once consent is taken back, the row itself is gone from the service's sight: app_own_referrals leaves it the bones.
    f"CREATE POLICY helps ON referrals FOR SELECT TO mediation_app"
    f" USING ({OF_THE_SERVICE} AND consent_withdrawn_on IS NULL)",
    f"CREATE POLICY helps_on ON referrals FOR UPDATE TO mediation_app"
    f" USING ({OF_THE_SERVICE} AND consent_withdrawn_on IS NULL)",
    f"CREATE POLICY refers ON referrals FOR INSERT TO mediation_app WITH CHECK ({REFERS})",
    f"CREATE POLICY helps ON referral_contents FOR SELECT TO mediation_app USING ({OF_THE_SERVICE} AND {CONSENT_STANDS})",
    f"CREATE POLICY refers ON referral_contents FOR INSERT TO mediation_app WITH CHECK ({OF_WHOEVER_REFERRED})",
    f"CREATE POLICY helps ON referral_notes TO mediation_app USING ({OF_THE_SERVICE} AND {CONSENT_STANDS})",
    # No policy lets anybody read: what a family answered is told through app_advice_offers, to whoever asked it.
    "CREATE POLICY offers ON advice_offers FOR INSERT TO mediation_app WITH CHECK ("
    "organisation_id = (SELECT app_organisation()) AND organisation_kind = (SELECT app_kind())"
    " AND coalesce(answered_to = organisation_id, true)"
    " AND EXISTS (SELECT FROM cases c WHERE c.id = case_id))",
)

# Of a referral its service records, and whoever refers its beginning: nobody else's entry may stand in its chain's way.
RECORDED = """
organisation_id = (SELECT app_organisation()) AND CASE record
    WHEN 'mediator' THEN owner_id = organisation_id
        AND EXISTS (SELECT FROM mediators m WHERE m.id = record_id AND m.provider_id = owner_id)
    WHEN 'allocation' THEN owner_id = organisation_id
        AND EXISTS (SELECT FROM allocations a WHERE a.id = record_id AND a.organisation_id = owner_id)
    {referral}
    ELSE false
END
"""
OF_REFERRALS = "WHEN 'referral' THEN app_records_referral(record_id, owner_id, seq)"

# Once a family has answered, no offer is due on its case any more: whoever records the answer, and however.
ANSWERED = """
CREATE TRIGGER answered AFTER INSERT OR UPDATE ON advice_offers
FOR EACH ROW WHEN (NEW.answer <> 'no_answer') EXECUTE FUNCTION app_no_more_offers()
"""

# What follows reads past the policies, and so says in its own words who may ask and what is told.
FUNCTIONS = (
    """
CREATE FUNCTION app_own_referrals(p_id uuid, p_state text, p_at timestamptz, p_after uuid, p_limit integer)
RETURNS TABLE (
    id uuid, service_id uuid, la_id uuid, case_id uuid, source_organisation_id uuid, facts jsonb, version integer,
    head varchar, referred_at timestamptz, updated_at timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.id, r.service_id, r.la_id, CASE WHEN r.consent_withdrawn_on IS NULL THEN r.case_id END,
        CASE WHEN r.consent_withdrawn_on IS NULL THEN r.source_organisation_id END,
        CASE WHEN r.consent_withdrawn_on IS NULL THEN r.facts ELSE jsonb_build_object(
            'source', r.source, 'person', r.person, 'referred_on', r.facts->'referred_on', 'stage', 'withdrawn',
            'consent', jsonb_build_object('given_by', r.facts->'consent'->'given_by', 'given_on', r.consent_given_on,
                'covers', jsonb_build_array(), 'withdrawn_on', r.consent_withdrawn_on)) END,
        r.version, r.head, r.referred_at, r.updated_at
    FROM referrals r
    WHERE app_kind() = 'advice_service' AND r.service_id = app_organisation()
        AND (p_id IS NULL OR r.id = p_id) AND (p_state IS NULL OR r.state = p_state)
        AND (p_at IS NULL OR (r.referred_at, r.id) < (p_at, p_after))
    ORDER BY r.referred_at DESC, r.id DESC LIMIT p_limit
$$
""",
    # Whoever referred is told what it wrote itself; an authority, if the family agreed to that, that help is given.
    """
CREATE FUNCTION app_receipts(p_id uuid, p_at timestamptz, p_after uuid, p_limit integer) RETURNS TABLE (
    id uuid, service_id uuid, case_id uuid, source varchar, person varchar, referred_on date, consent jsonb,
    help_is_given boolean, referred_at timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.id, r.service_id, r.case_id, r.source, r.person, (r.facts->>'referred_on')::date,
        (r.facts->'consent') - 'withdrawn_on',
        CASE WHEN app_kind() = 'local_authority' AND r.state = 'active'
            AND jsonb_exists(r.facts->'consent'->'covers', 'tell_authority') THEN true END,
        r.referred_at
    FROM referrals r
    WHERE r.source_kind = app_kind() AND r.source_kind <> 'advice_service'
        AND r.source_organisation_id = app_organisation() AND (p_id IS NULL OR r.id = p_id)
        AND (p_at IS NULL OR (r.referred_at, r.id) < (p_at, p_after))
    ORDER BY r.referred_at DESC, r.id DESC LIMIT p_limit
$$
""",
    # The end, as easy as the beginning. It answers nothing, so that whoever referred learns nothing by it. The entry
    # comes in two halves, for whoever referred cannot know which place in the chain lies between them.
    """
CREATE FUNCTION app_withdraw_consent(p_referral uuid, p_before text, p_after text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    r referrals;
    said text;
    entry jsonb;
    chained varchar;
BEGIN
    SELECT * INTO r FROM referrals WHERE id = p_referral AND consent_withdrawn_on IS NULL
        AND app_organisation() IN (service_id, source_organisation_id) FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    said := p_before || (r.version + 1) || p_after;
    entry := said::jsonb;
    chained := encode(sha256(convert_to(r.head || chr(10) || said, 'UTF8')), 'hex');
    INSERT INTO journal (record_id, seq, owner_id, record, type, by_kind, organisation_id, client_id, occurred_on,
        recorded_at, changes, previous, hash)
    VALUES (r.id, r.version + 1, r.service_id, 'referral', 'consent-withdrawn', app_kind(), app_organisation(),
        entry->>'client_id', (entry->>'occurred_on')::date, (entry->>'recorded_at')::timestamptz, entry->'changes',
        r.head, chained);
    UPDATE referrals SET state = 'withdrawn', consent_withdrawn_on = (entry->>'occurred_on')::date,
        facts = facts || (entry->'changes'), version = version + 1, head = chained,
        updated_at = (entry->>'recorded_at')::timestamptz
    WHERE id = r.id;
END $$
""",
    # To the service: the last day on which a person took a consent back, where that is after the day of another one.
    """
CREATE FUNCTION app_taken_back_since(p_service uuid, p_case uuid, p_person text, p_given_on date) RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT max(r.consent_withdrawn_on) FROM referrals r
    WHERE r.service_id = p_service AND r.case_id = p_case AND r.person = p_person
        AND r.consent_withdrawn_on > p_given_on AND app_kind() = 'advice_service' AND p_service = app_organisation()
$$
""",
    # Whoever else refers is not told that: a referral on an older consent is taken, and ends as it is made.
    """
CREATE FUNCTION app_withdraw_if_taken_back(p_referral uuid, p_before text, p_after text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT app_withdraw_consent(r.id, p_before, p_after) FROM referrals r
    WHERE r.id = p_referral AND EXISTS (SELECT FROM referrals o WHERE o.service_id = r.service_id
        AND o.case_id = r.case_id AND o.person = r.person AND o.consent_withdrawn_on > r.consent_given_on)
$$
""",
    """
CREATE FUNCTION app_area_of_case(p_case uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.la_id FROM cases c JOIN partnerships p ON p.la_id = c.la_id AND p.partner_id = app_organisation()
    WHERE app_kind() = 'advice_service' AND c.id = p_case
$$
""",
    # Of the case as much as the consent covers. Its dates are worked out from its facts, so with them go the facts, but
    # for a session's day unless that is covered too, and for what came of mediation, which never is.
    """
CREATE FUNCTION app_case_for_advice(p_referral uuid) RETURNS TABLE (
    kind varchar, sections jsonb, state varchar, facts jsonb, session_on date
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN jsonb_exists(covers, 'decision') THEN c.kind END,
        CASE WHEN jsonb_exists(covers, 'decision') THEN c.facts->'sections' END,
        CASE WHEN jsonb_exists(covers, 'case_dates') THEN c.state END,
        CASE WHEN jsonb_exists(covers, 'case_dates') THEN
            jsonb_set(c.facts, '{certificate,number}', to_jsonb(''::text), false)
            || jsonb_build_object('session_outcome', NULL, 'agreement_made_on', NULL,
                'agreement_terms', jsonb_build_array(), 'offers', jsonb_build_array())
            || CASE WHEN jsonb_exists(covers, 'mediation') THEN '{}'::jsonb
                ELSE jsonb_build_object('session_on', NULL) END
        END,
        CASE WHEN jsonb_exists(covers, 'mediation') THEN (c.facts->>'session_on')::date END
    FROM referrals r JOIN cases c ON c.id = r.case_id, LATERAL (SELECT r.facts->'consent'->'covers' AS covers) consent
    WHERE app_kind() = 'advice_service' AND r.service_id = app_organisation() AND r.id = p_referral
        AND r.consent_withdrawn_on IS NULL
$$
""",
    """
CREATE FUNCTION app_records_referral(p_referral uuid, p_service uuid, p_seq integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM referrals r WHERE r.id = p_referral AND r.service_id = p_service
        AND (app_organisation() = r.service_id OR (p_seq = 1 AND app_organisation() = r.source_organisation_id)))
$$
""",
    """
CREATE FUNCTION app_offers_help(p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM cases c WHERE c.id = p_case AND CASE app_kind()
        WHEN 'local_authority' THEN c.la_id = app_organisation()
        WHEN 'mediation_provider' THEN app_organisation() IN (c.provider_id, c.mediating_provider_id)
        ELSE false
    END)
$$
""",
    # That an offer was made is in the case's trail. What was answered, only a refusal is told, to whoever was refused:
    # of an offer that was answered to somebody else, acceptance and refusal look the same.
    """
CREATE FUNCTION app_advice_offers(p_case uuid) RETURNS TABLE (
    moment varchar, due_on date, made_on date, made_by varchar, own boolean, answered boolean, answer varchar,
    reason varchar
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.moment, o.due_on, o.made_on, o.organisation_kind, o.organisation_id = app_organisation(),
        o.answer <> 'no_answer', CASE WHEN to_me.declined THEN o.answer END, CASE WHEN to_me.declined THEN o.reason END
    FROM advice_offers o,
        LATERAL (SELECT o.answer = 'declined' AND o.answered_to = app_organisation() AS declined) to_me
    WHERE o.case_id = p_case AND app_offers_help(p_case) ORDER BY o.made_on, o.recorded_at
$$
""",
    # An answer may come later, and to another than whoever asked: the last offer that waits for one is answered.
    """
CREATE FUNCTION app_answer_offer(p_case uuid, p_moment text, p_answer text, p_reason text) RETURNS varchar
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE advice_offers SET answer = p_answer, reason = p_reason, answered_to = app_organisation()
    WHERE id = (
        SELECT o.id FROM advice_offers o
        WHERE o.case_id = p_case AND app_offers_help(p_case) AND o.answer = 'no_answer'
            AND (p_moment IS NULL OR o.moment = p_moment)
        ORDER BY o.made_on DESC, o.recorded_at DESC LIMIT 1
    ) RETURNING moment
$$
""",
    """
CREATE FUNCTION app_no_more_offers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE cases SET offer_answered = true WHERE id = NEW.case_id;
    RETURN NULL;
END $$
""",
    """
CREATE FUNCTION app_help_is_given(p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT true FROM referrals r
    WHERE r.case_id = p_case AND r.state = 'active' AND jsonb_exists(r.facts->'consent'->'covers', 'tell_authority')
        AND app_kind() = 'local_authority' AND r.la_id = app_organisation()
    LIMIT 1
$$
""",
)
NAMES = tuple(text.split("(")[0].split()[-1] for text in FUNCTIONS)


def upgrade() -> None:
    # A migration that cannot have its lock at once gives up, rather than queue the whole service behind it.
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.create_table('service_capacity',
    sa.Column('id', sa.UUID(), nullable=False),
    sa.Column('service_id', sa.UUID(), nullable=False),
    sa.Column('service_kind', sa.String(length=40), server_default='advice_service', nullable=False),
    sa.Column('unit', sa.String(length=80), nullable=False),
    sa.Column('available', sa.Integer(), nullable=False),
    sa.Column('maximum', sa.Integer(), nullable=True),
    sa.Column('description', sa.String(length=200), nullable=True),
    sa.Column('updated', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("service_kind = 'advice_service'", name=op.f('service_capacity_service_kind_check')),
    sa.CheckConstraint('0 <= available AND available <= maximum', name=op.f('service_capacity_available_check')),
    sa.CheckConstraint('version > 0', name=op.f('service_capacity_version_check')),
    sa.ForeignKeyConstraint(['service_id', 'service_kind'], ['organisations.id', 'organisations.kind'], name=op.f('service_capacity_service_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('service_capacity_pkey')),
    sa.UniqueConstraint('service_id', name=op.f('service_capacity_service_id_key')),
    comment='How much room an advice service says it has, under the names of HSDS 3. No maximum: it has none.'
    )
    op.create_table('advice_offers',
    sa.Column('id', sa.UUID(), nullable=False),
    sa.Column('case_id', sa.UUID(), nullable=False),
    sa.Column('la_id', sa.UUID(), nullable=False),
    sa.Column('organisation_id', sa.UUID(), nullable=False),
    sa.Column('organisation_kind', sa.String(length=40), nullable=False),
    sa.Column('moment', sa.String(length=40), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.Column('answer', sa.String(length=20), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=True),
    sa.Column('answered_to', sa.UUID(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(answer = 'no_answer') = (answered_to IS NULL)", name=op.f('advice_offers_answered_to_check')),
    sa.CheckConstraint("answer IN ('accepted', 'declined', 'no_answer')", name=op.f('advice_offers_answer_check')),
    sa.CheckConstraint("moment IN ('notice', 'half_contact_period', 'mediation_chosen', 'mediation_refused', 'session_fixed', 'contact_missed', 'appeal_registered', 'appeal_late')", name=op.f('advice_offers_moment_check')),
    sa.CheckConstraint('made_on >= due_on', name=op.f('advice_offers_due_first_check')),
    sa.CheckConstraint("organisation_kind = 'local_authority' OR organisation_kind = 'mediation_provider'", name=op.f('advice_offers_who_offers_check')),
    sa.CheckConstraint("reason IN ('not_needed', 'helped_by_others', 'not_now', 'wants_nobody_told', 'other')", name=op.f('advice_offers_reason_check')),
    sa.CheckConstraint("reason IS NULL OR answer = 'declined'", name=op.f('advice_offers_reason_of_decline_check')),
    sa.ForeignKeyConstraint(['case_id', 'la_id'], ['cases.id', 'cases.la_id'], name=op.f('advice_offers_case_id_fkey')),
    sa.ForeignKeyConstraint(['organisation_id', 'organisation_kind'], ['organisations.id', 'organisations.kind'], name=op.f('advice_offers_organisation_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('advice_offers_pkey')),
    sa.UniqueConstraint('case_id', 'moment', 'due_on', name=op.f('advice_offers_case_id_moment_due_on_key')),
    comment='That a family was offered independent help, and its answer. Nobody reads this table.'
    )
    op.create_table('referrals',
    sa.Column('id', sa.UUID(), nullable=False),
    sa.Column('service_id', sa.UUID(), nullable=False),
    sa.Column('service_kind', sa.String(length=40), server_default='advice_service', nullable=False),
    sa.Column('la_id', sa.UUID(), nullable=False),
    sa.Column('la_kind', sa.String(length=40), server_default='local_authority', nullable=False),
    sa.Column('case_id', sa.UUID(), nullable=True),
    sa.Column('source_organisation_id', sa.UUID(), nullable=False),
    sa.Column('source_kind', sa.String(length=40), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('person', sa.String(length=40), nullable=False),
    sa.Column('consent_given_on', sa.Date(), nullable=False),
    sa.Column('consent_withdrawn_on', sa.Date(), nullable=True),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('head', sa.String(length=64), nullable=False),
    sa.Column('referred_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(state = 'withdrawn') = (consent_withdrawn_on IS NOT NULL)", name=op.f('referrals_withdrawn_check')),
    sa.CheckConstraint("case_id IS NOT NULL OR source_kind = 'advice_service'", name=op.f('referrals_case_id_check')),
    sa.CheckConstraint("la_kind = 'local_authority'", name=op.f('referrals_la_kind_check')),
    sa.CheckConstraint("person IN ('parent', 'young_person')", name=op.f('referrals_person_check')),
    sa.CheckConstraint("service_kind = 'advice_service'", name=op.f('referrals_service_kind_check')),
    sa.CheckConstraint("source <> 'local_authority' OR source_organisation_id = la_id", name=op.f('referrals_own_area_check')),
    sa.CheckConstraint("source = source_kind OR ((source = 'family' OR source = 'school') AND source_organisation_id = service_id)", name=op.f('referrals_who_refers_check')),
    sa.CheckConstraint("source IN ('family', 'local_authority', 'mediation_provider', 'school')", name=op.f('referrals_source_check')),
    sa.CheckConstraint("state IN ('new', 'opened', 'accepted', 'waiting', 'active', 'declined', 'closed', 'withdrawn')", name=op.f('referrals_state_check')),
    sa.CheckConstraint("consent_given_on >= DATE '2014-09-01'", name=op.f('referrals_commencement_check')),
    sa.CheckConstraint('consent_withdrawn_on >= consent_given_on', name=op.f('referrals_consent_order_check')),
    sa.CheckConstraint('version > 0', name=op.f('referrals_version_check')),
    sa.ForeignKeyConstraint(['case_id', 'la_id'], ['cases.id', 'cases.la_id'], name=op.f('referrals_case_id_fkey')),
    sa.ForeignKeyConstraint(['la_id', 'la_kind'], ['organisations.id', 'organisations.kind'], name=op.f('referrals_la_id_fkey')),
    sa.ForeignKeyConstraint(['service_id', 'service_kind'], ['organisations.id', 'organisations.kind'], name=op.f('referrals_service_id_fkey')),
    sa.ForeignKeyConstraint(['source_organisation_id', 'source_kind'], ['organisations.id', 'organisations.kind'], name=op.f('referrals_source_organisation_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('referrals_pkey')),
    sa.UniqueConstraint('id', 'service_id', name=op.f('referrals_id_service_id_key')),
    sa.UniqueConstraint('id', 'source_organisation_id', name=op.f('referrals_id_source_organisation_id_key')),
    sa.UniqueConstraint('source_organisation_id', 'service_id', 'case_id', 'person', 'consent_given_on', name='referrals_once_a_consent_key'),
    comment='Somebody was referred to an advice service. Its own service reads it while consent stands; nobody else.'
    )
    op.create_index('referrals_case_idx', 'referrals', ['case_id'], unique=False)
    op.create_index('referrals_one_live_idx', 'referrals', ['service_id', 'case_id', 'person'], unique=True, postgresql_where=sa.text("source_kind = 'advice_service' AND state NOT IN ('declined', 'closed', 'withdrawn')"))
    op.create_index('referrals_service_idx', 'referrals', ['service_id', sa.literal_column('referred_at DESC'), sa.literal_column('id DESC')], unique=False)
    op.create_index('referrals_service_state_idx', 'referrals', ['service_id', 'state', sa.literal_column('referred_at DESC'), sa.literal_column('id DESC')], unique=False)
    op.create_index('referrals_source_idx', 'referrals', ['source_organisation_id', sa.literal_column('referred_at DESC'), sa.literal_column('id DESC')], unique=False)
    op.create_table('referral_contents',
    sa.Column('referral_id', sa.UUID(), nullable=False),
    sa.Column('service_id', sa.UUID(), nullable=False),
    sa.Column('source_organisation_id', sa.UUID(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['referral_id', 'service_id'], ['referrals.id', 'referrals.service_id'], name=op.f('referral_contents_referral_id_fkey')),
    sa.ForeignKeyConstraint(['referral_id', 'source_organisation_id'], ['referrals.id', 'referrals.source_organisation_id'], name='referral_contents_source_fkey'),
    sa.PrimaryKeyConstraint('referral_id', name=op.f('referral_contents_pkey')),
    comment='How to reach the person referred. Sealed; whoever wrote it cannot read it back.'
    )
    op.create_table('referral_notes',
    sa.Column('id', sa.UUID(), nullable=False),
    sa.Column('referral_id', sa.UUID(), nullable=False),
    sa.Column('service_id', sa.UUID(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['referral_id', 'service_id'], ['referrals.id', 'referrals.service_id'], name=op.f('referral_notes_referral_id_fkey')),
    sa.PrimaryKeyConstraint('id', name=op.f('referral_notes_pkey')),
    comment='What a service notes for itself. Sealed.'
    )
    op.create_index('referral_notes_referral_idx', 'referral_notes', ['referral_id', 'written_at'], unique=False)
    op.add_column('cases', sa.Column('offer_on', sa.Date(), nullable=True))
    op.add_column('cases', sa.Column('offer_answered', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    # Nothing was offered on any case yet, so that an offer has been due since its notice.
    op.execute("UPDATE cases SET offer_on = notice_sent_on WHERE facts->>'conceded_on' IS NULL"
               " AND facts->>'resolved_on' IS NULL AND facts->>'closed_on' IS NULL")
    op.create_index('cases_la_offer_idx', 'cases', ['la_id', 'offer_on', 'id'], unique=False, postgresql_where=sa.text(OFFER_OPEN))
    op.create_index('cases_provider_offer_idx', 'cases', ['provider_id', 'offer_on', 'id'], unique=False, postgresql_where=sa.text(OFFER_OPEN))
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    for statement in (*FUNCTIONS, *GRANTS, *POLICIES, ANSWERED):
        op.execute(statement)
    op.execute(f"ALTER POLICY recorded ON journal WITH CHECK ({RECORDED.format(referral=OF_REFERRALS)})")
    for function in NAMES:
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO mediation_app")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute(f"ALTER POLICY recorded ON journal WITH CHECK ({RECORDED.format(referral='')})")
    for table in TABLES:
        op.drop_table(table)
    for function in NAMES:
        op.execute(f"DROP FUNCTION {function}")
    op.drop_index('cases_provider_offer_idx', table_name='cases', postgresql_where=sa.text(OFFER_OPEN))
    op.drop_index('cases_la_offer_idx', table_name='cases', postgresql_where=sa.text(OFFER_OPEN))
    op.drop_column('cases', 'offer_answered')
    op.drop_column('cases', 'offer_on')
