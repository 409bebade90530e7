"""Whether a claim for an exemption from attending mediation frees the family on a day."""

from datetime import date, timedelta

from app.cases.domain.facts import CaseFacts
from app.law.domain.regime_values import Exemptions, Undecided


def exemption_due(facts: CaseFacts, exemptions: Exemptions | None) -> date | None:
    """Return the last day for deciding a claimed exemption. None if none was claimed, or the regime sets no time."""
    if facts.exemption_claimed_on is None or exemptions is None or exemptions.decision_days is None:
        return None
    return facts.exemption_claimed_on + timedelta(days=exemptions.decision_days)


def is_exempt(facts: CaseFacts, day: date, exemptions: Exemptions | None) -> bool:
    """Whether the family is exempt on a day: by decision, by its own word, or because nobody decided in time."""
    claimed_on = facts.exemption_claimed_on
    if exemptions is None or claimed_on is None or facts.exemption_granted is not None:
        return facts.exemption_granted is True
    if day < claimed_on:
        return False
    if not _is_past(facts, day, exemptions) or exemptions.if_undecided is Undecided.WAITS:
        return exemptions.self_certified
    return exemptions.if_undecided is Undecided.GRANTED


def may_be_decided(facts: CaseFacts, day: date, exemptions: Exemptions | None) -> bool:
    """Whether a claim can still be decided on a day: after it counts as granted, nobody takes that away."""
    if facts.exemption_claimed_on is None or facts.exemption_granted is not None or exemptions is None:
        return False
    return not (_is_past(facts, day, exemptions) and exemptions.if_undecided is Undecided.GRANTED)


def _is_past(facts: CaseFacts, day: date, exemptions: Exemptions) -> bool:
    due = exemption_due(facts, exemptions)
    return due is not None and day > due
