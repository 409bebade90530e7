"""Capacity figures counted by the database: slots, time taken, waiting families, and searches without a result."""

from datetime import date, datetime
from functools import cache
from uuid import UUID

from app.capacity.domain.availability import LONGEST_GAP, LONGEST_SESSION
from app.capacity.figures.ports import Arrivals, Engaged, Offered, Period, Twice, UnmetDemand, Waiting
from app.capacity.figures.roster import Roster
from app.capacity.mediators.layout import CAPACITY_KEPT
from app.cases.store_lists import OF_CASES
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor
from app.platform.db.connections import Connection, Row, Statement
from app.platform.db.statements import AS_MANY
from app.platform.db.visibility import Own, of_own

OF_SEARCHES: Own = {
    OrganisationKind.LOCAL_AUTHORITY: ("la_id = :organisation",),
    OrganisationKind.COMMISSIONING_BODY: ("case_id IN (SELECT id FROM cases WHERE body_id = :organisation)",),
}

_FREE = """{of}.starts_at > :now AND NOT EXISTS (
           SELECT FROM engagements e WHERE e.person = {of}.person
           AND e.ends_at > {of}.starts_at - interval '{longest} minutes'
           AND app_kept_free(e.during, greatest(e.gap_minutes, {gap}), greatest(e.gap_minutes, {gap}))
               && tstzrange({of}.starts_at, {of}.ends_at)
           AND (e.expires_at IS NULL OR e.expires_at > :now))"""


def _free(of: str, gap: str) -> str:
    return _FREE.format(of=of, gap=gap, longest=LONGEST_GAP)


_ON_THE_ROSTER = """
unnest(CAST(:ids AS uuid[]), CAST(:persons AS text[]), CAST(:sorts AS integer[]),
       CAST(:first_days AS date[]), CAST(:last_days AS date[])) AS m (id, person, sort, first_on, last_on)"""
_DAY = "({of}.starts_at AT TIME ZONE 'Europe/London')::date"
_WEEK = "date_trunc('week', s.starts_at AT TIME ZONE 'Europe/London')::date"
_SLOTS = Statement(f"""
SELECT s.provider_id, m.sort, {_WEEK} AS week, s.starts_at < :told_from AS short_notice,
       count(*) AS offered, count(*) FILTER (WHERE {_free("s", "own.gap_minutes")}) AS free
FROM slots s JOIN mediators own ON own.id = s.mediator_id
    JOIN {_ON_THE_ROSTER} ON m.id = s.mediator_id AND {_DAY.format(of="s")} BETWEEN m.first_on AND m.last_on
WHERE s.counted AND s.provider_id = ANY(CAST(:providers AS uuid[])) AND s.starts_at >= :from AND s.starts_at < :until
GROUP BY 1, 2, 3, 4
""")  # noqa: S608 - the texts above
_MINUTES = Statement(
    "SELECT round(avg(extract(epoch FROM ends_at - starts_at)) / 60)::integer AS minutes FROM slots"
    " WHERE counted AND provider_id = ANY(CAST(:providers AS uuid[])) AND starts_at >= :from AND starts_at < :until"
)
_ENGAGED = Statement(f"""
SELECT e.provider_id, m.sort, date_trunc('week', lower(e.during) AT TIME ZONE 'Europe/London')::date AS week,
       count(*) FILTER (WHERE e.expires_at IS NULL) AS booked,
       count(*) FILTER (WHERE e.expires_at > :now) AS held,
       count(*) FILTER (
           WHERE e.slot_id IS NULL AND e.ends_at > :slots_kept_from AND (e.expires_at IS NULL OR e.expires_at > :now)
           AND (lower(e.during) AT TIME ZONE 'Europe/London')::date BETWEEN m.first_on AND m.last_on
           AND NOT EXISTS (
               SELECT FROM slots s WHERE s.mediator_id = e.mediator_id AND s.counted AND s.ends_at > lower(e.during)
               AND s.starts_at > lower(e.during) - interval '{LONGEST_SESSION} minutes' AND s.starts_at < e.ends_at)
       ) AS offered
FROM engagements e JOIN {_ON_THE_ROSTER} ON m.id = e.mediator_id
WHERE e.provider_id = ANY(CAST(:providers AS uuid[])) AND e.ends_at > :from
      AND e.during && tstzrange(:from, :until)
GROUP BY 1, 2, 3
""")  # noqa: S608 - the texts above
"""What is taken in time that was taken back since was `offered` too, or a week would seem to be taken more than whole.
Not where slots were forgotten since: of such a week nobody knows what was offered."""

