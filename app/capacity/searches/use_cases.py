"""Searching for a mediator on a case's behalf, and keeping the answer: what a report that there is none rests on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from app.capacity.domain.demand import Demand
from app.capacity.searches import store as searches
from app.capacity.sessions import store as sessions
from app.capacity.slots.matching import Found, look_until
from app.capacity.slots.schemas import AskedIn, AskedOut, search_facts
from app.capacity.slots.use_cases import demand, look, providers_for
from app.cases.beside import Reported
from app.cases.domain.commands import ReportCannotArrange
from app.cases.records import StoredCase
from app.cases.unit import Service, refused
from app.kernel.errors import Refusal
from app.kernel.terms import OrganisationKind
from app.platform.db.connections import Row
from app.platform.db.work import Work
from app.platform.http.problems import InvalidInput


@dataclass(frozen=True, slots=True)
class Search:
    """A search as it was made."""

    id: UUID
    due_on: date | None
    asked: Sequence[AskedOut]
    free_in_time: int

    @property
    def about(self) -> dict[str, Any]:
        """Return what the log says of it."""
        return about(self.id, self.free_in_time)


def about(search_id: UUID, free_in_time: int) -> dict[str, Any]:
    """Return what the log says of a search: which it was, and how many free slots in time it found."""
    return {"record": "search", "search_id": str(search_id), "free_in_time": free_in_time}


async def search(service: Service, work: Work, case: StoredCase, also_asked: Sequence[AskedIn] = ()) -> Search:
    """Ask every provider that the authority instructs, and take down what others answered. Nothing is kept yet."""
    asked = await demand(service, work, case)
    own = await sessions.time_of(work.connection, case.id, work.now)
    made = [await _ask(service, work, asked, provider, own) for provider in providers_for(service, work, case)]
    others = [_also(service, work, case, number, one) for number, one in enumerate(also_asked)]
    for number, one in enumerate(others):
        if one.provider in {before.provider for before in others[:number]}:
            where = f"#/also_asked/{number}/provider"
            raise InvalidInput.at("body", where, "This provider is named before: say once what it answered", "repeated")
    made += others
    return Search(uuid4(), asked.due_on, made, sum(one.free_in_time for one in made))


async def keep(work: Work, case: StoredCase, made: Search, *, reported: bool) -> None:
    """Keep a search, and whether it was followed at once by the report that mediation cannot be arranged."""
    facts = search_facts(made.asked, reported=reported)
    await searches.keep(work.connection, made.id, case, work.actor, made.due_on, made.free_in_time, facts, work.now)


async def search_behind_report(service: Service, work: Work, case: StoredCase, report: Reported) -> Mapping[str, Any]:
    """Return what a report's event says of the search behind it: the one that it names, or one that is made now.

    Free slots do not stand in the way of the report: whether mediation can be arranged is the authority's to say, and a
    family must not lose its certificate over a slot that nobody told it of. But whoever reads the case sees how many.
    """
    must_be_reportable(service, work, case, report.occurred_on)
    if report.search_id is None:
        made = await search(service, work, case)
        await keep(work, case, made, reported=True)
        return made.about
    found = await searches.find(work.connection, report.search_id, case.id)
    if found is None:
        raise InvalidInput.at("body", "#/search_id", "No such search was made for this case", "search")
    if (why := _no_ground(found)) is not None:
        raise InvalidInput.at("body", "#/search_id", why, "search")
    return about(found.id, found.free_in_time)


def _no_ground(found: Row) -> str | None:
    """Say why no report can rest on a search: it found somebody, or is no longer the answer to what is asked."""
    if found.free_in_time:
        return "This search found somebody in time"
    if found.searched_since:
        return "A later search was made for this case: name that one"
    if found.asked_since:
        return "The family has asked for mediation again since this search"
    return "What the mediation needs was changed since this search" if found.needs_since else None


def must_be_reportable(service: Service, work: Work, case: StoredCase, occurred_on: date | None = None) -> None:
    """Refuse a search from which no report could follow, in the words in which the pathway refuses the report."""
    command = ReportCannotArrange(by=work.actor.kind, occurred_on=occurred_on or work.today)
    try:
        service.pathway.decide(case.facts, command, work.today)
    except Refusal as refusal:
        raise refused(service.pathway, case, command, work, refusal) from refusal


async def _ask(service: Service, work: Work, asked: Demand, provider: UUID, own: Sequence[UUID]) -> AskedOut:
    """Ask one provider, through its slots here, up to the last of the thirty days and the month after.

    Time that is held or booked for this very case is free for it.
    """
    until = max(look_until(asked.due_on, work.today), look_until(None, work.today))
    found, known = await look(service, work, asked, [provider], until, own=own)
    return AskedOut(
        provider=service.organisations.by_id(provider).slug,
        asked_on=work.today,
        by="slots",
        mediators=len(known),
        suitable=len(known) - len(found.unsuitable),
        free_in_time=found.in_time,
        free_with_notice=found.with_notice,
        free_later=len(found.offered) - found.in_time,
        reasons=_why(found),
    )


def _why(found: Found) -> dict[str, int]:
    judged = [one.reasons for one in found.not_offered] + [one.reasons for one in found.unsuitable]
    return dict(Counter(str(reason.why) for reasons in judged for reason in reasons).most_common())


def _also(service: Service, work: Work, case: StoredCase, number: int, one: AskedIn) -> AskedOut:
    """Take down an answer that was given by other means."""
    found = service.organisations.partner(case.la_id, OrganisationKind.MEDIATION_PROVIDER, one.provider)
    place = f"#/also_asked/{number}"
    if found is None:
        raise InvalidInput.at("body", f"{place}/provider", "The authority instructs no such provider", "provider")
    if one.asked_on > work.today:
        raise InvalidInput.at("body", f"{place}/asked_on", "This day has not come yet", "future")
    if (since := case.facts.requested_on) is not None and one.asked_on < since:
        raise InvalidInput.at("body", f"{place}/asked_on", f"The family asked for mediation on {since}", "too_early")
    return AskedOut(
        provider=service.organisations.by_id(found).slug,
        asked_on=one.asked_on,
        by="other",
        mediators=0,
        suitable=0,
        free_in_time=int(one.free_in_time),
        free_with_notice=None,
        free_later=0,
        reasons={},
    )
