"""An authority's own closed cases, replayed: what a family did, and what it might do where a regime asks for more."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from app.cases.domain.facts import CaseFacts
from app.cases.domain.words import State
from app.evidence.domain.comparison.assumptions import Values
from app.evidence.domain.comparison.behaving import Demand, Fate, outcome_of, unwilling
from app.evidence.domain.comparison.capacity import sessions_needed
from app.evidence.domain.comparison.measures import AFTERWARDS, IF_REQUIRED
from app.evidence.domain.comparison.population import DRAWS, FIRST_DAY, Draws, Family
from app.evidence.domain.comparison.walking import KINDS, OUTCOMES, Life, Said, Way, days_to_decide
from app.kernel.terms import AppealBasis
from app.law.domain.readings import Readings
from app.law.domain.regimes import REGIMES, Regime

FEWEST, MOST = 50, 5_000
"""How many closed cases a replay needs, and how many it takes. Fewer could tell too much of one family."""
WAITS = 21
"""Days from the request to the session of a family that must attend and did not ask. Assumed: nobody offered it one."""
_LONGEST = 400


ASKED_AGAIN = frozenset(
    {*AFTERWARDS, *IF_REQUIRED, "authority_absent", "authority_without_power", "full_agreement", "no_agreement"}
)
"""The assumptions of a replay: what a case cannot say, because its family did not have to attend."""


class Past(NamedTuple):
    """What one closed case says of its family, in whole days. It names nobody, and no day of the calendar but the
    notice's."""

    kind: int
    notice: int
    straight: bool
    contact: int | None
    decides: int
    mediates: bool
    missed: int | None
    session: int | None
    outcome: int
    certificate: int
    appeals: bool
    lodges: int
    permitted: bool
    reported: int | None = None
    """Days from the request to the report that mediation cannot be arranged."""
    certified: bool = True
    luck: int = 0
    """A secret of the reading, from which the family's luck follows in every comparison. 0: an order of before."""


def in_order(pasts: Iterable[Past]) -> list[Past]:
    """Return cases in an order that tells nothing of when each was recorded. What did not happen comes first."""
    return sorted(pasts, key=lambda past: [-1 if one is None else one for one in past])


def past_of(facts: CaseFacts, readings: Readings) -> Past | None:
    """Return what a case says of its family. None if the case is not over."""
    if facts.state not in (State.CLOSED, State.RESOLVED):
        return None
    asked, declined, appeal = facts.requested_on, facts.declined_on, facts.appeal
    contact = facts.first_contact_on or facts.contacted_on
    decided = asked or declined or contact
    outcome = facts.session_outcome if facts.session_outcome in OUTCOMES else None
    held_on = (facts.concluded_on or facts.missed_on) if outcome else None
    session = _days(asked, held_on) if outcome else None
    ready = held_on or declined or _given_up_on(facts) or decided
    certificate = facts.certificate
    return Past(
        KINDS.index(facts.kind),
        (facts.notice_sent_on - FIRST_DAY).days,
        facts.placement_only(readings),
        None if contact is None else _days(facts.notice_sent_on, contact),
        _days(facts.notice_sent_on, decided) or 0,
        asked is not None and (declined is None or session is not None),
        None,
        session,
        OUTCOMES.index(outcome) if outcome else OUTCOMES.index(OUTCOMES[2]),
        min(_days(ready, certificate.issued_on) or 0, 60) if certificate else 3,
        appeal is not None,
        110 if appeal is not None and appeal.late else 50,
        appeal is not None and appeal.basis is AppealBasis.PERMISSION,
        _days(asked, facts.cannot_arrange_reported_on),
        certificate is not None,
    )


def _given_up_on(facts: CaseFacts) -> date | None:
    """Return the day from which mediation counted as not arranged: reported, or the days for it were over."""
    if facts.requested_on is None or facts.cannot_arrange_reported_on is not None:
        return facts.cannot_arrange_reported_on
    regime = REGIMES[facts.regime]
    return facts.requested_on + timedelta(days=regime.days_to_arrange(again=False) + 1)


def _days(since: date | None, day: date | None) -> int | None:
    if since is None or day is None:
        return None
    return min(max((day - since).days, 0), _LONGEST)


def lucky(pasts: Iterable[Past]) -> list[tuple[Past, Family]]:
    """Give each family its luck, for what its case does not say.

    No caller knows it, or changes it by a seed, an order or a selection. Else a caller could set an assumption between
    the luck of one family and that of all others, and see in a count what this family did.
    """
    return [(past, _with_luck(past, Random(past.luck or place))) for place, past in enumerate(pasts, 1)]  # noqa: S311 - the secret is what it begins with


def _with_luck(past: Past, luck: Random) -> Family:
    return Family(past.kind, past.notice, Draws(*[luck.random() for _ in range(DRAWS)]), 0)


def live_again(found: Iterable[tuple[Past, Family]], said: Values, regime: Regime) -> Demand:
    """Return the life of each family. A family that declined may have to attend: then the assumptions decide."""
    fates: list[tuple[Family, Fate]] = []
    for past, family in found:
        if past.contact is None and not past.straight and not past.permitted:
            continue
        fates.append((family, _fate(past, family, said, regime)))
    asked = sorted(family.notice + fate.asked for family, fate in fates if fate.asked is not None)
    base = asked[0] if asked else 0
    needed = sessions_needed([day - base for day in asked], regime.session_window_days or regime.arrangement_days)
    sessions = sum(fate.sessions for _, fate in fates)
    unserved = sum(fate.asked is not None and fate.life.session is None for _, fate in fates)
    return Demand(fates, len(asked), sessions, unserved, needed)


def _fate(past: Past, family: Family, said: Values, regime: Regime) -> Fate:
    life = Life(
        past.kind, past.notice, Way.DECLINES, past.contact or 0, past.decides, None, 2, past.certificate, Said.NOTHING,
        past.appeals, past.lodges, past.permitted, None, past.straight, past.reported,
        past.certified or (past.appeals and not past.permitted),
    )  # fmt: skip
    if past.contact is None and not past.straight:
        return Fate(life._replace(way=Way.STRAIGHT), False, False, 0, None)
    if past.straight and regime.frees_placement and not past.mediates:
        return Fate(life._replace(way=Way.STRAIGHT), False, False, 0, None)
    if past.mediates:
        life = life._replace(way=Way.MEDIATES, session=past.session, outcome=past.outcome)
        return Fate(life, False, False, int(past.session is not None), past.decides)
    if not regime.attendance_required:
        return Fate(life, False, False, 0, None)
    way, says = unwilling(family.draws, said, regime, past.certificate)
    if way is not Way.MEDIATES:
        return Fate(life._replace(way=way, says=says), False, way is Way.CLAIMS, 0, None)
    absent = family.draws.comes < said["family_absent_if_required"]
    outcome = len(OUTCOMES) - 1 if absent else outcome_of(family.draws, said, required=True)
    life = life._replace(way=way, says=says, session=WAITS, outcome=outcome)
    return Fate(life, False, True, 1, past.decides + (days_to_decide(regime) if says else 0))
