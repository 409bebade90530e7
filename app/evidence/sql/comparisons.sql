-- Comparisons: an authority alone sees its own.

ALTER TABLE evidence_comparisons ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_comparisons ON evidence_comparisons TO mediation_app
    USING ((SELECT app_kind()) = 'local_authority' AND la_id = (SELECT app_organisation()));
GRANT SELECT, INSERT, UPDATE, DELETE ON evidence_comparisons TO mediation_app;

ALTER TABLE evidence_readings ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_readings ON evidence_readings TO mediation_app
    USING ((SELECT app_kind()) = 'local_authority' AND la_id = (SELECT app_organisation()));
GRANT SELECT, INSERT, UPDATE (used_at) ON evidence_readings TO mediation_app;

-- The comparison that a worker may take next: no other worker holds it. The worker then acts as the authority, by the
-- client that asked.
CREATE FUNCTION app_comparisons_waiting() RETURNS TABLE (id uuid, la_id uuid, client_id varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id, c.la_id, c.client_id FROM evidence_comparisons c
    WHERE c.status = 'running' AND (c.lease_until IS NULL OR c.lease_until < clock_timestamp())
    ORDER BY c.asked_at, c.id LIMIT 5
$$;

REVOKE ALL ON FUNCTION app_comparisons_waiting FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_comparisons_waiting TO mediation_app;
