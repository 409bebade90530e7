"""Finds, checks and takes the time into which a session is booked or moved."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.capacity.bench import Bench
from app.capacity.domain.demand import Demand
from app.capacity.domain.mediator import Span
from app.capacity.domain.suitability import Reason
from app.capacity.domain.words import Format, SessionStatus, WhyNot
from app.capacity.mediators.layout import slot_id
from app.capacity.records import Hold, Slot, StoredMediator, StoredSession
from app.capacity.refusals import DoesNotSuit, FormatNotShared, HoldOver, TimeTaken
from app.capacity.slots.use_cases import mediator_of, must_be_provider_for, slot_for, why_unsuitable
from app.cases.ports import Unit
from app.cases.records import StoredCase
from app.cases.refusals import WrongInput
from app.kernel.errors import Unseen
from app.kernel.london import london_day
from app.kernel.terms import OrganisationKind

FULL = "No further session can join this session. Book another time."
LEFT = "The session is no longer booked at this time. Read the session again, or book another time."
OTHER_FORMAT = Reason(
    WhyNot.FORMAT_NOT_OFFERED, "The family does not accept the format of the session that you want to join."
)


@dataclass(frozen=True, slots=True)
class Held:
    """Time that is held for the case."""

    hold_id: UUID


@dataclass(frozen=True, slots=True)
class Offered:
    """A slot that no hold keeps for the case."""

    slot_id: UUID


@dataclass(frozen=True, slots=True)
class Joined:
    """The time of a booked session of the same family. `one_family` is the caller's word that it is one family.

    `since` is the day since when the time could be taken, if it was held before. Else the time is taken today.
    """

    session_id: UUID
    one_family: bool = False
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Recounted:
    """Time of a story that is told after the event: it may be over, and counts as fixed on any day that the story says.

    Only the sandbox's seed tells stories. No request makes this.
    """

    mediator_id: UUID
    span: Span


@dataclass(frozen=True, slots=True)
class TimeFound:
    """Time that may be taken for a case: by a hold, as a slot, or with the session that takes it; and since when a
    session could be fixed in it."""

    span: Span
    provider_id: UUID
    since: date
    hold: Hold | None = None
    slot: Slot | None = None
    joined: StoredSession | None = None
    recounted: bool = False


async def find_time(work: Unit, bench: Bench, case: StoredCase, time: Held | Offered | Joined | Recounted) -> TimeFound:
    """Return the time that a command names.

    Raises:
        HoldOver: it is not held for this case, or not any more.
        TimeTaken: the session that takes the time is not booked any more.
        WrongInput: the caller may not join the two cases.
        Unseen: there is no such time, or its provider is none that the case's authority instructs.
    """
    match time:
        case Held():
            hold = await bench.slots.held(time.hold_id)
            if hold is None:
                raise HoldOver
            if hold.case_id != case.id:
                raise HoldOver("This time is held for another case.")
            must_be_provider_for(work, bench, case, hold.provider_id)
            return TimeFound(hold.span, hold.provider_id, london_day(hold.held_at), hold=hold)
        case Offered():
            slot = await slot_for(work, bench, case, time.slot_id)
            return TimeFound(slot.span, slot.provider_id, work.today, slot=slot)
        case Joined():
            joined = await _joined(work, bench, case, time)
            must_be_provider_for(work, bench, case, joined.provider_id)
            return TimeFound(joined.span, joined.provider_id, time.since or work.today, joined=joined)
        case Recounted():
            slot = await _recounted(bench, time)
            must_be_provider_for(work, bench, case, slot.provider_id)
            return TimeFound(slot.span, slot.provider_id, date.min, slot=slot, recounted=True)


async def whose(work: Unit, bench: Bench, time: TimeFound) -> StoredMediator:
    """Return the mediator whose time it is. A hold is turned into a booking first, and the mediator read after that.

    A provider that withdraws the hours at the same moment withdraws the slot, and waits for this; or this waited for
    the provider, and reads what it said.

    Raises:
        HoldOver: the hold has expired, or was used.
        Unseen: the caller may not see the mediator.
    """
    if time.hold is not None and not await bench.slots.consume(time.hold, work.now):
        raise HoldOver
    found = time.hold or time.slot or time.joined
    assert found is not None  # noqa: S101 - time is found as one of the three
    return await mediator_of(bench, found)


async def chosen_format(
    work: Unit, bench: Bench, mediator: StoredMediator, time: TimeFound, asked: Demand, said: Format | None
) -> Format:
    """Return the session's format: the one that is said, or the first that mediator and family share.

    A session that joins another has that session's format.

    Raises:
        DoesNotSuit: the mediator or the time does not suit the case.
        FormatNotShared: mediator and family do not share the format that is said.
    """
    reasons = await why_unsuitable(work, bench, mediator, time.span, asked)
    if time.recounted:
        reasons = tuple(reason for reason in reasons if reason.why not in _OF_TIME_THAT_IS_OVER)
    if reasons:
        raise DoesNotSuit(reasons)
    common = [one for one in Format if one in mediator.mediator.formats & asked.formats]
    if time.joined is not None:
        said = time.joined.session.format
        if said not in common:
            raise DoesNotSuit([OTHER_FORMAT])
    if said is not None and said not in common:
        raise FormatNotShared(said, common)
    return said or common[0]


_MAY_JOIN = frozenset({OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER})
"""A commissioning body may be party to one case of a family and not to another."""


async def _joined(work: Unit, bench: Bench, case: StoredCase, time: Joined) -> StoredSession:
    """Return the session that a session of a case joins."""
    joined = await bench.sessions.find(time.session_id)
    if joined is None:
        raise Unseen
    if work.actor.kind not in _MAY_JOIN:
        raise WrongInput("#/joins", "Only the local authority or the mediation provider can join sessions", "authority")
    if (known := await bench.sessions.one_family(case.id, joined.case_id)) is None:
        raise Unseen
    if joined.la_id != case.la_id:
        raise WrongInput("#/joins", "The session is about a case of another local authority", "authority")
    if not (known or time.one_family):
        raise WrongInput(
            "#/one_family", "No reference links the two cases. Send `true` if both cases are of one family", "family"
        )
    if joined.session.status is not SessionStatus.BOOKED:
        raise TimeTaken(LEFT)
    return joined


_OF_TIME_THAT_IS_OVER = frozenset({WhyNot.ALREADY_PAST, WhyNot.NO_LONGER_OFFERED})


async def _recounted(bench: Bench, time: Recounted) -> Slot:
    """Return the slot at a time; without an id, if none is offered there."""
    slot = await bench.slots.find(slot_id(time.mediator_id, time.span))
    if slot is not None:
        return slot
    mediator = await bench.mediators.find(time.mediator_id)
    if mediator is None:
        raise Unseen
    return Slot(None, mediator.id, mediator.provider_id, mediator.person, time.span)
