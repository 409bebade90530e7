"""The example cases of the sandbox: for each action, one case that is ready for that action.

The service's own use cases make them, so their events, dates and hashes are real. The documented example of an action
names its case. A case that somebody has changed is left as it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from app.cases.beside import Reported
from app.cases.contacts.store import SealedContacts
from app.cases.corrected import Asked, CorrectCase, Remade
from app.cases.correcting import correct_case
from app.cases.desk import Desk
from app.cases.documents.store import SealedDocuments
from app.cases.documents.use_cases import DocumentDesk, RecordDocument, record_document
from app.cases.domain.commands import Command
from app.cases.domain.facts import CaseFacts
from app.cases.domain.moves import MOVES
from app.cases.domain.words import Action, CorrectionReason, DocumentKind, DocumentReader
from app.cases.families.store import FamiliesOfCases
from app.cases.intake import RecordNotice, record_notice
from app.cases.ports import OfSession
from app.cases.recording import Said, stage_action, stage_notice
from app.cases.records import LoggedEvent, Staged, StoredCase
from app.cases.sandbox_kept import goes_on, left_as_it_is
from app.cases.schemas.actions import BODIES
from app.cases.store import Notices, on_case, on_cases, on_trail
from app.cases.store_trail import EventsOfCase, events_of
from app.cases.stories import (
    CHANGING,
    CORRECTED,
    ERASING,
    FILED,
    FILING,
    FREED,
    LA,
    MOVING,
    NOTICE_SENT_ON,
    PROVIDER,
    PROVISIONAL,
    REACHED_ON,
    REACHING,
    REFILING,
    SENT_BACK,
    TO_CALL,
    TO_READ,
    TOLD_ON,
    TRIBUNAL,
    UNFILING,
    UNREACHING,
    Story,
)
from app.cases.tables import cases
from app.cases.use_cases import Bench, TakeAction, may_open_unseen, take_action
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
    OrganisationKind.OPERATOR: "sandbox-operator",
}
"""Who plays which part in the examples."""


def actor(kind: OrganisationKind) -> Actor:
    """Return the client that plays a part."""
    one = BY_SLUG[CLIENTS[kind]]
    return Actor(one.id, one.kind, one.slug)


def stories() -> Sequence[Story]:
    """Return the stories to read, those of contact details, and that of each action."""
    return (
        TO_READ,
        CORRECTED,
        PROVISIONAL,
        FREED,
        SENT_BACK,
        TO_CALL,
        REACHING,
        UNREACHING,
        ERASING,
        CHANGING,
        MOVING,
        FILED,
        FILING,
        REFILING,
        UNFILING,
        *(body.story for body in BODIES.values()),
    )


def notice(story: Story) -> RecordNotice:
    """Return the notice that begins a story."""
    return RecordNotice(
        case_id=story.case_id,
        la_code=BY_SLUG[CLIENTS[LA]].la_code,
        la_reference=None if story.told else f"EXAMPLE-{story.name}",
        kind=story.kind,
        sent_on=None if story.told else NOTICE_SENT_ON,
        printed_on=NOTICE_SENT_ON,
        told_on=TOLD_ON if story.told else None,
        sections=story.sections,
        setting=story.setting,
        appellant_kind=AppellantKind.PARENT,
        appellant_name="Sam Example",
        appellant_reference=f"A-{story.name}" if story.told else "P-20931",
        contact=story.contact,
        provider=CLIENTS[PROVIDER],
        regime=story.regime,
    )


def by_whom(action: Action) -> OrganisationKind:
    """Return who records an action in the examples: the authority where it may, for Swagger is filled in for it."""
    may = {kind for move in MOVES if move.action is action for kind in move.who}
    return next(kind for kind in CLIENTS if kind in may)


def tell(desk: Desk, story: Story) -> Iterator[Staged]:
    """Tell a story without a database, each step recorded at ten in the morning of its day: for the documents."""
    by, on = recorded_by(story)
    authority, provider = BY_SLUG[CLIENTS[LA]], BY_SLUG[CLIENTS[PROVIDER]].id
    opening = notice(story).made_out(authority, provider, on if story.told else None)
    staged = stage_notice(desk, opening, on_the_day(by, on))
    yield staged
    for command in story.steps:
        staged = step(desk, staged.case, command, story.said(command))
        yield staged


def recorded_by(story: Story) -> tuple[OrganisationKind, date]:
    """Return who records the notice of a story, and on which day."""
    return (PROVIDER, TOLD_ON) if story.told else (LA, NOTICE_SENT_ON)


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
    told = {story.case_id: 1 + len(story.steps) + story.filed for story in stories()}
    told[CORRECTED.case_id] += 1
    async with engine.connect() as connection:
        rows = await connection.execute(select(cases.c.id, cases.c.version).where(cases.c.id.in_(told)))
        versions = {row.id: row.version for row in rows}
    return all(versions.get(case_id, 0) >= version for case_id, version in told.items())


async def open_examples(database: Database, desk: Desk) -> None:
    """Open the example cases in a sandbox's database, where they are not open yet; go on where a start broke off."""
    for story in stories():
        await open_story(database, desk, story)
    with left_as_it_is(CORRECTED.name):
        await _correct_example(database, desk)


