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


class NoticeKnown(Exception):
    """The authority has recorded this notice before: `case_id` is its case."""

    def __init__(self, case_id: UUID) -> None:
        super().__init__(str(case_id))
        self.case_id = case_id


class WrongInput(Exception):
    """A value of the command is well formed, and wrong here. `pointer` leads to it, `code` names the kind of fault."""

    where = "body"

    def __init__(self, pointer: str, reason: str, code: str) -> None:
        super().__init__(reason)
        self.pointer = pointer
        self.reason = reason
        self.code = code
