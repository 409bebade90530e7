-- Appeals: one row for each appeal that was registered on a case, as the facts of the case tell it.
-- Nobody writes here but the trigger, so the case and its appeals cannot disagree.

ALTER TABLE appeals ENABLE ROW LEVEL SECURITY;

-- Whoever sees the case sees its appeals. What each reader is told of them is in `who_sees.py`.
CREATE POLICY parties ON appeals FOR SELECT TO mediation_app USING (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
        WHEN 'tribunal' THEN true
        WHEN 'mediation_provider' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        WHEN 'commissioning_body' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        ELSE false
    END
);
GRANT SELECT ON appeals TO mediation_app;

-- The id of an appeal: always the same for the same case and number.
CREATE FUNCTION app_appeal_id(p_case uuid, p_number integer) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT md5(p_case::text || '/appeals/' || p_number::text)::uuid
$$;

-- Which appeal of a case the facts tell of. 0: none was registered.
CREATE FUNCTION app_appeal_number(p_facts jsonb) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN jsonb_typeof(p_facts->'appeal') = 'object'
        THEN coalesce((p_facts->'appeal'->>'number')::integer, 1) ELSE 0 END
$$;

-- Where the appeal stands, as app.cases.domain.appealed says it.
CREATE FUNCTION app_appeal_state(p_facts jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN p_facts->>'resolved_on' IS NOT NULL THEN CASE
            WHEN p_facts->'appeal'->>'withdrawn_on' IS NOT NULL THEN 'withdrawn'
            WHEN p_facts->>'unopposed_notified_on' IS NOT NULL THEN 'unopposed'
            WHEN p_facts->'appeal'->>'outcome' = 'struck_out' THEN 'struck_out'
            ELSE 'decided' END
        WHEN jsonb_typeof(p_facts->'proceedings'->'hearing') = 'object' THEN
            CASE WHEN p_facts->'proceedings'->'hearing'->>'adjourned' = 'true' THEN 'adjourned' ELSE 'listed' END
        WHEN p_facts->'completed' @> '[{"code": "la-response"}]' THEN 'responded'
        ELSE 'registered' END
$$;

-- How the appeal ended, likewise.
CREATE FUNCTION app_appeal_outcome(p_facts jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE app_appeal_state(p_facts)
        WHEN 'withdrawn' THEN 'withdrawn'
        WHEN 'unopposed' THEN 'unopposed'
        WHEN 'decided' THEN p_facts->'appeal'->>'outcome'
        WHEN 'struck_out' THEN 'struck_out' END
$$;

-- What kind of appeal it is, likewise.
CREATE FUNCTION app_appeal_track(p_facts jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN p_facts->>'kind' = 'refusal_to_assess' THEN 'refusal_to_assess'
        WHEN p_facts->>'kind' IN ('plan_content', 'refusal_to_amend') THEN
            CASE WHEN p_facts->'appeal'->>'phase_transfer' = 'true' THEN 'phase_transfer' ELSE 'plan_content' END
        WHEN p_facts->>'kind' = 'cease_to_maintain' THEN 'cease'
        ELSE 'other' END
$$;

-- Keeps the rows of a case as its facts are. When another appeal is registered, the earlier row keeps the facts that
-- its appeal ended with. When a correction takes the later appeal away, the earlier one is the case's appeal again.
CREATE FUNCTION app_keep_appeal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    now_number integer := app_appeal_number(NEW.facts);
    old_number integer := 0;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        old_number := app_appeal_number(OLD.facts);
        DELETE FROM appeals a WHERE a.case_id = NEW.id AND a.number > now_number;
        IF old_number > 0 AND now_number > old_number THEN
            UPDATE appeals a SET facts = OLD.facts, due_on = 'infinity', due_dates = NULL,
                tribunal_due_on = 'infinity', tribunal_due_dates = NULL WHERE a.case_id = NEW.id AND a.number = old_number;
        END IF;
    END IF;
    IF now_number > 0 THEN
        INSERT INTO appeals AS a (id, case_id, la_id, number, kind, track, state, outcome, basis, late, registered_on,
            ended_on, hearing_on, hearing_format, tribunal_reference, notice_sent_on, updated_at, due_on, due_dates,
            tribunal_due_on, tribunal_due_dates)
        VALUES (app_appeal_id(NEW.id, now_number), NEW.id, NEW.la_id, now_number, NEW.facts->>'kind',
            app_appeal_track(NEW.facts), app_appeal_state(NEW.facts), app_appeal_outcome(NEW.facts),
            NEW.facts->'appeal'->>'basis', (NEW.facts->'appeal'->>'late')::boolean,
            (NEW.facts->'appeal'->>'registered_on')::date, (NEW.facts->>'resolved_on')::date,
            (NEW.facts->'proceedings'->'hearing'->>'listed_on')::date, NEW.facts->'proceedings'->'hearing'->>'format',
            NEW.facts->'appeal'->>'tribunal_reference', NEW.notice_sent_on, NEW.updated_at, NEW.due_on, NEW.due_dates,
            NEW.tribunal_due_on, NEW.tribunal_due_dates)
        ON CONFLICT (id) DO UPDATE SET la_id = excluded.la_id, kind = excluded.kind, track = excluded.track,
            state = excluded.state, outcome = excluded.outcome, basis = excluded.basis, late = excluded.late,
            registered_on = excluded.registered_on, ended_on = excluded.ended_on, hearing_on = excluded.hearing_on,
            hearing_format = excluded.hearing_format, tribunal_reference = excluded.tribunal_reference,
            notice_sent_on = excluded.notice_sent_on, updated_at = excluded.updated_at, due_on = excluded.due_on,
            due_dates = excluded.due_dates, tribunal_due_on = excluded.tribunal_due_on,
            tribunal_due_dates = excluded.tribunal_due_dates, facts = NULL;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER keep_appeal_opened AFTER INSERT ON cases FOR EACH ROW WHEN (NEW.appeal_basis IS NOT NULL)
    EXECUTE FUNCTION app_keep_appeal();
CREATE TRIGGER keep_appeal AFTER UPDATE OF facts, due_on, due_dates, tribunal_due_on, tribunal_due_dates ON cases
    FOR EACH ROW
    WHEN (NEW.appeal_basis IS NOT NULL OR OLD.appeal_basis IS NOT NULL) EXECUTE FUNCTION app_keep_appeal();

REVOKE ALL ON FUNCTION app_keep_appeal, app_appeal_id, app_appeal_number, app_appeal_state, app_appeal_outcome,
    app_appeal_track FROM PUBLIC;