async def _correct_example(database: Database, desk: Desk) -> None:
    """Correct the day of the contact in the example of a correction, unless an earlier start did."""
    async with on_case(database, actor(PROVIDER), CORRECTED.case_id, lock=True) as work:
        if work.case.version > 1 + len(CORRECTED.steps):
            return
        not_before(work, CORRECTED.steps[0].occurred_on)
        right = Asked(seq=2, remake=lambda command, _: Remade(command=replace(command, occurred_on=REACHED_ON)))
        told = CorrectCase(asked=[right], reason=CorrectionReason.WRONG_DATE)
        await correct_case(work, bench_of(work, desk), EventsOfCase(work.connection, work.case), told)
        await work.commit()


async def open_story(database: Database, desk: Desk, story: Story) -> None:
    """Open one example case, or go on with it where a start broke off. No other case is touched."""
    with left_as_it_is(story.name):
        await _open(database, desk, story)


async def _open(database: Database, desk: Desk, story: Story) -> None:
    trail = await _trail_of(database, story)
    version = len(trail)
    if version <= len(story.steps) and not goes_on(story.name, trail, story.steps):
        return
    if version == 0:
        by, on = recorded_by(story)
        async with on_cases(database, actor(by)) as opening:
            not_before(opening, on)
            await record_notice(opening, bench_of(opening, desk), notice(story))
            await opening.commit()
    for command in story.steps[max(version - 1, 0) :]:
        acts = may_open_unseen(command.by, command.action)
        async with on_case(database, actor(command.by), story.case_id, lock=True, acts=acts) as work:
            not_before(work, command.occurred_on)
            told = TakeAction(command=command, private=story.said(command))
            await take_action(work, bench_of(work, desk), told)
            await work.commit()
    if story.filed and version <= 1 + len(story.steps):
        await _file_letter(database, desk, story)


async def _file_letter(database: Database, desk: Desk, story: Story) -> None:
    """Record where the decision letter of a story is."""
    async with on_case(database, actor(LA), story.case_id, lock=True) as work:
        not_before(work, NOTICE_SENT_ON)
        documents = SealedDocuments(work.connection, desk.sealing)
        await record_document(work, DocumentDesk(desk, documents), letter(story))
        await work.commit()


def letter(story: Story) -> RecordDocument:
    """Return the decision letter of a story, as its authority records it."""
    return RecordDocument(
        document_id=story.document_id,
        kind=DocumentKind.DECISION_LETTER,
        dated=NOTICE_SENT_ON,
        sha256=sha256(story.name.encode()).hexdigest(),
        location=f"https://dms.eastmere.example/d/{story.name}",
        readers=frozenset({DocumentReader.MEDIATION_PROVIDER, DocumentReader.TRIBUNAL}),
    )


async def _trail_of(database: Database, story: Story) -> Sequence[LoggedEvent]:
    """Return the events of a story's case, also if another authority has it now; none if it is not open yet."""
    try:
        async with on_trail(database, actor(LA), story.case_id) as work:
            return await events_of(work.connection, work.case, 0, work.case.version)
    except Unseen:
        return []


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

    async def follow(self, after: CaseFacts, corrected: Sequence[OfSession]) -> None:
        """Nothing follows a correction."""


def bench_of(work: Work, desk: Desk) -> Bench:
    contacts = SealedContacts(work.connection, desk.sealing)
    families = FamiliesOfCases(work.connection)
    return Bench(desk, Notices(work.connection), NothingHangs(), contacts, families, allows_proposals=True)
