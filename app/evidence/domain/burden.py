"""The time and effort that one family needed for a certificate: on how many days it had to act, how long it waited, and
which sessions were moved or called off. Pure.

The count begins with the notice and ends with the certificate: advice, the request, the session. What happens in an
appeal is not counted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from app.cases.domain.facts import CaseFacts
from app.kernel.terms import Party


class Way(StrEnum):
    """How far a family got on the way to its mediation certificate."""

    MEDIATED = "mediated"  # a session was held
    DECLINED = "declined"
    NEVER_OFFERED = "never_offered"  # the family asked, and no session was ever fixed
    NOT_HELD = "not_held"  # a session was fixed, and none was held
    UNDECIDED = "undecided"  # the family had advice, and neither asked nor declined
    NO_CONTACT = "no_contact"


class Side(StrEnum):
    """Who asked to move the session, or to call it off."""

    FAMILY = "family"
    LOCAL_AUTHORITY = "local_authority"
    COMMISSIONING_BODY = "commissioning_body"
    MEDIATOR = "mediator"
    NOT_SAID = "not_said"


FOR_THE_FAMILY: Final = frozenset(
    {
        "adviser-contacted",
        "mediation-requested",
        "mediation-declined",
        "health-added",
        "issues-added",
        "issues-dropped",
        "mediation-arranged",
        "session-told",
        "session-rescheduled",
        "session-cancelled",
        "session-held",
        "session-not-held",
        "exemption-claimed",
        "certificate-issued",
        "dispute-withdrawn",
    }
)
"""Types of events for which the family acted, came, or had to be told."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that happened on a case, as it stands after corrections.

    `session_on` is the day for which a session was fixed. `side` is at whose wish a session was moved or called off.
    """

    kind: str
    on: date
    session_on: date | None = None
    cancels: bool = False
    side: Side = Side.NOT_SAID


@dataclass(frozen=True, slots=True)
class Wait:
    """A duty on the way to the certificate, and until when somebody waited for it.

    `until` is None while somebody still waits.
    """

    owed_by: Party
    due_on: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Burden:
    """What the way to the certificate cost one family so far.

    `contacts`: the days on which the family acted, came, or had to be told something.
    `days_to_certificate`: calendar days from the first contact to the certificate. None without a certificate.
    `days_late`: by party, the days on which at least one of its duties was overdue.
    `days_moved`: by side, the days by which sessions were moved to a later day.
    `left_after_contact`: whether the family had advice and nothing came of it before its time to appeal ran out or its
    case was closed.
    `time_ran_out`: whether the time to appeal ran out while the family waited for mediation that it had asked for.
    """

    way: Way
    contacts: int
    days_to_certificate: int | None
    days_late: Mapping[Party, int] = field(default_factory=dict)
    days_moved: Mapping[Side, int] = field(default_factory=dict)
    moves: Mapping[Side, int] = field(default_factory=dict)
    cancellations: Mapping[Side, int] = field(default_factory=dict)
    left_after_contact: bool = False
    time_ran_out: bool = False
    sessions_held: int = 0


def burden(
    facts: CaseFacts, turns: Sequence[Turn], waits: Iterable[Wait], appeal_by: date | None, today: date
) -> Burden:
    """Return what the way to the certificate cost a family up to a day.

    Args:
        facts: the case as it stands.
        turns: everything that happened on it, in the order of recording.
        waits: the duties on the way that other parties owed.
        appeal_by: the last day for the appeal; None if it is beyond the bank holidays that are known.
        today: the day of the reading.
    """
    issued_on = facts.certificate.issued_on if facts.certificate else None
    reached = facts.first_contact_on
    over = appeal_by is not None and today > appeal_by and facts.appeal is None
    way = way_of(facts, turns)
    moved, moves = _moved(turns)
    return Burden(
        way=way,
        contacts=len({turn.on for turn in turns if turn.kind in FOR_THE_FAMILY and turn.on <= today}),
        days_to_certificate=max(0, (issued_on - reached).days) if issued_on and reached else None,
        days_late=_late(waits, today),
        days_moved=moved,
        moves=moves,
        cancellations=_count(turn.side for turn in turns if turn.cancels),
        left_after_contact=way is Way.UNDECIDED
        and issued_on is None
        and facts.appeal is None
        and (over or facts.closed_on is not None),
        time_ran_out=over and facts.resolved_on is None and issued_on is None and facts.under_way,
        sessions_held=sum(turn.kind == "session-held" for turn in turns),
    )


def way_of(facts: CaseFacts, turns: Sequence[Turn]) -> Way:
    """Return how far a family got on the way to the certificate."""
    if any(turn.kind == "session-held" for turn in turns):
        return Way.MEDIATED
    if facts.requested_on is not None and not (facts.declined_on and facts.declined_on > facts.requested_on):
        return Way.NOT_HELD if any(turn.session_on for turn in turns) else Way.NEVER_OFFERED
    if facts.declined_on is not None:
        return Way.DECLINED
    return Way.UNDECIDED if facts.first_contact_on is not None else Way.NO_CONTACT


def _late(waits: Iterable[Wait], today: date) -> dict[Party, int]:
    """Count each day once for a party, however many of its duties were overdue on it."""
    days: dict[Party, set[int]] = {}
    for wait in waits:
        until = min(wait.until or today, today)
        overdue = range((wait.due_on + timedelta(days=1)).toordinal(), until.toordinal() + 1)
        if wait.owed_by is not Party.FAMILY and overdue:
            days.setdefault(wait.owed_by, set()).update(overdue)
    return {party: len(found) for party, found in sorted(days.items())}


def _moved(turns: Sequence[Turn]) -> tuple[dict[Side, int], dict[Side, int]]:
    """Return by how many days each side put a session off, and how often it moved one."""
    fixed: date | None = None
    days: dict[Side, int] = {}
    moves: list[Side] = []
    for turn in turns:
        if turn.cancels or turn.kind in ("session-held", "session-not-held"):
            fixed = None
        elif turn.session_on is not None:
            if fixed is not None:
                moves.append(turn.side)
                days[turn.side] = days.get(turn.side, 0) + max(0, (turn.session_on - fixed).days)
            fixed = turn.session_on
    return {side: found for side, found in sorted(days.items()) if found}, _count(moves)


def _count(sides: Iterable[Side]) -> dict[Side, int]:
    counted: dict[Side, int] = {}
    for side in sides:
        counted[side] = counted.get(side, 0) + 1
    return dict(sorted(counted.items()))
