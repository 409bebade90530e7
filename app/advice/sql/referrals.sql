-- Referrals: read by their service while consent stands, and acknowledged to the organisation that referred.

ALTER TABLE referrals ENABLE ROW LEVEL SECURITY;
ALTER TABLE referral_contents ENABLE ROW LEVEL SECURITY;
ALTER TABLE referral_notes ENABLE ROW LEVEL SECURITY;

-- Once consent is taken back, the service no longer sees the row. app_own_referrals still lists it, without its
-- contents.
CREATE POLICY helps ON referrals FOR SELECT TO mediation_app USING (
    (SELECT app_kind()) = 'advice_service' AND service_id = (SELECT app_organisation())
    AND consent_withdrawn_on IS NULL
);
CREATE POLICY helps_on ON referrals FOR UPDATE TO mediation_app USING (
    (SELECT app_kind()) = 'advice_service' AND service_id = (SELECT app_organisation())
    AND consent_withdrawn_on IS NULL
);

-- A service refers anyone who comes to it to itself, in an area that it serves. Others refer on a case that they see.
CREATE POLICY refers ON referrals FOR INSERT TO mediation_app WITH CHECK (
    source_organisation_id = (SELECT app_organisation()) AND source_kind = (SELECT app_kind()) AND version = 1
    AND (state = 'new' OR (state = 'withdrawn' AND source_kind <> 'advice_service'))
    AND EXISTS (SELECT FROM partnerships p WHERE p.la_id = referrals.la_id AND p.partner_id = service_id)
    AND CASE WHEN source_kind = 'advice_service' THEN service_id = source_organisation_id
            AND app_taken_back_since(service_id, case_id, person, consent_given_on) IS NULL
        ELSE EXISTS (SELECT FROM cases c WHERE c.id = case_id) END
);
CREATE POLICY helps ON referral_contents FOR SELECT TO mediation_app USING (
    (SELECT app_kind()) = 'advice_service' AND service_id = (SELECT app_organisation())
    AND EXISTS (SELECT FROM referrals r WHERE r.id = referral_id AND r.consent_withdrawn_on IS NULL)
);
CREATE POLICY refers ON referral_contents FOR INSERT TO mediation_app WITH CHECK (
    source_organisation_id = (SELECT app_organisation())
);
CREATE POLICY helps ON referral_notes TO mediation_app USING (
    (SELECT app_kind()) = 'advice_service' AND service_id = (SELECT app_organisation())
    AND EXISTS (SELECT FROM referrals r WHERE r.id = referral_id AND r.consent_withdrawn_on IS NULL)
);

-- Column by column: no statement of the service can move a referral to another case, or touch the consent.
GRANT SELECT, INSERT, UPDATE (state, facts, version, head, updated_at) ON referrals TO mediation_app;
GRANT SELECT, INSERT ON referral_contents, referral_notes TO mediation_app;

-- A service's own referrals. After consent was taken back, every referral looks the same: the person and the
-- referrer can no longer be read.
CREATE FUNCTION app_own_referrals(p_id uuid, p_state text, p_at timestamptz, p_after uuid, p_limit integer) RETURNS TABLE (
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
$$;

-- A referrer's receipts: what the referrer itself wrote. An authority also sees that help is given, if the family
-- agreed. The receipt goes with the case.
CREATE FUNCTION app_receipts(p_id uuid, p_at timestamptz, p_after uuid, p_limit integer) RETURNS TABLE (
    id uuid, service_id uuid, case_id uuid, source varchar, person varchar, referred_on date, consent jsonb,
    help_is_given boolean, referred_at timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.id, r.service_id, r.case_id, r.source, r.person, app_day(r.facts, 'referred_on'),
        CASE WHEN jsonb_typeof(r.facts->'consent') = 'object' THEN (r.facts->'consent') - 'withdrawn_on' END,
        CASE WHEN app_kind() = 'local_authority' AND r.state = 'active' AND app_opens(r, 'tell_authority') THEN true END,
        r.referred_at
    FROM referrals r
    WHERE r.source_kind = app_kind() AND r.source_kind <> 'advice_service' AND r.case_removed_at IS NULL
        AND r.source_organisation_id = app_organisation() AND (p_id IS NULL OR r.id = p_id)
        AND (p_at IS NULL OR (r.referred_at, r.id) < (p_at, p_after))
    ORDER BY r.referred_at DESC, r.id DESC LIMIT p_limit
$$;

-- The same for one case: the referrer's receipts, the oldest first.
CREATE FUNCTION app_receipts_of_case(p_case uuid) RETURNS TABLE (
    id uuid, service_id uuid, case_id uuid, source varchar, person varchar, referred_on date, consent jsonb,
    help_is_given boolean, referred_at timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT told.* FROM referrals r, LATERAL app_receipts(r.id, NULL, NULL, 1) told
    WHERE r.case_id = p_case ORDER BY r.referred_at, r.id
$$;

-- Whether the caller may write an entry of the journal. The service may write on its own referrals, and the referrer
-- may write the first entry. No other organisation can break the chain.
CREATE FUNCTION app_records_referral(p_referral uuid, p_service uuid, p_seq integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM referrals r WHERE r.id = p_referral AND r.service_id = p_service
        AND (app_organisation() = r.service_id OR (p_seq = 1 AND app_organisation() = r.source_organisation_id)))
$$;

-- A referral on a case is made in the area of the case. It stays with that area if the case goes to another authority: the
-- person consented to this service, and to what this authority may be told.
CREATE FUNCTION app_must_be_of_its_area() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM cases c WHERE c.id = NEW.case_id AND c.la_id = NEW.la_id) THEN
        RAISE EXCEPTION 'a referral on a case is made in the area of the case' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER of_its_area BEFORE INSERT ON referrals FOR EACH ROW WHEN (NEW.case_id IS NOT NULL)
    EXECUTE FUNCTION app_must_be_of_its_area();

-- The authority of a case, to a service of that area.
CREATE FUNCTION app_area_of_case(p_case uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.la_id FROM cases c
    WHERE app_kind() = 'advice_service' AND c.id = p_case AND app_works_with(c.la_id, app_organisation())
$$;

-- Who holds the right to appeal, and so whose consent opens the case: for a service that refers somebody in its area.
CREATE FUNCTION app_holder_of_case(p_case uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.facts->>'appellant_kind' FROM cases c
    WHERE app_kind() = 'advice_service' AND c.id = p_case AND app_works_with(c.la_id, app_organisation())
$$;

REVOKE ALL ON FUNCTION
    app_own_referrals, app_receipts, app_receipts_of_case, app_records_referral, app_must_be_of_its_area,
    app_area_of_case, app_holder_of_case
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    app_own_referrals, app_receipts, app_receipts_of_case, app_records_referral, app_area_of_case, app_holder_of_case
TO mediation_app;
