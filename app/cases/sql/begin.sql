-- How a request begins, in one round trip: who asks, the answer its key has already, its case.

-- The case is locked if it will change. Each statement of a volatile function sees what was committed before it, so the
-- key is read after the locks. No key of the case is changed, so writers that only refer to the case need not wait.
CREATE FUNCTION app_begin(p_organisation uuid, p_kind text, p_key text, p_case uuid, p_lock boolean, p_acts boolean) RETURNS TABLE (
    days_ahead integer, fingerprint varchar, status integer, headers jsonb, body text, id uuid, la_id uuid, la_code
    varchar, provider_id uuid, body_id uuid, la_reference varchar, appellant_reference varchar, notice_contents
    jsonb, facts jsonb, sealed bytea, version integer, head varchar, opened_at timestamptz, updated_at timestamptz,
    mediating_provider_id uuid
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM set_config('app.organisation', p_organisation::text, true), set_config('app.kind', p_kind, true),
            set_config('app.acts', CASE WHEN p_acts THEN 'on' ELSE 'off' END, true);
    IF p_key IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(p_organisation::text || p_key, 0));
    END IF;
    IF p_case IS NOT NULL AND p_lock THEN
        SELECT c.id, c.la_id, c.la_code, c.provider_id, c.body_id, c.la_reference, c.appellant_reference,
               c.notice_contents, c.facts, c.sealed, c.version, c.head, c.opened_at, c.updated_at, c.mediating_provider_id
        INTO id, la_id, la_code, provider_id, body_id, la_reference, appellant_reference,
             notice_contents, facts, sealed, version, head, opened_at, updated_at, mediating_provider_id
        FROM cases c WHERE c.id = p_case FOR NO KEY UPDATE;
    ELSIF p_case IS NOT NULL THEN
        SELECT c.id, c.la_id, c.la_code, c.provider_id, c.body_id, c.la_reference, c.appellant_reference,
               c.notice_contents, c.facts, c.sealed, c.version, c.head, c.opened_at, c.updated_at, c.mediating_provider_id
        INTO id, la_id, la_code, provider_id, body_id, la_reference, appellant_reference,
             notice_contents, facts, sealed, version, head, opened_at, updated_at, mediating_provider_id
        FROM cases c WHERE c.id = p_case;
    END IF;
    IF p_key IS NOT NULL THEN
        SELECT i.fingerprint, i.status, i.headers, i.body INTO fingerprint, status, headers, body
        FROM idempotency i WHERE i.organisation_id = p_organisation AND i.key = p_key;
    END IF;
    SELECT s.days_ahead INTO days_ahead FROM sandbox_clock s;
    RETURN NEXT;
END $$;
