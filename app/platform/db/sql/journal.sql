-- The journal of mediators, referrals and allocations: append-only, and read by the owner of each record alone.

-- What is written in a log stays as it is, for the owner of the database too.
CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the event log is append-only' USING ERRCODE = 'insufficient_privilege'; END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- An entry goes with its whole referral, and only after the receipt of the removal is written. This binds the owner too.
CREATE FUNCTION app_entry_must_have_a_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.referral_removals r WHERE r.referral_id = OLD.record_id) THEN
        RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER goes_with_its_referral BEFORE DELETE ON journal
    FOR EACH ROW EXECUTE FUNCTION app_entry_must_have_a_receipt();
REVOKE ALL ON FUNCTION app_entry_must_have_a_receipt FROM PUBLIC;

-- Both logs, events and journal, share one numbering: the feed reads them as one.
CREATE FUNCTION app_position() RETURNS bigint LANGUAGE sql AS $$ SELECT nextval('events_position_seq') $$;

ALTER TABLE journal ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON journal FOR SELECT TO mediation_app USING (owner_id = (SELECT app_organisation()));

-- An entry is in the name of its writer. Entries on a mediator or a proposal are written by its own organisation alone:
-- another organisation's entry must not break the record's chain. This policy names tables of capacity and advice.
CREATE POLICY recorded ON journal FOR INSERT TO mediation_app WITH CHECK (
    organisation_id = (SELECT app_organisation()) AND by_kind = (SELECT app_kind()) AND CASE record
        WHEN 'mediator' THEN owner_id = organisation_id
            AND EXISTS (SELECT FROM mediators m WHERE m.id = record_id AND m.provider_id = owner_id)
        WHEN 'allocation' THEN owner_id = organisation_id
            AND EXISTS (SELECT FROM allocations a WHERE a.id = record_id AND a.organisation_id = owner_id)
        WHEN 'referral' THEN app_records_referral(record_id, owner_id, seq)
        ELSE false
    END
);
GRANT SELECT, INSERT ON journal TO mediation_app;
