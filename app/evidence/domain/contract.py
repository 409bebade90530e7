"""What a mediation provider did for an authority in a quarter, as both sides of the contract count it. Pure.

Both sides count the same events: those that were recorded while the case was with this provider and this authority.
What was recorded after a handover or a transfer belongs to the next pair. Appeals play no part.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from app.evidence.domain.burden import Side
from app.kernel.terms import CertificateGround, SessionOutcome
from app.law.domain.calendars import EnglishCalendar
from app.law.domain.quarters import Quarter


class Measure(StrEnum):
    """What a measure of the contract return counts."""

    CONTACT_IN_5_DAYS = "contact_in_5_days"
    CERTIFICATE_IN_2_DAYS = "certificate_in_2_days"
    CERTIFICATE_IN_3_DAYS = "certificate_in_3_days"
    ARRANGED_IN_30_DAYS = "arranged_in_30_days"
    SESSIONS_HELD = "sessions_held"
    CANCELLED_AT_SHORT_NOTICE = "cancelled_at_short_notice"
    MOVED_AT_SHORT_NOTICE = "moved_at_short_notice"


CONTACT_DAYS: Final = 5
ARRANGEMENT_DAYS: Final = 30
NOTICE_DAYS: Final = 5
"""Working days. A family is told of its session five working days before (regulation 36)."""

DEFINED: Final[Mapping[Measure, str]] = {
    Measure.CONTACT_IN_5_DAYS: (
        "Families that first told the authority or an adviser in the quarter that they want advice or mediation. "
        "Counted: those with whom the adviser spoke within 5 calendar days. A family that rang the adviser itself "
        "also counts, with 0 days. Contracts ask for 5 days. The law sets no time limit."
    ),
    Measure.CERTIFICATE_IN_2_DAYS: (
        "Certificates that the adviser had to issue in the quarter. Counted: those issued within 2 working days. "
        "The 2 days begin when the family declines mediation, when the session ends, when the adviser is told "
        "that mediation cannot be arranged, when the 30 days end without a session, or when the family is "
        "exempted. Contracts ask for 2 days."
    ),
    Measure.CERTIFICATE_IN_3_DAYS: (
        "Certificates that the adviser had to issue in the quarter, as in certificate_in_2_days. Counted: those "
        "issued within 3 working days, the time limit in the law (section 55, and regulation 39)."
    ),
    Measure.ARRANGED_IN_30_DAYS: (
        "Requests for mediation that families made in the quarter. Counted: those for which a session was fixed "
        "within 30 calendar days (regulation 36). The authority arranges the session, alone or through the "
        "provider."
    ),
    Measure.SESSIONS_HELD: (
        "Sessions that were planned for a day in the quarter. Counted: those that were held and in which the "
        "family took part. The other sessions were adjourned, or somebody did not come."
    ),
    Measure.CANCELLED_AT_SHORT_NOTICE: (
        "Sessions that were called off in the quarter, by who called them off. Counted: those called off fewer "
        "than 5 working days before their day. not_said: nobody recorded who called the session off."
    ),
    Measure.MOVED_AT_SHORT_NOTICE: (
        "Sessions that were moved in the quarter, by who asked for the move. Counted: those moved fewer than 5 "
        "working days before their day."
    ),
}
"""Each measure in words. Both sides of a contract read the same words."""

BY_SIDE: Final = frozenset({Measure.CANCELLED_AT_SHORT_NOTICE, Measure.MOVED_AT_SHORT_NOTICE})


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One thing that happened on a case, as it stands after corrections. `first` says that it opened the case."""

    kind: str
    on: date
    session_on: date | None = None
    outcome: SessionOutcome | None = None
    ground: CertificateGround | None = None
    side: Side = Side.NOT_SAID
    first: bool = False
    by_provider: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """How often something was done, of how many. `running`: the time is not over yet, so these count in neither."""

    done: int = 0
    of: int = 0
    running: int = 0


@dataclass(frozen=True, slots=True)
class _Due:
    """One thing that counts in the quarter of `since`. `done` is None while its time runs."""

    measure: Measure
    since: date
    done: bool | None
    side: Side | None = None


Key = tuple[Measure, Side | None]
_LEFT: Final = frozenset({"provider-replaced", "case-transferred"})
_OVER: Final = _LEFT | {"dispute-withdrawn", "case-closed"}
_DECLINED, _HELD, _NOT_ARRANGED, _EXEMPT = (
    "mediation-declined", "session-held", "cannot-arrange-reported", "exemption-decided",
)  # fmt: skip
_BASES: Final = {
    CertificateGround.DECLINED: _DECLINED,
    CertificateGround.TOOK_PART: _HELD,
    CertificateGround.NOT_ARRANGED: _NOT_ARRANGED,
    CertificateGround.EXEMPT: _EXEMPT,
}


def contract_return(
    cases: Iterable[Sequence[Occurrence]], quarter: Quarter, today: date, england: EnglishCalendar
) -> dict[Key, Counted]:
    """Count what happened on cases in a quarter, by measure and, for short notice, by side."""
    keys: list[Key] = [(measure, side) for measure in Measure for side in (Side if measure in BY_SIDE else (None,))]
    counted = dict.fromkeys(keys, Counted())
    for happened in cases:
        for due in _dues(happened, today, england):
            if quarter.first_day <= due.since <= quarter.last_day:
                key, before = (due.measure, due.side), counted[due.measure, due.side]
                counted[key] = Counted(
                    before.done + bool(due.done),
                    before.of + (due.done is not None),
                    before.running + (due.done is None),
                )
    return counted


