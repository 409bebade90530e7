-- Searches for a mediator: seen by those who arrange the mediation, and recorded in the searcher's own name.

ALTER TABLE searches ENABLE ROW LEVEL SECURITY;
CREATE POLICY arrangers ON searches TO mediation_app USING (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
        WHEN 'commissioning_body' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        ELSE false
    END
) WITH CHECK (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
        WHEN 'commissioning_body' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        ELSE false
    END
    AND organisation_id = (SELECT app_organisation())
);
GRANT SELECT, INSERT ON searches TO mediation_app;
