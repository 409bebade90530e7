"""What several moves change alike: who holds the right to appeal, and a closed case that is taken up again."""

from datetime import date
from typing import Any, TypeVar

from app.cases.domain.duties import still_done
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.words import State
from app.kernel.moves import Changed
from app.kernel.terms import AppellantKind
from app.law.domain.kinds import OwedAgainFor

OPEN_AGAIN: Changed = {"closed_on": None, "closed_by_family": False}

T = TypeVar("T")


class NotKnown(LookupError):
    """A change needs a fact that the case does not have: the gates of its move have failed."""


def known(fact: T | None) -> T:
    """Return a fact that the gates of a move have asked for."""
    if fact is None:
        raise NotKnown
    return fact


def held_by(facts: CaseFacts, holder: AppellantKind, on: date) -> Changed:
    """Who holds the right to appeal; and, where that is somebody else than before, from which day on."""
    if holder is facts.appellant_kind:
        return {"appellant_kind": holder}
    return {"appellant_kind": holder, "right_passed_on": on, "was_young_persons": facts.young_persons}


def taken_up_again(facts: CaseFacts, on: date, law: Law, *, mediation: bool) -> Changed:
    """A closed case as it stood: the family has taken its next step. A session that was fixed has fallen away.

    Where `mediation` goes on with that step, its days begin again, as from a new request: whoever arranges waited for
    the family. Not where they were over when the case was closed: a right that the family had by then stays.
    """
    changed: dict[str, Any] = dict(OPEN_AGAIN)
    if facts.session_arranged:
        changed |= {
            "arranged_on": None,
            "session_on": None,
            "completed": still_done(facts, OwedAgainFor.SESSION),
        }
        if facts.stage is State.MEDIATION_ARRANGED:
            changed["stage"] = State.MEDIATION_REQUESTED
    over = facts.arrangement_overdue(on, law.regime(facts), law.readings)
    if mediation and facts.under_way and not over:
        changed |= {"requested_on": on, "missed_on": None, "body_notified_on": None, "health_raised_on": None}
    return changed
