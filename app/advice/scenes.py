"""The cases and referrals behind the documented examples of advice.

Each route names its scene. A scene is a case that has only its notice, or a referral under way.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from app.advice.domain import commands
from app.advice.domain.words import ContactMeans
from app.cases.stories import CONTACTED, Story
from app.kernel.terms import OrganisationKind

ADVICE = OrganisationKind.ADVICE_SERVICE

OPENED: tuple[commands.Command, ...] = (commands.Open(by=ADVICE, occurred_on=date(2026, 2, 11)),)
ACCEPTED = (*OPENED, commands.Accept(by=ADVICE, occurred_on=date(2026, 2, 11)))
STARTED = (*ACCEPTED, commands.Start(by=ADVICE, occurred_on=date(2026, 2, 12)))
_CALLED = commands.RecordContact(by=ADVICE, occurred_on=date(2026, 2, 13), means=ContactMeans.PHONE)
CALLED = (*STARTED, _CALLED)


class Referred(NamedTuple):
    """A referral up to the point where its example is due."""

    name: str
    steps: Sequence[commands.Command]

    @property
    def id(self) -> UUID:
        """Always the same id, in every sandbox."""
        return uuid5(NAMESPACE_URL, f"urn:mediation-sandbox:referral:{self.name}")

    @property
    def story(self) -> Story:
        """The case that it is about."""
        return Story(self.name, steps=CONTACTED)


OFFERING, REFERRING = Story("offer_advice"), Story("refer")
"""Cases of which nothing is known but the notice."""

TO_READ = Referred("get_referral", CALLED)
OPENING = Referred("referral_open", ())
ACCEPTING = Referred("referral_accept", OPENED)
DECLINING = Referred("referral_decline", OPENED)
WAIT_LISTING = Referred("referral_wait_list", OPENED)
STARTING = Referred("referral_start", ACCEPTED)
CALLING = Referred("referral_record_contact", STARTED)
CLOSING = Referred("referral_close", CALLED)
WITHDRAWING = Referred("referral_withdraw_consent", STARTED)
NARROWING = Referred("referral_consent", OPENED)
MENDED = Referred("referral_corrections", CALLED)
"""The day of its call was corrected once."""

REFERRALS = (
    TO_READ, OPENING, ACCEPTING, DECLINING, WAIT_LISTING, STARTING, CALLING, CLOSING, WITHDRAWING, NARROWING, MENDED,
)  # fmt: skip
"""Every referral, in the order in which a sandbox makes it."""
