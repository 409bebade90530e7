"""Where the feed ends and how far it lags behind, read along its index: both looked through all events, and sorted them.

Revision: 0019, after 0018
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# As in 0012, but by the column, in so many words: what is shown under its name is another expression.
END = """
CREATE OR REPLACE FUNCTION app_feed_end() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(greatest(
        (SELECT CAST(CAST(xid AS text) AS bigint) FROM events ORDER BY {xid} DESC, position DESC LIMIT 1),
        (SELECT max(CAST(CAST(last.xid AS text) AS bigint)) FROM organisations o, LATERAL (
            SELECT xid FROM journal WHERE owner_id = o.id ORDER BY xid DESC, position DESC LIMIT 1
        ) last)
    ), 0)
$$
"""
# As in 0012, but what waits is counted in the feed's order and no further than to a thousand of each kind.
LAG = """
CREATE OR REPLACE FUNCTION app_feed_lag() RETURNS TABLE (waiting bigint, seconds float, oldest_transaction_seconds float)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH horizon AS MATERIALIZED (SELECT app_feed_horizon() AS xid), waits AS (
        {waits}
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
IN_ORDER = """(SELECT recorded_at FROM events WHERE xid >= (SELECT xid FROM horizon) ORDER BY xid, position LIMIT 1000)
        UNION ALL
        (SELECT late.recorded_at FROM organisations o, LATERAL (
            SELECT recorded_at FROM journal WHERE owner_id = o.id AND xid >= (SELECT xid FROM horizon)
            ORDER BY xid, position LIMIT 1000
        ) late LIMIT 1000)"""
ALL = """SELECT recorded_at FROM events WHERE xid >= (SELECT xid FROM horizon)
        UNION ALL
        SELECT j.recorded_at FROM organisations o JOIN journal j
            ON j.owner_id = o.id AND j.xid >= (SELECT xid FROM horizon)"""


def upgrade() -> None:
    # A migration that cannot have its lock at once gives up, rather than queue the whole service behind it.
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute(END.format(xid="events.xid"))
    op.execute(LAG.format(waits=IN_ORDER))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute(LAG.format(waits=ALL))
    op.execute(END.format(xid="xid"))
