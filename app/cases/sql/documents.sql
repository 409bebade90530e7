-- Documents of cases: for their owner, and for the kinds of organisation that each document names.

ALTER TABLE documents ENABLE ROW LEVEL SECURITY;

-- A reader also sees the case. The place of a document is sealed besides.
CREATE POLICY readers ON documents FOR SELECT TO mediation_app USING (
    (owner_id = (SELECT app_organisation()) OR (SELECT app_kind()) = ANY (readers))
    AND CASE (SELECT app_kind())
        WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
        ELSE EXISTS (SELECT FROM cases c WHERE c.id = case_id)
    END
);
CREATE POLICY recorded ON documents FOR INSERT TO mediation_app WITH CHECK (
    owner_id = (SELECT app_organisation()) AND owner_kind = (SELECT app_kind())
        AND EXISTS (SELECT FROM cases c WHERE c.id = case_id AND c.la_id = documents.la_id)
);
CREATE POLICY changed ON documents FOR UPDATE TO mediation_app USING (owner_id = (SELECT app_organisation()));
CREATE POLICY withdrawn ON documents FOR DELETE TO mediation_app USING (owner_id = (SELECT app_organisation()));
GRANT SELECT, INSERT, DELETE ON documents TO mediation_app;
GRANT UPDATE (kind, dated, sealed, readers, version, updated_at) ON documents TO mediation_app;
