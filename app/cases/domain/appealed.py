"""Where the appeal of a case stands, how it ended, and what kind of appeal it is. Worked out from the facts alone."""

import re
from hashlib import md5
from uuid import UUID

from app.cases.domain.facts import Appeal, CaseFacts
from app.cases.domain.words import AppealOutcome, AppealState, Track
from app.kernel.terms import DecisionKind

APPEAL_NUMBER = re.compile(r"EH(?P<authority>[0-9]{3})/[0-9]{2}/[0-9]{5}(?![0-9/])")
"""A number of the tribunal: its register, the code of the authority, the year and the appeal."""


def appeal_id(case_id: UUID, number: int = 1) -> UUID:
    """Return the id of an appeal: always the same for the same case and number. PostgreSQL works it out likewise."""
    return UUID(md5(f"{case_id}/appeals/{number}".encode(), usedforsecurity=False).hexdigest())


def appeal_state(facts: CaseFacts) -> AppealState | None:
    """Return where the appeal stands. None if none was registered."""
    if facts.appeal is None:
        return None
    if facts.resolved_on is not None:
        return _ended_as(facts, facts.appeal)
    hearing = facts.proceedings.hearing if facts.proceedings else None
    if hearing is not None:
        return AppealState.ADJOURNED if hearing.adjourned else AppealState.LISTED
    return AppealState.RESPONDED if facts.response_sent_on else AppealState.REGISTERED


def _ended_as(facts: CaseFacts, appeal: Appeal) -> AppealState:
    if appeal.withdrawn_on is not None:
        return AppealState.WITHDRAWN
    if facts.unopposed_notified_on is not None:
        return AppealState.UNOPPOSED
    return AppealState.STRUCK_OUT if appeal.outcome is AppealOutcome.STRUCK_OUT else AppealState.DECIDED


def appeal_outcome(facts: CaseFacts) -> AppealOutcome | None:
    """Return how the appeal ended. None while it goes on, and where nobody recorded how the tribunal decided."""
    match appeal_state(facts):
        case AppealState.WITHDRAWN:
            return AppealOutcome.WITHDRAWN
        case AppealState.UNOPPOSED:
            return AppealOutcome.UNOPPOSED
        case AppealState.DECIDED | AppealState.STRUCK_OUT:
            return facts.appeal.outcome if facts.appeal else None
    return None


def track_of(facts: CaseFacts) -> Track:
    """Return which kind of appeal an appeal about this decision is."""
    match facts.kind:
        case DecisionKind.REFUSAL_TO_ASSESS:
            return Track.REFUSAL_TO_ASSESS
        case DecisionKind.PLAN_CONTENT | DecisionKind.REFUSAL_TO_AMEND:
            moves_on = facts.appeal is not None and facts.appeal.phase_transfer
            return Track.PHASE_TRANSFER if moves_on else Track.PLAN_CONTENT
        case DecisionKind.CEASE_TO_MAINTAIN:
            return Track.CEASE
    return Track.OTHER
