"""The gates on duties, and on the end of a case."""

from app.cases.domain.commands import Close, Command, CompleteDuty, Withdraw
from app.cases.domain.duties import has_own_action, is_owed
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.kernel.moves import gate


@gate(
    "Does the organisation that records the duty have this duty now?",
    "duty-of-its-party",
    "You cannot record this duty here. Perhaps your organisation does not have this duty now. Perhaps you must use "
    "another action to record the duty. Or you must also name the term of the agreement and the step of the duty.",
)
def duty_is_owed(facts: CaseFacts, command: CompleteDuty, law: Law) -> bool:
    """A duty is completed by the party that owes it, once, and not before it is owed."""
    return not has_own_action(command.code) and is_owed(facts, command, law.deadlines(facts))


@gate(
    "Does the family say that it gives up the dispute?",
    "family-ends-it",
    "Only the family can give up its dispute. If the family confirms that it gives up, send `family_confirmed`.",
)
def family_gives_up(_: CaseFacts, command: Withdraw, __: Law) -> bool:
    """The party that records this passes on what the family said, and says so."""
    return command.family_confirmed


@gate(
    "Does the family confirm that the case is over, or can the family no longer appeal?",
    "family-ends-it",
    "While the family may still appeal, only the family can end the case. If the family confirms that the case is "
    "over, send `family_confirmed`.",
)
def family_confirms(facts: CaseFacts, command: Close, law: Law) -> bool:
    """While the family may still appeal, only the family can end the case. An agreement alone does not use up the right
    to appeal."""
    right_used_up = facts.appeal is not None or not law.appealable(facts)
    return command.family_confirmed or (facts.resolved_on is not None and right_used_up)


@gate(
    "Is there no appeal that the tribunal still has to decide?",
    "withdrawal",
    "The tribunal has not ended the appeal yet, and only the tribunal can end an appeal. Record the tribunal's "
    "decision (`record-appeal-outcome`), or a withdrawal to which the tribunal consents (`withdraw`).",
)
def no_appeal_pending(facts: CaseFacts, _: Command, __: Law) -> bool:
    """Closing a case must not end an appeal, whatever the family says."""
    return not facts.appeal_pending
