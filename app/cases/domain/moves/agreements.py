"""Agreements reached in mediation and concessions outside it: what each changes, and the moves."""

from dataclasses import replace
from typing import Any

from app.cases.domain import commands, gates
from app.cases.domain.changes import known
from app.cases.domain.disputed import (
    covers_everything,
    everything_conceded,
    with_more_conceded,
    with_more_promised,
)
from app.cases.domain.duties import still_done
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.moves.row import ARRANGERS, LA, OPEN, UNRESOLVED, CaseMove, S
from app.kernel.moves import Changed
from app.kernel.readers import AND_THE_TRIBUNAL, PARTIES, TO_THE_APPEAL
from app.kernel.terms import HEALTH_SECTIONS, Party, SessionOutcome, TermKind
from app.law.domain.chronology import Term
from app.law.domain.kinds import OwedAgainFor


def agreement_recorded(facts: CaseFacts, command: commands.RecordAgreement, __: Law) -> Changed:
    """The terms, in place of an earlier agreement's; a full one resolves the dispute, not the right to a certificate.

    An appeal that is registered ends by withdrawal or order alone (rr.17, 29 HESC Rules 2008).
    """
    changed: dict[str, Any] = {
        "agreement_made_on": command.occurred_on,
        "agreement_terms": tuple(_owned(facts, one) for one in command.terms),
        "completed": still_done(facts, OwedAgainFor.AGREEMENT),
    }
    if facts.session_outcome is SessionOutcome.FULL_AGREEMENT and facts.appeal is None:
        changed["resolved_on"] = command.occurred_on
    return changed


def _owned(facts: CaseFacts, term: Term) -> Term:
    """Return a term with the party that owes it: an action about health is the commissioning body's, where the body was
    told of the mediation and the agreement does not say otherwise (reg 42(3))."""
    about_health = bool(term.sections) and HEALTH_SECTIONS.issuperset(term.sections)
    if term.owed_by or term.kind is not TermKind.OTHER_ACTION or not about_health or not facts.body_notified_on:
        return term
    return replace(term, owed_by=Party.COMMISSIONING_BODY)


def decision_conceded(facts: CaseFacts, command: commands.Concede, __: Law) -> Changed:
    """The day of the concession. Nothing else stops."""
    return {"conceded_on": command.occurred_on, **_given_way(facts, command)}


def issues_conceded(facts: CaseFacts, command: commands.Concede, __: Law) -> Changed:
    """What is conceded and, where nothing else is left in dispute, the day of the last concession."""
    changed: dict[str, Any] = dict(_given_way(facts, command))
    if facts.appeal is None and everything_conceded(facts, changed["conceded"]):
        changed["conceded_on"] = max(one.conceded_on for one in changed["conceded"])
    return changed


def appeal_unopposed(facts: CaseFacts, command: commands.Concede, __: Law) -> Changed:
    """Treated as decided for the appellant (reg 45): the dispute is resolved, and its clocks begin."""
    ended = {"unopposed_notified_on": command.occurred_on, "resolved_on": command.occurred_on}
    return {**ended, **_given_way(facts, command)}


def appeal_conceded(facts: CaseFacts, command: commands.Concede, __: Law) -> Changed:
    """The day on which the authority gave way after its response. The appeal goes on until the tribunal's order."""
    appeal = replace(known(facts.appeal), conceded_on=command.occurred_on)
    return {"appeal": appeal, **_given_way(facts, command)}


def _given_way(facts: CaseFacts, command: commands.Concede) -> Changed:
    """Return what is conceded after a concession, and what is promised with it."""
    told_on = command.occurred_on if command.tribunal_told or facts.appeal is not None else None
    given: dict[str, Any] = {"conceded": with_more_conceded(facts, command, told_on)}
    return given | {"promises": with_more_promised(facts, command)} if command.promises else given


