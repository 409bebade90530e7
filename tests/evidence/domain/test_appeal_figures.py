"""The appeals of a quarter in counts that identify no family: five or more, or counted together, in the same bands."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evidence.domain.appeal_figures import ByKind, Ending, appeal_figures
from app.kernel.suppression import FEW, in_fives
from app.kernel.terms import DecisionKind

K, E = DecisionKind, Ending
COUNTS = st.dictionaries(st.sampled_from(K), st.integers(0, 30))
ENDED = st.dictionaries(st.sampled_from(K), st.dictionaries(st.sampled_from(E), st.integers(0, 30)))


def test_kinds_and_endings_of_few_appeals_are_counted_together() -> None:
    found = appeal_figures(
        {K.REFUSAL_TO_ASSESS: 9, K.PLAN_CONTENT: 30, K.CEASE_TO_MAINTAIN: 2},
        {K.PLAN_CONTENT: {E.UPHELD: 6, E.WITHDRAWN: 7}, K.REFUSAL_TO_ASSESS: {E.UPHELD: 8, E.UNOPPOSED: 5}},
    )
    assert (found.registered, found.ended) == (41, 26)
    sizes = {kind: one.appeals for one in found.registered_by_kind for kind in one.kinds}
    assert sizes.keys() == set(K)
    assert sizes[K.PLAN_CONTENT] == 30
    assert sizes[K.CEASE_TO_MAINTAIN] == sizes[K.REFUSAL_TO_ASSESS] == 11, (
        "two appeals are counted with the next fewest"
    )
    assert [group.appeals for group in found.ended_by_kind if K.PLAN_CONTENT in group.kinds] == [13]


@pytest.mark.parametrize("number", [0, 4])
def test_few_appeals_are_not_told(number: int) -> None:
    found = appeal_figures({K.PLAN_CONTENT: number}, {K.PLAN_CONTENT: {E.UPHELD: number}})
    assert (found.registered, found.ended) == (None, None)
    assert (found.registered_by_kind, found.endings, found.ended_by_kind) == ((), (), ())


@given(COUNTS, ENDED)
def test_to_the_nearest_five_no_difference_to_another_figure_is_of_a_single_family(
    registered: Mapping[DecisionKind, int], ended: ByKind
) -> None:
    """An attacker knows an exact number of other families that has these among them, such as the families of a quarter
    that appealed. What is left may be any of three numbers or more."""
    exact = appeal_figures(registered, ended)
    near = exact.to_the_nearest_five()
    pairs = [(exact.registered, near.registered), (exact.ended, near.ended)]
    pairs += [(a.appeals, b.appeals) for a, b in zip(exact.registered_by_kind, near.registered_by_kind, strict=True)]
    pairs += [(a.appeals, b.appeals) for a, b in zip(exact.endings, near.endings, strict=True)]
    for one, other in zip(exact.ended_by_kind, near.ended_by_kind, strict=True):
        pairs += [(one.appeals, other.appeals)]
        pairs += [(a.appeals, b.appeals) for a, b in zip(one.endings, other.endings, strict=True)]
    for true, told in pairs:
        assert (true is None) == (told is None)
        if true is not None and told is not None:
            could = [number for number in range(FEW, true + FEW) if in_fives(number) == told]
            assert true in could
            assert len(could) >= 3


@given(COUNTS, ENDED)
def test_no_number_is_small_and_groups_add_up(registered: Mapping[DecisionKind, int], ended: ByKind) -> None:
    found = appeal_figures(registered, ended)
    numbers = [
        *(one.appeals for one in found.registered_by_kind),
        *(one.appeals for one in found.endings),
        *(group.appeals for group in found.ended_by_kind),
        *(one.appeals for group in found.ended_by_kind for one in group.endings),
    ]
    assert all(number >= 5 for number in numbers)
    if found.registered_by_kind:
        assert sum(one.appeals for one in found.registered_by_kind) == found.registered
    if found.endings:
        assert sum(one.appeals for one in found.endings) == found.ended
        assert {ending for one in found.endings for ending in one.endings} == set(E)
    divided = [group for group in found.ended_by_kind if group.endings]
    assert divided in ([], list(found.ended_by_kind)), "every group is divided, or none"
    for group in divided:
        assert [one.endings for one in group.endings] == [one.endings for one in found.endings]
        assert sum(one.appeals for one in group.endings) == group.appeals
