"""The sandbox's referrals: for each documented example one that stands where its action is due.

Told through the use cases, so that their journals are as real as any.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select

from app.advice.domain import commands as c
from app.advice.domain.capacity import ServiceCapacity
from app.advice.domain.facts import Consent, ReferralFacts
from app.advice.domain.machine import refer
from app.advice.domain.words import ConsentCovers, ContactMeans, OfferAnswer, ReferredPerson, Source
from app.advice.offers import store as offers
from app.advice.offers.recording import make_offer, offer_due
from app.advice.referrals import store as kept
from app.advice.referrals.recording import StoredReferral, make, record
from app.advice.services import store as advice
from app.advice.tables import referrals
from app.cases.recording import Desk
from app.cases.sandbox import CLIENTS, CONTACTED, LA, Story, actor, open_story
from app.cases.store import CaseWork, on_case
from app.kernel.terms import AppellantKind, OrganisationKind
from app.platform.actor import Actor
from app.platform.db.work import Database
from app.platform.sandbox_organisations import BY_SLUG

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

ADVICE = OrganisationKind.ADVICE_SERVICE
SERVICE = BY_SLUG[CLIENTS[ADVICE]].id
REFERRED_ON = date(2026, 2, 10)
CONTACT = {"name": "Sam Example", "telephone": "01632 960001", "email": None, "best_time": "after six"}
ROOM = {CLIENTS[ADVICE]: (4, 40), "sandbox-advice-992": (0, 25), "sandbox-advice-993": (6, 20)}
"""How many more each service can take, and how many at most. The second is full on purpose, and the third beside it."""


OPENED: tuple[c.Command, ...] = (c.Open(by=ADVICE, occurred_on=date(2026, 2, 11)),)
ACCEPTED = (*OPENED, c.Accept(by=ADVICE, occurred_on=date(2026, 2, 11)))
STARTED = (*ACCEPTED, c.Start(by=ADVICE, occurred_on=date(2026, 2, 12)))
CONTACTED_BY_IT = (
    *STARTED, c.RecordContact(by=ADVICE, occurred_on=date(2026, 2, 13), means=ContactMeans.PHONE)
)  # fmt: skip


class Referred(NamedTuple):
    """A referral up to the point where its example is due."""

    operation: str
    steps: Sequence[c.Command]

    @property
    def id(self) -> UUID:
        """Always the same id, in every sandbox."""
        return uuid5(NAMESPACE_URL, f"urn:mediation-sandbox:referral:{self.operation}")

    @property
    def story(self) -> Story:
        """The case that it is about."""
        return Story(self.operation, steps=CONTACTED)


REFERRALS = {
    one.operation: one
    for one in (
        Referred("get_referral", CONTACTED_BY_IT),
        Referred("referral_open", ()),
        Referred("referral_accept", OPENED),
        Referred("referral_decline", OPENED),
        Referred("referral_wait_list", OPENED),
        Referred("referral_start", ACCEPTED),
        Referred("referral_record_contact", STARTED),
        Referred("referral_close", CONTACTED_BY_IT),
        Referred("referral_withdraw_consent", STARTED),
    )
}
"""By operation."""

OFFERED = {name: Story(name) for name in ("offer_advice", "refer")}
"""By operation: a case of which nothing is known but the notice."""


def facts() -> ReferralFacts:
    """A parent, referred by the authority, who lets it know that help is given."""
    covers = frozenset({ConsentCovers.CONTACT, ConsentCovers.CASE_DATES, ConsentCovers.TELL_AUTHORITY})
    consent = Consent(ReferredPerson.PARENT, REFERRED_ON, covers)
    return refer(
        Source.LOCAL_AUTHORITY, ReferredPerson.PARENT, consent, REFERRED_ON, REFERRED_ON, holder=AppellantKind.PARENT
    )


def tell(one: Referred, at: datetime) -> StoredReferral:
    """Tell a referral without a database."""
    stored, _ = make(one.id, SERVICE, BY_SLUG[CLIENTS[LA]].id, one.story.case_id, facts(), actor(LA), at)
    for command in one.steps:
        stored, _ = record(stored, command, actor(ADVICE), max(command.occurred_on, at.date()), at)
    return stored


async def all_referred(engine: "AsyncEngine") -> bool:
    """Whether an earlier start made every referral. Asked by the database's owner, who sees them all."""
    ids = {one.id for one in REFERRALS.values()}
    async with engine.connect() as connection:
        made = await connection.execute(select(referrals.c.id).where(referrals.c.id.in_(ids)))
        return len(made.all()) == len(ids)


async def open_referrals(database: Database, desk: Desk) -> None:
    """Say how much room the services have, and make the examples' referrals, where they are not there yet."""
    for slug, (available, maximum) in ROOM.items():
        async with database.work(_service(slug)) as work:
            if BY_SLUG[slug].id not in await advice.capacities(work.connection):
                said = ServiceCapacity("families", available, maximum, work.now)
                await advice.say(work.connection, BY_SLUG[slug].id, said, None)
                await work.connection.commit()
    for story in OFFERED.values():
        await open_story(database, desk, story)
    for one in REFERRALS.values():
        await open_story(database, desk, one.story)
        await _refer(database, desk, one)


def _service(slug: str) -> Actor:
    return Actor(BY_SLUG[slug].id, ADVICE, slug)


async def _refer(database: Database, desk: Desk, one: Referred) -> None:
    async with database.work(actor(ADVICE)) as work:
        if await kept.own(work.connection, one.id) is not None:
            return
    async with on_case(database, actor(LA), one.story.case_id, lock=True) as work:
        stored, entry = make(
            one.id, SERVICE, BY_SLUG[CLIENTS[LA]].id, one.story.case_id, facts(), work.actor, work.now
        )  # fmt: skip
        await kept.insert(work.connection, stored, entry, desk.sealing.seal(CONTACT, f"{one.id}/contact"))
        await _answer(desk, work)
        await work.commit()
    for command in one.steps:
        async with database.work(actor(ADVICE)) as work:
            locked = await kept.locked(work.connection, one.id)
            assert locked is not None  # noqa: S101 - made above
            today = max(work.today, command.occurred_on)
            await kept.update(work.connection, *record(locked, command, work.actor, today, work.now))
            await work.connection.commit()


async def _answer(desk: Desk, work: CaseWork) -> None:
    """Let a referral be the answer to the offer that was due: nobody is asked again who was referred."""
    case = work.case
    due = offer_due(desk.pathway.law, case.facts, REFERRED_ON, [])
    if due is not None:
        said = due.moment, due.due_on, REFERRED_ON, OfferAnswer.ACCEPTED, None
        await offers.make(work.connection, case, *said, work.actor, work.now)
        work.put(make_offer(desk, case, due, REFERRED_ON, work.recorded))
