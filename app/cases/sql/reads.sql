-- The reads of a case by other organisations. The authority of the case reads all of them. Each organisation reads its own.

CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON case_reads
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A logged read stays for a year at least. After that the upkeep may delete it. The reads of a removed case go with it.
CREATE FUNCTION app_must_be_an_old_read() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.read_at >= now() - interval '366 days'
        AND NOT EXISTS (SELECT FROM public.case_removals r WHERE r.case_id = OLD.case_id) THEN
        RAISE EXCEPTION 'the log of reads is append-only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER goes_when_old BEFORE DELETE ON case_reads FOR EACH ROW EXECUTE FUNCTION app_must_be_an_old_read();
REVOKE ALL ON FUNCTION app_must_be_an_old_read FROM PUBLIC;

ALTER TABLE case_reads ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON case_reads FOR SELECT TO mediation_app USING (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        ELSE organisation_id = (SELECT app_organisation())
    END
);

-- A read is logged in its reader's own name, of a case that the reader sees.
CREATE POLICY own_reads ON case_reads FOR INSERT TO mediation_app WITH CHECK (
    organisation_id = app_organisation() AND by_kind = app_kind()
        AND EXISTS (SELECT FROM cases c WHERE c.id = case_id AND c.la_id = case_reads.la_id)
);
GRANT SELECT, INSERT ON case_reads TO mediation_app;
