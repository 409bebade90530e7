-- Legal holds: an authority holds its own case back from removal, and lifts the hold. No other organisation sees a hold.

ALTER TABLE legal_holds ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON legal_holds FOR SELECT TO mediation_app USING (
    (SELECT app_kind()) = 'local_authority' AND la_id = (SELECT app_organisation())
);
CREATE POLICY set_by_its_authority ON legal_holds FOR INSERT TO mediation_app WITH CHECK (
    (SELECT app_kind()) = 'local_authority' AND la_id = (SELECT app_organisation()) AND lifted_at IS NULL
);
CREATE POLICY lifted_once ON legal_holds FOR UPDATE TO mediation_app USING (
    (SELECT app_kind()) = 'local_authority' AND la_id = (SELECT app_organisation()) AND lifted_at IS NULL
) WITH CHECK (lifted_at IS NOT NULL);
GRANT SELECT, INSERT, UPDATE (lifted_at, lifted_by, lifted_on_behalf_of) ON legal_holds TO mediation_app;
