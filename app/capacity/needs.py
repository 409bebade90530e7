"""What the mediation of a case needs, and what the case therefore needs from a mediator and from a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from app.capacity.domain.demand import AUTHORITY_ARRANGES, BODY_ARRANGES, Demand
from app.capacity.domain.mediator import Span
from app.capacity.domain.words import AccessNeed, Format
from app.cases.domain.facts import CaseFacts


@dataclass(frozen=True, slots=True)
class Needs:
    """What a case's mediation needs, as the parties said. All of it is sealed: it tells of disability and language."""

    formats: frozenset[Format] = frozenset(Format)
    languages: frozenset[str] = frozenset()
    interpreter: str | None = None
    access: frozenset[AccessNeed] = frozenset()
    school_reference: str | None = None
    family_reference: str | None = None
    unavailable: tuple[Span, ...] = ()


NO_NEEDS = Needs()
"""Of a case of which no party has said anything: any mediator, any format, any day."""


def seen_to(needs: Needs) -> dict[str, Any]:
    """Return what a session must see to of a case's needs: sealed with it, for whoever prepares it."""
    return {"interpreter": needs.interpreter, "access": sorted(needs.access)}


def due_rule(facts: CaseFacts) -> str:
    """Return the rule by which a case's thirty days are counted: whose it is to arrange."""
    return BODY_ARRANGES if facts.health_only else AUTHORITY_ARRANGES


class InNeed(Protocol):
    """A case, as far as it says what its mediation asks."""

    @property
    def la_code(self) -> str:
        """Its authority's code."""

    @property
    def appellant_reference(self) -> str | None:
        """Its authority's reference to the family."""

    @property
    def facts(self) -> CaseFacts:
        """What is known of it."""


def demand_of(case: InNeed, needs: Needs, due_on: date | None) -> Demand:
    """Return what a case needs from a mediator and from a day."""
    return Demand(
        la_code=case.la_code,
        due_on=due_on,
        due_rule=due_rule(case.facts),
        formats=needs.formats,
        languages=needs.languages,
        interpreter=needs.interpreter is not None,
        school_reference=needs.school_reference,
        family_reference=needs.family_reference or case.appellant_reference,
        unavailable=needs.unavailable,
    )
