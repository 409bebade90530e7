"""Works an import through, part by part. Requests, the jobs of a worker and the command line all use it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

import structlog

from app.cases.desk import Desk
from app.cases.records import History
from app.cases.store import on_cases
from app.cases.store_many import write_histories
from app.cases.tables import ONE_NOTICE
from app.cases.unit import Service
from app.certificates.number import InvalidNumber, normalise
from app.imports import statements, store
from app.imports.domain.row import Row
from app.imports.domain.words import RowVerdict
from app.imports.records import Judged
from app.imports.rows import read_row, told_by
from app.imports.sealed_parts import open_part
from app.imports.store import Held, Lost, Worked
from app.imports.use_cases import Judging, Read, judge, read_rows
from app.kernel.terms import OrganisationKind
from app.platform.actor import Actor
from app.platform.db.connections import NotUnique
from app.platform.db.outages import Away
from app.platform.db.work import Database, Work
from app.platform.http.logging import traced
from app.platform.sealing import CannotOpen, Seal

MOST_ATTEMPTS = 5
"""How many workers in a row may die over the same part before the import is given up."""
TIMES = 3
"""How often a part is judged anew because another request recorded one of its notices meanwhile."""
GIVEN_UP = "The service could not finish this import. Send the file again: no case is opened twice"
KEYS_GONE = "We can no longer read the rows of this import, because we changed our encryption keys. Send the file again"
RECORDED_MEANWHILE = (
    "This notice seems to have a case already. Perhaps an adviser recorded the notice. Look for that case. If "
    "your notice is a different notice, write yes in the column not_a_duplicate"
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What an import is worked through with."""

    database: Database
    desk: Desk
    seal: Seal
    allows_proposals: bool = False

    @classmethod
    def of(cls, service: Service) -> "Ground":
        """Return the ground of a service."""
        return cls(service.database, service.desk, service.seal, service.allows_proposals)


@dataclass(frozen=True, slots=True)
class Worker:
    """One process that works imports through."""

    holder: UUID = field(default_factory=uuid4)

    async def go_on(self, service: Service) -> bool:
        """Do one part of each import that waits; return whether more is waiting."""
        waiting = await service.database.read(statements.WAITING, {"holder": self.holder})
        more = False
        for one in waiting:
            actor = Actor(one.la_id, OrganisationKind.LOCAL_AUTHORITY, one.client_id)
            await service.organisations.known(one.la_id)
            more = await self.one_part(Ground.of(service), actor, one.id) or more
        return more

    async def end(self) -> None:
        """End nothing: each part is one transaction."""

    async def one_part(self, ground: Ground, actor: Actor, import_id: UUID) -> bool:
        """Do one part of an import; return whether more of it may be waiting."""
        try:
            async with on_cases(ground.database, actor) as work:
                held = await store.claim(work, import_id, self.holder)
                await work.commit()
        except NotUnique:  # another import of this authority is under way
            return False
        if held is None:
            return False
        waits = held.part
        if waits is None or held.attempts > MOST_ATTEMPTS:
            return await self._give_up(ground, actor, held, GIVEN_UP)
        try:
            rows = list(open_part(ground.seal, waits.id, waits.sealed))
        except CannotOpen:
            return await self._give_up(ground, actor, held, KEYS_GONE)
        try:
            return not await self._work(ground, actor, held, _Part(waits.id, rows))
        except Lost:
            return False
        except Away:
            raise
        except Exception as failure:  # noqa: BLE001 - the import ends with words for its authority, and not without end
            told = traced(failure, with_message=False)
            structlog.get_logger("imports").error("import failed", import_id=str(import_id), failure=told)
            return await self._give_up(ground, actor, held, GIVEN_UP)

    async def _work(self, ground: Ground, actor: Actor, held: Held, part: "_Part") -> bool:
        """Judge and write one part; return whether the import is done."""
        for _ in range(TIMES):
            try:
                return await self._try(ground, actor, held, part)
            except NotUnique as twice:
                if twice.by != ONE_NOTICE:
                    raise
        return await self._one_by_one(ground, actor, held, part)

    async def _try(self, ground: Ground, actor: Actor, held: Held, part: "_Part") -> bool:
        worked = await _judged(ground, actor, held, part)
        async with on_cases(ground.database, actor) as work:
            done = await store.keep(work, held, self.holder, worked, ground.seal)
            await work.commit()
        return done

    async def _one_by_one(self, ground: Ground, actor: Actor, held: Held, part: "_Part") -> bool:
        """Write the rows of a part one at a time, so that a row whose notice has a case refuses no other."""
        worked = await _judged(ground, actor, held, part)
        async with on_cases(ground.database, actor) as work:
            kept, lost = list[History](), set[UUID]()
            for history in after_those_followed(worked.histories):
                follows = history.family.follows
                if (follows is None or follows.case_id not in lost) and await _written(work, history, ground.seal):
                    kept.append(history)
                else:
                    lost.add(history.case.id)
            rows = [_refused(one) if one.case_id in lost else one for one in worked.judged]
            one_by_one = Worked(part.id, rows, kept)
            done = await store.keep(work, held, self.holder, one_by_one, ground.seal, written=True)
            await work.commit()
        return done

    async def _give_up(self, ground: Ground, actor: Actor, held: Held, failure: str) -> bool:
        async with on_cases(ground.database, actor) as work:
            await store.give_up(work, held.id, self.holder, failure)
            await work.commit()
        return False


