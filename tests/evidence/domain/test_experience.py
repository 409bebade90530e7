"""What families are asked, and figures of their answers: no figure, and no difference of figures, tells of a few."""

from itertools import combinations
from random import Random

import pytest

from app.evidence.domain.burden import Way
from app.evidence.domain.experience import (
    SCALE,
    SIZE,
    STATEMENTS,
    Answer,
    Asked,
    Cell,
    Stage,
    asked_at,
    counted,
    place,
)
from app.evidence.domain.experience_figures import StageFigures, experience_figures
from app.kernel.suppression import FEW
from app.law.domain.model import Verified
from tests.support.walks import a_lot

CONTACT, SESSION, END = Stage


def a_cell(stage: Stage, *families: dict[Asked, Answer]) -> Cell:
    counts = [counted(stage, told) for told in families]
    return Cell(len(families), tuple(map(sum, zip(*counts, strict=True))) if counts else (0,) * SIZE)


def of(stage: Stage, cells: dict[tuple[Stage, Way | None], Cell]) -> StageFigures:
    [found] = [one for one in experience_figures(cells).stages if one.stage is stage]
    return found


def test_a_dozen_questions_are_asked_and_the_session_is_asked_of_after_a_session_alone() -> None:
    assert asked_at(SESSION) == tuple(Asked) == tuple(STATEMENTS)
    assert len(Asked) == 12
    assert asked_at(CONTACT) == asked_at(END)
    assert {*asked_at(SESSION)} - {*asked_at(CONTACT)} == {
        Asked.CHILD_HEARD, Asked.TIME_AND_PLACE, Asked.COULD_DECIDE,
    }  # fmt: skip
    assert sorted(SCALE) == sorted(Answer)


def test_each_statement_is_short_and_says_where_the_rule_is() -> None:
    for said in STATEMENTS.values():
        assert len(said.text) <= 80
        assert said.text.endswith(".")
        assert said.source != "no rule" or said.verified is Verified.INFERRED
    assert [one for one, said in STATEMENTS.items() if not said.good] == [Asked.COMPELLED]


def test_counts_that_are_kept_keep_their_meaning() -> None:
    """Rows of earlier versions are read by these places."""
    assert place(Asked.INFORMED, Answer.STRONGLY_AGREE) == 0
    assert place(Asked.COMPELLED, Answer.STRONGLY_AGREE) == 24
    assert place(Asked.WOULD_DO_AGAIN, Answer.STRONGLY_DISAGREE) == SIZE - 1 == 71
    assert Cell(3, (3,))[Asked.WOULD_DO_AGAIN, Answer.AGREE] == 0, "a cell of before the question"


def test_a_statement_without_an_answer_counts_as_not_said() -> None:
    counts = counted(CONTACT, {Asked.COMPELLED: Answer.AGREE})
    assert sum(counts) == len(asked_at(CONTACT))
    assert counts[place(Asked.COMPELLED, Answer.AGREE)] == 1
    assert counts[place(Asked.INFORMED, Answer.NOT_SAID)] == 1
    assert counts[place(Asked.COULD_DECIDE, Answer.NOT_SAID)] == 0, "it is not asked then"


def test_few_families_are_not_told() -> None:
    found = of(CONTACT, {(CONTACT, None): a_cell(CONTACT, *[{Asked.HEARD: Answer.AGREE}] * 4)})
    assert (found.families, found.answers, found.groups) == (None, {}, ())


def test_a_family_can_be_heard_to_say_that_it_felt_compelled() -> None:
    compelled, free = {Asked.COMPELLED: Answer.STRONGLY_AGREE}, {Asked.COMPELLED: Answer.DISAGREE}
    found = of(CONTACT, {(CONTACT, None): a_cell(CONTACT, *[compelled] * 6, *[free] * 9)})
    assert found.families == 15
    assert [band.families for band in found.answers[Asked.COMPELLED]] == [6, 9]
    assert Answer.STRONGLY_AGREE in found.answers[Asked.COMPELLED][0].parts
    assert Asked.HEARD not in found.answers, "all gave one answer, which tells nothing that may be told"


def some_cells(lot: Random) -> dict[tuple[Stage, Way | None], Cell]:
    def told(stage: Stage) -> dict[Asked, Answer]:
        return {one: lot.choice(SCALE) for one in asked_at(stage) if lot.random() < 0.9}

    keys: list[tuple[Stage, Way | None]] = [(CONTACT, None), (SESSION, None), *((END, way) for way in Way)]
    most = lot.choice([3, 8, 40, 90])
    return {key: a_cell(key[0], *(told(key[0]) for _ in range(lot.randint(0, most)))) for key in keys}


@pytest.mark.parametrize("seed", range(60))
def test_no_figure_and_no_difference_tells_of_a_few(seed: int) -> None:
    """An attacker adds and subtracts every total, group and band of a stage."""
    for found in experience_figures(some_cells(a_lot(seed))).stages:
        if found.families is None:
            assert not found.answers
            assert not found.groups
            continue
        groups = [group.families for group in found.groups]
        assert found.families >= FEW
        assert not groups or sum(groups) == found.families
        for some in range(len(groups) + 1):
            for chosen in combinations(groups, some):
                rest = found.families - sum(chosen)
                assert rest == 0 or rest >= FEW
        for question in asked_at(found.stage):
            whole = found.answers.get(question)
            divided = [group.answers[question] for group in found.groups if question in group.answers]
            assert len(divided) in (0, len(groups)), "in every group or in none"
            for bands in [*divided, *([whole] if whole else [])]:
                assert len(bands) > 1
                assert min(band.families for band in bands) >= FEW
                assert [part for band in bands for part in band.parts] == list(Answer)
            if divided and whole:
                assert {tuple(band.parts for band in bands) for bands in [*divided, whole]} == {
                    tuple(band.parts for band in whole)
                }, "all groups are counted in the same bands"


def test_the_stages_are_never_added() -> None:
    """Two families that answer at three stages give six answers, which are still the answers of two."""
    told = {Asked.HEARD: Answer.AGREE}
    cells: dict[tuple[Stage, Way | None], Cell] = {
        (CONTACT, None): a_cell(CONTACT, told, told),
        (SESSION, None): a_cell(SESSION, told, told),
        (END, Way.MEDIATED): a_cell(END, told, told),
    }
    assert [one.families for one in experience_figures(cells).stages] == [None, None, None]
