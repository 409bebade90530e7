"""What becomes true of a referral by each move: only the facts that change. An event carries exactly these."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from app.advice.domain import commands as c
from app.advice.domain.facts import Contact, ReferralFacts

Changed = Mapping[str, Any]


def opened(_: ReferralFacts, command: c.Command) -> Changed:
    """The day it was read."""
    return {"opened_on": command.occurred_on}


def accepted(_: ReferralFacts, command: c.Command) -> Changed:
    """The day the service said yes."""
    return {"accepted_on": command.occurred_on}


def declined(_: ReferralFacts, command: c.Command) -> Changed:
    """The day the service said no, and the coded reason."""
    return {"declined_on": command.occurred_on, "decline_reason": cast("c.Decline", command).reason}


def wait_listed(facts: ReferralFacts, command: c.Command) -> Changed:
    """The day on the list. A place on it is a promise of help: whoever has one is accepted."""
    return {"wait_listed_on": command.occurred_on, "accepted_on": facts.accepted_on or command.occurred_on}


def started(_: ReferralFacts, command: c.Command) -> Changed:
    """The day help began."""
    return {"started_on": command.occurred_on}


def contact_made(facts: ReferralFacts, command: c.Command) -> Changed:
    """One contact more."""
    contact = Contact(command.occurred_on, cast("c.RecordContact", command).means)
    return {"contacts": (*facts.contacts, contact)}


def closed(_: ReferralFacts, command: c.Command) -> Changed:
    """The day help was over, its outcome and its level."""
    ended = cast("c.Close", command)
    return {"closed_on": ended.occurred_on, "outcome": ended.outcome, "level": ended.level}


def consent_withdrawn(facts: ReferralFacts, command: c.Command) -> Changed:
    """The consent, taken back; what was done under it before stays lawful and stays on record (art 7(3))."""
    return {"consent": replace(facts.consent, withdrawn_on=command.occurred_on)}
