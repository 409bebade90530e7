-- The ledger of duties: each party sees a duty where it sees that deadline on the case.
--
-- What is owed within an appeal is for the authority and the tribunal: `mediation_told` is false.
-- No party writes the ledger by itself: it is written with an event of its case.

ALTER TABLE duties ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON duties FOR SELECT TO mediation_app USING (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
        WHEN 'mediation_provider' THEN mediation_told
            AND (SELECT app_organisation()) IN (provider_id, mediating_provider_id)
        WHEN 'commissioning_body' THEN mediation_told AND body_id = (SELECT app_organisation())
        WHEN 'tribunal' THEN tribunal_told AND before_tribunal
        ELSE false
    END
);
GRANT SELECT ON duties TO mediation_app;

-- A duty goes with its whole case, and only after the receipt of the removal is written. This binds the owner too.
CREATE TRIGGER goes_with_its_case BEFORE DELETE ON duties FOR EACH ROW EXECUTE FUNCTION app_must_have_a_receipt();

-- Which organisation owes a duty of a case, by the party that the law names. A family and a tribunal are none.
CREATE FUNCTION app_owes(p_party text, p_la uuid, p_provider uuid, p_mediating uuid, p_body uuid) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE p_party
        WHEN 'local_authority' THEN p_la
        WHEN 'mediation_adviser' THEN p_provider
        WHEN 'mediator' THEN coalesce(p_mediating, p_provider)
        WHEN 'commissioning_body' THEN p_body
    END
$$;
REVOKE ALL ON FUNCTION app_owes FROM PUBLIC;

-- Writes entries of a case's ledger. An entry that is there changes; it keeps the day on which it was opened, unless a
-- correction tells the history again. What is done or over stays with the organisation that owed it.
CREATE FUNCTION app_store_duties(p_case uuid, p_rows jsonb, p_retold boolean) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    written integer;
BEGIN
    INSERT INTO public.duties AS d (
        id, case_id, la_id, provider_id, mediating_provider_id, body_id, before_tribunal, tribunal_told, mediation_told,
        owner_id, code, term, term_index, step, owed_by, counted_from, due_on, rule, opened_on, stands, met_on,
        ended_on, ended_by, ended_as, version
    )
    SELECT r.id, c.id, c.la_id, c.provider_id, c.mediating_provider_id, c.body_id,
        c.before_tribunal OR c.placement_only OR c.exemption_claimed OR c.certificate_number IS NOT NULL
            OR c.appeal_basis IS NOT NULL,
        r.tribunal_told, r.mediation_told,
        public.app_owes(r.owed_by, c.la_id, c.provider_id, c.mediating_provider_id, c.body_id), r.code, r.term,
        r.term_index, r.step, r.owed_by, r.counted_from, r.due_on, r.rule, r.opened_on, r.stands, r.met_on, r.ended_on,
        r.ended_by, r.ended_as, c.version
    FROM public.cases c, jsonb_to_recordset(p_rows) AS r (
        id uuid, tribunal_told boolean, mediation_told boolean, code text, term text, term_index integer,
        step text, owed_by text, counted_from date, due_on date, rule text, opened_on date, stands text, met_on date,
        ended_on date, ended_by integer, ended_as text
    )
    WHERE c.id = p_case
    ON CONFLICT (id) DO UPDATE SET
        tribunal_told = excluded.tribunal_told, mediation_told = excluded.mediation_told, rule = excluded.rule,
        stands = excluded.stands, met_on = excluded.met_on, ended_on = excluded.ended_on, ended_by = excluded.ended_by,
        ended_as = excluded.ended_as, version = excluded.version,
        opened_on = CASE WHEN p_retold THEN excluded.opened_on ELSE d.opened_on END,
        owner_id = CASE WHEN excluded.stands = 'owed' THEN excluded.owner_id ELSE d.owner_id END
    WHERE d.case_id = excluded.case_id;
    GET DIAGNOSTICS written = ROW_COUNT;
    RETURN written;
END $$;
REVOKE ALL ON FUNCTION app_store_duties FROM PUBLIC;

-- Writes the entries that one event opens or changes, with the event. The caller is a party to the case, or the
-- tribunal, which writes also what it is not told of: an end before the tribunal ends duties of an agreement too. The same
-- transaction has written the event: afterwards no caller writes an entry again.
CREATE FUNCTION app_keep_duties(p_case uuid, p_version integer, p_rows jsonb, p_retold boolean) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.cases c
        WHERE c.id = p_case AND c.version = p_version AND EXISTS (
            SELECT FROM public.events e WHERE e.case_id = p_case AND e.seq = p_version AND e.xid = public.app_feed_xid()
        ) AND CASE app_kind()
            WHEN 'local_authority' THEN c.la_id = app_organisation()
            WHEN 'mediation_provider' THEN app_organisation() IN (c.provider_id, c.mediating_provider_id)
            WHEN 'commissioning_body' THEN c.body_id = app_organisation()
            ELSE app_kind() = 'tribunal'
        END
    ) THEN
        RAISE EXCEPTION 'a duty is written with an event of its case' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN app_store_duties(p_case, p_rows, p_retold);
END $$;
REVOKE ALL ON FUNCTION app_keep_duties FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_keep_duties TO mediation_app;

-- Duties follow their case: who reads them, whether the tribunal does, and who owes what is not done yet.
CREATE FUNCTION app_duties_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE duties SET la_id = NEW.la_id, provider_id = NEW.provider_id,
        mediating_provider_id = NEW.mediating_provider_id, body_id = NEW.body_id,
        before_tribunal = NEW.before_tribunal OR NEW.placement_only OR NEW.exemption_claimed
            OR NEW.certificate_number IS NOT NULL OR NEW.appeal_basis IS NOT NULL,
        owner_id = CASE WHEN stands = 'owed'
            THEN app_owes(owed_by, NEW.la_id, NEW.provider_id, NEW.mediating_provider_id, NEW.body_id)
            ELSE owner_id END
    WHERE case_id = NEW.id;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION app_duties_follow FROM PUBLIC;

CREATE TRIGGER duties_follow AFTER UPDATE ON cases FOR EACH ROW
    WHEN (OLD.la_id <> NEW.la_id OR OLD.provider_id <> NEW.provider_id
        OR OLD.mediating_provider_id IS DISTINCT FROM NEW.mediating_provider_id
        OR OLD.body_id IS DISTINCT FROM NEW.body_id
        OR (OLD.before_tribunal OR OLD.placement_only OR OLD.exemption_claimed OR OLD.certificate_number IS NOT NULL
            OR OLD.appeal_basis IS NOT NULL)
        IS DISTINCT FROM (NEW.before_tribunal OR NEW.placement_only OR NEW.exemption_claimed
            OR NEW.certificate_number IS NOT NULL OR NEW.appeal_basis IS NOT NULL))
    EXECUTE FUNCTION app_duties_follow();
