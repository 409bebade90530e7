"""What the check of appeals proves: what is never broken, and what can always be reached."""

from collections.abc import Callable, Mapping
from datetime import date

from app.appeals.domain.moves import ENDED, ROWS, leads
from app.cases.domain.appealed import appeal_outcome, appeal_state
from app.cases.domain.commands import ChangeAppealIssues, Command, Concede
from app.cases.domain.facts import CaseFacts
from app.cases.domain.moves import AnyMove
from app.cases.domain.proceedings import Issue
from app.cases.domain.stakes import issues_of
from app.cases.domain.words import AppealOutcome, AppealState, IssueStatus
from app.kernel.assure import Always, Covered, EachStep, InReach, NoClash, Property
from app.kernel.search import Explored, Node, Step
from app.kernel.terms import OrganisationKind
from app.law.domain.powers import orders_on

TRIBUNAL = OrganisationKind.TRIBUNAL
AppealStep = Step[AnyMove, CaseFacts, Command, date]
AppealExplored = Explored[AnyMove, CaseFacts, date]


def by_the_tribunal(command: Command | None) -> bool:
    """Whether the tribunal records something, or its decision is named."""
    if command is None:
        return False
    return command.by is TRIBUNAL or bool(getattr(command, "decision_reference", None))


def _pending(facts: CaseFacts) -> bool:
    state = appeal_state(facts)
    return state is not None and state.pending


def _follows_the_table(step: AppealStep, after: CaseFacts) -> bool:
    before = appeal_state(step.origin.facts)
    return step.move is None or leads(step.move.event, before, appeal_state(after))


def _the_tribunal_ends_it(step: AppealStep, after: CaseFacts) -> bool:
    """Whether an appeal goes on, the tribunal ended it, or the authority never answered it."""
    if not _pending(step.origin.facts) or _pending(after):
        return True
    if isinstance(step.command, Concede):
        return step.origin.facts.response_sent_on is None
    return by_the_tribunal(step.command)


def _the_tribunal_takes_it_up(step: AppealStep, after: CaseFacts) -> bool:
    """Whether an appeal that ended stays so, the tribunal took it up again, or the family appealed again."""
    if appeal_state(step.origin.facts) not in ENDED or not _pending(after):
        return True
    before, now = step.origin.facts.appeal, after.appeal
    another = before is not None and now is not None and now.number > before.number
    return another or by_the_tribunal(step.command)


AGREED = IssueStatus.AGREED
OVER = frozenset({IssueStatus.WITHDRAWN, IssueStatus.DECIDED})


def _no_issue_ends_alone(step: AppealStep, after: CaseFacts) -> bool:
    """Whether each issue that was not over is not over now, and is about the same, unless the tribunal said so."""
    if not isinstance(step.command, ChangeAppealIssues) or by_the_tribunal(step.command):
        return True
    now = {one.id: one for one in issues_of(after)}
    return all(_kept(one, now.get(one.id)) for one in issues_of(step.origin.facts))


def _no_party_agrees_alone(step: AppealStep, after: CaseFacts) -> bool:
    """Whether each issue that is agreed now was agreed before, unless the family or the tribunal said so."""
    command = step.command
    if not isinstance(command, ChangeAppealIssues) or by_the_tribunal(command) or command.family_confirmed:
        return True
    agreed = [{one.id for one in issues_of(facts) if one.status is AGREED} for facts in (after, step.origin.facts)]
    return agreed[0] <= agreed[1]


def _kept(before: Issue, now: Issue | None) -> bool:
    return now is not None and (before.status in OVER) is (now.status in OVER) and before.section is now.section


def _orders_follow(facts: CaseFacts) -> bool:
    """Whether the outcome and the orders of an ended appeal say the same."""
    match appeal_outcome(facts):
        case AppealOutcome.UPHELD | AppealOutcome.UPHELD_IN_PART | AppealOutcome.CONSENT_ORDER:
            return facts.order_made_on is not None and bool(facts.orders)
        case AppealOutcome.UNOPPOSED | AppealOutcome.WITHDRAWN | AppealOutcome.STRUCK_OUT:
            return facts.order_made_on is None
    return True


def _orders_are_in_power(facts: CaseFacts) -> bool:
    """Whether the tribunal can make each order in an appeal about this decision."""
    by_consent = appeal_outcome(facts) is AppealOutcome.CONSENT_ORDER
    return {one.order_kind for one in facts.orders} <= {*orders_on(facts.kind, by_consent=by_consent)}


