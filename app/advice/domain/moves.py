"""The moves of a referral: the whole machine as one table. Nothing about what is allowed stands anywhere else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.advice.domain import changes as becomes
from app.advice.domain import gates
from app.advice.domain.commands import Command
from app.advice.domain.facts import ReferralFacts
from app.advice.domain.gates import Gate
from app.advice.domain.words import ReferralAction, ReferralState
from app.kernel.terms import OrganisationKind

A, S = ReferralAction, ReferralState
Changes = Callable[[ReferralFacts, Command], Mapping[str, Any]]

SERVICE = frozenset({OrganisationKind.ADVICE_SERVICE})
WHOEVER_IS_TOLD = SERVICE | {OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER}
"""A family may tell whoever it likes that it takes its consent back."""

TAKEN_ON = frozenset({S.ACCEPTED, S.WAITING, S.ACTIVE})
OF_THE_SERVICE = "advice-service-at-arms-length"


@dataclass(frozen=True, slots=True, eq=False)
class Move:
    """The one way in which an action takes a referral from some states to another (None: it stays where it is).

    `not_before` names the facts that must not lie after it.
    """

    action: ReferralAction
    event: str
    says: str
    rule: str
    who: frozenset[OrganisationKind]
    states: frozenset[ReferralState]
    target: ReferralState | None
    becomes: Changes
    gates: tuple[Gate, ...] = ()
    not_before: tuple[str, ...] = ("referred_on",)


MOVES: tuple[Move, ...] = (
    Move(
        A.OPEN, "referral-opened", "The service reads the referral.",
        OF_THE_SERVICE, SERVICE,
        frozenset({S.NEW}), S.OPENED, becomes.opened, (gates.consented,),
    ),
    Move(
        A.ACCEPT, "referral-accepted", "The service will help.",
        OF_THE_SERVICE, SERVICE,
        frozenset({S.OPENED}), S.ACCEPTED, becomes.accepted, (gates.consented,),
        not_before=("referred_on", "opened_on"),
    ),
    Move(
        A.DECLINE, "referral-declined", "The service cannot help, and says why in a word.",
        OF_THE_SERVICE, SERVICE,
        frozenset({S.NEW, S.OPENED}), S.DECLINED, becomes.declined,
        not_before=("referred_on", "opened_on"),
    ),
    Move(
        A.WAIT_LIST, "referral-wait-listed", "The service will help and is full: the person waits, and knows it.",
        OF_THE_SERVICE, SERVICE,
        frozenset({S.OPENED, S.ACCEPTED}), S.WAITING, becomes.wait_listed, (gates.consented,),
        not_before=("referred_on", "opened_on", "accepted_on"),
    ),
    Move(
        A.START, "help-started", "Help begins.",
        OF_THE_SERVICE, SERVICE,
        frozenset({S.ACCEPTED, S.WAITING}), S.ACTIVE, becomes.started, (gates.consented,),
        not_before=("referred_on", "accepted_on", "wait_listed_on"),
    ),
    Move(
        A.RECORD_CONTACT, "contact-made", "The service and the person are in touch.",
        OF_THE_SERVICE, SERVICE,
        TAKEN_ON, None, becomes.contact_made, (gates.consented,),
        not_before=("referred_on", "opened_on"),  # a call made before saying yes counts
    ),
    Move(
        A.CLOSE, "referral-closed", "Help is over.",
        OF_THE_SERVICE, SERVICE,
        TAKEN_ON, S.CLOSED, becomes.closed,
        not_before=("referred_on", "accepted_on", "wait_listed_on", "started_on", "last_contact_on"),
    ),
    Move(
        A.WITHDRAW_CONSENT, "consent-withdrawn", "The person takes the consent back: nothing more is seen or recorded.",
        "consent-can-be-withdrawn", WHOEVER_IS_TOLD,
        frozenset(S) - {S.WITHDRAWN}, S.WITHDRAWN, becomes.consent_withdrawn, (gates.told_to_a_party,),
        not_before=("consented_on",),  # it may have been taken back before the referral was read, or even made
    ),
)  # fmt: skip
