-- The log of administration: append-only, and written and read by the operator alone.

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON administration_acts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE administration_acts ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON administration_acts FOR SELECT TO mediation_app USING ((SELECT app_kind()) = 'operator');

-- A client's act is in the name of its own organisation. The command line has none.
CREATE POLICY done ON administration_acts FOR INSERT TO mediation_app WITH CHECK (
    (SELECT app_kind()) = 'operator' AND CASE source
        WHEN 'client' THEN organisation_id = (SELECT app_organisation())
        ELSE (SELECT app_organisation()) = '00000000-0000-0000-0000-000000000000'
    END
);
GRANT SELECT, INSERT ON administration_acts TO mediation_app;