@dataclass(frozen=True, slots=True)
class _Part:
    """The rows that are judged together."""

    id: UUID
    rows: list[tuple[int, dict[str, object]]]


async def _written(work: Work, history: History, seal: Seal) -> bool:
    """Write one case; return False where its notice has a case already."""
    try:
        async with work.connection.savepoint():
            await write_histories(work, [history], seal)
    except NotUnique:
        return False
    return True


def after_those_followed(histories: Sequence[History]) -> list[History]:
    """Return cases in their order, but each after the case that its decision follows from."""
    waiting = {history.case.id: history for history in histories}
    placed: list[History] = []

    def place(history: History) -> None:
        if waiting.pop(history.case.id, None) is None:
            return
        follows = history.family.follows
        if follows is not None and follows.case_id in waiting:
            place(waiting[follows.case_id])
        placed.append(history)

    for history in histories:
        place(history)
    return placed


def _refused(one: Judged) -> Judged:
    """Return a row as it is judged when its notice has a case that the row could not be compared with."""
    return Judged(one.row, RowVerdict.REFUSED, RECORDED_MEANWHILE, one.la_reference, one.kind, one.sent_on)


async def _judged(ground: Ground, actor: Actor, held: Held, part: _Part) -> Worked:
    """Judge the rows of a part. No transaction is open while they are judged."""
    async with on_cases(ground.database, actor) as work:
        judging = Judging(ground.desk, read_row, told_by, is_ours, held.dry_run, ground.allows_proposals)
        rows: list[Read] = read_rows(judging, part.rows)
        told = [row for _, row in rows if isinstance(row, Row)]
        shelf = await store.shelf_of(work, held, told, ground.seal)
    judged, histories = await judge(judging, work, rows, shelf)
    return Worked(part.id, judged, sorted(histories, key=_in_order_of_locks))


def _in_order_of_locks(history: History) -> tuple[str, date]:
    """Return the place of a case among the others: opening a case locks its kind and week, and each caller locks in
    order."""
    facts = history.case.facts
    return facts.kind, min(facts.notice_sent_on, facts.notice_printed_on or facts.notice_sent_on)


def is_ours(number: str) -> bool:
    """Whether a certificate's number has the form of the numbers that this service issues."""
    try:
        normalise(number)
    except InvalidNumber:
        return False
    return True
