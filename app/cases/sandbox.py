"""The example cases of the sandbox: for each action, one case that is ready for that action.

The service's own use cases make them, so their events, dates and hashes are real. The documented example of an action
names its case. A case that somebody has changed is left as it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from app.cases.beside import Reported
from app.cases.domain.commands import Command
from app.cases.domain.moves import MOVES
from app.cases.domain.words import Action
from app.cases.recording import Desk, Said, stage_action, stage_notice
from app.cases.records import Staged, StoredCase
from app.cases.schemas.actions import BODIES
from app.cases.store import Notices, on_case, on_cases
from app.cases.stories import LA, NOTICE_SENT_ON, PROVIDER, TO_READ, TRIBUNAL, Story
from app.cases.tables import cases
from app.cases.use_cases import Bench, RecordNotice, TakeAction, may_open_unseen, record_notice, take_action
from app.kernel.errors import Unseen
from app.kernel.terms import AppellantKind, OrganisationKind
from app.platform.actor import Actor, Recorded
from app.platform.db.work import Database, Work
from app.platform.sandbox_organisations import BY_SLUG

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

CLIENTS = {
    LA: "sandbox-la-991",
    PROVIDER: "sandbox-provider-a",
    OrganisationKind.COMMISSIONING_BODY: "sandbox-icb",
    TRIBUNAL: "sandbox-tribunal",
    OrganisationKind.ADVICE_SERVICE: "sandbox-advice-991",
}
"""Who plays which part in the examples."""


def actor(kind: OrganisationKind) -> Actor:
    """Return the client that plays a part."""
    one = BY_SLUG[CLIENTS[kind]]
    return Actor(one.id, one.kind, one.slug)


def stories() -> Sequence[Story]:
    """Return the story to read, and that of each action."""
    return (TO_READ, *(body.story for body in BODIES.values()))


def notice(story: Story) -> RecordNotice:
    """Return the notice that begins a story."""
    return RecordNotice(
        case_id=story.case_id,
        la_reference=f"EXAMPLE-{story.name}",
        kind=story.kind,
        sent_on=NOTICE_SENT_ON,
        sections=story.sections,
        appellant_kind=AppellantKind.PARENT,
        appellant_name="Sam Example",
        appellant_reference="P-20931",
        provider=CLIENTS[PROVIDER],
        regime=story.regime,
    )


def by_whom(action: Action) -> OrganisationKind:
    """Return who records an action in the examples: the authority where it may, for Swagger is filled in for it."""
    may = {kind for move in MOVES if move.action is action for kind in move.who}
    return next(kind for kind in CLIENTS if kind in may)


def tell(desk: Desk, story: Story) -> Iterator[Staged]:
    """Tell a story without a database, each step recorded at ten in the morning of its day: for the documents."""
    opening = notice(story).made_out(BY_SLUG[CLIENTS[LA]].la_code or "", BY_SLUG[CLIENTS[PROVIDER]].id)
    staged = stage_notice(desk, opening, on_the_day(LA, NOTICE_SENT_ON))
    yield staged
    for command in story.steps:
        staged = step(desk, staged.case, command, story.said(command))
        yield staged


def step(
    desk: Desk,
    case: StoredCase,
    command: Command,
    private: Mapping[str, Any] | None,
    body_id: UUID | None = None,
) -> Staged:
    """Take one step without a database, on its own day."""
    said = Said(private, body_id=body_id)
    return stage_action(desk, case, command, on_the_day(command.by, command.occurred_on), said)


def on_the_day(kind: OrganisationKind, day: date) -> Recorded:
    """Return by whom and when something of a day is recorded, in the documents."""
    return Recorded(actor(kind), day, morning(day))


def morning(day: date) -> datetime:
    """Return when the steps of a day are recorded, in the documents."""
    return datetime.combine(day, time(10), UTC)


async def all_open(engine: "AsyncEngine") -> bool:
    """Whether an earlier start opened every example case. Asked by the database's owner, who sees them all."""
    told = {story.case_id: 1 + len(story.steps) for story in stories()}
    async with engine.connect() as connection:
        rows = await connection.execute(select(cases.c.id, cases.c.version).where(cases.c.id.in_(told)))
        versions = {row.id: row.version for row in rows}
    return all(versions.get(case_id, 0) >= version for case_id, version in told.items())


async def open_examples(database: Database, desk: Desk) -> None:
    """Open the example cases in a sandbox's database, where they are not open yet; go on where a start broke off."""
    for story in stories():
        await open_story(database, desk, story)


async def open_story(database: Database, desk: Desk, story: Story) -> None:
    """Open one example case, or go on with it where a start broke off."""
    version = await _version_of(database, story)
    if version == 0:
        async with on_cases(database, actor(LA)) as opening:
            not_before(opening, NOTICE_SENT_ON)
            await record_notice(opening, _bench(opening, desk), notice(story))
            await opening.commit()
    for command in story.steps[max(version - 1, 0) :]:
        acts = may_open_unseen(command.by, command.action)
        async with on_case(database, actor(command.by), story.case_id, lock=True, acts=acts) as work:
            not_before(work, command.occurred_on)
            told = TakeAction(command=command, private=story.said(command))
            await take_action(work, _bench(work, desk), told)
            await work.commit()


async def _version_of(database: Database, story: Story) -> int:
    """Return how far a story's case has come; 0 where it is not open yet."""
    try:
        async with on_case(database, actor(LA), story.case_id) as work:
            return work.case.version
    except Unseen:
        return 0


def not_before(work: Work, day: date) -> None:
    """Record as of a day, at the earliest: a machine whose clock is slow must still be able to start its sandbox."""
    if work.today < day:
        work.now = morning(day)


class NothingHangs:
    """An example is told before anything hangs on its case."""

    async def agree(self, action: Action, reported: Reported | None) -> Mapping[str, Any]:
        """Agree with every action."""
        del action, reported
        return {}


def _bench(work: Work, desk: Desk) -> Bench:
    return Bench(desk, Notices(work.connection), NothingHangs(), allows_proposals=True)
