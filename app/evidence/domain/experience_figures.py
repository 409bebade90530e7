"""The families' answers of one quarter, in counts that identify no family. Pure.

Each stage is counted on its own, because a family may answer at several stages: five answers of several stages could be
the answers of two families. After the end of a dispute, the families are also counted by the way that they went.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.evidence.domain.burden import Way
from app.evidence.domain.experience import Answer, Asked, Cell, Cells, Stage, asked_at
from app.kernel.suppression import FEW, counted_together, same_bands

_NONE = Cell(0, ())


@dataclass(frozen=True, slots=True)
class AnswerBand:
    """How many families gave an answer. Answers beside each other that few families gave are one band."""

    parts: tuple[Answer, ...]
    families: int


Answers = Mapping[Asked, tuple[AnswerBand, ...]]
"""The families of a group, divided by each question. A question that may identify a family is missing."""


@dataclass(frozen=True, slots=True)
class WayGroup:
    """The families of one way, or of several that are counted together."""

    ways: tuple[Way, ...]
    families: int
    answers: Answers


@dataclass(frozen=True, slots=True)
class StageFigures:
    """The families that answered at one stage. `families` is None, and there is nothing else, where they are few."""

    stage: Stage
    families: int | None
    answers: Answers
    groups: tuple[WayGroup, ...]


@dataclass(frozen=True, slots=True)
class ExperienceFigures:
    """The answers of a quarter, by stage."""

    stages: tuple[StageFigures, ...]


def experience_figures(cells: Cells) -> ExperienceFigures:
    """Count the answers of a quarter."""
    return ExperienceFigures(tuple(_of_stage(stage, cells) for stage in Stage))


def in_order(answers: Answers) -> list[tuple[Asked, tuple[AnswerBand, ...]]]:
    """Return the answers in the order of the page. What was stored and read back may have another order."""
    return [(question, answers[question]) for question in Asked if question in answers]


def _of_stage(stage: Stage, cells: Cells) -> StageFigures:
    of_ways: dict[Way, Cell] = {way: cells.get((stage, way), _NONE) for way in Way} if stage is Stage.AFTER_END else {}
    everybody = list(of_ways.values()) or [cells.get((stage, None), _NONE)]
    families = sum(cell.families for cell in everybody)
    if families < FEW:
        return StageFigures(stage, None, {}, ())
    together = counted_together({way: cell.families for way, cell in of_ways.items()})
    by_group = [[of_ways[way] for way in ways] for ways in together]
    answers: dict[Asked, tuple[AnswerBand, ...]] = {}
    of_groups: list[dict[Asked, tuple[AnswerBand, ...]]] = [{} for _ in together]
    for question in asked_at(stage):
        bands = _bands(question, by_group) if by_group else ()
        if bands:
            for group, its_answers in zip(by_group, of_groups, strict=True):
                its_answers[question] = _counted(question, bands, group)
        if bands := bands or _bands(question, [everybody]):
            answers[question] = _counted(question, bands, everybody)
    groups = zip(together, by_group, of_groups, strict=True)
    return StageFigures(
        stage,
        families,
        answers,
        tuple(WayGroup(ways, sum(cell.families for cell in group), its) for ways, group, its in groups),
    )


def _bands(question: Asked, groups: Sequence[Sequence[Cell]]) -> tuple[tuple[Answer, ...], ...]:
    return same_bands(tuple(Answer), [{one: _sum(group, question, one) for one in Answer} for group in groups])


def _counted(question: Asked, bands: Sequence[tuple[Answer, ...]], cells: Sequence[Cell]) -> tuple[AnswerBand, ...]:
    return tuple(AnswerBand(parts, sum(_sum(cells, question, one) for one in parts)) for parts in bands)


def _sum(cells: Sequence[Cell], question: Asked, answer: Answer) -> int:
    return sum(cell[question, answer] for cell in cells)
