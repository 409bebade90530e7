"""Eras of the feed: its order goes on after a restore, though the new cluster counts transactions from the beginning.

Revision: 0012, after 0011
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Whose transactions the feed counts. A physical copy (a standby, a base backup) keeps both parts. A dump restored into
# another cluster changes the first, one restored into the same cluster the second, logical replication both.
# A server that keeps its identifier from the owner is told apart by the table alone.
CLUSTER = """
CREATE FUNCTION app_cluster() RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    cluster text := '';
BEGIN
    IF has_function_privilege('pg_control_system()', 'EXECUTE') THEN
        SELECT system_identifier INTO cluster FROM pg_control_system();
    END IF;
    RETURN cluster || '/' || CAST('public.events'::regclass AS oid);
END $$
"""

# Every request that writes an event or reads the feed goes through here, so neither can happen in a database that was
# restored and not yet told so. The code is that of a server that takes no connections now: the caller is to come back.
CURRENT = """
CREATE FUNCTION app_feed_era() RETURNS feed_eras LANGUAGE plpgsql STABLE AS $$
DECLARE
    current feed_eras;
BEGIN
    SELECT * INTO current FROM feed_eras ORDER BY number DESC LIMIT 1;
    IF current.cluster IS DISTINCT FROM app_cluster() THEN
        RAISE EXCEPTION 'the events were written on another server than this one'
            USING ERRCODE = 'cannot_connect_now', HINT = 'python -m app restored';
    END IF;
    RETURN current;
END $$
"""

# A place in the order is a transaction of the cluster, moved beyond whatever the eras before have used up.
PLACES = """
CREATE FUNCTION app_feed_xid() RETURNS xid8 LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN CAST(CAST(CAST(CAST(pg_current_xact_id() AS text) AS bigint) + (app_feed_era()).shift AS text) AS xid8);
END $$
"""
# STABLE, so that it looks at the snapshot of the very query that reads the rows.
HORIZON = """
CREATE FUNCTION app_feed_horizon() RETURNS xid8 LANGUAGE sql STABLE AS $$
    SELECT CAST(CAST(CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) + shift AS text) AS xid8)
    FROM feed_eras ORDER BY number DESC LIMIT 1
$$
"""
# The last place that any event has, whoever may see it. Of the journal the index is by owner.
END = """
CREATE FUNCTION app_feed_end() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(greatest(
        (SELECT CAST(CAST(xid AS text) AS bigint) FROM events ORDER BY xid DESC, position DESC LIMIT 1),
        (SELECT max(CAST(CAST(last.xid AS text) AS bigint)) FROM organisations o, LATERAL (
            SELECT xid FROM journal WHERE owner_id = o.id ORDER BY xid DESC, position DESC LIMIT 1
        ) last)
    ), 0)
$$
"""
# Whether the feed goes on: the events are of this cluster, and each lies before the transaction that comes next. One
# beyond it would never be shown, and whatever is written now would come before it.
IN_ORDER = """
CREATE FUNCTION app_feed_is_in_order() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT cluster = app_cluster()
        AND app_feed_end() < shift + CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint)
    FROM feed_eras ORDER BY number DESC LIMIT 1
$$
"""
# Whether a reader's place is one of this database's: a place after which events were lost names an event that is not
# here, or is another one now. It answers about an event that the asker has the hash of, and so has read.
KNOWN = """
CREATE FUNCTION app_feed_place(p_era uuid, p_xid text, p_position bigint, p_hash text) RETURNS TABLE (
    era uuid, known boolean
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT current.era, CASE
        WHEN p_hash IS NULL THEN p_xid = '0' OR current.number = 1
        WHEN p_era <> current.era THEN false
        ELSE EXISTS (
            SELECT FROM events e
            WHERE e.xid = CAST(p_xid AS xid8) AND e.position = p_position AND left(e.hash, 16) = p_hash
        ) OR EXISTS (
            SELECT FROM journal j WHERE j.owner_id = app_organisation()
                AND j.xid = CAST(p_xid AS xid8) AND j.position = p_position AND left(j.hash, 16) = p_hash
        )
    END
    FROM app_feed_era() current
$$
"""
# For the owner, after a restore. The lock waits for whoever writes: after it, no place of the era before is given out.
BEGIN = """
CREATE FUNCTION app_begin_feed_era() RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    begun integer;
BEGIN
    LOCK TABLE events, journal IN SHARE ROW EXCLUSIVE MODE;
    INSERT INTO feed_eras (number, cluster, shift)
    SELECT coalesce((SELECT max(number) FROM feed_eras), 0) + 1, app_cluster(),
        greatest(0, 1 + app_feed_end() - CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint))
    RETURNING number INTO begun;
    RETURN begun;