_TWICE = Statement(f"""
WITH roster AS MATERIALIZED (SELECT * FROM {_ON_THE_ROSTER}),
twin AS MATERIALIZED (
    SELECT m.*, other.id AS earlier, other.first_on AS earlier_from, other.last_on AS earlier_to
    FROM roster m JOIN roster other ON other.person = m.person AND other.id < m.id
)
SELECT m.sort, {_WEEK} AS week, s.starts_at < :told_from AS short_notice, count(*) AS twice
FROM slots s JOIN mediators own ON own.id = s.mediator_id JOIN (SELECT DISTINCT id, sort, first_on, last_on FROM twin) m
    ON m.id = s.mediator_id AND {_DAY.format(of="s")} BETWEEN m.first_on AND m.last_on
WHERE s.counted AND s.starts_at >= :from AND s.starts_at < :until AND {_free("s", "own.gap_minutes")}
AND EXISTS (
    SELECT FROM twin JOIN slots t ON t.mediator_id = twin.earlier JOIN mediators its ON its.id = t.mediator_id
    WHERE twin.id = s.mediator_id AND t.counted
    AND {_DAY.format(of="t")} BETWEEN twin.earlier_from AND twin.earlier_to
    AND t.starts_at > s.starts_at - interval '{LONGEST_SESSION + LONGEST_GAP} minutes'
    AND app_kept_free(tstzrange(t.starts_at, t.ends_at), greatest(own.gap_minutes, its.gap_minutes),
        greatest(own.gap_minutes, its.gap_minutes)) && tstzrange(s.starts_at, s.ends_at)
    AND {_free("t", "its.gap_minutes")})
GROUP BY 1, 2, 3
""")  # noqa: S608 - the texts above
"""Of a person whom several providers registered, the free slots that overlap one of another registration, or leave no
gap to it. Without them, what is counted can be held all at once."""

_WAITING = Statement("SELECT provider_id, area, due_on, waiting FROM app_waiting()")
_ARRIVALS = Statement("SELECT provider_id, area, requested FROM app_arrivals(:since)")
_WAITING_BY_AREA = (
    "SELECT provider_id, la_code AS area, arrange_by AS due_on, count(*) AS waiting FROM cases"
    " WHERE {own} AND arrange_by IS NOT NULL GROUP BY 1, 2, 3"
)
_UNMET = (
    "SELECT date_trunc('week', made_at AT TIME ZONE 'Europe/London')::date AS week,"
    " count(DISTINCT case_id) FILTER (WHERE free_in_time = 0 AND due_on IS NOT NULL) AS cases,"
    " count(*) FILTER (WHERE free_in_time > 0 AND facts->'reported' = 'true') AS reported_though_free"
    " FROM searches WHERE {own} AND made_at >= :from AND made_at < :until GROUP BY 1"
)
_LINE = (
    "SELECT id, la_code, la_reference, provider_id, state, arrange_by, facts->>'requested_on' AS requested_on"
    " FROM cases WHERE {own} AND arrange_by IS NOT NULL"
)
_ONWARD = (
    " AND arrange_by >= (SELECT CAST(:due AS date)) AND (arrange_by, facts->>'requested_on', id) >"
    " ((SELECT CAST(:due AS date)), (SELECT CAST(:requested AS text)), (SELECT CAST(:after AS uuid)))"
)
"""The due date is said twice: alone, it lets an index find the place; no index has the day of the request."""
_IN_LINE = f"ORDER BY arrange_by, requested_on, id LIMIT {AS_MANY}"
"""By the due date, then by the request: a day as JSON has it is in the order of its text."""


