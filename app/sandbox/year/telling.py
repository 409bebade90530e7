"""Takes the steps of an invented family through the use cases that serve every request, each on its own day.

An event is recorded in the morning of its day, and a session ends in the evening: so the record looks as if the parties
had used the service all the time.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Final
from uuid import UUID

from app.advice.domain.facts import Consent
from app.advice.domain.words import ReferredPerson, Source
from app.advice.offers.use_cases import Offer, offer
from app.advice.referrals.use_cases import RecordOnReferral, Refer, record_on_referral, refer
from app.advice.sandbox import CONTACT
from app.advice.unit import bench_on as advice_on
from app.capacity.bound import bench_on as capacity_on
from app.capacity.domain.session import Session
from app.capacity.domain.session_commands import Cancel, End, Reschedule, SessionCommand, Tell
from app.capacity.domain.words import Attending, CancelledBy
from app.capacity.sandbox import MEDIATORS, PLACE, VIDEO
from app.capacity.sessions.taking import Recounted
from app.capacity.sessions.use_cases import Book, Move, RecordOnSession, book, move, record_on_session
from app.cases.desk import Desk
from app.cases.domain.menu import owed
from app.cases.domain.words import OfferMoment
from app.cases.families.records import Family as FamilyReferences
from app.cases.intake import RecordNotice, record_notice
from app.cases.sandbox import CLIENTS, actor, bench_of
from app.cases.store import CasesWork, CaseWork, began_on_case
from app.cases.store_trail import events_of
from app.cases.use_cases import TakeAction, may_open_unseen, take_action
from app.evidence.domain.experience import Stage
from app.evidence.experience.invented import told
from app.evidence.experience.store import CountsOfAnswers, LinksOfCases
from app.evidence.experience.use_cases import make_link, take_answers
from app.kernel.errors import Unseen
from app.kernel.london import london_day
from app.kernel.terms import AppellantKind, OrganisationKind
from app.law.domain.kinds import Part
from app.platform.db.connections import Connection
from app.platform.db.work import Database, began
from app.platform.sandbox_organisations import BY_SLUG
from app.sandbox.year import steps
from app.sandbox.year.diary import LA, PROVIDER
from app.sandbox.year.steps import Does, Family, Step

ADVICE: Final = OrganisationKind.ADVICE_SERVICE
DONE: Final = frozenset({Part.AGREEMENT, Part.ORDER})
_TO_BE_TOLD: Final = (Attending.PARENT_OR_YOUNG_PERSON, Attending.LOCAL_AUTHORITY)
_TOLD: Final = {"parties": sorted(_TO_BE_TOLD), "shorter_notice_agreed": False}
_MEDIATOR: Final[Mapping[str, UUID]] = {one.number: one.id for one in MEDIATORS}


MORNING, EVENING = time(10), time(19)


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells families to a database. A family is told as a whole, in one transaction, or not at all."""

    database: Database
    desk: Desk

    async def tell(self, family: Family, due: Sequence[Step], *, opens: bool) -> None:
        """Take steps of a family. `opens`: its notice is recorded first."""
        async with self.database.transaction() as connection:
            if opens:
                await self._open(connection, family)
            for step in due:
                await self._take(connection, family, step)
            await connection.commit()

    async def _open(self, connection: Connection, family: Family) -> None:
        begun = await began(connection, actor(LA), _at(family.sent_on, MORNING))
        work = CasesWork(begun.connection, begun.actor, begun.now)
        await record_notice(work, bench_of(work, self.desk), _notice(family))
        await work.flush()

    async def _take(self, connection: Connection, family: Family, step: Step) -> None:
        does, at = step.does, _at(step.on, EVENING if isinstance(step.does, steps.Holds) else MORNING)
        if isinstance(does, steps.Helps | steps.SeeksHelp):
            work = await began(connection, actor(ADVICE), at)
            await self._help(CasesWork(work.connection, work.actor, work.now), family, step)
            return
        by, acts = _by(does), isinstance(does, steps.Acts) and may_open_unseen(does.command.by, does.command.action)
        on_case = await began_on_case(connection, actor(by), family.case_id, at, acts=acts)
        match does:
            case steps.Acts(command, private):
                await take_action(on_case, bench_of(on_case, self.desk), TakeAction(command=command, private=private))
            case steps.CarriesOut():
                await self._carry_out(on_case, step.on)
            case steps.OffersHelp():
                offered = Offer(moment=OfferMoment.NOTICE, made_on=step.on)
                await offer(on_case, advice_on(connection, self.desk), offered)
            case steps.SaysHowItWas(stage, _, number):
                await self._ask(on_case, stage, number)
            case _:
                await self._meet(on_case, family, step)
        await on_case.flush()

    async def _carry_out(self, work: CaseWork, on: date) -> None:
        due = owed(self.desk.pathway, work.case.facts, on)
        done = next((one for one in due if one.by is LA and one.code.kind.part_of in DONE), None)
        if done is not None:
            await take_action(work, bench_of(work, self.desk), TakeAction(command=done))

    async def _ask(self, work: CaseWork, stage: Stage, number: int) -> None:
        """Pass a link on, and count what the family says. Nothing that is kept leads from one to the other."""
        events = await events_of(work.connection, work.case, 0, work.case.version)
        link = await make_link(work, LinksOfCases(work.connection), work.case, events, stage)
        once = hashlib.sha256(f"{work.case.id} {stage}".encode()).hexdigest()
        answers = CountsOfAnswers(work.connection)
        await take_answers(answers, replace(link, once=once), told(stage, number), work.today)

    async def _meet(self, work: CaseWork, family: Family, step: Step) -> None:
        """Book, move, call off or hold the family's session."""
        bench, does = capacity_on(work.connection, self.desk), step.does
        if isinstance(does, steps.Books):
            time = Recounted(_MEDIATOR[does.mediator], does.span)
            session_id = family.id_of(f"session of {step.on}")
            booking = Book(time=time, format=VIDEO, place=PLACE, occurred_on=step.on, session_id=session_id)
            await book(work, bench, work.case, booking)
            return
        booked = await bench.sessions.booked_on(work.case.id)
        if booked is None:
            raise Unseen
        command = partial(_said, does, step.on)
        match does:
            case steps.Moves(mediator, span, word_of, why):
                about = {"moved_by": word_of, "why": why}
                time = Recounted(_MEDIATOR[mediator], span)
                await move(work, bench, Move(session_id=booked, command=command, about=about, time=time))
            case steps.CallsOff(word_of, why):
                about = {"cancelled_by": word_of, "why": why}
                await record_on_session(work, bench, RecordOnSession(session_id=booked, command=command, about=about))
            case steps.Tells():
                await record_on_session(work, bench, RecordOnSession(session_id=booked, command=command, about=_TOLD))
            case _:
                await record_on_session(work, bench, RecordOnSession(session_id=booked, command=command))

    async def _help(self, work: CasesWork, family: Family, step: Step) -> None:
        bench, referral_id = advice_on(work.connection, self.desk), family.id_of("referral")
        if isinstance(step.does, steps.SeeksHelp):
            consent = Consent(ReferredPerson.PARENT, step.on, step.does.covers)
            asked = Refer(
                id=referral_id,
                person=ReferredPerson.PARENT,
                consent=consent,
                contact=CONTACT,
                case_id=family.case_id,
                source=Source.FAMILY,
                referred_on=step.on,
            )
            await refer(work, bench, None, asked)
        elif isinstance(step.does, steps.Helps):
            await record_on_referral(work, bench, RecordOnReferral(referral_id=referral_id, command=step.does.command))
        await work.flush()


