-- Answers kept under idempotency keys: each organisation sees its own.

ALTER TABLE idempotency ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON idempotency TO mediation_app USING (organisation_id = (SELECT app_organisation()));
GRANT SELECT, INSERT, DELETE ON idempotency TO mediation_app;
