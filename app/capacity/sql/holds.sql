-- Holds: for which case a mediator's time is kept, seen by the parties to that case's mediation.

-- A first provider does not see which other providers an authority asked or holds.
ALTER TABLE holds ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON holds TO mediation_app USING (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
        WHEN 'mediation_provider' THEN
            provider_id = (SELECT app_organisation()) AND EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        WHEN 'commissioning_body' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        ELSE false
    END
) WITH CHECK (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
        WHEN 'mediation_provider' THEN
            provider_id = (SELECT app_organisation()) AND EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        WHEN 'commissioning_body' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        ELSE false
    END
    AND organisation_id = (SELECT app_organisation())
);
GRANT SELECT, INSERT, DELETE ON holds TO mediation_app;

-- Whether the caller is party to a case's mediation.
CREATE FUNCTION app_arranges(p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM cases c WHERE c.id = p_case AND CASE app_kind()
        WHEN 'local_authority' THEN c.la_id = app_organisation()
        WHEN 'mediation_provider' THEN app_organisation() IN (c.provider_id, c.mediating_provider_id)
        WHEN 'commissioning_body' THEN c.body_id = app_organisation()
        ELSE false END)
$$;

-- Each party sees how many slots are held for the case. When the case needs none any more, each party may release
-- all of them, also slots of another provider's mediators. Each party sees only its own holds in detail.
CREATE FUNCTION app_held(p_case uuid, p_at timestamptz) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*) FROM holds h WHERE h.case_id = p_case AND h.expires_at > p_at AND app_arranges(p_case)
$$;

CREATE FUNCTION app_let_go(p_case uuid, p_at timestamptz) RETURNS uuid[]
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM engagements e USING holds h WHERE h.id = e.id AND h.case_id = p_case AND app_arranges(p_case)
        RETURNING e.id, e.expires_at)
    SELECT array_agg(gone.id ORDER BY gone.id) FROM gone WHERE gone.expires_at > p_at
$$;

REVOKE ALL ON FUNCTION app_arranges, app_held, app_let_go FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_arranges, app_held, app_let_go TO mediation_app;
