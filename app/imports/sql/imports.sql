-- Imports: an authority alone sees its files, its rows and their verdicts.

ALTER TABLE imports ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON imports TO mediation_app
    USING ((SELECT app_kind()) = 'local_authority' AND la_id = (SELECT app_organisation()));
GRANT SELECT, INSERT, UPDATE, DELETE ON imports TO mediation_app;

ALTER TABLE import_parts ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON import_parts TO mediation_app
    USING ((SELECT app_kind()) = 'local_authority' AND la_id = (SELECT app_organisation()));
GRANT SELECT, INSERT, DELETE ON import_parts TO mediation_app;

ALTER TABLE import_rows ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON import_rows TO mediation_app
    USING ((SELECT app_kind()) = 'local_authority' AND la_id = (SELECT app_organisation()));
GRANT SELECT, INSERT ON import_rows TO mediation_app;

ALTER TABLE imported_cases ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON imported_cases TO mediation_app
    USING ((SELECT app_kind()) = 'local_authority' AND la_id = (SELECT app_organisation()));
GRANT SELECT, INSERT ON imported_cases TO mediation_app;

-- The imports that a worker may go on with: no other worker holds them, and none of the same authority is under way
-- elsewhere. The worker then acts as the authority, by the client that sent the file.
CREATE FUNCTION app_imports_waiting(p_holder uuid) RETURNS TABLE (id uuid, la_id uuid, client_id varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT next.id, next.la_id, next.client_id FROM (
        SELECT DISTINCT ON (i.la_id) i.id, i.la_id, i.client_id, i.received_at, i.status, i.holder, i.lease_until
        FROM imports i WHERE i.status IN ('received', 'running')
        ORDER BY i.la_id, i.status = 'running' DESC, i.received_at, i.id
    ) next
    WHERE next.lease_until IS NULL OR next.lease_until < clock_timestamp() OR next.holder = p_holder
    ORDER BY next.received_at LIMIT 20
$$;

REVOKE ALL ON FUNCTION app_imports_waiting FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_imports_waiting TO mediation_app;
