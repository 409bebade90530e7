-- What a party says of a duty. Whoever sees the duty sees what is said of it. A party speaks in its own name.

ALTER TABLE duty_statements ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_a_duty ON duty_statements FOR SELECT TO mediation_app USING (
    EXISTS (SELECT FROM duties d WHERE d.id = duty_id)
);
CREATE POLICY said ON duty_statements FOR INSERT TO mediation_app WITH CHECK (
    organisation_id = (SELECT app_organisation()) AND by_kind = (SELECT app_kind())
        AND EXISTS (
            SELECT FROM duties d WHERE d.id = duty_id AND d.case_id = duty_statements.case_id AND d.owed_by <> 'family'
                AND (about = 'cause') = (d.owner_id IS NOT DISTINCT FROM (SELECT app_organisation()))
        )
);
CREATE POLICY said_again ON duty_statements FOR UPDATE TO mediation_app USING (
    organisation_id = (SELECT app_organisation())
);
GRANT SELECT, INSERT, UPDATE (says, sealed, seq, recorded_at) ON duty_statements TO mediation_app;
