"""Invented answers of families, for the documents and the sandbox."""

from collections.abc import Iterator, Mapping
from typing import Final

from app.evidence.domain.burden import Way
from app.evidence.domain.experience import SIZE, Answer, Asked, Cell, Stage, asked_at, counted

Told = Mapping[Asked, Answer]
_GOOD: Final = (Answer.STRONGLY_AGREE, Answer.AGREE, Answer.AGREE, Answer.NEITHER, Answer.DISAGREE)
_BAD: Final = (Answer.DISAGREE, Answer.STRONGLY_DISAGREE, Answer.NEITHER, Answer.AGREE, Answer.STRONGLY_AGREE)
FAMILIES: Final[Mapping[tuple[Stage, Way | None], int]] = {
    (Stage.AFTER_CONTACT, None): 42,
    (Stage.AFTER_SESSION, None): 26,
    (Stage.AFTER_END, Way.MEDIATED): 24,
    (Stage.AFTER_END, Way.DECLINED): 33,
    (Stage.AFTER_END, Way.NEVER_OFFERED): 3,
}
"""How many families answered at each stage."""


def families() -> Iterator[tuple[Stage, Way | None, Told]]:
    """Yield what each invented family said."""
    for (stage, way), number in FAMILIES.items():
        for family in range(number):
            yield stage, way, told(stage, family)


def cells() -> dict[tuple[Stage, Way | None], Cell]:
    """Return the counts of the invented families."""
    found: dict[tuple[Stage, Way | None], Cell] = {}
    for stage, way, said in families():
        before = found.get((stage, way), Cell(0, (0,) * SIZE))
        counts = tuple(map(sum, zip(before.counts, counted(stage, said), strict=True)))
        found[stage, way] = Cell(before.families + 1, counts)
    return found


def told(stage: Stage, family: int) -> Told:
    """Return the answers of one family. Every seventh statement stays without an answer."""
    said = {}
    for number, question in enumerate(asked_at(stage)):
        if (family + number) % 7:
            scale = _BAD if question is Asked.COMPELLED else _GOOD
            said[question] = scale[(family * 3 + number) % len(scale)]
    return said
