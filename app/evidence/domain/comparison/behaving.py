"""What the families of an area do under a regime: who asks for a session, who gets one, and each family's life."""

from heapq import heapify, heappop, heappush
from typing import NamedTuple

from app.evidence.domain.comparison.assumptions import Values
from app.evidence.domain.comparison.capacity import Weeks, sessions_needed
from app.evidence.domain.comparison.population import Draws, Family
from app.evidence.domain.comparison.walking import (
    IN_TIME,
    KINDS,
    LATE,
    Life,
    Said,
    Way,
    days_to_decide,
    is_decided_first,
)
from app.kernel.terms import DecisionKind
from app.law.domain.regimes import Regime

_NAMED = (DecisionKind.REFUSAL_TO_ASSESS, DecisionKind.REFUSAL_TO_ISSUE_PLAN, DecisionKind.PLAN_CONTENT)
GROUPS = (*(kind.value for kind in _NAMED), "other")
GROUP_OF = tuple(_NAMED.index(kind) if kind in _NAMED else len(_NAMED) for kind in KINDS)
_CONTENT = KINDS.index(DecisionKind.PLAN_CONTENT)
_DECILES = (5, 10, 15, 21, 26, 31, 37, 43, 50, 57)
_MIDDLE = 28
_STEP = 3
"""Contacts are counted in steps of so many days: many families then share a life, which is walked once."""
_LAST, _TOO_LATE = 58, 75
_DECIDES = (0, 3, 6)
_LODGES, _LODGED_LATE = (15, 40, 65, 90, 98), 110
FULL, PART, NONE, NOBODY, NO_POWER, ABSENT = range(6)
"""The outcomes of a session, as places in `walking.OUTCOMES`."""


class Fate(NamedTuple):
    """A family's life, and what of it the counts need."""

    life: Life
    supported: bool
    required: bool
    sessions: int
    asked: int | None
    """Days from the notice to the request. None if the family asks for no mediation."""


class Demand(NamedTuple):
    """What the families of an area ask of its mediators."""

    fates: list[tuple[Family, Fate]]
    requests: int
    sessions: int
    unserved: int
    needed: float
    """Sessions in a week that would be enough."""


class _Asks(NamedTuple):
    family: Family
    contact: int
    decides: int
    supported: bool
    required: bool
    says: Said
    placement: bool


def live(families: list[Family], said: Values, regime: Regime) -> Demand:
    """Return the life of each family that does something. The others accept the decision, and are left out."""
    fates: list[tuple[Family, Fate]] = []
    asking: list[_Asks] = []
    for family in families:
        draws = family.draws
        supported = draws.support < said["supported"]
        group = GROUPS[GROUP_OF[family.kind]]
        placement_alone = family.kind == _CONTENT and draws.contact > 1 - said["placement_only"]
        if placement_alone and regime.frees_placement:
            life = Life(family.kind, family.notice, Way.STRAIGHT, _contact(draws, said), appeals=True, placement=True)
            fates.append((family, Fate(life, supported, False, 0, None)))
            continue
        if draws.contact >= said[f"contact_{group}"] and not placement_alone:
            continue
        asks = _choose(family, said, regime, group, (supported, placement_alone))
        if isinstance(asks, Fate):
            fates.append((family, asks))
        else:
            asking.append(asks)
    return _served(fates, asking, said, regime)


def _contact(draws: Draws, said: Values) -> int:
    if draws.late_contact < said["contact_too_late"]:
        return _TOO_LATE
    days = _DECILES[int(draws.when * 10)] * said["contact_days"] / _MIDDLE
    return min(_STEP * round(days / _STEP), _LAST)


def _choose(family: Family, said: Values, regime: Regime, group: str, about: tuple[bool, bool]) -> Fate | _Asks:
    """Return what a family does after its contact, or that it asks for a session.

    `about`: whether an advice service supports it, and whether its dispute is about the placement alone.
    """
    draws, (supported, placement) = family.draws, about
    contact = _contact(draws, said)
    decides = contact + _DECIDES[int(draws.decides * 3)]
    wishes = said[f"mediates_{group}"] + (said["support_and_mediation"] if supported else 0.0)
    if draws.mediates < wishes:
        return _Asks(family, contact, decides, supported, False, Said.NOTHING, placement)
    way, says = unwilling(draws, said, regime, _adviser_days(draws, said))
    asks = _Asks(family, contact, decides, supported, way is not Way.DECLINES, says, placement)
    return asks if way is Way.MEDIATES else _fate(asks, way, said)


def _adviser_days(draws: Draws, said: Values) -> int:
    return LATE if draws.adviser < said["adviser_late"] else IN_TIME


