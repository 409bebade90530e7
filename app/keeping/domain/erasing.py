"""Whether the name on a case may be erased now, or the law requires keeping it (UK GDPR article 17(3))."""

from dataclasses import dataclass
from datetime import date

from app.cases.domain.words import State
from app.keeping.domain.words import KeptBecause

MUST_BE_KEPT = "name-is-kept-for-the-appeal"
"""The rule that requires it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Why a name must be kept, and until which day, if that is known. It may go on the day after."""

    because: KeptBecause
    until: date | None = None


def why_kept(state: State, times_end_on: date | None, today: date, *, held: bool) -> Kept | None:
    """Return why a name must be kept. None: it may be erased.

    Args:
        state: the state of the case.
        times_end_on: the last day on which a time of an ended case runs. None while the case goes on.
        today: the day of the request.
        held: whether a legal hold is in force.
    """
    if state is State.APPEAL_REGISTERED:
        return Kept(KeptBecause.APPEAL_RUNNING)
    if times_end_on is None:
        return Kept(KeptBecause.CASE_OPEN)
    if times_end_on >= today:
        return Kept(KeptBecause.TIME_RUNNING, times_end_on)
    return Kept(KeptBecause.LEGAL_HOLD) if held else None
