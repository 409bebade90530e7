-- Contact details of families: read by the provider of the case, and by the organisation that wrote them.

ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;

-- A provider that mediates reads until the mediation ends. An authority reads what it wrote itself.
CREATE POLICY readers ON contacts TO mediation_app USING (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN la_id = (SELECT app_organisation()) AND written_by = (SELECT app_organisation())
        WHEN 'mediation_provider' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id AND (
            (SELECT app_organisation()) IN (c.provider_id, written_by) OR c.facts->'under_way' = 'true'::jsonb))
        ELSE false
    END
) WITH CHECK (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
        WHEN 'mediation_provider' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        ELSE false
    END
    AND written_by = (SELECT app_organisation())
);
GRANT SELECT, INSERT, UPDATE, DELETE ON contacts TO mediation_app;
