"""The exhaustive check: every reachable state of the machine, searched, and what holds in all of them.

Time is cut to the days on which it alone changes an answer; cases that no gate can tell apart count as one state.
Within that, nothing is sampled.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from app.cases.domain import commands as c
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.machine import Pathway, apply
from app.cases.domain.moves import Move
from app.cases.domain.promises import AHEAD, INVARIANTS, SAYS, STEPS, Ahead
from app.cases.domain.search import attempts, next_day_of_interest, place, variants, view
from app.cases.domain.words import Action
from app.kernel.errors import Refusal
from app.kernel.terms import HEALTH_SECTIONS, AppellantKind, DecisionKind, OrganisationKind, PlanSection
from app.law.domain.regimes import RegimeId

NOTICE = date(2026, 3, 2)
"""An ordinary Monday. The properties do not depend on it: a test repeats the search from other days."""
EARLY = timedelta(days=10)
"""The family's first step may come soon after the notice, or never."""

P = PlanSection
Dispute = tuple[DecisionKind, frozenset[PlanSection]]
DISPUTES: tuple[Dispute, ...] = (
    (DecisionKind.REFUSAL_TO_ASSESS, frozenset()),
    (DecisionKind.PLAN_CONTENT, frozenset({P.B, P.F, P.I})),
    (DecisionKind.PLAN_CONTENT, frozenset({P.I})),
    (DecisionKind.PLAN_CONTENT, frozenset({P.G})),
    (DecisionKind.PLAN_CONTENT, frozenset({P.I, P.G})),
)
"""The kinds of dispute that the gates tell apart: decisions without sections are alike to them."""

Mark = tuple[object, ...]
View = Callable[[CaseFacts, date, Pathway], Mark]
Menu = list[tuple[c.Command, list[Move]]]


class Arrival(NamedTuple):
    """How one reachable case led to another: by a move, or by time alone."""

    origin: "Node"
    step: str
    move: Move | None
    command: c.Command | None = None


@dataclass(slots=True, eq=False)
class Node:
    """A reachable case on a day, how the search first came to it, and every step that leads to it."""

    facts: CaseFacts
    day: date
    first: Arrival | None = None
    arrivals: list[Arrival] = field(default_factory=list)

    @property
    def way(self) -> tuple[str, ...]:
        """The steps by which it was first reached."""
        return () if self.first is None else (*self.first.origin.way, self.first.step)


@dataclass(slots=True)
class Explored:
    """Everything reachable from one notice."""

    nodes: dict[Mark, Node] = field(default_factory=dict)
    steps: int = 0
    broken: dict[str, tuple[str, ...]] = field(default_factory=dict)
    clashes: list[tuple[str, ...]] = field(default_factory=list)
    moves: set[Move] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Property:
    """Something that holds in every reachable state, and the way to one where it does not, if there is one."""

    name: str
    says: str
    holds: bool
    counter_example: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Assurance:
    """The verdict on one regime."""

    regime: RegimeId
    properties: tuple[Property, ...]
    states_examined: int
    steps_examined: int
    moves_made: frozenset[Move]

    @property
    def holds(self) -> bool:
        """Whether every property holds."""
        return all(p.holds for p in self.properties)


def assure(
    pathway: Pathway, regime: RegimeId, notice_sent_on: date = NOTICE, disputes: Sequence[Dispute] = DISPUTES
) -> Assurance:
    """Search every kind of dispute under a regime, and say what holds."""
    opened = (CaseFacts(regime, kind, notice_sent_on, AppellantKind.PARENT, sections) for kind, sections in disputes)
    return verdict(pathway, regime, [explore(pathway, start) for start in opened])


def verdict(pathway: Pathway, regime: RegimeId, explored: list[Explored]) -> Assurance:
    """Say what holds in all that was searched under a regime."""
    return Assurance(
        regime,
        (
            *(_invariant(name, explored) for name in (*INVARIANTS, *STEPS)),
            *(_ahead(promise, explored, pathway) for promise in AHEAD),
            _reachable(pathway, regime, explored),
            _no_clash(explored),
        ),
        sum(len(found.nodes) for found in explored),
        sum(found.steps for found in explored),
        frozenset(move for found in explored for move in found.moves),
    )


def explore(pathway: Pathway, start: CaseFacts, seen: View = view) -> Explored:
    """Search every reachable state from a notice, and try every invariant after every step.

    `seen` says what tells two cases apart.
    """
    found = Explored()
    first = Node(start, start.notice_sent_on + EARLY)
    found.nodes[mark(first, pathway, seen)] = first
    waiting = deque([first])
    menus: dict[tuple[object, ...], Menu] = {}
    while waiting:
        node = waiting.popleft()
        where = (node.day, *place(node.facts))
        if where not in menus:
            menus[where] = list(_menu(pathway, node, start))
        for after, arrival in _onward(pathway, node, found, menus[where]):
            found.steps += 1
            for name in _broken_by(arrival, after, pathway.law):
                found.broken.setdefault(name, after.way)
            known = found.nodes.setdefault(mark(after, pathway, seen), after)
            known.arrivals.append(arrival)
            if known is after:
                waiting.append(after)
    return found