def _by(does: Does) -> OrganisationKind:
    """Return who records a step."""
    match does:
        case steps.Acts(command, _):
            return command.by
        case steps.SaysHowItWas(_, by, _):
            return by
        case steps.Holds() | steps.CallsOff(CancelledBy.MEDIATOR) | steps.Moves(word_of=CancelledBy.MEDIATOR):
            return PROVIDER
    return LA


def _said(does: Does, on: date, by: OrganisationKind, _: date, session: Session) -> SessionCommand:
    """Return what is recorded on a session."""
    match does:
        case steps.Tells():
            return Tell(by=by, occurred_on=on, parties=_TO_BE_TOLD)
        case steps.Moves(_, span, word_of, why):
            day, way = london_day(span.starts_at), session.format
            return Reschedule(by=by, occurred_on=on, word_of=word_of, why=why, day=day, format=way, fixed_on=on)
        case steps.CallsOff(word_of, why):
            return Cancel(by=by, occurred_on=on, word_of=word_of, why=why)
        case steps.Holds(outcome):
            return End(by=by, occurred_on=on, outcome=outcome, attendance=())
    raise TypeError(f"not of a session: {does!r}")


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, UTC)


def _notice(family: Family) -> RecordNotice:
    return RecordNotice(
        case_id=family.case_id,
        la_code=BY_SLUG[CLIENTS[LA]].la_code,
        la_reference=f"YEAR-{family.name}",
        kind=family.kind,
        sent_on=family.sent_on,
        sections=family.sections,
        setting=family.setting,
        appellant_kind=AppellantKind.PARENT,
        appellant_name="Sam Example",
        family=FamilyReferences(child_reference=family.child_reference),
        provider=CLIENTS[PROVIDER],
    )
