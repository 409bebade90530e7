"""The walls around referrals: who reads one, who may end one, what of a case goes with it, and what was answered.

Revision: 0006, after 0005
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("service_capacity", "referrals", "referral_contents", "referral_notes", "advice_offers")

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
{OF_WHOEVER_REFERRED} AND source_kind = (SELECT app_kind()) AND version = 1
AND (state = 'new' OR (state = 'withdrawn' AND source_kind <> 'advice_service'))
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
TRIGGERS = (
    "CREATE TRIGGER answered AFTER INSERT OR UPDATE ON advice_offers"
    " FOR EACH ROW WHEN (NEW.answer <> 'no_answer') EXECUTE FUNCTION app_no_more_offers()",
    # And whose answer it was: the right to appeal may pass on.
    "CREATE TRIGGER answered_for BEFORE INSERT OR UPDATE ON advice_offers"
    " FOR EACH ROW WHEN (NEW.answer <> 'no_answer') EXECUTE FUNCTION app_answer_of_holder()",
    # Of a case nobody opens more than their own: whoever does not hold its right consents to be contacted, and no more.
    "CREATE TRIGGER covers_own BEFORE INSERT ON referrals FOR EACH ROW"
    " WHEN (NEW.case_id IS NOT NULL AND NEW.consent_covers <> '{contact}') EXECUTE FUNCTION app_cover_own_case()",
    # A withdrawal beats an older consent, also one that comes after it.
    "CREATE TRIGGER meets_withdrawal BEFORE INSERT ON referrals FOR EACH ROW EXECUTE FUNCTION app_meet_withdrawal()",
)

# The facts of a case that go with its dates, and those that tell of a session. `sight` in the domain asks again.
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


# What follows reads past the policies, and so says in its own words who may ask and what is told.
FUNCTIONS = (
    # Of a consent that was taken back the bones: who it was, and who referred, always reads the same.
    """
