"""Referrals told as stories: who was referred, and what was recorded on which day of March 2026."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from app.advice.domain.commands import Command
from app.advice.domain.facts import Consent, Contact, ReferralFacts
from app.advice.domain.machine import Referrals, refer
from app.advice.domain.search import usual
from app.advice.domain.words import (
    ConsentCovers,
    ContactMeans,
    ReferralAction,
    ReferralState,
    ReferredPerson,
    Source,
)
from app.kernel.machine import apply
from app.kernel.terms import OrganisationKind

REFERRALS = Referrals()
SERVICE, LA = OrganisationKind.ADVICE_SERVICE, OrganisationKind.LOCAL_AUTHORITY
PROVIDER = OrganisationKind.MEDIATION_PROVIDER
PARENT, YOUNG_PERSON = ReferredPerson.PARENT, ReferredPerson.YOUNG_PERSON
WAYS: dict[ReferralState, str] = {
    ReferralState.NEW: "",
    ReferralState.OPENED: "open",
    ReferralState.ACCEPTED: "open accept",
    ReferralState.WAITING: "open accept wait-list",
    ReferralState.ACTIVE: "open accept start",
    ReferralState.DECLINED: "open decline",
    ReferralState.CLOSED: "open accept start close",
    ReferralState.WITHDRAWN: "withdraw-consent",
}


def march(day: int) -> date:
    """Return a day of March 2026."""
    return date(2026, 3, day)


def consent(by: ReferredPerson = PARENT, on: int = 2, *covers: ConsentCovers) -> Consent:
    """Return a consent, to be contacted unless the test says otherwise."""
    return Consent(by, march(on), frozenset(covers or {ConsentCovers.CONTACT}))


def a_referral(source: Source = Source.LOCAL_AUTHORITY, person: ReferredPerson = PARENT) -> ReferralFacts:
    """Refer somebody on 4 March who consented on 2 March."""
    return refer(ReferralFacts(source, person, consent(person), march(4)), march(4))


def a_command(action: str, day: int = 10, by: OrganisationKind = SERVICE, **says: Any) -> Command:
    """Make a command from plain words."""
    return replace(usual(ReferralAction(action), march(day), by), **says)


def record(facts: ReferralFacts, action: str, day: int = 10, **says: Any) -> ReferralFacts:
    """Record what happened on a day, on 31 March."""
    return apply(facts, REFERRALS.decide(facts, a_command(action, day, **says), march(31)))


def after(actions: str | Iterable[str], facts: ReferralFacts | None = None, day: int = 10) -> ReferralFacts:
    """Record one thing after another, all on one day."""
    facts = facts or a_referral()
    for action in actions.split() if isinstance(actions, str) else actions:
        facts = record(facts, action, day)
    return facts


def at(state: ReferralState) -> ReferralFacts:
    """Return a referral that came to a state in the usual way, on 10 March."""
    return after(WAYS[state])


PHONED = Contact(march(10), ContactMeans.PHONE)
