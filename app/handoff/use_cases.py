"""The use case of the hand-off: what a case gives to the tribunal's form, for a reader who may have it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.cases.domain.law import Law
from app.cases.records import StoredCase
from app.cases.sight import case_told, is_hand_off_told, words_of
from app.handoff.domain.send35 import HandOff, hand_off
from app.kernel.errors import Unseen
from app.platform.actor import Actor


def handed_off(case: StoredCase, reads: Actor, law: Law, today: date, private: Mapping[str, Any]) -> HandOff:
    """Return what a case gives to the tribunal's form, as far as the reader is told the case.

    Args:
        case: the case.
        reads: the reader.
        law: the law that the dates are worked out by.
        today: the day of the reading.
        private: the sealed words of the case.

    Raises:
        Unseen: the reader is neither the authority, nor the provider that it instructs, nor the tribunal.
    """
    if not is_hand_off_told(case, reads):
        raise Unseen
    explained = words_of(case, private, reads.kind).get("late_explanation")
    return hand_off(case_told(case, reads.kind).facts, law, today, explained)
