-- The dates that another law moved: each party sees them where it sees the case and the deadline.

ALTER TABLE laws_applied ENABLE ROW LEVEL SECURITY;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON laws_applied
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE moved_dates ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers_of_the_case ON moved_dates FOR SELECT TO mediation_app USING (
    (SELECT app_kind()) = ANY (told_to) AND EXISTS (SELECT FROM cases c WHERE c.id = case_id)
);
GRANT SELECT ON moved_dates TO mediation_app;

CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON moved_dates
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER goes_with_its_case BEFORE DELETE ON moved_dates FOR EACH ROW EXECUTE FUNCTION app_must_have_a_receipt();
