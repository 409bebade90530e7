"""Agreements reached in mediation and concessions outside it: what each changes, and the moves."""

from dataclasses import replace
from typing import Any

from app.cases.domain import commands, gates
from app.cases.domain.changes import known
from app.cases.domain.duties import still_done
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.moves.row import ARRANGERS, LA, OPEN, UNRESOLVED, CaseMove, S
from app.kernel.moves import Changed
from app.kernel.readers import AND_THE_TRIBUNAL, PARTIES
from app.kernel.terms import SessionOutcome
from app.law.domain.kinds import OwedAgainFor


def agreement_recorded(facts: CaseFacts, command: commands.RecordAgreement, __: Law) -> Changed:
    """The terms, in place of an earlier agreement's; a full one resolves the dispute, not the right to a certificate.

    An appeal that is registered ends by withdrawal or order alone (rr.17, 29 HESC Rules 2008).
    """
    changed: dict[str, Any] = {
        "agreement_made_on": command.occurred_on,
        "agreement_terms": command.terms,
        "completed": still_done(facts, OwedAgainFor.AGREEMENT),
    }
    if facts.session_outcome is SessionOutcome.FULL_AGREEMENT and facts.appeal is None:
        changed["resolved_on"] = command.occurred_on
    return changed


def decision_conceded(_: CaseFacts, command: commands.Command, __: Law) -> Changed:
    """The day of the concession. Nothing else stops."""
    return {"conceded_on": command.occurred_on}


def appeal_unopposed(_: CaseFacts, command: commands.Command, __: Law) -> Changed:
    """Treated as decided for the appellant (reg 45): the dispute is resolved, and its clocks begin."""
    return {"unopposed_notified_on": command.occurred_on, "resolved_on": command.occurred_on}


def appeal_conceded(facts: CaseFacts, command: commands.Command, __: Law) -> Changed:
    """The day on which the authority gave way after its response. The appeal goes on until the tribunal's order."""
    return {"appeal": replace(known(facts.appeal), conceded_on=command.occurred_on)}


def _before_response(facts: CaseFacts, command: commands.Concede) -> bool:
    """Whether the authority has not submitted its response to the appeal by the day before (reg 45(1))."""
    return facts.response_sent_on is None or command.occurred_on < facts.response_sent_on


MOVES = (
    CaseMove(
        commands.RecordAgreement, "agreement-recorded",
        "The agreement reached in mediation is recorded in writing. The time limits of the agreement begin.",
        "agreement-needs-mediation", ARRANGERS,
        UNRESOLVED, None, agreement_recorded,
        (gates.agreed_in_mediation, gates.agreement_unrecorded, gates.agreed_dates_follow),
        not_before=("concluded_on",),
        shown_to=PARTIES,
    ),
    CaseMove(
        commands.Concede, "decision-conceded",
        "The authority gives way outside a session. No time limits of an agreement start. The family's own time "
        "limits continue.",
        "agreement-needs-mediation", frozenset({LA}),
        OPEN, None, decision_conceded, (gates.unconceded,),
        shown_to=PARTIES,
    ),
    CaseMove(
        commands.Concede, "appeal-unopposed",
        "Before its response, the authority tells the tribunal that it will not oppose the appeal.",
        "unopposed-before-response", frozenset({LA}),
        frozenset({S.APPEAL_REGISTERED}), None, appeal_unopposed,
        not_before=("appeal",), variant="after appeal", when=_before_response,
        shown_to=AND_THE_TRIBUNAL,
    ),
    CaseMove(
        commands.Concede, "appeal-conceded",
        "After its response, the authority gives way. The appeal goes on until the tribunal makes an order by consent.",
        "consent-order", frozenset({LA}),
        frozenset({S.APPEAL_REGISTERED}), None, appeal_conceded, (gates.appeal_unconceded,),
        not_before=("appeal",), variant="after response",
        when=lambda facts, command: not _before_response(facts, command),
        shown_to=AND_THE_TRIBUNAL,
    ),
)  # fmt: skip
