"""The body and the answer of a transfer to another authority."""

from collections.abc import Callable
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import Field

from app.cases.schemas.shared import Organisation
from app.cases.transfers.use_cases import TransferCase, Transferred
from app.law.fields import KnownLaCode
from app.platform.http.fields import Answer, Body, Day, LaCode


class TransferIn(Body):
    """A transfer: the child has moved to the area of another authority, and you transfer the plan to this authority."""

    to_la_code: KnownLaCode = Field(description="The code of the authority to whose area the child has moved.")
    moved_on: Day = Field(description="The day on which the child moved: today or earlier.")
    aware_on: Day = Field(
        description="The day on which your authority learned that the child would move or had moved. If your "
        "authority learned of the child's move less than 15 working days before the child moved, you have 15 "
        "working days to transfer the plan."
    )
    transferred_on: Day | None = Field(
        None,
        description="The day on which you transfer the plan. This day cannot be before the day on which the child "
        "moved. If you leave `transferred_on` out, we use today.",
    )
    call_off_sessions: bool = Field(
        False,
        strict=True,
        description="What we do with a booked session if the new authority does not instruct the session's provider. "
        "If you send `true`, we call off the session if it has not begun. If you send `false`, we refuse to transfer a "
        "case with a session that cannot stay booked (409 `session-booked`).",
    )

    def command(self, must_be_version: Callable[[int], None]) -> TransferCase:
        """Return the command."""
        return TransferCase(
            to_la_code=self.to_la_code,
            moved_on=self.moved_on,
            aware_on=self.aware_on,
            transferred_on=self.transferred_on,
            call_off_sessions=self.call_off_sessions,
            must_be_version=must_be_version,
        )


class TransferOut(Answer):
    """The result of a transfer. Your authority no longer sees the case, but can still read the events up to the
    transfer.
    """

    case_id: UUID
    from_la_code: LaCode
    to_la_code: LaCode
    moved_on: date
    aware_on: date
    transferred_on: date
    due_on: date | None = Field(
        description="The last day for the transfer of the plan (regulation 15(2)). `due_on` is `null` while the bank "
        "holidays of that time are not published."
    )
    late: bool = Field(
        description="`true` means that the plan was transferred too late: after the last day for the "
        "transfer (`due_on`)."
    )
    explain_by: date | None = Field(
        description="The last day on which the new authority can tell the family in time what happens now (regulation "
        "15(4))."
    )
    provider: Organisation = Field(description="The mediation provider that now handles the case.")
    provider_changed: bool
    session_stays: bool = Field(description="`true` means that a mediation session is booked, and stays booked.")

    @classmethod
    def of(cls, done: Transferred, provider: Organisation) -> Self:
        """Show what was done."""
        transfer = done.transfer
        return cls(
            case_id=done.case.id,
            from_la_code=transfer.from_la_code,
            to_la_code=transfer.to_la_code,
            moved_on=transfer.moved_on,
            aware_on=transfer.aware_on,
            transferred_on=transfer.transferred_on,
            due_on=done.due_on,
            late=done.due_on is not None and transfer.transferred_on > done.due_on,
            explain_by=done.explain_by,
            provider=provider,
            provider_changed=done.provider_changed,
            session_stays=done.session_stays,
        )
