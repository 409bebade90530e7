-- Receipts of removed cases: the owner writes them (`python -m app retain`), and nobody changes one.
-- Each organisation that saw the case at its end reads its receipt.

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON case_removals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE case_removals ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON case_removals FOR SELECT TO mediation_app USING (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
        WHEN 'mediation_provider' THEN (SELECT app_organisation()) IN (provider_id, mediating_provider_id)
        WHEN 'commissioning_body' THEN body_id = (SELECT app_organisation())
        WHEN 'tribunal' THEN before_tribunal
        ELSE false
    END
);
GRANT SELECT ON case_removals TO mediation_app;

-- The day of the last event of a case that is no erasure: whoever asks for an erasure does not have the rest kept longer.
CREATE FUNCTION app_last_event_on(p_case uuid) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT max(CAST(e.recorded_at AT TIME ZONE 'Europe/London' AS date)) FROM events e
    WHERE e.case_id = p_case AND e.type NOT IN ('name-erased', 'contact-erased')
$$;

-- A receipt is for a case that is there, that ended long enough ago, and that nobody holds back. The owner of the database
-- cannot step over this by mistake. The case is locked, so that no hold comes between the receipt and the removal.
CREATE FUNCTION app_must_be_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM public.cases c WHERE c.id = NEW.case_id FOR UPDATE;
    IF NOT EXISTS (
        SELECT FROM public.cases c
        WHERE c.id = NEW.case_id AND c.state IN ('resolved', 'closed') AND c.times_end_on = NEW.ended_on
            AND (c.la_id, c.version, c.head) = (NEW.la_id, NEW.version, NEW.head)
            AND NEW.kept_until < app_today()
            AND public.app_last_event_on(c.id) + NEW.kept_days <= NEW.kept_until
    ) OR EXISTS (SELECT FROM public.legal_holds h WHERE h.case_id = NEW.case_id AND h.lifted_at IS NULL)
      OR EXISTS (SELECT FROM public.sessions s WHERE s.case_id = NEW.case_id AND s.status = 'booked') THEN
        RAISE EXCEPTION 'a case that is open, held back or still within its period is not removed'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER of_a_case_that_is_over BEFORE INSERT ON case_removals FOR EACH ROW EXECUTE FUNCTION app_must_be_over();
REVOKE ALL ON FUNCTION app_must_be_over, app_last_event_on FROM PUBLIC;
