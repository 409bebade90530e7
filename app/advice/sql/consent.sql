-- Consent: what it opens, and how it is taken back.

-- Whether a consent opens a part of its case: while it stands, names that part, and was given by the person who
-- holds the right to appeal now. The function reads as its caller.
CREATE FUNCTION app_opens(r referrals, p_purpose text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT r.consent_withdrawn_on IS NULL AND p_purpose = ANY(r.consent_covers)
        AND EXISTS (SELECT FROM cases c WHERE c.id = r.case_id AND c.facts->>'appellant_kind' = r.person)
$$;

-- Only the person who holds the right to appeal can open parts of the case. Anybody else consents to be contacted,
-- and to nothing more.
CREATE FUNCTION app_cover_own_case() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM cases c WHERE c.id = NEW.case_id AND c.facts->>'appellant_kind' = NEW.person) THEN
        RAISE EXCEPTION 'covers_own: this person does not hold the right to appeal' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER covers_own BEFORE INSERT ON referrals FOR EACH ROW
    WHEN (NEW.case_id IS NOT NULL AND NEW.consent_covers <> '{contact}') EXECUTE FUNCTION app_cover_own_case();

-- Two transactions that end or make a referral of one person on one case wait for each other. Otherwise a referral
-- on an older consent could slip past a withdrawal.
CREATE FUNCTION app_one_at_a_time(p_service uuid, p_case uuid, p_person text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT pg_advisory_xact_lock(hashtextextended(p_case || '/' || p_person, 7))
$$;

-- Returns the last withdrawal that is later than the consent of a referral. A withdrawal told to a service ends referrals
-- to that service. A withdrawal told to a referrer ends all referrals by that referrer. The referral's row keeps only one of
-- the two withdrawals, so the other is read from the journal.
CREATE FUNCTION app_withdrawal_since(p_source uuid, p_service uuid, p_case uuid, p_person text, p_given_on date)
RETURNS TABLE (withdrawn_on date, told_to uuid, at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.* FROM (
        SELECT o.consent_withdrawn_on, o.withdrawal_told_to, o.withdrawn_at FROM referrals o
        WHERE o.service_id = p_service AND o.case_id = p_case AND o.person = p_person
            AND o.withdrawal_told_to = p_service
        UNION ALL SELECT j.occurred_on, j.organisation_id, j.recorded_at
        FROM referrals o JOIN journal j ON j.record_id = o.id AND j.organisation_id = o.source_organisation_id
            AND j.type IN ('consent-withdrawn', 'withdrawal-told-again')
        WHERE o.source_organisation_id = p_source AND o.case_id = p_case AND o.person = p_person
    ) AS o WHERE o.consent_withdrawn_on > p_given_on
    ORDER BY o.consent_withdrawn_on DESC, o.withdrawal_told_to = p_service DESC LIMIT 1
$$;

-- If consent was taken back later than the consent of a new referral was given, the new referral ends as it is made.
-- The referrer does not learn this, and the work is the same.
CREATE FUNCTION app_meet_withdrawal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    since record;
BEGIN
    PERFORM app_one_at_a_time(NEW.service_id, NEW.case_id, NEW.person);
    SELECT * INTO since FROM app_withdrawal_since(
        NEW.source_organisation_id, NEW.service_id, NEW.case_id, NEW.person, NEW.consent_given_on
    );
    IF FOUND THEN
        NEW.state := 'withdrawn';
        NEW.consent_withdrawn_on := since.withdrawn_on;
        NEW.withdrawal_told_to := since.told_to;
        NEW.withdrawn_at := since.at;
        NEW.facts := NEW.facts || jsonb_build_object('stage', 'withdrawn', 'consent',
            NEW.facts->'consent' || jsonb_build_object('withdrawn_on', since.withdrawn_on));
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER meets_withdrawal BEFORE INSERT ON referrals FOR EACH ROW EXECUTE FUNCTION app_meet_withdrawal();

-- Returns the day on which the last consent was taken back, if that day is after the given one. If the person told
-- the service itself, the day counts on which the service recorded it, because the service chooses the other day. A
-- person cannot come back to the service on a consent from before.
CREATE FUNCTION app_taken_back_since(p_service uuid, p_case uuid, p_person text, p_given_on date) RETURNS date
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
END $$;

-- Ends one referral. Only its service and its referrer may do this. The journal's entry is written here, in the form
-- that is hashed everywhere (sorted, without spaces), because the referrer cannot know how long the chain is. The
-- contact details are deleted.
CREATE FUNCTION app_end_referral(p_referral uuid, p_client text, p_on date, p_at text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    r referrals;
BEGIN
    SELECT * INTO r FROM referrals o
    WHERE o.id = p_referral AND app_organisation() IN (o.service_id, o.source_organisation_id) FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
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
END;
END $$;

-- Takes consent back. If the service is told, every referral of that person on that case ends that rests on a
-- consent up to that day. If the referrer is told, every referral ends that this organisation made of that person on
-- that case, with any service. The referrer gets no answer, and the work is the same if the referrals had ended
-- before: so the referrer learns nothing.
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
    FOR r IN SELECT * FROM referrals o WHERE (o.id = told.id OR o.case_id = told.case_id) AND CASE WHEN told.service_id <> app_organisation() THEN o.id = told.id
            OR (o.source_organisation_id = app_organisation() AND o.case_id = told.case_id AND o.person = told.person
                AND o.consent_given_on <= p_on)
        WHEN o.id = told.id THEN o.consent_withdrawn_on IS NULL OR o.withdrawal_told_to <> o.service_id
        ELSE o.consent_withdrawn_on IS NULL AND o.service_id = told.service_id AND o.case_id = told.case_id
            AND o.person = told.person AND o.consent_given_on <= p_on END ORDER BY o.id FOR UPDATE
    LOOP
        PERFORM app_end_referral(r.id, p_client, p_on, p_at);
        done := true;
    END LOOP;
    RETURN done;
END $$;

-- The organisation that referred recorded a consent wrongly: it covers less than recorded, or was given on another day.
-- Purposes are only taken away, and never `contact`, without which there is no referral. If the day is now before a
-- withdrawal, the referral ends. If it is now after the withdrawal that ended the referral, the withdrawal moves with it,
-- because the contact details are gone. The journal's entry is written here: the referrer cannot know how long the chain
-- is. The answer and the work are the same whatever became of the referral. The answer says only what the referrer knows of
-- its own referrals: `done`, `none` of its own, `known` (another of its referrals has this consent), or `full` (it has
-- corrected this consent 20 times).
CREATE FUNCTION app_correct_consent(
    p_referral uuid, p_client text, p_covers text[], p_given_on date, p_reason text, p_on date, p_at text
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    r referrals;
    since record;
BEGIN
    SELECT * INTO r FROM referrals o WHERE o.id = p_referral AND o.source_organisation_id = app_organisation();
    PERFORM app_one_at_a_time(r.service_id, r.case_id, r.person);
    SELECT * INTO r FROM referrals o
    WHERE o.id = p_referral AND o.source_organisation_id = app_organisation() FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'none';
    END IF;
DECLARE
    covers text[] := ARRAY(SELECT one FROM unnest(r.consent_covers) one
        WHERE one = ANY(p_covers) OR one = 'contact' ORDER BY one COLLATE "C");
    listed text := '[' || (SELECT string_agg('"' || one || '"', ',' ORDER BY one COLLATE "C") FROM unnest(covers) one) || ']';
    day text := to_char(p_given_on, 'YYYY-MM-DD');
    ended date := greatest(r.consent_withdrawn_on, CASE WHEN r.consent_withdrawn_on IS NOT NULL THEN p_given_on END);
    withdrawn text := coalesce('"' || to_char(ended, 'YYYY-MM-DD') || '"', 'null');
    changes text := format('{"consent":{"covers":%s,"given_by":"%s","given_on":"%s","withdrawn_on":%s},'
        '"correction":{"consent":{"covers":%s,"given_on":"%s"},"corrects":%s,"reason":%s}}',
        listed, r.person, day, withdrawn, listed, day, 1, to_json(p_reason));
    said text := format('{"by":"%s","changes":%s,"client_id":%s,"occurred_on":"%s","organisation_id":"%s",'
        '"owner_id":"%s","record":"referral","record_id":"%s","recorded_at":"%s","seq":%s,"type":"entry-corrected"}',
        app_kind(), changes, to_json(p_client), to_char(p_on, 'YYYY-MM-DD'), app_organisation(), r.service_id, r.id, p_at,
        r.version + 1);
    chained text := encode(sha256(convert_to(r.head || chr(10) || said, 'UTF8')), 'hex');
BEGIN
    IF cardinality(covers) = cardinality(r.consent_covers) AND p_given_on = r.consent_given_on THEN
        RETURN 'done';
    END IF;
    IF EXISTS (SELECT FROM referrals o WHERE o.source_organisation_id = r.source_organisation_id AND o.id <> r.id
        AND o.service_id = r.service_id AND o.case_id = r.case_id AND o.person = r.person
        AND o.consent_given_on = p_given_on) THEN
        RETURN 'known';
    END IF;
    IF (SELECT count(*) >= 20 FROM journal j WHERE j.record_id = r.id AND j.type = 'entry-corrected'
        AND j.changes->'correction'->>'corrects' = '1') THEN
        RETURN 'full';
    END IF;
    INSERT INTO journal (record_id, seq, owner_id, record, type, by_kind, organisation_id, client_id, occurred_on,
        recorded_at, changes, previous, hash)
    VALUES (r.id, r.version + 1, r.service_id, 'referral', 'entry-corrected', app_kind(), app_organisation(), p_client,
        p_on, p_at::timestamptz, changes::jsonb, r.head, chained);
    UPDATE referrals SET consent_covers = covers, consent_given_on = p_given_on, consent_withdrawn_on = ended,
        version = r.version + 1, head = chained, updated_at = p_at::timestamptz,
        facts = facts || jsonb_build_object('consent',
            facts->'consent' || jsonb_build_object('covers', covers, 'given_on', p_given_on, 'withdrawn_on', ended))
    WHERE id = r.id RETURNING * INTO r;
    SELECT * INTO since FROM app_withdrawal_since(
        r.source_organisation_id, r.service_id, r.case_id, r.person, r.consent_given_on
    );
    IF FOUND AND r.consent_withdrawn_on IS NULL THEN
        PERFORM app_end_referral(r.id, p_client, since.withdrawn_on, p_at);
    END IF;
    RETURN 'done';
END;
END $$;

REVOKE ALL ON FUNCTION
    app_opens, app_cover_own_case, app_one_at_a_time, app_withdrawal_since, app_meet_withdrawal, app_taken_back_since,
    app_end_referral, app_withdraw_consent, app_correct_consent
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_opens, app_taken_back_since, app_withdraw_consent, app_correct_consent TO mediation_app;