def unwilling(draws: Draws, said: Values, regime: Regime, adviser_days: int) -> tuple[Way, Said]:
    """Return what a family does that would rather not mediate, and what the tribunal says to its claim.

    A family whose word is enough has its certificate before anybody refuses its claim. So it need not attend then.
    """
    if not regime.attendance_required:
        return Way.DECLINES, Said.NOTHING
    attends = draws.attends < said["attends_if_required" if regime.declining_bars else "attends_if_it_may_cost"]
    if regime.exemptions is not None and draws.exemption < said["claims_exemption"]:
        says = _says(draws, said)
        refused = says is Said.REFUSED and is_decided_first(regime, adviser_days)
        return (Way.MEDIATES if refused and attends else Way.CLAIMS), says
    return (Way.MEDIATES if attends else Way.DECLINES), Said.NOTHING


def _says(draws: Draws, said: Values) -> Said:
    undecided = said["exemption_undecided"]
    if draws.granted < undecided:
        return Said.NOTHING
    decided = (draws.granted - undecided) / (1 - undecided)
    return Said.GRANTED if decided < said["exemption_granted"] else Said.REFUSED


def _fate(
    asks: _Asks,
    way: Way,
    said: Values,
    *,
    days: tuple[int | None, int | None] = (None, None),
    outcome: int = NONE,
    asked: int | None = None,
) -> Fate:
    """Return the whole life. `days` are those from the request to the missed session and to the session."""
    family, draws = asks.family, asks.family.draws
    missed, session = days
    held = session is not None and outcome != ABSENT
    name = ("appeals_after_full_agreement", "appeals_after_part_agreement", "appeals_after_no_agreement")
    share = said[name[outcome] if held and outcome <= NONE else "appeals_without_mediation"]
    appeals = draws.appeals < share + (said["support_and_appeals"] if asks.supported else 0.0)
    late = draws.lodges < said["appeals_late"]
    life = Life(
        family.kind,
        family.notice,
        way,
        asks.contact,
        asks.decides,
        session,
        outcome,
        _adviser_days(draws, said),
        asks.says,
        appeals,
        (_LODGED_LATE if late else _LODGES[int(draws.lodges * 5)]) if appeals else 0,
        appeals and 1 - draws.lodges < said["permission_given"],
        missed,
        asks.placement,
    )
    return Fate(life, asks.supported, asks.required, (missed is not None) + (session is not None), asked)


def _served(fates: list[tuple[Family, Fate]], asking: list[_Asks], said: Values, regime: Regime) -> Demand:
    """Give each family the first session that is free, in the order in which they ask."""
    weeks = Weeks(_held_today(fates, asking, said) / 52 * said["capacity"])
    decided = days_to_decide(regime)
    waiting = [
        (one.family.notice + one.decides + (decided if one.says else 0), place, -1) for place, one in enumerate(asking)
    ]
    asked_on = sorted(day for day, _, _ in waiting)
    heapify(waiting)
    sessions = unserved = 0
    while waiting:
        now, place, missed = heappop(waiting)
        one = asking[place]
        asked = now if missed < 0 else one.family.notice + one.decides + (decided if one.says else 0)
        again = missed >= 0 and regime.absence_renews_days
        days = regime.session_window_days or regime.days_to_arrange(again=again)
        until = (now if again else asked) + days
        session = weeks.take(now, until)
        before = missed if missed >= 0 else None
        if session is None:
            unserved += 1
            fates.append((one.family, _fate(one, Way.MEDIATES, said, days=(before, None), asked=asked)))
            continue
        sessions += 1
        absent = one.family.draws.comes < said["family_absent_if_required" if one.required else "family_absent"]
        if absent and missed < 0 and one.family.draws.comes_again < said["comes_next_time"]:
            heappush(waiting, (session, place, session - asked))
            continue
        outcome = ABSENT if absent and missed < 0 else outcome_of(one.family.draws, said, required=one.required)
        fate = _fate(one, Way.MEDIATES, said, days=(before, session - asked), outcome=outcome, asked=asked)
        fates.append((one.family, fate))
    needed = sessions_needed(asked_on, regime.session_window_days or regime.arrangement_days)
    return Demand(fates, len(asked_on), sessions, unserved, needed)


def _held_today(fates: list[tuple[Family, Fate]], asking: list[_Asks], said: Values) -> float:
    """Return the sessions that families ask for of their own free will, in a year."""
    del fates
    return sum(not one.required for one in asking) * (1 + said["family_absent"] * said["comes_next_time"])


def outcome_of(draws: Draws, said: Values, *, required: bool) -> int:
    """Return how a session ends to which the family comes."""
    if draws.authority < said["authority_absent"]:
        return NOBODY
    if draws.authority < said["authority_absent"] + said["authority_without_power"]:
        return NO_POWER
    times = said["agreement_if_required"] if required else 1.0
    if draws.agrees < said["full_agreement"] * times:
        return FULL
    return PART if draws.agrees < (1 - said["no_agreement"]) * times else NONE
