-- Organisations, their clients and partnerships: the service reads them all, and the operator alone changes them.

-- The time of the service: the sandbox's clock may run ahead.
CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT now() + make_interval(days => coalesce((SELECT days_ahead FROM sandbox_clock), 0))
$$;

-- The day in London.
CREATE FUNCTION app_today() RETURNS date LANGUAGE sql STABLE AS $$
    SELECT CAST(app_now() AT TIME ZONE 'Europe/London' AS date)
$$;

-- Whether an authority works with an organisation today.
CREATE FUNCTION app_works_with(p_la uuid, p_partner uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM partnerships p WHERE p.la_id = p_la AND p.partner_id = p_partner
        AND app_today() BETWEEN p.begins_on AND coalesce(p.ends_on, 'infinity'))
$$;

ALTER TABLE organisations ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON organisations FOR SELECT TO mediation_app USING (true);
CREATE POLICY registered ON organisations FOR INSERT TO mediation_app WITH CHECK ((SELECT app_kind()) = 'operator');
CREATE POLICY changed ON organisations FOR UPDATE TO mediation_app USING ((SELECT app_kind()) = 'operator');
GRANT SELECT, INSERT ON organisations TO mediation_app;
GRANT UPDATE (name, disabled, version) ON organisations TO mediation_app;

ALTER TABLE partnerships ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON partnerships FOR SELECT TO mediation_app USING (true);
CREATE POLICY made ON partnerships FOR INSERT TO mediation_app WITH CHECK ((SELECT app_kind()) = 'operator');
CREATE POLICY changed ON partnerships FOR UPDATE TO mediation_app USING ((SELECT app_kind()) = 'operator');
CREATE POLICY ended ON partnerships FOR DELETE TO mediation_app USING ((SELECT app_kind()) = 'operator');
GRANT SELECT, INSERT, DELETE ON partnerships TO mediation_app;
GRANT UPDATE (rank, begins_on, ends_on) ON partnerships TO mediation_app;

ALTER TABLE clients ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON clients FOR SELECT TO mediation_app USING (true);
CREATE POLICY registered ON clients FOR INSERT TO mediation_app WITH CHECK ((SELECT app_kind()) = 'operator');
CREATE POLICY changed ON clients FOR UPDATE TO mediation_app USING ((SELECT app_kind()) = 'operator');
GRANT SELECT, INSERT ON clients TO mediation_app;
GRANT UPDATE (scopes, disabled, version) ON clients TO mediation_app;

-- The service never reads the hash of a client's secret. It asks the two functions below.
ALTER TABLE client_secrets ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON client_secrets FOR SELECT TO mediation_app USING (true);
CREATE POLICY made ON client_secrets FOR INSERT TO mediation_app WITH CHECK ((SELECT app_kind()) = 'operator');
CREATE POLICY changed ON client_secrets FOR UPDATE TO mediation_app USING ((SELECT app_kind()) = 'operator');
GRANT SELECT (client_id, slot, made_at, retires_at), INSERT ON client_secrets TO mediation_app;
GRANT UPDATE (secret_hash, made_at, retires_at) ON client_secrets TO mediation_app;

-- How a client's secrets are hashed: a stored hash with its digest blanked. Both secrets of a client have the same form,
-- so that one hash is compared with both. NULL for a client without a secret here.
CREATE FUNCTION app_secret_form(p_client_id text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT substring(s.secret_hash FROM '^(.*[$])[^$]*$')
        || repeat('A', length(substring(s.secret_hash FROM '[$]([^$]*)$')))
    FROM client_secrets s WHERE s.client_id = p_client_id AND coalesce(s.retires_at > app_now(), true)
    ORDER BY s.slot LIMIT 1
$$;

-- Whether a hash, made in that form, is of a secret that the client may use now. The function takes one hash and returns
-- none.
CREATE FUNCTION app_proves(p_client_id text, p_hash text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM client_secrets s JOIN clients c USING (client_id) JOIN organisations o ON o.id = c.organisation_id
        WHERE s.client_id = p_client_id AND NOT c.disabled AND NOT o.disabled
            AND coalesce(s.retires_at > app_now(), true) AND s.secret_hash = p_hash
    )
$$;

REVOKE ALL ON FUNCTION app_secret_form, app_proves FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_secret_form, app_proves TO mediation_app;
