-- How families reach an organisation: written by the organisation itself, read by the parties to its cases.

ALTER TABLE organisation_contacts ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON organisation_contacts FOR SELECT TO mediation_app USING (
    organisation_id = (SELECT app_organisation())
    OR (SELECT app_kind()) IN ('local_authority', 'mediation_provider') AND (
        EXISTS (SELECT FROM cases c WHERE c.la_id = organisation_id)
        OR EXISTS (SELECT FROM cases c WHERE c.provider_id = organisation_id)
    )
);
CREATE POLICY written ON organisation_contacts FOR INSERT TO mediation_app WITH CHECK (
    organisation_id = (SELECT app_organisation()) AND organisation_kind = (SELECT app_kind())
);
CREATE POLICY changed ON organisation_contacts FOR UPDATE TO mediation_app USING (
    organisation_id = (SELECT app_organisation())
);
GRANT SELECT, INSERT, UPDATE ON organisation_contacts TO mediation_app;
