"""The gates on duties, and on the end of a case."""

from app.cases.domain.commands import Close, Command, CompleteDuty, Withdraw
from app.cases.domain.duties import has_own_action, is_owed
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.kernel.moves import gate


@gate(
    "Does this organisation owe this duty now?",
    "duty-of-its-party",
    "You cannot record this duty here. Either you do not owe it now, or it has an action of its own, or you must name "
    "its term and step.",
)
def duty_is_owed(facts: CaseFacts, command: CompleteDuty, law: Law) -> bool:
    """A duty is completed by the party that owes it, once, and not before it is owed."""
    return not has_own_action(command.code) and is_owed(facts, command, law.deadlines(facts))


@gate(
    "Does the family say that it gives up the dispute?",
    "family-ends-it",
    "Only the family can give up its dispute. Say that it confirms (family_confirmed).",
)
def family_gives_up(_: CaseFacts, command: Withdraw, __: Law) -> bool:
    """Whoever records it passes on the family's word, and says so."""
    return command.family_confirmed


@gate(
    "Does the family confirm, or is the dispute over?",
    "family-ends-it",
    "While the family may still appeal, only the family can end the case. Say that it confirms (family_confirmed).",
)
def family_confirms(facts: CaseFacts, command: Close, _: Law) -> bool:
    """A case with a living right is closed only on the family's word; an agreement alone does not use the right up."""
    right_used_up = facts.appeal is not None or not facts.appealable
    return command.family_confirmed or (facts.resolved_on is not None and right_used_up)


@gate(
    "Is no appeal before the tribunal?",
    "withdrawal",
    "An appeal is before the tribunal, and only the tribunal can end it. Record its decision (record-appeal-outcome), "
    "or a withdrawal to which it consents (withdraw).",
)
def no_appeal_pending(facts: CaseFacts, _: Command, __: Law) -> bool:
    """The end of a file must not end an appeal, whatever the family says of it."""
    return not facts.appeal_pending
