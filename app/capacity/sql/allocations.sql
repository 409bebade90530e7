-- Allocations: proposals to book many sessions at once, seen by the organisation that asked.

ALTER TABLE allocations ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON allocations TO mediation_app USING (organisation_id = (SELECT app_organisation()));
GRANT SELECT, INSERT, UPDATE ON allocations TO mediation_app;
