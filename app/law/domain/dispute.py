"""What a dispute is about, and what follows from that."""

from collections.abc import Iterable

from app.kernel.terms import EDUCATION_SECTIONS, HEALTH_SECTIONS, DecisionKind, PlanSection
from app.law.domain.readings import DEFAULT_READINGS, Readings


def disputed_sections(kind: DecisionKind | None, sections: Iterable[PlanSection]) -> frozenset[PlanSection]:
    """Return the sections in dispute: none but the content of a plan has any; an unnamed decision may be about it."""
    return frozenset(sections) if kind in (None, DecisionKind.PLAN_CONTENT) else frozenset()


def is_about_placement_alone(sections: Iterable[PlanSection]) -> bool:
    """Whether, of the sections that can be appealed, the placement (Section I) alone is in dispute."""
    return frozenset(sections) & EDUCATION_SECTIONS == {PlanSection.I}


def is_placement_only(
    kind: DecisionKind | None, sections: Iterable[PlanSection], readings: Readings = DEFAULT_READINGS
) -> bool:
    """Whether the dispute is only about the placement (Section I), so that s.55(2) asks for no certificate."""
    disputed = frozenset(sections)
    if not readings.health_and_placement_is_placement_only and disputed != {PlanSection.I}:
        return False
    with_sections = {DecisionKind.PLAN_CONTENT}
    if readings.refusal_to_amend_placement_is_placement_only:
        with_sections.add(DecisionKind.REFUSAL_TO_AMEND)
    return kind in with_sections and is_about_placement_alone(disputed)


def is_health_only(kind: DecisionKind | None, sections: Iterable[PlanSection]) -> bool:
    """Whether the dispute is only about health (C and G), so that the commissioning body arranges mediation."""
    disputed = disputed_sections(kind, sections)
    return bool(disputed) and disputed <= HEALTH_SECTIONS


def is_appealable(kind: DecisionKind | None, sections: Iterable[PlanSection]) -> bool:
    """Whether an appeal exists: the content of a plan only in its education sections (s.51(2)(c))."""
    disputed = frozenset(sections)
    return kind is not DecisionKind.PLAN_CONTENT or not disputed or bool(disputed & EDUCATION_SECTIONS)
