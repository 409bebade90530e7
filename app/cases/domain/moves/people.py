"""The passing of the right to appeal to another person: what it changes, and its move."""

from app.cases.domain import commands, gates
from app.cases.domain.changes import held_by
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.moves.row import LA, PROVIDER, CaseMove
from app.cases.domain.words import State
from app.kernel.moves import Changed
from app.kernel.readers import AND_THE_TRIBUNAL
from app.kernel.terms import RightPasses


def right_passed(facts: CaseFacts, command: commands.PassRight, _: Law) -> Changed:
    """Who holds the right, and since when: an alternative person may follow another. The certificate stays as it is."""
    return {**held_by(facts, command.to, command.occurred_on), "right_passed_on": command.occurred_on}


MOVES = (
    CaseMove(
        commands.PassRight, "right-passed",
        "Compulsory school age ends. The right to appeal passes from the parent to the young person. The mediation "
        "certificate can then be reissued to the young person.",
        "young-person-holds-the-right", frozenset({LA, PROVIDER}),
        frozenset(State), None, right_passed, (gates.school_age_passes_it,),
        not_before=("right_passed_on",), variant="school age",
        which=lambda command, *_: command.because is RightPasses.SCHOOL_AGE_ENDED,
        shown_to=AND_THE_TRIBUNAL,
    ),
    CaseMove(
        commands.PassRight, "right-passed",
        "The holder of the right to appeal loses or regains capacity, or the holder's representative changes. The "
        "right to appeal passes to the person whom the action names. The mediation certificate can then be reissued to "
        "this person.",
        "alternative-person-acts", frozenset({LA, PROVIDER}),
        frozenset(State), None, right_passed, (gates.another_may_act,),
        not_before=("right_passed_on",), variant="capacity",
        which=lambda command, *_: command.because is not RightPasses.SCHOOL_AGE_ENDED,
        shown_to=AND_THE_TRIBUNAL,
    ),
)  # fmt: skip
