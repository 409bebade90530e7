"""The exhaustive check holds of the table; and it would say so of a faulty one, and show the way to the fault."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from app.advice.domain.assurance import DAY, PROPERTIES, REACHED, USED, assure, starts, told
from app.advice.domain.facts import ReferralFacts
from app.advice.domain.machine import Referrals
from app.advice.domain.moves import MOVES, SERVICE
from app.advice.domain.moves import ReferralMove as Move
from app.advice.domain.search import after, usual
from app.advice.domain.words import ReferralAction, ReferralState
from app.kernel.assure import Assurance
from app.kernel.terms import OrganisationKind

A, S = ReferralAction, ReferralState
NAMES = [one.name for one in PROPERTIES]


def broken(assurance: Assurance[Move]) -> dict[str, tuple[str, ...]]:
    return {p.name: p.counter_example or () for p in assurance.properties if not p.holds}


def test_every_oneholds_of_every_reachable_referral() -> None:
    found = assure(Referrals())
    assert broken(found) == {}
    assert found.holds
    assert [p.name for p in found.properties] == [*NAMES, USED, REACHED]
    assert found.states_examined > 200
    assert found.steps_examined > found.states_examined


Change = Callable[[Move], list[Move]]


def changed(action: ReferralAction, **says: object) -> Change:
    return lambda move: [replace(move, **says)] if move.action is action else [move]  # type: ignore[arg-type]  # any field


def from_also(action: ReferralAction, state: ReferralState) -> Change:
    return lambda move: [replace(move, states=move.states | {state}) if move.action is action else move]


def without(action: ReferralAction) -> Change:
    return lambda move: [] if move.action is action else [move]


def twice(action: ReferralAction) -> Change:
    return lambda move: [move, move] if move.action is action else [move]


def no_gates(move: Move) -> list[Move]:
    return [replace(move, gates=())]


def waiting_leads_nowhere(move: Move) -> list[Move]:
    own = move.action is A.WITHDRAW_CONSENT
    return [move if own else replace(move, states=move.states - {S.WAITING})]


@dataclass(frozen=True)
class Mutant:
    """A table with a fault, and the property that must notice."""

    fault: str
    change: Change
    notices: str

    @property
    def referrals(self) -> Referrals:
        return Referrals([new for move in MOVES for new in self.change(move)])


CONSENT, STUCK = "no-help-without-acceptance-and-consent", "the-service-can-end-it"
MUTANTS = [
    Mutant("nobody asks for consent", no_gates, CONSENT),
    Mutant("any authority ends any help", changed(A.WITHDRAW_CONSENT, gates=()), "arms-length"),
    Mutant("help begins unaccepted", from_also(A.START, S.OPENED), CONSENT),
    Mutant("a list that properties nothing", changed(A.WAIT_LIST, becomes=lambda *_: {}), CONSENT),
    Mutant("closing after the withdrawal", from_also(A.CLOSE, S.WITHDRAWN), "withdrawal-is-the-end"),
    Mutant(
        "a closed referral keeps its consent", changed(A.WITHDRAW_CONSENT, states=frozenset(S) - {S.CLOSED}),
        "consent-can-always-be-withdrawn",
    ),
    Mutant(
        "the authority alone is told", changed(A.WITHDRAW_CONSENT, who=frozenset({OrganisationKind.LOCAL_AUTHORITY})),
        "consent-can-always-be-withdrawn",
    ),
    Mutant("whoever waits waits for ever", waiting_leads_nowhere, STUCK),
    Mutant("help that nobody may end", without(A.CLOSE), STUCK),
    Mutant("a referral that nobody may turn down", without(A.DECLINE), STUCK),
    Mutant(
        "the authority opens it", changed(A.OPEN, who=SERVICE | {OrganisationKind.LOCAL_AUTHORITY}), "arms-length"
    ),
    Mutant("two moves for one acceptance", twice(A.ACCEPT), "no-two-moves-claim-one-referral"),
    Mutant("a move from nowhere", changed(A.RECORD_CONTACT, states=frozenset()), USED),
    Mutant("nobody ever waits", changed(A.WAIT_LIST, target=None), REACHED),
]  # fmt: skip


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.fault)
def test_a_fault_in_the_table_is_found_and_the_way_to_it_shown(mutant: Mutant) -> None:
    way = broken(assure(mutant.referrals))[mutant.notices]
    assert way, "a fault comes with what shows it"
    if mutant.notices in NAMES:
        begun = [facts for facts in starts() if told(facts) == way[0]]
        assert any(goes(mutant.referrals, facts, way[1:]) for facts in begun), "and the way can be gone"


def goes(referrals: Referrals, facts: ReferralFacts, steps: tuple[str, ...]) -> bool:
    """Whether a table lets each step of a counter-example through, one after the other."""
    for step in steps:
        action, by = step.split(" by ")
        reached = after(referrals, facts, usual(A(action), DAY, OrganisationKind(by)), DAY)
        if reached is None:
            return False
        facts = reached
    return True


def test_a_call_after_the_withdrawal_meets_two_locks() -> None:
    """The state forbids it, and so does the consent: either alone would hold."""
    unlocked = Mutant("the state allows it", from_also(A.RECORD_CONTACT, S.WITHDRAWN), "").referrals
    assert broken(assure(unlocked)) == {}
    both = [replace(move, gates=()) if move.action is A.RECORD_CONTACT else move for move in unlocked.moves]
    assert "withdrawal-is-the-end" in broken(assure(Referrals(both)))
