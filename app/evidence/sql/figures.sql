-- Figures of an authority's own cases, and of the tribunal's appeals: what was published of a quarter, once.

ALTER TABLE evidence_figures ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_figures ON evidence_figures TO mediation_app
    USING (la_id = (SELECT app_organisation()))
    WITH CHECK (la_id = (SELECT app_organisation()) AND (SELECT app_kind()) = la_kind);
GRANT SELECT, INSERT ON evidence_figures TO mediation_app;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_figures
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
