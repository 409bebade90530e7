"""What a dispute is about, and what follows from that alone."""

import pytest

from app.kernel.terms import DecisionKind, PlanSection
from app.law.domain.dispute import disputed_sections, is_appealable, is_health_only, is_placement_only
from app.law.domain.readings import Readings
from tests.cases.domain.builders import some_sections

CONTENT = DecisionKind.PLAN_CONTENT
OTHERS = [kind for kind in DecisionKind if kind is not CONTENT]


@pytest.mark.parametrize(
    ("letters", "placement", "health", "appealable"),
    [
        ("", False, False, True),  # nobody said which
        ("I", True, False, True),
        ("B", False, False, True),
        ("F", False, False, True),
        ("F I", False, False, True),
        ("C D G H1 H2 I", True, False, True),
        ("C", False, True, False),
        ("G", False, True, False),
        ("C G", False, True, False),
        ("D", False, False, False),
        ("H1 H2", False, False, False),
        ("C D G H1 H2", False, False, False),
        ("G H1", False, False, False),
        ("G I", True, False, True),
        ("B C D F G H1 H2 I", False, False, True),
    ],
)
def test_the_sections_of_a_plan_decide(letters: str, placement: bool, health: bool, appealable: bool) -> None:
    sections = some_sections(letters)
    assert is_placement_only(CONTENT, sections) is placement
    assert is_health_only(CONTENT, sections) is health
    assert is_appealable(CONTENT, sections) is appealable


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize("letters", ["", "I", "G", "D"])
def test_no_other_decision_has_sections(kind: DecisionKind, letters: str) -> None:
    sections = some_sections(letters)
    assert disputed_sections(kind, sections) == frozenset()
    by_reading = kind is DecisionKind.REFUSAL_TO_AMEND and letters == "I"
    assert is_placement_only(kind, sections) is by_reading
    assert not is_placement_only(kind, sections, Readings(refusal_to_amend_placement_is_placement_only=False))
    assert not is_health_only(kind, sections)
    assert is_appealable(kind, sections)


def test_an_unnamed_decision_may_be_about_a_plan() -> None:
    assert is_health_only(None, {PlanSection.G})
    assert not is_placement_only(None, {PlanSection.I}), "who does not say so has no exemption"
    assert is_appealable(None, {PlanSection.G}), "nor loses an appeal"


@pytest.mark.parametrize(
    ("letters", "alone"), [("I", True), ("I G", True), ("I D", True), ("I F", False), ("G", False)]
)
def test_health_and_care_beside_the_placement_may_be_read_away(letters: str, alone: bool) -> None:
    generous = Readings(health_and_placement_is_placement_only=True)
    assert is_placement_only(CONTENT, some_sections(letters), generous) is alone
