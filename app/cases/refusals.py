"""The refusals of the use cases, with all that an explanation needs. `app.kernel.errors` has those of the domain."""

from uuid import UUID

from app.cases.domain.commands import Command
from app.cases.records import StoredCase
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
    """This notice has a case, or may have one: `case_id` is that case, or None where the caller may not see it."""

    def __init__(self, case_id: UUID | None, *, sure: bool = True) -> None:
        super().__init__(str(case_id))
        self.case_id = case_id
        self.sure = sure


class AuthorityAlone(Exception):
    """Another organisation asks for what the authority alone may do."""


class WrongInput(Exception):
    """A value of the command is well formed, and wrong here. `pointer` leads to it, `code` names the kind of fault."""

    where = "body"

    def __init__(self, pointer: str, reason: str, code: str) -> None:
        super().__init__(reason)
        self.pointer = pointer
        self.reason = reason
        self.code = code
