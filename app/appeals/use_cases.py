"""The use case of appeals: record a step of an appeal on its case. The case's own use case does the rest."""

from app.cases.domain.commands import Concede, Withdraw
from app.cases.ports import UnitOnCase
from app.cases.records import StoredCase
from app.cases.refusals import CaseRefuses
from app.cases.use_cases import Bench, TakeAction, take_action
from app.kernel.errors import GateClosed, NotNow

LATER_APPEAL = "Another appeal was later registered on this case. Send your request for the later appeal."
ENDED = (
    "This appeal has ended, so nothing more can be recorded. If the tribunal takes the appeal up again, first record "
    "`reinstatement`."
)
TOO_LATE = (
    "The authority has sent its response, so the outcome `unopposed` is no longer possible. If the authority gives way "
    "now, the tribunal ends the appeal by a consent order."
)


async def record_on_appeal(
    work: UnitOnCase, bench: Bench, number: int, told: TakeAction, *, ends_unopposed: bool = False
) -> StoredCase:
    """Record a step on an appeal of the case of the work, and return the case after it.

    `number` says which appeal of the case is meant. `ends_unopposed`: the appeal must end with this step, because the
    authority does not oppose it.

    Raises:
        CaseRefuses: the appeal or its case does not allow it.
        WrongInput: a reference or an id is not of this appeal.
    """
    case, appeal = work.case, work.case.facts.appeal
    if appeal is None or appeal.number != number:
        raise CaseRefuses(case, told.command, NotNow(LATER_APPEAL, "appealable-matters"))
    if case.facts.resolved_on is not None and isinstance(told.command, Concede | Withdraw):
        raise CaseRefuses(case, told.command, NotNow(ENDED, "reinstatement"))
    responded_on = case.facts.response_sent_on
    if ends_unopposed and responded_on is not None and told.command.occurred_on >= responded_on:
        raise CaseRefuses(case, told.command, GateClosed(TOO_LATE, "unopposed-before-response"))
    return await take_action(work, bench, told)
