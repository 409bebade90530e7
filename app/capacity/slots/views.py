"""Slots, holds and needs as JSON."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from app.capacity.domain.availability import LONGEST_GAP
from app.capacity.domain.mediator import Span
from app.capacity.domain.ranking import Ranked
from app.capacity.domain.suitability import Reason
from app.capacity.mediators.schemas import (
    UnavailableIn,
)
from app.capacity.records import Hold, Own, StoredMediator
from app.capacity.searches.needs import NeedsNow, Suits
from app.capacity.slots.matching import (
    BOOKED_FOR_IT,
    CLOSE_TO_BOOKED,
    CLOSE_TO_HELD,
    HELD_FOR_IT,
    OVERLAPS_BOOKED,
    OVERLAPS_HELD,
    TAKEN,
    TOO_CLOSE,
    NotOffered,
    Opening,
    Unsuitable,
)
from app.capacity.slots.schemas import (
    BookedBefore,
    HoldOut,
    MediatorBrief,
    MediatorNotSuitable,
    NeedsOut,
    NotBookable,
    ReasonOut,
    SlotNotOffered,
    SlotOffered,
    SlotsFound,
)
from app.capacity.slots.use_cases import Seen
from app.cases.refusals import CaseRefuses
from app.cases.refused import refused
from app.cases.unit import Service
from app.kernel.london import london_day
from app.law.domain.rulebook import RULEBOOK
from app.platform.db.directory import Organisations
from app.platform.db.work import Work
from app.platform.http.cursors import Page


def brief(stored: StoredMediator, organisations: Organisations) -> MediatorBrief:
    """Show whose slot it is."""
    provider = organisations.by_id(stored.provider_id)
    return MediatorBrief(id=stored.id, name=stored.name, provider_id=provider.id, provider=provider.slug)


def offered(
    ranked: Ranked, known: Mapping[UUID, StoredMediator], organisations: Organisations, due_on: date | None
) -> SlotOffered:
    """Show a slot that suits. Without a due date, no slot is in time or late."""
    one = ranked.candidate
    return SlotOffered(
        id=one.slot_id,
        mediator=brief(known[one.mediator_id], organisations),
        starts_at=one.span.starts_at,
        ends_at=one.span.ends_at,
        day=london_day(one.span.starts_at),
        formats=list(ranked.formats),
        in_time=None if due_on is None else ranked.in_time,
        tell_by=ranked.tell_by,
        notice_possible=ranked.notice_possible,
        load=one.load,
    )


def not_offered(one: NotOffered, own: Sequence[Own]) -> SlotNotOffered:
    """Show a slot that does not suit, and why; `own` is the time taken for this very case."""
    opening = one.opening
    its = next((taken for taken in own if taken.slot_id == opening.id), None)
    says = _taken_for_it(opening, own) if its is None else HELD_FOR_IT if its.hold_id else BOOKED_FOR_IT
    close = _close_to_its_own(opening, own)
    reasons = [says if reason is TAKEN else close if reason is TOO_CLOSE else reason for reason in one.reasons]
    return SlotNotOffered(
        id=opening.id,
        mediator_id=opening.mediator_id,
        starts_at=opening.span.starts_at,
        ends_at=opening.span.ends_at,
        reasons=[reason_out(reason) for reason in reasons],
        hold_id=its.hold_id if its else None,
    )


def _taken_for_it(opening: Opening, own: Sequence[Own]) -> Reason:
    """Say of a slot that is taken whether it is so, if only in part, for this very case."""
    across = [one for one in own if one.mediator_id == opening.mediator_id and one.span.overlaps(opening.span)]
    if any(one.hold_id is None for one in across):
        return OVERLAPS_BOOKED
    return OVERLAPS_HELD if across else TAKEN


def _close_to_its_own(opening: Opening, own: Sequence[Own]) -> Reason:
    """Say of a slot that leaves no gap whether it is time taken for this very case that it is too close to."""
    longest = timedelta(minutes=LONGEST_GAP)
    wide = Span(opening.span.starts_at - longest, opening.span.ends_at + longest)
    near = [one for one in own if one.mediator_id == opening.mediator_id and one.span.overlaps(wide)]
    if any(one.hold_id is None for one in near):
        return CLOSE_TO_BOOKED
    return CLOSE_TO_HELD if near else TOO_CLOSE


def unsuitable(one: Unsuitable, organisations: Organisations) -> MediatorNotSuitable:
    """Show a mediator that does not suit, and why."""
    reasons = [reason_out(reason) for reason in one.reasons]
    return MediatorNotSuitable(mediator=brief(one.mediator, organisations), reasons=reasons)


def hold_out(held: Hold) -> HoldOut:
    """Show a hold."""
    return HoldOut(
        id=held.id,
        case_id=held.case_id,
        slot_id=held.slot_id,
        mediator_id=held.mediator_id,
        starts_at=held.span.starts_at,
        ends_at=held.span.ends_at,
        held_at=held.held_at,
        expires_at=held.expires_at,
        book_at="/v1/sessions",
    )


def booked_before(suits: Suits) -> BookedBefore:
    """Show whether a booked session still suits its case."""
    return BookedBefore(
        session_id=suits.session.id,
        suits=False if suits.reasons else (True if suits.mediator_seen else None),
        reasons=[reason_out(reason) for reason in suits.reasons],
        interpreter_booked_on=suits.session.session.interpreter_booked_on,
    )


def needs_out(case_id: UUID, now: NeedsNow) -> NeedsOut:
    """Show what a case's mediation needs."""
    needs = now.known.needs
    return NeedsOut(
        case_id=case_id,
        formats=sorted(needs.formats),
        languages=sorted(needs.languages),
        interpreter=needs.interpreter,
        access=sorted(needs.access),
        school_reference=needs.school_reference,
        family_reference=needs.family_reference,
        unavailable=[UnavailableIn(starts_at=one.starts_at, ends_at=one.ends_at) for one in needs.unavailable],
        booked=booked_before(now.booked) if now.booked else None,
        version=now.known.version,
        updated_at=now.known.updated_at,
    )


