"""Machines with a fault each: what was done to the table, where it shows, and which property must notice."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from app.cases.domain import gates
from app.cases.domain.assurance import Dispute
from app.cases.domain.machine import Pathway
from app.cases.domain.moves import MOVES
from app.cases.domain.moves import AnyMove as Move
from app.cases.domain.words import Action
from app.kernel.moves import Gate
from app.kernel.terms import AppealBasis, CertificateGround
from app.law.domain.regimes import RegimeId
from tests.cases.domain.assured import CONTENTS, HEALTH, PLACEMENT, REFUSAL
from tests.cases.domain.builders import GREEN, LAW

LAW_TODAY = RegimeId.CFA_2014


def without_gate(action: Action, *dropped: Gate[Any, Any, Any]) -> Callable[[Move], list[Move]]:
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


def begins_the_days_again(move: Move) -> list[Move]:
    if move.action is not Action.ADD_ISSUES:
        return [move]
    again = replace(move, becomes=lambda facts, command, law: {**move.becomes(facts, command, law),
                                                               "requested_on": command.occurred_on})  # fmt: skip
    return [again]


@dataclass(frozen=True)
class Mutant:
    """A machine with a fault, the smallest dispute where it shows, and the property that must notice.

    A property of what stays in reach is found broken only when every state is found: a refusal has seven times as many
    states as the contents of a plan.
    """

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
    Mutant(
        "the tribunal cannot decide", without_move(Action.RECORD_APPEAL_OUTCOME), "a-decision-is-in-reach", CONTENTS
    ),
    Mutant("the family cannot withdraw", without_move(Action.WITHDRAW), "the-family-can-end-it", CONTENTS),
    Mutant("no certificate can be issued", nowhere(CERTIFY), "the-certificate-is-in-reach", CONTENTS),
    Mutant(
        "advice only before a request", without_move(Action.CONTACT_ADVISER, "after request"),
        "the-certificate-is-in-reach", CONTENTS,
    ),
    Mutant(
        "a failed arrangement frees nobody", without_move(CERTIFY, CertificateGround.NOT_ARRANGED),
        "the-certificate-is-in-reach", CONTENTS, GREEN,
    ),
    Mutant("a closed case is never taken up again", final, "the-certificate-is-in-reach", CONTENTS),
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
        CONTENTS,
    ),
    Mutant(
        "the right passes back to a parent", without_gate(Action.PASS_RIGHT, gates.another_may_act),
        "the-right-stays-with-the-young-person",
    ),
    Mutant("another issue begins the days again", begins_the_days_again, "issues-move-no-day"),
    Mutant("two moves for one contact", twice(Action.CONTACT_ADVISER), "no-two-moves-claim-one-case", CONTENTS),
]  # fmt: skip
