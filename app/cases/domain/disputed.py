"""What is in dispute on a case, and how each part stands: live, conceded or agreed. Worked out from the facts alone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.cases.domain.commands import Concede
from app.cases.domain.conceded import Conceded, Promise
from app.cases.domain.facts import CaseFacts
from app.kernel.terms import PlanSection, SessionOutcome


class DisputedStatus(StrEnum):
    """The status of one part of a dispute. The family can still appeal about what is conceded or agreed."""

    LIVE = "live"
    CONCEDED = "conceded"  # the authority gave way outside a session
    AGREED = "agreed"  # agreed in mediation, in writing


@dataclass(frozen=True, slots=True)
class Disputed:
    """One part of a dispute: a section of the plan or, without a section, the decision itself."""

    section: PlanSection | None
    status: DisputedStatus = DisputedStatus.LIVE
    since: date | None = None


def parts_of(sections: Iterable[PlanSection]) -> tuple[PlanSection | None, ...]:
    """Return what a dispute has: its sections in their order or, where it names none, the decision itself."""
    named = frozenset(sections)
    return tuple(one for one in PlanSection if one in named) or (None,)


def conceded_by(facts: CaseFacts) -> tuple[Conceded, ...]:
    """Return everything conceded. A concession on record from before its parts were named covers the whole dispute."""
    if facts.conceded or facts.conceded_on is None:
        return facts.conceded
    return tuple(Conceded(part, facts.conceded_on) for part in parts_of(facts.sections))


def covers_everything(facts: CaseFacts, command: Concede) -> bool:
    """Whether a concession covers, by itself, everything in dispute. A concession that names nothing does."""
    return not command.sections or (bool(facts.sections) and facts.sections <= command.sections)


def with_more_conceded(facts: CaseFacts, command: Concede, told_tribunal_on: date | None) -> tuple[Conceded, ...]:
    """Return everything conceded after a concession. The first day of each part counts."""
    conceded = {one.section: one for one in conceded_by(facts)}
    for part in parts_of(command.sections or facts.sections):
        before = conceded.get(part, Conceded(part, command.occurred_on))
        conceded[part] = replace(before, told_tribunal_on=before.told_tribunal_on or told_tribunal_on)
    return tuple(conceded.values())


def with_more_promised(facts: CaseFacts, command: Concede) -> tuple[Promise, ...]:
    """Return every promise after a concession."""
    return (*facts.promises, *(Promise(one, command.occurred_on) for one in command.promises))


def everything_conceded(facts: CaseFacts, conceded: Iterable[Conceded]) -> bool:
    """Whether nothing in dispute is left that was not conceded."""
    known = {one.section for one in conceded}
    return None in known or set(parts_of(facts.sections)) <= known


def disputed(facts: CaseFacts) -> tuple[Disputed, ...]:
    """Return how each part of the dispute stands.

    A full agreement settles every part; a partial one settles the sections that its terms name. The decision itself,
    where no sections are in dispute, is settled by a full agreement alone.
    """
    conceded = {one.section: one.conceded_on for one in conceded_by(facts)}
    agreed = frozenset(one for term in facts.agreement_terms for one in term.sections)
    full = facts.agreement_made_on is not None and facts.session_outcome is SessionOutcome.FULL_AGREEMENT

    def stands(part: PlanSection | None) -> Disputed:
        if facts.agreement_made_on is not None and (full or part in agreed):
            return Disputed(part, DisputedStatus.AGREED, facts.agreement_made_on)
        given_way_on = conceded.get(part, conceded.get(None))
        return Disputed(part, DisputedStatus.CONCEDED if given_way_on else DisputedStatus.LIVE, given_way_on)

    return tuple(stands(part) for part in parts_of(facts.sections))
