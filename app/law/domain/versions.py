"""The versions of the law as this service applies it: the rules, the readings and the bank holidays.

Each version is the digest of what decides a date or a gate. A change of a row, of a default reading or of the list of
bank holidays needs a new entry in `VERSIONS`: a test fails until it is there.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any, Final

from app.law.domain.calendars import EnglishCalendar
from app.law.domain.model import Rule
from app.law.domain.readings import Readings
from app.law.domain.regime import IN_FORCE
from app.law.domain.rulebook import Rulebook

LAW_VERSION: Final = r"^[0-9]{1,4}(\+[0-9a-f]{8})?$"
"""How a version is written."""
UNVERSIONED: Final = "0"
"""The law of an event that was written before versions were kept."""
THE_LAW: Final = str(IN_FORCE)
"""The regime whose rows are law. The rows of a proposal are no part of a version."""


@dataclass(frozen=True, slots=True)
class Digests:
    """What a version consists of: a SHA-256 of each part."""

    rules: str
    readings: str
    bank_holidays: str


@dataclass(frozen=True, slots=True)
class LawVersion:
    """A version of the law: its number, the day of its entry, what changed, and its parts."""

    number: str
    since: date
    says: str
    changed: tuple[str, ...]
    """The rules and readings that changed, by their names, and `bank-holidays` for the list of bank holidays."""
    digests: Digests | None


VERSIONS: Final[tuple[LawVersion, ...]] = (
    LawVersion(
        UNVERSIONED,
        date(2026, 11, 23),
        "Events that were recorded before this service stored the version of the law with each event.",
        (),
        None,
    ),
    LawVersion(
        "1",
        date(2026, 11, 30),
        "The first version that this service stored: the law as the service applied it on that day.",
        (),
        Digests(
            rules="3dcbad75b8ce133f37d285061d63a1fe10c1782b67ca5a48bf201af5a75db0a4",
            readings="e6ea4e25fab4f8e933dfdb3abecb1db2e3f795b58713131d110d203d402af299",
            bank_holidays="3fe301b87973fc78cbe8c76958cc2c00abf14d0f3154e836284dead0823aa504",
        ),
    ),
)
"""Every version, from first to last. Entries are never changed once a release has them."""
LATEST: Final = VERSIONS[-1]


def rules_in_short(rows: Iterable[Rule]) -> list[list[Any]]:
    """Return what decides of each row of the law, in a fixed order. The words of a row are no part of this."""
    return sorted(_row(row) for row in rows if row.regime == THE_LAW)


def readings_in_short(readings: Readings) -> dict[str, bool]:
    """Return the readings by their names."""
    return {one.name: getattr(readings, one.name) for one in fields(readings)}


def holidays_in_short(england: EnglishCalendar) -> dict[str, Any]:
    """Return the bank holidays and the last day for which they are known."""
    return {
        "days": [day.isoformat() for day in sorted(england.bank_holidays)],
        "until": england.horizon.isoformat(),
    }


@lru_cache(maxsize=32)
def digests(england: EnglishCalendar, readings: Readings, rulebook: Rulebook) -> Digests:
    """Return the digests of a law."""
    return Digests(
        _digest(rules_in_short(rulebook.rows)),
        _digest(readings_in_short(readings)),
        _digest(holidays_in_short(england)),
    )


@lru_cache(maxsize=32)
def version_of(england: EnglishCalendar, readings: Readings, rulebook: Rulebook) -> str:
    """Return the number of a law's version. A law that is no entry has the last number and eight characters of its own.

    A deployment with other readings, or with another list of bank holidays, has such a law.
    """
    own = digests(england, readings, rulebook)
    known = [one.number for one in VERSIONS if one.digests == own]
    if known:
        return known[-1]
    return f"{LATEST.number}+{_digest([own.rules, own.readings, own.bank_holidays])[:8]}"


def changed_readings(before: Readings, after: Readings) -> dict[str, bool]:
    """Return the readings that have another value, with the new value."""
    was = readings_in_short(before)
    return {name: value for name, value in readings_in_short(after).items() if was[name] is not value}


def _row(row: Rule) -> list[Any]:
    clock = row.clock
    return [
        row.id,
        row.in_force_from.isoformat(),
        "" if row.in_force_to is None else row.in_force_to.isoformat(),
        row.kind.value,
        row.owed_by.value,
        row.calendar.value,
        row.governed_on.value,
        ""
        if clock is None
        else [
            str(clock.code),
            clock.runs_from.value,
            clock.period.amount,
            clock.period.unit.value,
            clock.period.direction.value,
            clock.when,
            clock.term or "",
            clock.step or "",
            clock.ground or "",
            clock.applies_if or "",
        ],
    ]


def _digest(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
