-- What lists of cases ask.

-- The first of some days that is not past. Infinity, which is later than every day, if all are or if there are none.
CREATE FUNCTION app_next_due(p_dates date[], p_today date) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(min(day), 'infinity') FROM unnest(p_dates) AS day WHERE day >= p_today
$$;
REVOKE ALL ON FUNCTION app_next_due FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_next_due TO mediation_app;
