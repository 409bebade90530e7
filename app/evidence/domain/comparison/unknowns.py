"""What no comparison can know, in words."""

from app.evidence.domain.comparison.order import Order
from app.evidence.domain.comparison.scenarios import Scenario
from app.law.domain.regime_rows import PARAMETERS
from app.law.domain.regime_values import UNKNOWN
from app.law.domain.regimes import Regime, RegimeStatus

_ALWAYS = (
    "Nobody knows how many families would have a good appeal and contact nobody. They are the same under every regime "
    "here, so the comparison says nothing about them.",
    "Families chose whether to mediate. The families that agree today may differ from those that decline, so their "
    "results do not show what mediation does.",
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


_INVENTED = (
    "The families of this comparison are invented. Their numbers follow published totals, and each total can be "
    "reached in many ways.",
)
_OF_ENGLAND = (
    "Families of every area behave alike here. Areas differ in how many decisions of each kind they make, and each "
    "region has mediators of its own. The refusals of each authority are published. Its disputed plans are assumed to "
    "be in proportion to its new plans. Published appeals differ more between areas than those of this comparison.",
)
_OWN_CASES = (
    "These are your own closed cases of the period that you chose. Open cases, and so slow disputes, are missing.",
    "Families that must attend did not. What they would do is assumed. Everything else is as your record says.",
    "A family that must attend is assumed to get a session in time. So nothing here shows if mediators are enough.",
)


def unknowns_of(order: Order) -> list[str]:
    """Return what cannot be known about what was asked."""
    told = [*(_INVENTED if order.own is None else _OWN_CASES), *_ALWAYS]
    if order.authority is None:
        told += _OF_ENGLAND
    regimes = {_quoted(one, one.ruled()): one.ruled() for one in order.scenarios}
    if any(regime.attendance_required for regime in regimes.values()):
        told += _REQUIRED
    for name, regime in regimes.items():  # each sentence short: the report has two pages
        left_open = " ".join(one.says for one in PARAMETERS if one.of(regime) == UNKNOWN)
        if left_open:
            told.append(
                f"{name}: no source that we found answers these questions: {left_open} The comparison does as the law "
                "of today does, or as this service reads the law."
            )
        if matters := [one.name.replace("_", " ") for one in regime.matters if one.is_unknown and one.kinds]:
            told.append(f"{name}: it is unknown how a family could appeal about: {', '.join(matters)}.")
    proposals = "; ".join(name for name, one in regimes.items() if one.status is RegimeStatus.ILLUSTRATIVE)
    if proposals:
        told.append(f"These rules are proposals that never became law, and their values illustrate: {proposals}.")
    return told


def _quoted(scenario: Scenario, regime: Regime) -> str:
    return f"“{scenario.name if scenario.named else regime.title}”"
