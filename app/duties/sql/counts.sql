-- Counts of duties, for each kind of caller from an index alone.
--
-- How many duties the caller sees, by all that a count tells apart. `past`: the last day was before `p_today`. With
-- `p_owner`, only duties of that organisation.
--
-- Under the policy of the ledger, each line would be read from the table: the policy asks for columns that no index
-- has together. So this function repeats in its own words who sees what, and reads one index for each kind of caller.
-- The days are counted in weeks from a Monday.
CREATE FUNCTION app_count_duties(p_today date, p_stands text[], p_from date, p_to date, p_owner uuid) RETURNS TABLE (
    code text, owed_by text, stands text, week date, past boolean, duties bigint
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH own AS (
        SELECT owner_id, code, owed_by, stands, due_on FROM duties
        WHERE (SELECT app_kind()) = 'local_authority' AND la_id = (SELECT app_organisation())
        UNION ALL
        SELECT owner_id, code, owed_by, stands, due_on FROM duties
        WHERE (SELECT app_kind()) = 'mediation_provider' AND mediation_told
            AND provider_id = (SELECT app_organisation())
        UNION ALL
        SELECT owner_id, code, owed_by, stands, due_on FROM duties
        WHERE (SELECT app_kind()) = 'mediation_provider' AND mediation_told
            AND mediating_provider_id = (SELECT app_organisation())
        UNION ALL
        SELECT owner_id, code, owed_by, stands, due_on FROM duties
        WHERE (SELECT app_kind()) = 'commissioning_body' AND mediation_told
            AND body_id = (SELECT app_organisation())
        UNION ALL
        SELECT owner_id, code, owed_by, stands, due_on FROM duties
        WHERE (SELECT app_kind()) = 'tribunal' AND tribunal_told AND before_tribunal
    )
    SELECT code, owed_by, stands, due_on - (due_on - DATE '2001-01-01') % 7, due_on < p_today, count(*)
    FROM own
    WHERE stands = ANY (p_stands) AND due_on BETWEEN p_from AND p_to AND (p_owner IS NULL OR owner_id = p_owner)
    GROUP BY 1, 2, 3, 4, 5
$$;
REVOKE ALL ON FUNCTION app_count_duties FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_count_duties TO mediation_app;
