-- Cases that have another authority now: the old authority reads its own trail up to there, and the new one has the case.

CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON transfers
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER goes_with_its_case BEFORE DELETE ON transfers FOR EACH ROW EXECUTE FUNCTION app_must_have_a_receipt();

ALTER TABLE transfers ENABLE ROW LEVEL SECURITY;
CREATE POLICY both_authorities ON transfers FOR SELECT TO mediation_app USING (
    (SELECT app_kind()) = 'local_authority' AND (SELECT app_organisation()) IN (from_la_id, to_la_id)
);
GRANT SELECT ON transfers TO mediation_app;

-- Gives a case of the caller to another authority, and writes the first event that the other authority reads. The caller
-- sees the case until here, and not after it, so no statement of its own could do this. What hangs on the case follows
-- by its foreign keys.
--
-- The provider, the provider that mediates and the commissioning body must work with the other authority today. How an
-- authority groups its cases is its own: the pseudonyms stay behind. How to reach the family, and where the old
-- authority's documents are, goes with the case.
--
-- If the authority ended, all its records go over, and the other parties stay, also one whose contract has ended.
CREATE FUNCTION app_transfer_case(
    p_case uuid, p_version integer, p_to uuid, p_provider uuid, p_mediating uuid, p_body uuid, p_because text,
    p_client text, p_on_behalf_of text, p_on date, p_at timestamptz, p_about jsonb, p_previous text, p_head text,
    p_salt text, p_law_version text DEFAULT '0'
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    c cases;
    to_code text;
BEGIN
    SELECT * INTO c FROM cases k WHERE k.id = p_case AND k.la_id = app_organisation()
        AND app_kind() = 'local_authority' AND k.version = p_version - 1 AND k.head = p_previous FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    SELECT o.la_code INTO to_code FROM organisations o
    WHERE o.id = p_to AND o.kind = 'local_authority' AND NOT o.disabled AND o.id <> c.la_id;
    IF NOT FOUND OR EXISTS (
        SELECT FROM unnest(ARRAY[p_provider, p_mediating, p_body]) party
        WHERE party IS NOT NULL AND NOT app_works_with(p_to, party)
            AND NOT (p_because = 'reorganised' AND party IN (c.provider_id, c.mediating_provider_id, c.body_id))
    ) THEN
        RAISE EXCEPTION 'a case goes to another authority, and to partners of that authority'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM app_lock_notice(p_to, c.kind, least(c.notice_sent_on, c.notice_printed_on),
        greatest(c.notice_sent_on, c.notice_printed_on),
        c.notice_status <> 'confirmed' OR c.facts->>'notice_told_on' IS NOT NULL);
    -- A case of the other authority may have the same reference by chance. Each notice was another authority's.
    UPDATE cases k SET la_id = p_to, la_code = to_code, provider_id = p_provider, mediating_provider_id = p_mediating,
        body_id = p_body, version = p_version, head = p_head, updated_at = p_at,
        not_a_duplicate = k.not_a_duplicate OR EXISTS (SELECT FROM cases o WHERE o.la_id = p_to AND o.kind = k.kind
            AND o.notice_sent_on = k.notice_sent_on AND o.plain_reference = k.plain_reference)
    WHERE k.id = p_case;
    INSERT INTO events (
        case_id, seq, la_id, provider_id, mediating_provider_id, body_id, type, by_kind, organisation_id, client_id,
        on_behalf_of, occurred_on, recorded_at, changes, about, command, previous, hash, salt, law_version
    ) VALUES (
        p_case, p_version, p_to, p_provider, p_mediating, p_body, 'case-received', 'local_authority', c.la_id, p_client,
        p_on_behalf_of, p_on, p_at, '{}', p_about, '{}', p_previous, p_head, p_salt, p_law_version
    );
    INSERT INTO transfers (
        case_id, version, head, from_la_id, to_la_id, because, la_code, la_reference, appellant_reference,
        notice_contents, recorded_at
    ) VALUES (
        p_case, c.version, c.head, c.la_id, p_to, p_because, c.la_code, c.la_reference, c.appellant_reference,
        c.notice_contents, p_at
    );
    UPDATE contacts SET written_by = p_to WHERE case_id = p_case AND written_by = c.la_id;
    UPDATE documents SET owner_id = p_to WHERE case_id = p_case AND owner_id = c.la_id;
    UPDATE families SET child_reference = NULL, family_reference = NULL WHERE case_id = p_case AND p_because = 'moved';
    UPDATE imported_cases SET la_id = p_to WHERE case_id = p_case AND p_because = 'reorganised';
    RETURN true;
END $$;

-- No other statement of the service gives a case another authority.
CREATE FUNCTION app_must_be_transferred() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a case goes to another authority by a transfer alone' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER authority_changes BEFORE UPDATE ON cases FOR EACH ROW
    WHEN ((NEW.la_id <> OLD.la_id OR NEW.la_code <> OLD.la_code) AND current_user = 'mediation_app')
    EXECUTE FUNCTION app_must_be_transferred();

REVOKE ALL ON FUNCTION app_transfer_case, app_must_be_transferred FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_transfer_case TO mediation_app;
