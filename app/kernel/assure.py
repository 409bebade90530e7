"""Properties of a machine, and the result of an exhaustive search for a state where one fails."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol

from app.kernel.moves import C, F, M
from app.kernel.search import Explored, Node, Search, Step, W, Way


@dataclass(frozen=True, slots=True)
class Proof:
    """Something that holds in every reachable state, and the way to one where it does not, if there is one."""

    name: str
    says: str
    holds: bool
    counter_example: Way | None


@dataclass(frozen=True, slots=True)
class Assurance(Generic[M]):
    """The verdict on a machine."""

    properties: tuple[Proof, ...]
    states_examined: int
    steps_examined: int
    moves_made: frozenset[M]

    @property
    def holds(self) -> bool:
        """Whether every property holds."""
        return all(p.holds for p in self.properties)


class Property(Protocol):
    """Something that holds of a machine, and how a search finds it broken."""

    @property
    def name(self) -> str:
        """Its name, published."""

    @property
    def says(self) -> str:
        """Its sentence."""

    def broken(self, explored: Sequence[Explored[Any, Any, Any]]) -> Way | None:
        """Return a way to where it is broken, or what was never found. None if it holds."""


@dataclass(frozen=True, slots=True)
class Always(Generic[F]):
    """Something that is so of every record that a step leads to."""

    name: str
    says: str
    holds: Callable[[F], bool]

    def broken(self, explored: Sequence[Explored[Any, Any, Any]]) -> Way | None:
        """Return the first way to a record of which it is not so."""
        return next((found.broken[self.name] for found in explored if self.name in found.broken), None)


@dataclass(frozen=True, slots=True)
class EachStep(Generic[M, F, C, W]):
    """Something that is so of every step: of a record, of what was recorded, and of the record after it."""

    name: str
    says: str
    holds: Callable[[Step[M, F, C, W], F], bool]

    def broken(self, explored: Sequence[Explored[Any, Any, Any]]) -> Way | None:
        """Return the first way that ends with a step of which it is not so."""
        return next((found.broken[self.name] for found in explored if self.name in found.broken), None)


@dataclass(frozen=True, slots=True)
class InReach(Generic[M, F, C, W]):
    """Something that stays in reach of every record that it concerns, by time and the steps on which it may rely."""

    name: str
    says: str
    kept: Callable[[F], bool]
    concerns: Callable[[Node[F, W]], bool]
    may_rely_on: Callable[[Step[M, F, C, W]], bool]

    def broken(self, explored: Sequence[Explored[Any, Any, Any]]) -> Way | None:
        """Return the way to a record from which it is out of reach."""
        for found in explored:
            ahead = self._reached(found)
            for node in found.nodes.values():
                if node not in ahead and self.concerns(node):
                    return node.way
        return None

    def _reached(self, found: Explored[M, F, W]) -> set[Node[F, W]]:
        reached = {node for node in found.nodes.values() if self.kept(node.facts)}
        waiting = deque(reached)
        while waiting:
            for step in waiting.popleft().arrivals:
                if step.origin not in reached and (step.move is None or self.may_rely_on(step)):
                    reached.add(step.origin)
                    waiting.append(step.origin)
        return reached


@dataclass(frozen=True, slots=True)
class Begun(Generic[F]):
    """That a record may begin in one of the ways that are `so`, wherever one begins that it `concerns`."""

    name: str
    says: str
    concerns: Callable[[F], bool]
    so: Callable[[F], bool]
    otherwise: str
    """What is told where a record may not."""

    def broken(self, explored: Sequence[Explored[Any, Any, Any]]) -> Way | None:
        """Return what is told of a record that may begin in no such way; None where each may."""
        begun = [[node.facts for node in found.nodes.values() if node.first is None] for found in explored]
        needed = [facts for facts in begun if any(map(self.concerns, facts))]
        return None if all(any(map(self.so, facts)) for facts in needed) else (self.otherwise,)


@dataclass(frozen=True, slots=True)
class Covered(Generic[M, F, W]):
    """That a search met everything it should: every action, every move, every state."""

    name: str
    says: str
    wanted: Sequence[str]
    met: Callable[[Explored[M, F, W]], Iterable[str]]

    def broken(self, explored: Sequence[Explored[Any, Any, Any]]) -> Way | None:
        """Return what was never met."""
        met = {one for found in explored for one in self.met(found)}
        return tuple(one for one in self.wanted if one not in met) or None


@dataclass(frozen=True, slots=True)
class Each:
    """That several things hold together, told as one."""

    name: str
    says: str
    parts: Sequence[Property]

    def broken(self, explored: Sequence[Explored[Any, Any, Any]]) -> Way | None:
        """Return the way to where the first of them is broken."""
        return next((way for part in self.parts if (way := part.broken(explored)) is not None), None)


@dataclass(frozen=True, slots=True)
class NoClash:
    """That at most one move claims a command."""

    name: str
    says: str

    def broken(self, explored: Sequence[Explored[Any, Any, Any]]) -> Way | None:
        """Return a way that ends with a command which two moves claim."""
        return next((way for found in explored for way in found.clashes), None)


def assure(search: Search[M, F, C, W], starts: Iterable[Node[F, W]], properties: Sequence[Property]) -> Assurance[M]:
    """Search everything that can come of some records, and say which properties hold."""
    broken_by = watching(properties)
    return verdict([search.explore(start, broken_by) for start in starts], properties)


def verdict(explored: Sequence[Explored[M, F, W]], properties: Sequence[Property]) -> Assurance[M]:
    """Say which properties hold in all that was searched."""
    broken = [(one, one.broken(explored)) for one in properties]
    return Assurance(
        tuple(Proof(one.name, one.says, way is None, way) for one, way in broken),
        sum(len(found.nodes) for found in explored),
        sum(found.steps for found in explored),
        frozenset(move for found in explored for move in found.moves),
    )


class _Broken(Exception):
    """A property is broken: the search may stop."""

    def __init__(self, way: Way) -> None:
        super().__init__(way)
        self.way = way


def counter_example(search: Search[M, F, C, W], starts: Iterable[Node[F, W]], one: Property) -> Way | None:
    """Return the shortest way found to where one property is broken; the search goes no further than that."""
    watch = watching([one])

    def stop(step: Step[M, F, C, W], after: F) -> Sequence[str]:
        if watch(step, after):
            raise _Broken(step.way)
        return ()

    try:
        explored = [search.explore(start, stop) for start in starts]
    except _Broken as found:
        return found.way
    return one.broken(explored)


def watching(properties: Sequence[Property]) -> Callable[[Step[Any, Any, Any, Any], Any], Sequence[str]]:
    """Return what names, while a search goes on, the properties that a step breaks. Time alone breaks no step's."""
    of_records = [(one.name, one.holds) for one in properties if isinstance(one, Always)]
    of_steps = [(one.name, one.holds) for one in properties if isinstance(one, EachStep)]

    def broken_by(step: Step[Any, Any, Any, Any], after: Any) -> Sequence[str]:
        broken = [name for name, is_so in of_records if not is_so(after)]
        if step.command is not None:
            broken += [name for name, holds in of_steps if not holds(step, after)]
        return broken

    return broken_by
