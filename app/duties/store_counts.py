"""Counts of duties in the database.

Most counts ask only about the duties themselves. Those read an index alone (`sql/counts.sql`). A count that asks about
the cases too reads each duty, as a list does.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from app.duties.domain.words import DutyStatus, Group, Stands, status_on
from app.duties.filters import OF_A_DUTY
from app.duties.store import OF_DUTIES, conditions_of, names_of, status_told, values_of
from app.kernel.terms import OrganisationKind, Party
from app.platform.actor import Actor
from app.platform.db.connections import Connection, Row, Statement
from app.platform.db.filters import Asked, conditions
from app.platform.db.visibility import of_own

_OF_THE_INDEX = frozenset({"owner", "party", "status", "code", "group", "due_from", "due_to"})
"""Filters of which the indexes of counts know everything."""
_TOLD_APART = tuple(one for one in OF_A_DUTY if one.name in ("status", "code"))
_SETS = "GROUP BY GROUPING SETS ((), (code), (status), (owed_by), (week))"
_ONE_DAY, _ONE_WEEK = timedelta(days=1), timedelta(days=7)


async def count_duties(connection: Connection, actor: Actor, asked: Asked, today: date) -> list[Row]:
    """Return how many duties the actor sees: all, and by code, status, party and week. A row holds one of the four."""
    asked = {name: value for name, value in asked.items() if value is not None}
    count = count_by_index if asked.keys() <= _OF_THE_INDEX else count_by_line
    return await count(connection, actor, asked, today)


async def count_by_index(connection: Connection, _: Actor, asked: Asked, today: date) -> list[Row]:
    """Return the counts without reading a duty. The filters ask about nothing but the duties themselves."""
    return await connection.run(_counted(_told_apart(asked)), {**_stretch(asked, today), **_narrowed(asked)})


async def count_by_line(connection: Connection, actor: Actor, asked: Asked, today: date) -> list[Row]:
    """Return the counts by reading each duty, as a list does."""
    values = values_of(asked) | {"organisation": actor.organisation_id, "today": today}
    return await connection.run(_counted_by_line(actor.kind, names_of(asked)), values)


def _stretch(asked: Asked, today: date) -> dict[str, Any]:
    """Return which part of an index is read: what is stored of the duties, their days, and who owes them."""
    first, last = _days(asked.get("group"), today)
    return {
        "today": today,
        "stands": _stands(asked, today),
        "first": max(first, asked.get("due_from", date.min)),
        "last": min(last, asked.get("due_to", date.max)),
        "owner": asked.get("owner"),
    }


def _days(group: Group | None, today: date) -> tuple[date, date]:
    sunday = today - timedelta(days=today.weekday()) + _ONE_WEEK - _ONE_DAY
    match group:
        case Group.OVERDUE:
            return date.min, today - _ONE_DAY
        case Group.DUE_THIS_WEEK:
            return today, sunday
        case Group.DUE_LATER:
            return sunday + _ONE_DAY, date.max
    return date.min, date.max


def _stands(asked: Asked, today: date) -> list[Stands]:
    """Return what may be stored of a duty that has one of the statuses today, or that is in the group."""
    if asked.get("group") is not None:
        return [Stands.OWED]
    wanted = set(asked.get("status", DutyStatus))
    return [
        one
        for one in Stands
        if wanted & {status_on(one, party, day, today) for party in Party for day in (today, today - _ONE_DAY)}
    ]


def _told_apart(asked: Asked) -> frozenset[str]:
    overdue = {"overdue"} if asked.get("group") == Group.OVERDUE else set[str]()
    return frozenset({"status", "code", "party"} & asked.keys() | overdue)


def _narrowed(asked: Asked) -> Mapping[str, Any]:
    return {name: asked[name] for name in ("status", "code", "party") if name in asked}


@lru_cache(maxsize=32)
def _counted(names: frozenset[str]) -> Statement:
    narrowed = conditions(_TOLD_APART, names, status=status_told("past"))
    narrowed += ["owed_by = :party"] if "party" in names else []
    narrowed += [f"owed_by <> '{Party.FAMILY}'"] if "overdue" in names else []
    counted = "app_count_duties(:today, CAST(:stands AS text[]), :first, :last, :owner)"
    where = f"WHERE {' AND '.join(narrowed)}" if narrowed else ""
    return Statement(
        "SELECT code, status, owed_by, week, CAST(coalesce(sum(duties), 0) AS bigint) AS duties FROM"  # noqa: S608 - ours
        f" (SELECT code, {status_told('past')} AS status, owed_by, week, duties FROM {counted} {where}) AS own {_SETS}"
    )


@lru_cache(maxsize=64)
def _counted_by_line(kind: OrganisationKind, names: frozenset[str]) -> Statement:
    columns = f"code, {status_told()} AS status, owed_by, CAST(date_trunc('week', due_on) AS date) AS week"
    lines = " AND ".join((f"SELECT {columns} FROM duties WHERE {{own}}", *conditions_of(kind, names)))  # noqa: S608 - ours
    return Statement(
        f"SELECT code, status, owed_by, week, count(*) AS duties FROM ({of_own(OF_DUTIES, kind, lines)}) AS own {_SETS}"  # noqa: S608 - our own texts
    )
