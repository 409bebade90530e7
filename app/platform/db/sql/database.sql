-- The database itself: the role that the service works as, and the extension behind the exclusion constraints.

-- The service works as this role and never as the owner, so that no code path can step over a policy.
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mediation_app') THEN
        CREATE ROLE mediation_app NOLOGIN;
    END IF;
    EXECUTE format('GRANT mediation_app TO %I', current_user);
END $$;

-- Apart from the service's own schema, because it brings two hundred functions.
CREATE SCHEMA extensions;
CREATE EXTENSION btree_gist SCHEMA extensions;
