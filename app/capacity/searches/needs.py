"""The use cases of mediation needs: record them, and check whether a booked session still suits them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.capacity.bench import Bench
from app.capacity.domain.demand import Demand
from app.capacity.domain.suitability import Reason, why_not_slot
from app.capacity.domain.words import WhyNot
from app.capacity.needs import Needs, demand_of, seen_to
from app.capacity.records import KnownNeeds, StoredMediator, StoredSession
from app.capacity.slots.matching import barred, why_not
from app.capacity.slots.use_cases import booked_ahead, due_on
from app.cases.desk import Desk
from app.cases.ports import Unit, UnitOnCase, any_version
from app.cases.recording import Note, stage_note
from app.cases.records import StoredCase
from app.law.domain.calendars import EnglishCalendar


@dataclass(frozen=True, slots=True)
class KeepNeeds:
    """Record what a case's mediation needs. This replaces what was recorded before."""

    needs: Needs
    must_be_version: Callable[[int], None] = any_version


@dataclass(frozen=True, slots=True)
class Suits:
    """Whether a booked session suits its case: every reason why not, and whether the caller sees its mediator."""

    session: StoredSession
    reasons: tuple[Reason, ...]
    mediator_seen: bool


@dataclass(frozen=True, slots=True)
class NeedsNow:
    """A case's needs, and whether the session that is booked on it suits them."""

    known: KnownNeeds
    booked: Suits | None


async def keep_needs(work: UnitOnCase, bench: Bench, command: KeepNeeds) -> NeedsNow:
    """Store what a case's mediation needs. A booked session that has not begun is changed to match."""
    case, needs = work.case, command.needs
    before = await bench.needs.of(case.id)
    command.must_be_version(before.version)
    version = await bench.needs.keep(case, needs, work.now)
    about: dict[str, Any] = {"record": "needs"}
    booked = None
    if (stored := await booked_ahead(work, bench, case.id)) is not None:
        after = follow_needs(bench.desk, stored, needs, work.now)
        if after is not stored:
            await bench.sessions.update(after)
            about |= {
                "session_id": str(stored.id),
                "what": "session-needs-changed",
                "interpreter_fell_away": (stored.session.interpreter_booked_on != after.session.interpreter_booked_on),
            }
        booked = await does_it_suit(work, bench, case, needs, after)
    work.put(stage_note(bench.desk, case, Note("needs-changed", about, work.today), work.recorded))
    return NeedsNow(KnownNeeds(needs, version, work.now), booked)


async def needs_now(work: Unit, bench: Bench, case: StoredCase) -> NeedsNow:
    """Return what a case's mediation needs, and whether the session that is booked on it suits."""
    known = await bench.needs.of(case.id)
    stored = await booked_ahead(work, bench, case.id)
    booked = await does_it_suit(work, bench, case, known.needs, stored) if stored else None
    return NeedsNow(known, booked)


async def does_it_suit(work: Unit, bench: Bench, case: StoredCase, needs: Needs, stored: StoredSession) -> Suits:
    """Check whether a booked session suits the present needs of its case."""
    mediator = await bench.mediators.find(stored.mediator_id)
    asked = demand_of(case, needs, due_on(bench, case))
    if mediator is not None:
        [mediator] = await bench.mediators.with_elsewhere([mediator], asked.parties, work.today)
    reasons = no_longer_suits(stored, mediator, asked, work.now, bench.england)
    return Suits(stored, reasons, mediator_seen=mediator is not None)


def follow_needs(desk: Desk, stored: StoredSession, needs: Needs, at: datetime) -> StoredSession:
    """Change a booked session to match the new needs of its case. Return the same session if nothing differs.

    If the interpreter's language changes, the interpreter who was found no longer counts.
    """
    kept, wanted = desk.sealing.open(stored.sealed, str(stored.id)), seen_to(needs)
    if all(kept.get(name) == value for name, value in wanted.items()):
        return stored
    session = stored.session
    if (kept.get("interpreter") or "").casefold() != (needs.interpreter or "").casefold():
        session = replace(session, interpreter_booked_on=None)
    sealed = desk.sealing.seal({**kept, **wanted}, str(stored.id))
    return replace(stored, session=session, sealed=sealed, sealed_anew=True, version=stored.version + 1, updated_at=at)


def no_longer_suits(
    stored: StoredSession, mediator: StoredMediator | None, demand: Demand, now: datetime, england: EnglishCalendar
) -> tuple[Reason, ...]:
    """Return why a booked session no longer suits its case. The session stays booked until a party moves it.

    If the caller may not see the mediator, only the day and the format are checked.
    """
    chosen = stored.session.format
    if mediator is None:
        reasons = barred(why_not_slot(stored.span, demand, now))
    else:
        reasons = why_not(mediator, stored.span, demand, now, england)
    if chosen in demand.formats:
        return reasons
    says = f"The session is booked as {chosen.replace('_', ' ')}, but the family does not accept this format."
    told = Reason(WhyNot.FORMAT_NOT_OFFERED, says)
    return (*(reason for reason in reasons if reason.why is not told.why), told)