def _broken_by(arrival: Arrival, after: Node, law: Law) -> Iterator[str]:
    """Name what does not hold of a case, or of the step that led to it."""
    yield from (name for name, holds in INVARIANTS.items() if not holds(after.facts, law))
    if (command := arrival.command) is not None:
        before = arrival.origin.facts
        yield from (name for name, holds in STEPS.items() if not holds(before, command, after.facts, law))


def _menu(pathway: Pathway, node: Node, start: CaseFacts) -> Iterator[tuple[c.Command, list[Move]]]:
    """Yield every command worth trying on a day, with the moves that claim it: they hang on a case's place alone.

    Health is raised only where a health section is disputed.
    """
    health = bool(start.sections & HEALTH_SECTIONS)
    usual = (command for action in Action for command in variants(action, node.day, pathway))
    for command in (*usual, *attempts(node.day, pathway)):
        if isinstance(command, c.CompleteDuty) and not node.facts.appeal_pending:
            continue  # a response matters to an appeal alone
        raises_health = isinstance(command, c.RequestMediation) and command.health_raised
        if (health or not raises_health) and (claiming := pathway.claiming(node.facts, command)):
            yield command, claiming


def mark(node: Node, pathway: Pathway, seen: View = view) -> Mark:
    """Return what two nodes with one future have in common. Once certified, waiting changes nothing promised here.

    After the contact period a day is like any other: what time still changes stands in the view.
    """
    settled = node.facts.certificate
    day = None if settled else min(node.day, node.facts.contact_closes_on + timedelta(days=1))
    return (day, *seen(node.facts, node.day, pathway))


def _onward(pathway: Pathway, node: Node, found: Explored, menu: Menu) -> Iterator[tuple[Node, Arrival]]:
    """Yield what may come next: time, or any command that the machine allows."""
    if not node.facts.certificate:
        later = next_day_of_interest(node.facts, node.day, pathway.law.regime(node.facts))
        waited = Arrival(node, f"until {later}", None)
        yield Node(node.facts, later, waited), waited
    for command, claiming in menu:
        if len(claiming) > 1:
            found.clashes.append((*node.way, named(command)))
        try:
            event = pathway.make(claiming[0], node.facts, command)
        except Refusal:
            continue
        found.moves.add(claiming[0])
        step = Arrival(node, named(command), claiming[0], command)
        yield Node(apply(node.facts, event), node.day, step), step


def named(command: c.Command) -> str:
    """Name a command as a counter-example does."""
    match command:
        case c.IssueCertificate():
            return f"{command.action} ({command.ground})"
        case c.RegisterAppeal():
            return f"{command.action} ({command.basis})"
        case c.RecordSessionOutcome():
            return f"{command.action} ({command.outcome})"
        case c.RequestMediation() if command.health_raised:
            return f"{command.action} (health)"
        case c.DecideExemption():
            return f"{command.action} ({'granted' if command.granted else 'refused'})"
        case c.WidenGrounds() if command.by is OrganisationKind.TRIBUNAL:
            return f"{command.action} (permitted)"
        case c.Withdraw() | c.Close() | c.ReinstateAppeal():
            return f"{command.action} ({_as_said(command)})"
        case c.RecordAppealOutcome():
            alone = "" if command.by is OrganisationKind.TRIBUNAL else f", by {command.by}"
            return f"{command.action} ({command.order_kind or 'no order'}{alone})"
    return str(command.action)


def _as_said(command: c.Withdraw | c.Close | c.ReinstateAppeal) -> str:
    word = "the family's word" if getattr(command, "family_confirmed", False) else "no word of the family"
    if isinstance(command, c.ReinstateAppeal):
        word = "time extended" if command.time_extended else "in time"
    return f"{word}, by {command.by}"


def _invariant(name: str, explored: list[Explored]) -> Property:
    broken = next((found.broken[name] for found in explored if name in found.broken), None)
    return Property(name, SAYS[name], broken is None, broken)


def _ahead(promise: Ahead, explored: list[Explored], pathway: Pathway) -> Property:
    for found in explored:
        ahead = _can_reach(found, promise)
        for node in found.nodes.values():
            if node not in ahead and promise.concerns(node.facts, node.day, pathway.law):
                return Property(promise.name, SAYS[promise.name], holds=False, counter_example=node.way)
    return Property(promise.name, SAYS[promise.name], holds=True, counter_example=None)


def _can_reach(found: Explored, promise: Ahead) -> set[Node]:
    """Every state from which the promise can be kept by time and by the moves on which it may rely."""
    reached = {node for node in found.nodes.values() if promise.kept(node.facts)}
    waiting = deque(reached)
    while waiting:
        for origin, _, move, _command in waiting.popleft().arrivals:
            if origin not in reached and (move is None or promise.may_rely_on(move)):
                reached.add(origin)
                waiting.append(origin)
    return reached


def _reachable(pathway: Pathway, regime: RegimeId, explored: list[Explored]) -> Property:
    taken = {move.action for found in explored for move in found.moves}
    known = {move.action for move in pathway.moves if regime in move.regimes}
    idle = tuple(sorted(known - taken))
    return Property("every-action-is-reachable", SAYS["every-action-is-reachable"], not idle, idle or None)


def _no_clash(explored: list[Explored]) -> Property:
    clash = next((way for found in explored for way in found.clashes), None)
    name = "no-two-moves-claim-one-case"
    return Property(name, SAYS[name], clash is None, clash)
