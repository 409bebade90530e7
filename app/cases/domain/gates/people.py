"""The gates on the passing of the right to appeal."""

from app.cases.domain.commands import PassRight
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.kernel.moves import gate
from app.kernel.terms import AppellantKind, RightPasses

PARENT, YOUNG_PERSON = AppellantKind.PARENT, AppellantKind.YOUNG_PERSON
ALTERNATIVE_PERSON = AppellantKind.ALTERNATIVE_PERSON


@gate(
    "Does the parent, or a person who acts for the parent, still hold the right to appeal?",
    "young-person-holds-the-right",
    "At the end of compulsory school age, the right to appeal passes from the parent to the young person. Perhaps the "
    "young person already holds the right. Or you named a person who is not the young person.",
)
def school_age_passes_it(facts: CaseFacts, command: PassRight, _: Law) -> bool:
    """Section 83(2): from then on the young person appeals in their own name."""
    return command.to is YOUNG_PERSON and not facts.young_persons


@gate(
    "Can the right to appeal pass to this person for this reason?",
    "alternative-person-acts",
    "The right to appeal cannot pass to this person for the reason that you give. If the holder loses capacity, the "
    "right passes to an alternative person, who acts for the holder. If the holder regains capacity, the right returns "
    "to the holder. The right never passes from a young person to a parent.",
)
def another_may_act(facts: CaseFacts, command: PassRight, _: Law) -> bool:
    """Section 80, regs 63-65: whose right it is decides to whom it returns."""
    acts = facts.appellant_kind is ALTERNATIVE_PERSON
    match command.because:
        case RightPasses.CAPACITY_LOST:
            return command.to is ALTERNATIVE_PERSON and not acts
        case RightPasses.CAPACITY_REGAINED:
            return acts and command.to is (YOUNG_PERSON if facts.young_persons else PARENT)
        case RightPasses.REPRESENTATIVE_CHANGED:
            return acts and command.to is ALTERNATIVE_PERSON
    return False
