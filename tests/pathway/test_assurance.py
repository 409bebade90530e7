"""The exhaustive check: it holds under both regimes, from any notice; and it would say so if it did not."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest

from app.cases.domain import gates
from app.cases.domain.assurance import Dispute, assure
from app.cases.domain.gates import Gate
from app.cases.domain.law import Law
from app.cases.domain.machine import Pathway
from app.cases.domain.moves import MOVES, Move
from app.cases.domain.promises import AHEAD, INVARIANTS, SAYS, STEPS
from app.cases.domain.words import Action
from app.kernel.terms import AppealBasis, CertificateGround
from app.law.domain.readings import DEFAULT_READINGS, Readings
from app.law.domain.regimes import RegimeId
from tests.pathway.assured import (
    CONTENTS,
    HEALTH,
    HEALTH_AND_PLACEMENT,
    PLACEMENT,
    REFUSAL,
    assured,
    broken,
    everything_ahead,
    replayed,
)
from tests.pathway.builders import GREEN, LAW

LAW_TODAY = RegimeId.CFA_2014
DISPUTE_NAMES = {REFUSAL: "refusal", CONTENTS: "contents", PLACEMENT: "placement", HEALTH: "health"}


# --- it holds ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("regime", RegimeId)
def test_every_property_holds_in_every_reachable_state(regime: RegimeId) -> None:
    assurance = assured(regime)
    assert [(p.name, p.counter_example) for p in assurance.properties if not p.holds] == []
    assert assurance.holds
    assert [p.name for p in assurance.properties] == list(SAYS), "each property has its sentence, and is examined"
    assert assurance.states_examined > 5000
    assert assurance.steps_examined > assurance.states_examined
    never = {
        (move.action, move.variant)
        for move in MOVES
        if move not in assurance.moves_made and regime in move.regimes and move.action is not Action.COMPLETE_DUTY
    }
    declined = {(Action.ISSUE_CERTIFICATE, CertificateGround.DECLINED)}
    assert never == (declined if regime is GREEN else set()), "a move that cannot be made has no place in the table"


@pytest.mark.parametrize("notice", [date(2025, 12, 24), date(2026, 7, 31)])
@pytest.mark.parametrize(
    ("regime", "disputes"), [(LAW_TODAY, (REFUSAL, PLACEMENT)), (GREEN, (REFUSAL,))], ids=["cfa", "green paper"]
)
def test_it_does_not_depend_on_the_day_of_the_notice(
    notice: date, regime: RegimeId, disputes: tuple[Dispute, ...]
) -> None:
    other, usual = assured(regime, notice, disputes), assured(regime, disputes=disputes)
    assert broken(other) == {}
    assert (other.states_examined, other.steps_examined) == (usual.states_examined, usual.steps_examined)


@pytest.mark.parametrize(
    ("name", "regime"),
    [
        *((name, LAW_TODAY) for name in Readings.__annotations__),
        ("silence_after_thirty_days_counts_as_failure", GREEN),
        ("authority_absence_counts_as_taking_part", GREEN),
    ],
)
def test_no_reading_of_the_law_breaks_a_promise_but_one_under_the_proposal(name: str, regime: RegimeId) -> None:
    """Where attendance is compulsory and silence is no failure, a silent authority keeps the certificate away."""
    turned = replace(DEFAULT_READINGS, **{name: not getattr(DEFAULT_READINGS, name)})
    found = assure(Pathway(Law(LAW.england, turned)), regime, disputes=[REFUSAL])
    silence_traps = regime is GREEN and name == "silence_after_thirty_days_counts_as_failure"
    assert set(broken(found)) == ({"the-certificate-is-in-reach"} if silence_traps else set())


def test_health_beside_the_placement_may_be_read_as_placement_alone() -> None:
    turned = replace(DEFAULT_READINGS, health_and_placement_is_placement_only=True)
    found = assure(Pathway(Law(LAW.england, turned)), LAW_TODAY, disputes=[HEALTH_AND_PLACEMENT])
    assert broken(found) == {}


# --- it would say so --------------------------------------------------------------------------------------------------


def without_gate(action: Action, *dropped: Gate) -> Callable[[Move], list[Move]]:
    def change(move: Move) -> list[Move]:
        if move.action is not action:
            return [move]
        return [replace(move, gates=tuple(gate for gate in move.gates if gate not in dropped))]

    return change


def without_move(action: Action, variant: str | None = None) -> Callable[[Move], list[Move]]:
    return lambda move: [] if move.action is action and variant in (None, move.variant) else [move]


def twice(action: Action) -> Callable[[Move], list[Move]]:
    return lambda move: [move, move] if move.action is action else [move]


def nowhere(action: Action) -> Callable[[Move], list[Move]]:
    return lambda move: [replace(move, stages=frozenset())] if move.action is action else [move]


def final(move: Move) -> list[Move]:
    """Let nothing but an appeal lead out of a closed case."""
    return [replace(move, reopens=False)]


def ends_the_appeal(move: Move) -> list[Move]:
    """Let the end of a file end the appeal too."""
    if move.action is not Action.CLOSE:
        return [move]
    ended = replace(move, becomes=lambda facts, command, law: {**move.becomes(facts, command, law),
                                                               "resolved_on": command.occurred_on})  # fmt: skip
    return without_gate(Action.CLOSE, gates.no_appeal_pending)(ended)


def unopposed_at_any_time(move: Move) -> list[Move]:
    if move.event == "appeal-conceded":
        return []
    return [replace(move, when=lambda _facts, _command: True)] if move.event == "appeal-unopposed" else [move]


@dataclass(frozen=True)
class Mutant:
    """A machine with a fault, where it shows, and the property that must notice."""

    fault: str
    change: Callable[[Move], list[Move]]
    notices: str
    dispute: Dispute = REFUSAL
    regime: RegimeId = LAW_TODAY

    @property
    def pathway(self) -> Pathway:
        return Pathway(LAW, [changed for move in MOVES for changed in self.change(move)])


APPEAL, CERTIFY = Action.REGISTER_APPEAL, Action.ISSUE_CERTIFICATE
MUTANTS = [
    Mutant(
        "no certificate asked for",
        without_gate(APPEAL, gates.certified, gates.certificate_is_the_appellants),
        "gate-before-tribunal",
    ),
    Mutant("any dispute passes as placement", without_gate(APPEAL, gates.placement_only), "gate-before-tribunal"),
    Mutant(
        "a placement appeal may be widened freely",
        without_gate(Action.WIDEN_GROUNDS, gates.widening_is_covered),
        "gate-before-tribunal",
        PLACEMENT,
    ),
    Mutant("health may be appealed", without_gate(APPEAL, gates.appealable), "no-appeal-without-right", HEALTH),
    Mutant(
        "declining suffices under the proposal",
        without_gate(CERTIFY, gates.declining_suffices),
        "certificate-is-earned",
        regime=GREEN,
    ),
    Mutant(
        "an exemption need not be granted", without_gate(CERTIFY, gates.exempted), "certificate-is-earned", regime=GREEN
    ),
    Mutant("no advice before the certificate", without_gate(CERTIFY, gates.advised), "certificate-is-earned"),
    Mutant("no permission", without_move(APPEAL, AppealBasis.PERMISSION), "the-tribunal-is-in-reach"),
    Mutant("the family cannot withdraw", without_move(Action.WITHDRAW), "the-family-can-end-it"),
    Mutant("no certificate can be issued", nowhere(CERTIFY), "the-certificate-is-in-reach"),
    Mutant(
        "advice only before a request", without_move(Action.CONTACT_ADVISER, "after request"),
        "the-certificate-is-in-reach",
    ),
    Mutant(
        "a failed arrangement frees nobody", without_move(CERTIFY, CertificateGround.NOT_ARRANGED),
        "the-certificate-is-in-reach", regime=GREEN,
    ),
    Mutant("a closed case is never taken up again", final, "the-certificate-is-in-reach"),
    Mutant(
        "anybody gives a dispute up", without_gate(Action.WITHDRAW, gates.family_gives_up), "the-family-alone-gives-up"
    ),
    Mutant(
        "a file is closed over the family's head", without_gate(Action.CLOSE, gates.family_confirms),
        "the-family-alone-gives-up",
    ),
    Mutant(
        "a file is closed over the tribunal's head", ends_the_appeal, "the-tribunal-alone-ends-an-appeal",
    ),
    Mutant(
        "an appeal is withdrawn without consent", without_gate(Action.WITHDRAW, gates.tribunal_consents),
        "the-tribunal-alone-ends-an-appeal",
    ),
    Mutant(
        "the authority decides the appeal", without_gate(Action.RECORD_APPEAL_OUTCOME, gates.tribunal_decided),
        "the-tribunal-alone-ends-an-appeal",
    ),
    Mutant("an answered appeal goes unopposed", unopposed_at_any_time, "the-tribunal-alone-ends-an-appeal"),
    Mutant(
        "nobody takes a wrong end back", without_move(Action.REINSTATE_APPEAL), "the-tribunal-takes-an-end-back",
    ),
    Mutant("two moves for one contact", twice(Action.CONTACT_ADVISER), "no-two-moves-claim-one-case"),
]  # fmt: skip


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.fault)
def test_a_fault_in_the_table_is_found_and_the_way_to_it_shown(mutant: Mutant) -> None:
    found = broken(assure(mutant.pathway, mutant.regime, disputes=[mutant.dispute]))
    assert mutant.notices in found
    way = found[mutant.notices].counter_example
    assert way is not None, "a fault comes with the way that leads to it"
    facts, today = replayed(
        mutant.pathway, mutant.regime, mutant.dispute, way[:-1] if "two moves" in mutant.fault else way
    )
    if mutant.notices in STEPS:
        before, today = replayed(mutant.pathway, mutant.regime, mutant.dispute, way[:-1])
        assert before.over_on is None, "the last step is the one that ends it"
        assert facts.over_on is not None or facts.resolved_on is not None
        return
    if mutant.notices in INVARIANTS:
        assert not INVARIANTS[mutant.notices](facts, LAW), "and the way does lead there"
        return
    for promise in AHEAD:
        if promise.name == mutant.notices:
            assert promise.concerns(facts, today, LAW)
            ahead = everything_ahead(mutant.pathway, facts, today, promise.may_rely_on)
            assert len(ahead) > 1 or mutant.notices == "the-tribunal-is-in-reach"
            assert not any(promise.kept(case) for case in ahead), "nothing leads out of there"


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.fault)
def test_the_true_machine_keeps_what_the_faulty_one_breaks(mutant: Mutant) -> None:
    """The search of all disputes, without the fault: so it is the fault that was found."""
    assert mutant.notices not in broken(assured(mutant.regime))


def test_an_action_that_nothing_leads_to_is_found() -> None:
    faulty = Pathway(LAW, [changed for move in MOVES for changed in nowhere(CERTIFY)(move)])
    found = broken(assure(faulty, LAW_TODAY, disputes=[HEALTH]), but=())
    assert found["every-action-is-reachable"].counter_example == ("issue-certificate", "reissue-certificate")


def test_a_file_closed_while_an_appeal_is_pending_would_not_end_it() -> None:
    """Were the gate left out, the case would stay open: an appeal that the tribunal has not ended keeps it so."""
    faulty = Pathway(
        LAW, [changed for move in MOVES for changed in without_gate(Action.CLOSE, gates.no_appeal_pending)(move)]
    )
    assert "the-tribunal-alone-ends-an-appeal" not in broken(assure(faulty, LAW_TODAY, disputes=[REFUSAL]))


@pytest.mark.parametrize("kept", [gates.certified, gates.certificate_is_the_appellants], ids=lambda gate: gate.name)
def test_either_of_two_gates_alone_would_hold_the_line(kept: Gate) -> None:
    """The certificate itself, and that it is the appellant's own: two locks on one door."""
    other = {gates.certified, gates.certificate_is_the_appellants} - {kept}
    faulty = Pathway(LAW, [changed for move in MOVES for changed in without_gate(APPEAL, *other)(move)])
    assert "gate-before-tribunal" not in broken(assure(faulty, LAW_TODAY, disputes=[REFUSAL]))


def test_the_clash_is_named() -> None:
    faulty = next(mutant for mutant in MUTANTS if "two moves" in mutant.fault)
    clash = broken(assure(faulty.pathway, LAW_TODAY, disputes=[REFUSAL]))["no-two-moves-claim-one-case"]
    assert clash.counter_example == ("contact-adviser",)
