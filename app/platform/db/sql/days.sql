-- How a function reads JSON that something other than the service may have changed: it fails on no value.

-- The day under a name, or nothing where no day stands there.
CREATE FUNCTION app_day(p_facts jsonb, p_name text) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT (jsonb_path_query_first(p_facts->p_name, 'strict $.datetime("YYYY-MM-DD")', '{}', true) #>> '{}')::date
$$;
REVOKE ALL ON FUNCTION app_day FROM PUBLIC;
