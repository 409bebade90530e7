"""The exhaustive check would say so if a property did not hold: a faulty table is found, and the way to the fault."""

from datetime import date
from typing import Any

import pytest

from app.cases.domain import gates
from app.cases.domain.assurance import EARLY, NOTICE, CaseSearch, Dispute, Tried, assure, opened
from app.cases.domain.facts import CaseFacts
from app.cases.domain.machine import Pathway
from app.cases.domain.moves import MOVES
from app.cases.domain.properties import AHEAD, INVARIANTS, STEPS, properties
from app.cases.domain.words import Action
from app.kernel.assure import counter_example, watching
from app.kernel.moves import Gate
from app.kernel.search import Node, Way
from tests.cases.domain.assured import CONTENTS, HEALTH, REFUSAL, broken, everything_ahead, replayed
from tests.cases.domain.builders import LAW
from tests.cases.domain.faulty import APPEAL, CERTIFY, LAW_TODAY, MUTANTS, Mutant, nowhere, without_gate

ENDS_NOTHING = {"the-right-stays-with-the-young-person", "issues-move-no-day"}
"""Properties of steps that end no case: of who holds the right, and of the days of a request."""

UNKNOWN_TO_THIS_DISPUTE = {
    "answer-panel-review", "confirm-notice", "dispute-notice", "keep-promise", "pass-right", "record-panel-review",
}  # fmt: skip
"""Actions of a provisional notice, of a right that somebody else comes to hold, of a concession in part, and of a
panel: the search of the dispute below has none of them."""


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.fault)
def test_a_fault_in_the_table_is_found_and_the_way_to_it_shown(mutant: Mutant) -> None:
    [noticing] = [one for one in properties(mutant.pathway, mutant.regime) if one.name == mutant.notices]
    start = Node(opened(mutant.regime, mutant.dispute), NOTICE + EARLY)
    way = counter_example(CaseSearch(mutant.pathway), [start], noticing)
    assert way is not None, "a fault is found, and the way that leads to it"
    facts, today = replayed(
        mutant.pathway, mutant.regime, mutant.dispute, way[:-1] if "two moves" in mutant.fault else way
    )
    if mutant.notices in STEPS:
        before, today = replayed(mutant.pathway, mutant.regime, mutant.dispute, way[:-1])
        if mutant.notices in ENDS_NOTHING:
            people_and_days = [(one.appellant_kind, one.requested_on) for one in (before, facts)]
            assert people_and_days[0] != people_and_days[1], "the last step is the one that changes it"
            return
        assert before.over_on is None, "the last step is the one that ends it"
        assert facts.over_on is not None or facts.resolved_on is not None
        return
    if mutant.notices in INVARIANTS:
        assert not INVARIANTS[mutant.notices](facts, LAW), "and the way does lead there"
        return
    for one in AHEAD:
        if one.name == mutant.notices:
            assert one.concerns(facts, today, LAW)
            ahead = everything_ahead(mutant.pathway, facts, today, one.may_rely_on)
            assert len(ahead) > 1 or mutant.notices == "the-tribunal-is-in-reach"
            assert not any(one.kept(case) for case in ahead), "nothing leads out of there"


def test_an_action_that_nothing_leads_to_is_found() -> None:
    faulty = Pathway(LAW, [changed for move in MOVES for changed in nowhere(CERTIFY)(move)])
    found = broken(assure(faulty, LAW_TODAY, disputes=[HEALTH]), but=())
    unreached = found["every-action-is-reachable"].counter_example
    assert unreached is not None
    assert set(unreached) - UNKNOWN_TO_THIS_DISPUTE == {"issue-certificate", "reissue-certificate"}


def ways_to_break(
    name: str, faulty: Pathway, dispute: Dispute, search: type[CaseSearch] = CaseSearch
) -> dict[str, Way]:
    """Search one kind of dispute, as the authority records it, for one property alone."""
    watched = watching([one for one in properties(faulty, LAW_TODAY) if one.name == name])
    start = Node(opened(LAW_TODAY, dispute), NOTICE + EARLY)
    return search(faulty).explore(start, watched).broken


class UntilAppealed(CaseSearch):
    """Everything up to the first appeal of each case, and the appeal itself."""

    def menu(self, node: Node[CaseFacts, date]) -> list[Tried]:
        """Return nothing once an appeal is registered."""
        return [] if node.facts.appeal else super().menu(node)


def test_a_file_closed_while_an_appeal_is_pending_would_not_end_it() -> None:
    """Were the gate left out, the case would stay open: an appeal that the tribunal has not ended keeps it so."""
    faulty = Pathway(
        LAW, [changed for move in MOVES for changed in without_gate(Action.CLOSE, gates.no_appeal_pending)(move)]
    )
    assert ways_to_break("the-tribunal-alone-ends-an-appeal", faulty, CONTENTS) == {}


@pytest.mark.parametrize("kept", [gates.certified, gates.certificate_is_the_appellants], ids=lambda gate: gate.name)
def test_either_of_two_gates_alone_would_hold_the_line(kept: Gate[Any, Any, Any]) -> None:
    """The certificate itself, and that it is the appellant's own: two locks on one door, whoever holds the right.

    Both gates are asked when an appeal is registered, so the search ends there.
    """
    locks: set[Gate[Any, Any, Any]] = {gates.certified, gates.certificate_is_the_appellants}
    other = locks - {kept}
    faulty = Pathway(LAW, [changed for move in MOVES for changed in without_gate(APPEAL, *other)(move)])
    assert ways_to_break("gate-before-tribunal", faulty, REFUSAL, UntilAppealed) == {}


def test_the_clash_is_named() -> None:
    faulty = next(mutant for mutant in MUTANTS if "two moves" in mutant.fault)
    clash = broken(assure(faulty.pathway, LAW_TODAY, disputes=[CONTENTS]))["no-two-moves-claim-one-case"]
    assert clash.counter_example == ("contact-adviser",)
