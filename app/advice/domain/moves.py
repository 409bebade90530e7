"""The moves of a referral, as one table. This table and its gates alone decide what is allowed."""

from typing import Any

from app.advice.domain import changes as becomes
from app.advice.domain import commands, gates
from app.advice.domain.facts import ReferralFacts
from app.advice.domain.words import ReferralState
from app.kernel.moves import Move
from app.kernel.terms import OrganisationKind

S = ReferralState
ReferralMove = Move[ReferralFacts, Any, None]

SERVICE = frozenset({OrganisationKind.ADVICE_SERVICE})
MAY_HEAR_IT = SERVICE | {OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER}
"""The organisations that a family may tell that it withdraws its consent."""

TAKEN_ON = frozenset({S.ACCEPTED, S.WAITING, S.ACTIVE})
OF_THE_SERVICE = "advice-service-at-arms-length"

_TABLE = (
    Move(
        commands.Open, "referral-opened", "The advice service has read the referral.",
        OF_THE_SERVICE, SERVICE,
        frozenset({S.NEW}), S.OPENED, becomes.opened, (gates.consented,), not_before=("referred_on",),
    ),
    Move(
        commands.Accept, "referral-accepted", "The advice service will help the person.",
        OF_THE_SERVICE, SERVICE,
        frozenset({S.OPENED}), S.ACCEPTED, becomes.accepted, (gates.consented,),
        not_before=("opened_on",),
    ),
    Move(
        commands.Decline, "referral-declined", "The advice service cannot help, and gives a short reason.",
        OF_THE_SERVICE, SERVICE,
        frozenset({S.NEW, S.OPENED}), S.DECLINED, becomes.declined,
        not_before=("referred_on", "opened_on"),
    ),
    Move(
        commands.WaitList, "referral-wait-listed", "The advice service will help but has no room yet. The person "
        "must wait.",
        OF_THE_SERVICE, SERVICE,
        frozenset({S.OPENED, S.ACCEPTED}), S.WAITING, becomes.wait_listed, (gates.consented,),
        not_before=("opened_on", "accepted_on"),
    ),
    Move(
        commands.Start, "help-started", "The advice service begins to help.",
        OF_THE_SERVICE, SERVICE,
        frozenset({S.ACCEPTED, S.WAITING}), S.ACTIVE, becomes.started, (gates.consented,),
        not_before=("accepted_on", "wait_listed_on"),
    ),
    Move(
        commands.RecordContact, "contact-made", "The advice service and the person were in touch.",
        OF_THE_SERVICE, SERVICE,
        TAKEN_ON, None, becomes.contact_made, (gates.consented,),
        not_before=("opened_on",),  # a call made before saying yes counts
    ),
    Move(
        commands.Close, "referral-closed", "The advice service has finished helping.",
        OF_THE_SERVICE, SERVICE,
        TAKEN_ON, S.CLOSED, becomes.closed,
        not_before=("accepted_on", "wait_listed_on", "started_on", "last_contact_on"),
    ),
    Move(
        commands.WithdrawConsent, "consent-withdrawn",
        "The person withdraws the consent. The advice service sees nothing more and records nothing more.",
        "consent-can-be-withdrawn", MAY_HEAR_IT,
        frozenset(S) - {S.WITHDRAWN}, S.WITHDRAWN, becomes.consent_withdrawn, (gates.told_to_a_party,),
        not_before=("consented_on",),  # a person may withdraw before the referral is read, or even made
    ),
)  # fmt: skip

MOVES: tuple[ReferralMove, ...] = _TABLE
