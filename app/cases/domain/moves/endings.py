"""Duties, exemptions, and the end of a case: what each changes, and the moves."""

from dataclasses import replace

from app.cases.domain import commands, gates
from app.cases.domain.changes import known
from app.cases.domain.facts import CaseFacts, CompletedDuty
from app.cases.domain.law import Law
from app.cases.domain.moves.row import (
    BODY,
    LA,
    OPEN,
    PROVIDER,
    TRIBUNAL,
    UNENDED,
    CaseMove,
    S,
    decider,
    exempts,
)
from app.cases.domain.words import State
from app.kernel.moves import Changed
from app.kernel.readers import AND_THE_TRIBUNAL
from app.law.domain.regimes import REGIMES

ITS_STEPS = (
    "contacted_on",
    "requested_on",
    "declined_on",
    "concluded_on",
    "certificate",
    "agreement_made_on",
    "appeal",
)
"""What the family did on the way: the end of a case does not lie before it."""

EXEMPTION_DECIDERS = frozenset(regime.exemptions.decided_by for regime in REGIMES.values() if regime.exemptions)
"""A parameter of the regimes that compel."""


def duty_completed(facts: CaseFacts, command: commands.CompleteDuty, _: Law) -> Changed:
    """The duty, command."""
    agreed_on = command.shorter_notice_agreed_on
    duty = CompletedDuty(
        command.code, command.occurred_on, command.term, command.step, command.term_index, agreed_on, command.owed_by
    )
    return {"completed": (*facts.completed, duty)}


def exemption_claimed(_: CaseFacts, command: commands.ClaimExemption, __: Law) -> Changed:
    """The claim's day, its ground, and the evidence for it."""
    return {
        "exemption_claimed_on": command.occurred_on,
        "exemption_ground": command.ground,
        "exemption_attended_on": command.attended_on,
        "exemption_providers_contacted": command.providers_contacted,
    }


def exemption_decided(_: CaseFacts, command: commands.DecideExemption, __: Law) -> Changed:
    """The decision, and its day."""
    return {
        "exemption_decided_on": command.occurred_on,
        "exemption_granted": command.granted,
    }


def closed(_: CaseFacts, command: commands.Withdraw | commands.Close, __: Law) -> Changed:
    """The end, and whether the family's word ends the case. Nothing else changes: the case may be taken up again."""
    return {"closed_on": command.occurred_on, "closed_by_family": command.family_confirmed}


def appeal_withdrawn(facts: CaseFacts, command: commands.Withdraw, __: Law) -> Changed:
    """The end of the appeal and of the case; the time for reinstatement runs from the tribunal's receipt (r.17)."""
    appeal = replace(
        known(facts.appeal),
        withdrawn_on=command.occurred_on,
        withdrawal_received_on=command.notice_received_on or command.occurred_on,
        reinstatement_applied_on=None,  # an earlier application says nothing of this withdrawal
        decision_reference=command.decision_reference,
    )
    return {
        "appeal": appeal,
        "resolved_on": command.occurred_on,
        "closed_on": command.occurred_on,
        "closed_by_family": True,
    }


MOVES = (
    CaseMove(
        commands.CompleteDuty, "duty-completed",
        "An organisation carries out a duty that it has on this case.",
        "duty-of-its-party", frozenset({LA, PROVIDER, BODY, TRIBUNAL}),
        frozenset(State), None, duty_completed, (gates.duty_is_owed,),
        shown_to=AND_THE_TRIBUNAL,
    ),
    CaseMove(
        commands.ClaimExemption, "exemption-claimed",
        "The family asks to be excused from attending mediation (an exemption).",
        "exemption-frees", frozenset({LA, PROVIDER}),
        OPEN, None, exemption_claimed,
        (gates.exemption_unclaimed, gates.ground_exempts, gates.evidence_suffices),
        stages=OPEN - {S.CERTIFIED}, reopens=True, exists=exempts,
        shown_to=AND_THE_TRIBUNAL,
    ),
    CaseMove(
        commands.DecideExemption, "exemption-decided",
        "The exemption from mediation that the family claimed is granted or refused.",
        "exemption-frees", EXEMPTION_DECIDERS,
        OPEN, None, exemption_decided, (gates.exemption_waits,),
        stages=OPEN - {S.CERTIFIED}, not_before=("exemption_claimed_on",), exists=exempts, recorder=decider,
        shown_to=AND_THE_TRIBUNAL,
    ),
    CaseMove(
        commands.Withdraw, "dispute-withdrawn",
        "The family gives up the dispute. The family may take up the case again: the family's next step continues from "
        "where the case ended.",
        "family-ends-it", frozenset({LA, PROVIDER, TRIBUNAL}),
        OPEN | {S.RESOLVED}, None, closed, (gates.family_gives_up,),
        not_before=ITS_STEPS,
        shown_to=AND_THE_TRIBUNAL,
    ),
    CaseMove(
        commands.Withdraw, "appeal-withdrawn",
        "The family withdraws its appeal, and the tribunal consents.",
        "withdrawal", frozenset({LA, PROVIDER, TRIBUNAL}),
        frozenset({S.APPEAL_REGISTERED}), None, appeal_withdrawn,
        (gates.tribunal_consents, gates.withdrawal_follows_the_appeal),
        not_before=("appeal",), variant="after appeal",
        shown_to=AND_THE_TRIBUNAL,
    ),
    CaseMove(
        commands.Close, "case-closed",
        "The case is closed, because the dispute is over.",
        "family-ends-it", frozenset({LA}),
        UNENDED, None, closed, (gates.no_appeal_pending, gates.family_confirms),
        not_before=ITS_STEPS,
        shown_to=AND_THE_TRIBUNAL,
    ),
)  # fmt: skip