def slots_found(
    service: Service, seen: Seen, shown: Page[SlotOffered], barred: NotBookable | None, limit: int
) -> SlotsFound:
    """Show every slot that was looked at: a page of the slots that suit, and why the others do not."""
    found, organisations = seen.found, service.organisations
    return SlotsFound(
        not_bookable=barred,
        case_id=seen.case.id,
        as_of=seen.as_of,
        from_on=london_day(seen.as_of),
        until=seen.until,
        due_on=seen.due_on,
        suitable=len(found.offered),
        suitable_in_time=None if seen.due_on is None else found.in_time,
        items=shown.items,
        not_suitable=dict(Counter(reason.why for one in found.not_offered for reason in one.reasons).most_common()),
        slots_not_suitable=[not_offered(one, seen.own) for one in found.not_offered[:limit]],
        unsuitable_mediators=len(found.unsuitable),
        mediators_not_suitable=[unsuitable(one, organisations) for one in found.unsuitable[:limit]],
        next=shown.next,
    )


def not_bookable(service: Service, work: Work, reason: CaseRefuses | None) -> NotBookable | None:
    """Show why no session can be held or booked for a case now. None if one can."""
    if reason is None:
        return None
    problem = refused(service.pathway, reason.case, reason.command, work, reason.refusal)
    return NotBookable.model_validate({name: problem.members[name] for name in NotBookable.model_fields})


def reason_out(reason: Reason) -> ReasonOut:
    """Show why a mediator or a slot does not suit, with the source of the rule if there is a rule."""
    citation = RULEBOOK.rule(reason.rule).citation if reason.rule else None
    return ReasonOut(why=reason.why, says=reason.says, rule=reason.rule, citation=citation)