def _steps_are_the_appeals(step: AppealStep, after: CaseFacts) -> bool:
    """Whether what is recorded on how an appeal is heard leaves the case's own outcome of mediation alone."""
    before = step.origin.facts
    return before.agreement_made_on == after.agreement_made_on and before.stage is after.stage


def _relies_on_the_tribunal(step: AppealStep) -> bool:
    return step.command is not None and step.command.by is TRIBUNAL


def _relies_on_the_family(step: AppealStep) -> bool:
    """The family withdraws, and the tribunal consents."""
    return step.move is not None and step.move.event == "appeal-withdrawn" and _relies_on_the_tribunal(step)


def _came_to_a_decision(facts: CaseFacts) -> bool:
    return appeal_state(facts) in (AppealState.DECIDED, AppealState.UNOPPOSED)


def _concerns_pending(node: Node[CaseFacts, date]) -> bool:
    return _pending(node.facts)


def _concerns_ended(node: Node[CaseFacts, date]) -> bool:
    return appeal_state(node.facts) in ENDED


SAYS: Mapping[str, str] = {
    "every-step-is-in-the-table": "Every step of an appeal leads to a state that the table of steps allows.",
    "no-party-ends-an-appeal-alone": (
        "Only the tribunal ends an appeal: by its decision, or by its consent to a withdrawal. The only exception is "
        "the authority: if the authority gives way before its response, the appeal also ends."
    ),
    "only-the-tribunal-takes-it-up-again": "Only the tribunal can take up an appeal again that has ended.",
    "no-party-ends-an-issue-alone": (
        "Only the tribunal can end an issue of an appeal, or reopen an issue that has ended. The section of an issue "
        "never changes."
    ),
    "no-party-agrees-alone": "An issue is never recorded as agreed only because the authority says so.",
    "orders-fit-the-outcome": "An appeal that is upheld has an order. An appeal that was withdrawn, struck out or "
    "not opposed has no order.",
    "orders-are-in-power": "The tribunal has the power to make every recorded order in an appeal about this decision.",
    "an-appeal-leaves-mediation-alone": "No step of an appeal changes the result of mediation.",
    "a-decision-is-in-reach": "The tribunal can decide every appeal that has not ended, whatever the authority does.",
    "the-family-can-end-it": "The family can end its appeal at any time, with the tribunal's consent.",
    "an-end-can-be-undone": "The tribunal can take up every ended appeal again.",
}

_STEPS: Mapping[str, Callable[[AppealStep, CaseFacts], bool]] = {
    "every-step-is-in-the-table": _follows_the_table,
    "no-party-ends-an-appeal-alone": _the_tribunal_ends_it,
    "only-the-tribunal-takes-it-up-again": _the_tribunal_takes_it_up,
    "no-party-ends-an-issue-alone": _no_issue_ends_alone,
    "no-party-agrees-alone": _no_party_agrees_alone,
    "an-appeal-leaves-mediation-alone": _steps_are_the_appeals,
}


def _used(found: AppealExplored) -> set[str]:
    return {move.event for move in found.moves}


def _reached(found: AppealExplored) -> set[str]:
    return {str(state) for node in found.nodes.values() if (state := appeal_state(node.facts))}


PROPERTIES: tuple[Property, ...] = (
    *(EachStep(name, SAYS[name], holds) for name, holds in _STEPS.items()),
    Always("orders-fit-the-outcome", SAYS["orders-fit-the-outcome"], _orders_follow),
    Always("orders-are-in-power", SAYS["orders-are-in-power"], _orders_are_in_power),
    InReach(
        "a-decision-is-in-reach", SAYS["a-decision-is-in-reach"], _came_to_a_decision, _concerns_pending,
        _relies_on_the_tribunal,
    ),
    InReach(
        "the-family-can-end-it", SAYS["the-family-can-end-it"],
        lambda facts: appeal_state(facts) is AppealState.WITHDRAWN, _concerns_pending, _relies_on_the_family,
    ),
    InReach(
        "an-end-can-be-undone", SAYS["an-end-can-be-undone"], _pending, _concerns_ended, _relies_on_the_tribunal,
    ),
    Covered("every-row-is-used", "Every step in the table of steps can happen.", sorted(ROWS), _used),
    Covered("every-state-is-reached", "An appeal can reach every state.", sorted(AppealState), _reached),
    NoClash("no-two-moves-claim-one-appeal", "For each recorded step, the rules define exactly one change of the "
        "appeal."),
)  # fmt: skip