CREATE FUNCTION app_own_referrals(p_id uuid, p_state text, p_at timestamptz, p_after uuid, p_limit integer)
RETURNS TABLE (
    id uuid, service_id uuid, la_id uuid, case_id uuid, source_organisation_id uuid, facts jsonb, version integer,
    head varchar, referred_at timestamptz, updated_at timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.id, r.service_id, r.la_id, CASE WHEN r.consent_withdrawn_on IS NULL THEN r.case_id END,
        CASE WHEN r.consent_withdrawn_on IS NULL THEN r.source_organisation_id END,
        CASE WHEN r.consent_withdrawn_on IS NULL THEN r.facts ELSE jsonb_build_object(
            'source', 'family', 'person', 'parent', 'referred_on', r.facts->'referred_on', 'stage', 'withdrawn',
            'consent', jsonb_build_object('given_by', 'parent', 'given_on', r.consent_given_on,
                'covers', jsonb_build_array(), 'withdrawn_on', r.consent_withdrawn_on)) END,
        r.version, r.head, r.referred_at, r.updated_at
    FROM referrals r
    WHERE app_kind() = 'advice_service' AND r.service_id = app_organisation()
        AND (p_id IS NULL OR r.id = p_id) AND (p_state IS NULL OR r.state = p_state)
        AND (p_at IS NULL OR (r.referred_at, r.id) < (p_at, p_after))
    ORDER BY r.referred_at DESC, r.id DESC LIMIT p_limit
$$
""",
    # Whether a consent opens something of its case: while it stands, names it, and is of whoever holds the right to
    # appeal, which may have passed on since. It reads as whoever asks.
    """
CREATE FUNCTION app_opens(r referrals, p_purpose text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT r.consent_withdrawn_on IS NULL AND p_purpose = ANY(r.consent_covers)
        AND EXISTS (SELECT FROM cases c WHERE c.id = r.case_id AND c.facts->>'appellant_kind' = r.person)
$$
""",
    """
CREATE FUNCTION app_cover_own_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM cases c WHERE c.id = NEW.case_id AND c.facts->>'appellant_kind' = NEW.person) THEN
        RAISE EXCEPTION 'covers_own: this person does not hold the right to appeal' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
""",
    # Whoever referred is told what it wrote itself; an authority, if the family agreed to that, that help is given.
    """
CREATE FUNCTION app_receipts(p_id uuid, p_at timestamptz, p_after uuid, p_limit integer) RETURNS TABLE (
    id uuid, service_id uuid, case_id uuid, source varchar, person varchar, referred_on date, consent jsonb,
    help_is_given boolean, referred_at timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.id, r.service_id, r.case_id, r.source, r.person, (r.facts->>'referred_on')::date,
        (r.facts->'consent') - 'withdrawn_on',
        CASE WHEN app_kind() = 'local_authority' AND r.state = 'active' AND app_opens(r, 'tell_authority') THEN true END,
        r.referred_at
    FROM referrals r
    WHERE r.source_kind = app_kind() AND r.source_kind <> 'advice_service'
        AND r.source_organisation_id = app_organisation() AND (p_id IS NULL OR r.id = p_id)
        AND (p_at IS NULL OR (r.referred_at, r.id) < (p_at, p_after))
    ORDER BY r.referred_at DESC, r.id DESC LIMIT p_limit
$$
""",
    # Whoever ends a referral of a person, and whoever makes one, waits for the other: else an older consent slips through.
    """
CREATE FUNCTION app_one_at_a_time(p_service uuid, p_case uuid, p_person text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT pg_advisory_xact_lock(hashtextextended(p_service || '/' || p_case || '/' || p_person, 7))
$$
""",
    # One referral ends: its entry is written here, in the form that is hashed everywhere (sorted, without spaces), for
    # whoever referred cannot know how far the chain has come. How to reach the person is forgotten.
    """
CREATE FUNCTION app_end_referral(r referrals, p_client text, p_on date, p_at text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    again boolean := r.consent_withdrawn_on IS NOT NULL;
    to_service boolean := app_organisation() = r.service_id;
    kind text := CASE WHEN again THEN 'withdrawal-told-again' ELSE 'consent-withdrawn' END;
    day text := to_char(p_on, 'YYYY-MM-DD');
    consent jsonb := r.facts->'consent' || jsonb_build_object('withdrawn_on', day);
    changes text := CASE WHEN again THEN '{}' ELSE format(
        '{"consent":{"covers":[%s],"given_by":"%s","given_on":"%s","withdrawn_on":"%s"},"stage":"withdrawn"}',
        (SELECT string_agg('"' || one || '"', ',' ORDER BY one COLLATE "C") FROM unnest(r.consent_covers) one),
        r.person, to_char(r.consent_given_on, 'YYYY-MM-DD'), day) END;
    said text := format('{"by":"%s","changes":%s,"client_id":%s,"occurred_on":"%s","organisation_id":"%s",'
        '"owner_id":"%s","record":"referral","record_id":"%s","recorded_at":"%s","seq":%s,"type":"%s"}',
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
END $$
""",
    # The end, as easy as the beginning. Told to the service, it ends whatever there is of that person on that case, on a
    # consent up to that day: the service sees nothing more. Told to whoever referred, it ends what that one arranged,
    # and answers nothing, with the same work whether or not it was so already: nothing is learnt by it.
    """
CREATE FUNCTION app_withdraw_consent(p_referral uuid, p_client text, p_on date, p_at text) RETURNS boolean
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
    FOR r IN SELECT * FROM referrals o WHERE CASE WHEN told.service_id <> app_organisation() THEN o.id = told.id
        WHEN o.id = told.id THEN o.consent_withdrawn_on IS NULL OR o.withdrawal_told_to <> o.service_id
        ELSE o.consent_withdrawn_on IS NULL AND o.service_id = told.service_id AND o.case_id = told.case_id
            AND o.person = told.person AND o.consent_given_on <= p_on END ORDER BY o.id FOR UPDATE
    LOOP
        PERFORM app_end_referral(r, p_client, p_on, p_at);
        done := true;
    END LOOP;
    RETURN done;
END $$
""",
    # A referral on an older consent than one that was taken back since, from the service or from whoever refers again,
    # ends as it is made. Whoever makes it is not told, and it takes no more work.
    """
CREATE FUNCTION app_meet_withdrawal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    since referrals;
BEGIN
    PERFORM app_one_at_a_time(NEW.service_id, NEW.case_id, NEW.person);
    SELECT * INTO since FROM referrals o WHERE o.service_id = NEW.service_id AND o.case_id = NEW.case_id
        AND o.person = NEW.person AND o.consent_withdrawn_on > NEW.consent_given_on
        AND o.withdrawal_told_to IN (NEW.service_id, NEW.source_organisation_id)
    ORDER BY o.consent_withdrawn_on DESC LIMIT 1;
    IF FOUND THEN
        NEW.state := 'withdrawn';
        NEW.consent_withdrawn_on := since.consent_withdrawn_on;
        NEW.withdrawal_told_to := since.withdrawal_told_to;
        NEW.withdrawn_at := since.withdrawn_at;
        NEW.facts := NEW.facts || jsonb_build_object('stage', 'withdrawn', 'consent',
            NEW.facts->'consent' || jsonb_build_object('withdrawn_on', since.consent_withdrawn_on));
    END IF;
    RETURN NEW;
END $$
""",
    # To the service, which knows the person's case for ever: on which day the last consent was taken back, after the day
    # of another one; of what was told to the service itself, the day on which it said so, for it chooses the other. Nobody
    # comes back to it on a consent from before.
    """
CREATE FUNCTION app_taken_back_since(p_service uuid, p_case uuid, p_person text, p_given_on date) RETURNS date
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    day date;
BEGIN
    IF app_kind() = 'advice_service' AND p_service = app_organisation() THEN
        PERFORM app_one_at_a_time(p_service, p_case, p_person);
        SELECT max(CASE WHEN r.withdrawal_told_to = p_service THEN (r.withdrawn_at AT TIME ZONE 'Europe/London')::date
            ELSE r.consent_withdrawn_on END) INTO day FROM referrals r WHERE r.service_id = p_service AND r.case_id = p_case AND r.person = p_person
            AND r.consent_withdrawn_on IS NOT NULL;
    END IF;
    RETURN CASE WHEN day > p_given_on THEN day END;
END $$
""",
    """
CREATE FUNCTION app_area_of_case(p_case uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.la_id FROM cases c JOIN partnerships p ON p.la_id = c.la_id AND p.partner_id = app_organisation()
    WHERE app_kind() = 'advice_service' AND c.id = p_case
$$
""",
    # To a service that refers somebody on a case of its area: who holds the right, and so whose consent opens it.
    """
CREATE FUNCTION app_holder_of_case(p_case uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.facts->>'appellant_kind' FROM cases c
    JOIN partnerships p ON p.la_id = c.la_id AND p.partner_id = app_organisation()
    WHERE app_kind() = 'advice_service' AND c.id = p_case
$$
""",
    # How far a mediation came that was asked for goes with `mediation`; and an end is one word, however it came.
    """
CREATE FUNCTION app_stage_seen(p_state text, p_mediation boolean) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_state IN ('resolved', 'closed') THEN 'closed'
        WHEN NOT p_mediation AND p_state IN ('mediation_arranged', 'mediation_concluded', 'mediation_not_arranged')
        THEN 'mediation_requested' ELSE p_state END
$$
""",
    # The facts from which a service may be told dates, each by name: a new one is hidden until it is named here. What
    # came of mediation is not among them: an end has no day, a certificate no ground. Whatever tells that there is or
    # was a session, or could tell its day, goes with `mediation`.
    f"""
CREATE FUNCTION app_facts_seen(p_facts jsonb, p_state text, p_mediation boolean) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object({_by_name(DATES_SEEN)},
        'stage', app_stage_seen(p_facts->>'stage', p_mediation),
        'certificate', CASE WHEN jsonb_typeof(p_facts->'certificate') = 'object' THEN
            p_facts->'certificate' || '{{"number": "", "ground": "declined"}}'::jsonb END,
        'appeal', CASE WHEN jsonb_typeof(p_facts->'appeal') = 'object' THEN jsonb_build_object('basis', 'certificate',
            'registered_on', p_facts->'appeal'->'registered_on', 'late', p_facts->'appeal'->'late') END,
        'completed', (SELECT coalesce(jsonb_agg(done ORDER BY place), '[]'::jsonb)
            FROM jsonb_array_elements(p_facts->'completed') WITH ORDINALITY AS found(done, place)
            WHERE done->>'code' IN ('la-response', 'comply-with-order', 'comply-unopposed')
                OR (p_mediation AND done->>'code' = 'notify-session')),
        'closed_on', CASE WHEN p_state IN ('resolved', 'closed') THEN p_facts->'notice_sent_on' END)
        || CASE WHEN p_mediation THEN jsonb_build_object({_by_name(MEDIATION_SEEN)}) ELSE '{{}}'::jsonb END
$$
""",
    # Of the case as much as the consent covers.
    """
CREATE FUNCTION app_case_for_advice(p_referral uuid) RETURNS TABLE (
    kind varchar, sections jsonb, state varchar, facts jsonb, session_on date
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN covers.decision THEN c.kind END,
        CASE WHEN covers.decision THEN c.facts->'sections' END,
        CASE WHEN covers.dates THEN app_stage_seen(c.state, covers.mediation) END,
        CASE WHEN covers.dates THEN app_facts_seen(c.facts, c.state, covers.mediation) END,
        CASE WHEN covers.mediation THEN (c.facts->>'session_on')::date END
    FROM referrals r JOIN cases c ON c.id = r.case_id, LATERAL (
        SELECT app_opens(r, 'decision') AS decision, app_opens(r, 'case_dates') AS dates,
            app_opens(r, 'mediation') AS mediation) covers
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
    # Whether whoever holds the right said yes to the asking organisation, and it has not referred them yet. That is made of
    # its own doings alone: not of another's referral, nor of what became of its own. It reads as whoever asks.
    """
CREATE FUNCTION app_is_to_refer(o advice_offers) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT o.answer = 'accepted' AND o.answered_to = app_organisation()
        AND EXISTS (SELECT FROM cases c WHERE c.id = o.case_id AND c.facts->>'appellant_kind' = o.answered_for)
        AND NOT EXISTS (SELECT FROM referrals r WHERE r.case_id = o.case_id AND r.person = o.answered_for
            AND r.source_organisation_id = app_organisation())
$$
""",
    # That an offer was made is in the case's trail. What was answered is told to whoever it was said to: of an offer that
    # was answered to somebody else, acceptance and refusal look the same.
    """
CREATE FUNCTION app_advice_offers(p_case uuid) RETURNS TABLE (
    moment varchar, due_on date, made_on date, made_by varchar, own boolean, answered boolean, answer varchar,
    reason varchar, to_refer boolean
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.moment, o.due_on, o.made_on, o.organisation_kind, o.organisation_id = app_organisation(),
        o.answer <> 'no_answer', CASE WHEN o.answered_to = app_organisation() THEN o.answer END,
        CASE WHEN o.answered_to = app_organisation() THEN o.reason END, coalesce(app_is_to_refer(o), false)
    FROM advice_offers o
    WHERE o.case_id = p_case AND app_offers_help(p_case) ORDER BY o.made_on, o.recorded_at
$$
""",
    # An answer may come later, and to another than whoever asked: the last offer that waits for one is answered.
    """
CREATE FUNCTION app_answer_offer(p_case uuid, p_moment text, p_on date, p_answer text, p_reason text) RETURNS varchar
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE advice_offers SET answer = p_answer, reason = p_reason, answered_to = app_organisation()
    WHERE id = (
        SELECT o.id FROM advice_offers o
        WHERE o.case_id = p_case AND app_offers_help(p_case) AND o.answer = 'no_answer'
            AND (p_moment IS NULL OR o.moment = p_moment) AND o.made_on <= p_on
        ORDER BY o.made_on DESC, o.recorded_at DESC LIMIT 1
    ) RETURNING moment
$$
""",
    # A family that said yes and thinks again before it was referred: whoever it said so to writes that down, in place of
    # the yes. Nobody else can see that anything changed.
    """
CREATE FUNCTION app_correct_answer(p_case uuid, p_moment text, p_reason text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH corrected AS (
        UPDATE advice_offers o SET answer = 'declined', reason = p_reason
        WHERE o.case_id = p_case AND app_offers_help(p_case) AND app_is_to_refer(o)
            AND (p_moment IS NULL OR o.moment = p_moment) RETURNING 1)
    SELECT EXISTS (SELECT FROM corrected)
$$
""",
    """
CREATE FUNCTION app_answer_of_holder() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.answered_for := (SELECT c.facts->>'appellant_kind' FROM cases c WHERE c.id = NEW.case_id);
    RETURN NEW;
END $$
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
    WHERE r.case_id = p_case AND r.state = 'active' AND app_opens(r, 'tell_authority')
        AND app_kind() = 'local_authority' AND r.la_id = app_organisation()
    LIMIT 1
$$
""",
)
NAMES = tuple(text.split("(")[0].split()[-1] for text in FUNCTIONS)


def upgrade() -> None:
    # A migration that cannot have its lock at once gives up, rather than queue the whole service behind it.
    op.execute("SET LOCAL lock_timeout = '3s'")
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    for statement in (*FUNCTIONS, *GRANTS, *POLICIES, *TRIGGERS):
        op.execute(statement)
    op.execute(f"ALTER POLICY recorded ON journal WITH CHECK ({RECORDED.format(referral=OF_REFERRALS)})")
    for function in NAMES:
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO mediation_app")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute(f"ALTER POLICY recorded ON journal WITH CHECK ({RECORDED.format(referral='')})")
    for statement in TRIGGERS:
        name, table = statement.split()[2], statement.partition(" ON ")[2].split()[0]
        op.execute(f"DROP TRIGGER {name} ON {table}")
    for statement in POLICIES:
        name, table = statement.split()[2], statement.split()[4]
        op.execute(f"DROP POLICY {name} ON {table}")
    for function in reversed(NAMES):
        op.execute(f"DROP FUNCTION {function}")
    op.execute(f"REVOKE ALL ON {', '.join(TABLES)} FROM mediation_app")
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
