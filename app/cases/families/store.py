"""The families behind cases in the database, and the cases that they link."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from app.cases.domain.facts import CaseFacts
from app.cases.domain.words import FollowsBecause, State
from app.cases.families.records import Family, FamilySeen, FollowedCase, Follows, LinkedCase
from app.cases.records import StoredCase, facts_from_json
from app.kernel.terms import DecisionKind
from app.platform.db.connections import Connection, Row, Statement

_OF = Statement(
    "SELECT child_reference, family_reference, school_age_ends_on, c.id AS follows, follows_because FROM families"
    " LEFT JOIN cases c ON c.id = follows WHERE case_id = :case_id"
)
"""The link is told only while the caller sees the earlier case: after a transfer, another authority may have it."""
_EARLIER = Statement("SELECT facts::text FROM cases WHERE id = :case_id")
_KEEP = Statement(
    "INSERT INTO families (case_id, la_id, child_reference, family_reference, school_age_ends_on, follows,"
    " follows_because) VALUES (:case_id, :la_id, :child_reference, :family_reference, :school_age_ends_on, :follows,"
    " :follows_because)"
    " ON CONFLICT (case_id) DO UPDATE SET child_reference = excluded.child_reference,"
    " family_reference = excluded.family_reference, school_age_ends_on = excluded.school_age_ends_on,"
    " follows = CASE WHEN excluded.follows IS NULL AND NOT EXISTS (SELECT FROM cases c WHERE c.id = families.follows)"
    " THEN families.follows ELSE excluded.follows END,"
    " follows_because = CASE WHEN excluded.follows IS NULL AND NOT EXISTS (SELECT FROM cases c"
    " WHERE c.id = families.follows) THEN families.follows_because ELSE excluded.follows_because END"
)
"""A link that the caller does not see stays: it is told again when the caller has both cases."""
SEEN = """
(SELECT json_build_object('child_reference', f.child_reference, 'family_reference', f.family_reference,
    'school_age_ends_on', f.school_age_ends_on)::text FROM families f WHERE f.case_id = cases.id) AS family,
(SELECT json_agg(linked)::text FROM (
    SELECT l.id, l.la_reference, l.kind, l.state,
        CASE WHEN l.facts->>'only_day_known' = 'printed' THEN NULL ELSE l.notice_sent_on END AS notice_sent_on,
        coalesce(o.plain_child = f.plain_child, false) AS same_child
    FROM families f JOIN families o ON o.la_id = f.la_id AND o.case_id <> f.case_id
        AND (o.plain_child = f.plain_child OR o.plain_family = f.plain_family)
    JOIN cases l ON l.id = o.case_id
    WHERE f.case_id = cases.id ORDER BY l.notice_sent_on DESC, l.id LIMIT 50
) linked) AS linked,
(SELECT json_agg(followed)::text FROM (
    SELECT l.id, l.la_reference, l.kind, l.state,
        CASE WHEN l.facts->>'only_day_known' = 'printed' THEN NULL ELSE l.notice_sent_on END AS notice_sent_on,
        f.follows_because AS because, f.case_id = cases.id AS earlier
    FROM families f JOIN cases l ON l.id = CASE WHEN f.case_id = cases.id THEN f.follows ELSE f.case_id END
    WHERE f.follows IS NOT NULL AND (f.case_id = cases.id OR f.follows = cases.id)
    ORDER BY l.notice_sent_on DESC, l.id LIMIT 50
) followed) AS followed"""
"""Columns of a statement that reads a case: the family behind it, and its linked cases that the caller sees."""


_SEEN_WITH = Statement(f"SELECT {SEEN} FROM cases WHERE id = :case_id")  # noqa: S608 - the columns above


async def seen_with(connection: Connection, case_id: UUID) -> FamilySeen:
    """Return the family behind a case, and its linked cases that the caller sees."""
    [row] = await connection.run(_SEEN_WITH, {"case_id": case_id})
    return family_seen(row)


async def seen_after(connection: Connection, case_id: UUID, family: Family) -> FamilySeen:
    """Return what the answer to a change shows of the family: as a read does, where the case follows another case.

    Else the other cases of the family are not looked for: most answers need no further round trip.
    """
    return FamilySeen(family) if family.follows is None else await seen_with(connection, case_id)


class FamiliesOfCases:
    """The families behind cases, as one connection sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of(self, case_id: UUID) -> Family:
        """Return what is known of the family behind a case."""
        rows = await self._connection.run(_OF, {"case_id": case_id})
        if not rows:
            return Family()
        child, family, school_age, follows, because = rows[0].values()
        return Family(child, family, school_age, Follows(follows, FollowsBecause(because)) if follows else None)

    async def earlier(self, case_id: UUID) -> CaseFacts | None:
        """Return the facts of another case of the caller. None if the caller sees no such case."""
        rows = await self._connection.run(_EARLIER, {"case_id": case_id})
        return facts_from_json(rows[0].facts) if rows else None

    async def keep(self, case: StoredCase, family: Family) -> None:
        """Store what is known of the family behind a case."""
        await self._connection.run(_KEEP, family_columns(case, family))


def family_columns(case: StoredCase, family: Family) -> dict[str, Any]:
    """Return the row of the family behind a case, by column."""
    follows = family.follows
    return {
        "case_id": case.id,
        "la_id": case.la_id,
        "child_reference": family.child_reference,
        "family_reference": family.family_reference,
        "school_age_ends_on": family.school_age_ends_on,
        "follows": follows and follows.case_id,
        "follows_because": follows and follows.because,
    }


def family_seen(row: Row) -> FamilySeen:
    """Return the family behind a case and its linked cases, from the columns that `SEEN` adds to its row."""
    said = json.loads(row.family) if row.family else {}
    if said.get("school_age_ends_on"):
        said["school_age_ends_on"] = date.fromisoformat(said["school_age_ends_on"])
    followed = json.loads(row.followed or "[]")
    return FamilySeen(
        Family(**said),
        [_linked(one) for one in json.loads(row.linked or "[]")],
        next((_followed(one) for one in followed if one["earlier"]), None),
        [_followed(one) for one in followed if not one["earlier"]],
    )


def _followed(said: dict[str, Any]) -> FollowedCase:
    return FollowedCase(
        id=UUID(said["id"]),
        la_reference=said["la_reference"],
        kind=DecisionKind(said["kind"]),
        state=State(said["state"]),
        notice_sent_on=None if said["notice_sent_on"] is None else date.fromisoformat(said["notice_sent_on"]),
        because=FollowsBecause(said["because"]),
    )


def _linked(said: dict[str, Any]) -> LinkedCase:
    return LinkedCase(
        id=UUID(said["id"]),
        la_reference=said["la_reference"],
        kind=DecisionKind(said["kind"]),
        state=State(said["state"]),
        notice_sent_on=None if said["notice_sent_on"] is None else date.fromisoformat(said["notice_sent_on"]),
        same_child=said["same_child"],
    )
