-- Slots, and engagements: the time of a mediator that is taken, by a hold or by a session.

ALTER TABLE slots ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON slots FOR SELECT TO mediation_app USING (
    CASE (SELECT app_kind())
        WHEN 'mediation_provider' THEN provider_id = (SELECT app_organisation())
        WHEN 'local_authority' THEN provider_id IN (
            SELECT partner_id FROM partnerships
            WHERE la_id = (SELECT app_organisation()) AND partner_kind = 'mediation_provider')
        WHEN 'commissioning_body' THEN provider_id IN (
            SELECT p.partner_id FROM partnerships p JOIN partnerships b USING (la_id)
            WHERE b.partner_id = (SELECT app_organisation()) AND p.partner_kind = 'mediation_provider')
        ELSE false
    END
);
CREATE POLICY own ON slots FOR INSERT TO mediation_app WITH CHECK (
    (SELECT app_kind()) = 'mediation_provider' AND provider_id = (SELECT app_organisation())
);
CREATE POLICY own_withdrawn ON slots FOR DELETE TO mediation_app USING (
    (SELECT app_kind()) = 'mediation_provider' AND provider_id = (SELECT app_organisation())
);
GRANT SELECT, INSERT, DELETE ON slots TO mediation_app;

ALTER TABLE engagements ENABLE ROW LEVEL SECURITY;

-- A person's time is taken whichever provider took it. If two providers register one mediator, each sees that the
-- time is taken, but not for whom.
CREATE POLICY visible ON engagements FOR SELECT TO mediation_app USING (
    person IN (SELECT person FROM mediators)
    OR EXISTS (SELECT FROM sessions s WHERE s.engagement_id = engagements.id)
);
CREATE POLICY visible_taken ON engagements FOR INSERT TO mediation_app WITH CHECK (
    CASE (SELECT app_kind())
        WHEN 'mediation_provider' THEN provider_id = (SELECT app_organisation())
        WHEN 'local_authority' THEN provider_id IN (
            SELECT partner_id FROM partnerships
            WHERE la_id = (SELECT app_organisation()) AND partner_kind = 'mediation_provider')
        WHEN 'commissioning_body' THEN provider_id IN (
            SELECT p.partner_id FROM partnerships p JOIN partnerships b USING (la_id)
            WHERE b.partner_id = (SELECT app_organisation()) AND p.partner_kind = 'mediation_provider')
        ELSE false
    END
);
CREATE POLICY booked ON engagements FOR UPDATE TO mediation_app
    USING (EXISTS (SELECT FROM holds h WHERE h.id = engagements.id)) WITH CHECK (expires_at IS NULL);

-- A party to the hold may let the time go. Once a hold has expired, anyone who wants the time may. Booked time goes with
-- its last session: see app_free_time.
CREATE POLICY released ON engagements FOR DELETE TO mediation_app USING (
    EXISTS (SELECT FROM holds h WHERE h.id = engagements.id)
    OR expires_at <= now() + make_interval(days => coalesce((SELECT days_ahead FROM sandbox_clock), 0))
);
GRANT SELECT, INSERT, UPDATE (expires_at), DELETE ON engagements TO mediation_app;

-- The stretch of time that a session keeps free around it. In minutes, which are the same stretch of time in every
-- time zone; other intervals are not. Two exclusion constraints of the table use it: of two sessions, the first
-- keeps the gap of the earlier and the second that of the later, so the larger gap is kept.
CREATE FUNCTION app_kept_free(p_during tstzrange, p_before integer, p_after integer) RETURNS tstzrange
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT tstzrange(lower(p_during) - make_interval(mins => p_before), upper(p_during) + make_interval(mins => p_after))
$$;

-- Time is taken with the gap that its mediator needs at that moment, whatever the writer says.
CREATE FUNCTION app_keep_gap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.gap_minutes := (SELECT m.gap_minutes FROM mediators m WHERE m.id = NEW.mediator_id);
    RETURN NEW;
END $$;

CREATE TRIGGER keep_gap BEFORE INSERT ON engagements FOR EACH ROW EXECUTE FUNCTION app_keep_gap();

-- Only a session takes a mediator's time for good. Checked at the commit: a session is written after the time it takes.
CREATE FUNCTION app_must_be_of_a_session() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM engagements e WHERE e.id = NEW.id AND e.expires_at IS NULL
        AND NOT EXISTS (SELECT FROM sessions s WHERE s.engagement_id = e.id)) THEN
        RAISE integrity_constraint_violation USING CONSTRAINT = 'of_a_session',
            MESSAGE = 'a mediator''s time is taken for good by a session alone';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER of_a_session AFTER INSERT OR UPDATE ON engagements DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.expires_at IS NULL) EXECUTE FUNCTION app_must_be_of_a_session();

REVOKE ALL ON FUNCTION app_kept_free, app_keep_gap, app_must_be_of_a_session FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_kept_free, app_keep_gap TO mediation_app;
