"""The notices of a calendar year, as PostgreSQL holds them."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Final
from uuid import UUID

from app.cases.domain.words import NoticeStatus
from app.cases.records import LoggedEvent, Outline
from app.cases.statements import EVENT
from app.cases.store_trail import logged
from app.evidence.domain.sen2 import MET, NoticeOfYear, Remark
from app.evidence.exports.telling import facts_by, was_held
from app.kernel.terms import DecisionKind
from app.kernel.unreadable import Unreadable
from app.platform.db.connections import Connection, Row, Statement

AT_ONCE: Final = 500
"""How many notices are read at a time."""
_FIRST = UUID(int=0)
_OUTLINE = "la_code, la_reference, appellant_reference, notice_contents, version, head"

_SENT = Statement(
    f"SELECT c.id, c.kind, c.notice_sent_on, c.notice_status, {', '.join(f'c.{one}' for one in _OUTLINE.split(', '))},"  # noqa: S608 - columns of our own
    " coalesce(c.facts->'transferred'->>'notice_la_code', c.la_code) AS sent_by, f.child_reference,"
    " c.facts->>'requested_on' IS NOT NULL AS referred, c.facts->>'session_outcome' AS outcome,"
    " EXISTS (SELECT FROM appeals a WHERE a.case_id = c.id) AS appealed"
    " FROM cases c LEFT JOIN families f ON f.case_id = c.id"
    " WHERE c.la_id = :organisation AND c.notice_sent_on BETWEEN :first AND :last"
    " AND (c.notice_sent_on, c.id) > (CAST(:day AS date), CAST(:after AS uuid))"
    " ORDER BY c.notice_sent_on, c.id LIMIT :limit"
)
_MET_BEFORE = Statement(
    "SELECT DISTINCT case_id FROM events WHERE case_id = ANY(CAST(:ids AS uuid[]))"
    " AND type IN ('session-held', 'session-not-held')"
)
_EVENTS = Statement(
    f"SELECT {EVENT} FROM events WHERE case_id = ANY(CAST(:ids AS uuid[])) ORDER BY case_id, seq"  # noqa: S608 - columns of our own
)
_MOVED = Statement(
    f"SELECT DISTINCT ON (t.case_id) t.case_id AS id, {_OUTLINE} FROM transfers t"  # noqa: S608 - columns of our own
    " WHERE t.from_la_id = :organisation AND t.because = 'moved' AND t.case_id > CAST(:after AS uuid)"
    " AND NOT EXISTS (SELECT FROM cases c WHERE c.id = t.case_id AND c.la_id = :organisation)"
    " ORDER BY t.case_id, t.version DESC LIMIT :limit"
)


class Notices:
    """The notices of an authority, by the day on which they were sent."""

    def __init__(self, connection: Connection, organisation_id: UUID) -> None:
        self._connection = connection
        self._organisation_id = organisation_id

    async def sent(self, first: date, last: date) -> AsyncIterator[Sequence[NoticeOfYear]]:
        """Yield the notices of the cases that the authority has now, in the order of their days, some at a time."""
        day, after = first, _FIRST
        while True:
            place = {"organisation": self._organisation_id, "first": first, "last": last, "day": day, "after": after}
            rows = await self._connection.run(_SENT, {**place, "limit": AT_ONCE})
            if not rows:
                return
            day, after = rows[-1].notice_sent_on, rows[-1].id
            held = await self._held_before(rows)
            yield [_notice(row, held.get(row.id, row.outcome in MET)) for row in rows]

    async def moved_away(self, first: date, last: date) -> AsyncIterator[Sequence[NoticeOfYear]]:
        """Yield the notices of the cases that another authority has now, some at a time."""
        after = _FIRST
        while True:
            values = {"organisation": self._organisation_id, "after": after, "limit": AT_ONCE}
            rows = await self._connection.run(_MOVED, values)
            if not rows:
                return
            after = rows[-1].id
            trails = await self._trails({row.id: _outline(row) for row in rows})
            found = [_as_it_moved(row, trails.get(row.id, ())) for row in rows]
            yield [one for one in found if one is not None and first <= one.sent_on <= last]

    async def _held_before(self, rows: Iterable[Row]) -> Mapping[UUID, bool | None]:
        """Return, for cases with an earlier session, whether one was held. None: the record cannot be read."""
        unsaid = {row.id: _outline(row) for row in rows if row.referred and row.outcome not in MET}
        if not unsaid:
            return {}
        met = await self._connection.run(_MET_BEFORE, {"ids": list(unsaid)})
        trails = await self._trails({row.case_id: unsaid[row.case_id] for row in met})
        return {case: _held(events) for case, events in trails.items()}

    async def _trails(self, outlines: Mapping[UUID, Outline]) -> Mapping[UUID, Sequence[LoggedEvent]]:
        if not outlines:
            return {}
        rows = await self._connection.run(_EVENTS, {"ids": list(outlines)})
        return {
            case: [logged(row, outlines[case]) for row in found if row.seq <= outlines[case].version]
            for case, found in groupby(rows, key=lambda row: row.case_id)
        }


def _notice(row: Row, held: bool | None) -> NoticeOfYear:
    remarks = [
        *([Remark.NOT_CONFIRMED] if row.notice_status != NoticeStatus.CONFIRMED else []),
        *([Remark.RECEIVED] if row.sent_by != row.la_code else []),
        *([Remark.UNREADABLE] if held is None else []),
    ]
    return NoticeOfYear(
        case_id=row.id,
        kind=DecisionKind(row.kind),
        sent_on=row.notice_sent_on,
        sent_by=row.sent_by,
        la_reference=row.la_reference,
        child_reference=row.child_reference,
        referred=row.referred,
        held=held,
        appealed=row.appealed,
        remarks=tuple(remarks),
    )


def _held(events: Sequence[LoggedEvent]) -> bool | None:
    try:
        return was_held(events)
    except Unreadable:
        return None


def _outline(row: Row) -> Outline:
    return Outline(
        id=row.id,
        la_code=row.la_code,
        la_reference=row.la_reference,
        appellant_reference=row.appellant_reference,
        notice_contents=row.notice_contents,
        version=row.version,
        head=row.head,
    )


def _as_it_moved(row: Row, events: Sequence[LoggedEvent]) -> NoticeOfYear | None:
    """Return a notice as the authority knew it when the case moved away. None if another authority had sent it.

    A record that cannot be read still says which decision it is about, and on which day the notice was sent.
    """
    if not events:
        return None
    remarks: tuple[Remark, ...] = (Remark.MOVED_AWAY,)
    try:
        facts = facts_by(events)
        if facts.transferred is not None and facts.transferred.notice_la_code != row.la_code:
            return None
        held: bool | None = facts.session_outcome in MET or was_held(events)
        told = (facts.kind, facts.notice_sent_on, facts.requested_on is not None, facts.appeal is not None)
    except Unreadable:
        said = events[0].changes
        held, remarks = None, (*remarks, Remark.UNREADABLE)
        told = (DecisionKind(said["kind"]), date.fromisoformat(said["notice_sent_on"]), False, False)
    kind, sent_on, referred, appealed = told
    return NoticeOfYear(
        case_id=row.id,
        kind=kind,
        sent_on=sent_on,
        sent_by=row.la_code,
        la_reference=row.la_reference,
        child_reference=None,
        referred=None if held is None else referred,
        held=held,
        appealed=appealed,
        remarks=remarks,
    )
