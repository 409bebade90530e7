"""The facts of a referral that each move changes. The event of the move carries exactly these."""

from dataclasses import replace

from app.advice.domain import commands
from app.advice.domain.facts import Contact, ReferralFacts
from app.kernel.moves import Changed


def opened(_: ReferralFacts, command: commands.Command, __: object) -> Changed:
    """The day it was read."""
    return {"opened_on": command.occurred_on}


def accepted(_: ReferralFacts, command: commands.Command, __: object) -> Changed:
    """The day the advice service said yes."""
    return {"accepted_on": command.occurred_on}


def declined(_: ReferralFacts, command: commands.Decline, __: object) -> Changed:
    """The day the advice service said no, and the coded reason."""
    return {"declined_on": command.occurred_on, "decline_reason": command.reason}


def wait_listed(facts: ReferralFacts, command: commands.Command, __: object) -> Changed:
    """The day on which the person joined the waiting list. A place on the list is a promise of help: the person counts
    as accepted."""
    return {"wait_listed_on": command.occurred_on, "accepted_on": facts.accepted_on or command.occurred_on}


def started(_: ReferralFacts, command: commands.Command, __: object) -> Changed:
    """The day help began."""
    return {"started_on": command.occurred_on}


def contact_made(facts: ReferralFacts, command: commands.RecordContact, __: object) -> Changed:
    """One more contact."""
    contact = Contact(command.occurred_on, command.means)
    return {"contacts": (*facts.contacts, contact)}


def closed(_: ReferralFacts, command: commands.Close, __: object) -> Changed:
    """The day help was over, its outcome and its level."""
    return {"closed_on": command.occurred_on, "outcome": command.outcome, "level": command.level}


def consent_withdrawn(facts: ReferralFacts, command: commands.Command, __: object) -> Changed:
    """The withdrawal of the consent. What was done under the consent before stays lawful and stays on record (art
    7(3))."""
    return {"consent": replace(facts.consent, withdrawn_on=command.occurred_on)}
