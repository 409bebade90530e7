"""A diagram of any machine in Mermaid."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from app.kernel.moves import Move


def arrows(moves: Iterable[Move[Any, Any, Any]], states: Iterable[StrEnum]) -> Iterator[tuple[str, str, str]]:
    """Yield from where to where each move leads, and its action. Moves that stay are left out."""
    states = tuple(states)
    for move in moves:
        if move.target is not None:
            yield from ((state, move.target, move.action) for state in states if state in move.states)


def mermaid(begins: str, arrows: Iterable[tuple[str, str, str]], ends: Iterable[str], *notes: str) -> str:
    """Draw the states and what leads from one to another: from where, to where, by what. Arrows side by side join."""
    labels: dict[tuple[str, str], list[str]] = defaultdict(list)
    for source, target, label in arrows:
        labels[source, target].append(label)
    lines = ["stateDiagram-v2", f"    [*] --> {begins}"]
    lines += [f"    {source} --> {target}: {', '.join(each)}" for (source, target), each in labels.items()]
    lines += [f"    {state} --> [*]" for state in ends]
    return "\n".join([*lines, *(f"    {note}" for note in notes)])
