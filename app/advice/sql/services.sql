-- Advice services and how much room they have: everybody reads it, each service writes its own.

ALTER TABLE service_capacity ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON service_capacity FOR SELECT TO mediation_app USING (true);
CREATE POLICY own ON service_capacity FOR INSERT TO mediation_app WITH CHECK (
    (SELECT app_kind()) = 'advice_service' AND service_id = (SELECT app_organisation())
);
CREATE POLICY own_change ON service_capacity FOR UPDATE TO mediation_app USING (
    (SELECT app_kind()) = 'advice_service' AND service_id = (SELECT app_organisation())
);
GRANT SELECT, INSERT, UPDATE ON service_capacity TO mediation_app;
