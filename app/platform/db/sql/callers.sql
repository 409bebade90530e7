-- Who is asking: each transaction names its organisation, and the policies of all tables read it here.

CREATE FUNCTION app_organisation() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('app.organisation', true), '')::uuid $$;

CREATE FUNCTION app_kind() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT current_setting('app.kind', true) $$;

-- Whether the caller records something. The tribunal may then open any case whose number it was given.
CREATE FUNCTION app_acts() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT current_setting('app.acts', true) = 'on' $$;