END $$
"""
# What waits in the feed for an older transaction to end: how many events, and for how long the first of them has waited.
# Then the age of the oldest transaction that holds the feed back. The owner sees its own and those of its members, or
# all where it was granted pg_read_all_stats; a prepared one is seen by all.
LAG = """
CREATE FUNCTION app_feed_lag() RETURNS TABLE (waiting bigint, seconds float, oldest_transaction_seconds float)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH horizon AS MATERIALIZED (SELECT app_feed_horizon() AS xid), waits AS (
        SELECT recorded_at FROM events WHERE xid >= (SELECT xid FROM horizon)
        UNION ALL
        SELECT j.recorded_at FROM organisations o JOIN journal j
            ON j.owner_id = o.id AND j.xid >= (SELECT xid FROM horizon)
    ), open AS (
        SELECT xact_start AS began_at FROM pg_stat_activity WHERE backend_xid IS NOT NULL
        UNION ALL SELECT prepared FROM pg_prepared_xacts
    )
    SELECT count(*), greatest(0, coalesce(extract(epoch FROM clock_timestamp() - min(recorded_at)
            + make_interval(days => coalesce((SELECT days_ahead FROM sandbox_clock), 0))), 0)),
        (SELECT greatest(0, coalesce(extract(epoch FROM clock_timestamp() - min(began_at)), 0)) FROM open)
    FROM waits
$$
"""
# Whoever has restored a dump before there were eras has events of the cluster before: that was the first one.
FIRST = """
INSERT INTO feed_eras (number, cluster, shift) VALUES (1, app_cluster(), 0)
"""
RESTORED_BEFORE = """
DO $$ BEGIN
    IF NOT app_feed_is_in_order() THEN
        PERFORM app_begin_feed_era();
    END IF;
END $$
"""

FUNCTIONS = {
    "app_cluster": CLUSTER, "app_feed_era": CURRENT, "app_feed_xid": PLACES, "app_feed_horizon": HORIZON,
    "app_feed_end": END, "app_feed_is_in_order": IN_ORDER, "app_feed_place": KNOWN, "app_begin_feed_era": BEGIN,
    "app_feed_lag": LAG,
}


def upgrade() -> None:
    # A migration that cannot have its lock at once gives up, rather than queue the whole service behind it.
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.create_table('feed_eras',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('era', postgresql.UUID(as_uuid=True), server_default=sa.text('gen_random_uuid()'), nullable=False),
    sa.Column('cluster', sa.String(length=80), nullable=False),
    sa.Column('shift', sa.BigInteger(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('feed_eras_number_check')),
    sa.CheckConstraint('shift >= 0', name=op.f('feed_eras_shift_check')),
    sa.PrimaryKeyConstraint('number', name=op.f('feed_eras_pkey')),
    sa.UniqueConstraint('era', name=op.f('feed_eras_era_key')),
    comment='Since when the feed counts whose transactions, and from where. The last row is in force.'
    )
    for statement in FUNCTIONS.values():
        op.execute(statement)
    op.execute(FIRST)
    op.execute(RESTORED_BEFORE)
    for table in ("events", "journal"):
        op.execute(f"ALTER TABLE {table} ALTER COLUMN xid SET DEFAULT app_feed_xid()")
    op.execute("GRANT SELECT ON feed_eras TO mediation_app")
    for function in FUNCTIONS:
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        if function != "app_begin_feed_era":
            op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO mediation_app")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    for table in ("events", "journal"):
        op.execute(f"ALTER TABLE {table} ALTER COLUMN xid SET DEFAULT pg_current_xact_id()")
    for function in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {function}")
    op.drop_table('feed_eras')
