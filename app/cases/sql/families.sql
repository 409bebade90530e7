-- Families behind cases: seen by the authority that groups its cases, and by the providers of each case.

ALTER TABLE families ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON families FOR SELECT TO mediation_app USING (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
        WHEN 'mediation_provider' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        ELSE false
    END
);
CREATE POLICY written ON families FOR INSERT TO mediation_app WITH CHECK (
    (SELECT app_kind()) = 'local_authority' AND la_id = (SELECT app_organisation())
);
CREATE POLICY changed ON families FOR UPDATE TO mediation_app USING (
    (SELECT app_kind()) = 'local_authority' AND la_id = (SELECT app_organisation())
);
GRANT SELECT, INSERT, UPDATE ON families TO mediation_app;
