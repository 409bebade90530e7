-- Mediators: registered by their provider, and seen by the organisations that work with that provider.

-- A provider sees its own; an authority sees the providers that it instructs; a commissioning body sees those of the
-- authorities that it works with, for it may have to arrange mediation itself.
CREATE FUNCTION app_sees_provider(p_provider uuid) RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT 
CASE (SELECT app_kind())
    WHEN 'mediation_provider' THEN p_provider = (SELECT app_organisation())
    WHEN 'local_authority' THEN p_provider IN (
        SELECT partner_id FROM partnerships
        WHERE la_id = (SELECT app_organisation()) AND partner_kind = 'mediation_provider')
    WHEN 'commissioning_body' THEN p_provider IN (
        SELECT p.partner_id FROM partnerships p JOIN partnerships b USING (la_id)
        WHERE b.partner_id = (SELECT app_organisation()) AND p.partner_kind = 'mediation_provider')
    ELSE false
END
 $$;

ALTER TABLE mediators ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON mediators FOR SELECT TO mediation_app USING (
    CASE (SELECT app_kind())
        WHEN 'mediation_provider' THEN provider_id = (SELECT app_organisation())
        WHEN 'local_authority' THEN provider_id IN (
            SELECT partner_id FROM partnerships
            WHERE la_id = (SELECT app_organisation()) AND partner_kind = 'mediation_provider')
        WHEN 'commissioning_body' THEN provider_id IN (
            SELECT p.partner_id FROM partnerships p JOIN partnerships b USING (la_id)
            WHERE b.partner_id = (SELECT app_organisation()) AND p.partner_kind = 'mediation_provider')
        ELSE false
    END
);
CREATE POLICY own ON mediators FOR INSERT TO mediation_app WITH CHECK (
    (SELECT app_kind()) = 'mediation_provider' AND provider_id = (SELECT app_organisation())
);
CREATE POLICY own_change ON mediators FOR UPDATE TO mediation_app USING (
    (SELECT app_kind()) = 'mediation_provider' AND provider_id = (SELECT app_organisation())
);
GRANT SELECT, INSERT, UPDATE ON mediators TO mediation_app;

-- What other providers have said of the same people: whether an authority or a health body employs them, until when
-- they are accredited, and conflicts with the parties named. The name of the provider that said it is not returned.
CREATE FUNCTION app_elsewhere(p_mediators uuid[], p_references text[], p_on date) RETURNS TABLE (
    mediator_id uuid, employed boolean, accredited_until date, conflicts text[]
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH seen AS MATERIALIZED (
        SELECT o.id FROM organisations o WHERE o.kind = 'mediation_provider' AND app_sees_provider(o.id))
    SELECT m.id,
        bool_or(coalesce('true' IN (o.facts->'independence'->'employed_by_local_authority',
            o.facts->'independence'->'employed_by_integrated_care_board',
            o.facts->'independence'->'employed_by_nhs_england'), false)),
        min(o.accredited_until) FILTER (WHERE o.left_on IS NULL OR o.left_on > p_on),
        array_remove(array_agg(DISTINCT c.said->>'party' || ' ' || btrim(c.said->>'reference')), NULL)
    FROM mediators m JOIN seen ON seen.id = m.provider_id
    JOIN mediators o ON o.person = m.person AND o.id <> m.id
    LEFT JOIN LATERAL jsonb_path_query(o.facts, '$.conflicts[*]') c (said)
        ON btrim(c.said->>'reference') = ANY(p_references) OR lower(btrim(c.said->>'reference')) = ANY(p_references)
    WHERE m.id = ANY(p_mediators) GROUP BY m.id
$$;

-- Calendar programs send no token. Anyone with the secret address reads that mediator's booked times, and no more. Sessions
-- that share one time are one entry.
CREATE FUNCTION app_calendar(p_hash text, p_from timestamptz) RETURNS TABLE (
    name varchar, session_id uuid, starts_at timestamptz, ends_at timestamptz, format varchar, version integer,
    updated_at timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.name, s.id, s.starts_at, s.ends_at, s.format, s.version, s.updated_at
    FROM mediators m LEFT JOIN sessions s
        ON s.mediator_id = m.id AND s.status <> 'cancelled' AND s.starts_at >= p_from
        AND NOT EXISTS (SELECT FROM sessions o
            WHERE o.engagement_id = s.engagement_id AND (o.booked_at, o.id) < (s.booked_at, s.id))
    WHERE m.calendar_hash = p_hash ORDER BY s.starts_at
$$;

REVOKE ALL ON FUNCTION app_elsewhere, app_calendar FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_elsewhere, app_calendar TO mediation_app;
