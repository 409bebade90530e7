-- Figures of capacity: how many families wait for a provider's mediators, over all authorities.

-- The count covers the families of all authorities. An authority that saw only its own families would think the
-- queue shorter than it is. The areas serve to match sessions. The caller sees one number, which identifies no case.
CREATE FUNCTION app_waiting() RETURNS TABLE (provider_id uuid, area varchar, due_on date, waiting bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH seen AS MATERIALIZED (
        SELECT o.id FROM organisations o WHERE o.kind = 'mediation_provider' AND app_sees_provider(o.id))
    SELECT c.provider_id, c.la_code, c.arrange_by, count(*) FROM seen JOIN cases c ON c.provider_id = seen.id
    WHERE c.arrange_by IS NOT NULL GROUP BY 1, 2, 3
$$;

-- A request counts on its own day: a case that was brought in later is no new request.
CREATE FUNCTION app_arrivals(p_since date) RETURNS TABLE (provider_id uuid, area varchar, requested bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.provider_id, o.la_code, count(*) FROM events e JOIN organisations o ON o.id = e.la_id
    WHERE e.action = 'request-mediation' AND e.occurred_on >= p_since AND app_sees_provider(e.provider_id) GROUP BY 1, 2
$$;

REVOKE ALL ON FUNCTION app_waiting, app_arrivals FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_waiting, app_arrivals TO mediation_app;