def _dues(happened: Sequence[Occurrence], today: date, england: EnglishCalendar) -> Iterator[_Due]:
    for period in _periods(happened):
        yield from _contact(period, today)
        yield from _certificates(period, today, england)
        yield from _arrangements(period, today)
        yield from _sessions(period, england)


def _periods(happened: Sequence[Occurrence]) -> Iterator[Sequence[Occurrence]]:
    """Yield the times for which a case was with the pair. It may leave, and come back."""
    period: list[Occurrence] = []
    for one in happened:
        period.append(one)
        if one.kind in _LEFT:
            yield period
            period = []
    if period:
        yield period


def _first(period: Iterable[Occurrence], *kinds: str, since: date | None = None) -> Occurrence | None:
    return next((one for one in period if one.kind in kinds and (since is None or one.on >= since)), None)


def _in_time(since: date, done_on: date | None, last: date, today: date, over: date | None) -> tuple[bool, bool | None]:
    """Return whether a thing counts, and whether it was done in time. None: its time still runs.

    A thing that was not done does not count if the case was over, or had left, before its time ended.
    """
    if done_on is not None:
        return True, done_on <= last
    if over is not None and since <= over <= last:
        return False, None
    return True, None if today <= last else False


def _contact(period: Sequence[Occurrence], today: date) -> Iterator[_Due]:
    if not period[0].first:
        return
    asked = [one.on for one in period if one.kind in ("mediation-requested", "adviser-contacted")]
    asked += [period[0].on] if period[0].by_provider else []
    if asked:
        reached, over = _first(period, "adviser-contacted"), _first(period, *_OVER)
        since = min(asked)
        last = since + timedelta(days=CONTACT_DAYS)
        counts, done = _in_time(since, reached.on if reached else None, last, today, over.on if over else None)
        if counts:
            yield _Due(Measure.CONTACT_IN_5_DAYS, since, done)


def _certificates(period: Sequence[Occurrence], today: date, england: EnglishCalendar) -> Iterator[_Due]:
    issued = _first(period, "certificate-issued")
    since = _due_since(period, issued)
    if since is None or since > today:
        return
    over = _first(period, *_OVER, since=since)
    for measure, days in ((Measure.CERTIFICATE_IN_2_DAYS, 2), (Measure.CERTIFICATE_IN_3_DAYS, 3)):
        last = england.working_days_after(since, days)
        counts, done = _in_time(since, issued.on if issued else None, last, today, over.on if over else None)
        if counts:
            yield _Due(measure, since, done)


def _due_since(period: Sequence[Occurrence], issued: Occurrence | None) -> date | None:
    """Return the day on which the certificate became due. None if it did not, or while another provider had the case.

    An agreement on everything ends the dispute: the family then needs no certificate, and nobody owes one.
    """
    if issued is not None:
        kind = _BASES[issued.ground] if issued.ground else None
        found = [one.on for one in period if one.kind == kind and one.on <= issued.on]
        if issued.ground is CertificateGround.NOT_ARRANGED:
            ends = [one.on + timedelta(ARRANGEMENT_DAYS) for one in period if one.kind == "mediation-requested"]
            found += [end for end in ends if end <= issued.on]
        return max(found, default=None)
    latest: date | None = None
    for one in period:
        if one.kind in (_DECLINED, _NOT_ARRANGED) or (
            one.kind == _HELD and one.outcome is not SessionOutcome.FULL_AGREEMENT
        ):
            latest = one.on
        elif one.kind in ("mediation-requested", "mediation-arranged"):
            latest = None  # the family changed its mind, or a session was found after all
    return latest


def _arrangements(period: Sequence[Occurrence], today: date) -> Iterator[_Due]:
    for place, request in enumerate(period):
        if request.kind != "mediation-requested":
            continue
        later = period[place + 1 :]
        fixed, over = _first(later, "mediation-arranged"), _first(later, *_OVER, _DECLINED, "mediation-requested")
        last = request.on + timedelta(days=ARRANGEMENT_DAYS)
        if fixed and over and later.index(over) < later.index(fixed):
            fixed = None
        counts, done = _in_time(request.on, fixed.on if fixed else None, last, today, over.on if over else None)
        if counts:
            yield _Due(Measure.ARRANGED_IN_30_DAYS, request.on, done)


def _sessions(period: Sequence[Occurrence], england: EnglishCalendar) -> Iterator[_Due]:
    fixed: date | None = None
    for one in period:
        match one.kind:
            case "session-held" | "session-not-held":
                yield _Due(Measure.SESSIONS_HELD, one.on, one.kind == _HELD)
                fixed = None
            case "session-cancelled":
                yield _Due(Measure.CANCELLED_AT_SHORT_NOTICE, one.on, _short(one.on, fixed, england), one.side)
                fixed = None
            case "mediation-arranged":
                if fixed is not None and one.session_on is not None:
                    yield _Due(Measure.MOVED_AT_SHORT_NOTICE, one.on, _short(one.on, fixed, england), one.side)
                fixed = one.session_on or fixed


def _short(on: date, fixed: date | None, england: EnglishCalendar) -> bool:
    return fixed is not None and on > england.working_days_before(fixed, NOTICE_DAYS)
