-- What the service keeps for itself: its own keys, the sandbox's clock, when the upkeep was last done.

GRANT SELECT, INSERT ON service_keys TO mediation_app;
GRANT SELECT, INSERT, UPDATE ON sandbox_clock TO mediation_app;
-- The owner alone writes here. While a row is here, no figure is kept.
GRANT SELECT ON sandbox_year TO mediation_app;
GRANT SELECT ON upkeep TO mediation_app;
