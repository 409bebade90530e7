"""Searches any machine: every record that can follow from a record, and the shortest lawful way to a command."""

import gc
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from app.kernel.errors import Refusal
from app.kernel.machine import Machine, apply, changed
from app.kernel.moves import C, F, G, M

W = TypeVar("W")
Way = tuple[str, ...]
"""The steps that lead to a record, as they are told."""


@dataclass(slots=True, eq=False)
class Node(Generic[F, W]):
    """A reachable record at a moment, how the search first came to it, and every step that leads to it.

    `told` names the record from which a search began, where there are several.
    """

    facts: F
    when: W
    first: "Step[Any, F, Any, W] | None" = None
    told: str | None = None
    arrivals: "list[Step[Any, F, Any, W]]" = field(default_factory=list)

    @property
    def way(self) -> Way:
        """The steps by which it was first reached."""
        if self.first is not None:
            return self.first.way
        return () if self.told is None else (self.told,)


class Step(NamedTuple, Generic[M, F, C, W]):
    """How one reachable record led to another: by a move, or by time alone."""

    origin: Node[F, W]
    said: str
    move: M | None = None
    command: C | None = None
    machine: Machine[Any, F, Any, Any] | None = None

    @property
    def way(self) -> Way:
        """Everything that led to it, and itself."""
        return (*self.origin.way, self.said)


class Attempt(NamedTuple, Generic[M, F, C]):
    """A command worth trying, the machine to try it on, the moves of it that claim the command, and how it is told."""

    machine: Machine[M, F, C, Any]
    command: C
    claiming: Sequence[M]
    said: str


def attempt(machine: Machine[M, F, C, Any], facts: F, command: C, said: str) -> Attempt[M, F, C]:
    """Return a command with the moves that claim it: none if it is another party's to record."""
    try:
        machine.must_be_theirs(facts, command)
    except Refusal:
        return Attempt(machine, command, (), said)
    return Attempt(machine, command, machine.claiming(facts, command), said)


@dataclass(slots=True)
class Explored(Generic[M, F, W]):
    """Everything reachable from one record, and the first way found to each property that was broken."""

    nodes: dict[Hashable, Node[F, W]] = field(default_factory=dict)
    steps: int = 0
    broken: dict[str, Way] = field(default_factory=dict)
    clashes: list[Way] = field(default_factory=list)
    moves: set[M] = field(default_factory=set)


@contextmanager
def growing() -> Iterator[None]:
    """Look for no garbage during a search: it keeps all that it makes, and each look would visit everything again.

    This counts for the whole process. The service searches every state in a process of its own.
    """
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looking:
            gc.enable()


class Search(ABC, Generic[M, F, C, W]):
    """An exhaustive search: what is tried of a record, and which records are alike. Within that nothing is sampled."""

    @abstractmethod
    def menu(self, node: Node[F, W]) -> Iterable[Attempt[M, F, C]]:
        """Return every command worth trying, with the moves that claim it. One that no move claims may be left out."""

    @abstractmethod
    def mark(self, facts: F, when: W) -> Hashable:
        """Return all that a gate or a move could ever ask: two records with one mark have one future."""

    def later(self, node: Node[F, W]) -> W | None:
        """Return the next moment at which time alone may change an answer. None if it changes none."""
        del node
        return None

    def explore(
        self, start: Node[F, W], broken_by: Callable[[Step[M, F, C, W], F], Iterable[str]], *more: Node[F, W]
    ) -> Explored[M, F, W]:
        """Search everything that can come of a record, or of one of several that may begin in its place.

        `broken_by` names the properties that a step breaks.
        """
        found: Explored[M, F, W] = Explored()
        found.nodes |= {self.mark(one.facts, one.when): one for one in (start, *more)}
        with growing():
            self._follow(found, broken_by)
        return found

    def _follow(self, found: Explored[M, F, W], broken_by: Callable[[Step[M, F, C, W], F], Iterable[str]]) -> None:
        """Take every step from every record that is found, until no step finds another."""
        waiting = deque(found.nodes.values())
        while waiting:
            for step, facts, when in self._onward(waiting.popleft(), found):
                found.steps += 1
                for name in broken_by(step, facts):
                    found.broken.setdefault(name, step.way)
                mark = self.mark(facts, when)
                node = found.nodes.get(mark)
                if node is None:
                    node = found.nodes[mark] = Node(facts, when, step)
                    waiting.append(node)
                node.arrivals.append(step)

    def _onward(self, node: Node[F, W], found: Explored[M, F, W]) -> Iterator[tuple[Step[M, F, C, W], F, W]]:
        """Yield what may come next: time, or any command that the machine allows."""
        later = self.later(node)
        if later is not None:
            yield Step(node, f"until {later}"), node.facts, later
        facts, when = node.facts, node.when
        for machine, command, claiming, said in self.menu(node):
            if not claiming:
                continue
            if len(claiming) > 1:
                found.clashes.append((*node.way, said))
            move = claiming[0]
            changes = machine.changes_if_open(move, facts, command)
            if changes is None:
                continue
            found.moves.add(move)
            yield Step(node, said, move, command, machine), changed(facts, changes), when


def ways(  # noqa: PLR0913 - how a machine is searched: all are named at the call
    machine: Machine[M, F, C, G],
    start: F,
    today: date,
    menu: Sequence[C],
    view: Callable[[F], Hashable],
    place: Callable[[F], Hashable],
    leads_on: Callable[[C], bool] = lambda _: True,
) -> Iterator[tuple[F, tuple[C, ...], C]]:
    """Yield every command that may be recorded today after some others, nearest first: where, after what, and it.

    Args:
        machine: what decides.
        start: the record from which the ways lead.
        today: the day of recording.
        menu: the commands to try.
        view: all that a gate could ask of a record. Of the records that look alike, the nearest alone goes on.
        place: all that the claims of the moves hang on; they are worked out once for each place.
        leads_on: whether a way goes on over a command.
    """
    tried = [command for command in menu if _is_recorded(machine, start, command, today)]
    claimed: dict[Hashable, list[tuple[C, M]]] = {}
    waiting: deque[tuple[F, tuple[C, ...]]] = deque([(start, ())])
    seen = {view(start)}
    while waiting:
        facts, way = waiting.popleft()
        here = place(facts)
        if here not in claimed:
            claimed[here] = [(command, moves[0]) for command in tried if (moves := machine.claiming(facts, command))]
        for command, move in claimed[here]:
            changes = machine.changes_if_open(move, facts, command)
            if changes is None:
                continue
            after = changed(facts, changes)
            yield facts, way, command
            if leads_on(command) and (mark := view(after)) not in seen:
                seen.add(mark)
                waiting.append((after, (*way, command)))


def _is_recorded(machine: Machine[M, F, C, G], facts: F, command: C, today: date) -> bool:
    """Whether a command is its party's, and of a day on which it may be: neither hangs on where the record stands."""
    try:
        machine.must_be_theirs(facts, command)
        machine.must_be_in_time(facts, command, today)
    except Refusal:
        return False
    return True


def after_command(machine: Machine[M, F, C, G], facts: F, command: C, today: date) -> F | None:
    """Return the record after a command, or None if it is refused; most refusals need no reason worked out."""
    if not machine.claiming(facts, command):
        return None
    try:
        return apply(facts, machine.decide(facts, command, today))
    except Refusal:
        return None
