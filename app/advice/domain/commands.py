"""The commands that a party may record on a referral: one type for each action, with the facts that it brings."""

from dataclasses import dataclass
from typing import ClassVar

from app.advice.domain.words import CloseOutcome, ContactMeans, DeclineReason, LevelOfHelp, ReferralAction
from app.kernel import moves


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(moves.Command):
    """Something that happened to a referral on a day, as recorded by an organisation."""

    action: ClassVar[ReferralAction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Open(Command):
    """The advice service has read the referral."""

    action: ClassVar = ReferralAction.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept(Command):
    """The advice service will help."""

    action: ClassVar = ReferralAction.ACCEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline(Command):
    """The advice service cannot help, and why."""

    action: ClassVar = ReferralAction.DECLINE
    reason: DeclineReason


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitList(Command):
    """The advice service will help but has no room yet."""

    action: ClassVar = ReferralAction.WAIT_LIST


@dataclass(frozen=True, slots=True, kw_only=True)
class Start(Command):
    """Help begins."""

    action: ClassVar = ReferralAction.START


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordContact(Command):
    """The advice service and the person were in touch."""

    action: ClassVar = ReferralAction.RECORD_CONTACT
    means: ContactMeans


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(Command):
    """Help is over: its result and its level. No level if no help was given."""

    action: ClassVar = ReferralAction.CLOSE
    outcome: CloseOutcome
    level: LevelOfHelp | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawConsent(Command):
    """The person withdrew the consent (UK GDPR art 7(3)). No reason is asked for."""

    action: ClassVar = ReferralAction.WITHDRAW_CONSENT
