"""The exhaustive check: every reachable referral, searched, and what holds in all of them.

All happens on one day: time alone changes no answer here. From each source and person, every action by every party is
tried in every state; nothing is sampled.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from app.advice.domain.facts import Consent, ReferralFacts
from app.advice.domain.gates import is_own_consent
from app.advice.domain.machine import Referrals
from app.advice.domain.moves import Move
from app.advice.domain.search import after, usual, view
from app.advice.domain.words import ConsentCovers, ReferralAction, ReferralState, ReferredPerson, Source
from app.cases.domain.assurance import Property
from app.kernel.terms import OrganisationKind

DAY = date(2026, 3, 2)
"""Any day: the properties do not depend on it."""

S = ReferralState
SERVICE = OrganisationKind.ADVICE_SERVICE
Way = tuple[str, ...]


class Step(NamedTuple):
    """A recording that was let through: from where, of what, by whom, to where."""

    origin: "Node"
    action: ReferralAction
    by: OrganisationKind
    target: "Node"

    @property
    def way(self) -> Way:
        """Everything that led to it, and itself."""
        return (*self.origin.way, f"{self.action} by {self.by}")


@dataclass(slots=True, eq=False)
class Node:
    """A reachable referral, how it was first reached, and what may be recorded of it."""

    facts: ReferralFacts
    way: Way
    onward: list[Step] = field(default_factory=list)


@dataclass(slots=True)
class Explored:
    """Everything reachable from one referral."""

    nodes: list[Node]
    moves: set[Move]
    clashes: list[Way]

    @property
    def steps(self) -> Iterator[Step]:
        """Every recording that was let through."""
        return (step for node in self.nodes for step in node.onward)


@dataclass(frozen=True, slots=True)
class Assurance:
    """The verdict."""

    properties: tuple[Property, ...]
    states_examined: int
    steps_examined: int

    @property
    def holds(self) -> bool:
        """Whether every property holds."""
        return all(p.holds for p in self.properties)


def starts() -> Iterator[ReferralFacts]:
    """Yield a new referral from each source of each person, with every consent: the right one, and those that are none.

    `refer` would let only the right ones through. The moves must not rely on it.
    """
    for source in Source:
        for person in ReferredPerson:
            for giver in ReferredPerson:
                for purpose in (ConsentCovers.CONTACT, ConsentCovers.CASE_DATES):
                    yield ReferralFacts(source, person, Consent(giver, DAY, frozenset({purpose})), DAY)


def told(start: ReferralFacts) -> str:
    """Name a referral as a counter-example does."""
    (purpose,) = start.consent.covers
    return f"{start.person} referred by {start.source} on consent of {start.consent.given_by} to {purpose}"


def explore(referrals: Referrals, start: ReferralFacts) -> Explored:
    """Search every referral that can come of one."""
    first = Node(start, (told(start),))
    found = Explored([first], set(), [])
    known, waiting = {view(start): first}, deque([first])
    menu = [usual(action, DAY, by) for action in ReferralAction for by in OrganisationKind]
    while waiting:
        node = waiting.popleft()
        for command in menu:
            reached = after(referrals, node.facts, command, DAY)
            if reached is None:
                continue
            claiming = referrals.claiming(node.facts, command)
            found.moves.add(claiming[0])
            fresh = Node(reached, (*node.way, f"{command.action} by {command.by}"))
            target = known.setdefault(view(reached), fresh)
            step = Step(node, command.action, command.by, target)
            node.onward.append(step)
            if len(claiming) > 1:
                found.clashes.append(step.way)
            if target is fresh:
                found.nodes.append(fresh)
                waiting.append(fresh)
    return found


def _help_without_leave(found: Explored) -> Iterable[Way]:
    for node in found.nodes:
        facts = node.facts
        helped = facts.state in (S.ACCEPTED, S.WAITING, S.ACTIVE)
        if helped and not (facts.accepted_on and is_own_consent(facts)):
            yield node.way


def _recorded_after_withdrawal(found: Explored) -> Iterable[Way]:
    return (step.way for step in found.steps if step.origin.facts.consent.withdrawn_on is not None)


def _not_withdrawable(found: Explored) -> Iterable[Way]:
    for node in found.nodes:
        consent_stands = node.facts.consent.withdrawn_on is None
        if consent_stands and not any(s.target.facts.state is S.WITHDRAWN and s.by is SERVICE for s in node.onward):
            yield node.way


def _stuck(found: Explored) -> Iterable[Way]:
    """Referrals that the service can bring to no end of its own: only the family's withdrawal would."""
    ended = {node for node in found.nodes if node.facts.state in (S.CLOSED, S.DECLINED, S.WITHDRAWN)}
    growing = True
    while growing:
        before = len(ended)
        ended |= {s.origin for s in found.steps if s.target in ended and s.target.facts.state is not S.WITHDRAWN}
        growing = len(ended) > before
    return (node.way for node in found.nodes if node not in ended)


def _recorded_by_others(found: Explored) -> Iterable[Way]:
    for step in found.steps:
        passes_on = step.target.facts.state is S.WITHDRAWN and step.by.value == step.origin.facts.source.value
        if step.by is not SERVICE and not passes_on:
            yield step.way


PROMISES: Mapping[str, tuple[str, Callable[[Explored], Iterable[Way]]]] = {
    "no-help-without-acceptance-and-consent": (
        "Nobody is helped, or waits for it, but a person whom the service accepted and who consents in person.",
        _help_without_leave,
    ),
    "withdrawal-is-the-end": (
        "Once the consent is taken back, nothing more can be recorded.",
        _recorded_after_withdrawal,
    ),
    "consent-can-always-be-withdrawn": (
        "From every state, a closed one too, the consent can be taken back in one step.",
        _not_withdrawable,
    ),
    "the-service-can-end-it": (
        "From every state the service can close or decline, or has done so.",
        _stuck,
    ),
    "arms-length": (
        "Nobody but the service records anything, but that whoever referred may pass a withdrawal on.",
        _recorded_by_others,
    ),
    "no-two-moves-claim-one-referral": (
        "At most one move claims a recording.",
        lambda found: found.clashes,
    ),
}
"""What is promised: its sentence, and the search for ways to where it is broken."""

USED = "every-move-is-used"
REACHED = "every-state-is-reached"


def assure(referrals: Referrals) -> Assurance:
    """Search referrals from every source, and say what holds."""
    explored = [explore(referrals, start) for start in starts()]
    broken = {
        name: next((way for found in explored for way in ways(found)), None) for name, (_, ways) in PROMISES.items()
    }
    made = {move for found in explored for move in found.moves}
    idle = tuple(str(move.action) for move in referrals.moves if move not in made)
    reached = {node.facts.state for found in explored for node in found.nodes}
    missed = tuple(str(state) for state in S if state not in reached)
    return Assurance(
        (
            *(Property(name, PROMISES[name][0], way is None, way) for name, way in broken.items()),
            Property(USED, "Every move of the table can be made.", not idle, idle or None),
            Property(REACHED, "Every state can be reached.", not missed, missed or None),
        ),
        sum(len(found.nodes) for found in explored),
        sum(len(list(found.steps)) for found in explored),
    )
