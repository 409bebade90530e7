"""The exhaustive check: every reachable state of the machine, searched, and what holds in all of them.

Time is cut to the days on which it alone changes an answer (`days_of_interest`); cases that no gate can tell apart
count as one state. Within that, nothing is sampled.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from app.domain.errors import Refusal
from app.domain.law.regimes import RegimeId
from app.domain.pathway import commands as c
from app.domain.pathway.facts import CaseFacts
from app.domain.pathway.machine import Pathway, apply
from app.domain.pathway.search import days_of_interest, variants, view
from app.domain.pathway.words import Action
from app.domain.terms import HEALTH_SECTIONS, AppealBasis, AppellantKind, CertificateGround, DecisionKind, PlanSection

NOTICE = date(2026, 3, 2)
"""An ordinary Monday. The properties do not depend on it: a test repeats the search from other days."""

P = PlanSection
DISPUTES: tuple[tuple[DecisionKind, frozenset[PlanSection]], ...] = (
    (DecisionKind.REFUSAL_TO_ASSESS, frozenset()),
    (DecisionKind.PLAN_CONTENT, frozenset({P.B, P.F, P.I})),
    (DecisionKind.PLAN_CONTENT, frozenset({P.I})),
    (DecisionKind.PLAN_CONTENT, frozenset({P.G})),
    (DecisionKind.PLAN_CONTENT, frozenset({P.I, P.G})),
)
"""The kinds of dispute that the gates tell apart: decisions without sections are alike to them."""

Mark = tuple[object, ...]
Holds = Callable[[CaseFacts], bool]


@dataclass(frozen=True, slots=True)
class Node:
    """A reachable case on a day, and how it was first reached."""

    facts: CaseFacts
    day: date
    way: tuple[str, ...]


@dataclass(slots=True)
class Explored:
    """Everything reachable from one notice."""

    nodes: dict[Mark, Node] = field(default_factory=dict)
    before: dict[Mark, list[Mark]] = field(default_factory=dict)
    steps: int = 0
    broken: dict[str, tuple[str, ...]] = field(default_factory=dict)
    clashes: list[tuple[str, ...]] = field(default_factory=list)
    moves: set[int] = field(default_factory=set)


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
    moves_made: frozenset[int]

    @property
    def holds(self) -> bool:
        """Whether every property holds."""
        return all(p.holds for p in self.properties)


def explore(pathway: Pathway, start: CaseFacts, invariants: Mapping[str, Holds]) -> Explored:
    """Search every reachable state from a notice, and try every invariant after every step."""
    days = (start.notice_sent_on, *days_of_interest(start, pathway.law.regime(start).arrangement_days))
    menu = {day: _menu(pathway, day, start) for day in days}
    later = dict(pairwise(days))
    found = Explored()
    first = Node(start, days[0], ())
    waiting = deque([(_mark(first, pathway), first)])
    found.nodes[waiting[0][0]] = first
    while waiting:
        mark, node = waiting.popleft()
        for after in _ahead(pathway, node, found, menu[node.day], later.get(node.day)):
            found.steps += 1
            for name, holds in invariants.items():
                if name not in found.broken and not holds(after.facts):
                    found.broken[name] = after.way
            after_mark = _mark(after, pathway)
            found.before.setdefault(after_mark, []).append(mark)
            if after_mark not in found.nodes:
                found.nodes[after_mark] = after
                waiting.append((after_mark, after))
    return found


def _menu(pathway: Pathway, day: date, start: CaseFacts) -> list[c.Command]:
    """Every command worth trying on a day; health is raised only where a health section is disputed."""
    health = bool(start.sections & HEALTH_SECTIONS)
    return [
        command
        for action in Action
        for command in variants(action, day, pathway)
        if health or not (isinstance(command, c.RequestMediation) and command.health_raised)
    ]


def _mark(node: Node, pathway: Pathway) -> Mark:
    """Two nodes with one mark have one future. Once certified or closed, waiting changes nothing."""
    day = None if node.facts.certificate or node.facts.closed_on else node.day
    return (day, *view(node.facts, node.day, pathway))


def _ahead(
    pathway: Pathway, node: Node, found: Explored, menu: list[c.Command], next_day: date | None
) -> Iterable[Node]:
    """Yield what may come next: time, or any command that the machine allows."""
    if node.facts.closed_on:
        return
    if next_day and not node.facts.certificate:
        yield Node(node.facts, next_day, (*node.way, f"until {next_day}"))
    for command in menu:
        claiming = pathway.claiming(node.facts, command)
        if not claiming:
            continue
        if len(claiming) > 1:
            found.clashes.append((*node.way, command.action))
        try:
            event = pathway.decide(node.facts, command, node.day)
        except Refusal:
            continue
        found.moves.add(pathway.moves.index(claiming[0]))
        yield Node(apply(node.facts, event), node.day, (*node.way, _named(command)))


def _named(command: c.Command) -> str:
    match command:
        case c.IssueCertificate():
            return f"{command.action} ({command.ground})"
        case c.RegisterAppeal():
            return f"{command.action} ({command.basis})"
        case c.RecordSessionOutcome():
            return f"{command.action} ({command.outcome})"
    return str(command.action)


def _gate_was_open(pathway: Pathway, facts: CaseFacts) -> bool:
    if facts.appeal is None:
        return True
    match facts.appeal.basis:
        case AppealBasis.CERTIFICATE:
            return facts.certificate is not None
        case AppealBasis.PLACEMENT_ONLY:
            return facts.certificate is not None or facts.placement_only(pathway.law.readings)
        case AppealBasis.PERMISSION:
            return facts.appeal.permission_granted_on is not None


def _certificate_was_earned(pathway: Pathway, facts: CaseFacts) -> bool:
    if facts.certificate is None:
        return True
    compelled = pathway.law.regime(facts).attendance_required
    match facts.certificate.ground:
        case CertificateGround.DECLINED:
            return not compelled
        case CertificateGround.EXEMPT:
            return compelled and facts.exemption_granted is True
        case CertificateGround.TOOK_PART | CertificateGround.NOT_ARRANGED:
            return facts.requested_on is not None


def _can_reach(found: Explored, is_goal: Holds) -> set[Mark]:
    """Every state from which a goal can be reached."""
    reached = {mark for mark, node in found.nodes.items() if is_goal(node.facts)}
    waiting = deque(reached)
    while waiting:
        for before in found.before.get(waiting.popleft(), ()):
            if before not in reached:
                reached.add(before)
                waiting.append(before)
    return reached


def assure(pathway: Pathway, regime: RegimeId, notice_sent_on: date = NOTICE) -> Assurance:
    """Search every kind of dispute under a regime, and say what holds."""
    invariants: dict[str, Holds] = {
        "gate-before-tribunal": lambda facts: _gate_was_open(pathway, facts),
        "certificate-is-earned": lambda facts: _certificate_was_earned(pathway, facts),
        "no-appeal-without-right": lambda facts: facts.appeal is None or facts.appealable,
    }
    goals: dict[str, Holds] = {
        "the-family-can-end-it": lambda facts: facts.closed_on is not None,
        "the-tribunal-is-in-reach": lambda facts: (
            facts.appeal is not None or not facts.appealable or facts.closed_on is not None
        ),
    }
    explored = [
        explore(pathway, CaseFacts(regime, kind, notice_sent_on, AppellantKind.PARENT, sections), invariants)
        for kind, sections in DISPUTES
    ]
    return Assurance(
        regime,
        (
            *(_invariant(name, explored) for name in invariants),
            *(_always_ahead(name, goal, explored) for name, goal in goals.items()),
            _reachable(pathway, regime, explored),
            _no_clash(explored),
        ),
        sum(len(found.nodes) for found in explored),
        sum(found.steps for found in explored),
        frozenset(index for found in explored for index in found.moves),
    )


SAYS = {
    "gate-before-tribunal": "No appeal is registered without a certificate, a dispute about the placement alone, or "
    "the tribunal's permission.",
    "certificate-is-earned": "No certificate exists but on a ground that its regime knows, after what that ground "
    "requires.",
    "no-appeal-without-right": "No appeal is registered about health or social care alone.",
    "the-family-can-end-it": "From every state the case can be ended.",
    "the-tribunal-is-in-reach": "From every state of an appealable dispute that is not ended, the tribunal can be "
    "reached.",
    "every-action-is-reachable": "Every action that the regime knows can be taken in some state.",
    "no-two-moves-claim-one-case": "At most one move claims a command on a case.",
}


def _invariant(name: str, explored: list[Explored]) -> Property:
    broken = next((found.broken[name] for found in explored if name in found.broken), None)
    return Property(name, SAYS[name], broken is None, broken)


def _always_ahead(name: str, goal: Holds, explored: list[Explored]) -> Property:
    for found in explored:
        ahead = _can_reach(found, goal)
        lost = next((node.way for mark, node in found.nodes.items() if mark not in ahead), None)
        if lost is not None:
            return Property(name, SAYS[name], holds=False, counter_example=lost)
    return Property(name, SAYS[name], holds=True, counter_example=None)


def _reachable(pathway: Pathway, regime: RegimeId, explored: list[Explored]) -> Property:
    taken = {pathway.moves[index].action for found in explored for index in found.moves}
    known = {move.action for move in pathway.moves if regime in move.regimes} - {Action.COMPLETE_DUTY}
    idle = tuple(sorted(known - taken))
    return Property("every-action-is-reachable", SAYS["every-action-is-reachable"], not idle, idle or None)


def _no_clash(explored: list[Explored]) -> Property:
    clash = next((way for found in explored for way in found.clashes), None)
    name = "no-two-moves-claim-one-case"
    return Property(name, SAYS[name], clash is None, clash)
