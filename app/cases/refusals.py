"""The refusals of the use cases, with all that an explanation needs. `app.kernel.errors` has those of the domain."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

from app.cases.domain.commands import Command
from app.cases.domain.corrections import Fallen
from app.cases.ports import Found
from app.cases.records import LoggedEvent, StoredCase
from app.kernel.errors import Refusal


class CaseRefuses(Exception):
    """The pathway refuses a command on a case."""

    def __init__(self, case: StoredCase, command: Command, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.case = case
        self.command = command
        self.refusal = refusal


class StepRefused(Exception):
    """The pathway refuses one step of a history that an authority tells."""

    def __init__(self, command: Command, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.command = command
        self.refusal = refusal


class NoticeKnown(Exception):
    """This notice has a case, or may have one: `case_id` is that case, or None where the caller may not see it.

    `case_ids` are all the cases that fit equally well and that the caller may see.
    """

    def __init__(self, case_id: UUID | None, *, sure: bool = True, case_ids: Sequence[UUID] = ()) -> None:
        super().__init__(str(case_id))
        self.case_id = case_id
        self.sure = sure
        self.case_ids = case_ids or (() if case_id is None else (case_id,))

    @classmethod
    def of(cls, found: Found) -> Self:
        """Return the refusal of a notice that was found."""
        return cls(found.case_id, sure=found.sure, case_ids=found.case_ids)


class AuthorityAlone(Exception):
    """Another organisation asks for what the authority alone may do."""


class NotYoursToCorrect(Exception):
    """Another organisation recorded the event, and corrects it."""

    def __init__(self, event: LoggedEvent) -> None:
        super().__init__(str(event.seq))
        self.event = event


class CannotCorrect(Exception):
    """An event cannot be corrected here: why, and what to do instead."""

    def __init__(self, seq: int, reason: str) -> None:
        super().__init__(reason)
        self.seq = seq
        self.reason = reason


class CorrectionRefused(Exception):
    """The pathway refuses an event as corrected. `pointer` leads to the correction in the request."""

    def __init__(self, case: StoredCase, fallen: Fallen, pointer: str) -> None:
        super().__init__(fallen.refusal.reason)
        self.case = case
        self.fallen = fallen
        self.pointer = pointer


class TransferRefused(Exception):
    """The case cannot be transferred to another authority."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


class WrongInput(Exception):
    """A value of the command is well formed, and wrong here. `pointer` leads to it, `code` names the kind of fault."""

    where = "body"

    def __init__(self, pointer: str, reason: str, code: str) -> None:
        super().__init__(reason)
        self.pointer = pointer
        self.reason = reason
        self.code = code
