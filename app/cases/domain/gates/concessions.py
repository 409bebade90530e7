"""The gates on concessions outside a session, and on the promises made with them."""

from app.cases.domain.commands import Concede, KeepPromise
from app.cases.domain.disputed import conceded_by
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.kernel.moves import gate

OUTSIDE_MEDIATION = "agreement-needs-mediation"


@gate(
    "Does the family dispute everything that the authority concedes?",
    OUTSIDE_MEDIATION,
    "Name only sections that are in dispute on this case. If the case names no sections, leave the field `sections` "
    "out: you then concede the whole decision.",
)
def conceded_is_disputed(facts: CaseFacts, command: Concede, _: Law) -> bool:
    """The authority can give way only on what the family disputes."""
    return command.sections <= facts.sections


@gate(
    "Does the authority concede something new?",
    OUTSIDE_MEDIATION,
    "The authority has already conceded all sections that you name. The day of the first concession counts.",
)
def concedes_more(facts: CaseFacts, command: Concede, _: Law) -> bool:
    """A part is conceded once. After an appeal the tribunal may be told of a part that was conceded before."""
    known = {one.section for one in conceded_by(facts) if facts.appeal is None or one.told_tribunal_on is not None}
    return not command.sections <= known


@gate(
    "Is the last day for each promise on or after the day of the concession?",
    OUTSIDE_MEDIATION,
    "The last day for each promise must be on or after the day of the concession. The last day for a promise cannot be "
    "after the last day for which bank holidays are published.",
)
def promises_follow(_: CaseFacts, command: Concede, law: Law) -> bool:
    """The authority names the day itself. Nothing is promised for the past."""
    return all(command.occurred_on <= one.promised_for <= law.england.horizon for one in command.promises)


@gate(
    "Does the case have this promise, and must the authority still keep the promise?",
    OUTSIDE_MEDIATION,
    "On the day that you give, the case has no open promise with this number. The field `concession.promises` of the "
    "case lists the promises.",
)
def promise_waits(facts: CaseFacts, command: KeepPromise, _: Law) -> bool:
    """A promise is kept once, on or after the day on which it was made."""
    found = facts.promises[command.promise - 1 : command.promise] if command.promise > 0 else ()
    return any(one.kept_on is None and one.made_on <= command.occurred_on for one in found)
