"""Contact with the adviser, and the family's request for mediation: what each changes, and the moves."""

from datetime import date

from app.cases.domain import commands, gates
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.moves.row import CERTIFIED, LA, OPEN, PROVIDER, UNDER_WAY, UNENDED, UNRESOLVED, CaseMove, S
from app.kernel.moves import Changed
from app.kernel.readers import AND_THE_TRIBUNAL, PARTIES
from app.law.domain.dispute import is_health_only

AFTER_CLOSING = "after closing"


def _first_contact(facts: CaseFacts, on: date) -> date:
    """Return the earlier of a contact and those before it: recorded late, it still counts."""
    return min(on, facts.first_contact_on or on)


def adviser_contacted(facts: CaseFacts, command: commands.Command, __: Law) -> Changed:
    """The contact's day."""
    return {
        "contacted_on": command.occurred_on,
        "first_contact_on": _first_contact(facts, command.occurred_on),
    }


def mediation_declined(_: CaseFacts, command: commands.Command, __: Law) -> Changed:
    """The day the adviser was told; from it the certificate's three working days run."""
    return {"declined_on": command.occurred_on, "under_way": False}


def mediation_requested(facts: CaseFacts, command: commands.RequestMediation, __: Law) -> Changed:
    """The request's day, and whether health is in it; an earlier mediation makes room for this one.

    A failed arrangement stays on record: what once freed the family goes on freeing it.
    """
    health_only = command.health_only or is_health_only(facts.kind, facts.sections)
    return {
        "requested_on": command.occurred_on,
        "first_contact_on": _first_contact(facts, command.occurred_on),
        "under_way": True,
        "health_raised": command.health_raised or health_only,
        "health_raised_on": None,
        "health_only": health_only,
        "body_notified_on": None,
        "declined_on": facts.declined_on if facts.certificate else None,
        "arranged_on": None,
        "session_on": None,
        "session_outcome": None,
        "missed_on": None,
        "concluded_on": None,
    }


def health_added(_: CaseFacts, command: commands.Command, __: Law) -> Changed:
    """Health among the issues of a request that is under way: its own clock begins, and no other changes."""
    return {"health_raised": True, "health_raised_on": command.occurred_on}


def issues_added(facts: CaseFacts, command: commands.AddIssues, _: Law) -> Changed:
    """Whether health is among the issues, and whether it is all of them. New health has a clock of its own."""
    only = facts.health_only and (not command.other_raised or is_health_only(facts.kind, facts.sections))
    if facts.health_raised or not command.health_raised:
        return {"health_only": only}
    return {
        "health_only": only,
        "health_raised": True,
        "health_raised_on": command.occurred_on,
        "body_notified_on": None,
    }


def issues_dropped(facts: CaseFacts, command: commands.DropIssues, _: Law) -> Changed:
    """What is left of the issues: without health, or health alone. No day begins again."""
    if is_health_only(facts.kind, facts.sections):
        return {"health_only": True}
    if command.health_dropped:
        return {"health_only": False, "health_raised": False, "health_raised_on": None, "body_notified_on": None}
    return {"health_only": facts.health_raised and (command.health_only or facts.health_only)}


def commissioning_body_notified(_: CaseFacts, command: commands.Command, __: Law) -> Changed:
    """The day the commissioning body was told."""
    return {"body_notified_on": command.occurred_on}


def _adds_health(facts: CaseFacts, command: commands.RequestMediation) -> bool:
    """Whether a request brings health to a mediation that is under way, where the case is open."""
    return command.health_raised and facts.under_way and facts.over_on is None


def _was_given_up(facts: CaseFacts, _: commands.RequestMediation) -> bool:
    """Whether the case was closed with its mediation under way."""
    return facts.over_on is not None


