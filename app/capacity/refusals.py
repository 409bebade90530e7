"""Every refusal of the use cases of capacity, apart from the refusals of the domain.

    CapacityRefusal
    |-- HoldOver             the hold has ended, or its time was booked
    |-- TimeTaken            the mediator's time is taken, or was withdrawn
    |-- DoesNotSuit          the mediator or the time does not suit the case
    |-- SessionRefuses       a session, or its case, does not allow the action
    |-- SearchNotYours       only the party that arranges mediation searches
    |-- RegisteredBefore     the provider has already registered this mediator
    `-- ProposalStale        a proposal is out of date

A wrong value is the `WrongInput` of cases. If a record does not exist, or the caller may not see it, the refusal is the
kernel's `Unseen`.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.capacity.domain.session_commands import SessionCommand
from app.capacity.domain.suitability import Reason
from app.capacity.domain.words import Format
from app.capacity.records import StoredSession
from app.cases.records import StoredCase
from app.cases.refusals import WrongInput
from app.kernel.errors import Refusal


class CapacityRefusal(Exception):
    """A use case of capacity refuses a command. Without a `reason`, the problem's own words are enough."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


class HoldOver(CapacityRefusal):
    """The time is not held for the case, or not any more."""


class TimeTaken(CapacityRefusal):
    """The mediator's time cannot be had: it is taken, in this slot, across it or too close, or it was withdrawn."""


class DoesNotSuit(CapacityRefusal):
    """The mediator or the time does not suit the case: every reason why not."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__(" ".join(reason.says for reason in reasons))
        self.reasons = reasons


class SessionRefuses(CapacityRefusal):
    """A session, or its case, does not allow what is recorded of it."""

    def __init__(self, case: StoredCase, session: StoredSession, command: SessionCommand, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.case = case
        self.session = session
        self.command = command
        self.refusal = refusal


class SearchNotYours(CapacityRefusal):
    """Only the party that arranges mediation searches for a mediator."""


class RegisteredBefore(CapacityRefusal):
    """The provider has registered a mediator of this number before."""


class ProposalStale(CapacityRefusal):
    """Something that a proposal counted on has changed: `changed` gives the reason for each case."""

    def __init__(self, reason: str, changed: Mapping[UUID, str] | None = None) -> None:
        super().__init__(reason)
        self.changed = changed or {}


class WrongQuery(WrongInput):
    """A value in the query is wrong."""

    where = "query"


class FormatNotShared(WrongInput):
    """Mediator and family do not share the format that is wanted."""

    def __init__(self, wanted: Format, common: Sequence[Format]) -> None:
        super().__init__("#/format", f"These formats are possible: {', '.join(common)}", "format")
        self.wanted = wanted
