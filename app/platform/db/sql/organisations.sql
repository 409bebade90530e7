-- Organisations, their clients and partnerships: the service reads them all and changes none.

GRANT SELECT ON organisations, partnerships TO mediation_app;

-- The service never reads the hash of a client's secret. It asks the two functions below.
GRANT SELECT (client_id, organisation_id, scopes, disabled) ON clients TO mediation_app;

-- How a client's secret is hashed: the stored hash with its digest blanked. NULL for a client without a secret here.
CREATE FUNCTION app_secret_form(p_client_id text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT substring(c.secret_hash FROM '^(.*[$])[^$]*$')
        || repeat('A', length(substring(c.secret_hash FROM '[$]([^$]*)$')))
    FROM clients c WHERE c.client_id = p_client_id AND c.secret_hash LIKE '$argon2id$%'
$$;

-- Whether a hash, made in that form, is the client's. The function takes one hash and returns none.
CREATE FUNCTION app_proves(p_client_id text, p_hash text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM clients c WHERE c.client_id = p_client_id AND NOT c.disabled
        AND c.secret_hash LIKE '$argon2id$%' AND c.secret_hash = p_hash)
$$;

REVOKE ALL ON FUNCTION app_secret_form, app_proves FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_secret_form, app_proves TO mediation_app;
