"""The SQL of the feed, built once: the events of cases and the entries of the journal, in one order."""

from app.platform.db.connections import Statement
from app.platform.db.statements import AS_MANY

_BEYOND = (
    "(xid, position) > ((SELECT CAST(CAST(:xid AS text) AS xid8)), (SELECT CAST(:position AS bigint)))"
    " AND xid < (SELECT app_feed_horizon())"
)
_FROM_CASES = (
    "(SELECT case_id, 'case' AS record, case_id AS record_id, seq, type, action, by_kind, organisation_id, client_id,"  # noqa: S608 - the texts above
    " occurred_on, recorded_at, hash, xid::text::bigint AS number, position, xid,"
    " CASE WHEN type = 'duty-completed' THEN changes->'completed'->-1->>'code'"
    " WHEN type IN ('event-corrected', 'event-voided') THEN about->>'duty' END AS duty,"
    " CASE WHEN type IN ('slot-held', 'hold-released') THEN about->>'provider_id' END AS held_with,"
    " CASE WHEN type IN ('event-corrected', 'event-voided') THEN about->>'type' END AS corrected,"
    " CASE WHEN type LIKE 'document-%' THEN about->>'readers' END AS told_to, source FROM events"
    f" WHERE {{mine}} {_BEYOND} ORDER BY events.xid, events.position LIMIT {AS_MANY})"
)
_FROM_THE_JOURNAL = (
    "(SELECT NULL::uuid AS case_id, record, record_id, seq, type, NULL::varchar AS action,"  # noqa: S608 - the columns and conditions are our own text
    " CASE WHEN record <> 'referral' OR organisation_id = owner_id THEN by_kind END AS by_kind, organisation_id,"
    " client_id, occurred_on, recorded_at, hash, xid::text::bigint AS number, position, xid, NULL AS duty,"
    " NULL AS held_with, NULL AS corrected, NULL AS told_to, NULL AS source FROM journal"
    f" WHERE owner_id = app_organisation() AND {_BEYOND} ORDER BY journal.xid, journal.position LIMIT {AS_MANY})"
)


def _feed(*parts: str) -> Statement:
    both = " UNION ALL ".join(parts)
    return Statement(f"SELECT * FROM ({both}) AS feed ORDER BY feed.xid, feed.position LIMIT {AS_MANY}")  # noqa: S608 - the texts above


FEED = {
    "local_authority": _feed(_FROM_CASES.format(mine="la_id = app_organisation() AND"), _FROM_THE_JOURNAL),
    "mediation_provider": _feed(
        _FROM_CASES.format(mine="provider_id = app_organisation() AND"),
        _FROM_CASES.format(mine="mediating_provider_id = app_organisation() AND"),
        _FROM_THE_JOURNAL,
    ),
    "advice_service": _feed(_FROM_THE_JOURNAL),
    "other": _feed(_FROM_CASES.format(mine=""), _FROM_THE_JOURNAL),
}
"""Ordered by transaction first: a row of an open transaction can then never appear behind a cursor. By the column, in
so many words: the number alone would be the text above, which no index is in the order of. Each part reads no further
than the page is long, along an index of its own."""
