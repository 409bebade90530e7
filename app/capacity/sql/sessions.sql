-- Sessions and the needs of a mediation: seen by the parties, and never by the tribunal (mediation is privileged).

ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;

-- A provider goes on reading its own mediator's session after another provider took the case over.
CREATE POLICY parties ON sessions FOR SELECT TO mediation_app USING (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
        WHEN 'mediation_provider' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        WHEN 'commissioning_body' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        ELSE false
    END
    OR (SELECT app_kind()) = 'mediation_provider' AND provider_id = (SELECT app_organisation())
);
CREATE POLICY booked ON sessions FOR INSERT TO mediation_app WITH CHECK (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
        WHEN 'mediation_provider' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        WHEN 'commissioning_body' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        ELSE false
    END
    AND ((SELECT app_kind()) <> 'mediation_provider' OR provider_id = (SELECT app_organisation()))
);

-- A provider may change another provider's session only while it is booked, or after the other provider left the case:
-- the provider that took the case over corrects what was recorded before.
CREATE POLICY changed ON sessions FOR UPDATE TO mediation_app USING (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
        WHEN 'mediation_provider' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        WHEN 'commissioning_body' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        ELSE false
    END
    AND (((SELECT app_kind()) <> 'mediation_provider' OR provider_id = (SELECT app_organisation()))
        OR status = 'booked' OR EXISTS (SELECT FROM cases c WHERE c.id = sessions.case_id
            AND c.provider_id = (SELECT app_organisation())
            AND c.mediating_provider_id IS DISTINCT FROM sessions.provider_id))
) WITH CHECK (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
        WHEN 'mediation_provider' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        WHEN 'commissioning_body' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        ELSE false
    END
);
GRANT SELECT, INSERT, UPDATE ON sessions TO mediation_app;

ALTER TABLE mediation_needs ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON mediation_needs TO mediation_app USING (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
        WHEN 'mediation_provider' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        WHEN 'commissioning_body' THEN EXISTS (SELECT FROM cases c WHERE c.id = case_id)
        ELSE false
    END
);
GRANT SELECT, INSERT, UPDATE ON mediation_needs TO mediation_app;

-- Calls off the session ahead when a family gives its dispute up before the tribunal, so that the mediator is free
-- again. The tribunal reads no session: it gets the ids for the case's trail, and nothing else.
CREATE FUNCTION app_call_off(p_case uuid, p_at timestamptz) RETURNS TABLE (session_id uuid, released uuid[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    s sessions;
BEGIN
    IF app_kind() <> 'tribunal' OR NOT EXISTS (SELECT FROM cases c WHERE c.id = p_case AND (c.before_tribunal OR c.placement_only
        OR c.exemption_claimed OR c.certificate_number IS NOT NULL OR c.appeal_basis IS NOT NULL)) THEN
        RETURN;
    END IF;
    WITH gone AS (
        DELETE FROM engagements e USING holds h WHERE h.id = e.id AND h.case_id = p_case RETURNING e.id, e.expires_at)
    SELECT array_agg(gone.id ORDER BY gone.id) INTO released FROM gone WHERE gone.expires_at > p_at;
    SELECT * INTO s FROM sessions b WHERE b.case_id = p_case AND b.status = 'booked' AND b.starts_at > p_at FOR UPDATE;
    IF FOUND THEN
        UPDATE sessions b SET status = 'cancelled', engagement_id = NULL, version = b.version + 1, updated_at = p_at,
            facts = b.facts || jsonb_build_object('status', 'cancelled', 'cancelled_by', 'parent_or_young_person',
                'cancelled_on', (p_at AT TIME ZONE 'Europe/London')::date, 'why_cancelled', 'case_needs_none')
        WHERE b.id = s.id;
        session_id := s.id;
    END IF;
    RETURN NEXT;
END $$;

-- A session takes its time alone, or joins a booked session of the same authority in the same format. The lock on the time
-- lets one session after the other join it or leave it.
CREATE FUNCTION app_must_share() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    others sessions[];
    refused text;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.engagement_id IS NOT DISTINCT FROM NEW.engagement_id AND OLD.joint = NEW.joint THEN
        RETURN NEW;
    END IF;
    PERFORM FROM engagements e WHERE e.id = NEW.engagement_id FOR UPDATE;
    others := ARRAY(SELECT s FROM sessions s WHERE s.engagement_id = NEW.engagement_id AND s.id <> NEW.id);
    refused := CASE
        WHEN NOT NEW.joint AND cardinality(others) > 0 THEN 'sessions_alone'
        WHEN NEW.joint AND cardinality(others) >= 6 THEN 'sessions_most_joint'
        WHEN NEW.joint AND NOT EXISTS (SELECT FROM unnest(others) s
            WHERE s.status = 'booked' AND s.la_id = NEW.la_id AND s.format = NEW.format) THEN 'sessions_joins'
    END;
    IF refused IS NOT NULL THEN
        RAISE exclusion_violation USING CONSTRAINT = refused, MESSAGE = 'this session cannot take this time';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER must_share BEFORE INSERT OR UPDATE OF engagement_id, joint ON sessions
    FOR EACH ROW WHEN (NEW.engagement_id IS NOT NULL) EXECUTE FUNCTION app_must_share();

-- A mediator's booked time is free again when the last session has left it. The caller may not see the other sessions.
CREATE FUNCTION app_free_time() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM engagements e WHERE e.id = OLD.engagement_id FOR UPDATE;
    DELETE FROM engagements e
    WHERE e.id = OLD.engagement_id AND NOT EXISTS (SELECT FROM sessions s WHERE s.engagement_id = e.id);
    RETURN NULL;
END $$;

CREATE TRIGGER free_time AFTER UPDATE OF engagement_id ON sessions
    FOR EACH ROW WHEN (OLD.engagement_id IS DISTINCT FROM NEW.engagement_id) EXECUTE FUNCTION app_free_time();
CREATE TRIGGER free_time_removed AFTER DELETE ON sessions FOR EACH ROW EXECUTE FUNCTION app_free_time();

REVOKE ALL ON FUNCTION app_call_off, app_must_share, app_free_time FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_call_off TO mediation_app;
