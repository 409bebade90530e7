"""The referrals of the sandbox: one for each documented example, in the state in which its action is due.

The use cases make them, so their journals are real.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.advice.domain import machine
from app.advice.domain.commands import Command
from app.advice.domain.corrections import retell
from app.advice.domain.facts import Consent, ReferralFacts
from app.advice.domain.words import ConsentCovers, ReferredPerson, Source
from app.advice.referrals.correcting import Asked, CorrectReferral, correct_referral, stage_correction
from app.advice.referrals.history import history_of
from app.advice.referrals.recording import REFERRALS as MACHINE
from app.advice.referrals.recording import Place, StoredReferral, make, record
from app.advice.referrals.use_cases import RecordOnReferral, Refer, record_on_referral, refer
from app.advice.scenes import ADVICE, MENDED, OFFERING, REFERRALS, REFERRING, Referred
from app.advice.services.use_cases import SayCapacity, say_capacity
from app.advice.tables import referrals
from app.advice.unit import bench_on
from app.cases.desk import Desk
from app.cases.domain.words import CorrectionReason
from app.cases.sandbox import CLIENTS, actor, not_before, open_story
from app.cases.sandbox_kept import left_as_it_is
from app.cases.store import on_case
from app.cases.stories import LA
from app.kernel.terms import AppellantKind
from app.platform.actor import Actor, Recorded
from app.platform.db.work import Database
from app.platform.journal import Entry
from app.platform.sandbox_organisations import BY_SLUG

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

SERVICE = BY_SLUG[CLIENTS[ADVICE]].id
REFERRED_ON = date(2026, 2, 10)
CONTACT = {"name": "Sam Example", "telephone": "01632 960001", "email": None, "best_time": "after six"}
ROOM = {CLIENTS[ADVICE]: (4, 40), "sandbox-advice-992": (0, 25), "sandbox-advice-993": (6, 20)}
"""How many more each service can take, and how many at most. The second is full on purpose, and the third beside it."""


CONSENT = Consent(
    ReferredPerson.PARENT,
    REFERRED_ON,
    frozenset({ConsentCovers.CONTACT, ConsentCovers.CASE_DATES, ConsentCovers.TELL_AUTHORITY}),
)
"""A parent's, who lets the authority know that help is given."""


def facts() -> ReferralFacts:
    """A parent, referred by the authority."""
    said = ReferralFacts(Source.LOCAL_AUTHORITY, ReferredPerson.PARENT, CONSENT, REFERRED_ON)
    return machine.refer(said, REFERRED_ON, holder=AppellantKind.PARENT)


def tell(one: Referred, at: datetime) -> StoredReferral:
    """Tell a referral without a database."""
    stored, _ = _told(one, at)
    return stored


def trail(one: Referred, at: datetime) -> list[Entry]:
    """Tell the entries of a referral without a database; of the one whose call was corrected, with its correction."""
    stored, entries = _told(one, at)
    if one is MENDED:
        made: dict[int, Command | None] = {each.seq: _a_day_earlier(one.steps[-1]) for each in CORRECTION.asked}
        folded = retell(MACHINE, history_of(entries).corrected(made, at.date()))
        _, written = stage_correction(Recorded(actor(ADVICE), at.date(), at), stored, folded, CORRECTION, made)
        entries += written
    return entries


def _told(one: Referred, at: datetime) -> tuple[StoredReferral, list[Entry]]:
    place = Place(SERVICE, BY_SLUG[CLIENTS[LA]].id, one.story.case_id)
    stored, entry = make(one.id, place, facts(), Recorded(actor(LA), at.date(), at))
    entries = [entry]
    for command in one.steps:
        today = max(command.occurred_on, at.date())
        stored, entry = record(stored, command, Recorded(actor(ADVICE), today, at))
        entries.append(entry)
    return stored, entries


def _a_day_earlier(command: Command) -> Command:
    return replace(command, occurred_on=command.occurred_on - timedelta(days=1))


CORRECTION = CorrectReferral(
    referral_id=MENDED.id,
    asked=[Asked(seq=1 + len(MENDED.steps), remake=_a_day_earlier)],
    reason=CorrectionReason.WRONG_DATE,
)
"""The correction of the example whose corrections are listed."""


async def all_referred(engine: "AsyncEngine") -> bool:
    """Whether an earlier start made every referral. Asked by the database's owner, who sees them all."""
    ids = {one.id for one in REFERRALS}
    async with engine.connect() as connection:
        made = await connection.execute(select(referrals.c.id).where(referrals.c.id.in_(ids)))
        return len(made.all()) == len(ids)


async def open_referrals(database: Database, desk: Desk) -> None:
    """Say how much room the services have, and make the examples' referrals, where they are not there yet."""
    for slug, (available, maximum) in ROOM.items():
        async with database.work(_service(slug)) as work:
            bench = bench_on(work.connection, desk)
            if BY_SLUG[slug].id not in await bench.rooms.all():
                said = SayCapacity(service_id=BY_SLUG[slug].id, unit="families", available=available, maximum=maximum)
                await say_capacity(work, bench, said)
                await work.commit()
    for story in (OFFERING, REFERRING):
        await open_story(database, desk, story)
    for one in REFERRALS:
        await open_story(database, desk, one.story)
        with left_as_it_is(one.story.name):
            await _refer(database, desk, one)


def _service(slug: str) -> Actor:
    return Actor(BY_SLUG[slug].id, ADVICE, slug)


async def _refer(database: Database, desk: Desk, one: Referred) -> None:
    async with database.work(actor(ADVICE)) as work:
        if await bench_on(work.connection, desk).referrals.own(one.id) is not None:
            return
    made = Refer(
        id=one.id,
        person=ReferredPerson.PARENT,
        consent=CONSENT,
        contact=CONTACT,
        case_id=one.story.case_id,
        advice_service=CLIENTS[ADVICE],
        referred_on=REFERRED_ON,
    )
    async with on_case(database, actor(LA), one.story.case_id, lock=True) as of_case:
        not_before(of_case, REFERRED_ON)
        await refer(of_case, bench_on(of_case.connection, desk), of_case.case, made)
        await of_case.commit()
    for command in one.steps:
        async with database.work(actor(ADVICE)) as work:
            not_before(work, command.occurred_on)
            told = RecordOnReferral(referral_id=one.id, command=command)
            await record_on_referral(work, bench_on(work.connection, desk), told)
            await work.commit()
    if one is MENDED:
        async with database.work(actor(ADVICE)) as work:
            not_before(work, one.steps[-1].occurred_on)
            await correct_referral(work, bench_on(work.connection, desk), CORRECTION)
            await work.commit()
