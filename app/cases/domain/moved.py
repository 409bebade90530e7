"""How a case came to another authority than the one that sent the notice."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self


@dataclass(frozen=True, slots=True)
class Transfer:
    """The last transfer of the plan to another authority: from which authority, to which, and its days.

    `notice_la_code` is the code of the authority that sent the notice, and `notice_reference` the reference of that
    authority. The certificate has both. `aware_on` is the day on which the old authority learned of the move.
    """

    from_la_code: str
    to_la_code: str
    notice_la_code: str
    moved_on: date
    aware_on: date
    transferred_on: date
    notice_reference: str | None = None


@dataclass(frozen=True, slots=True)
class Reorganised:
    """The authority of the case ended, and another followed it on a day. `notice_la_code` and `notice_reference` are as
    in a transfer."""

    from_la_code: str
    to_la_code: str
    notice_la_code: str
    followed_on: date
    notice_reference: str | None = None


@dataclass(frozen=True, slots=True)
class TransferDays:
    """The days of a transfer, as a correction says them again."""

    moved_on: date
    aware_on: date
    transferred_on: date

    @classmethod
    def of(cls, transfer: Transfer) -> Self:
        """Return the days of a transfer."""
        return cls(transfer.moved_on, transfer.aware_on, transfer.transferred_on)

    def on(self, transfer: Transfer) -> Transfer:
        """Return the transfer on these days."""
        return replace(transfer, moved_on=self.moved_on, aware_on=self.aware_on, transferred_on=self.transferred_on)
