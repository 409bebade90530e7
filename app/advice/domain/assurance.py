"""The exhaustive check of referrals: it searches every reachable referral, and says what holds in all of them.

The search tries every action by every party in every state, from each source and for each person. Nothing is sampled.
Everything happens on one day, because no answer here depends on the day.
"""

from collections.abc import Hashable, Iterator
from datetime import date

from app.advice.domain import commands
from app.advice.domain.facts import Consent, ReferralFacts
from app.advice.domain.gates import is_own_consent
from app.advice.domain.machine import Referrals
from app.advice.domain.moves import ReferralMove
from app.advice.domain.search import usual, view
from app.advice.domain.words import ConsentCovers, ReferralAction, ReferralState, ReferredPerson, Source
from app.kernel import assure as kernel
from app.kernel.assure import Always, Assurance, Covered, EachStep, InReach, NoClash, Property
from app.kernel.search import Attempt, Explored, Node, Search, Step, attempt
from app.kernel.terms import OrganisationKind

DAY = date(2026, 3, 2)
"""Any day: the properties do not depend on it."""

S = ReferralState
SERVICE = OrganisationKind.ADVICE_SERVICE
ReferralNode = Node[ReferralFacts, date]
ReferralExplored = Explored[ReferralMove, ReferralFacts, date]
ReferralStep = Step[ReferralMove, ReferralFacts, commands.Command, date]


def starts() -> Iterator[ReferralFacts]:
    """Yield a new referral for each source, person and consent, valid or not.

    `refer` accepts only valid consents. The moves must not rely on that.
    """
    for source in Source:
        for person in ReferredPerson:
            for giver in ReferredPerson:
                for purpose in (ConsentCovers.CONTACT, ConsentCovers.CASE_DATES):
                    yield ReferralFacts(source, person, Consent(giver, DAY, frozenset({purpose})), DAY)


def told(start: ReferralFacts) -> str:
    """Name a referral as a counter-example does."""
    (purpose,) = start.consent.covers
    return f"{start.person} referred by {start.source} on consent of {start.consent.given_by} to {purpose}"


class ReferralSearch(Search[ReferralMove, ReferralFacts, commands.Command, date]):
    """Every action by every party, in every state."""

    def __init__(self, referrals: Referrals) -> None:
        self._referrals = referrals
        self._commands = [usual(action, DAY, by) for action in ReferralAction for by in OrganisationKind]

    def menu(self, node: ReferralNode) -> Iterator[Attempt[ReferralMove, ReferralFacts, commands.Command]]:
        """Yield every action by every party."""
        return (attempt(self._referrals, node.facts, one, f"{one.action} by {one.by}") for one in self._commands)

    def mark(self, facts: ReferralFacts, _: date) -> Hashable:
        """Return everything about a referral that a gate or a date could ask for."""
        return view(facts)


def _helped_with_leave(facts: ReferralFacts) -> bool:
    helped = facts.state in (S.ACCEPTED, S.WAITING, S.ACTIVE)
    return not helped or (facts.accepted_on is not None and is_own_consent(facts))


def _consent_stood(step: ReferralStep, _: ReferralFacts) -> bool:
    return step.origin.facts.consent.withdrawn_on is None


def _by_the_service(step: ReferralStep, after: ReferralFacts) -> bool:
    """Whether the advice service records the step, or the organisation that referred records a withdrawal."""
    if step.command is None or step.command.by is SERVICE:
        return True
    return after.state is S.WITHDRAWN and step.command.by.value == step.origin.facts.source.value


def _withdraws(step: ReferralStep) -> bool:
    return isinstance(step.command, commands.WithdrawConsent)


PROPERTIES: tuple[Property, ...] = (
    Always(
        "no-help-without-acceptance-and-consent",
        "A person gets help, or waits for help, only if the person consented and the advice service accepted "
        "the person.",
        _helped_with_leave,
    ),
    EachStep(
        "withdrawal-is-the-end",
        "After the person withdraws the consent, nothing more can be recorded on the referral.",
        _consent_stood,
    ),
    InReach(
        "consent-can-always-be-withdrawn",
        "The person can withdraw the consent in one step from every state, even after the referral is closed.",
        kept=lambda facts: facts.state is S.WITHDRAWN,
        concerns=lambda _: True,
        may_rely_on=lambda step: _withdraws(step) and step.command is not None and step.command.by is SERVICE,
    ),
    InReach(
        "the-service-can-end-it",
        "The advice service can close or decline a referral from every state, or has already done so.",
        kept=lambda facts: facts.state in (S.CLOSED, S.DECLINED, S.WITHDRAWN),
        concerns=lambda _: True,
        may_rely_on=lambda step: not _withdraws(step),
    ),
    EachStep(
        "arms-length",
        "Only the advice service records actions on a referral. The only exception is that the organisation "
        "that made the referral may also record that the person withdrew the consent.",
        _by_the_service,
    ),
    NoClash(
        "no-two-moves-claim-one-referral",
        "Everything that is recorded about a referral fits only one move of the table of moves.",
    ),
)
"""What must hold for every referral."""

USED = "every-move-is-used"
REACHED = "every-state-is-reached"


def _moves(found: ReferralExplored) -> Iterator[str]:
    return (str(move.action) for move in found.moves)


def _states(found: ReferralExplored) -> Iterator[str]:
    return (node.facts.state for node in found.nodes.values())


def assure(referrals: Referrals) -> Assurance[ReferralMove]:
    """Search referrals from every source, and return what holds in all of them."""
    actions = [str(move.action) for move in referrals.moves]
    begun = [Node(start, DAY, told=told(start)) for start in starts()]
    properties = (
        *PROPERTIES,
        Covered(USED, "Every move in the table of moves can be made in some state.", actions, _moves),
        Covered(REACHED, "A referral can reach every state.", list(S), _states),
    )
    return kernel.assure(ReferralSearch(referrals), begun, properties)
