-- Who is asking: each transaction names its organisation, and the policies of all tables read it here.

CREATE FUNCTION app_organisation() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('app.organisation', true), '')::uuid $$;

CREATE FUNCTION app_kind() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT current_setting('app.kind', true) $$;

-- Whether the caller records something. The tribunal may then open any case whose number it was given.
CREATE FUNCTION app_acts() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT current_setting('app.acts', true) = 'on' $$;

-- Takes the lock of an idempotency key until the transaction ends. PL/pgSQL names the lock in the error of a request that
-- has waited too long.
CREATE FUNCTION app_lock_key(p_organisation uuid, p_key text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(p_organisation::text || p_key, 0));
    RETURN true;
END $$;

-- Says who asks for the rest of the transaction, locks the key, and returns the id that it is given. A statement that
-- looks for a row by this id says who asks before it meets the first row. PostgreSQL writes the body into the statement.
CREATE FUNCTION app_bind(p_organisation uuid, p_kind text, p_key text, p_id uuid) RETURNS uuid LANGUAGE sql AS $$
    SELECT CASE WHEN set_config('app.organisation', p_organisation::text, true) IS NOT NULL
        AND set_config('app.kind', p_kind, true) IS NOT NULL
        AND (p_key IS NULL OR app_lock_key(p_organisation, p_key)) THEN p_id END
$$;