def _values(roster: Roster, period: Period) -> dict[str, object]:
    """Return the values of a query over all registrations."""
    days = [one.days or (date.max, date.min) for one in roster.entries]
    return {
        "providers": period.providers,
        "from": period.from_at,
        "until": period.until,
        "now": period.now,
        "slots_kept_from": period.now - CAPACITY_KEPT,
        "told_from": period.told_from,
        "ids": [one.mediator.id for one in roster.entries],
        "persons": [one.mediator.person for one in roster.entries],
        "sorts": [one.sort for one in roster.entries],
        "first_days": [first for first, _ in days],
        "last_days": [last for _, last in days],
    }


class Figures:
    """The figures of capacity, as one connection counts them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def offered(self, roster: Roster, period: Period) -> list[Offered]:
        """Count what is offered and how much of that is free, by provider, sort of mediator, week and notice.

        Only on the days on which a mediator may lawfully mediate.
        """
        return [Offered(**row) for row in await self._connection.run(_SLOTS, _values(roster, period))]

    async def session_minutes(self, period: Period) -> int | None:
        """Return how long the sessions are that some providers offer, on average. None if they offer none."""
        asked = {"providers": period.providers, "from": period.from_at, "until": period.until}
        minutes: int | None = (await self._connection.run(_MINUTES, asked))[0].minutes
        return minutes

    async def engaged(self, roster: Roster, period: Period) -> list[Engaged]:
        """Count what is held and booked, by provider, sort of mediator and week, whichever case it is for.

        `offered` counts what lies in time that is not offered any more, on days on which the mediator may lawfully
        mediate.
        """
        return [Engaged(**row) for row in await self._connection.run(_ENGAGED, _values(roster, period))]

    async def twice(self, roster: Roster, period: Period) -> list[Twice]:
        """Count what is free twice over: time of a person whom several of the providers registered."""
        return [Twice(**row) for row in await self._connection.run(_TWICE, _values(roster, period))]

    async def waiting(self) -> list[Waiting]:
        """Count the families that wait for each provider's mediators, by area and due day, for every authority."""
        return [Waiting(**row) for row in await self._connection.run(_WAITING)]

    async def waiting_by_area(self, actor: Actor) -> list[Waiting]:
        """Count the caller's waiting families, by provider, area and due day. Families with a second provider are
        counted separately."""
        whose = {"organisation": actor.organisation_id}
        return [Waiting(**row) for row in await self._connection.run(_of_own(actor.kind, _WAITING_BY_AREA), whose)]

    async def arrivals(self, since: date) -> list[Arrivals]:
        """Count the requests for mediation that each provider has had since a day, by area."""
        return [Arrivals(**row) for row in await self._connection.run(_ARRIVALS, {"since": since})]

    async def unmet(self, actor: Actor, from_at: datetime, until: datetime) -> list[UnmetDemand]:
        """Count by week the cases for which a search found no mediator in time, and the reports made although it found
        one. For organisations that arrange mediation.
        """
        values = {"organisation": actor.organisation_id, "from": from_at, "until": until}
        return [UnmetDemand(**row) for row in await self._connection.run(_unmet(actor.kind), values)]

    async def line(self, actor: Actor, after: tuple[date, str, UUID] | None, limit: int) -> list[Row]:
        """Return the caller's waiting cases, the oldest statutory due date first."""
        due, requested, case_id = after or (None, None, None)
        statement = _of_own(actor.kind, _LINE + _ONWARD if after else _LINE, _IN_LINE)
        place = {"due": due, "requested": requested, "after": case_id, "limit": limit}
        return await self._connection.run(statement, {"organisation": actor.organisation_id, **place})


@cache
def _of_own(kind: OrganisationKind, query: str, rest: str = "") -> Statement:
    return Statement(of_own(OF_CASES, kind, query, rest))


@cache
def _unmet(kind: OrganisationKind) -> Statement:
    return Statement(of_own(OF_SEARCHES, kind, _UNMET, "ORDER BY week"))
