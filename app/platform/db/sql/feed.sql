-- The order of the feed: transactions of this cluster, moved on by the shift of the present era.

GRANT SELECT ON feed_eras TO mediation_app;

-- The server's identifier, from a file that only the owner may read. The text is never empty, so that a remembered
-- answer differs from no answer.
CREATE FUNCTION app_server() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    server text := '';
BEGIN
    IF has_function_privilege('pg_control_system()', 'EXECUTE') THEN
        SELECT system_identifier INTO server FROM pg_control_system();
    END IF;
    RETURN 'server ' || server;
END $$;

-- Identifies whose transactions the feed counts: the server's identifier and the number of the table `events`. A
-- physical copy (a standby, a base backup) keeps both. A dump restored on another server changes the first, a dump
-- restored on the same server changes the second, and logical replication changes both. If the server hides its
-- identifier, the table's number alone tells copies apart. The identifier is read once in a session, because a
-- session never changes its server: no pooler moves a session, and a promoted standby keeps the identifier. The
-- table's number is read each time, because it may be restored into the same database.
CREATE FUNCTION app_cluster() RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    server text := current_setting('app.server', true);
BEGIN
    IF server IS NULL OR server = '' THEN
        server := set_config('app.server', app_server(), false);
    END IF;
    RETURN substr(server, 8) || '/' || CAST('public.events'::regclass AS oid);
END $$;

-- The era in force. Every request that writes an event or reads the feed calls this function. So neither can happen
-- in a restored database before `python -m app restored`. The error code says that the server takes no connections
-- now, so that callers try again later.
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
END $$;

-- The place of the present transaction: its number, beyond all that earlier eras have used up.
CREATE FUNCTION app_feed_xid() RETURNS xid8 LANGUAGE plpgsql AS $$
DECLARE
    era feed_eras := app_feed_era();
BEGIN
    RETURN CAST(CAST(CAST(CAST(pg_current_xact_id() AS text) AS bigint) + era.shift AS text) AS xid8);
END $$;

-- Up to where the feed may be read. STABLE, so that it looks at the snapshot of the query that reads the rows.
CREATE FUNCTION app_feed_horizon() RETURNS xid8 LANGUAGE sql STABLE AS $$
    SELECT CAST(CAST(CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) + shift AS text) AS xid8)
    FROM feed_eras ORDER BY number DESC LIMIT 1
$$;

-- The last place that any event has, whoever may see it. The journal's index is by owner.
CREATE FUNCTION app_feed_end() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(greatest(
        (SELECT CAST(CAST(xid AS text) AS bigint) FROM events ORDER BY events.xid DESC, position DESC LIMIT 1),
        (SELECT max(CAST(CAST(last.xid AS text) AS bigint)) FROM organisations o, LATERAL (
            SELECT xid FROM journal WHERE owner_id = o.id ORDER BY xid DESC, position DESC LIMIT 1
        ) last)
    ), 0)
$$;

-- Whether the feed goes on: the events are of this cluster, and each lies before the transaction that comes next. A
-- later event would never be shown, and new events would come before it.
CREATE FUNCTION app_feed_is_in_order() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT cluster = app_cluster()
        AND app_feed_end() < shift + CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint)
    FROM feed_eras ORDER BY number DESC LIMIT 1
$$;

-- The era, and whether a reader's place is one of this database's. A place after which events were lost names an event
-- that is missing here, or is another event now. It answers about events whose hash the caller has read. An event of a
-- removed case is a known place: the receipt of the removal keeps it.
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
        ) OR EXISTS (SELECT FROM case_removals r WHERE r.places @> ARRAY[p_hash])
        OR EXISTS (SELECT FROM referral_removals r WHERE r.places @> ARRAY[p_hash])
    END
    FROM app_feed_era() current
$$;

-- For the owner, after a restore. The lock waits for writers: after it, no place of the era before is given out.
CREATE FUNCTION app_begin_feed_era() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    begun integer;
BEGIN
    LOCK TABLE events, journal IN SHARE ROW EXCLUSIVE MODE;
    INSERT INTO feed_eras (number, cluster, shift)
    SELECT coalesce((SELECT max(number) FROM feed_eras), 0) + 1, app_cluster(),
        greatest(0, 1 + app_feed_end() - CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint))
    RETURNING number INTO begun;
    RETURN begun;
END $$;

-- How many events (at most a thousand of each kind) wait for an older transaction to end, how long the first has
-- waited, and the age of the oldest transaction that holds the feed back. The owner sees its own and its members'
-- transactions, or all of them if it was granted pg_read_all_stats; everybody sees prepared ones.
CREATE FUNCTION app_feed_lag() RETURNS TABLE (waiting bigint, seconds float, oldest_transaction_seconds float)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH horizon AS MATERIALIZED (SELECT app_feed_horizon() AS xid), waits AS (
        (SELECT recorded_at FROM events WHERE xid >= (SELECT xid FROM horizon) ORDER BY xid, position LIMIT 1000)
        UNION ALL
        (SELECT late.recorded_at FROM organisations o, LATERAL (
            SELECT recorded_at FROM journal WHERE owner_id = o.id AND xid >= (SELECT xid FROM horizon)
            ORDER BY xid, position LIMIT 1000
        ) late LIMIT 1000)
    ), open AS (
        SELECT xact_start AS began_at FROM pg_stat_activity WHERE backend_xid IS NOT NULL
        UNION ALL SELECT prepared FROM pg_prepared_xacts
    )
    SELECT count(*), greatest(0, coalesce(extract(epoch FROM clock_timestamp() - min(recorded_at)
            + make_interval(days => coalesce((SELECT days_ahead FROM sandbox_clock), 0))), 0)),
        (SELECT greatest(0, coalesce(extract(epoch FROM clock_timestamp() - min(began_at)), 0)) FROM open)
    FROM waits
$$;

REVOKE ALL ON FUNCTION
    app_server, app_cluster, app_feed_era, app_feed_xid, app_feed_horizon, app_feed_end, app_feed_is_in_order,
    app_feed_place, app_begin_feed_era, app_feed_lag
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    app_server, app_cluster, app_feed_era, app_feed_xid, app_feed_horizon, app_feed_end, app_feed_is_in_order,
    app_feed_place, app_feed_lag
TO mediation_app;
