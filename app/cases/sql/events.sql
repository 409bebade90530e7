-- Events, the trail of each case: append-only, written by a party in its own name.

CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- An event goes with its whole case, and only after the receipt of the removal is written. This binds the owner too.
CREATE FUNCTION app_must_have_a_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.case_removals r WHERE r.case_id = OLD.case_id) THEN
        RAISE EXCEPTION 'the event log is append-only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER goes_with_its_case BEFORE DELETE ON events FOR EACH ROW EXECUTE FUNCTION app_must_have_a_receipt();
REVOKE ALL ON FUNCTION app_must_have_a_receipt FROM PUBLIC;

ALTER TABLE events ENABLE ROW LEVEL SECURITY;

-- Parties read the events of their cases. An authority that handed a case over reads those up to there. An event is written in its writer's own name; whether the writer sees the case
-- is for the trigger `of_its_case`. Said here too, it was set up twice with every event that was written.
CREATE POLICY parties ON events TO mediation_app USING (
    CASE
        WHEN (SELECT app_kind()) = 'local_authority' THEN la_id = (SELECT app_organisation())
            OR EXISTS (SELECT FROM cases c WHERE c.id = events.case_id)
            OR EXISTS (SELECT FROM transfers t WHERE t.case_id = events.case_id AND events.seq <= t.version
                AND t.from_la_id = (SELECT app_organisation()))
        WHEN (SELECT app_kind()) IN ('mediation_provider', 'commissioning_body', 'tribunal')
        THEN (SELECT app_kind()) = 'mediation_provider' AND provider_id = (SELECT app_organisation())
            OR (SELECT app_kind()) = 'commissioning_body' AND body_id = (SELECT app_organisation())
            OR EXISTS (SELECT FROM cases c WHERE c.id = events.case_id)
        ELSE false
    END
) WITH CHECK (organisation_id = (SELECT app_organisation()) AND by_kind = (SELECT app_kind()));
GRANT SELECT, INSERT ON events TO mediation_app;
GRANT USAGE ON SEQUENCE events_position_seq TO mediation_app;

-- An event is written on a case that its writer sees, and for that case's own parties. It runs after the statement, for
-- one statement opens a case and writes its first event. It reads as its caller: a stranger who knows the id of a case
-- adds nothing to its trail. The owner is past this as past every policy. The table is named with its schema: setting
-- the path with every event costs more than the name.
CREATE FUNCTION app_must_be_of_its_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.cases c
        WHERE c.id = NEW.case_id AND c.la_id = NEW.la_id AND c.provider_id = NEW.provider_id
            AND c.body_id IS NOT DISTINCT FROM NEW.body_id
            AND c.mediating_provider_id IS NOT DISTINCT FROM NEW.mediating_provider_id
    ) THEN
        RAISE EXCEPTION 'an event belongs to a case that its writer sees, and to that case''s parties'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER of_its_case AFTER INSERT ON events FOR EACH ROW WHEN (current_user = 'mediation_app')
    EXECUTE FUNCTION app_must_be_of_its_case();

-- The tribunal alone ends or reinstates an appeal, or its decision is named; the family alone gives its dispute up.
-- The authority alone answers for a notice that an adviser recorded. This is no CHECK: events from before this rule stay as they were recorded.
CREATE FUNCTION app_must_be_told_by_whose_end_it_is() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.type IN ('appeal-decided', 'appeal-withdrawn', 'appeal-reinstated') AND NEW.by_kind <> 'tribunal'
        AND coalesce(NEW.changes->'appeal'->>'decision_reference', '') = '' THEN
        RAISE EXCEPTION 'the tribunal alone ends an appeal, or reinstates it' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.type = 'dispute-withdrawn' AND NEW.changes->'closed_by_family' IS DISTINCT FROM 'true'::jsonb THEN
        RAISE EXCEPTION 'the family alone gives its dispute up' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.type IN ('notice-confirmed', 'notice-disputed') AND NEW.by_kind <> 'local_authority' THEN
        RAISE EXCEPTION 'the authority alone answers for its notice' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER events_ends BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION app_must_be_told_by_whose_end_it_is();

REVOKE ALL ON FUNCTION app_must_be_told_by_whose_end_it_is FROM PUBLIC;