MOVES = (
    CaseMove(
        commands.ContactAdviser, "adviser-contacted",
        "The family contacts a mediation adviser, who gives information and advice.",
        "contact-adviser", frozenset({PROVIDER}),
        UNRESOLVED, S.ADVISER_CONTACTED, adviser_contacted,
        stages=frozenset({S.NOTIFIED}), reopens=True,
        shown_to=AND_THE_TRIBUNAL,
    ),
    CaseMove(
        commands.ContactAdviser, "adviser-contacted",
        "The family asked the authority for mediation before the family contacted a mediation adviser. Now the adviser "
        "gives the family information and advice.",
        "contact-adviser", frozenset({PROVIDER}),
        UNENDED, None, adviser_contacted, (gates.unadvised,),
        stages=OPEN - {S.NOTIFIED, S.ADVISER_CONTACTED, S.MEDIATION_DECLINED, S.CERTIFIED}, variant="after request",
        reopens=True,
        shown_to=AND_THE_TRIBUNAL,
    ),
    CaseMove(
        commands.DeclineMediation, "mediation-declined",
        "The family tells the mediation adviser that it does not want mediation.",
        "certificate-after-declining", frozenset({PROVIDER}),
        UNRESOLVED, S.MEDIATION_DECLINED, mediation_declined, (gates.advised, gates.family_may_end),
        stages=frozenset({S.ADVISER_CONTACTED, S.MEDIATION_REQUESTED, S.MEDIATION_ARRANGED, S.MEDIATION_NOT_ARRANGED}),
        not_before=("contacted_on", "requested_on"), reopens=True,
        shown_to=AND_THE_TRIBUNAL,
    ),
    CaseMove(
        commands.DeclineMediation, "mediation-declined",
        "The family got its certificate and then asked for mediation. Now the family no longer wants mediation.",
        "mediation-on-request", frozenset({PROVIDER}),
        UNRESOLVED, None, mediation_declined, (gates.under_way, gates.family_may_end),
        stages=CERTIFIED, not_before=("requested_on",), variant="after certificate", reopens=True,
        shown_to=AND_THE_TRIBUNAL,
    ),
    CaseMove(
        commands.RequestMediation, "mediation-requested",
        "The family says that it wants mediation, and which issues the mediation should be about.",
        "tell-authority-what-to-mediate", frozenset({PROVIDER, LA}),
        UNRESOLVED, S.MEDIATION_REQUESTED, mediation_requested,
        stages=frozenset({S.NOTIFIED, S.ADVISER_CONTACTED, S.MEDIATION_DECLINED}), not_before=("declined_on",),
        reopens=True,
        shown_to=AND_THE_TRIBUNAL,
    ),
    CaseMove(
        commands.RequestMediation, "mediation-requested",
        "A family that already has its certificate asks for mediation.",
        "mediation-on-request", frozenset({PROVIDER, LA}),
        UNRESOLVED, None, mediation_requested, (gates.nothing_under_way,),
        stages=CERTIFIED, variant="after certificate", when=lambda facts, command: not _adds_health(facts, command),
        reopens=True,
        shown_to=AND_THE_TRIBUNAL,
    ),
    CaseMove(
        commands.RequestMediation, "health-added",
        "The family adds health to the issues of a mediation that is under way. The mediation keeps all dates that "
        "were recorded before.",
        "tell-authority-what-to-mediate", frozenset({PROVIDER, LA}),
        UNRESOLVED, None, health_added, (gates.health_unraised,),
        stages=frozenset({S.MEDIATION_REQUESTED, S.MEDIATION_ARRANGED, S.MEDIATION_NOT_ARRANGED, S.CERTIFIED}),
        not_before=("requested_on",), variant="health added", when=_adds_health,
        shown_to=PARTIES,
    ),
    CaseMove(
        commands.RequestMediation, "mediation-requested",
        "A family that had given up its dispute during mediation asks for mediation again.",
        "tell-authority-what-to-mediate", frozenset({PROVIDER, LA}),
        OPEN, S.MEDIATION_REQUESTED, mediation_requested,
        stages=UNDER_WAY, not_before=("requested_on", "closed_on"), variant=AFTER_CLOSING, when=_was_given_up,
        reopens=True,
        shown_to=AND_THE_TRIBUNAL,
    ),
    CaseMove(
        commands.AddIssues, "issues-added",
        "The family adds issues to its request for mediation. The days for arranging mediation do not begin again. If "
        "health is a new issue, the authority must tell the commissioning body about the health issue.",
        "tell-authority-what-to-mediate", frozenset({PROVIDER, LA}),
        UNRESOLVED, None, issues_added, (gates.under_way,),
        stages=UNDER_WAY | CERTIFIED, not_before=("requested_on",),
        shown_to=PARTIES,
    ),
    CaseMove(
        commands.DropIssues, "issues-dropped",
        "The family drops issues from its request for mediation. The days for arranging mediation do not begin again.",
        "tell-authority-what-to-mediate", frozenset({PROVIDER, LA}),
        UNRESOLVED, None, issues_dropped, (gates.under_way,),
        stages=UNDER_WAY | CERTIFIED, not_before=("requested_on",),
        shown_to=PARTIES,
    ),
    CaseMove(
        commands.NotifyCommissioningBody, "commissioning-body-notified",
        "The authority tells the commissioning body about the health issues.",
        "notify-commissioning-body", frozenset({LA}),
        UNRESOLVED, None, commissioning_body_notified, (gates.health_waits,),
        not_before=("requested_on", "health_raised_on"),
        shown_to=PARTIES,
    ),
)  # fmt: skip
