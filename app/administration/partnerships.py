"""The use cases of partnerships: which authority works with whom, and on which days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.administration.domain.partnerships import (
    FIRST_CHOICE,
    OTHER,
    NotPartners,
    Overlap,
    Period,
    after,
    choose_first,
    end,
    first_gap,
    work_together,
)
from app.administration.domain.words import Act
from app.administration.records import OrganisationRecord
from app.administration.refusals import Taken
from app.administration.use_cases import Bench
from app.cases.ports import Unit
from app.cases.refusals import WrongInput
from app.kernel.terms import OrganisationKind

PARTNERS = frozenset(
    {OrganisationKind.MEDIATION_PROVIDER, OrganisationKind.ADVICE_SERVICE, OrganisationKind.COMMISSIONING_BODY}
)
"""The kinds of organisation with which an authority works."""

MISSED = {
    OrganisationKind.MEDIATION_PROVIDER: "it cannot open cases",
    OrganisationKind.ADVICE_SERVICE: "nobody can be referred for independent advice",
}
"""What an authority cannot do without a partner of a kind."""

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
"""Between these days an authority works with its partners."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkTogether:
    """Record that an authority works with a partner from a day on. `ends_on` is the last day."""

    authority: str
    partner: str
    begins_on: date
    ends_on: date | None = None
    first_choice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseFirst:
    """Make a partner the authority's first choice of its kind from a day on."""

    authority: str
    partner: str
    begins_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPartnership:
    """End the work of an authority with a partner."""

    authority: str
    partner: str
    last_day: date


async def make_partnership(work: Unit, bench: Bench, command: WorkTogether) -> Sequence[str]:
    """Record that an authority works with a partner. Returns warnings.

    Raises:
        Taken: they already work together on some of the days.
        WrongInput: an organisation is not registered or of the wrong kind, or the last day is before the first.
    """
    authority, partner = await _both(bench, command.authority, command.partner)
    _must_be_of_our_time(begins_on=command.begins_on, ends_on=command.ends_on)
    if command.ends_on is not None and command.ends_on < command.begins_on:
        raise WrongInput("#/ends_on", "The last day cannot be before the first day", "days")
    rank = FIRST_CHOICE if command.first_choice else OTHER
    period = Period(partner.id, command.begins_on, command.ends_on, rank)
    known = await bench.register.periods(authority.id, partner.kind)
    try:
        changes = work_together(known, period)
    except Overlap:
        raise Taken("The authority already works with this partner on some of these days.") from None
    await bench.register.change_periods(authority.id, partner.kind, changes)
    details = {
        "partner": partner.slug, "begins_on": command.begins_on, "ends_on": command.ends_on,
        "first_choice": command.first_choice,
    }  # fmt: skip
    await bench.register.log(Act.PARTNERSHIP_MADE, authority.slug, details)
    return _warnings(after(known, changes), partner.kind, work.today)


async def choose_partner(work: Unit, bench: Bench, command: ChooseFirst) -> Sequence[str]:
    """Make a partner the authority's first choice from a day on. Returns warnings.

    Raises:
        WrongInput: an organisation is not registered, or they do not work together on that day.
    """
    authority, partner = await _both(bench, command.authority, command.partner)
    _must_be_of_our_time(begins_on=command.begins_on)
    known = await bench.register.periods(authority.id, partner.kind)
    try:
        changes = choose_first(known, partner.id, command.begins_on)
    except NotPartners:
        told = "The authority does not work with this partner on that day"
        raise WrongInput("#/begins_on", told, "days") from None
    await bench.register.change_periods(authority.id, partner.kind, changes)
    details = {"partner": partner.slug, "begins_on": command.begins_on}
    await bench.register.log(Act.FIRST_CHOICE_MADE, authority.slug, details)
    return _warnings(after(known, changes), partner.kind, work.today)


async def end_partnership(work: Unit, bench: Bench, command: EndPartnership) -> Sequence[str]:
    """End the work of an authority with a partner. Open cases stay with their provider. Returns warnings.

    Raises:
        WrongInput: an organisation is not registered, or they do not work together on that day.
    """
    authority, partner = await _both(bench, command.authority, command.partner)
    _must_be_of_our_time(last_day=command.last_day)
    known = await bench.register.periods(authority.id, partner.kind)
    try:
        changes = end(known, partner.id, command.last_day)
    except NotPartners:
        told = "The authority does not work with this partner on that day"
        raise WrongInput("#/last_day", told, "days") from None
    await bench.register.change_periods(authority.id, partner.kind, changes)
    details = {"partner": partner.slug, "last_day": command.last_day}
    await bench.register.log(Act.PARTNERSHIP_ENDED, authority.slug, details)
    return _warnings(after(known, changes), partner.kind, work.today)


def _must_be_of_our_time(**days: date | None) -> None:
    """Refuse a day that is a slip. The last day of the calendar has no day after it, on which another could begin."""
    for name, day in days.items():
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise WrongInput(f"#/{name}", f"Give a day from {FIRST_DAY} to {LAST_DAY}", "day_range")


def _warnings(periods: Sequence[Period], kind: OrganisationKind, today: date) -> list[str]:
    """Say what is missing from some day on: an authority without a provider can open no case."""
    gap = first_gap(periods, today)
    if gap is None or kind not in MISSED:
        return []
    return [f"From {gap} the authority works with no {kind.replace('_', ' ')}, so {MISSED[kind]}."]


async def _both(bench: Bench, authority: str, partner: str) -> tuple[OrganisationRecord, OrganisationRecord]:
    """Return an authority and its partner. The authority is locked: its partnerships change one at a time."""
    la = await bench.register.organisation(authority, lock=True)
    if la is None or la.kind is not OrganisationKind.LOCAL_AUTHORITY:
        raise WrongInput("#/authority", "No authority with this short name is registered", "authority")
    other = await bench.register.organisation(partner)
    if other is None or other.kind not in PARTNERS:
        told = "No provider, advice service or commissioning body with this short name is registered"
        raise WrongInput("#/partner", told, "partner")
    return la, other
