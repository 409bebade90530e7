"""What may be recorded about a referral now, and the shortest lawful way to an action that may not."""

from datetime import date

from app.advice.domain import commands
from app.advice.domain.commands import Command
from app.advice.domain.facts import ReferralFacts
from app.advice.domain.machine import Referrals
from app.advice.domain.words import CloseOutcome, ContactMeans, DeclineReason, LevelOfHelp, ReferralAction
from app.kernel.search import after_command, ways
from app.kernel.terms import OrganisationKind

A = ReferralAction
SERVICE = OrganisationKind.ADVICE_SERVICE


def usual(action: ReferralAction, on: date, by: OrganisationKind = SERVICE) -> Command:
    """Return the simplest command of an action. No gate asks about its other members."""
    match action:
        case A.OPEN:
            return commands.Open(by=by, occurred_on=on)
        case A.ACCEPT:
            return commands.Accept(by=by, occurred_on=on)
        case A.DECLINE:
            return commands.Decline(by=by, occurred_on=on, reason=DeclineReason.OTHER)
        case A.WAIT_LIST:
            return commands.WaitList(by=by, occurred_on=on)
        case A.START:
            return commands.Start(by=by, occurred_on=on)
        case A.RECORD_CONTACT:
            return commands.RecordContact(by=by, occurred_on=on, means=ContactMeans.PHONE)
        case A.CLOSE:
            outcome, level = CloseOutcome.INFORMATION_GIVEN, LevelOfHelp.INFORMATION
            return commands.Close(by=by, occurred_on=on, outcome=outcome, level=level)
        case A.WITHDRAW_CONSENT:
            return commands.WithdrawConsent(by=by, occurred_on=on)


def view(facts: ReferralFacts) -> tuple[object, ...]:
    """All of a referral that a gate or a date could ask: equal views, equal futures. One more call changes nothing."""
    begun = facts.source, facts.person, facts.consent, facts.referred_on, facts.stage
    went_on = facts.opened_on, facts.accepted_on, facts.wait_listed_on, facts.started_on
    return (*begun, *went_on, facts.first_contact_on, facts.last_contact_on)


def after(referrals: Referrals, facts: ReferralFacts, command: Command, today: date) -> ReferralFacts | None:
    """Return the referral after a command, or None if it is refused."""
    return after_command(referrals, facts, command, today)


def allowed(referrals: Referrals, facts: ReferralFacts, today: date) -> list[ReferralAction]:
    """Return the actions that the advice service may record of a referral today."""
    return [action for action in A if after(referrals, facts, usual(action, today), today)]


def unlock(referrals: Referrals, facts: ReferralFacts, goal: Command, today: date) -> list[ReferralAction] | None:
    """Find the fewest actions, all possible today, after which the goal's action is allowed.

    Empty where nothing stands in its way, or only what this command says of itself (its day, who records it); None
    where there is no way.
    """
    menu = [usual(action, today) for action in A]
    for _, way, command in ways(referrals, facts, today, menu, view, lambda one: one.state):
        if command.action is goal.action:
            return [step.action for step in way]
    return None
