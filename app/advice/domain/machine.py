"""The machine of a referral: may this happen, and what becomes true if it does. Pure and total."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.advice.domain.commands import Command
from app.advice.domain.facts import Consent, ReferralFacts
from app.advice.domain.gates import consented, holds_the_right
from app.advice.domain.moves import MOVES, Move
from app.advice.domain.words import ConsentCovers, ReferralAction, ReferralState, ReferredPerson, Source
from app.kernel.errors import BeforeCommencement, GateClosed, NotNow, NotYours, OutOfOrder
from app.kernel.terms import AppellantKind, OrganisationKind
from app.law.domain.model import COMMENCEMENT

TAKEN_BACK = "consent-can-be-withdrawn"


@dataclass(frozen=True, slots=True)
class Happened:
    """An event: what became true, by which action, on which day in the world, recorded by whom."""

    type: str
    action: ReferralAction
    by: OrganisationKind
    occurred_on: date
    changes: Mapping[str, Any]


def refer(
    source: Source,
    person: ReferredPerson,
    consent: Consent,
    referred_on: date,
    today: date,
    taken_back_on: date | None = None,
    holder: AppellantKind | None = None,
) -> ReferralFacts:
    """Make a referral.

    Args:
        source: who refers.
        person: who is to be helped.
        consent: theirs, given by the day of the referral, for contact at least, and not taken back.
        referred_on: the day it was made.
        today: the day of recording, in London.
        taken_back_on: the day on which a withdrawal of a consent to the same service was last told, where whoever
            refers knows of one.
        holder: who holds the right to appeal on the case, if it is about one.

    Raises:
        BeforeCommencement: the consent is older than the Act.
        GateClosed: somebody else consented, or not to being contacted; or to more of a case than is theirs to open; or
            this consent was taken back since.
        OutOfOrder: the day lies ahead, or before the consent.
    """
    if consent.given_on < COMMENCEMENT:
        raise BeforeCommencement(f"A consent of {consent.given_on} is older than the Act.", consented.rule)
    facts = ReferralFacts(source, person, consent, referred_on)
    if referred_on > today:
        raise OutOfOrder(f"{referred_on} has not come yet: today is {today}.", consented.rule)
    if referred_on < consent.given_on:
        raise OutOfOrder(f"The consent was given on {consent.given_on}, after the referral.", consented.rule)
    shut = _shut(facts, holder)
    if shut is not None:
        raise GateClosed(shut, consented.rule)
    if taken_back_on is not None and consent.given_on < taken_back_on:
        raise GateClosed(
            f"Consent was taken back, as was last told on {taken_back_on}: only one given since then counts.",
            TAKEN_BACK,
        )
    return facts


def _shut(facts: ReferralFacts, holder: AppellantKind | None) -> str | None:
    """Say what a consent lacks; None where a referral may rest on it."""
    person, consent = facts.person, facts.consent
    if consent.given_by is not person:
        return f"The consent is of the {_said(consent.given_by)}: the {_said(person)} has not consented, in person."
    if not consent.allows(ConsentCovers.CONTACT):
        return "The consent does not cover `contact`: the service may not get in touch."
    if holder is not None and not holds_the_right(person, holder) and consent.covers != {ConsentCovers.CONTACT}:
        return (
            f"The {_said(person)} does not hold the right to appeal on this case, and so opens nothing of it: their "
            "consent can cover `contact` alone."
        )
    return None


def _said(person: ReferredPerson) -> str:
    return person.replace("_", " ")


def apply(facts: ReferralFacts, event: Happened) -> ReferralFacts:
    """Return the facts after an event."""
    return replace(facts, **event.changes)


def fold(referred: ReferralFacts, events: Iterable[Happened]) -> ReferralFacts:
    """Return the facts after all events, in order."""
    for event in events:
        referred = apply(referred, event)
    return referred


class Referrals:
    """The table of moves. Another table may be given, so that the assurance can be shown to fail."""

    def __init__(self, moves: Sequence[Move] = MOVES) -> None:
        self.moves = tuple(moves)
        self._by_action = {action: tuple(m for m in moves if m.action is action) for action in ReferralAction}

    def decide(self, facts: ReferralFacts, command: Command, today: date) -> Happened:
        """Say what becomes true when a command is recorded of a referral.

        Args:
            facts: everything known of the referral.
            command: what is said to have happened, on `occurred_on`.
            today: the day of recording, in London.

        Raises:
            NotYours: another party's action.
            OutOfOrder: the day lies ahead, or before what must come first.
            NotNow: no move leads from where the referral stands.
            GateClosed: a move does, and a gate on it is shut.
        """
        moves = self._by_action[command.action]
        if not any(command.by in move.who for move in moves):
            raise self._not_yours(command, moves)
        if command.occurred_on > today:
            raise OutOfOrder(f"{command.occurred_on} has not come yet: today is {today}.", moves[0].rule)
        claiming = self.claiming(facts, command)
        if not claiming:
            raise self._not_now(facts, command, moves)
        return self._make(claiming[0], facts, command)

    def claiming(self, facts: ReferralFacts, command: Command) -> list[Move]:
        """Return the moves that claim a command on a referral: one, or none. The assurance proves it."""
        return [move for move in self._by_action[command.action] if facts.state in move.states]

    def _make(self, move: Move, facts: ReferralFacts, command: Command) -> Happened:
        for name in move.not_before:
            first = getattr(facts, name)
            if first is not None and command.occurred_on < first:
                what = name.removesuffix("_on").replace("_", " ")
                raise OutOfOrder(
                    f"{command.action} on {command.occurred_on} would come before what it follows: {what} on {first}.",
                    move.rule,
                )
        for gate in move.gates:
            if not gate.is_open(facts, command):
                raise GateClosed(gate.shut, gate.rule)
        changes = dict(move.becomes(facts, command))
        if move.target is not None:
            changes["stage"] = move.target
        return Happened(move.event, command.action, command.by, command.occurred_on, changes)

    @staticmethod
    def _not_yours(command: Command, moves: tuple[Move, ...]) -> NotYours:
        who = " or ".join(sorted({kind.replace("_", " ") for move in moves for kind in move.who}))
        rule = moves[0].rule if moves else "advice-service-at-arms-length"
        return NotYours(f"{command.action} is recorded by: {who or 'nobody'}.", rule)

    @staticmethod
    def _not_now(facts: ReferralFacts, command: Command, moves: tuple[Move, ...]) -> NotNow:
        if facts.state is ReferralState.WITHDRAWN:
            return NotNow("The consent was taken back: nothing more is recorded.", TAKEN_BACK)
        states = ", ".join(state for state in ReferralState if any(state in move.states for move in moves))
        return NotNow(f"{command.action} is possible when it is: {states}. It is: {facts.state}.", moves[0].rule)
