"""The use cases of searches: ask for a mediator for a case and store the answer, on which a report may depend."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from app.capacity.bench import Bench
from app.capacity.domain.demand import Demand
from app.capacity.records import Asked, StoredSearch
from app.capacity.refusals import SearchNotYours
from app.capacity.sessions.calling_off import call_off, must_not_go_behind
from app.capacity.slots.matching import Found, look_until
from app.capacity.slots.own_time import own_time
from app.capacity.slots.use_cases import Look, demand, look, providers_for
from app.cases.beside import Reported
from app.cases.domain.commands import ReportCannotArrange
from app.cases.domain.words import Action
from app.cases.ports import UnitOnCase
from app.cases.recording import Note, Said, stage_action, stage_note
from app.cases.refusals import CaseRefuses, WrongInput
from app.kernel.errors import Refusal
from app.kernel.terms import OrganisationKind


@dataclass(frozen=True, slots=True)
class AlsoAsked:
    """A provider that was asked by other means than its slots here, and whether it had a mediator in time."""

    provider: str
    asked_on: date
    free_in_time: bool


@dataclass(frozen=True, slots=True)
class Search:
    """Search for a mediator in time. With `report_if_none`, report at once that there is none, if there is none."""

    also_asked: Sequence[AlsoAsked] = ()
    report_if_none: bool = False


async def search(work: UnitOnCase, bench: Bench, command: Search) -> StoredSearch:
    """Ask every provider that the authority instructs, store the answers, and report if the caller wants that.

    Raises:
        SearchNotYours: a provider does not search.
        GoesBehindSession: a report is wanted, and a session is booked on the case.
        CaseRefuses: no report could follow from the search.
        WrongInput: what is said of a provider that was asked by other means is not so.
    """
    case = work.case
    if work.actor.kind is OrganisationKind.MEDIATION_PROVIDER:
        raise SearchNotYours(
            "Only the party that arranges the mediation can search: the authority or the commissioning body."
        )
    if not case.facts.under_way:
        must_be_reportable(work, bench)
    asked, due_on = await _ask_all(work, bench, command.also_asked)
    free_in_time = sum(one.free_in_time for one in asked)
    reported = command.report_if_none and free_in_time == 0
    if reported:
        await must_not_go_behind(work, bench, case.id, Action.REPORT_CANNOT_ARRANGE)
    made = StoredSearch(uuid4(), case.id, work.now, due_on, asked, free_in_time, reported)
    await bench.searches.keep(case, work.actor, made)
    if not reported:
        work.put(stage_note(bench.desk, case, Note("mediator-searched", about(made), work.today), work.recorded))
        return made
    told = {**about(made), **await call_off(work, bench, case.id)}
    report = ReportCannotArrange(by=work.actor.kind, occurred_on=work.today)
    try:
        work.put(stage_action(bench.desk, case, report, work.recorded, Said(about=told)))
    except Refusal as refusal:
        raise CaseRefuses(case, report, refusal) from refusal
    return made


async def search_behind_report(work: UnitOnCase, bench: Bench, report: Reported) -> Mapping[str, Any]:
    """Return what a report's event says about the search behind it: the search that the report names, or a new search.

    Free slots do not block the report. The authority decides whether mediation can be arranged. A family must not lose
    its certificate because of a slot that it was not told about. But every reader of the case sees how many there were.

    Raises:
        CaseRefuses: the case does not allow the report.
        WrongInput: the search that it names cannot support a report.
    """
    must_be_reportable(work, bench, report.occurred_on)
    if report.search_id is None:
        asked, due_on = await _ask_all(work, bench, ())
        free_in_time = sum(one.free_in_time for one in asked)
        made = StoredSearch(uuid4(), work.case.id, work.now, due_on, asked, free_in_time, reported=True)
        await bench.searches.keep(work.case, work.actor, made)
        return about(made)
    found = await bench.searches.find(report.search_id, work.case.id)
    if found is None:
        raise WrongInput("#/search_id", "This case has no search with that id", "search")
    if (why := _no_ground(found)) is not None:
        raise WrongInput("#/search_id", why, "search")
    return about(found)


def about(search: StoredSearch) -> dict[str, Any]:
    """Return what the log says of a search: which it was, and how many free slots in time it found."""
    return {"record": "search", "search_id": str(search.id), "free_in_time": search.free_in_time}


def _no_ground(found: StoredSearch) -> str | None:
    """Return why a search cannot support a report: it found a mediator, or it is out of date."""
    if found.free_in_time:
        return "This search found a mediator in time, so you cannot give the search as the reason"
    if found.since.searched:
        return "There is a later search for this case. Give the id of the latest search"
    if found.since.asked:
        return "The family asked for mediation again after this search. Search again"
    return "The needs of the mediation changed after this search. Search again" if found.since.needs_changed else None


def must_be_reportable(work: UnitOnCase, bench: Bench, occurred_on: date | None = None) -> None:
    """Refuse a search if the pathway would refuse the report that follows it.

    Raises:
        CaseRefuses: the case does not allow the report.
    """
    command = ReportCannotArrange(by=work.actor.kind, occurred_on=occurred_on or work.today)
    try:
        bench.desk.pathway.decide(work.case.facts, command, work.today)
    except Refusal as refusal:
        raise CaseRefuses(work.case, command, refusal) from refusal


async def _ask_all(work: UnitOnCase, bench: Bench, also_asked: Sequence[AlsoAsked]) -> tuple[list[Asked], date | None]:
    """Ask every provider that the authority instructs, and add the answers of other providers. Nothing is stored
    yet."""
    asked = await demand(bench, work.case)
    own = await own_time(work, bench, work.case)
    made = [await _ask(work, bench, asked, provider, own) for provider in providers_for(work, bench, work.case)]
    others = [_also(work, bench, number, one) for number, one in enumerate(also_asked)]
    for number, one in enumerate(others):
        if one.provider in {before.provider for before in others[:number]}:
            where = f"#/also_asked/{number}/provider"
            raise WrongInput(where, "You named this provider twice. Give the provider's answer only once", "repeated")
    return made + others, asked.due_on


async def _ask(work: UnitOnCase, bench: Bench, asked: Demand, provider: UUID, own: Sequence[UUID]) -> Asked:
    """Ask one provider, through its slots here, up to the last of the thirty days and the month after.

    Time that is held or booked for this very case is free for it.
    """
    until = max(look_until(asked.due_on, work.today), look_until(None, work.today))
    found, known = await look(work, bench, asked, Look([provider], until, own=own))
    return Asked(
        provider=bench.partners.by_id(provider).slug,
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


def _also(work: UnitOnCase, bench: Bench, number: int, one: AlsoAsked) -> Asked:
    """Return an answer that was given by other means."""
    case = work.case
    found = bench.partners.partner(case.la_id, OrganisationKind.MEDIATION_PROVIDER, one.provider)
    place = f"#/also_asked/{number}"
    if found is None:
        raise WrongInput(f"{place}/provider", "The authority instructs no provider with that name or id", "provider")
    if one.asked_on > work.today:
        raise WrongInput(f"{place}/asked_on", "The day on which you asked is in the future", "future")
    if (since := case.facts.requested_on) is not None and one.asked_on < since:
        raise WrongInput(
            f"{place}/asked_on",
            f"The day on which you asked cannot be before the family asked for mediation, on {since}",
            "too_early",
        )
    return Asked(
        provider=bench.partners.by_id(found).slug,
        asked_on=one.asked_on,
        by="other",
        mediators=0,
        suitable=0,
        free_in_time=int(one.free_in_time),
        free_with_notice=None,
        free_later=0,
        reasons={},
    )
