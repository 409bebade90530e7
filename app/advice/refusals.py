"""Every refusal of the use cases of advice, apart from the refusals of the domain.

    AdviceRefusal
    |-- OfferRefuses         no such offer is due, or another person answered
    |-- ReferralRefuses      the table of moves does not allow the action
    |-- SpeaksForItself      the organisation refers in another organisation's name
    |-- ReferredBefore       the organisation has already made this referral
    `-- LaterEntriesStand    later entries do not stand in the corrected referral

If a record does not exist, or the caller may not see it, the refusal is the kernel's `Unseen`.
"""

from collections.abc import Sequence
from uuid import UUID

from app.advice.domain.corrections import Fallen
from app.advice.domain.words import ReferralAction, ReferralState
from app.cases.records import StoredCase
from app.kernel.errors import Refusal


class AdviceRefusal(Exception):
    """A use case of advice refuses a command."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OfferRefuses(AdviceRefusal):
    """No such offer is due on the case, or the answer is not the holder's."""

    def __init__(self, case: StoredCase, reason: str) -> None:
        super().__init__(reason)
        self.case = case


class ReferralRefuses(AdviceRefusal):
    """A referral does not allow an action; `way` are the actions that would unlock it."""

    def __init__(self, refusal: Refusal, action: str, state: ReferralState, way: Sequence[ReferralAction] = ()) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal
        self.action = action
        self.state = state
        self.way = way


class SpeaksForItself(AdviceRefusal):
    """An organisation refers in no other organisation's name."""


class ReferredBefore(AdviceRefusal):
    """The organisation has made this referral before: `referral_id`, where it may be told."""

    def __init__(self, reason: str, referral_id: UUID | None = None) -> None:
        super().__init__(reason)
        self.referral_id = referral_id


class LaterEntriesStand(AdviceRefusal):
    """Later entries do not stand in the corrected referral, and are not corrected with it."""

    def __init__(self, fallen: Sequence[Fallen]) -> None:
        super().__init__(f"{len(fallen)} later entries")
        self.fallen = fallen
