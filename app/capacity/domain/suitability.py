"""Whether a mediator and a slot suit a case, with every reason why not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.capacity.domain.demand import Demand
from app.capacity.domain.mediator import NOWHERE, Elsewhere, Mediator, Span
from app.capacity.domain.words import ConflictWith, WhyNot
from app.kernel.london import LONDON

ONE_DAY = timedelta(days=1)
INDEPENDENCE = "independent-mediator"
KNOWLEDGE = "mediator-knowledge"
"""Reg 40 asks for knowledge of the law; accreditation on the joint register is read here as the sign of it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a mediator or a slot does not suit: a code, a plain sentence, and the rule behind it if there is one.

    A conflict of interest rests on no rule of the table: the Act's independence is about employment alone.
    """

    why: WhyNot
    says: str
    rule: str | None = None

    @property
    def bars(self) -> bool:
        """Whether it rules the slot out; else it only makes the session late, and a late session beats none."""
        return self.why is not WhyNot.OUTSIDE_THE_THIRTY_DAYS


def why_not_mediator(
    mediator: Mediator, demand: Demand, on: date, elsewhere: Elsewhere = NOWHERE
) -> tuple[Reason, ...]:
    """Return every reason why a mediator may not, or cannot, mediate the case in a session on the day `on`.

    What bars the person in another provider's registration bars it here too; leaving that provider does not. An
    accreditation holds on its last day; a mediator no longer works on the day of leaving. Languages are canonical tags
    such as "en" or "bfi" (British Sign Language): see `speaks`. An interpreter stands in for all of them: where one
    comes, nothing is asked of the mediator's own languages.
    """
    return (
        *_standing(mediator, on, elsewhere),
        *_conflicts(mediator, demand, elsewhere),
        *_reach(mediator, demand),
    )


def speaks(mediator: Mediator, asked: str) -> bool:
    """Whether a mediator speaks a language: basic filtering (RFC 4647 section 3.3.1), in both directions.

    "en" matches "en-GB". The other way round, a mediator registered with "en" leaves out no English.
    "pt-BR" and "pt-PT" are two.
    """
    wanted = _plain(asked)
    spoken = (_plain(tag) for tag in mediator.languages)
    return any(tag == wanted or tag.startswith(wanted + "-") or wanted.startswith(tag + "-") for tag in spoken)


def days_in_practice(mediator: Mediator, elsewhere: Elsewhere = NOWHERE) -> tuple[date, date] | None:
    """Return the first and the last day on which a mediator may mediate for any case. None if there is no such day."""
    declared = mediator.independence
    if declared is None or not declared.independent or elsewhere.employed:
        return None
    last = min(mediator.accredited_until, elsewhere.accredited_until or date.max)
    if mediator.left_on is not None:
        last = min(last, mediator.left_on - ONE_DAY)
    return (declared.declared_on, last) if declared.declared_on <= last else None


def areas_open_to(mediator: Mediator, elsewhere: Elsewhere = NOWHERE) -> frozenset[str]:
    """Return the areas that a mediator serves, without those of an authority with which a conflict is declared."""
    declared = (*mediator.conflicts, *elsewhere.conflicts)
    against = {_plain(one.reference) for one in declared if one.party is ConflictWith.LOCAL_AUTHORITY}
    return frozenset(area for area in mediator.areas if _plain(area) not in against)


def why_not_slot(span: Span, demand: Demand, now: datetime) -> tuple[Reason, ...]:
    """Return every reason why a time does not suit the case, for any mediator. The caller checks whether it is taken.

    A slot that begins at this very moment is past. The last of the thirty days is still inside them.
    """
    return tuple(_time(span, demand, now))


def begins_on(span: Span) -> date:
    """Return the day in London on which a span of time begins."""
    return span.starts_at.astimezone(LONDON).date()


def in_time(span: Span, demand: Demand) -> bool:
    """Whether a session then would be within the 30 days. Always true if they are not running."""
    return demand.due_on is None or begins_on(span) <= demand.due_on


def _standing(mediator: Mediator, on: date, elsewhere: Elsewhere) -> Iterator[Reason]:
    declared = mediator.independence
    if elsewhere.employed and (declared is None or declared.independent):
        yield Reason(
            WhyNot.NOT_INDEPENDENT,
            "The mediator told another provider that a local authority in England, an integrated care board or "
            "NHS England employs the mediator.",
            INDEPENDENCE,
        )
    if declared is not None and not declared.independent:
        yield Reason(
            WhyNot.NOT_INDEPENDENT,
            "The mediator declared that a local authority in England, an integrated care board or NHS England "
            "employs the mediator.",
            INDEPENDENCE,
        )
    if declared is None:
        yield Reason(
            WhyNot.INDEPENDENCE_NOT_DECLARED, "The mediator has not made the declaration of independence.", INDEPENDENCE
        )
    elif declared.declared_on > on:
        yield Reason(
            WhyNot.INDEPENDENCE_NOT_DECLARED,
            f"The mediator declared independence on {declared.declared_on}, which is after {on}.",
            INDEPENDENCE,
        )
    if mediator.accredited_until < on:
        yield Reason(
            WhyNot.ACCREDITATION_EXPIRED,
            f"The mediator's accreditation ends on {mediator.accredited_until}, which is before {on}.",
            KNOWLEDGE,
        )
    elif elsewhere.accredited_until is not None and elsewhere.accredited_until < on:
        yield Reason(
            WhyNot.ACCREDITATION_EXPIRED,
            f"Another provider recorded that the mediator's accreditation ends on {elsewhere.accredited_until}, "
            f"which is before {on}.",
            KNOWLEDGE,
        )
    if mediator.left_on is not None and mediator.left_on <= on:
        yield Reason(
            WhyNot.NO_LONGER_PRACTISING, f"The mediator stopped working for this provider on {mediator.left_on}."
        )


def _conflicts(mediator: Mediator, demand: Demand, elsewhere: Elsewhere) -> Iterator[Reason]:
    """Yield one reason for each party. The reference of a school or family is never part of a reason."""
    if not mediator.conflicts and not elsewhere.conflicts:
        return
    parties = {
        ConflictWith.LOCAL_AUTHORITY: (demand.la_code, f"local authority {demand.la_code}"),
        ConflictWith.SCHOOL: (demand.school_reference, "school of this case"),
        ConflictWith.FAMILY: (demand.family_reference, "family of this case"),
    }
    here, there = (
        {(conflict.party, _plain(conflict.reference)) for conflict in declared}
        for declared in (mediator.conflicts, elsewhere.conflicts)
    )
    for party, (reference, named) in parties.items():
        if reference is None or (asked := (party, _plain(reference))) not in here | there:
            continue
        to_whom = "" if asked in here else " to another provider"
        said = f"The mediator has declared a conflict of interest with the {named}{to_whom}."
        yield Reason(WhyNot.CONFLICT_OF_INTEREST, said)


def _reach(mediator: Mediator, demand: Demand) -> Iterator[Reason]:
    if demand.la_code not in mediator.areas:
        yield Reason(
            WhyNot.AREA_NOT_SERVED, f"The mediator does not serve the area of local authority {demand.la_code}."
        )
    asked = demand.languages if not demand.interpreter else frozenset()
    if missing := {tag for tag in asked if not speaks(mediator, tag)}:
        yield Reason(
            WhyNot.LANGUAGE_NOT_SPOKEN,
            (
                f"The mediator does not speak {', '.join(sorted(missing))}, and the needs of the family name no "
                "interpreter."
            ),
        )
    if not mediator.formats & demand.formats:
        yield Reason(WhyNot.FORMAT_NOT_OFFERED, "The mediator offers no format that the family accepts.")


def _time(span: Span, demand: Demand, now: datetime) -> Iterator[Reason]:
    if span.starts_at <= now:
        yield Reason(WhyNot.ALREADY_PAST, "This slot has already begun.")
    if not in_time(span, demand):
        yield Reason(
            WhyNot.OUTSIDE_THE_THIRTY_DAYS,
            f"A session on {begins_on(span)} would be after {demand.due_on}, the last of the 30 days to arrange "
            "mediation.",
            demand.due_rule,
        )
    if any(span.overlaps(away) for away in demand.unavailable):
        yield Reason(WhyNot.PARTY_UNAVAILABLE, "A party cannot come at the time of this slot.")


def _plain(text: str) -> str:
    """Return a tag or a reference for comparing: capitals and spaces around it do not matter."""
    return text.strip().casefold()
