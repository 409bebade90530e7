"""What each event and each case costs to write: the same answers, worked out once for a session or compiled once.

Revision: 0025, after 0024
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# Reads the server's own file, with the rights that this takes. Never empty: what is remembered is told from what is not.
SERVER = """
CREATE FUNCTION app_server() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    server text := '';
BEGIN
    IF has_function_privilege('pg_control_system()', 'EXECUTE') THEN
        SELECT system_identifier INTO server FROM pg_control_system();
    END IF;
    RETURN 'server ' || server;
END $$
"""
# As in 0012, but the server's name is asked for once in a session, for a session never changes its server: no pooler
# moves one, and a standby that is promoted keeps the name. The table's number is looked up each time: it may be restored
# into the same database.
REMEMBERED = """
CREATE OR REPLACE FUNCTION app_cluster() RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    server text := current_setting('app.server', true);
BEGIN
    IF server IS NULL OR server = '' THEN
        server := set_config('app.server', app_server(), false);
    END IF;
    RETURN substr(server, 8) || '/' || CAST('public.events'::regclass AS oid);
END $$
"""
LOOKED_UP = """
CREATE OR REPLACE FUNCTION app_cluster() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    cluster text := '';
BEGIN
    IF has_function_privilege('pg_control_system()', 'EXECUTE') THEN
        SELECT system_identifier INTO cluster FROM pg_control_system();
    END IF;
    RETURN cluster || '/' || CAST('public.events'::regclass AS oid);
END $$
"""
# As in 0012; a variable is read faster than a member of what a function returns.
PLACES = """
CREATE OR REPLACE FUNCTION app_feed_xid() RETURNS xid8 LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    era feed_eras := app_feed_era();
BEGIN
    RETURN CAST(CAST(CAST(CAST(pg_current_xact_id() AS text) AS bigint) + era.shift AS text) AS xid8);
END $$
"""
PLACES_BEFORE = """
CREATE OR REPLACE FUNCTION app_feed_xid() RETURNS xid8 LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN CAST(CAST(CAST(CAST(pg_current_xact_id() AS text) AS bigint) + (app_feed_era()).shift AS text) AS xid8);
END $$
"""
# As in 0016, word for word but for the schema's name. A case's column is worked out with each change of the case, and
# PostgreSQL reads and plans an SQL function's text each time; that of PL/pgSQL is compiled once in a session.
_PLAIN = r"""lower({of}btrim({of}regexp_replace({of}regexp_replace(
    normalize(p_reference, NFKC), U&'[\2010-\2015\2043\2212\02D7]', '-', 'g'), '\s+', ' ', 'g')))"""
COMPILED = f"""
CREATE OR REPLACE FUNCTION app_reference(p_reference text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN pg_catalog.{_PLAIN.format(of="pg_catalog.")};
END $$
"""
READ_EACH_TIME = f"""
CREATE OR REPLACE FUNCTION app_reference(p_reference text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
SELECT {_PLAIN.format(of="")}
$$
"""


def upgrade() -> None:
    # A migration that cannot have its lock at once gives up, rather than queue the whole service behind it.
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute(SERVER)
    op.execute("REVOKE ALL ON FUNCTION app_server FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION app_server TO mediation_app")
    for function in (REMEMBERED, PLACES, COMPILED):
        op.execute(function)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    for function in (READ_EACH_TIME, PLACES_BEFORE, LOOKED_UP):
        op.execute(function)
    op.execute("DROP FUNCTION app_server")
