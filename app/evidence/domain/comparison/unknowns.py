"""What no comparison can know, in words."""

from collections.abc import Sequence
from dataclasses import fields

from app.law.domain.regime_values import UNKNOWN
from app.law.domain.regimes import Regime, RegimeStatus

_ALWAYS = (
    "Nobody knows how many families would have a good appeal and contact nobody. They are the same under every regime "
    "here, so the comparison says nothing about them.",
    "Families chose whether to mediate. The families that agree today may differ from those that decline, so their "
    "results do not show what mediation does.",
    "The families of this comparison are invented. Their numbers follow published totals, and each total can be "
    "reached in many ways.",
    "No figure of the number of mediators in England was found. The comparison assumes that today's mediators are "
    "enough for today's sessions, with something to spare.",
    "Behaviour may change with a law: authorities may decide otherwise, more mediators may train, and families may "
    "seek advice. Nothing of this is in the numbers.",
    "Unit costs are mostly assumptions. A cost that moves from one side to another is no saving.",
)
_REQUIRED = (
    "No country has required this of these families. How many would attend, agree or give up is assumed, with wide "
    "ranges.",
    "A family that attends because it must and does not speak counts as having attended. No law that we found tests "
    "good faith.",
)


OF_OWN_CASES = (
    "These are your own closed cases of one year. Open cases are not among them, so slow disputes are missing.",
    "Families that must attend did not. What they would do is assumed. Everything else is as your record says.",
)


def unknowns_of(regimes: Sequence[Regime]) -> list[str]:
    """Return what cannot be known about some regimes."""
    told = list(_ALWAYS)
    if any(regime.attendance_required for regime in regimes):
        told += _REQUIRED
    for regime in regimes:
        left_open = [one.name.replace("_", " ") for one in fields(regime) if getattr(regime, one.name) is UNKNOWN]
        if left_open:
            told.append(
                f"{regime.id}: nothing that we found settles: {', '.join(left_open)}. The comparison reads these as "
                "the law of today, or as this service reads it."
            )
    told += [
        f"{regime.title}: these rules are a proposal that never became law. Its values are illustrations."
        for regime in regimes
        if regime.status is RegimeStatus.ILLUSTRATIVE
    ]
    return told
