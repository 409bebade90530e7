-- What an advice service learns of a case, as far as the consent goes.

-- Whether help is given, to the authority of the case, if the person agreed to that.
CREATE FUNCTION app_help_is_given(p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT true FROM referrals r
    WHERE r.case_id = p_case AND r.state = 'active' AND app_opens(r, 'tell_authority')
        AND app_kind() = 'local_authority' AND r.la_id = app_organisation()
    LIMIT 1
$$;

-- The stage of the case. The progress of mediation needs a consent that covers `mediation`. Every way of ending is
-- shown as `closed`.
CREATE FUNCTION app_stage_seen(p_state text, p_mediation boolean) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_state IN ('resolved', 'closed') THEN 'closed'
        WHEN NOT p_mediation AND p_state IN ('mediation_arranged', 'mediation_concluded', 'mediation_not_arranged')
        THEN 'mediation_requested' ELSE p_state END
$$;

-- The duties whose completion a service sees: the codes of the deadlines that it sees, as app.cases.who_sees lists
-- them.
CREATE FUNCTION app_codes_told(p_mediation boolean) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY['contact-adviser', 'lodge-appeal', 'apply-for-leave', 'la-response', 'comply-with-order', 'comply-unopposed']
        || CASE WHEN p_mediation THEN ARRAY['issue-certificate', 'notify-commissioning-body', 'arrange-mediation',
            'commissioning-body-arrange-mediation', 'notify-session'] ELSE '{}' END
$$;

-- The facts from which the service's dates are calculated, each by name: a new fact is hidden until it is named
-- here. The result of mediation is hidden: an end has no day, and a certificate has no ground. Facts that could
-- reveal a session need a consent that covers `mediation`.
CREATE FUNCTION app_facts_seen_before(p_facts jsonb, p_state text, p_mediation boolean) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('regime', p_facts->'regime', 'kind', p_facts->'kind', 'notice_sent_on', p_facts->'notice_sent_on', 'appellant_kind', p_facts->'appellant_kind', 'sections', p_facts->'sections', 'first_contact_on', p_facts->'first_contact_on', 'unopposed_notified_on', p_facts->'unopposed_notified_on', 'order_made_on', p_facts->'order_made_on', 'order_kind', p_facts->'order_kind',
        'stage', app_stage_seen(p_facts->>'stage', p_mediation),
        'certificate', CASE WHEN jsonb_typeof(p_facts->'certificate') = 'object' THEN
            p_facts->'certificate' || '{"number": "", "ground": "declined", "issuer": null}'::jsonb END,
        'appeal', CASE WHEN jsonb_typeof(p_facts->'appeal') = 'object' THEN jsonb_build_object('basis', 'certificate',
            'registered_on', p_facts->'appeal'->'registered_on', 'late', p_facts->'appeal'->'late') END,
        'completed', CASE WHEN jsonb_typeof(p_facts->'completed') <> 'array' THEN 'null'
            ELSE (SELECT coalesce(jsonb_agg(done ORDER BY place), '[]'::jsonb)
                FROM jsonb_array_elements(p_facts->'completed') WITH ORDINALITY AS found(done, place)
                WHERE done->>'code' = ANY(app_codes_told(p_mediation))) END,
        'closed_on', CASE WHEN p_state IN ('resolved', 'closed') THEN p_facts->'notice_sent_on' END)
        || CASE WHEN p_mediation THEN jsonb_build_object('declined_on', p_facts->'declined_on', 'requested_on', p_facts->'requested_on', 'under_way', p_facts->'under_way', 'health_raised', p_facts->'health_raised', 'health_only', p_facts->'health_only', 'body_notified_on', p_facts->'body_notified_on', 'arranged_on', p_facts->'arranged_on', 'session_on', p_facts->'session_on', 'concluded_on', p_facts->'concluded_on', 'cannot_arrange_reported_on', p_facts->'cannot_arrange_reported_on') ELSE '{}'::jsonb END
$$;

-- The same facts, with those added later: the dates that the tribunal directed, its orders, the day when health was
-- added, and whether an appeal is over (without its day).
CREATE FUNCTION app_facts_seen(p_facts jsonb, p_state text, p_mediation boolean) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT app_facts_seen_before(p_facts, p_state, p_mediation)
        || jsonb_build_object(
            'notice_printed_on', p_facts->'notice_printed_on',
            'only_day_known', p_facts->'only_day_known',
            'directed', coalesce(p_facts->'directed', '[]'::jsonb),
            'orders', coalesce(p_facts->'orders', '[]'::jsonb),
            'resolved_on', CASE WHEN p_state IN ('resolved', 'closed') AND jsonb_typeof(p_facts->'appeal') = 'object'
                THEN p_facts->'notice_sent_on' END)
        || CASE WHEN p_mediation THEN jsonb_build_object('health_raised_on', p_facts->'health_raised_on')
            ELSE '{}'::jsonb END
$$;

-- As much of the case as the consent covers.
CREATE FUNCTION app_case_for_advice(p_referral uuid) RETURNS TABLE (
    kind varchar, sections jsonb, state varchar, facts jsonb, session_on date
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN covers.decision THEN c.kind END,
        CASE WHEN covers.decision THEN c.facts->'sections' END,
        CASE WHEN covers.dates THEN app_stage_seen(c.state, covers.mediation) END,
        CASE WHEN covers.dates THEN app_facts_seen(c.facts, c.state, covers.mediation) END,
        CASE WHEN covers.mediation THEN app_day(c.facts, 'session_on') END
    FROM referrals r JOIN cases c ON c.id = r.case_id, LATERAL (
        SELECT app_opens(r, 'decision') AS decision, app_opens(r, 'case_dates') AS dates,
            app_opens(r, 'mediation') AS mediation) covers
    WHERE app_kind() = 'advice_service' AND r.service_id = app_organisation() AND r.id = p_referral
        AND r.consent_withdrawn_on IS NULL
$$;

REVOKE ALL ON FUNCTION
    app_help_is_given, app_stage_seen, app_codes_told, app_facts_seen_before, app_facts_seen, app_case_for_advice
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    app_help_is_given, app_stage_seen, app_codes_told, app_facts_seen_before, app_facts_seen, app_case_for_advice
TO mediation_app;