def promise_kept(facts: CaseFacts, command: commands.KeepPromise, __: Law) -> Changed:
    """The day on which the authority kept its promise."""
    kept = list(facts.promises)
    kept[command.promise - 1] = replace(kept[command.promise - 1], kept_on=command.occurred_on)
    return {"promises": tuple(kept)}


def _before_response(facts: CaseFacts, command: commands.Concede) -> bool:
    """Whether the authority has not submitted its response to the appeal by the day before (reg 45(1))."""
    return facts.response_sent_on is None or command.occurred_on < facts.response_sent_on


MOVES = (
    CaseMove(
        commands.RecordAgreement, "agreement-recorded",
        "The agreement that was reached in mediation is recorded in writing. The time limits for carrying out the "
        "agreement begin.",
        "agreement-needs-mediation", ARRANGERS,
        UNRESOLVED, None, agreement_recorded,
        (gates.agreed_in_mediation, gates.agreement_unrecorded, gates.agreed_dates_follow, gates.body_may_owe),
        not_before=("concluded_on",),
        shown_to=PARTIES,
    ),
    CaseMove(
        commands.Concede, "decision-conceded",
        "The authority gives way outside a mediation session. A concession starts no time limits for carrying out an "
        "agreement. The concession does not stop the family's time limits.",
        "agreement-needs-mediation", frozenset({LA}),
        OPEN, None, decision_conceded, (gates.unconceded, gates.conceded_is_disputed, gates.promises_follow),
        when=covers_everything,
        shown_to=PARTIES,
    ),
    CaseMove(
        commands.Concede, "issues-conceded",
        "The authority gives way on some of the sections in dispute. The dispute about the other sections goes on. The "
        "concession does not stop the family's time limits.",
        "agreement-needs-mediation", frozenset({LA}),
        OPEN, None, issues_conceded, (gates.conceded_is_disputed, gates.concedes_more, gates.promises_follow),
        variant="in part", when=lambda facts, command: not covers_everything(facts, command),
        shown_to=PARTIES,
    ),
    CaseMove(
        commands.Concede, "appeal-unopposed",
        "The authority tells the tribunal, before its response to the appeal, that it will not oppose the appeal.",
        "unopposed-before-response", frozenset({LA}),
        frozenset({S.APPEAL_REGISTERED}), None, appeal_unopposed, (gates.conceded_is_disputed, gates.promises_follow),
        not_before=("appeal",), variant="after appeal",
        when=lambda facts, command: covers_everything(facts, command) and _before_response(facts, command),
        shown_to=AND_THE_TRIBUNAL,
    ),
    CaseMove(
        commands.Concede, "appeal-conceded",
        "The authority gives way after its response to the appeal. The appeal goes on until the tribunal makes an "
        "order with the consent of both sides.",
        "consent-order", frozenset({LA}),
        frozenset({S.APPEAL_REGISTERED}), None, appeal_conceded,
        (gates.appeal_unconceded, gates.conceded_is_disputed, gates.promises_follow),
        not_before=("appeal",), variant="after response",
        when=lambda facts, command: covers_everything(facts, command) and not _before_response(facts, command),
        shown_to=TO_THE_APPEAL,
    ),
    CaseMove(
        commands.Concede, "appeal-conceded-in-part",
        "The authority gives way on some of the sections under appeal. The appeal goes on about all the disputed "
        "sections until the tribunal ends the appeal.",
        "consent-order", frozenset({LA}),
        frozenset({S.APPEAL_REGISTERED}), None, issues_conceded,
        (gates.conceded_is_disputed, gates.concedes_more, gates.promises_follow),
        not_before=("appeal",), variant="in part, after appeal",
        when=lambda facts, command: not covers_everything(facts, command),
        shown_to=TO_THE_APPEAL,
    ),
    CaseMove(
        commands.KeepPromise, "promise-kept",
        "The authority did what it had promised in its concession.",
        "agreement-needs-mediation", frozenset({LA}),
        frozenset(S), None, promise_kept, (gates.promise_waits,),
        shown_to=PARTIES,
    ),
)  # fmt: skip
