"""What things cost, as dated rows with their source and range, and what research found about savings. Pure.

No official figure is published for a session, an hour of advice or an appeal. So most rows are assumptions: they say
so, and their range is wide. A new figure is a new row with a later day. Older rows stay, so that an older answer can be
worked out again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Item(StrEnum):
    """What the number is about: the price of something, such as one session, or the hours of advice that one family
    needs."""

    SESSION = "session"  # one mediation session, everything included
    ADVISER_HOUR = "adviser_hour"
    ADVISER_HOURS = "adviser_hours"  # per family that had advice about mediation
    APPEAL_AUTHORITY = "appeal_authority"  # one appeal, for each of the three
    APPEAL_TRIBUNAL = "appeal_tribunal"
    APPEAL_FAMILY = "appeal_family"
    OMBUDSMAN_PAYMENT = "ombudsman_payment"  # to a family, for action after mediation that came late


class Unit(StrEnum):
    """The unit of the number."""

    POUNDS = "pounds"
    HOURS = "hours"


class Pays(StrEnum):
    """Who pays a cost."""

    AUTHORITY = "authority"
    TRIBUNAL = "tribunal"
    FAMILY = "family"


class Confidence(StrEnum):
    """How certain a number is."""

    SOURCE_READ = "source_read"  # read in the source itself
    REPORTED = "reported"  # told by another source
    THIRD_HAND = "third_hand"  # told by a source that quotes another
    ASSUMPTION = "assumption"  # nobody publishes it: our guess, with a wide range


@dataclass(frozen=True, slots=True)
class Row:
    """One number with its range, and where it comes from. `since` is the day from which the row is used."""

    item: Item
    unit: Unit
    value: float
    low: float
    high: float
    price_year: int | None
    since: date
    source: str
    confidence: Confidence
    pays: Pays | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.value <= self.high:
            raise ValueError(f"{self.item}: not a range")


@dataclass(frozen=True, slots=True)
class Finding:
    """What research or the press says, shown beside your own figures. It is no figure of yours.

    `low` and `high` are the range that the source gives. None: the source gives no range.
    """

    name: str
    value: float
    low: float | None
    high: float | None
    unit: str
    source: str
    confidence: Confidence


_GUESS: Final = "No published figure was found. Assumption"
_SPLIT: Final = (
    "Assumption. A press estimate (third-hand) puts the public cost at about 192 million pounds for 2024/25. "
    "Divided by 20,000 to 25,000 appeals, this is 7,700 to 9,600 pounds for an appeal, authority and tribunal "
    "together. How they share it is not published"
)
_SINCE: Final = date(2014, 9, 1)

ROWS: Final[tuple[Row, ...]] = (
    Row(
        Item.SESSION, Unit.POUNDS, 900, 300, 2_000, 2024, _SINCE,
        f"{_GUESS}: mediator, case work and venue for two to three hours", Confidence.ASSUMPTION, Pays.AUTHORITY,
    ),
    Row(
        Item.ADVISER_HOUR, Unit.POUNDS, 40, 25, 80, 2024, _SINCE,
        f"{_GUESS}: an hour of a salaried adviser with employer's costs and overheads", Confidence.ASSUMPTION,
        Pays.AUTHORITY,
    ),
    Row(
        Item.ADVISER_HOURS, Unit.HOURS, 1, 0.5, 3, None, _SINCE,
        f"{_GUESS}: information about mediation, the certificate and the record", Confidence.ASSUMPTION,
    ),
    Row(
        Item.APPEAL_AUTHORITY, Unit.POUNDS, 6_000, 2_000, 9_600, 2024, _SINCE, _SPLIT, Confidence.ASSUMPTION,
        Pays.AUTHORITY,
    ),
    Row(
        Item.APPEAL_TRIBUNAL, Unit.POUNDS, 2_000, 500, 4_000, 2024, _SINCE, _SPLIT, Confidence.ASSUMPTION,
        Pays.TRIBUNAL,
    ),
    Row(
        Item.APPEAL_FAMILY, Unit.POUNDS, 1_500, 0, 12_000, 2024, _SINCE,
        f"{_GUESS}: the tribunal takes no fee, many families pay nobody, and some pay lawyers and experts",
        Confidence.ASSUMPTION, Pays.FAMILY,
    ),
    Row(
        Item.OMBUDSMAN_PAYMENT, Unit.POUNDS, 200, 100, 500, 2025, _SINCE,
        "Local Government and Social Care Ombudsman, North Yorkshire, 24 018 585 (23 September 2025): 200 pounds. One "
        "decision; the range is an assumption", Confidence.REPORTED, Pays.AUTHORITY,
    ),
)  # fmt: skip
"""Every row. The unit of money is the pound, at the prices of `price_year`."""

_CULLEN: Final = "Cullen and others 2019, doi 10.1080/02671522.2019.1677756 (abstract)"
FINDINGS: Final[tuple[Finding, ...]] = (
    Finding(
        "fewer_appeals_after_mediation", 13.58, 10.20, 16.97, "appeals per 100 families",
        f"{_CULLEN}: absolute risk reduction, with its 95 % interval. About 3,000 families in 109 areas, 2014 to 2016",
        Confidence.SOURCE_READ,
    ),
    Finding(
        "saving_per_case", 500, None, None, "pounds per case",
        f"{_CULLEN}: about 500 pounds per case, 636,462 pounds in all", Confidence.SOURCE_READ,
    ),
    Finding(
        "public_cost_of_appeals", 192_000_000, None, None, "pounds in 2024/25",
        "A post on social media, which quotes an audit by Special Needs Jungle", Confidence.THIRD_HAND,
    ),
)  # fmt: skip
"""Families chose whether to mediate in the research too: it compared groups that were not drawn by lot."""


def costs_on(day: date, rows: tuple[Row, ...] = ROWS) -> Mapping[Item, Row]:
    """Return the row of each item that is used on a day: the latest that begins on that day or before."""
    return {row.item: row for row in sorted(rows, key=lambda one: one.since) if row.since <= day}
