-- What families say of their experience: links, used links, counts, and what an authority made public.

-- The provider asks after the contact and after the session, the authority after the end. Each sees its own links.
ALTER TABLE feedback_links ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_stage ON feedback_links TO mediation_app USING (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN stage = 'after_end'
        WHEN 'mediation_provider' THEN stage <> 'after_end'
        ELSE false
    END AND EXISTS (SELECT FROM cases c WHERE c.id = case_id)
);
GRANT SELECT, INSERT, UPDATE (ends_on, times) ON feedback_links TO mediation_app;

-- Nobody reads which links were used. The function below alone writes here.
ALTER TABLE feedback_spent ENABLE ROW LEVEL SECURITY;

-- An authority reads its own counts once a full further quarter has passed: two counts of one quarter could be
-- subtracted. Nobody writes here but the function below.
ALTER TABLE experience_counts ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_counts ON experience_counts FOR SELECT TO mediation_app USING (
    (SELECT app_kind()) = 'local_authority' AND la_id = (SELECT app_organisation())
    AND first_day + '6 months'::interval <= app_now() AT TIME ZONE 'Europe/London'
);
GRANT SELECT ON experience_counts TO mediation_app;

-- A family answers. The page has checked the link, which the service sealed. A used link changes no count, and runs the
-- same statements, so that its holder cannot tell by the time whether it was used. All counts of a cell are one row: a
-- row of its own for each answer would show by its transaction which answers came together.
CREATE FUNCTION app_count_experience(
    p_once text, p_ends_on date, p_la uuid, p_first_day date, p_stage text, p_way text, p_counts integer[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    fresh integer;
BEGIN
    IF NOT p_counts <@ ARRAY[0, 1] OR NOT EXISTS (
        SELECT FROM organisations o WHERE o.id = p_la AND o.kind = 'local_authority'
    ) THEN
        RAISE EXCEPTION 'these are not the answers of one family' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO feedback_spent (once, ends_on) VALUES (p_once, p_ends_on) ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS fresh = ROW_COUNT;
    INSERT INTO experience_counts AS cell (la_id, first_day, stage, way, families, counts)
    VALUES (p_la, p_first_day, p_stage, p_way, fresh, ARRAY(SELECT fresh * one FROM unnest(p_counts) one))
    ON CONFLICT (la_id, first_day, stage, way) DO UPDATE SET families = cell.families + excluded.families,
        counts = ARRAY(
            SELECT coalesce(each.before, 0) + coalesce(each.more, 0)
            FROM unnest(cell.counts, excluded.counts) WITH ORDINALITY AS each(before, more, place) ORDER BY each.place
        );
END $$;

ALTER TABLE evidence_publications ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_publications ON evidence_publications TO mediation_app
    USING (la_id = (SELECT app_organisation()))
    WITH CHECK (la_id = (SELECT app_organisation()) AND (SELECT app_kind()) = 'local_authority');
GRANT SELECT, INSERT ON evidence_publications TO mediation_app;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_publications
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Anybody reads what an authority made public.
CREATE FUNCTION app_published_evidence(p_la_code text, p_kind text, p_first_day date) RETURNS TABLE (
    published text, counted_at timestamptz, published_at timestamptz, name varchar
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT f.published::text, f.counted_at, p.published_at, o.name
    FROM organisations o JOIN evidence_publications p ON p.la_id = o.id
    JOIN evidence_figures f ON f.la_id = p.la_id AND f.kind = p.kind AND f.first_day = p.first_day
    WHERE o.la_code = p_la_code AND o.kind = 'local_authority' AND p.kind = p_kind AND p.first_day = p_first_day
$$;

REVOKE ALL ON FUNCTION app_count_experience, app_published_evidence FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_count_experience, app_published_evidence TO mediation_app;
