-- What a database has: kind, name, what it hangs on, the statement that makes it, the statement that removes it.

SELECT 'extension', e.extname::text, '', format('CREATE EXTENSION %I SCHEMA %I', e.extname, n.nspname),
    format('DROP EXTENSION %I', e.extname)
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace;

SELECT 'schema', n.nspname::text, '', coalesce(n.nspacl::text, ''), ''
FROM pg_namespace n WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema';

-- Functions, and whether PUBLIC and others may call them.
SELECT 'function', p.oid::regprocedure::text, '', rtrim(pg_get_functiondef(p.oid), E'\n'),
    format('DROP FUNCTION %s', p.oid::regprocedure)
FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace;

SELECT 'closed', p.oid::regprocedure::text, p.oid::regprocedure::text,
    format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', p.oid::regprocedure),
    format('GRANT EXECUTE ON FUNCTION %s TO PUBLIC', p.oid::regprocedure)
FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS (
    SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0);

SELECT 'execute', format('%s %s', p.oid::regprocedure, a.grantee::regrole), p.oid::regprocedure::text,
    format('GRANT EXECUTE ON FUNCTION %s TO %s', p.oid::regprocedure, a.grantee::regrole),
    format('REVOKE EXECUTE ON FUNCTION %s FROM %s', p.oid::regprocedure, a.grantee::regrole)
FROM pg_proc p, aclexplode(p.proacl) a
WHERE p.pronamespace = 'public'::regnamespace AND a.grantee NOT IN (0, p.proowner);

-- What checks every row: constraints, policies, triggers.
SELECT 'check', format('%s %s', c.conrelid::regclass, c.conname), c.conrelid::regclass::text,
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)),
    format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname)
FROM pg_constraint c WHERE c.connamespace = 'public'::regnamespace AND c.contype IN ('c', 'x');

SELECT 'walled', c.oid::regclass::text, c.oid::regclass::text,
    format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', c.oid::regclass),
    format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', c.oid::regclass)
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relrowsecurity;

SELECT 'forced', c.oid::regclass::text, c.oid::regclass::text, '', ''
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relforcerowsecurity;

SELECT 'policy', tablename || ' ' || policyname, tablename::text,
    format('CREATE POLICY %I ON %I AS %s FOR %s TO %s', policyname, tablename, permissive, cmd,
        array_to_string(roles, ', ')) || coalesce(' USING (' || qual || ')', '')
        || coalesce(' WITH CHECK (' || with_check || ')', ''),
    format('DROP POLICY %I ON %I', policyname, tablename)
FROM pg_policies WHERE schemaname = 'public';

SELECT 'trigger', format('%s %s', t.tgrelid::regclass, t.tgname), t.tgrelid::regclass::text,
    format('%s%s', pg_get_triggerdef(t.oid), ' -- fires: ' || nullif(t.tgenabled::text, 'O')),
    format('DROP TRIGGER %I ON %s', t.tgname, t.tgrelid::regclass)
FROM pg_trigger t WHERE NOT t.tgisinternal;

-- Rights on tables, sequences and columns.
SELECT 'grant', format('%s %s %s', a.privilege_type, c.oid::regclass, a.grantee), c.oid::regclass::text,
    format('GRANT %s ON %s %s TO %s', a.privilege_type, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
        c.oid::regclass, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END),
    format('REVOKE %s ON %s %s FROM %s', a.privilege_type, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
        c.oid::regclass, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END)
FROM pg_class c, aclexplode(c.relacl) a WHERE c.relnamespace = 'public'::regnamespace AND a.grantee <> c.relowner;

SELECT 'grant', format('%s %s.%s %s', a.privilege_type, c.attrelid::regclass, c.attname, a.grantee),
    c.attrelid::regclass::text,
    format('GRANT %s (%I) ON %s TO %s', a.privilege_type, c.attname, c.attrelid::regclass, a.grantee::regrole),
    format('REVOKE %s (%I) ON %s FROM %s', a.privilege_type, c.attname, c.attrelid::regclass, a.grantee::regrole)
FROM pg_attribute c JOIN pg_class r ON r.oid = c.attrelid, aclexplode(c.attacl) a
WHERE r.relnamespace = 'public'::regnamespace AND a.grantee <> r.relowner;

-- What alembic brings: tables, columns, keys and indexes.
SELECT 'relation', c.oid::regclass::text, '', format('%s %s', c.relkind, obj_description(c.oid, 'pg_class')), ''
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind <> 'i';

SELECT 'column', format('%s.%s', a.attrelid::regclass, a.attname), a.attrelid::regclass::text,
    concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'NOT NULL' END,
        pg_get_expr(d.adbin, d.adrelid), format('identity:%s generated:%s', a.attidentity, a.attgenerated)), ''
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped;

SELECT 'key', format('%s %s', c.conrelid::regclass, c.conname), c.conrelid::regclass::text,
    pg_get_constraintdef(c.oid) || CASE WHEN c.convalidated THEN '' ELSE ' not validated' END, ''
FROM pg_constraint c WHERE c.connamespace = 'public'::regnamespace AND c.contype IN ('p', 'u', 'f');

SELECT 'index', i.indexrelid::regclass::text, i.indrelid::regclass::text, pg_get_indexdef(i.indexrelid), ''
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relnamespace = 'public'::regnamespace;
