"""Decides whether an action on a referral may happen, and returns the referral after it. Pure and total."""

from collections.abc import Sequence
from datetime import date

from app.advice.domain.commands import Command
from app.advice.domain.facts import ReferralFacts
from app.advice.domain.gates import consented, holds_the_right
from app.advice.domain.moves import MOVES, OF_THE_SERVICE, ReferralMove
from app.advice.domain.words import ConsentCovers, ReferralState, ReferredPerson
from app.kernel.errors import BeforeCommencement, GateClosed, NotNow, OutOfOrder
from app.kernel.machine import Machine
from app.kernel.terms import AppellantKind
from app.law.domain.model import COMMENCEMENT

TAKEN_BACK = "consent-can-be-withdrawn"


class Referrals(Machine[ReferralMove, ReferralFacts, Command, None]):
    """The table of moves of a referral."""

    nobodys = OF_THE_SERVICE

    def __init__(self, moves: Sequence[ReferralMove] = MOVES) -> None:
        super().__init__(moves, None)

    def not_now(self, facts: ReferralFacts, command: Command, moves: tuple[ReferralMove, ...]) -> NotNow:
        """Say in which states an action would be possible. After a withdrawal, no action is."""
        if facts.state is ReferralState.WITHDRAWN:
            return NotNow(
                "The person withdrew the consent, so you can record nothing more on this referral.", TAKEN_BACK
            )
        return super().not_now(facts, command, moves)


def refer(
    facts: ReferralFacts, today: date, taken_back_on: date | None = None, holder: AppellantKind | None = None
) -> ReferralFacts:
    """Make a referral.

    Args:
        facts: who refers, and who is to be helped; their consent, given by the day of the referral, for contact at
            least, and not taken back; and that day.
        today: the day of recording, in London.
        taken_back_on: the day on which a withdrawal of a consent to the same advice service was last told, where the
            organisation that refers knows of one.
        holder: who holds the right to appeal on the case, if it is about one.

    Raises:
        BeforeCommencement: the consent is older than the Act.
        GateClosed: somebody else consented, or not to being contacted; or to more of a case than is theirs to open; or
            this consent was taken back since.
        OutOfOrder: the day lies ahead, or before the consent.
    """
    consent, referred_on = facts.consent, facts.referred_on
    if consent.given_on < COMMENCEMENT:
        raise BeforeCommencement(
            f"The consent was given on {consent.given_on}, before the Children and Families Act 2014 came into force.",
            consented.rule,
        )
    if referred_on > today:
        raise OutOfOrder(f"The day of the referral, {referred_on}, is in the future. Today is {today}.", consented.rule)
    if referred_on < consent.given_on:
        raise OutOfOrder(
            (
                f"The consent was given on {consent.given_on}, after the referral. The person must consent before the "
                "referral."
            ),
            consented.rule,
        )
    shut = _shut(facts, holder)
    if shut is not None:
        raise GateClosed(shut, consented.rule)
    if taken_back_on is not None and consent.given_on < taken_back_on:
        raise GateClosed(
            f"The person withdrew the consent on {taken_back_on}. Only a consent given on that day or later is valid.",
            TAKEN_BACK,
        )
    return facts


def _shut(facts: ReferralFacts, holder: AppellantKind | None) -> str | None:
    """Say what a consent lacks. None if it is enough for a referral."""
    person, consent = facts.person, facts.consent
    if consent.given_by is not person:
        return (
            f"The {_said(consent.given_by)} gave the consent. But the {_said(person)}, who is referred, must give "
            "the consent."
        )
    if not consent.allows(ConsentCovers.CONTACT):
        return "The consent does not cover `contact`, so the advice service may not contact the person."
    if holder is not None and not holds_the_right(person, holder) and consent.covers != {ConsentCovers.CONTACT}:
        return (
            f"The {_said(person)} does not hold the right to appeal on this case, so their consent can cover "
            "only `contact`."
        )
    return None


def _said(person: ReferredPerson) -> str:
    return person.replace("_", " ")
