"""Calendar quarters: which notices are counted together, and from which day they may be counted."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from app.law.domain.model import COMMENCEMENT


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a calendar year, written `2026-Q1`."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the quarter in which a day lies."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the quarter that was written as `2026-Q1`."""
        year, number = text.split("-Q")
        return cls(int(year), int(number))

    def __str__(self) -> str:
        """Write it as it is read."""
        return f"{self.year:04}-Q{self.number}"

    @property
    def first_day(self) -> date:
        """Return the day on which it begins."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        """Return the day on which it ends."""
        return self.later(1).first_day - timedelta(days=1)

    @property
    def countable_from(self) -> date:
        """Return the day from which its families may be counted: when a full further quarter has gone.

        By then each has had its two months to make contact (reg 33) and the thirty days after (reg 36).
        """
        return self.later(2).first_day

    def later(self, quarters: int) -> "Quarter":
        """Return the quarter that lies so many later, or earlier."""
        since = 4 * self.year + self.number - 1 + quarters
        return Quarter(since // 4, since % 4 + 1)


FIRST = Quarter.of(COMMENCEMENT)
"""The quarter in which Part 3 of the Act came into force: there was no notice before."""


def latest(today: date) -> Quarter:
    """Return the latest quarter whose families may be counted."""
    return Quarter.of(today).later(-2)


def latest_year(today: date) -> int:
    """Return the latest calendar year whose four quarters may all be counted."""
    last = latest(today)
    return last.year if last.number == 4 else last.year - 1
